#pragma once
// Scratch memory for what cannot be read in place: decompressed streams, repaired pages, copies.
// Small spools are anonymous memory; larger ones are a mapped file without a name, which the
// kernel writes out when memory is short and which vanishes with its owner, even after a crash.
// The file lies where base/spool_space.h says. Its space is reserved first, so that a full disk is
// an error here and not a signal later: 3257 when there is no room, else IoError. One that grows is
// written by write() alone, which says so itself, and takes the space that was written.

#include <cstdint>
#include <string>

#include "base/bytes.h"

namespace gantry::backup {

constexpr uint64_t k_spool_memory_max = uint64_t(64) << 20;

class Spool {
  public:
    struct Growing {
        uint64_t size_max;
    };
    // `purpose` is named in the error when there is no room.
    Spool(uint64_t size, const std::string& purpose);
    // Empty at first, always in a file. data() is for reading.
    Spool(Growing growing, const std::string& purpose);
    ~Spool();
    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;

    // At least `size` bytes are there from now on; what is there stays where it is. One thread;
    // others may use what was there before.
    void grow(uint64_t size);
    // Of one that grows, inside of what it has grown to. Many times quicker than to write to
    // data(), where each page is a fault of its own. Any thread.
    void write(uint64_t offset, ByteSpan bytes);

    uint8_t* data() const { return data_; }
    uint64_t size() const { return size_; }
    bool grows() const { return grows_; }
    // As ByteSource::release(): of a spool in a file; memory stays.
    void release(uint64_t offset, uint64_t size) const;

  private:
    void open_file();
    void require_room(uint64_t at, uint64_t size) const;
    void reserve_disk(uint64_t size);
    void map_file(uint8_t* at, uint64_t offset, uint64_t size, int protection);
    [[noreturn]] void fail(const std::string& where, uint64_t size, int reason) const;

    std::string purpose_;
    std::string directory_;
    struct Descriptor {
        int number = -1;
        ~Descriptor();
    } file_;  // of a spool in a file
    uint8_t* data_ = nullptr;
    uint64_t size_ = 0;
    uint64_t mapped_ = 0;  // from data_ on
    bool grows_ = false;
};

}  // namespace gantry::backup
