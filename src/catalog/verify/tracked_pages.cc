#include "catalog/verify/tracked_pages.h"

#include <algorithm>

namespace gantry::catalog {

using storage::PageId;
using storage::PageType;
using storage::PageView;

size_t TrackedPages::index_of(PageId id) const {
    PageId first{id.file, id.page - id.page % storage::k_pages_per_extent};
    auto found = std::lower_bound(extents_.begin(), extents_.end(), first);
    if (found == extents_.end() || *found != first) return extents_.size();
    return size_t(found - extents_.begin());
}

PageView TrackedPages::page(PageId id) const {
    PageView view = source_.page(id);
    if (view && (view.type() == PageType::text_mix || view.type() == PageType::text_tree)) {
        size_t index = index_of(id);
        auto bit = uint8_t(1u << id.page % storage::k_pages_per_extent);
        if (index < seen_.size() && !(seen_[index].load(std::memory_order_relaxed) & bit)) {
            seen_[index].fetch_or(bit, std::memory_order_relaxed);
        }
    }
    return view;
}

bool TrackedPages::was_asked_for(PageId id) const {
    size_t index = index_of(id);
    return index < seen_.size() &&
           (seen_[index].load(std::memory_order_relaxed) >> id.page % 8 & 1) != 0;
}

}  // namespace gantry::catalog
