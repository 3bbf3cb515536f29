#include "restore/space_guard.h"

#include <fmt/format.h>
#include <sys/statvfs.h>

#include "base/error.h"

namespace gantry::restore {

SpaceGuard::SpaceGuard(pg::Executor& executor)
    : directory_(executor.query("SHOW data_directory").value().value_or("")) {}

std::optional<uint64_t> SpaceGuard::available() const {
    struct statvfs info {};
    if (directory_.empty() || statvfs(directory_.c_str(), &info) != 0) return std::nullopt;
    return uint64_t(info.f_bavail) * info.f_frsize;
}

void SpaceGuard::fail(uint64_t wanted, uint64_t available) const {
    throw SqlError(3257, 16, 1,
                   fmt::format("There is insufficient free space on disk volume '{}' to create the "
                               "database. The database requires {} additional free bytes, while "
                               "only {} bytes are available.",
                               directory_, wanted, available),
                   "free space there, then run the restore again");
}

void SpaceGuard::require(uint64_t bytes) const {
    std::optional<uint64_t> free = available();
    if (free && *free < bytes + k_reserve_bytes) fail(bytes + k_reserve_bytes, *free);
}

void SpaceGuard::check(uint64_t bytes) const {
    std::optional<uint64_t> free = available();
    if (free && *free < k_reserve_bytes) fail(bytes + k_reserve_bytes, *free);
}

}  // namespace gantry::restore
