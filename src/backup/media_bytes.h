#pragma once
// For tests: media written block by block, so that any field may be wrong.

#include <cstring>
#include <string>

#include "backup/mtf.h"
#include "base/bytes.h"
#include "base/utf.h"

namespace gantry::backup {

inline uint16_t xor_words(const uint8_t* p, size_t words) {
    uint16_t sum = 0;
    for (size_t i = 0; i < words; ++i)
        sum = uint16_t(sum ^ load_le<uint16_t>(p + 2 * i));
    return sum;
}

// Appends MTF blocks and streams.
class MediaBytes {
  public:
    // `size` bytes before the first stream; `fill` sets fields in them.
    template <typename Fill>
    void block(const char* type, size_t size, Fill&& fill) {
        size_t at = w_.size();
        w_.zeros(size);
        uint8_t* p = w_.bytes().data() + at;
        std::memcpy(p, type, 4);
        store_le<uint16_t>(p + 8, uint16_t(size));
        fill(p);
        store_le<uint16_t>(p + 0x32, xor_words(p, 25));
    }
    void stream(const char* id, ByteSpan data) {
        uint8_t header[k_mtf_stream_header_size] = {};
        std::memcpy(header, id, 4);
        store_le<uint64_t>(header + 8, data.size());
        store_le<uint16_t>(header + 0x14, xor_words(header, 10));
        w_.append(header);
        w_.append(data);
        while (w_.size() % 4 != 0)
            w_.u8(0);
    }
    void tape(uint16_t family = 1, uint16_t families = 1) {
        block("TAPE", 0x60, [](uint8_t* p) {
            store_le<uint16_t>(p + 0x56, 0x1200);
            p[0x5D] = 1;
        });
        Bytes raid(0x20);
        raid[0] = 7;
        store_le<uint32_t>(raid.data() + 0x10, 0xF00000AD);
        store_le<uint16_t>(raid.data() + 0x14, families);
        store_le<uint16_t>(raid.data() + 0x18, family);
        stream("RAID", raid);
        stream("SPAD", {});
    }
    void set(bool finished = true, ByteSpan pages = {}) {
        block("SSET", 0x80, [](uint8_t* p) {
            store_le<uint16_t>(p + 0x2C, 21);
            store_le<uint16_t>(p + 0x2E, 0x64);
            p[0x64] = 0xAB;
            store_le<uint16_t>(p + 0x3E, 1);
        });
        stream("SPAD", {});
        block("MSCI", 0x40, [](uint8_t*) {});
        stream("MQCI", metadata());
        stream("SPAD", {});
        block("MSDA", 0x40, [](uint8_t*) {});
        Bytes data(2);
        data.insert(data.end(), pages.begin(), pages.end());
        stream("MQDA", data);
        stream("SPAD", {});
        if (!finished) return;
        block("MSLS", 0x40, [](uint8_t*) {});
        stream("MQCI", metadata());
        stream("SPAD", {});
        block("SFMB", 0x200, [](uint8_t*) {});
        for (int i = 0; i < 2; ++i) {
            block("ESET", 0x60, [](uint8_t*) {});
            stream("SPAD", {});
        }
        block("SFMB", 0x200, [](uint8_t*) {});
    }
    static Bytes metadata() {
        Bytes out(0x1A0);
        std::memcpy(out.data(), "SCIN", 4);
        store_le<uint32_t>(out.data() + 4, uint32_t(out.size()));
        out[0x57] = 'D';
        store_le<uint16_t>(out.data() + 0x5E, 706);
        Bytes name = utf8_to_utf16le("shop");
        std::memcpy(out.data() + 0x190, name.data(), name.size());
        store_le<uint16_t>(out.data() + 0x68, uint16_t(name.size()));
        store_le<uint16_t>(out.data() + 0x6A, 0x190);
        return out;
    }
    Bytes take() { return w_.take(); }
    Bytes& bytes() { return w_.bytes(); }

  private:
    ByteWriter w_;
};

}  // namespace gantry::backup
