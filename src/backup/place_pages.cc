// From page streams to an index of extents: MediaSet::open_pages() and place_pages().
//
// Streams hold whole extents, ascending within a stream, and nothing says which but the page
// headers. A page that was never formatted is zeros or the remains of something else, perhaps of
// another page of this very database, so a header counts only if its extent may stand there.

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "backup/container.h"
#include "backup/encryption.h"
#include "backup/placing.h"
#include "base/error.h"
#include "storage/allocation.h"

namespace gantry::backup {

using storage::k_page_size;
using storage::k_pages_per_extent;
using storage::PageId;
using storage::PageView;

// The next extent after `after` that the GAM calls allocated: what a full, unstriped backup holds
// next. Null when the GAM is not placed (yet).
PageId MediaSet::Placing::next_allocated(PageId after) const {
    if (after.is_null()) return {};
    uint32_t extent = after.page / k_pages_per_extent + 1;
    uint32_t interval = extent / storage::k_extents_per_gam;
    PageId gam{after.file, storage::gam_page_of(extent * k_pages_per_extent)};
    const uint8_t* page = pages.unverified_page(gam);
    if (page == nullptr || PageView(page).type() != storage::PageType::gam) return {};
    uint32_t bit = extent % storage::k_extents_per_gam;
    for (; bit < storage::k_extents_per_gam; ++bit) {
        uint8_t bits = page[storage::k_bitmap_at + bit / 8];
        if (!(bits >> (bit % 8) & 1)) {
            return {after.file, (interval * storage::k_extents_per_gam + bit) * k_pages_per_extent};
        }
    }
    return {};
}

// A stream holds an extent once. One that comes again, out of order, is an extent that was never
// written: its pages are remains of a file that lay on the disk before.
bool MediaSet::Placing::is_foreign(PageId first, const uint8_t* bytes) const {
    const uint8_t* there = pages.place_of(first);
    if (there == nullptr || there < stream_begin || there >= bytes) return false;
    auto before = latest.find(first.file);
    return before != latest.end() && first.page <= before->second;
}

PageId MediaSet::Placing::choose(const uint8_t* extent, uint32_t page_count) const {
    PageId expected = next_allocated(previous);
    PageId bases[k_pages_per_extent];
    PageId first, ascending;
    bool agree = true;
    for (uint32_t i = 0; i < page_count; ++i) {
        bases[i] = base_by(extent + size_t(i) * k_page_size, i);
        if (bases[i].is_null()) continue;
        if (bases[i] == expected) return expected;
        if (first.is_null()) first = bases[i];
        if (bases[i] != first) agree = false;
    }
    if (agree) return first;
    // Stale pages are whole, damaged ones are not: a header with a wrong checksum has no say.
    PageId sound;
    for (uint32_t i = 0; i < page_count; ++i) {
        if (bases[i].is_null()) continue;
        storage::PageCheck check = storage::check_page(extent + size_t(i) * k_page_size);
        if (check == storage::PageCheck::bad_checksum || check == storage::PageCheck::torn) {
            continue;
        }
        if (sound.is_null()) sound = bases[i];
        if (ascending.is_null() && bases[i] > previous) ascending = bases[i];
    }
    if (!ascending.is_null()) return ascending;
    return sound.is_null() ? first : sound;
}

void MediaSet::Placing::begin_extent() {
    constexpr uint32_t k_extents = 16;
    if (visit != nullptr || extents_in_part++ % k_extents != 0) return;
    part.reset();
    part.emplace(pages.byte_sources());
}

void MediaSet::Placing::place(const uint8_t* bytes, uint32_t page_count) {
    ExtentOnMedia extent{{}, bytes, page_count, file, is_filler(bytes)};
    if (!extent.filler) {
        extent.first = choose(bytes, page_count);
        if (!extent.first.is_null() && is_foreign(extent.first, bytes)) extent.first = {};
        if (extent.first.is_null()) {
            ++unplaced;
        } else {
            if (only == nullptr || only->contains(extent.first.file)) {
                pages.place_extent(extent.first, bytes, page_count);
            }
            previous = extent.first;
            latest[extent.first.file] = extent.first.page;
            for (uint32_t i = 0; i < page_count; ++i) {
                PageView page(bytes + size_t(i) * k_page_size);
                encrypted += (page.flags() & storage::k_page_flag_encrypted) != 0 &&
                             storage::is_self_consistent(page.data(), i);
            }
        }
    }
    if (visit != nullptr) (*visit)(extent);
}

void MediaSet::place_stream(const MediaFile& file, const StreamExtent& stream, Placing& placing) {
    // Two pad bytes put the pages on a sector boundary.
    constexpr uint64_t k_pad = 2;
    ByteSpan bytes = file.stream().mapped();
    if (stream.length < k_pad || stream.at > bytes.size() ||
        stream.length > bytes.size() - stream.at || (stream.length - k_pad) % k_page_size != 0) {
        throw_invalid_set(file.name(), fmt::format("page stream at {:#x} has {} bytes", stream.at,
                                                   stream.length));
    }
    const uint8_t* p = bytes.data() + stream.at + k_pad;
    uint64_t pages_left = (stream.length - k_pad) / k_page_size;
    placing.previous = {};
    placing.latest.clear();
    placing.stream_begin = p;
    std::optional<ReleaseBehind> behind;
    if (placing.visit == nullptr) behind.emplace(file.stream(), stream.at);
    if (placing.by_map) {
        file.stream().read_here_and_there(true);
        placing.place_by_map(p, pages_left);
        file.stream().read_here_and_there(false);
    }
    while (pages_left > 0) {
        uint32_t count = uint32_t(std::min<uint64_t>(pages_left, k_pages_per_extent));
        placing.begin_extent();
        file.stream().need(uint64_t(p - bytes.data()), size_t(count) * k_page_size);
        placing.place(p, count);
        p += size_t(count) * k_page_size;
        pages_left -= count;
        if (behind) behind->passed(uint64_t(p - bytes.data()));
    }
}

void MediaSet::map_file(MediaFile& file) {
    if (file.container) {
        file.container->materialise();
    } else {
        file.file = ensure_mapped(std::move(file.file));
    }
}

void MediaSet::place_pages(size_t set, IndexedPages& pages, const VisitExtent& visit,
                           const std::set<uint16_t>* only) {
    place(set, pages, false, visit, only);
}

std::set<uint16_t> MediaSet::data_files_of(size_t set) const {
    std::set<uint16_t> out;
    for (const DatabaseFile& file : sets_[set].files) {
        if (file.type == 'D') out.insert(uint16_t(file.file_id));
    }
    return out;
}

void MediaSet::place(size_t set, IndexedPages& pages, bool by_map, const VisitExtent& visit,
                     const std::set<uint16_t>* only) {
    require_complete();
    require_whole(set);
    size_t passes = 0;
    for (size_t i = 0; i < files_.size(); ++i) {
        map_file(files_[i]);
        pages.add_source(files_[i].stream());
        passes = std::max(passes, on_media(i, set).data_passes.size());
    }
    Placing placing{pages};
    if (visit) placing.visit = &visit;
    placing.only = only;
    placing.known_files = data_files_of(set);
    // All of it is looked at: stripes that have to be fetched come side by side.
    for (size_t i = 0; i < files_.size() && !by_map; ++i) {
        for (const auto& pass : on_media(i, set).data_passes) {
            for (const StreamExtent& stream : pass)
                files_[i].stream().will_need(stream.at, stream.length);
        }
    }
    // A second pass re-copies extents that changed during the first, so it comes after all of it.
    for (size_t pass = 0; pass < passes; ++pass) {
        placing.by_map = by_map && pass == 0;
        for (size_t i = 0; i < files_.size(); ++i) {
            const SetOnMedia& part = on_media(i, set);
            if (pass >= part.data_passes.size()) continue;
            placing.file = uint32_t(i);
            for (const StreamExtent& stream : part.data_passes[pass]) {
                place_stream(files_[i], stream, placing);
            }
        }
    }
    unplaced_extents_ = placing.unplaced;
    encrypted_pages_ = placing.encrypted;
    refuse_encrypted(set, pages);
}

// Transparent data encryption leaves the first 96 bytes of a page readable and marks it with a flag
// bit (public analysis of a 2022 backup: its PFS page has flags 0A00). Where even headers are not
// to be recognised, most extents have no place.
void MediaSet::refuse_encrypted(size_t set, const IndexedPages& pages) const {
    constexpr uint64_t k_extents_min = 8;
    constexpr uint64_t k_pages_min = 8;  // fewer are damaged flags
    // Data of FILESTREAM and memory-optimised containers has no place either, but beside pages.
    const uint8_t* boot = pages.unverified_page({1, storage::k_boot_page});
    bool has_boot_page = boot != nullptr && PageView(boot).type() == storage::PageType::boot;
    bool unknown = unplaced_extents_ > k_extents_min && unplaced_extents_ > pages.extent_count() &&
                   !has_boot_page;
    if (encrypted_pages_ < k_pages_min && !unknown) return;
    throw_encrypted_database(sets_[set].database_name, tde_thumbprint_of(sets_[set]),
                             unknown ? "its pages cannot be recognised" : "its pages say so");
}

std::vector<OtherStream> MediaSet::other_streams(size_t set) const {
    std::vector<OtherStream> out;
    for (size_t i = 0; i < files_.size(); ++i) {
        const SetOnMedia& part = on_media(i, set);
        out.insert(out.end(), part.others.begin(), part.others.end());
    }
    return out;
}

std::unique_ptr<IndexedPages> MediaSet::open_pages(size_t set, bool verify) {
    auto pages = std::make_unique<IndexedPages>(files_[0].name(), sets_[set].database_name, verify);
    place_by_map(set, *pages);
    return pages;
}

uint64_t MediaSet::verify(size_t set, const Look& look) {
    constexpr uint64_t k_pages_a_look = 512;
    require_complete();
    require_whole(set);
    // The first half of what is told.
    verify_stream_checksums(set, [&](uint64_t done, uint64_t total) {
        if (look) look(done, 2 * total);
    });
    char type = sets_[set].type;
    if (type == 'L') return 0;
    auto pages = open_pages(set, true);
    storage::PfsReader pfs(*pages);
    uint64_t count = 0;
    uint64_t total = uint64_t(pages->extent_count()) * storage::k_pages_per_extent, seen = 0;
    pages->for_each_page([&](PageId id) {
        if (++seen % k_pages_a_look == 0 && look) look(total + std::min(seen, total), 2 * total);
        // Pages that are not in use may hold anything. A differential may lack the PFS page.
        if (!pages->page(storage::pfs_page_of(id)) || !pfs.is_allocated(id)) return;
        pages->page(id);
        ++count;
    });
    return count;
}

}  // namespace gantry::backup
