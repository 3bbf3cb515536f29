#include "catalog/verify/raw_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace gantry::catalog {

using storage::PageId;
using storage::PageView;

namespace {

constexpr int k_rotations_of_first_sector = int(storage::k_sectors_per_page) - 1;
constexpr uint32_t k_flags_high_at = storage::k_page_flags_at + 1;
constexpr uint8_t k_flags_high_checksum = storage::k_page_flag_checksum >> 8;

bool is_zero(const uint8_t* page) {
    for (uint32_t i = 0; i < storage::k_page_size; i += 64) {
        uint64_t any = 0;
        for (uint32_t j = 0; j < 64; j += 8)
            any |= load_le<uint64_t>(page + i + j);
        if (any != 0) return false;
    }
    return true;
}

// How the checksum changes when one byte of the first sector does.
uint32_t effect_of(uint32_t offset, uint8_t change) {
    return std::rotl(uint32_t(change) << (8 * (offset % 4)), k_rotations_of_first_sector);
}

// The one header byte that keeps the page from being version 1 and `id`, if there is only one.
std::optional<std::pair<uint32_t, uint8_t>> only_wrong_byte(const uint8_t* page, PageId id) {
    uint8_t wanted[6];
    storage::store_page_id(wanted, id);
    std::optional<std::pair<uint32_t, uint8_t>> out;
    auto compare = [&](uint32_t offset, uint8_t value) {
        if (page[offset] == value) return true;
        if (out) return false;
        out = {offset, value};
        return true;
    };
    if (!compare(storage::k_page_version_at, 1)) return std::nullopt;
    if (id.is_null() &&
        !compare(storage::k_page_type_at, uint8_t(storage::PageType::backup_filler))) {
        return std::nullopt;
    }
    for (uint32_t i = 0; i < sizeof wanted; ++i) {
        if (!compare(storage::k_page_id_at + i, wanted[i])) return std::nullopt;
    }
    return out;
}

// A page that calls itself something else: was it `id` before one byte changed?
std::string header_damage(const uint8_t* page, PageId id, uint32_t difference) {
    auto wrong = only_wrong_byte(page, id);
    if (!wrong) return {};
    auto [offset, value] = *wrong;
    if (difference != effect_of(offset, uint8_t(page[offset] ^ value))) return {};
    return fmt::format("byte {:#04x} of the page header is {:#04x} where {:#04x} must be", offset,
                       page[offset], value);
}

// A page without checksum flag whose checksum would hold with it.
std::string flag_damage(const uint8_t* page, uint32_t difference) {
    if (difference == 0) return {};
    uint32_t lanes = std::rotr(difference, k_rotations_of_first_sector);
    uint32_t lane = 8 * (k_flags_high_at % 4);
    if ((lanes & ~(0xFFu << lane)) != 0) return {};
    uint8_t value = uint8_t(page[k_flags_high_at] ^ uint8_t(lanes >> lane));
    if (!(value & k_flags_high_checksum)) return {};
    return fmt::format("flags are {:#06x}, but the page was written with a checksum",
                       load_le<uint16_t>(page + storage::k_page_flags_at));
}

RawPageResult damaged(std::string problem) {
    return {RawPage::damaged, std::move(problem)};
}

}  // namespace

RawPageResult check_raw_page(const uint8_t* page, PageId place) {
    PageView view(page);
    bool is_filler = place.is_null() && view.type() == storage::PageType::backup_filler;
    bool at_home =
        view.header_version() == 1 && view.id() == place && (!place.is_null() || is_filler);
    uint32_t stored = view.checksum();
    if (at_home && (view.flags() & storage::k_page_flag_checksum)) {
        uint32_t computed = storage::page_checksum(page);
        if (computed == stored) return {is_filler ? RawPage::filler : RawPage::checksum_good, {}};
        return damaged(
            fmt::format("checksum is {:#010x}, its bytes give {:#010x}", stored, computed));
    }
    if (!at_home && is_zero(page)) return {RawPage::unformatted, {}};
    uint32_t difference = stored == 0 ? 0 : storage::page_checksum(page) ^ stored;
    if (at_home) {
        std::string problem = flag_damage(page, difference);
        if (!problem.empty()) return damaged(std::move(problem));
        if (is_filler) return {RawPage::filler, {}};
        if (!(view.flags() & storage::k_page_flag_torn_bits)) return {RawPage::unprotected, {}};
        if (storage::check_page(page) == storage::PageCheck::torn) {
            return damaged("torn page: its sectors do not agree");
        }
        return {RawPage::torn_good, {}};
    }
    std::string problem = header_damage(page, place, difference);
    if (!problem.empty()) return damaged(std::move(problem));
    return {RawPage::stale, {}};
}

}  // namespace gantry::catalog
