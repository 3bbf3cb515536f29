#include "backup/spool.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/byte_source.h"
#include "base/error.h"
#include "base/spool_space.h"

namespace gantry::backup {

Spool::Spool(uint64_t size, const std::string& purpose) : purpose_(purpose), size_(size) {
    if (size == 0) return;
    mapped_ = size;
    if (size > k_spool_memory_max) {
        open_file();
        reserve_disk(size);
        map_file(nullptr, 0, size, PROT_READ | PROT_WRITE);
        return;
    }
    void* mapped = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) fail("memory", size, errno);
    data_ = static_cast<uint8_t*>(mapped);
}

// Addresses are reserved for all of it, and the file is mapped there as it grows.
Spool::Spool(Growing growing, const std::string& purpose)
    : purpose_(purpose), mapped_(growing.size_max), grows_(true) {
    open_file();
    void* mapped =
        mmap(nullptr, mapped_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped == MAP_FAILED) {
        fail("address space", mapped_, errno);
    }
    data_ = static_cast<uint8_t*>(mapped);
}

Spool::~Spool() {
    if (data_ != nullptr) munmap(data_, mapped_);
}

Spool::Descriptor::~Descriptor() {
    if (number >= 0) close(number);
}

void Spool::grow(uint64_t size) {
    constexpr uint64_t k_step = uint64_t(64) << 20;
    if (size > mapped_) fail("address space", size, ENOMEM);
    if (size > size_) {
        uint64_t grown = std::min(mapped_, (size + k_step - 1) / k_step * k_step);
        require_room(size_, size - size_);
        if (ftruncate(file_.number, off_t(grown)) != 0) fail(directory_, grown, errno);
        map_file(data_ + size_, size_, grown - size_, PROT_READ);
        size_ = grown;
    }
}

void Spool::open_file() {
    directory_ = spool_directory();
    file_.number = open_unnamed_file(directory_);
    if (file_.number < 0) fail(directory_, mapped_, errno);
}

void Spool::require_room(uint64_t at, uint64_t size) const {
    uint64_t left = spool_bytes_left(directory_, at);
    if (size > left) throw_no_spool_space(directory_, size, left, purpose_);
}

void Spool::reserve_disk(uint64_t size) {
    require_room(0, size);
    int reason = posix_fallocate(file_.number, 0, off_t(size));
    if (reason == 0) return;
    if (reason == ENOSPC || reason == EDQUOT) {
        throw_no_spool_space(directory_, size, spool_bytes_left(directory_, 0), purpose_);
    }
    fail(directory_, size, reason);
}

void Spool::map_file(uint8_t* at, uint64_t offset, uint64_t size, int protection) {
    int fixed = at == nullptr ? 0 : MAP_FIXED;
    void* mapped = mmap(at, size, protection, MAP_SHARED | fixed, file_.number, off_t(offset));
    if (mapped == MAP_FAILED) fail(directory_, size, errno);
    if (at == nullptr) data_ = static_cast<uint8_t*>(mapped);
}

void Spool::write(uint64_t offset, ByteSpan bytes) {
    GANTRY_ASSERT(grows_ && offset <= size_ && bytes.size() <= size_ - offset);
    size_t done = 0;
    while (done < bytes.size()) {
        ssize_t count =
            pwrite(file_.number, bytes.data() + done, bytes.size() - done, off_t(offset + done));
        if (count > 0) {
            done += size_t(count);
        } else if (count == 0 || errno == ENOSPC || errno == EDQUOT) {
            throw_no_spool_space(directory_, bytes.size() - done, 0, purpose_);
        } else if (errno != EINTR) {
            fail(directory_, bytes.size(), errno);
        }
    }
}

void Spool::fail(const std::string& where, uint64_t size, int reason) const {
    throw IoError(fmt::format("no room for {} bytes in {} to hold {}: {}", size, where, purpose_,
                              std::strerror(reason)),
                  "set GANTRY_SPOOL_DIR to a directory with enough free space");
}

void Spool::release(uint64_t offset, uint64_t size) const {
    if (file_.number >= 0) release_mapped(data_, size_, offset, size);
}

}  // namespace gantry::backup
