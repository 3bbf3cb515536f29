#pragma once
// How extents of page streams find their places, private to MediaSet (place_pages.cc,
// place_by_map.cc).

#include <map>
#include <optional>
#include <set>

#include "backup/media_set.h"
#include "storage/allocation.h"

namespace gantry::backup {

struct MediaSet::Placing {
    IndexedPages& pages;
    std::set<uint16_t> known_files = {};       // empty: any
    storage::PageId previous = {};             // extents ascend within a stream
    std::map<uint16_t, uint32_t> latest = {};  // the same, file by file
    const uint8_t* stream_begin = nullptr;     // of the stream that is being placed
    uint64_t unplaced = 0;
    uint64_t encrypted = 0;  // pages whose headers say so
    uint32_t file = 0;
    const VisitExtent* visit = nullptr;
    const std::set<uint16_t>* only = nullptr;  // files to place; null: all
    // Of what is looked at nothing has to stay, unless it is visited.
    std::optional<ReadingPart> part = std::nullopt;
    uint32_t extents_in_part = 0;

    // Before an extent is needed.
    void begin_extent();
    void place(const uint8_t* bytes, uint32_t page_count);
    bool is_filler(const uint8_t* page) const {
        return page[1] == uint8_t(storage::PageType::backup_filler) &&
               storage::load_page_id(page + storage::k_page_id_at).is_null();
    }
    // Base of the extent that page `position` says it belongs to; null when it says nothing.
    storage::PageId base_by(const uint8_t* page, uint32_t position) const {
        if (!storage::is_self_consistent(page, position)) return {};
        storage::PageId id = storage::PageView(page).id();
        if (!known_files.empty() && !known_files.contains(id.file)) return {};
        return {id.file, id.page - position};
    }
    // Extents that the allocation map calls allocated are placed as it says, without a look at
    // them, as far as headers now and then agree; what is left is to be placed one by one.
    bool by_map = false;
    void place_by_map(const uint8_t*& at, uint64_t& pages_left);
    // Whether a page of the extent says that it is this one.
    bool says(const uint8_t* extent, storage::PageId first) const;
    storage::PageId next_allocated(storage::PageId after) const;
    bool is_foreign(storage::PageId first, const uint8_t* bytes) const;
    storage::PageId choose(const uint8_t* extent, uint32_t page_count) const;
};

}  // namespace gantry::backup
