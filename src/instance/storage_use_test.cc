#include "instance/storage_use.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace gantry::instance {
namespace {

using session::StorageLevel;
constexpr uint64_t k_mb = uint64_t(1) << 20;
constexpr uint64_t k_gb = uint64_t(1) << 30;

StorageUse use_of(uint64_t used, uint64_t disk_free = 100 * k_gb) {
    return {used - used / 4, used / 4, disk_free, 200 * k_gb};
}

TEST(StorageUse, QuotaIsFullBeforeItIsUsedUp) {
    EXPECT_EQ(storage_state(use_of(100 * k_mb), 256 * k_mb, 0).level, StorageLevel::free);
    EXPECT_EQ(storage_state(use_of(247 * k_mb), 256 * k_mb, 0).level, StorageLevel::free);
    const session::StorageState full = storage_state(use_of(248 * k_mb), 256 * k_mb, 0);
    EXPECT_EQ(full.level, StorageLevel::full);
    EXPECT_FALSE(full.by_disk);
    EXPECT_EQ(full.free_bytes, 8 * k_mb);
    EXPECT_EQ(storage_state(use_of(900 * k_mb), 256 * k_mb, 0).free_bytes, 0U);
    // Free room inside of files counts.
    EXPECT_EQ(storage_state(use_of(300 * k_mb), 256 * k_mb, 100 * k_mb).level, StorageLevel::free);
}

TEST(StorageUse, DiskIsFullBeforePostgresqlStops) {
    EXPECT_EQ(storage_state(use_of(k_gb, k_gb), 0, 0).level, StorageLevel::free);
    const session::StorageState full = storage_state(use_of(k_gb, 300 * k_mb), 0, 0);
    EXPECT_EQ(full.level, StorageLevel::full);
    EXPECT_TRUE(full.by_disk);
    EXPECT_EQ(storage_state(use_of(k_gb, 90 * k_mb), 100 * k_gb, 0).level, StorageLevel::critical);
    EXPECT_EQ(disk_reserve(800 * k_mb), 100 * k_mb);
    // Where nothing is known of the disk nothing is refused.
    EXPECT_EQ(storage_state({}, 0, 0).level, StorageLevel::free);
}

TEST(StorageUse, LooksMoreOftenTheLessIsLeft) {
    session::StorageState state;
    state.free_bytes = 100 * k_gb;
    EXPECT_EQ(next_look_ms(state, 0), 5000);
    state.free_bytes = k_gb;
    EXPECT_EQ(next_look_ms(state, 0), 1024);
    state.free_bytes = k_mb;
    EXPECT_EQ(next_look_ms(state, 0), 100);
    EXPECT_EQ(next_look_ms(state, 50), 1000);
}

TEST(StorageUse, CountsFilesAndTheLogApart) {
    namespace fs = std::filesystem;
    const fs::path root = fs::path(testing::TempDir()) / "gantry_storage_use";
    fs::remove_all(root);
    fs::create_directories(root / "base" / "5");
    fs::create_directories(root / "pg_wal");
    fs::create_directory_symlink("/usr", root / "pg_tblspc");
    std::ofstream(root / "base" / "5" / "1") << std::string(1000, 'x');
    std::ofstream(root / "pg_wal" / "0001") << std::string(300, 'x');
    const StorageUse use = measure_storage(root.string());
    EXPECT_EQ(use.data_bytes, 1000U);
    EXPECT_EQ(use.log_bytes, 300U);
    EXPECT_GT(use.disk_total_bytes, 0U);
    fs::remove_all(root);
    EXPECT_EQ(measure_storage(root.string()).used_bytes(), 0U);
}

}  // namespace
}  // namespace gantry::instance
