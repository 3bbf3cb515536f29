#include "instance/sizing.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace gantry::instance {
namespace {

const Machine k_machine{8, 32 * 1024};

std::string value_of(const InstanceConfig& config, std::string_view name) {
    const std::vector<size::Setting> settings = size_settings(config, k_machine);
    const size::Setting* found = size::find_setting(settings, name);
    return found == nullptr ? "" : found->value;
}

TEST(Sizing, WithoutASizeAllIsAsItWas) {
    InstanceConfig config;
    EXPECT_EQ(effective_max_sessions(config, k_machine), 500);
    pg::ClusterOptions options;
    apply_size(config, options, k_machine);
    EXPECT_EQ(options.shared_buffers_mb, 8192);
    EXPECT_EQ(options.connections_max, 540);
    EXPECT_TRUE(options.settings.empty());
    apply_size(config, options, {2, 256});
    EXPECT_EQ(options.shared_buffers_mb, 128);
}

// 16 GB: a quarter for buffers; half of it in sessions of 12 MB: 682, in tens 680;
// 4096 / (680 / 4 + 1) / 2 = 11; 256 GB / 8 is more than 4 GB of log.
TEST(Sizing, Arithmetic) {
    InstanceConfig config;
    set_size({4, 16 * 1024, 256 * 1024}, config);
    EXPECT_EQ(effective_max_sessions(config, k_machine), 680);
    EXPECT_EQ(value_of(config, "shared_buffers"), "4096MB");
    EXPECT_EQ(value_of(config, "effective_cache_size"), "12288MB");
    EXPECT_EQ(value_of(config, "work_mem"), "11MB");
    EXPECT_EQ(value_of(config, "maintenance_work_mem"), "1024MB");
    EXPECT_EQ(value_of(config, "max_connections"), "720");
    EXPECT_EQ(value_of(config, "max_wal_size"), "4GB");
    EXPECT_EQ(value_of(config, "temp_file_limit"), "65536MB");
    EXPECT_EQ(value_of(config, "max_parallel_workers"), "4");
    EXPECT_EQ(value_of(config, "max_parallel_workers_per_gather"), "2");
    config.storage_mb = 100 * 1024 * 1024;  // PostgreSQL keeps the limit in 31 bits
    EXPECT_EQ(value_of(config, "temp_file_limit"), "2097151MB");
    config.storage_mb = 256;
    EXPECT_EQ(value_of(config, "max_wal_size"), "64MB");
    EXPECT_EQ(value_of(config, "min_wal_size"), "32MB");
}

TEST(Sizing, WhatIsSetWins) {
    InstanceConfig config;
    set_size({0, 16 * 1024, 0}, config);
    config.max_sessions = 90;
    config.shared_buffers_mb = 333;
    EXPECT_EQ(value_of(config, "shared_buffers"), "333MB");
    EXPECT_EQ(value_of(config, "max_connections"), "130");
    EXPECT_EQ(value_of(config, "max_parallel_workers"), "");
    EXPECT_EQ(value_of(config, "max_wal_size"), "");
}

TEST(Sizing, MoreThanTheMachineHasIsMadeForTheMachine) {
    InstanceConfig config;
    set_size({64, 512 * 1024, 0}, config);
    EXPECT_EQ(value_of(config, "shared_buffers"), "8192MB");
    EXPECT_EQ(effective_max_sessions(config, k_machine), 1360);
}

TEST(Sizing, ReadsAmounts) {
    EXPECT_EQ(parse_megabytes("16GB"), 16 * 1024);
    EXPECT_EQ(parse_megabytes("16"), 16 * 1024);
    EXPECT_EQ(parse_megabytes("20.4 gb"), 20890);
    EXPECT_EQ(parse_megabytes("300MB"), 300);
    EXPECT_EQ(parse_megabytes("1.5TB"), 1536 * 1024);
    for (const char* text : {"", "GB", "-1GB", "0", "1e9TB", "1PB", "1.2.3GB", "inf", "nan"})
        EXPECT_THROW(parse_megabytes(text), Error) << text;
    EXPECT_EQ(megabytes_text(300), "300 MB");
    EXPECT_EQ(megabytes_text(16 * 1024), "16 GB");
    EXPECT_EQ(megabytes_text(20890), "20.4 GB");
}

TEST(Sizing, RefusesWhatCannotBe) {
    EXPECT_NO_THROW(check_size({}));
    EXPECT_NO_THROW(check_size({1, 512, 256}));
    EXPECT_THROW(check_size({-1, 0, 0}), Error);
    EXPECT_THROW(check_size({2000, 0, 0}), Error);
    EXPECT_THROW(check_size({0, 511, 0}), Error);
    EXPECT_THROW(check_size({0, 0, 255}), Error);
}

}  // namespace
}  // namespace gantry::instance
