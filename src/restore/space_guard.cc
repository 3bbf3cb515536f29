#include "restore/space_guard.h"

#include <fmt/format.h>
#include <sys/statvfs.h>

#include "base/error.h"

namespace gantry::restore {

SpaceGuard::SpaceGuard(pg::Executor& executor, std::function<uint64_t()> room)
    : directory_(executor.query("SHOW data_directory").value().value_or("")),
      room_(std::move(room)) {}

std::optional<uint64_t> SpaceGuard::available() const {
    struct statvfs info {};
    if (directory_.empty() || statvfs(directory_.c_str(), &info) != 0) return std::nullopt;
    return uint64_t(info.f_bavail) * info.f_frsize;
}

void SpaceGuard::fail(uint64_t wanted, uint64_t available, std::string hint) const {
    throw SqlError(3257, 16, 1,
                   fmt::format("There is insufficient free space on disk volume '{}' to create the "
                               "database. The database requires {} additional free bytes, while "
                               "only {} bytes are available.",
                               directory_, wanted, available),
                   std::move(hint));
}

void SpaceGuard::fail_of_disk(uint64_t bytes, uint64_t available) const {
    fail(bytes + k_reserve_bytes, available, "free space there, then run the restore again");
}

namespace {

constexpr const char* k_quota_hint =
    "the storage of the instance is limited: drop what is not needed, or gantry instance scale "
    "NAME --storage";

}  // namespace

void SpaceGuard::require(uint64_t bytes) const {
    std::optional<uint64_t> free = available();
    if (free && *free < bytes + k_reserve_bytes) fail_of_disk(bytes, *free);
    if (!room_) return;
    const uint64_t room = room_();
    if (room < bytes) fail(bytes, room, k_quota_hint);
}

void SpaceGuard::check(uint64_t bytes) const {
    std::optional<uint64_t> free = available();
    if (free && *free < k_reserve_bytes) fail_of_disk(bytes, *free);
    if (room_ && room_() == 0) fail(bytes, 0, k_quota_hint);
}

}  // namespace gantry::restore
