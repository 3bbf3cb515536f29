#include "backup/mssqlbak.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <thread>

#include "base/error.h"
#include "storage/xpress_huffman.h"

namespace gantry::backup {

namespace {

constexpr size_t k_header_size = 0x1E0;
constexpr uint32_t k_filemark_size_min = 0x200;
constexpr uint8_t k_kind_data = 0x21;
constexpr uint8_t k_kind_padding = 0x24;
constexpr uint8_t k_kind_index = 0x2C;
constexpr size_t k_record_header_size = 0x18;
constexpr size_t k_data_header_size = 0x1C;
constexpr uint32_t k_output_unit = 512;

uint32_t record_checksum(ByteSpan bytes) {
    uint32_t sum = 0;
    size_t whole = bytes.size() / 4 * 4;
    for (size_t i = 0; i < whole; i += 4) {
        sum = std::rotl(sum, 1) ^ load_le<uint32_t>(bytes.data() + i);
    }
    if (whole < bytes.size()) {
        uint8_t tail[4] = {};
        std::memcpy(tail, bytes.data() + whole, bytes.size() - whole);
        sum = std::rotl(sum, 1) ^ load_le<uint32_t>(tail);
    }
    return sum;
}

[[noreturn]] void fail(const ByteSource& file, uint64_t at, const std::string& what) {
    throw FormatError(
        fmt::format("The media family on device '{}' is incorrectly formed. SQL Server cannot "
                    "process this media family.",
                    file.name()),
        3241, fmt::format("compressed container, offset {:#x}: {}", at, what));
}

}  // namespace

bool is_mssqlbak(ByteSpan first_bytes) {
    return first_bytes.size() >= 8 && std::memcmp(first_bytes.data(), "MSSQLBAK", 8) == 0;
}

MssqlbakSource::MssqlbakSource(const ByteSource& file) : file_(file) {
    read_records();
}

void MssqlbakSource::read_records() {
    ByteSpan bytes = file_.mapped();
    if (!is_mssqlbak(bytes) || bytes.size() < k_header_size) {
        fail(file_, 0, "the file header is not whole");
    }
    uint32_t version = load_le<uint32_t>(bytes.data() + 8);
    if (version != 2) fail(file_, 8, fmt::format("container version {} is not known", version));
    uint64_t at = k_header_size;
    ReleaseBehind behind(file_, 0);
    while (at < bytes.size() && !truncated_) {
        at = read_record(bytes, at);
        behind.passed(at);
    }
    // Records of padding and index carry a length too, and nothing of their bytes was needed.
    if (at > bytes.size()) truncated_ = true;
}

// Notes the record at `at` and returns where the next one starts.
uint64_t MssqlbakSource::read_record(ByteSpan bytes, uint64_t at) {
    ByteSpan rest = bytes.subspan(at);
    if (rest.size() < k_record_header_size) {
        truncated_ = true;
        return bytes.size();
    }
    if (std::memcmp(rest.data(), "SFMB", 4) == 0) {
        // The block's own length, one sector of the media: 512 or 4096.
        uint32_t length = load_le<uint16_t>(rest.data() + 8);
        if (length < k_filemark_size_min) fail(file_, at, "filemark block is too short");
        if (rest.size() < length) {
            truncated_ = true;
            return bytes.size();
        }
        records_.push_back({at, size_, length, length, 0, false});
        size_ += length;
        return at + length;
    }
    uint32_t size = load_le<uint16_t>(rest.data() + 2);
    switch (rest[0]) {
        case k_kind_padding:
            return at + k_record_header_size + size;
        case k_kind_index: {
            if (rest.size() < k_record_header_size + 12) {
                truncated_ = true;
                return bytes.size();
            }
            uint32_t length = load_le<uint32_t>(rest.data() + k_record_header_size + 8);
            if (length < 16) fail(file_, at, fmt::format("index record of {} bytes", length));
            return at + k_record_header_size + length;
        }
        case k_kind_data: {
            uint32_t output = rest[1] * k_output_unit;
            if (output == 0 || output > storage::k_xpress_chunk_max) {
                fail(file_, at, fmt::format("record announces {} bytes of output", output));
            }
            if (rest.size() < k_data_header_size + size) {
                truncated_ = true;
                return bytes.size();
            }
            uint32_t checksum = load_le<uint32_t>(rest.data() + k_record_header_size);
            records_.push_back({at + k_data_header_size, size_, size, output, checksum, true});
            size_ += output;
            return at + k_data_header_size + size;
        }
        default:
            fail(file_, at, fmt::format("record kind {:#04x} is not known", rest[0]));
    }
}

void MssqlbakSource::decode(const Record& record, uint8_t* out) const {
    ByteSpan input = file_.mapped().subspan(record.input_at, record.input_size);
    if (!record.compressed) {
        std::memcpy(out, input.data(), input.size());
        return;
    }
    if (record_checksum(input) != record.checksum) {
        fail(file_, record.input_at, "record checksum is wrong");
    }
    if (!storage::xpress_huffman_decode(input, {out, record.output_size})) {
        fail(file_, record.input_at, "compressed bytes do not decode");
    }
}

size_t MssqlbakSource::read_at(uint64_t offset, std::span<uint8_t> out) const {
    if (offset >= size_) return 0;
    size_t wanted = size_t(std::min<uint64_t>(out.size(), size_ - offset));
    if (materialised_.load(std::memory_order_acquire)) {
        std::memcpy(out.data(), spool_->data() + offset, wanted);
        return wanted;
    }
    std::lock_guard lock(mutex_);
    auto after = std::upper_bound(records_.begin(), records_.end(), offset,
                                  [](uint64_t o, const Record& r) { return o < r.output_at; });
    size_t index = size_t(after - records_.begin()) - 1;
    size_t done = 0;
    for (; done < wanted; ++index) {
        const Record& record = records_[index];
        if (cached_record_ != index) {
            cached_record_ = SIZE_MAX;
            cached_.resize(record.output_size);
            decode(record, cached_.data());
            cached_record_ = index;
        }
        size_t from = size_t(offset + done - record.output_at);
        size_t count = std::min(wanted - done, size_t(record.output_size) - from);
        std::memcpy(out.data() + done, cached_.data() + from, count);
        done += count;
    }
    return done;
}

ByteSpan MssqlbakSource::mapped() const {
    if (!materialised_.load(std::memory_order_acquire)) return {};
    return {spool_->data(), size_};
}

void MssqlbakSource::release(uint64_t offset, uint64_t size) const {
    if (materialised_.load(std::memory_order_acquire)) spool_->release(offset, size);
}

void MssqlbakSource::materialise() {
    std::lock_guard lock(mutex_);
    if (materialised_.load(std::memory_order_acquire)) return;
    auto spool = std::make_unique<Spool>(size_, "the decompressed " + file_.name());
    std::atomic<size_t> next{0};
    std::exception_ptr failure;
    std::mutex failure_mutex;
    auto work = [&] {
        constexpr size_t k_batch = 16;
        try {
            for (;;) {
                size_t first = next.fetch_add(k_batch);
                if (first >= records_.size()) return;
                size_t last = std::min(first + k_batch, records_.size());
                for (size_t i = first; i < last; ++i) {
                    decode(records_[i], spool->data() + records_[i].output_at);
                }
                const Record& from = records_[first];
                const Record& to = records_[last - 1];
                file_.release(from.input_at, to.input_at + to.input_size - from.input_at);
                spool->release(from.output_at, to.output_at + to.output_size - from.output_at);
            }
        } catch (...) {
            std::lock_guard failure_lock(failure_mutex);
            if (!failure) failure = std::current_exception();
            next = records_.size();
        }
    };
    {
        size_t threads = std::clamp<size_t>(std::thread::hardware_concurrency(), 1, 16);
        threads = std::min(threads, records_.size() / 64 + 1);
        std::vector<std::jthread> pool;
        for (size_t i = 1; i < threads; ++i)
            pool.emplace_back(work);
        work();
    }
    if (failure) std::rethrow_exception(failure);
    spool_ = std::move(spool);
    materialised_.store(true, std::memory_order_release);
}

void MssqlbakSource::forget() {
    std::lock_guard lock(mutex_);
    materialised_.store(false, std::memory_order_release);
    spool_.reset();
}

}  // namespace gantry::backup
