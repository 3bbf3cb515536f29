#include "blob/sparse_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/byte_source.h"
#include "base/error.h"
#include "base/spool_space.h"

namespace gantry::blob {

SparseFile::SparseFile(uint64_t size, std::string directory, std::string purpose)
    : size_(size), directory_(std::move(directory)), purpose_(std::move(purpose)) {
    if (size == 0) return;
    fd_ = open_unnamed_file(directory_);
    int reason = errno;
    void* mapped = MAP_FAILED;
    if (fd_ >= 0 && ftruncate(fd_, off_t(size)) == 0) {
        mapped = mmap(nullptr, size, PROT_READ, MAP_SHARED, fd_, 0);
    }
    if (mapped == MAP_FAILED) {
        if (fd_ >= 0) {
            reason = errno;
            close(fd_);
        }
        throw IoError(fmt::format("cannot make a file of {} bytes in {} for {}: {}", size,
                                  directory_, purpose_, std::strerror(reason)),
                      "set GANTRY_SPOOL_DIR to a directory that can be written");
    }
    data_ = static_cast<uint8_t*>(mapped);
}

SparseFile::~SparseFile() {
    if (data_ != nullptr) munmap(data_, size_);
    if (fd_ >= 0) close(fd_);
}

void SparseFile::write(uint64_t offset, ByteSpan bytes) {
    size_t done = 0;
    while (done < bytes.size()) {
        ssize_t count = pwrite(fd_, bytes.data() + done, bytes.size() - done, off_t(offset + done));
        if (count > 0) {
            done += size_t(count);
        } else if (count == 0 || errno == ENOSPC || errno == EDQUOT) {
            throw_no_spool_space(directory_, bytes.size() - done, 0, purpose_);
        } else if (errno != EINTR) {
            throw IoError(fmt::format("cannot write {} in {}: {}", purpose_, directory_,
                                      std::strerror(errno)));
        }
    }
}

bool SparseFile::punch(uint64_t offset, uint64_t size) {
    return fallocate(fd_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, off_t(offset), off_t(size)) ==
           0;
}

void SparseFile::release(uint64_t offset, uint64_t size) const {
    release_mapped(data_, size_, offset, size);
}

}  // namespace gantry::blob
