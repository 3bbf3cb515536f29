#include "backup/spool.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/byte_source.h"
#include "base/error.h"

namespace gantry::backup {

namespace {

std::string spool_directory() {
    for (const char* variable : {"GANTRY_SPOOL_DIR", "TMPDIR"}) {
        const char* value = getenv(variable);
        if (value != nullptr && *value != 0) return value;
    }
    return "/var/tmp";
}

int open_unnamed(const std::string& directory) {
    int fd = open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0) return fd;
    std::string path = directory + "/gantry-spool-XXXXXX";
    fd = mkostemp(path.data(), O_CLOEXEC);
    if (fd >= 0) unlink(path.c_str());
    return fd;
}

}  // namespace

Spool::Spool(uint64_t size, const std::string& purpose) : size_(size) {
    if (size == 0) return;
    void* mapped = MAP_FAILED;
    std::string directory = "memory";
    int reason = 0;
    if (size <= k_spool_memory_max) {
        mapped = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        reason = errno;
    } else {
        directory = spool_directory();
        int fd = open_unnamed(directory);
        reason = errno;
        if (fd >= 0) {
            reason = posix_fallocate(fd, 0, off_t(size));
            if (reason == 0) {
                mapped = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
                reason = errno;
            }
            close(fd);
        }
    }
    if (mapped == MAP_FAILED) {
        throw IoError(fmt::format("no room for {} bytes in {} to hold {}: {}", size, directory,
                                  purpose, std::strerror(reason)),
                      "set GANTRY_SPOOL_DIR to a directory with enough free space");
    }
    data_ = static_cast<uint8_t*>(mapped);
    in_file_ = size > k_spool_memory_max;
}

void Spool::release(uint64_t offset, uint64_t size) const {
    if (in_file_) release_mapped(data_, size_, offset, size);
}

Spool::~Spool() {
    if (data_ != nullptr) munmap(data_, size_);
}

}  // namespace gantry::backup
