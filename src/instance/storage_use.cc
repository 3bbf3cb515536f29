#include "instance/storage_use.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace gantry::instance {
namespace {

constexpr int k_depth_max = 6;

// Files come and go while PostgreSQL works: what is not there any more counts nothing.
uint64_t bytes_below(int parent, const char* name, int depth, uint64_t& log_bytes) {
    const int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) return 0;
    std::unique_ptr<DIR, int (*)(DIR*)> dir(fdopendir(fd), closedir);
    if (!dir) {
        close(fd);
        return 0;
    }
    uint64_t sum = 0;
    while (const dirent* entry = readdir(dir.get())) {
        const std::string_view file = entry->d_name;
        if (file == "." || file == "..") continue;
        struct stat info {};
        if (fstatat(fd, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0) continue;
        if (S_ISREG(info.st_mode)) sum += uint64_t(info.st_size);
        if (!S_ISDIR(info.st_mode) || depth >= k_depth_max) continue;
        const uint64_t below = bytes_below(fd, entry->d_name, depth + 1, log_bytes);
        if (depth == 0 && file == "pg_wal") {
            log_bytes = below;
        } else {
            sum += below;
        }
    }
    return sum;
}

}  // namespace

StorageUse measure_disk(const std::string& cluster_dir) {
    StorageUse out;
    struct statvfs info {};
    if (statvfs(cluster_dir.c_str(), &info) != 0) return out;
    out.disk_free_bytes = uint64_t(info.f_bavail) * info.f_frsize;
    out.disk_total_bytes = uint64_t(info.f_blocks) * info.f_frsize;
    return out;
}

StorageUse measure_storage(const std::string& cluster_dir) {
    StorageUse out = measure_disk(cluster_dir);
    out.data_bytes = bytes_below(AT_FDCWD, cluster_dir.c_str(), 0, out.log_bytes);
    return out;
}

uint64_t quota_reserve(uint64_t quota_bytes) {
    return std::clamp<uint64_t>(quota_bytes / 32, uint64_t(8) << 20, uint64_t(1) << 30);
}

uint64_t disk_reserve(uint64_t disk_total_bytes) {
    return std::min<uint64_t>(disk_total_bytes / 8, uint64_t(384) << 20);
}

session::StorageState storage_state(const StorageUse& use, uint64_t quota_bytes,
                                    uint64_t reusable_bytes) {
    using session::StorageLevel;
    const auto less = [](uint64_t a, uint64_t b) { return a > b ? a - b : 0; };
    session::StorageState out;
    out.used_bytes = less(use.used_bytes(), reusable_bytes);
    out.quota_bytes = quota_bytes;
    out.free_bytes = UINT64_MAX;
    if (quota_bytes > 0) {
        out.free_bytes = less(quota_bytes, out.used_bytes + quota_reserve(quota_bytes));
        if (out.free_bytes == 0) {
            out.level = StorageLevel::full;
            out.free_bytes = less(quota_bytes, out.used_bytes);
        }
    }
    if (use.disk_total_bytes == 0) return out;
    const uint64_t reserve = disk_reserve(use.disk_total_bytes);
    const uint64_t disk_left = less(use.disk_free_bytes, reserve);
    if (disk_left == 0) {
        out.by_disk = true;
        out.level = use.disk_free_bytes < reserve / 4 ? StorageLevel::critical : StorageLevel::full;
        out.free_bytes = use.disk_free_bytes;
    } else if (out.level == StorageLevel::free) {
        out.free_bytes = std::min(out.free_bytes, disk_left);
    }
    return out;
}

uint64_t StorageRoom::bytes() {
    if (quota_bytes_ == 0) return UINT64_MAX;
    const auto now = std::chrono::steady_clock::now();
    if (now < next_) return bytes_;
    next_ = now + std::chrono::milliseconds(250);
    const session::StorageState state =
        storage_state(measure_storage(cluster_dir_), quota_bytes_, 0);
    bytes_ = state.level == session::StorageLevel::free ? state.free_bytes : 0;
    return bytes_;
}

int next_look_ms(const session::StorageState& state, int look_cost_ms) {
    constexpr uint64_t k_bytes_per_ms = uint64_t(1) << 20;
    const uint64_t until_full =
        state.level == session::StorageLevel::free ? state.free_bytes / k_bytes_per_ms : 250;
    const int wanted = int(std::clamp<uint64_t>(until_full, 100, 5000));
    return std::min(std::max(wanted, look_cost_ms * 20), 60'000);
}

}  // namespace gantry::instance
