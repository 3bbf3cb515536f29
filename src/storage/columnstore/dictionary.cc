#include "storage/columnstore/dictionary.h"

#include <fmt/format.h>

#include "storage/columnstore/segment.h"

namespace gantry::storage::columnstore {

namespace {

// Numbers: the header of a hash table that is not kept, then an array.
constexpr size_t k_number_size_at = 0x30;
constexpr size_t k_number_count_at = 0x34;
constexpr size_t k_numbers_at = 0x38;
// Strings: the store's header, that of a hash table, then two arrays: handles and page sizes.
constexpr size_t k_store_kind_at = 0x0C;
constexpr uint32_t k_store_kind = 4;
constexpr size_t k_handle_size_at = 0x3C;
constexpr size_t k_handle_count_at = 0x40;
constexpr size_t k_page_size_size_at = 0x48;
constexpr size_t k_page_count_at = 0x4C;
constexpr size_t k_handles_at = 0x50;
constexpr size_t k_handle_size = 8;  // {u32 offset, u32 page}
constexpr size_t k_page_size_size = 4;

constexpr uint32_t k_plain_page = 5;
constexpr size_t k_plain_header = 24;
constexpr uint32_t k_coded_page = 6;
constexpr size_t k_coding_at = 0x0C;
constexpr size_t k_table_at = 0x1D;
constexpr size_t k_coded_content_at = 0xA0;
constexpr uint32_t k_coding_narrow = 1;
constexpr uint32_t k_coding_bytes = 2;

// More than this of decoded strings is decoded again each time.
constexpr size_t k_decoded_bytes_max = 64 << 20;

// A length is one byte below 128, or two: bits 0-6 in the first, bit 7 and bits 8-14 in the second.
constexpr uint32_t k_length_goes_on = 0x80;
uint32_t length_of(uint32_t first, uint32_t second) {
    return (first & 0x7F) | (second & 0x80) | (second & 0x7F) << 8;
}

}  // namespace

Dictionary::Dictionary(Bytes blob, int64_t entry_count, int64_t last_id, const SegmentName& name)
    : blob_(std::move(blob)), name_(name), last_id_(last_id) {
    if (blob_.size() < k_numbers_at) {
        fail(name_, fmt::format("dictionary of {} bytes", blob_.size()));
    }
    uint32_t version = load_le<uint32_t>(blob_.data());
    uint32_t type = load_le<uint32_t>(blob_.data() + 4);
    if (version != k_blob_version ||
        (type != k_blob_numeric_dictionary && type != k_blob_string_dictionary)) {
        fail(name_, fmt::format("dictionary of version {}, type {} is not known", version, type));
    }
    if (entry_count < 0 || last_id < entry_count - 1 || last_id > INT64_MAX / 2) {
        fail(name_, fmt::format("dictionary of {} entries with last id {}", entry_count, last_id));
    }
    first_id_ = last_id - entry_count + 1;
    numeric_ = type == k_blob_numeric_dictionary;
    numeric_ ? parse_numbers() : parse_strings();
    if (int64_t(entry_count_) < entry_count) {
        fail(name_, fmt::format("dictionary has {} entries, the catalog says {}", entry_count_,
                                entry_count));
    }
}

void Dictionary::parse_numbers() {
    number_size_ = load_le<uint32_t>(blob_.data() + k_number_size_at);
    uint64_t count = load_le<uint32_t>(blob_.data() + k_number_count_at);
    bool size_known =
        number_size_ == 1 || number_size_ == 2 || number_size_ == 4 || number_size_ == 8;
    if (!size_known || count * number_size_ > blob_.size() - k_numbers_at) {
        fail(name_, fmt::format("dictionary of {} numbers of {} bytes in {} bytes", count,
                                number_size_, blob_.size()));
    }
    entry_count_ = uint32_t(count);
}

int64_t Dictionary::number(uint32_t entry) const {
    const uint8_t* p = blob_.data() + k_numbers_at + size_t(entry) * number_size_;
    switch (number_size_) {
        case 1:
            return *p;
        case 2:
            return load_le<int16_t>(p);
        case 4:
            return load_le<int32_t>(p);
        default:
            return load_le<int64_t>(p);
    }
}

void Dictionary::parse_strings() {
    const uint8_t* p = blob_.data();
    if (blob_.size() < k_handles_at) {
        fail(name_, fmt::format("string dictionary of {} bytes", blob_.size()));
    }
    uint32_t store = load_le<uint32_t>(p + k_store_kind_at);
    uint32_t handle_size = load_le<uint32_t>(p + k_handle_size_at);
    uint64_t handles = load_le<uint32_t>(p + k_handle_count_at);
    uint32_t page_size_size = load_le<uint32_t>(p + k_page_size_size_at);
    uint64_t page_count = load_le<uint32_t>(p + k_page_count_at);
    if (store != k_store_kind || handle_size != k_handle_size ||
        page_size_size != k_page_size_size) {
        fail(name_,
             fmt::format("string dictionary of kind {} with handles of {} bytes is not known",
                         store, handle_size));
    }
    uint64_t sizes_at = k_handles_at + handles * k_handle_size;
    uint64_t page_at = sizes_at + page_count * k_page_size_size;
    if (page_at > blob_.size()) {
        fail(name_, fmt::format("{} strings on {} pages do not fit {} bytes", handles, page_count,
                                blob_.size()));
    }
    entry_count_ = uint32_t(handles);
    pages_.reserve(page_count);
    for (size_t i = 0; i < page_count; ++i) {
        uint64_t size = load_le<uint32_t>(p + sizes_at + i * k_page_size_size);
        if (size > blob_.size() - page_at) {
            fail(name_, fmt::format("string page {} of {} bytes does not fit", i, size));
        }
        add_page(ByteSpan(blob_).subspan(page_at, size));
        page_at += size;
    }
    known_.resize(entry_count_);
}

void Dictionary::add_page(ByteSpan bytes) {
    uint32_t kind = bytes.size() < 4 ? 0 : load_le<uint32_t>(bytes.data());
    Page page;
    if (kind == k_plain_page && bytes.size() >= k_plain_header) {
        page.content = bytes.subspan(k_plain_header);
    } else if (kind == k_coded_page && bytes.size() >= k_coded_content_at) {
        uint32_t coding = load_le<uint32_t>(bytes.data() + k_coding_at);
        if (coding != k_coding_narrow && coding != k_coding_bytes) {
            fail(name_, fmt::format("string page of coding {} is not known", coding));
        }
        page.coded = true;
        page.narrow = coding == k_coding_narrow;
        page.table = bytes.subspan(k_table_at, k_huffman_table_size);
        page.content = bytes.subspan(k_coded_content_at);
    } else {
        fail(name_,
             fmt::format("string page of kind {} and {} bytes is not known", kind, bytes.size()));
    }
    pages_.push_back(std::move(page));
}

ByteSpan Dictionary::string(uint32_t entry, Arena& arena) {
    if (known_[entry].data() != nullptr) return known_[entry];
    const uint8_t* handle = blob_.data() + k_handles_at + size_t(entry) * k_handle_size;
    uint32_t offset = load_le<uint32_t>(handle);
    uint32_t index = load_le<uint32_t>(handle + 4);
    if (index >= pages_.size()) {
        fail(name_, fmt::format("string {} is on page {} of {}", entry, index, pages_.size()));
    }
    Page& page = pages_[index];
    if (!page.coded) return known_[entry] = plain_string(page, offset, entry);
    bool keep = decoded_bytes_ < k_decoded_bytes_max;
    ByteSpan out = coded_string(page, offset, entry, keep ? decoded_ : arena);
    if (keep) {
        decoded_bytes_ += out.size();
        known_[entry] = out;
    }
    return out;
}

ByteSpan Dictionary::plain_string(const Page& page, uint32_t offset, uint32_t entry) const {
    ByteReader reader(page.content);
    reader.seek(offset);
    uint32_t length = reader.u8();
    if (length & k_length_goes_on) length = length_of(length, reader.u8());
    size_t at = reader.position();
    reader.skip(length);
    if (reader.failed()) {
        fail(name_, fmt::format("string {} at {} leaves its page", entry, offset));
    }
    return page.content.subspan(at, length);
}

ByteSpan Dictionary::coded_string(Page& page, uint32_t bit, uint32_t entry, Arena& arena) {
    if (!page.code) {
        page.code = std::make_unique<HuffmanCode>();
        if (!page.code->build(page.table)) {
            fail(name_, fmt::format("the code of string {}'s page is no prefix code", entry));
        }
    }
    HuffmanBits bits(page.content, bit);
    auto next = [&] {
        int symbol = page.code->next(bits);
        if (symbol < 0 || bits.overran()) {
            fail(name_, fmt::format("string {} at bit {} does not decode", entry, bit));
        }
        return uint32_t(symbol);
    };
    uint32_t length = next();
    if (length & k_length_goes_on) length = length_of(length, next());
    if (page.narrow && length % 2 != 0) {
        fail(name_, fmt::format("string {} has {} bytes of UTF-16", entry, length));
    }
    uint8_t* out = arena.allocate(length + 1);  // never null
    if (page.narrow) {
        for (uint32_t i = 0; i < length; i += 2) {
            out[i] = uint8_t(next());
            out[i + 1] = 0;
        }
    } else {
        for (uint32_t i = 0; i < length; ++i)
            out[i] = uint8_t(next());
    }
    return {out, length};
}

}  // namespace gantry::storage::columnstore
