#include "tdsclient/connection.h"

#include <gtest/gtest.h>

#include <chrono>

#include "tdsclient/fake_server.h"

namespace gantry::tdsclient {
namespace {

FakeAnswer one(std::optional<std::string> value) {
    FakeAnswer out;
    out.columns = {"value"};
    out.rows = {{std::move(value)}};
    return out;
}

TEST(Connection, RowsComeWithNamesNullsAndNumbers) {
    FakeServer server([](const std::string&) {
        FakeAnswer out;
        out.columns = {"name", "size", "empty", "none"};
        out.rows = {{"Bücher €", "42", "", std::nullopt}, {"b", "-7", "x", "y"}};
        return out;
    });
    Connection connection(server.options());
    std::vector<std::string> seen;
    connection.query("SELECT 1", [&](const Row& row) {
        ASSERT_EQ(row.size(), 4U);
        seen.push_back(row.text("name") + "/" + row.text("size"));
        if (seen.size() > 1) return;
        EXPECT_EQ(row.integer("size"), 42);
        EXPECT_FALSE(row.is_null("empty"));
        EXPECT_TRUE(row.is_null("none"));
        EXPECT_EQ(row.text("empty"), "");
        EXPECT_EQ(row.text("none"), "");
        EXPECT_EQ(row.integer("none"), 0);
    });
    EXPECT_EQ(seen, (std::vector<std::string>{"Bücher €/42", "b/-7"}));
}

TEST(Connection, AModuleOfMegabytesIsWhole) {
    // Letters of one, two, three and four bytes, so that chunks and packets end inside some.
    std::string text = "x";
    while (text.size() < 3'000'000)
        text += "aä€\xF0\x9F\x98\x80";
    FakeServer server([&](const std::string&) { return one(text); });
    Connection connection(server.options());
    EXPECT_EQ(connection.scalar("SELECT definition FROM sys.sql_modules"), text);
}

TEST(Connection, AnErrorOfTheServerKeepsTheConnection) {
    FakeServer server([](const std::string& batch) {
        FakeAnswer out = one("fine");
        if (batch == "bad") out.error = 208, out.message = "Invalid object name 'x'.";
        return out;
    });
    Connection connection(server.options());
    try {
        connection.execute("bad");
        FAIL();
    } catch (const SqlError& error) {
        EXPECT_EQ(error.number(), 208);
        EXPECT_EQ(error.severity(), 16);
        EXPECT_STREQ(error.what(), "Invalid object name 'x'.");
    }
    EXPECT_EQ(connection.scalar("good"), "fine");
}

TEST(Connection, AnExceptionOfTheVisitorEndsTheBatch) {
    FakeServer server([](const std::string&) {
        FakeAnswer out = one("1");
        out.rows.resize(5000, out.rows.front());
        return out;
    });
    Connection connection(server.options());
    EXPECT_THROW(connection.query("many", [](const Row&) { throw FormatError("enough"); }),
                 FormatError);
    EXPECT_EQ(connection.scalar("again"), "1");
}

TEST(Connection, AClosedConnectionIsAnError) {
    FakeServer server([](const std::string&) {
        FakeAnswer out;
        out.close = true;
        return out;
    });
    Connection connection(server.options());
    EXPECT_THROW(connection.execute("SELECT 1"), IoError);
    EXPECT_FALSE(connection.is_open());
    EXPECT_THROW(connection.execute("SELECT 1"), IoError);
}

TEST(Connection, NobodyListens) {
    ConnectOptions options = FakeServer([](const std::string&) { return FakeAnswer(); }).options();
    options.password = "Geheim1!";
    try {
        Connection connection(options);
        FAIL();
    } catch (const IoError& error) {
        EXPECT_NE(std::string(error.what()).find(options.server_name()), std::string::npos);
        EXPECT_EQ((std::string(error.what()) + error.hint()).find("Geheim"), std::string::npos);
        EXPECT_FALSE(error.hint().empty());
    }
}

TEST(Connection, SettingsCannotBeInjected) {
    ConnectOptions options;
    options.host = "a\nencryption = off";
    EXPECT_THROW(Connection{options}, Error);
}

// The library looks for a cancellation once a second.
TEST(Connection, AQueryIsCancelledFromAnotherThread) {
    FakeServer server([](const std::string& batch) {
        FakeAnswer out = one("fine");
        out.hang = batch == "wait";
        return out;
    });
    Connection connection(server.options());
    std::thread other([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        connection.cancel();
    });
    EXPECT_THROW(connection.execute("wait"), CancelledError);
    other.join();
    EXPECT_EQ(connection.scalar("again"), "fine");
}

TEST(Connection, AQueryTimesOut) {
    FakeServer server([](const std::string& batch) {
        FakeAnswer out = one("fine");
        out.hang = batch == "wait";
        return out;
    });
    ConnectOptions options = server.options();
    options.query_timeout_s = 1;
    Connection connection(options);
    EXPECT_THROW(connection.execute("wait"), TimeoutError);
    EXPECT_EQ(connection.scalar("again"), "fine");
}

TEST(Quoting, NamesAndLiterals) {
    EXPECT_EQ(quote_name("a]b"), "[a]]b]");
    EXPECT_EQ(quote_literal("it's"), "N'it''s'");
}

}  // namespace
}  // namespace gantry::tdsclient
