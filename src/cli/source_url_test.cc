#include "cli/source_url.h"

#include <gtest/gtest.h>

#include "cli/command_line.h"
#include "cli/command_text.h"

namespace gantry::cli {
namespace {

using tdsclient::ConnectOptions;
using tdsclient::Encryption;

TEST(SourceUrl, PartsAndOptions) {
    const ConnectOptions all = parse_source_url(
        "mssql://dba%40corp:p%40ss@db.example:1533/Sales%20EU?encrypt=request&trust=yes&timeout=60",
        "");
    EXPECT_EQ(all.user, "dba@corp");
    EXPECT_EQ(all.password, "p@ss");
    EXPECT_EQ(all.host, "db.example");
    EXPECT_EQ(all.port, 1533);
    EXPECT_EQ(all.database, "Sales EU");
    EXPECT_EQ(all.encryption, Encryption::request);
    EXPECT_TRUE(all.trust_certificate);
    EXPECT_EQ(all.query_timeout_s, 60);
    EXPECT_EQ(source_name(all, "Sales EU"), "mssql://db.example:1533/Sales EU");

    const ConnectOptions few = parse_source_url("mssql://sa:x@host", "");
    EXPECT_EQ(few.port, 1433);
    EXPECT_EQ(few.encryption, Encryption::require);
    EXPECT_FALSE(few.trust_certificate);
    EXPECT_TRUE(few.database.empty());
}

TEST(SourceUrl, PasswordsOfAnyCharacters) {
    EXPECT_EQ(parse_source_url("mssql://sa:a/b?c@d%@host/db", "").password, "a/b?c@d%");
    EXPECT_EQ(parse_source_url("mssql://sa:@host", "").password, "");
}

TEST(SourceUrl, HostsOfAllKinds) {
    EXPECT_EQ(parse_source_url("mssql://sa:x@[::1]:1444/", "").host, "::1");
    EXPECT_EQ(parse_source_url("mssql://sa:x@[::1]:1444/", "").port, 1444);
    const ConnectOptions named = parse_source_url("mssql://sa:x@host\\SQL2019/db", "");
    EXPECT_EQ(named.host, "host");
    EXPECT_EQ(named.instance, "SQL2019");
}

TEST(SourceUrl, MistakesAreToldWithoutThePassword) {
    for (const char* text :
         {"mssql://host/db", "mssql://sa:geheim@", "mssql://sa:geheim@host:0", "mssql://:geheim@h",
          "mssql://sa:geheim@host:99999", "mssql://sa:geheim@host?nothing=1",
          "mssql://sa:geheim@host?encrypt=perhaps", "mssql://sa:geheim@[::1"}) {
        try {
            parse_source_url(text, "");
            FAIL() << text;
        } catch (const UsageError& error) {
            const std::string shown = std::string(error.what()) + error.hint();
            EXPECT_EQ(shown.find("geheim"), std::string::npos) << shown;
        }
    }
}

TEST(SourceUrl, ThePasswordIsNotInTheCommandOfTheReport) {
    EXPECT_EQ(without_password("mssql://sa:a/b@c@host/db"), "mssql://sa:***@host/db");
    EXPECT_EQ(without_password("MSSQL://sa:a/b@c@host/db"), "MSSQL://sa:***@host/db");
    EXPECT_EQ(without_password("mssql://sa@host/db"), "mssql://sa@host/db");
    EXPECT_EQ(without_password("https://a.example/c/x.bak?sv=1&sig=geheim"),
              "https://a.example/c/x.bak?...");
}

TEST(SourceUrl, SignaturesAreTakenOutOfAnyText) {
    EXPECT_EQ(without_signatures("not expected: https://a/c?sp=r&sig=ge%2Bheim&se=1 x"),
              "not expected: https://a/c?sp=r&sig=***&se=1 x");
    EXPECT_EQ(without_signatures("'SIG=a' sig=b"), "'SIG=***' sig=***");
    EXPECT_EQ(without_signatures("it looks like sv=...&sig=..."), "it looks like sv=...&sig=...");
    EXPECT_EQ(without_signatures("has no sig="), "has no sig=");
    EXPECT_EQ(without_signatures("no signal"), "no signal");
}

}  // namespace
}  // namespace gantry::cli
