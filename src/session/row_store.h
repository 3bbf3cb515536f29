#pragma once
// Bytes of rows that a statement must hold back: what INSERT ... EXECUTE collects, the rows of a
// cursor. Kept in memory up to a bound, then in an unnamed file (base/spool_space.h), which
// vanishes with its owner. One thread. A full volume is error 3257, a failing one 1105.

#include <cstdint>
#include <functional>

#include "base/bytes.h"

namespace gantry::session {

class RowStore {
  public:
    explicit RowStore(size_t memory_bytes_max = k_memory_bytes_max)
        : memory_bytes_max_(memory_bytes_max) {}
    ~RowStore();
    RowStore(const RowStore&) = delete;
    RowStore& operator=(const RowStore&) = delete;

    void append(ByteSpan bytes);
    uint64_t size() const { return file_bytes_ + memory_.size(); }
    // `length` bytes from `offset`, which must be there.
    Bytes read(uint64_t offset, size_t length) const;
    // All of it, in order, in pieces.
    void read_all(const std::function<void(ByteSpan)>& take) const;

    static constexpr size_t k_memory_bytes_max = size_t(4) << 20;

  private:
    void move_to_file();

    size_t memory_bytes_max_;
    Bytes memory_;  // what is not in the file yet
    int file_ = -1;
    uint64_t file_bytes_ = 0;
};

}  // namespace gantry::session
