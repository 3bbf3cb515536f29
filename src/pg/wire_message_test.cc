#include "pg/wire_message.h"

#include <gtest/gtest.h>

namespace gantry::pg {
namespace {

void feed(MessageBuffer& buffer, ByteSpan bytes) {
    while (!bytes.empty()) {
        std::span<uint8_t> space = buffer.writable();
        size_t count = std::min(space.size(), bytes.size());
        std::copy_n(bytes.begin(), count, space.begin());
        buffer.commit(count);
        bytes = bytes.subspan(count);
    }
}

Bytes message(char type, ByteSpan body) {
    ByteWriter writer;
    writer.u8(uint8_t(type));
    writer.be<uint32_t>(uint32_t(body.size()) + 4);
    writer.append(body);
    return writer.take();
}

TEST(MessageBuffer, HandsOutWholeMessagesOnly) {
    MessageBuffer buffer(64);
    Bytes bytes = message('C', as_bytes(std::string_view("SELECT 1\0", 9)));
    for (size_t i = 0; i + 1 < bytes.size(); ++i) {
        feed(buffer, ByteSpan(bytes).subspan(i, 1));
        EXPECT_FALSE(buffer.next());
    }
    feed(buffer, ByteSpan(bytes).last(1));
    Message out = buffer.next();
    EXPECT_EQ(out.type, Reply::command_complete);
    EXPECT_EQ(read_command_tag(out.body), "SELECT 1");
    EXPECT_FALSE(buffer.next());
}

TEST(MessageBuffer, GrowsForALargeMessageAndShrinksBack) {
    MessageBuffer buffer(64);
    Bytes body(100'000, 7);
    feed(buffer, message('d', body));
    EXPECT_GE(buffer.capacity(), body.size());
    Message out = buffer.next();
    ASSERT_EQ(out.body.size(), body.size());
    EXPECT_EQ(out.body.back(), 7);
    buffer.writable();
    EXPECT_EQ(buffer.capacity(), 64u);
}

TEST(MessageBuffer, RefusesImpossibleLengths) {
    for (uint32_t length : {0u, 3u, 0x7FFFFFFFu, 0xFFFFFFFFu}) {
        MessageBuffer buffer;
        ByteWriter writer;
        writer.u8('D');
        writer.be<uint32_t>(length);
        feed(buffer, writer.bytes());
        EXPECT_THROW(buffer.next(), FormatError) << length;
    }
}

TEST(MessageBuffer, DoesNotAllocateOnTheWordOfALength) {
    MessageBuffer buffer(64);
    ByteWriter writer;
    writer.u8('D');
    writer.be<uint32_t>(900'000'000);
    feed(buffer, writer.bytes());
    EXPECT_FALSE(buffer.next());
    buffer.writable();
    EXPECT_LE(buffer.capacity(), 128u);
}

TEST(DataRow, ReadsValuesAndNulls) {
    ByteWriter body;
    body.be<uint16_t>(3);
    body.be<int32_t>(2);
    body.append(std::string_view("ab"));
    body.be<int32_t>(-1);
    body.be<int32_t>(0);
    std::vector<Field> fields;
    read_data_row(body.bytes(), fields);
    ASSERT_EQ(fields.size(), 3u);
    EXPECT_EQ(fields[0].text(), "ab");
    EXPECT_TRUE(fields[1].is_null());
    EXPECT_FALSE(fields[2].is_null());
    EXPECT_EQ(fields[2].text(), "");
    for (size_t size = 0; size < body.size(); ++size) {
        EXPECT_THROW(read_data_row(ByteSpan(body.bytes()).first(size), fields), FormatError);
    }
    body.u8(0);
    EXPECT_THROW(read_data_row(body.bytes(), fields), FormatError);
}

TEST(Diagnostic, ReadsTheFieldsThatExist) {
    using namespace std::literals;
    std::string_view body = "SFEHLER\0VERROR\0C23505\0Mtwice\0P12\0nt_pkey\0Zunknown\0\0"sv;
    Diagnostic out = read_diagnostic(as_bytes(body));
    EXPECT_EQ(out.severity, "ERROR");
    EXPECT_EQ(out.sqlstate, "23505");
    EXPECT_EQ(out.message, "twice");
    EXPECT_EQ(out.position, 12);
    EXPECT_EQ(out.constraint, "t_pkey");
    EXPECT_THROW(read_diagnostic(as_bytes("Mno end")), FormatError);
    EXPECT_THROW(read_diagnostic({}), FormatError);
}

TEST(CommandTag, GivesTheNumberAtItsEnd) {
    EXPECT_EQ(command_row_count("INSERT 0 5"), 5u);
    EXPECT_EQ(command_row_count("SELECT 12"), 12u);
    EXPECT_EQ(command_row_count("CREATE TABLE"), 0u);
    EXPECT_EQ(command_row_count(""), 0u);
}

TEST(MessageWriter, LeavesNothingBehindWhenItRefuses) {
    ByteWriter out;
    MessageWriter writer(out);
    writer.sync();
    size_t before = out.size();
    EXPECT_THROW(writer.query(std::string_view("a\0b", 3)), FormatError);
    EXPECT_THROW(writer.parse("ok", std::string_view("\0", 1), {}), FormatError);
    EXPECT_EQ(out.size(), before);
    writer.execute("p", 5);
    Bytes expected{'S', 0, 0, 0, 4, 'E', 0, 0, 0, 10, 'p', 0, 0, 0, 0, 5};
    EXPECT_EQ(out.bytes(), expected);
}

}  // namespace
}  // namespace gantry::pg
