// Placing a full backup's extents by the allocation map: most of a large backup is then not read
// before somebody asks for its pages.
//
// A full, unstriped backup holds the extents that the GAM calls allocated, in order (verified on
// all full samples). The GAM page in the backup may be of another moment than the list of extents
// that was copied, so that the place of every so many extents is compared with what their headers
// say, and between them a page is looked at when it is asked for (IndexedPages::Stretch).

#include "backup/placing.h"

namespace gantry::backup {

using storage::k_extent_size;
using storage::k_pages_per_extent;
using storage::PageId;

namespace {

constexpr uint64_t k_stretch_extents = 1024;  // 64 MB
// The last extents of a stretch may hold no formatted page.
constexpr int k_anchors_tried = 8;

}  // namespace

bool MediaSet::Placing::says(const uint8_t* extent, PageId first) const {
    for (uint32_t i = 0; i < k_pages_per_extent; ++i) {
        if (base_by(extent + size_t(i) * storage::k_page_size, i) == first) return true;
    }
    return false;
}

void MediaSet::Placing::place_by_map(const uint8_t*& at, uint64_t& pages_left) {
    auto place_each = [&](size_t count) {
        for (; count > 0; --count) {
            begin_extent();
            pages.need(at, k_extent_size);
            place(at, k_pages_per_extent);
            at += k_extent_size;
            pages_left -= k_pages_per_extent;
        }
    };
    while (pages_left >= k_pages_per_extent && encrypted == 0) {
        std::vector<PageId> ids;
        PageId last = previous;
        while (ids.size() < std::min(k_stretch_extents, pages_left / k_pages_per_extent)) {
            last = next_allocated(last);
            if (last.is_null()) break;
            ids.push_back(last);
        }
        auto agrees = [&](size_t count) {
            if (count < 2) return false;
            const uint8_t* extent = at + (count - 1) * k_extent_size;
            begin_extent();
            pages.need(extent, k_extent_size);
            return says(extent, ids[count - 1]);
        };
        size_t anchor = ids.size();
        for (int i = 0; i < k_anchors_tried && anchor > 1 && !agrees(anchor); ++i)
            --anchor;
        if (!agrees(anchor)) {
            place_each(std::max<size_t>(ids.size(), 1));
            continue;
        }
        pages.place_stretch({previous, ids[anchor - 1], at, uint32_t(anchor - 1)},
                            std::span(ids).first(anchor - 1));
        at += (anchor - 1) * k_extent_size;
        pages_left -= (anchor - 1) * k_pages_per_extent;
        previous = ids[anchor - 2];
        latest[previous.file] = previous.page;
        place_each(1);
    }
}

void MediaSet::place_by_map(size_t set, IndexedPages& pages) {
    const bool plain = files_.size() == 1 && !files_[0].container && sets_[set].type == 'D';
    if (!plain) return place_pages(set, pages);
    pages.set_find_places(
        [&pages, known = data_files_of(set)](const IndexedPages::Stretch& stretch) {
            Placing placing{pages};
            placing.known_files = known;
            placing.previous = stretch.before;
            std::vector<PageId> out;
            for (uint32_t i = 0; i < stretch.extents; ++i) {
                const uint8_t* extent = stretch.begin + size_t(i) * k_extent_size;
                pages.need(extent, k_extent_size);
                PageId first = placing.choose(extent, k_pages_per_extent);
                if (first.file != stretch.before.file || first.page <= placing.previous.page) {
                    first = {};
                } else {
                    placing.previous = first;
                }
                out.push_back(first);
            }
            return out;
        });
    place(set, pages, true, {}, nullptr);
}

}  // namespace gantry::backup
