// Which number a client gets for what ends a restore.

#include <gtest/gtest.h>

#include "restore/restore.h"

namespace gantry::restore {
namespace {

std::vector<int> numbers(const std::exception& error) {
    std::vector<int> out;
    for (const SqlError& message : error_messages(error, "RESTORE LOG"))
        out.push_back(message.number());
    return out;
}

TEST(RestoreErrors, TheCauseThenTheEnd) {
    EXPECT_EQ(numbers(SqlError(4305, 16, 1, "x")), (std::vector<int>{4305, 3013}));
    EXPECT_EQ(numbers(FormatError("x", 3183)), (std::vector<int>{3183, 3013}));
    EXPECT_EQ(numbers(FormatError("x")), (std::vector<int>{3203, 3013}));
    EXPECT_EQ(numbers(Stopped()), (std::vector<int>{3204, 3013}));
    EXPECT_EQ(numbers(Error("x")), (std::vector<int>{3119, 3013}));
    // Devices were opened before, which is 3201 by its opener: what fails later is a read.
    EXPECT_EQ(numbers(IoError("cannot read x: Input/output error")),
              (std::vector<int>{3203, 3013}));
    EXPECT_STREQ(error_messages(IoError("x", "y"), "RESTORE LOG").front().what(), "x (y)");
    EXPECT_STREQ(error_messages(Error("x"), "RESTORE LOG").back().what(),
                 "RESTORE LOG is terminating abnormally.");
}

}  // namespace
}  // namespace gantry::restore
