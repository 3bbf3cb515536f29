#include "storage/page.h"

#include <fmt/format.h>

namespace gantry::storage {

namespace {

// XOR of the 128 little-endian words of one sector.
uint32_t sector_xor(const uint8_t* p) {
    uint64_t a = 0, b = 0, c = 0, d = 0;
    for (uint32_t i = 0; i < k_sector_size; i += 32) {
        a ^= load_le<uint64_t>(p + i);
        b ^= load_le<uint64_t>(p + i + 8);
        c ^= load_le<uint64_t>(p + i + 16);
        d ^= load_le<uint64_t>(p + i + 24);
    }
    uint64_t x = a ^ b ^ c ^ d;
    return uint32_t(x) ^ uint32_t(x >> 32);
}

}  // namespace

std::string to_string(PageId id) {
    return fmt::format("{}:{}", id.file, id.page);
}

std::string to_string(Lsn lsn) {
    if (lsn.vlf == 0) {
        if (lsn.block == 0) return fmt::format("{}", lsn.slot);
        return fmt::format("{}{:05}", lsn.block, lsn.slot);
    }
    return fmt::format("{}{:010}{:05}", lsn.vlf, lsn.block, lsn.slot);
}

uint32_t sql_sum(ByteSpan bytes, uint32_t seed) {
    uint32_t sum = seed;
    size_t whole = bytes.size() / k_sector_size * k_sector_size;
    for (size_t at = 0; at < whole; at += k_sector_size) {
        sum = std::rotl(sum, 1) ^ sector_xor(bytes.data() + at);
    }
    if (whole < bytes.size()) {
        uint8_t tail[k_sector_size] = {};
        std::memcpy(tail, bytes.data() + whole, bytes.size() - whole);
        sum = std::rotl(sum, 1) ^ sector_xor(tail);
    }
    return sum;
}

uint32_t page_checksum(const uint8_t* page) {
    // The field lies in sector 0, which 15 more rotations follow.
    uint32_t field = load_le<uint32_t>(page + k_page_checksum_at);
    return sql_sum({page, k_page_size}) ^ std::rotl(field, int(k_sectors_per_page) - 1);
}

PageCheck check_page(const uint8_t* page) {
    uint16_t flags = load_le<uint16_t>(page + k_page_flags_at);
    uint32_t stored = load_le<uint32_t>(page + k_page_checksum_at);
    if (flags & k_page_flag_checksum) {
        return page_checksum(page) == stored ? PageCheck::good : PageCheck::bad_checksum;
    }
    if (!(flags & k_page_flag_torn_bits)) return PageCheck::unprotected;
    for (uint32_t k = 1; k < k_sectors_per_page; ++k) {
        if ((page[k * k_sector_size + k_sector_size - 1] & 3) != (stored & 3)) {
            return PageCheck::torn;
        }
    }
    return PageCheck::good;
}

void repair_torn_bits(uint8_t* page) {
    uint32_t stored = load_le<uint32_t>(page + k_page_checksum_at);
    for (uint32_t k = 1; k < k_sectors_per_page; ++k) {
        uint8_t& last = page[k * k_sector_size + k_sector_size - 1];
        last = uint8_t((last & ~3u) | ((stored >> (2 * k)) & 3));
    }
}

bool is_self_consistent(const uint8_t* page, uint32_t position) {
    uint8_t type = page[k_page_type_at];
    if (page[k_page_version_at] != 1 || type < 1 || type > 20) return false;
    PageId id = load_page_id(page + k_page_id_at);
    return id.file != 0 && id.page % k_pages_per_extent == position;
}

}  // namespace gantry::storage
