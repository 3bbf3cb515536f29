#include "backup/writer/container_output.h"

#include <algorithm>

#include "backup/writer/xpress_encoder.h"
#include "base/error.h"

namespace gantry::backup {

namespace {

constexpr size_t k_record_plain_max = 0x10000;
constexpr size_t k_unit = 512;
constexpr size_t k_file_header_v1 = 0x20;
constexpr size_t k_file_header_v2 = 0x1E0;
constexpr uint8_t k_data = 0x21;
constexpr uint8_t k_stored = 0x20;  // not known from real backups: readers go by the checksum
constexpr uint8_t k_padding = 0x24;
constexpr uint8_t k_index = 0x2C;

uint32_t record_checksum(ByteSpan bytes) {
    uint32_t sum = 0;
    for (size_t i = 0; i < bytes.size(); i += 4) {
        uint8_t word[4] = {};
        std::memcpy(word, bytes.data() + i, std::min<size_t>(4, bytes.size() - i));
        sum = std::rotl(sum, 1) ^ load_le<uint32_t>(word);
    }
    return sum;
}

void put_header(uint8_t kind, size_t units, size_t size, uint32_t version, Bytes& out) {
    size_t at = out.size();
    out.resize(at + (version == 1 ? 4 : 0x18));
    out[at] = kind;
    out[at + 1] = uint8_t(units);
    store_le<uint16_t>(out.data() + at + 2, uint16_t(size));
}

void put_u32(uint32_t value, Bytes& out) {
    out.resize(out.size() + 4);
    store_le<uint32_t>(out.data() + out.size() - 4, value);
}

}  // namespace

ContainerOutput::ContainerOutput(const ContainerFormat& format, Bytes& out)
    : format_(format), out_(out) {
    size_t at = out_.size();
    out_.resize(at + (format.version == 1 ? k_file_header_v1 : k_file_header_v2));
    std::memcpy(out_.data() + at, "MSSQLBAK", 8);
    store_le<uint32_t>(out_.data() + at + 8, format.version);
    store_le<uint32_t>(out_.data() + at + 12, format.version == 1 ? 1 : 3);
}

void ContainerOutput::write(ByteSpan stream) {
    pending_.insert(pending_.end(), stream.begin(), stream.end());
    size_t done = 0;
    for (; pending_.size() - done >= k_record_plain_max; done += k_record_plain_max)
        put_record({pending_.data() + done, k_record_plain_max});
    pending_.erase(pending_.begin(), pending_.begin() + ptrdiff_t(done));
}

void ContainerOutput::flush_pending() {
    GANTRY_ASSERT(pending_.size() % k_unit == 0);
    if (!pending_.empty()) put_record(pending_);
    pending_.clear();
}

void ContainerOutput::put_record(ByteSpan plain) {
    Bytes packed = xpress_huffman_encode(plain);
    bool stored = packed.size() >= plain.size() || packed.size() > 0xFFFF;
    ByteSpan payload = stored ? plain : ByteSpan(packed);
    put_header(stored ? k_stored : k_data, plain.size() / k_unit, payload.size(), format_.version,
               out_);
    put_u32(record_checksum(payload), out_);
    out_.insert(out_.end(), payload.begin(), payload.end());
}

// So that what follows stands at a multiple of the filemark size.
void ContainerOutput::put_padding() {
    size_t header = format_.version == 1 ? 4 : 0x18;
    uint64_t over = (position() + header) % format_.filemark_size;
    size_t size = over == 0 ? 0 : size_t(format_.filemark_size - over);
    put_header(k_padding, 0, size, format_.version, out_);
    out_.resize(out_.size() + size);
}

void ContainerOutput::filemark(ByteSpan block) {
    flush_pending();
    put_padding();
    out_.insert(out_.end(), block.begin(), block.end());
}

void ContainerOutput::finish() {
    flush_pending();
    constexpr uint32_t k_length = 0x30;
    put_header(k_index, 0, 0, format_.version, out_);
    size_t at = out_.size();
    out_.resize(at + k_length);
    store_le<uint16_t>(out_.data() + at, 1);
    store_le<uint16_t>(out_.data() + at + 2, 1);
    store_le<uint32_t>(out_.data() + at + 4, 2);
    store_le<uint32_t>(out_.data() + at + 8, k_length);
}

}  // namespace gantry::backup
