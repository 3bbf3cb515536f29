#pragma once
// Scratch memory for what cannot be read in place: decompressed streams, repaired pages, remote
// files. Small spools are anonymous memory; larger ones are a mapped file without a name, which the
// kernel writes out when memory is short and which vanishes with its owner, even after a crash.
// The file lies in $GANTRY_SPOOL_DIR, else $TMPDIR, else /var/tmp, and its space is reserved first,
// so that a full disk is an IoError here and not a signal later.

#include <cstdint>
#include <string>

namespace gantry::backup {

constexpr uint64_t k_spool_memory_max = uint64_t(64) << 20;

class Spool {
  public:
    // `purpose` is named in the IoError when there is no room.
    Spool(uint64_t size, const std::string& purpose);
    ~Spool();
    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;

    uint8_t* data() const { return data_; }
    uint64_t size() const { return size_; }
    // As ByteSource::release(): of a spool in a file; memory stays.
    void release(uint64_t offset, uint64_t size) const;

  private:
    bool in_file_ = false;
    uint8_t* data_ = nullptr;
    uint64_t size_ = 0;
};

}  // namespace gantry::backup
