#include "storage/columnstore/writer/dictionary_writer.h"

#include <algorithm>
#include <array>
#include <queue>

#include "base/error.h"
#include "storage/columnstore/segment.h"

namespace gantry::storage::columnstore {

namespace {

struct Handle {
    uint32_t offset = 0;
    uint32_t page = 0;
};

void append_length(Bytes& out, size_t length) {
    GANTRY_ASSERT(length < 0x8000);
    if (length < 0x80) {
        out.push_back(uint8_t(length));
        return;
    }
    out.push_back(uint8_t((length & 0x7F) | 0x80));
    out.push_back(uint8_t((length & 0x80) | length >> 8));
}

using Lengths = std::array<uint8_t, 256>;

// Code lengths by Huffman's algorithm; at least two symbols get one. Flatter counts until none is
// over 15 bits.
Lengths code_lengths(std::array<uint64_t, 256> counts) {
    if (std::count_if(counts.begin(), counts.end(), [](uint64_t c) { return c > 0; }) < 2) {
        counts[0] += 1;
        counts[1] += 1;
    }
    for (;;) {
        std::vector<std::pair<int, int>> children;
        auto later = [](const auto& a, const auto& b) { return a > b; };
        std::priority_queue<std::pair<uint64_t, int>, std::vector<std::pair<uint64_t, int>>,
                            decltype(later)>
            queue(later);
        for (int i = 0; i < 256; ++i) {
            if (counts[size_t(i)] > 0) queue.push({counts[size_t(i)], i});
        }
        while (queue.size() > 1) {
            auto a = queue.top();
            queue.pop();
            auto b = queue.top();
            queue.pop();
            children.push_back({a.second, b.second});
            queue.push({a.first + b.first, 256 + int(children.size()) - 1});
        }
        Lengths lengths{};
        std::vector<uint8_t> depth(children.size());
        uint8_t deepest = 0;
        for (size_t i = children.size(); i-- > 0;) {
            for (int child : {children[i].first, children[i].second}) {
                uint8_t below = uint8_t(depth[i] + 1);
                deepest = std::max(deepest, below);
                (child < 256 ? lengths[size_t(child)] : depth[size_t(child - 256)]) = below;
            }
        }
        if (deepest <= 15) return lengths;
        for (uint64_t& count : counts)
            count = count == 0 ? 0 : count / 2 + 1;
    }
}

class BitWriter {
  public:
    void put(uint32_t code, uint32_t length) {
        for (uint32_t i = length; i-- > 0;)
            bits_.push_back(code >> i & 1);
    }
    size_t size() const { return bits_.size(); }
    Bytes take() {
        ByteWriter out;
        for (size_t at = 0; at < bits_.size(); at += 16) {
            uint16_t word = 0;
            for (size_t i = 0; i < 16 && at + i < bits_.size(); ++i) {
                word = uint16_t(word | int(bits_[at + i]) << (15 - i));
            }
            out.u16(word);
        }
        return out.take();
    }

  private:
    std::vector<bool> bits_;
};

// The symbols of a string: its length, then its bytes or units.
Bytes symbols_of(const Bytes& string, StringCoding coding) {
    Bytes out;
    append_length(out, string.size());
    for (size_t i = 0; i < string.size(); i += coding == StringCoding::narrow ? 2 : 1) {
        out.push_back(string[i]);
    }
    return out;
}

Bytes coded_page(std::span<const Bytes> strings, StringCoding coding, uint32_t page,
                 std::vector<Handle>& handles) {
    std::array<uint64_t, 256> counts{};
    for (const Bytes& string : strings) {
        for (uint8_t symbol : symbols_of(string, coding))
            ++counts[symbol];
    }
    Lengths lengths = code_lengths(counts);
    std::array<uint32_t, 256> codes{};
    uint32_t code = 0;
    for (uint32_t length = 1; length <= 15; ++length, code <<= 1) {
        for (size_t i = 0; i < 256; ++i) {
            if (lengths[i] == length) codes[i] = code++;
        }
    }
    BitWriter bits;
    for (const Bytes& string : strings) {
        handles.push_back({uint32_t(bits.size()), page});
        for (uint8_t symbol : symbols_of(string, coding))
            bits.put(codes[symbol], lengths[symbol]);
    }
    uint32_t bit_count = uint32_t(bits.size());
    Bytes content = bits.take();
    ByteWriter out;
    out.u32(6);
    out.u32(0);
    out.u32(uint32_t(strings.size()));
    out.u32(coding == StringCoding::narrow ? 1 : 2);
    out.u32(bit_count);
    out.u32(15);
    out.u32(uint32_t(content.size()));
    out.u8(0);
    for (size_t i = 0; i < 256; i += 2)
        out.u8(uint8_t(lengths[i] | lengths[i + 1] << 4));
    out.zeros(0xA0 - out.size());
    out.append(content);
    return out.take();
}

Bytes plain_page(std::span<const Bytes> strings, uint32_t page, std::vector<Handle>& handles) {
    Bytes content;
    for (const Bytes& string : strings) {
        handles.push_back({uint32_t(content.size()), page});
        append_length(content, string.size());
        content.insert(content.end(), string.begin(), string.end());
    }
    ByteWriter out;
    out.u32(5);
    out.u32(0);
    out.u32(uint32_t(strings.size()));
    out.u32(0);
    out.u32(uint32_t(content.size()));
    out.u32(uint32_t(content.size()));
    out.append(content);
    return out.take();
}

void write_hash_table_header(ByteWriter& out) {
    out.u32(2);
    out.zeros(28);
}

void write_array_header(ByteWriter& out, size_t element_size, size_t count) {
    out.u32(1);
    out.u32(uint32_t(element_size));
    out.u32(uint32_t(count));
}

}  // namespace

Bytes write_numeric_dictionary(std::span<const int64_t> numbers, uint32_t size) {
    ByteWriter out;
    out.u32(k_blob_version);
    out.u32(k_blob_numeric_dictionary);
    out.u32(0);
    write_hash_table_header(out);
    write_array_header(out, size, numbers.size());
    for (int64_t number : numbers) {
        uint8_t bytes[8];
        store_le<int64_t>(bytes, number);
        out.append(ByteSpan(bytes, size));
    }
    return out.take();
}

Bytes write_string_dictionary(std::span<const Bytes> strings, StringCoding coding,
                              size_t page_size_max) {
    std::vector<Handle> handles;
    std::vector<Bytes> pages;
    size_t longest = 0;
    for (size_t first = 0; first < strings.size();) {
        size_t last = first, size = 0;
        while (last < strings.size() && (last == first || size < page_size_max)) {
            size += strings[last].size();
            longest = std::max(longest, strings[last].size());
            ++last;
        }
        std::span<const Bytes> part = strings.subspan(first, last - first);
        uint32_t page = uint32_t(pages.size());
        pages.push_back(coding == StringCoding::plain ? plain_page(part, page, handles)
                                                      : coded_page(part, coding, page, handles));
        first = last;
    }
    ByteWriter out;
    out.u32(k_blob_version);
    out.u32(k_blob_string_dictionary);
    out.u32(0);
    out.u32(4);
    out.u32(uint32_t(strings.size()));
    out.u32(uint32_t(longest));
    write_hash_table_header(out);
    write_array_header(out, 8, handles.size());
    write_array_header(out, 4, pages.size());
    for (const Handle& handle : handles) {
        out.u32(handle.offset);
        out.u32(handle.page);
    }
    for (const Bytes& page : pages)
        out.u32(uint32_t(page.size()));
    for (const Bytes& page : pages)
        out.append(page);
    return out.take();
}

Bytes large_value_entry(uint32_t size, ByteSpan pointer) {
    GANTRY_ASSERT(pointer.size() == 16);
    ByteWriter out;
    out.u8(0x11);
    out.u8(1);
    out.u32(size);
    out.append(pointer);
    return out.take();
}

}  // namespace gantry::storage::columnstore
