#include "size/csv_reader.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/utf.h"

namespace gantry::size {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::unique_ptr<ByteSource> source_of(std::string_view text) {
    return memory_source("a.csv", Bytes(text.begin(), text.end()));
}

Rows rows_of(std::string_view text) {
    const auto source = source_of(text);
    CsvReader reader(*source);
    Rows out;
    std::vector<std::string> row;
    while (reader.next(row))
        out.push_back(row);
    return out;
}

std::string error_of(std::string_view text) {
    try {
        rows_of(text);
    } catch (const FormatError& error) {
        return error.what();
    }
    return "";
}

TEST(Csv, quotes_separators_and_line_ends) {
    EXPECT_EQ(rows_of("a,b\r\n1,\"x, \"\"y\"\"\nz\"\n\n,\r3,4"),
              (Rows{{"a", "b"}, {"1", "x, \"y\"\nz"}, {"", ""}, {"3", "4"}}));
    EXPECT_EQ(rows_of("a;b\n1,5;2"), (Rows{{"a", "b"}, {"1,5", "2"}}));
    EXPECT_EQ(rows_of("a\tb\n1,5\t2"), (Rows{{"a", "b"}, {"1,5", "2"}}));
    EXPECT_EQ(rows_of(""), Rows{});
    EXPECT_EQ(rows_of("\n\r\n"), Rows{});
    EXPECT_EQ(rows_of("5\" disk,x"), (Rows{{"5\" disk", "x"}}));
}

TEST(Csv, encodings) {
    const Rows expected = {{"näme", "😀"}, {"1", "2"}};
    const std::string utf8 = "näme,😀\n1,2\n";
    EXPECT_EQ(rows_of("\xEF\xBB\xBF" + utf8), expected);
    const Bytes units = utf8_to_utf16le(utf8);
    const std::string little(units.begin(), units.end());
    EXPECT_EQ(rows_of("\xFF\xFE" + little), expected);
    EXPECT_EQ(rows_of(little), expected);
    std::string big = little;
    for (size_t i = 0; i + 1 < big.size(); i += 2)
        std::swap(big[i], big[i + 1]);
    EXPECT_EQ(rows_of("\xFE\xFF" + big), expected);
    // Half a unit at the end.
    EXPECT_EQ(rows_of("\xFF\xFE" + little + "x").size(), 2U);
}

// A surrogate pair on every side of a block's edge.
TEST(Csv, blocks_of_utf16) {
    for (size_t pad : {32764U, 32765U, 32766U, 32767U, 32768U}) {
        const std::string text = std::string(pad, 'a') + "😀,b\n";
        const Bytes units = utf8_to_utf16le(text);
        const Rows rows = rows_of("\xFF\xFE" + std::string(units.begin(), units.end()));
        ASSERT_EQ(rows.size(), 1U);
        EXPECT_EQ(rows[0][0], std::string(pad, 'a') + "😀") << pad;
    }
}

TEST(Csv, lines_are_counted) {
    const auto source = source_of("a\n\"x\ny\"\n\nb\n");
    CsvReader reader(*source);
    std::vector<std::string> row;
    std::vector<uint64_t> lines;
    while (reader.next(row))
        lines.push_back(reader.line());
    EXPECT_EQ(lines, (std::vector<uint64_t>{1, 2, 5}));
}

TEST(Csv, faults_name_file_and_line) {
    EXPECT_EQ(error_of("a\n\"open"), "a.csv:2: a quote is opened and never closed");
    EXPECT_EQ(error_of("a\nb\n\"x\"y"), "a.csv:3: text follows a closing quote");
    EXPECT_NE(error_of(std::string(70000, 'x')).find("a.csv:1: a field is longer"),
              std::string::npos);
    EXPECT_EQ(error_of(std::string(300, ',')), "a.csv:1: more than 256 fields");
}

TEST(CsvValues, numbers) {
    double value = 0;
    EXPECT_TRUE(parse_number(" 1.5e3 ", false, value));
    EXPECT_EQ(value, 1500);
    EXPECT_TRUE(parse_number("0,25", true, value));
    EXPECT_EQ(value, 0.25);
    for (const char* text : {"", "0,25", "1.2.3", "x", "nan", "inf", "1e999", "1 2"})
        EXPECT_FALSE(parse_number(text, false, value)) << text;
    EXPECT_FALSE(parse_number("1.234,5", true, value));
}

TEST(CsvValues, times) {
    int64_t time = 0;
    EXPECT_TRUE(parse_time("2024-02-29 23:59:58", time));
    EXPECT_EQ(time, 1709251198);
    EXPECT_EQ(time_text(time), "2024-02-29 23:59:58");
    for (const char* text : {"2024-02-29T23:59:58Z", "2024-02-29 23:59:58.123"}) {
        int64_t same = 0;
        EXPECT_TRUE(parse_time(text, same)) << text;
        EXPECT_EQ(same, time);
    }
    EXPECT_TRUE(parse_time("2024-03-01", time));
    EXPECT_TRUE(parse_time("2024-03-01 10:00", time));
    for (const char* text : {"", "2/29/2024 11:59:58 PM", "2023-02-29", "2024-13-01", "1969-12-31",
                             "2024-01-01 24:00:00", "2024-01-01 10", "2024-01-01 10:00x"}) {
        EXPECT_FALSE(parse_time(text, time)) << text;
    }
}

}  // namespace
}  // namespace gantry::size
