#include "backup/writer/media_output.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "base/error.h"
#include "base/utf.h"

namespace gantry::backup {
namespace {

constexpr size_t k_block_header_size = 0x34;
constexpr size_t k_stream_header_size = 0x16;
constexpr size_t k_buffer_size = 1 << 20;
constexpr uint8_t k_os_id = 0x0E;
constexpr uint8_t k_os_version = 1;
constexpr uint8_t k_string_type_utf16 = 2;
constexpr uint16_t k_stream_alignment_padding = 0x80;

uint16_t xor_words(const uint8_t* p, size_t words) {
    uint16_t sum = 0;
    for (size_t i = 0; i < words; ++i)
        sum = uint16_t(sum ^ load_le<uint16_t>(p + 2 * i));
    return sum;
}

[[noreturn]] void throw_io(const std::string& path, const char* what, int error) {
    throw IoError(path + ": cannot " + what + ": " + std::generic_category().message(error));
}

}  // namespace

void append_mtf_time(const LocalTime& t, Bytes& out) {
    uint64_t bits = uint64_t(t.year) << 26 | uint64_t(t.month) << 22 | uint64_t(t.day) << 17 |
                    uint64_t(t.hour) << 12 | uint64_t(t.minute) << 6 | t.second;
    for (int shift = 32; shift >= 0; shift -= 8)
        out.push_back(uint8_t(bits >> shift));
}

BlockBody::BlockBody(std::string_view type, size_t fixed_size, bool has_texts)
    : bytes_(fixed_size) {
    std::memcpy(bytes_.data(), type.data(), 4);
    bytes_[0x0A] = k_os_id;
    bytes_[0x0B] = k_os_version;
    if (has_texts) bytes_[0x30] = k_string_type_utf16;
}

void BlockBody::put_bytes(size_t offset, ByteSpan bytes) {
    std::memcpy(bytes_.data() + offset, bytes.data(), bytes.size());
}

void BlockBody::put_time(size_t offset, const LocalTime& time) {
    Bytes bytes;
    append_mtf_time(time, bytes);
    put_bytes(offset, bytes);
}

void BlockBody::put_tape_bytes(size_t offset, ByteSpan bytes) {
    if (bytes.empty()) return;
    if (bytes.size() > 0xFFFF || bytes_.size() > 0xFFFF) {
        throw Error("a name or description is too long for a backup");
    }
    put<uint16_t>(offset, uint16_t(bytes.size()));
    put<uint16_t>(offset + 2, uint16_t(bytes_.size()));
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
}

void BlockBody::put_text(size_t offset, std::string_view text) {
    put_tape_bytes(offset, utf8_to_utf16le(text));
}

MediaOutput::MediaOutput(std::string path, const MediaFormat& format)
    : path_(std::move(path)), format_(format) {
    uint32_t size = format.block_size;
    if (size < 512 || size > 65536 || (size & (size - 1)) != 0) {
        throw Error("a block size is 512, 1024, ... or 65536, not " + std::to_string(size));
    }
    descriptor_ = open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (descriptor_ < 0) throw_io(path_, "create", errno);
    buffer_.reserve(k_buffer_size);
    if (format.compressed) {
        container_ = std::make_unique<ContainerOutput>(
            ContainerFormat{format.container_version, format.block_size}, container_bytes_);
    }
}

MediaOutput::~MediaOutput() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

void MediaOutput::flush() {
    if (container_) {
        container_->write(buffer_);
        buffer_.clear();
        uint64_t size = container_bytes_.size();
        write_out(container_bytes_);
        container_->taken(size);
        return;
    }
    write_out(buffer_);
}

void MediaOutput::write_out(Bytes& bytes) {
    size_t done = 0;
    while (done < bytes.size()) {
        ssize_t count = ::write(descriptor_, bytes.data() + done, bytes.size() - done);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) throw_io(path_, "write", count < 0 ? errno : ENOSPC);
        done += size_t(count);
    }
    bytes.clear();
}

void MediaOutput::close() {
    flush();
    if (container_) {
        container_->finish();
        write_out(container_bytes_);
    }
    if (fsync(descriptor_) != 0 && errno != EINVAL && errno != EROFS) {
        throw_io(path_, "make durable", errno);
    }
    int descriptor = descriptor_;
    descriptor_ = -1;
    if (::close(descriptor) != 0) throw_io(path_, "close", errno);
}

void MediaOutput::write(ByteSpan data) {
    position_ += data.size();
    while (!data.empty()) {
        size_t room = k_buffer_size - buffer_.size();
        size_t count = std::min(room, data.size());
        buffer_.insert(buffer_.end(), data.begin(), data.begin() + ptrdiff_t(count));
        data = data.subspan(count);
        if (buffer_.size() == k_buffer_size) flush();
    }
}

void MediaOutput::zeros(uint64_t count) {
    static const Bytes k_zeros(4096);
    while (count > 0) {
        size_t piece = size_t(std::min<uint64_t>(count, k_zeros.size()));
        write({k_zeros.data(), piece});
        count -= piece;
    }
}

void MediaOutput::align(uint32_t size) {
    zeros((size - position_ % size) % size);
}

void MediaOutput::start_set() {
    in_set_ = true;
    set_start_ = position_;
    control_id_ = 0;
}

void MediaOutput::begin_block(BlockBody& body, uint32_t attributes) {
    Bytes& bytes = body.bytes();
    bytes.resize((bytes.size() + 3) / 4 * 4);
    block_start_ = position_;
    store_le<uint32_t>(bytes.data() + 0x04, attributes);
    store_le<uint16_t>(bytes.data() + 0x08, uint16_t(bytes.size()));
    if (in_set_) {
        store_le<uint64_t>(bytes.data() + 0x14, (position_ - set_start_) / k_logical_block_size);
        store_le<uint32_t>(bytes.data() + 0x24, control_id_++);
    }
    store_le<uint16_t>(bytes.data() + 0x32, xor_words(bytes.data(), 25));
    write(bytes);
}

void MediaOutput::put_stream_header(std::string_view id, uint64_t length, uint16_t attributes) {
    uint8_t header[k_stream_header_size] = {};
    std::memcpy(header, id.data(), 4);
    store_le<uint16_t>(header + 0x06, attributes);
    store_le<uint64_t>(header + 0x08, length);
    store_le<uint16_t>(header + 0x14, xor_words(header, 10));
    write(header);
}

void MediaOutput::begin_stream(std::string_view id, uint64_t length, uint16_t attributes) {
    put_stream_header(id, length, attributes);
}

void MediaOutput::stream(std::string_view id, ByteSpan data, uint16_t attributes) {
    put_stream_header(id, data.size(), attributes);
    write(data);
    end_stream();
}

void MediaOutput::align_data() {
    // The data stream's header and its two bytes of padding stand right before the boundary.
    constexpr uint64_t k_lead = k_stream_header_size + 2;
    uint64_t earliest = position_ + k_stream_header_size + k_lead;
    uint64_t block = format_.block_size;
    uint64_t data_at = (earliest + block - 1) / block * block;
    uint64_t length = data_at - earliest;
    put_stream_header("APAD", length, k_stream_alignment_padding);
    zeros(length);
}

void MediaOutput::pad_block(std::string_view id) {
    uint64_t used = position_ + k_stream_header_size - block_start_;
    uint64_t whole = (used + k_logical_block_size - 1) / k_logical_block_size;
    uint64_t length = whole * k_logical_block_size - used;
    put_stream_header(id, length, 0);
    zeros(length);
}

void MediaOutput::soft_filemark() {
    constexpr uint32_t k_list_at = 0x48;
    uint32_t size = format_.block_size;
    uint32_t capacity = (size - k_list_at) / 8;
    Bytes bytes = BlockBody("SFMB", size, false).bytes();
    store_le<uint32_t>(bytes.data() + 0x04, 0x80000000);
    store_le<uint16_t>(bytes.data() + 0x08, uint16_t(size));  // 65536 does not fit and reads 0
    store_le<uint32_t>(bytes.data() + 0x34, capacity);
    size_t listed = std::min<size_t>(filemarks_.size(), capacity);
    store_le<uint32_t>(bytes.data() + 0x38, uint32_t(listed));
    store_le<uint32_t>(bytes.data() + 0x3C, k_list_at);
    for (size_t i = 0; i < listed; ++i) {  // the latest first
        store_le<uint64_t>(bytes.data() + k_list_at + 8 * i, filemarks_[filemarks_.size() - 1 - i]);
    }
    store_le<uint16_t>(bytes.data() + 0x32, xor_words(bytes.data(), 25));
    filemarks_.push_back(position_);
    if (!container_) {
        write(bytes);
        return;
    }
    flush();
    container_->filemark(bytes);
    position_ += bytes.size();
}

}  // namespace gantry::backup
