#pragma once
// Bump allocator for values that live as long as one row. Pointers stay valid until reset(), which
// keeps one block for the next row, so a steady scan allocates nothing. Not thread-safe.

#include <cstdint>
#include <memory>
#include <vector>

namespace gantry::storage {

class Arena {
  public:
    uint8_t* allocate(size_t size) {
        if (size > size_t(end_ - next_)) grow(size);
        uint8_t* out = next_;
        next_ += size;
        return out;
    }
    // Gives back the tail of the newest allocation.
    void shrink_last(uint8_t* new_end) { next_ = new_end; }
    void reset() {
        if (next_ != first_) rewind();
    }

  private:
    void grow(size_t size);
    void rewind();

    struct Block {
        std::unique_ptr<uint8_t[]> bytes;
        size_t size = 0;
    };
    std::vector<Block> blocks_;
    uint8_t* first_ = nullptr;  // start of the only block, null when there are several
    uint8_t* next_ = nullptr;
    uint8_t* end_ = nullptr;
};

}  // namespace gantry::storage
