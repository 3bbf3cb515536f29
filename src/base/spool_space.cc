#include "base/spool_space.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/error.h"

namespace gantry {

namespace {

// Left alone for everything else on the volume.
constexpr uint64_t k_reserve_bytes = uint64_t(64) << 20;

uint64_t bytes_max() {
    const char* text = getenv("GANTRY_SPOOL_MAX_MB");
    if (text == nullptr || *text == 0) return UINT64_MAX;
    uint64_t megabytes = 0;
    const char* end = text + std::strlen(text);
    auto [stopped, error] = std::from_chars(text, end, megabytes);
    if (error != std::errc() || stopped != end || megabytes > UINT64_MAX >> 20) {
        throw Error(fmt::format("GANTRY_SPOOL_MAX_MB is '{}', not a number of megabytes", text));
    }
    return megabytes << 20;
}

}  // namespace

std::string spool_directory() {
    for (const char* variable : {"GANTRY_SPOOL_DIR", "TMPDIR"}) {
        const char* value = getenv(variable);
        if (value != nullptr && *value != 0) return value;
    }
    return "/var/tmp";
}

int open_unnamed_file(const std::string& directory) {
    int fd = open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0) return fd;
    std::string path = directory + "/gantry-spool-XXXXXX";
    fd = mkostemp(path.data(), O_CLOEXEC);
    if (fd >= 0) unlink(path.c_str());
    return fd;
}

uint64_t spool_bytes_left(const std::string& directory, uint64_t used) {
    uint64_t limit = bytes_max();
    uint64_t left = limit > used ? limit - used : 0;
    struct statvfs info {};
    if (statvfs(directory.c_str(), &info) != 0) return left;
    uint64_t free = uint64_t(info.f_bavail) * info.f_frsize;
    return std::min(left, free > k_reserve_bytes ? free - k_reserve_bytes : 0);
}

void throw_no_spool_space(const std::string& directory, uint64_t needed, uint64_t available,
                          const std::string& purpose) {
    throw SqlError(3257, 16, 1,
                   fmt::format("There is insufficient free space on disk volume '{}' to hold {}. "
                               "It requires {} additional free bytes, while only {} bytes are "
                               "available.",
                               directory, purpose, needed, available),
                   "free space there, set GANTRY_SPOOL_DIR to a directory that has enough, or "
                   "raise GANTRY_SPOOL_MAX_MB where it is set");
}

}  // namespace gantry
