#pragma once
// Notices who reads a blob in order, several readers at once, and says what to fetch before they
// come to it: a window in front of each that doubles while the reader keeps its order. Not
// thread-safe: its source locks.

#include <array>
#include <cstdint>
#include <optional>

namespace gantry::blob {

// Chunks [first, first + count).
struct ChunkRange {
    uint64_t first = 0;
    uint64_t count = 0;
};

class ReadAhead {
  public:
    // `window_max` in chunks.
    explicit ReadAhead(uint64_t window_max) : window_max_(window_max) {}

    // A chunk is touched for the first time; returns what is to be fetched behind it.
    std::optional<ChunkRange> touched(uint64_t chunk);

  private:
    struct Stream {
        uint64_t next = 0;   // the chunk expected
        uint64_t ahead = 0;  // one behind the last that was asked for
        uint64_t window = 0;
        uint64_t used_at = 0;
    };

    uint64_t window_max_;
    uint64_t clock_ = 0;
    std::array<Stream, 16> streams_{};
};

}  // namespace gantry::blob
