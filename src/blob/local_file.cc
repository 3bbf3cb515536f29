#include "blob/local_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.h"

namespace gantry::blob {

LocalFile::LocalFile(std::string path) : path_(std::move(path)) {
    fd_ = open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd_ < 0) throw IoError(fmt::format("cannot open '{}': {}", path_, std::strerror(errno)));
    struct stat status {};
    if (fstat(fd_, &status) != 0 || !S_ISREG(status.st_mode)) {
        close(fd_);
        throw IoError(fmt::format("cannot open '{}': it is not a regular file", path_));
    }
    opened_ = stamp();
    size_ = opened_.size;
    posix_fadvise(fd_, 0, 0, POSIX_FADV_SEQUENTIAL);
}

LocalFile::~LocalFile() {
    close(fd_);
}

LocalFile::Stamp LocalFile::stamp() const {
    struct stat status {};
    if (fstat(fd_, &status) != 0)
        throw IoError(fmt::format("cannot look at '{}': {}", path_, std::strerror(errno)));
    return {uint64_t(status.st_size), int64_t(status.st_mtim.tv_sec),
            int64_t(status.st_mtim.tv_nsec)};
}

void LocalFile::read(uint64_t offset, std::span<uint8_t> out) const {
    while (!out.empty()) {
        ssize_t count = pread(fd_, out.data(), out.size(), off_t(offset));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0)
            throw IoError(fmt::format("cannot read '{}': {}", path_, std::strerror(errno)));
        if (count == 0)
            throw IoError(fmt::format("'{}' became shorter while it was read", path_),
                          "is a backup being written to it?");
        out = out.subspan(size_t(count));
        offset += uint64_t(count);
    }
}

void LocalFile::check_unchanged() const {
    if (!(stamp() == opened_))
        throw IoError(fmt::format("'{}' changed while it was read", path_),
                      "is a backup being written to it? Run it again when it is done");
}

}  // namespace gantry::blob
