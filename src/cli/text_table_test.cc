#include "cli/text_table.h"

#include <gtest/gtest.h>

namespace gantry::cli {
namespace {

TEST(TextTable, ColumnsAlignWhateverTheyHold) {
    TextTable table({"name", ">rows"});
    table.add({"dbo.Été", "1,000"});
    table.add({"b\x1B[2J\n", "7"});
    EXPECT_EQ(table.text(1),
              " name         rows\n"
              " dbo.Été     1,000\n"
              " b\\x1B[2J\\n      7\n");
}

TEST(TextTable, NumbersAndSizes) {
    EXPECT_EQ(grouped(0), "0");
    EXPECT_EQ(grouped(999), "999");
    EXPECT_EQ(grouped(1000), "1,000");
    EXPECT_EQ(grouped(-123456), "-123,456");
    EXPECT_EQ(grouped(1234567), "1,234,567");
    EXPECT_EQ(human_size(512), "512 B");
    EXPECT_EQ(human_size(1536 << 10), "1.5 MB");
}

}  // namespace
}  // namespace gantry::cli
