#include "backup/mtf.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/utf.h"

namespace gantry::backup {

namespace {

// A block may hold this many streams. Five are usual; containers of files hold one or more a file.
constexpr size_t k_streams_max = size_t(1) << 20;

uint16_t xor_words(const uint8_t* p, size_t words) {
    uint16_t sum = 0;
    for (size_t i = 0; i < words; ++i)
        sum = uint16_t(sum ^ load_le<uint16_t>(p + 2 * i));
    return sum;
}

template <typename T>
T field(const Bytes& body, size_t offset) {
    return offset + sizeof(T) <= body.size() ? load_le<T>(body.data() + offset) : T{};
}

}  // namespace

bool is_mtf_block_header(const uint8_t* header) {
    return xor_words(header, 25) == load_le<uint16_t>(header + 0x32);
}

uint8_t MtfBlock::u8(size_t offset) const {
    return field<uint8_t>(body, offset);
}
uint16_t MtfBlock::u16(size_t offset) const {
    return field<uint16_t>(body, offset);
}
uint32_t MtfBlock::u32(size_t offset) const {
    return field<uint32_t>(body, offset);
}
uint64_t MtfBlock::u64(size_t offset) const {
    return field<uint64_t>(body, offset);
}

ByteSpan MtfBlock::tape_bytes(size_t offset) const {
    size_t size = u16(offset);
    size_t at = u16(offset + 2);
    if (at + size > body.size()) return {};
    return ByteSpan(body).subspan(at, size);
}

std::string MtfBlock::tape_text(size_t offset) const {
    std::string text = utf16le_to_utf8(tape_bytes(offset));
    while (!text.empty() && text.back() == '\0')
        text.pop_back();
    return text;
}

LocalTime MtfBlock::time(size_t offset) const {
    if (offset + 5 > body.size()) return {};
    return mtf_time(ByteSpan(body).subspan(offset, 5));
}

LocalTime mtf_time(ByteSpan b) {
    LocalTime out;
    if (b.size() < 5) return out;
    uint64_t v = 0;
    for (int i = 0; i < 5; ++i)
        v = v << 8 | b[size_t(i)];
    out.year = uint16_t(v >> 26 & 0x3FFF);
    out.month = uint8_t(v >> 22 & 0xF);
    out.day = uint8_t(v >> 17 & 0x1F);
    out.hour = uint8_t(v >> 12 & 0x1F);
    out.minute = uint8_t(v >> 6 & 0x3F);
    out.second = uint8_t(v & 0x3F);
    return out;
}

MtfEnd MtfWalker::malformed(uint64_t at, const std::string& what) {
    problem_ = fmt::format("offset {:#x}: {}", at, what);
    return MtfEnd::malformed;
}

MtfEnd MtfWalker::next(MtfBlock& block) {
    if (at_ >= source_.size()) return MtfEnd::end;
    uint8_t header[k_mtf_block_header_size];
    if (source_.read_at(at_, header) < sizeof header) return MtfEnd::truncated;
    if (!is_mtf_block_header(header)) {
        return malformed(at_, "block header checksum is wrong");
    }
    for (int i = 0; i < 4; ++i) {
        if (header[i] < 0x20 || header[i] > 0x7E) return malformed(at_, "no block type");
    }
    block = {};
    std::memcpy(block.type, header, 4);
    block.at = at_;
    block.attributes = load_le<uint32_t>(header + 4);
    uint32_t first_stream = load_le<uint16_t>(header + 8);
    bool filemark = block.is("SFMB");
    // 65536 does not fit the field and reads as 0.
    if (filemark && first_stream == 0) first_stream = filemark_size_;
    if (first_stream < k_mtf_block_header_size) return malformed(at_, "block is too short");
    block.body.resize(filemark ? k_mtf_block_header_size : first_stream);
    if (source_.read_at(at_, block.body) < block.body.size()) return MtfEnd::truncated;
    if (filemark) {
        block.next = at_ + first_stream;
        block.whole = block.next <= source_.size();
        at_ = block.next;
        return MtfEnd::more;
    }
    block.next = at_ + first_stream;
    return read_streams(block);
}

MtfEnd MtfWalker::read_streams(MtfBlock& block) {
    uint64_t at = block.next;
    for (;;) {
        if (block.streams.size() >= k_streams_max) return malformed(block.at, "too many streams");
        uint8_t header[k_mtf_stream_header_size];
        if (source_.read_at(at, header) < sizeof header) {
            block.whole = false;
            break;
        }
        if (xor_words(header, 10) != load_le<uint16_t>(header + 0x14)) {
            return malformed(at, "stream header checksum is wrong");
        }
        MtfStream stream;
        std::memcpy(stream.id, header, 4);
        stream.attributes = load_le<uint16_t>(header + 6);
        stream.length = load_le<uint64_t>(header + 8);
        stream.data_at = at + k_mtf_stream_header_size;
        // A length past any file would wrap the sums below.
        if (stream.length > uint64_t(1) << 60) return malformed(at, "stream length is impossible");
        uint64_t end = stream.data_at + stream.length;
        stream.whole = end <= source_.size();
        block.whole = stream.whole;
        at = (end + 3) / 4 * 4;
        block.streams.push_back(stream);
        if (!stream.whole || stream.is("SPAD")) break;
    }
    block.next = at;
    at_ = at;
    return MtfEnd::more;
}

void throw_malformed_media(const std::string& device, std::string detail) {
    throw FormatError(fmt::format("The media family on device '{}' is incorrectly formed. SQL "
                                  "Server cannot process this media family.",
                                  device),
                      3241, std::move(detail));
}

void throw_invalid_set(const std::string& device, std::string detail) {
    throw FormatError(
        fmt::format("The file on device '{}' is not a valid Microsoft Tape Format backup set.",
                    device),
        3242, std::move(detail));
}

}  // namespace gantry::backup
