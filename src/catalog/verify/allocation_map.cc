#include "catalog/verify/allocation_map.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "storage/allocation.h"

namespace gantry::catalog {

using storage::ExtentPages;
using storage::k_pages_per_extent;
using storage::PageId;
using storage::PageType;
using storage::PageView;

namespace {

// Pages 0 to 7 of a file are its header, maps, and two that are never used.
constexpr uint32_t k_fixed_pages = 8;
constexpr uint32_t k_configuration_page = 10;

// Where a kind of map lies in the interval of `page`: those of changed extents have the same place
// in each, GAM and SGAM do not.
uint32_t map_page_of(uint32_t page, uint32_t first_map_page) {
    if (first_map_page <= storage::k_first_sgam_page) {
        return storage::gam_page_of(page) + first_map_page - storage::k_first_gam_page;
    }
    return page / storage::k_pages_per_gam * storage::k_pages_per_gam + first_map_page;
}

}  // namespace

bool AllocationMap::is_system_page(PageId id) {
    if (id.page < k_fixed_pages || id == PageId{1, storage::k_boot_page}) return true;
    return storage::is_allocation_page(id.page);
}

AllocationMap::AllocationMap(const storage::PageSource& source, std::vector<PageId> extents,
                             std::vector<StorageUnit>& units, Findings& findings)
    : source_(source),
      extents_(std::move(extents)),
      units_(units),
      findings_(findings),
      files_(source.files()),
      owners_(extents_.size() * k_pages_per_extent, -1),
      uniform_(extents_.size()) {}

bool AllocationMap::is_file_present(uint16_t file) const {
    return std::binary_search(files_.begin(), files_.end(), file);
}

int64_t AllocationMap::index_of(PageId page) const {
    PageId first{page.file, page.page - page.page % k_pages_per_extent};
    auto found = std::lower_bound(extents_.begin(), extents_.end(), first);
    if (found == extents_.end() || *found != first) return -1;
    return found - extents_.begin();
}

int32_t AllocationMap::owner(PageId page) const {
    int64_t index = index_of(page);
    if (index < 0) return -1;
    return owners_[size_t(index) * k_pages_per_extent + page.page % k_pages_per_extent];
}

void AllocationMap::run() {
    for (uint32_t unit = 0; unit < units_.size(); ++unit)
        walk_chain(unit);
    for (size_t i = 0; i < extents_.size(); ++i)
        check_extent(i);
    collect_pages();
}

void AllocationMap::walk_chain(uint32_t unit) {
    PageId iam = units_[unit].first_iam;
    PageId previous;
    while (!iam.is_null()) {
        if (!is_file_present(iam.file)) return;  // a backup of other files
        PageView page;
        try {
            page = source_.page(iam);
        } catch (const FormatError&) {
            // The page's own damage is told by whoever checks pages.
            findings_.error(
                CheckKind::allocation, iam,
                fmt::format("{}: its IAM chain ends at a damaged page", units_[unit].name));
            return;
        }
        if (!page) {
            findings_.error(CheckKind::allocation, iam,
                            fmt::format("{}: IAM page is not there", units_[unit].name));
            return;
        }
        if (page.type() != PageType::iam) {
            findings_.error(CheckKind::allocation, iam,
                            fmt::format("{}: page type {} where an IAM page must be",
                                        units_[unit].name, int(page.type())));
            return;
        }
        if (page.previous() != previous) {
            findings_.error(CheckKind::linkage, iam,
                            fmt::format("{}: IAM page points back to {}, its chain comes from {}",
                                        units_[unit].name, storage::to_string(page.previous()),
                                        storage::to_string(previous)));
        }
        if (!take_iam(unit, iam, page)) return;
        previous = iam;
        iam = page.next();
    }
}

bool AllocationMap::take_iam(uint32_t unit, PageId iam, PageView page) {
    auto [other, added] = iam_pages_.emplace(iam, unit);
    if (!added) {
        findings_.error(CheckKind::allocation, iam,
                        other->second == unit
                            ? fmt::format("{}: IAM chain has a loop", units_[unit].name)
                            : fmt::format("IAM page is in the chains of {} and of {}",
                                          units_[other->second].name, units_[unit].name));
        return false;
    }
    ++units_[unit].iam_pages;
    take_singles(unit, iam, page);
    take_bitmap(unit, iam, page);
    return true;
}

void AllocationMap::take_singles(uint32_t unit, PageId iam, PageView page) {
    for (uint32_t i = 0; i < storage::k_iam_single_page_count; ++i) {
        PageId single = storage::load_page_id(page.data() + storage::k_iam_single_pages_at + 6 * i);
        if (!single.is_null()) claim(unit, single, iam);
    }
}

void AllocationMap::take_bitmap(uint32_t unit, PageId iam, PageView page) {
    PageId start = storage::load_page_id(page.data() + storage::k_iam_start_page_at);
    ByteSpan record = page.record_area(1);
    if (start.page % k_pages_per_extent != 0 ||
        record.size() < storage::k_bitmap_record_header + storage::k_extents_per_gam / 8) {
        findings_.error(CheckKind::allocation, iam,
                        fmt::format("{}: IAM page is cut or maps an impossible interval at {}",
                                    units_[unit].name, storage::to_string(start)));
        return;
    }
    const uint8_t* bitmap = record.data() + storage::k_bitmap_record_header;
    uint64_t absent = 0;
    for (uint32_t e = 0; e < storage::k_extents_per_gam; ++e) {
        if (bitmap[e / 8] == 0) {
            e |= 7;
            continue;
        }
        if (!(bitmap[e / 8] >> (e % 8) & 1)) continue;
        PageId first{start.file, start.page + e * k_pages_per_extent};
        int64_t index = index_of(first);
        if (index < 0) {
            absent += is_file_present(first.file);
            continue;
        }
        uniform_[size_t(index)] = 1;
        for (uint32_t i = 0; i < k_pages_per_extent; ++i)
            claim(unit, {first.file, first.page + i}, iam);
    }
    if (absent > 0) {
        findings_.error(
            CheckKind::allocation, iam,
            fmt::format("{}: {} of its extents are not there", units_[unit].name, absent));
    }
}

void AllocationMap::claim(uint32_t unit, PageId page, PageId iam) {
    int64_t index = index_of(page);
    if (index < 0) {
        if (!is_file_present(page.file)) return;
        findings_.error(CheckKind::allocation, iam,
                        fmt::format("{}: its page {} is not there", units_[unit].name,
                                    storage::to_string(page)));
        return;
    }
    int32_t& owner = owners_[size_t(index) * k_pages_per_extent + page.page % k_pages_per_extent];
    if (owner >= 0 && owner != int32_t(unit)) {
        findings_.error(CheckKind::allocation, page,
                        fmt::format("page belongs to {} and to {}", units_[size_t(owner)].name,
                                    units_[unit].name));
    }
    owner = int32_t(unit);
}

// A bit of GAM or SGAM; false too when the map is not there.
bool AllocationMap::map_bit(PageId extent, uint32_t first_map_page, PageType type) const {
    PageId id{extent.file, map_page_of(extent.page, first_map_page)};
    PageView page;
    try {
        page = source_.page(id);
    } catch (const FormatError&) {
        return false;
    }
    if (!page || page.type() != type) return false;
    ByteSpan record = page.record_area(1);
    uint32_t bit = extent.page % storage::k_pages_per_gam / k_pages_per_extent;
    size_t at = storage::k_bitmap_record_header + bit / 8;
    return at < record.size() && (record[at] >> (bit % 8) & 1) != 0;
}

bool AllocationMap::is_configuration_page(PageId id) const {
    if (id != PageId{1, k_configuration_page}) return false;
    try {
        PageView page = source_.page(id);
        return page && page.type() == PageType::server_configuration;
    } catch (const FormatError&) {
        return true;  // told where pages are checked
    }
}

void AllocationMap::check_extent(size_t index) {
    PageId first = extents_[index];
    storage::PfsReader pfs(source_);
    bool any_used = false;
    for (uint32_t i = 0; i < k_pages_per_extent; ++i) {
        PageId id{first.file, first.page + i};
        uint8_t byte;
        try {
            byte = pfs.byte_of(id);
        } catch (const FormatError&) {
            return;  // told where pages are checked
        }
        bool used = (byte & storage::k_pfs_allocated) != 0;
        any_used |= used;
        int32_t owner = owners_[index * k_pages_per_extent + i];
        auto iam = iam_pages_.find(id);
        if (iam != iam_pages_.end()) {
            if (!used || !(byte & storage::k_pfs_iam)) {
                findings_.error(CheckKind::allocation, id,
                                fmt::format("PFS byte {:#04x} for an IAM page of {}", byte,
                                            units_[iam->second].name));
            }
            continue;
        }
        if (is_system_page(id)) continue;
        if (used && (byte & storage::k_pfs_iam)) {
            findings_.error(CheckKind::allocation, id, "PFS calls it an IAM page, no chain has it");
        } else if (used && owner < 0 && !is_configuration_page(id)) {
            findings_.error(CheckKind::allocation, id, "page is in use and belongs to nothing");
        }
    }
    if (uniform_[index] && map_bit(first, storage::k_first_gam_page, PageType::gam)) {
        findings_.error(CheckKind::allocation, first, "extent has an owner, GAM calls it free");
    }
    if (uniform_[index] && map_bit(first, storage::k_first_sgam_page, PageType::sgam)) {
        findings_.error(CheckKind::allocation, first, "extent has an owner, SGAM calls it mixed");
    }
    if (any_used && map_bit(first, storage::k_first_gam_page, PageType::gam)) {
        findings_.error(CheckKind::allocation, first,
                        "pages are in use, GAM calls the extent free");
    }
}

void AllocationMap::collect_pages() {
    storage::PfsReader pfs(source_);
    for (size_t index = 0; index < extents_.size(); ++index) {
        for (uint32_t i = 0; i < k_pages_per_extent; ++i) {
            int32_t owner = owners_[index * k_pages_per_extent + i];
            if (owner < 0) continue;
            PageId id{extents_[index].file, extents_[index].page + i};
            try {
                if (!pfs.is_allocated(id) || iam_pages_.contains(id)) continue;
            } catch (const FormatError&) {
                continue;
            }
            std::vector<ExtentPages>& pages = units_[size_t(owner)].pages;
            if (pages.empty() || pages.back().first != extents_[index]) {
                pages.push_back({extents_[index], 0});
            }
            pages.back().mask = uint8_t(pages.back().mask | 1u << i);
        }
    }
}

}  // namespace gantry::catalog
