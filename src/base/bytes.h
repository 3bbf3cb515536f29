#pragma once
// Bytes in and out. Unaligned loads and stores in both byte orders, a checked reader for bytes
// from outside, and an appending writer.
//
// ByteReader never throws and never reads past its span: the first read that does not fit makes
// it `failed()`, and from then on it returns zeros and empty spans. A decoder reads a whole object
// and checks once at its end.

#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gantry {

using Bytes = std::vector<uint8_t>;
using ByteSpan = std::span<const uint8_t>;

template <typename T>
constexpr T byteswap(T value) {
    if constexpr (sizeof(T) == 1) return value;
    if constexpr (sizeof(T) == 2) return T(__builtin_bswap16(uint16_t(value)));
    if constexpr (sizeof(T) == 4) return T(__builtin_bswap32(uint32_t(value)));
    if constexpr (sizeof(T) == 8) return T(__builtin_bswap64(uint64_t(value)));
}

template <std::integral T>
T load_le(const uint8_t* p) {
    static_assert(std::endian::native == std::endian::little);
    T value;
    std::memcpy(&value, p, sizeof value);
    return value;
}
template <std::integral T>
T load_be(const uint8_t* p) {
    return byteswap(load_le<T>(p));
}
template <std::integral T>
void store_le(uint8_t* p, T value) {
    std::memcpy(p, &value, sizeof value);
}
template <std::integral T>
void store_be(uint8_t* p, T value) {
    store_le(p, byteswap(value));
}

inline ByteSpan as_bytes(std::string_view text) {
    return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(ByteSpan bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

class ByteReader {
  public:
    explicit ByteReader(ByteSpan bytes) : bytes_(bytes) {}

    bool failed() const { return failed_; }
    size_t position() const { return position_; }
    size_t remaining() const { return bytes_.size() - position_; }
    bool at_end() const { return remaining() == 0; }

    void seek(size_t position) {
        if (position > bytes_.size()) {
            fail();
        } else {
            position_ = position;
        }
    }
    void skip(size_t count) { take(count); }

    // The next `count` bytes, borrowed from the span; empty after a failure.
    ByteSpan take(size_t count) {
        if (failed_ || count > remaining()) {
            fail();
            return {};
        }
        ByteSpan out = bytes_.subspan(position_, count);
        position_ += count;
        return out;
    }

    template <std::integral T>
    T le() {
        ByteSpan b = take(sizeof(T));
        return b.empty() ? T{} : load_le<T>(b.data());
    }
    template <std::integral T>
    T be() {
        ByteSpan b = take(sizeof(T));
        return b.empty() ? T{} : load_be<T>(b.data());
    }
    uint8_t u8() { return le<uint8_t>(); }
    uint16_t u16() { return le<uint16_t>(); }
    uint32_t u32() { return le<uint32_t>(); }
    uint64_t u64() { return le<uint64_t>(); }

  private:
    void fail() {
        failed_ = true;
        position_ = bytes_.size();
    }

    ByteSpan bytes_;
    size_t position_ = 0;
    bool failed_ = false;
};

class ByteWriter {
  public:
    Bytes& bytes() { return bytes_; }
    const Bytes& bytes() const { return bytes_; }
    Bytes take() { return std::move(bytes_); }
    size_t size() const { return bytes_.size(); }
    void clear() { bytes_.clear(); }

    template <std::integral T>
    void le(T value) {
        store_le(grow(sizeof value), value);
    }
    template <std::integral T>
    void be(T value) {
        store_be(grow(sizeof value), value);
    }
    void u8(uint8_t value) { bytes_.push_back(value); }
    void u16(uint16_t value) { le(value); }
    void u32(uint32_t value) { le(value); }
    void u64(uint64_t value) { le(value); }
    void append(ByteSpan bytes) {
        if (!bytes.empty()) std::memcpy(grow(bytes.size()), bytes.data(), bytes.size());
    }
    void append(std::string_view text) { append(as_bytes(text)); }
    void zeros(size_t count) { bytes_.resize(bytes_.size() + count); }

    // Overwrites bytes already written; `offset + sizeof(T)` must not pass size().
    template <std::integral T>
    void patch_le(size_t offset, T value) {
        store_le(bytes_.data() + offset, value);
    }
    template <std::integral T>
    void patch_be(size_t offset, T value) {
        store_be(bytes_.data() + offset, value);
    }

    // Room for `count` more bytes at the end; the caller fills them.
    uint8_t* grow(size_t count) {
        size_t old_size = bytes_.size();
        bytes_.resize(old_size + count);
        return bytes_.data() + old_size;
    }

  private:
    Bytes bytes_;
};

// "0x0A1B": how SQL Server prints binary.
std::string to_hex(ByteSpan bytes);
void append_hex(ByteSpan bytes, std::string& out);  // with the 0x

}  // namespace gantry
