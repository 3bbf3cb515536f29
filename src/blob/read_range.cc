#include "blob/read_range.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "base/utf.h"

namespace gantry::blob {
namespace {

std::optional<uint64_t> take_number(std::string_view& text) {
    uint64_t value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || value > (uint64_t(1) << 53)) return std::nullopt;
    text.remove_prefix(size_t(end - text.data()));
    return value;
}

bool take_char(std::string_view& text, char c) {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
}

}  // namespace

std::optional<ContentRange> parse_content_range(std::string_view text) {
    if (!ascii_iequals(text.substr(0, 6), "bytes ")) return std::nullopt;
    text.remove_prefix(6);
    std::optional<uint64_t> first = take_number(text);
    if (!first || !take_char(text, '-')) return std::nullopt;
    std::optional<uint64_t> last = take_number(text);
    if (!last || !take_char(text, '/')) return std::nullopt;
    std::optional<uint64_t> size = take_number(text);
    if (!size || !text.empty() || *first > *last || *last >= *size) return std::nullopt;
    return ContentRange{*first, *last, *size};
}

void RangeRead::begin_try(HttpHeaders& headers) {
    head_seen_ = false;
    fault_.reset();
    headers.emplace_back("range",
                         fmt::format("bytes={}-{}", offset_ + taken_, offset_ + size_ - 1));
    if (!etag_.empty()) headers.emplace_back("if-match", etag_);
}

void RangeRead::look_at_head(const HttpReply& reply) {
    if (head_seen_) return;
    head_seen_ = true;
    std::string_view etag = reply.header("etag");
    if (!etag_.empty() && !etag.empty() && etag != etag_) {
        fault_ = "the reply is of another version of the blob than was asked for";
        return;
    }
    if (reply.status == 200) {
        // The whole blob: of use only where that is what was asked for.
        std::string_view text = reply.header("content-length");
        std::optional<uint64_t> size = take_number(text);
        if (offset_ + taken_ != 0 || !size || !text.empty() || *size > size_) {
            fault_ = "the server sent the whole blob in place of a range of it";
            return;
        }
        wanted_ = *size;
    } else {
        std::optional<ContentRange> range = parse_content_range(reply.header("content-range"));
        if (!range || range->first != offset_ + taken_ || range->last >= offset_ + size_) {
            fault_ = fmt::format("the server sent another range than bytes {} to {}",
                                 offset_ + taken_, offset_ + size_ - 1);
            return;
        }
        uint64_t wanted = std::min(size_, range->size - offset_);
        if (wanted_ && *wanted_ != wanted) {
            fault_ = "the blob's size changed between two replies";
            return;
        }
        wanted_ = wanted;
    }
    if (etag_.empty()) etag_ = etag;
}

bool RangeRead::take(const HttpReply& reply, ByteSpan piece) {
    look_at_head(reply);
    if (fault_) return false;
    if (piece.size() > wanted() - taken_) {
        fault_ = "the server sent more than was asked for";
        return false;
    }
    taken_ += piece.size();
    return true;
}

std::optional<std::string> RangeRead::fault(const HttpReply& reply) {
    look_at_head(reply);
    if (!fault_ && taken_ < wanted()) fault_ = "the server sent less than was asked for";
    return fault_;
}

}  // namespace gantry::blob
