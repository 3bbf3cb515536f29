#pragma once
// One 8 KB database page: constants, page ids, a borrowed view of header and slots, the checksum
// and the torn-page repair. Views own nothing; all functions are pure and thread-safe. A view reads
// only inside its 8192 bytes whatever the bytes say.
// Facts: page header and slot array as in any backup of SQL Server 2005 to 2022;
// docs/formats/pages.md.

#include <compare>
#include <cstdint>
#include <functional>
#include <string>

#include "base/bytes.h"

namespace gantry::storage {

constexpr uint32_t k_page_size = 8192;
constexpr uint32_t k_page_header_size = 0x60;
constexpr uint32_t k_sector_size = 512;
constexpr uint32_t k_sectors_per_page = k_page_size / k_sector_size;
constexpr uint32_t k_pages_per_extent = 8;
constexpr uint32_t k_extent_size = k_page_size * k_pages_per_extent;

// Fixed places of the first allocation interval of a file.
constexpr uint32_t k_file_header_page = 0;
constexpr uint32_t k_first_pfs_page = 1;
constexpr uint32_t k_first_gam_page = 2;
constexpr uint32_t k_first_sgam_page = 3;
constexpr uint32_t k_first_dcm_page = 6;
constexpr uint32_t k_first_bcm_page = 7;
constexpr uint32_t k_boot_page = 9;  // of file 1
constexpr uint32_t k_pages_per_pfs = 8088;
constexpr uint32_t k_extents_per_gam = 63904;
constexpr uint32_t k_pages_per_gam = k_extents_per_gam * k_pages_per_extent;  // 511232

enum class PageType : uint8_t {
    unformatted = 0,
    data = 1,
    index = 2,
    text_mix = 3,
    text_tree = 4,
    sort = 7,
    gam = 8,
    sgam = 9,
    iam = 10,
    pfs = 11,
    boot = 13,
    server_configuration = 14,  // 1:10 of master
    file_header = 15,
    diff_map = 16,
    bulk_map = 17,
    deallocated = 19,
    backup_filler = 0x65,
};

// m_flagBits, header offset 04.
constexpr uint16_t k_page_flag_torn_bits = 0x100;
constexpr uint16_t k_page_flag_checksum = 0x200;
constexpr uint16_t k_page_flag_encrypted = 0x800;  // TDE: all behind the header is ciphertext
// m_typeFlagBits, header offset 02.
constexpr uint8_t k_page_type_flag_compressed = 0x80;

struct PageId {
    uint16_t file = 0;
    uint32_t page = 0;

    bool is_null() const { return file == 0 && page == 0; }
    auto operator<=>(const PageId&) const = default;
};

// A row's address.
struct Rid {
    PageId page;
    uint16_t slot = 0;

    auto operator<=>(const Rid&) const = default;
};

// "1:9": file:page, as SQL Server's messages name a page.
std::string to_string(PageId id);

// The 6-byte pointer {u32 page, u16 file}.
inline PageId load_page_id(const uint8_t* p) {
    return {load_le<uint16_t>(p + 4), load_le<uint32_t>(p)};
}
inline void store_page_id(uint8_t* p, PageId id) {
    store_le<uint32_t>(p, id.page);
    store_le<uint16_t>(p + 4, id.file);
}
// The 8-byte pointer {u32 page, u16 file, u16 slot}.
inline Rid load_rid(const uint8_t* p) {
    return {load_page_id(p), load_le<uint16_t>(p + 6)};
}
inline void store_rid(uint8_t* p, Rid rid) {
    store_page_id(p, rid.page);
    store_le<uint16_t>(p + 6, rid.slot);
}

// Log sequence number: {u32 virtual log file, u32 block, u16 slot} on disk.
struct Lsn {
    uint32_t vlf = 0;
    uint32_t block = 0;
    uint16_t slot = 0;

    bool is_null() const { return vlf == 0 && block == 0 && slot == 0; }
    auto operator<=>(const Lsn&) const = default;
};
inline Lsn load_lsn(const uint8_t* p) {
    return {load_le<uint32_t>(p), load_le<uint32_t>(p + 4), load_le<uint16_t>(p + 8)};
}
inline void store_lsn(uint8_t* p, Lsn lsn) {
    store_le<uint32_t>(p, lsn.vlf);
    store_le<uint32_t>(p + 4, lsn.block);
    store_le<uint16_t>(p + 8, lsn.slot);
}
// numeric(25,0) form users see: vlf, block in 10 digits, slot in 5, concatenated.
std::string to_string(Lsn lsn);

// Offsets of page header fields.
constexpr uint32_t k_page_version_at = 0x00;
constexpr uint32_t k_page_type_at = 0x01;
constexpr uint32_t k_page_type_flags_at = 0x02;
constexpr uint32_t k_page_level_at = 0x03;
constexpr uint32_t k_page_flags_at = 0x04;
constexpr uint32_t k_page_index_id_at = 0x06;
constexpr uint32_t k_page_previous_at = 0x08;
constexpr uint32_t k_page_pminlen_at = 0x0E;
constexpr uint32_t k_page_next_at = 0x10;
constexpr uint32_t k_page_slot_count_at = 0x16;
constexpr uint32_t k_page_object_id_at = 0x18;
constexpr uint32_t k_page_free_count_at = 0x1C;
constexpr uint32_t k_page_free_data_at = 0x1E;
constexpr uint32_t k_page_id_at = 0x20;
constexpr uint32_t k_page_reserved_count_at = 0x26;
constexpr uint32_t k_page_lsn_at = 0x28;
constexpr uint32_t k_page_ghost_count_at = 0x3A;
constexpr uint32_t k_page_checksum_at = 0x3C;

// A borrowed page. `bytes` must point at k_page_size bytes that outlive the view.
class PageView {
  public:
    PageView() = default;
    explicit PageView(const uint8_t* bytes) : bytes_(bytes) {}

    explicit operator bool() const { return bytes_ != nullptr; }
    const uint8_t* data() const { return bytes_; }
    ByteSpan bytes() const { return {bytes_, k_page_size}; }

    uint8_t header_version() const { return bytes_[k_page_version_at]; }
    PageType type() const { return PageType(bytes_[k_page_type_at]); }
    uint8_t type_flags() const { return bytes_[k_page_type_flags_at]; }
    bool is_page_compressed() const { return (type_flags() & k_page_type_flag_compressed) != 0; }
    uint8_t level() const { return bytes_[k_page_level_at]; }
    uint16_t flags() const { return u16(k_page_flags_at); }
    uint16_t index_id() const { return u16(k_page_index_id_at); }
    PageId previous() const { return load_page_id(bytes_ + k_page_previous_at); }
    uint16_t pminlen() const { return u16(k_page_pminlen_at); }
    PageId next() const { return load_page_id(bytes_ + k_page_next_at); }
    uint16_t slot_count() const { return u16(k_page_slot_count_at); }
    uint32_t object_id() const { return u32(k_page_object_id_at); }
    // Not true on pages SQL Server 2000 wrote: never filter pages by it.
    uint64_t allocation_unit_id() const {
        return uint64_t(index_id()) << 48 | uint64_t(object_id()) << 16;
    }
    uint16_t free_count() const { return u16(k_page_free_count_at); }
    uint16_t free_data() const { return u16(k_page_free_data_at); }
    PageId id() const { return load_page_id(bytes_ + k_page_id_at); }
    Lsn lsn() const { return load_lsn(bytes_ + k_page_lsn_at); }
    uint16_t ghost_count() const { return u16(k_page_ghost_count_at); }
    uint32_t checksum() const { return u32(k_page_checksum_at); }

    // How many slots can exist at all: the count, cut to what fits between header and page end.
    uint32_t usable_slot_count() const {
        constexpr uint32_t k_most = (k_page_size - k_page_header_size) / 2;
        uint32_t count = slot_count();
        return count < k_most ? count : k_most;
    }
    // Offset of a slot's record; 0 = empty slot. `slot` must be below usable_slot_count().
    uint16_t slot_offset(uint32_t slot) const { return u16(k_page_size - 2 * (slot + 1)); }
    // First byte of the slot array: records end here or before.
    uint32_t records_end() const { return k_page_size - 2 * usable_slot_count(); }
    // From a slot's record start up to the slot array: the record's length is not known here.
    // Empty when the slot is empty or points outside of the record area.
    ByteSpan record_area(uint32_t slot) const {
        if (slot >= usable_slot_count()) return {};
        uint32_t offset = slot_offset(slot);
        uint32_t end = records_end();
        if (offset < k_page_header_size || offset >= end) return {};
        return {bytes_ + offset, end - offset};
    }

  private:
    uint16_t u16(uint32_t offset) const { return load_le<uint16_t>(bytes_ + offset); }
    uint32_t u32(uint32_t offset) const { return load_le<uint32_t>(bytes_ + offset); }

    const uint8_t* bytes_ = nullptr;
};

// The checksum of pages, log blocks and backup streams: for every 512-byte sector
// c = rol32(c, 1) ^ xor of its 128 words. A tail shorter than a sector counts as zero-padded.
// `seed` continues an earlier call that ended on a sector boundary.
uint32_t sql_sum(ByteSpan bytes, uint32_t seed = 0);

// sql_sum over a page with its checksum field taken as zero.
uint32_t page_checksum(const uint8_t* page);

enum class PageCheck : uint8_t { good, unprotected, bad_checksum, torn };

// Checks a page as its flags say, without changing it.
PageCheck check_page(const uint8_t* page);

// True when the last byte of sectors 1..15 carries torn-page signature bits that must be put back
// before anything on the page is parsed.
inline bool needs_torn_repair(const uint8_t* page) {
    uint16_t flags = load_le<uint16_t>(page + k_page_flags_at);
    return (flags & k_page_flag_torn_bits) != 0 && (flags & k_page_flag_checksum) == 0;
}
// Puts the true bits back into `page` (8192 writable bytes). Only for needs_torn_repair() pages.
void repair_torn_bits(uint8_t* page);

// True when the header could be that of page `position` (0..7) of an extent: version 1, a known
// type, and a page id whose place in the extent fits.
bool is_self_consistent(const uint8_t* page, uint32_t position);

}  // namespace gantry::storage

template <>
struct std::hash<gantry::storage::PageId> {
    size_t operator()(gantry::storage::PageId id) const noexcept {
        return std::hash<uint64_t>{}(uint64_t(id.file) << 32 | id.page);
    }
};
