#include "tsql/positions.h"

#include <algorithm>

#include "base/utf.h"

namespace gantry::tsql {
namespace {

constexpr size_t k_block_bytes = 256;

// Units that begin in these bytes: one for each character, two for those of four bytes.
uint32_t units(std::string_view bytes) {
    uint32_t count = 0;
    for (char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        count += (byte & 0xC0) != 0x80;
        count += byte >= 0xF0;
    }
    return count;
}

}  // namespace

SourcePositions::SourcePositions(std::string_view text) : text_(text) {
    lines_.push_back(0);
    for (size_t at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1)) {
        lines_.push_back(uint32_t(at + 1));
    }
    if (is_ascii(text)) return;
    uint32_t count = 0;
    for (size_t at = 0; at < text.size(); at += k_block_bytes) {
        blocks_.push_back(count);
        count += units(text.substr(at, k_block_bytes));
    }
}

uint32_t SourcePositions::utf16_offset(size_t offset) const {
    if (blocks_.empty()) return uint32_t(offset);
    const size_t block = std::min(offset / k_block_bytes, blocks_.size() - 1);
    const size_t start = block * k_block_bytes;
    return blocks_[block] + units(text_.substr(start, offset - start));
}

SourcePosition SourcePositions::at(uint32_t offset) const {
    const size_t place = std::min<size_t>(offset, text_.size());
    const auto next = std::upper_bound(lines_.begin(), lines_.end(), uint32_t(place));
    SourcePosition out;
    out.line = uint32_t(next - lines_.begin());
    out.utf16_offset = utf16_offset(place);
    out.column = out.utf16_offset - utf16_offset(*(next - 1)) + 1;
    return out;
}

}  // namespace gantry::tsql
