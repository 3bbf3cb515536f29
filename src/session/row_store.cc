#include "session/row_store.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/error.h"
#include "base/spool_space.h"

namespace gantry::session {

namespace {

constexpr size_t k_piece_bytes = size_t(1) << 18;

[[noreturn]] void failed(const char* what) {
    // Not an IoError: those mean that a connection is gone.
    throw SqlError(1105, 17, 2,
                   std::string(what) + " rows held back in " + spool_directory() + ": " +
                       std::strerror(errno));
}

void read_at(int file, uint64_t offset, uint8_t* out, size_t length) {
    while (length > 0) {
        ssize_t got = pread(file, out, length, off_t(offset));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) failed("can't read");
        out += got;
        offset += uint64_t(got);
        length -= size_t(got);
    }
}

}  // namespace

RowStore::~RowStore() {
    if (file_ >= 0) close(file_);
}

void RowStore::append(ByteSpan bytes) {
    memory_.insert(memory_.end(), bytes.begin(), bytes.end());
    if (memory_.size() > memory_bytes_max_) move_to_file();
}

void RowStore::move_to_file() {
    std::string directory = spool_directory();
    if (file_ < 0) file_ = open_unnamed_file(directory);
    if (file_ < 0) failed("can't open a file for");
    uint64_t left = spool_bytes_left(directory, file_bytes_);
    if (left < memory_.size()) {
        throw_no_spool_space(directory, memory_.size(), left, "the rows of a statement");
    }
    size_t done = 0;
    while (done < memory_.size()) {
        ssize_t put =
            pwrite(file_, memory_.data() + done, memory_.size() - done, off_t(file_bytes_ + done));
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) failed("can't write");
        done += size_t(put);
    }
    file_bytes_ += memory_.size();
    memory_.clear();
}

Bytes RowStore::read(uint64_t offset, size_t length) const {
    GANTRY_ASSERT(offset + length <= size());
    Bytes out(length);
    size_t in_file = 0;
    if (offset < file_bytes_) {
        in_file = size_t(std::min<uint64_t>(length, file_bytes_ - offset));
        read_at(file_, offset, out.data(), in_file);
    }
    if (in_file < length) {
        size_t start = size_t(offset + in_file - file_bytes_);
        std::copy_n(memory_.begin() + std::ptrdiff_t(start), length - in_file,
                    out.begin() + std::ptrdiff_t(in_file));
    }
    return out;
}

void RowStore::read_all(const std::function<void(ByteSpan)>& take) const {
    for (uint64_t at = 0; at < size(); at += k_piece_bytes) {
        take(read(at, size_t(std::min<uint64_t>(k_piece_bytes, size() - at))));
    }
}

}  // namespace gantry::session
