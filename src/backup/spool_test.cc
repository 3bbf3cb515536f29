#include "backup/spool.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <thread>

#include "base/error.h"

namespace gantry::backup {
namespace {

TEST(Spool, WhatIsWrittenIsReadWhereItLies) {
    Spool spool(Spool::Growing{uint64_t(1) << 30}, "a test");
    EXPECT_TRUE(spool.grows());
    spool.grow(100);
    const uint8_t* first = spool.data();
    spool.write(0, Bytes(100, 7));
    spool.grow(uint64_t(130) << 20);
    EXPECT_EQ(spool.data(), first);
    {
        std::jthread other([&] { spool.write(uint64_t(128) << 20, Bytes(1000, 9)); });
        spool.write(uint64_t(64) << 20, Bytes(1000, 8));
    }
    EXPECT_EQ(first[99], 7);
    EXPECT_EQ(first[100], 0);
    EXPECT_EQ(first[(64 << 20) + 999], 8);
    EXPECT_EQ(first[(128 << 20) + 999], 9);
}

TEST(Spool, GrowingStopsWhereTheRoomIs) {
    setenv("GANTRY_SPOOL_MAX_MB", "70", 1);
    Spool spool(Spool::Growing{uint64_t(1) << 30}, "a test");
    spool.grow(uint64_t(60) << 20);
    try {
        spool.grow(uint64_t(80) << 20);
        ADD_FAILURE() << "more than there is";
    } catch (const SqlError& error) {
        EXPECT_EQ(error.number(), 3257);
    }
    unsetenv("GANTRY_SPOOL_MAX_MB");
}

}  // namespace
}  // namespace gantry::backup
