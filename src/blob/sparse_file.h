#pragma once
// A file without a name as large as a blob, mapped into memory, that holds only what was written
// into it: base/spool_space.h says where. Thread-safe for ranges that do not overlap.

#include <cstdint>
#include <string>

#include "base/bytes.h"

namespace gantry::blob {

class SparseFile {
  public:
    // `purpose` is named in errors: "a copy of https://...".
    SparseFile(uint64_t size, std::string directory, std::string purpose);
    ~SparseFile();
    SparseFile(const SparseFile&) = delete;
    SparseFile& operator=(const SparseFile&) = delete;

    const uint8_t* data() const { return data_; }
    // Not through the mapping, where a full disk would be a signal. Throws IoError.
    void write(uint64_t offset, ByteSpan bytes);
    // Gives a range's space back; it reads as zeros then. False when the file system cannot.
    bool punch(uint64_t offset, uint64_t size);
    // As ByteSource::release().
    void release(uint64_t offset, uint64_t size) const;

  private:
    uint64_t size_;
    std::string directory_;
    std::string purpose_;
    int fd_ = -1;
    uint8_t* data_ = nullptr;
};

}  // namespace gantry::blob
