#include "blob/read_ahead.h"

#include <algorithm>

namespace gantry::blob {

std::optional<ChunkRange> ReadAhead::touched(uint64_t chunk) {
    constexpr uint64_t k_gap_max = 2;  // chunks that a reader in order may pass over
    ++clock_;
    Stream* found = nullptr;
    Stream* oldest = &streams_[0];
    for (Stream& stream : streams_) {
        bool follows = chunk >= stream.next && chunk <= stream.next + k_gap_max;
        if (stream.used_at != 0 && follows) found = &stream;
        if (stream.used_at < oldest->used_at) oldest = &stream;
    }
    if (found == nullptr) {
        *oldest = {chunk + 1, chunk + 1, 1, clock_};
        return std::nullopt;
    }
    found->used_at = clock_;
    found->next = chunk + 1;
    found->window = std::min(found->window * 2, window_max_);
    found->ahead = std::max(found->ahead, found->next);
    // Half a window at least: fewer, larger requests.
    uint64_t wanted = found->next + found->window;
    if (wanted < found->ahead + std::max<uint64_t>(found->window / 2, 1)) return std::nullopt;
    ChunkRange out{found->ahead, wanted - found->ahead};
    found->ahead = wanted;
    return out;
}

}  // namespace gantry::blob
