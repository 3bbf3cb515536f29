#include "backup/mssqlbak.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <thread>

#include "backup/batch_pool.h"
#include "backup/encryption.h"
#include "backup/mtf.h"
#include "base/error.h"
#include "storage/xpress_huffman.h"

namespace gantry::backup {

namespace {

constexpr uint32_t k_version_1 = 1;  // SQL Server 2008 to 2012, by public description
constexpr uint32_t k_version_2 = 2;
constexpr size_t k_file_header_min = 0x10;
constexpr size_t k_file_header_v2 = 0x1E0;
constexpr uint32_t k_filemark_size_min = 0x200;
constexpr uint32_t k_filemark_size_largest = 0x10000;
constexpr uint8_t k_kind_data = 0x21;
constexpr uint8_t k_kind_padding = 0x24;
constexpr uint8_t k_kind_index = 0x2C;
// {u8 kind, u8 output units, u16 size}, and in version 2 twenty bytes more.
constexpr uint32_t k_record_header_v1 = 4;
constexpr uint32_t k_record_header_v2 = 0x18;
constexpr uint32_t k_checksum_size = 4;
constexpr uint32_t k_output_unit = 512;
// How far a version 1 container is searched for the next record that proves itself, and how many
// bytes all searches together may add up: hostile bytes could make every place worth a look.
constexpr uint64_t k_search_max = uint64_t(1) << 20;
constexpr uint64_t k_search_work_max = uint64_t(1) << 30;
// A record and the header of the next fit into this.
constexpr uint64_t k_look_ahead = uint64_t(192) << 10;

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

MssqlbakSource::MssqlbakSource(const ByteSource& file, Decompress when) : file_(file) {
    if (when == Decompress::at_once) {
        decompress_at_once();
        return;
    }
    ReleaseBehind behind(file_, 0);
    uint64_t before = 0;
    read_records([&](uint64_t at) {
        file_.used(before, at - before, true);
        before = at;
        behind.passed(at);
    });
}

// Calls `passed` with what lies behind each record that was noted.
void MssqlbakSource::read_records(const std::function<void(uint64_t)>& passed) {
    ByteSpan bytes = file_.mapped();
    file_.need(0, k_look_ahead);
    if (!is_mssqlbak(bytes) || bytes.size() < k_file_header_min) {
        fail(file_, 0, "the file header is not whole");
    }
    version_ = load_le<uint32_t>(bytes.data() + 8);
    if (version_ > k_version_2) {
        fail(file_, 8, fmt::format("container version {} is not known", version_));
    }
    header_size_ = version_ <= k_version_1 ? k_record_header_v1 : k_record_header_v2;
    search_left_ = k_search_work_max;
    uint64_t at = first_record(bytes);
    account_.header = at;
    while (at < bytes.size() && !truncated_) {
        file_.need(at, k_look_ahead);
        at = read_record(bytes, at);
        passed(std::min<uint64_t>(at, bytes.size()));
    }
    // Records of padding and index carry a length too, and nothing of their bytes was needed.
    if (at > bytes.size()) truncated_ = true;
}

// The size of version 1's file header is not published: its first record is the first place where
// kind, sizes and checksum fit each other.
uint64_t MssqlbakSource::first_record(ByteSpan bytes) const {
    if (version_ > k_version_1) {
        if (bytes.size() < k_file_header_v2) fail(file_, 0, "the file header is not whole");
        return k_file_header_v2;
    }
    constexpr uint64_t k_header_max = 0x2000;
    for (uint64_t at = k_file_header_min; at <= k_header_max && at < bytes.size(); ++at) {
        if (bytes[at] == k_kind_data && is_record_at(bytes, at)) return at;
    }
    fail(file_, 8, "no record of a version 1 container was found");
}

// Whether a data record or a filemark block stands there, by its checksum.
bool MssqlbakSource::is_record_at(ByteSpan bytes, uint64_t at) const {
    file_.need(at, k_look_ahead);
    ByteSpan rest = bytes.subspan(at);
    if (rest.size() >= k_mtf_block_header_size && std::memcmp(rest.data(), "SFMB", 4) == 0) {
        return is_mtf_block_header(rest.data());
    }
    uint32_t lead = header_size_ + k_checksum_size;
    if (rest.size() < lead || rest[0] != k_kind_data || rest[1] == 0) return false;
    uint32_t size = load_le<uint16_t>(rest.data() + 2);
    if (size == 0 || size > rest.size() - lead) return false;
    return record_checksum(rest.subspan(lead, size)) ==
           load_le<uint32_t>(rest.data() + header_size_);
}

// A filemark ends the label, and two every set.
bool MssqlbakSource::is_behind_set(uint64_t at) const {
    if (filemarks_ < 3 || filemarks_ % 2 == 0) return false;
    const Record& last = records_.back();
    return last.form == Form::filemark && last.input_at + last.input_size == at;
}

// What follows a whole set and is no record: padding, or the rest of a longer file that was
// overwritten.
uint64_t MssqlbakSource::take_trailing(ByteSpan bytes, uint64_t at) {
    file_.need(at, bytes.size() - at);
    ByteSpan rest = bytes.subspan(at);
    bool zero = std::all_of(rest.begin(), rest.end(), [](uint8_t b) { return b == 0; });
    (zero ? account_.padding : account_.skipped) += rest.size();
    return bytes.size();
}

uint64_t MssqlbakSource::cut(ByteSpan bytes) {
    truncated_ = true;
    return bytes.size();
}

// Notes the record at `at` and returns where the next one starts.
uint64_t MssqlbakSource::read_record(ByteSpan bytes, uint64_t at) {
    ByteSpan rest = bytes.subspan(at);
    if (rest.size() < header_size_) {
        return is_behind_set(at) ? take_trailing(bytes, at) : cut(bytes);
    }
    if (std::memcmp(rest.data(), "SFMB", 4) == 0) return read_filemark(bytes, at);
    uint64_t next = 0;
    switch (rest[0]) {
        case k_kind_data:
            if (version_ > k_version_1 || is_record_at(bytes, at)) return read_data(bytes, at);
            return read_unknown(bytes, at);
        case k_kind_padding:
            next = at + header_size_ + load_le<uint16_t>(rest.data() + 2);
            break;
        case k_kind_index: {
            if (rest.size() < header_size_ + 12) return cut(bytes);
            uint32_t length = load_le<uint32_t>(rest.data() + header_size_ + 8);
            if (length < 16 && version_ > k_version_1) {
                fail(file_, at, fmt::format("index record of {} bytes", length));
            }
            next = at + header_size_ + std::max<uint32_t>(length, 16);
            break;
        }
        default:
            return read_unknown(bytes, at);
    }
    // Of version 1 the layout of these two is inferred from version 2: the next record decides.
    if (version_ <= k_version_1 && next < bytes.size() && !is_record_at(bytes, next) &&
        bytes[next] != k_kind_padding && bytes[next] != k_kind_index) {
        return read_unknown(bytes, at);
    }
    account_.header += header_size_;
    (rest[0] == k_kind_padding ? account_.padding : account_.index) += next - at - header_size_;
    return next;
}

uint64_t MssqlbakSource::read_filemark(ByteSpan bytes, uint64_t at) {
    if (bytes.size() - at < k_filemark_size_min) return cut(bytes);
    // The block's own length, one block of the media: 512 to 65536, which does not fit its field.
    uint32_t length = load_le<uint16_t>(bytes.data() + at + 8);
    if (length == 0) length = k_filemark_size_largest;
    if (length < k_filemark_size_min) fail(file_, at, "filemark block is too short");
    if (bytes.size() - at < length) return cut(bytes);
    ++filemarks_;
    records_.push_back({at, size_, length, length, 0, Form::filemark});
    size_ += length;
    account_.filemarks += length;
    return at + length;
}

uint64_t MssqlbakSource::read_data(ByteSpan bytes, uint64_t at) {
    ByteSpan rest = bytes.subspan(at);
    uint32_t size = load_le<uint16_t>(rest.data() + 2);
    uint32_t output = rest[1] * k_output_unit;
    uint32_t lead = header_size_ + k_checksum_size;
    if (size == 0) return read_unknown(bytes, at);  // 64 KB as they are do not fit the field
    if (output == 0 || output > storage::k_xpress_chunk_max) {
        fail(file_, at, fmt::format("record announces {} bytes of output", output));
    }
    if (rest.size() < lead + size) return cut(bytes);
    uint32_t checksum = load_le<uint32_t>(rest.data() + header_size_);
    records_.push_back({at + lead, size_, size, output, checksum, Form::xpress});
    size_ += output;
    account_.header += lead;
    account_.compressed += size;
    return at + lead + size;
}

// How bytes that do not compress are kept is not published: a record of an unknown kind whose
// checksum is that of as many bytes as it announces holds them as they are.
uint64_t MssqlbakSource::read_stored(ByteSpan bytes, uint64_t at) {
    ByteSpan rest = bytes.subspan(at);
    uint32_t lead = header_size_ + k_checksum_size;
    uint32_t output = rest[1] * k_output_unit;
    if (output == 0 || rest.size() < lead + output) return 0;
    uint32_t checksum = load_le<uint32_t>(rest.data() + header_size_);
    if (record_checksum(rest.subspan(lead, output)) != checksum) return 0;
    records_.push_back({at + lead, size_, output, output, checksum, Form::stored});
    size_ += output;
    account_.header += lead;
    account_.compressed += output;
    return at + lead + output;
}

uint64_t MssqlbakSource::read_unknown(ByteSpan bytes, uint64_t at) {
    uint64_t next = read_stored(bytes, at);
    if (next != 0) return next;
    if (version_ <= k_version_1) {
        uint64_t limit = std::min<uint64_t>(bytes.size(), at + k_search_max);
        file_.need(at, k_search_max + k_look_ahead);
        for (next = at + 1; next < limit; ++next) {
            if (bytes[next] != k_kind_data && bytes[next] != 'S') continue;
            uint64_t work =
                next + 4 <= bytes.size() ? load_le<uint16_t>(bytes.data() + next + 2) : 0;
            if (work > search_left_) break;
            search_left_ -= work;
            if (!is_record_at(bytes, next)) continue;
            account_.skipped += next - at;
            return next;
        }
        if (next >= limit && limit == bytes.size()) {
            account_.skipped += limit - at;
            return limit;
        }
    }
    if (is_behind_set(at)) return take_trailing(bytes, at);
    fail(file_, at,
         fmt::format("record kind {:#04x} is not known; encrypted backups and those compressed by "
                     "ZSTD or QAT cannot be read",
                     bytes[at]));
}

// The record is whole and does not decode: another algorithm, or ciphertext.
void MssqlbakSource::refuse_payload(const Record& record, ByteSpan input) const {
    constexpr uint32_t k_zstd_magic = 0xFD2FB528;
    constexpr uint16_t k_gzip_magic = 0x8B1F;
    uint32_t word = input.size() >= 4 ? load_le<uint32_t>(input.data()) : 0;
    if (word == k_zstd_magic) {
        fail(file_, record.input_at, "the backup is compressed by ZSTD, which is not read");
    }
    if (uint16_t(word) == k_gzip_magic) {
        fail(file_, record.input_at, "the backup is compressed by QAT, which is not read");
    }
    // The label cannot be read: no record will be.
    if (record.output_at == 0) throw_encrypted_backup(file_.name(), {}, {});
    fail(file_, record.input_at, "compressed bytes do not decode");
}

void MssqlbakSource::decode(const Record& record, uint8_t* out) const {
    file_.need(record.input_at, record.input_size);
    ByteSpan input = file_.mapped().subspan(record.input_at, record.input_size);
    if (record.form == Form::filemark) {
        std::memcpy(out, input.data(), input.size());
        return;
    }
    if (record_checksum(input) != record.checksum) {
        fail(file_, record.input_at, "record checksum is wrong");
    }
    if (record.form == Form::stored) {
        std::memcpy(out, input.data(), input.size());
        return;
    }
    if (storage::xpress_huffman_decode(input, {out, record.output_size})) return;
    if (input.size() == record.output_size) {
        std::memcpy(out, input.data(), input.size());
        return;
    }
    refuse_payload(record, input);
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

// Record by record by way of `scratch`, which stays in the processor's cache.
void MssqlbakSource::decode_into(const Record& record, Spool& spool,
                                 std::vector<uint8_t>& scratch) const {
    if (!spool.grows()) return decode(record, spool.data() + record.output_at);
    scratch.resize(record.output_size);
    decode(record, scratch.data());
    spool.write(record.output_at, scratch);
}

void MssqlbakSource::decode_batch(const Batch& batch, Spool& spool) const {
    std::vector<uint8_t> scratch;
    for (const Record& record : batch.records)
        decode_into(record, spool, scratch);
    file_.used(batch.begin, batch.end - batch.begin, true);
    file_.release(batch.begin, batch.end - batch.begin);
}

void MssqlbakSource::decompress_at_once() {
    constexpr size_t k_batch = 16;
    // A record of XPRESS-Huffman has a table of 256 bytes for 64 KB of output at most.
    constexpr uint64_t k_ratio_max = 512;
    constexpr uint64_t k_size_max = uint64_t(16) << 40;
    uint64_t size_max = std::min(file_.size(), k_size_max / k_ratio_max) * k_ratio_max;
    auto spool = std::make_unique<Spool>(Spool::Growing{size_max + k_spool_memory_max},
                                         "the decompressed " + file_.name());
    BatchPool<Batch> pool(std::clamp<size_t>(std::thread::hardware_concurrency(), 1, 16),
                          [&](const Batch& batch) { decode_batch(batch, *spool); });
    uint64_t begin = 0, at = 0;
    size_t handed = 0;
    auto hand_over = [&] {
        if (handed == records_.size()) return;
        spool->grow(size_);
        pool.add({{records_.begin() + long(handed), records_.end()}, begin, at});
        handed = records_.size();
        begin = at;
    };
    read_records([&](uint64_t passed) {
        at = passed;
        if (records_.size() - handed >= k_batch) hand_over();
    });
    hand_over();
    pool.finish();
    file_.used(begin, file_.size() - begin, true);
    spool_ = std::move(spool);
    materialised_.store(true, std::memory_order_release);
}

std::unique_ptr<Spool> MssqlbakSource::spool_for_all() const {
    const std::string purpose = "the decompressed " + file_.name();
    if (size_ <= k_spool_memory_max) return std::make_unique<Spool>(size_, purpose);
    auto spool = std::make_unique<Spool>(Spool::Growing{size_}, purpose);
    spool->grow(size_);
    return spool;
}

void MssqlbakSource::materialise(std::vector<std::string>* problems) {
    std::lock_guard lock(mutex_);
    if (materialised_.load(std::memory_order_acquire)) return;
    std::unique_ptr<Spool> spool = spool_for_all();
    std::atomic<size_t> next{0};
    std::exception_ptr failure;
    std::mutex failure_mutex;
    auto work = [&] {
        constexpr size_t k_batch = 16;
        std::vector<uint8_t> scratch;
        try {
            for (;;) {
                size_t first = next.fetch_add(k_batch);
                if (first >= records_.size()) return;
                size_t last = std::min(first + k_batch, records_.size());
                ReadingPart part({&file_});
                for (size_t i = first; i < last; ++i) {
                    try {
                        decode_into(records_[i], *spool, scratch);
                    } catch (const FormatError& error) {
                        if (problems == nullptr) throw;
                        if (!spool->grows()) {
                            uint8_t* out = spool->data() + records_[i].output_at;
                            std::memset(out, 0, records_[i].output_size);
                        }
                        std::lock_guard failure_lock(failure_mutex);
                        problems->push_back(error.hint());
                    }
                }
                const Record& from = records_[first];
                const Record& to = records_[last - 1];
                file_.release(from.input_at, to.input_at + to.input_size - from.input_at);
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
