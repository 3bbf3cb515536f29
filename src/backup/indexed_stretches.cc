// Stretches of a stream that were placed by the allocation map: what is done when it was wrong.

#include "backup/indexed_pages.h"
#include "base/error.h"

namespace gantry::backup {

using storage::k_extent_size;
using storage::k_page_size;
using storage::k_pages_per_extent;
using storage::PageId;
using storage::PageView;

void IndexedPages::place_stretch(const Stretch& stretch, std::span<const PageId> first) {
    GANTRY_ASSERT(first.size() == stretch.extents);
    for (size_t i = 0; i < first.size(); ++i) {
        place_extent(first[i], stretch.begin + i * k_extent_size, k_pages_per_extent);
    }
    stretches_[key_of(stretch.before)] = {stretch, false};
}

// Whether the page says that it is `id`. One that was never formatted says nothing: the other pages
// of its extent have to.
bool IndexedPages::is_here(PageId id, const uint8_t* page) const {
    const PageView view(page);
    if (view.header_version() == 1) return view.id() == id;
    const uint32_t position = id.page % k_pages_per_extent;
    const uint8_t* extent = page - size_t(position) * k_page_size;
    for (uint32_t i = 0; i < k_pages_per_extent; ++i) {
        const PageView other(extent + size_t(i) * k_page_size);
        if (other.header_version() != 1) continue;
        if (other.id() == PageId{id.file, id.page - position + i}) return true;
    }
    return false;
}

void IndexedPages::look_at_stretch_of(PageId id) const {
    auto next = stretches_.lower_bound(key_of(id));
    if (next == stretches_.begin()) return;
    LaidStretch& laid = std::prev(next)->second;
    if (key_of(id) >= key_of(laid.stretch.after)) return;
    const std::lock_guard lock(stretch_mutex_);
    if (laid.found) return;
    place_found(laid.stretch, find_places_(laid.stretch));
    laid.found = true;
}

// Other threads read meanwhile: an extent's pointer changes at once, and no page of an extent that
// lay at a wrong place was found good. What was placed over the stretch later stays.
void IndexedPages::place_found(const Stretch& stretch, std::span<const PageId> places) const {
    const uint8_t* end = stretch.begin + size_t(stretch.extents) * k_extent_size;
    std::unordered_map<uint32_t, const uint8_t*> found;
    for (size_t i = 0; i < places.size(); ++i) {
        if (places[i].file == stretch.before.file) {
            found[places[i].page] = stretch.begin + i * k_extent_size;
        }
    }
    for (uint64_t page = uint64_t(stretch.before.page) + k_pages_per_extent;
         page < stretch.after.page; page += k_pages_per_extent) {
        const PageId first{stretch.before.file, uint32_t(page)};
        auto chunk = chunks_.find(chunk_key(first));
        if (chunk == chunks_.end()) continue;
        const uint32_t in_chunk = first.page % k_chunk_pages;
        std::atomic<const uint8_t*>& extent = chunk->second->extents[in_chunk / k_pages_per_extent];
        const uint8_t* now = extent.load();
        if (now != nullptr && (now < stretch.begin || now >= end)) continue;
        auto place = found.find(first.page);
        const uint8_t* right = place == found.end() ? nullptr : place->second;
        if (right == now) continue;
        for (uint32_t i = 0; i < k_pages_per_extent; ++i)
            chunk->second->states[in_chunk + i] = unseen;
        chunk->second->page_counts[in_chunk / k_pages_per_extent] = k_pages_per_extent;
        extent.store(right, std::memory_order_release);
    }
}

}  // namespace gantry::backup
