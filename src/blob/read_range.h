#pragma once
// One range of a blob on its way, over as many tries as it takes: what is asked
// next, and whether a reply is what was asked for. Sans I/O; one thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "blob/http.h"

namespace gantry::blob {

class RangeRead {
  public:
    // `etag` may be empty: then the first reply's is what later tries must find.
    RangeRead(uint64_t offset, uint64_t size, std::string_view etag)
        : offset_(offset), size_(size), etag_(etag) {}

    // The headers of the next try.
    void begin_try(HttpHeaders& headers);
    // False when it is not the next piece of what was asked for.
    bool take(const HttpReply& reply, ByteSpan piece);
    // What is wrong with the reply that has come; nothing when all is there.
    std::optional<std::string> fault(const HttpReply& reply);

    uint64_t taken() const { return taken_; }

  private:
    void look_at_head(const HttpReply& reply);
    uint64_t wanted() const { return wanted_.value_or(size_); }

    uint64_t offset_;
    uint64_t size_;
    std::string etag_;
    uint64_t taken_ = 0;
    std::optional<uint64_t> wanted_;  // known once a reply has told the blob's size
    bool head_seen_ = false;
    std::optional<std::string> fault_;
};

// "bytes 0-99/1000": start, end, size. Nothing when it is not that, or contradicts itself.
struct ContentRange {
    uint64_t first = 0;
    uint64_t last = 0;
    uint64_t size = 0;
};
std::optional<ContentRange> parse_content_range(std::string_view text);

}  // namespace gantry::blob
