#pragma once
// A PageSource over memory that others hold: extents are placed once, then pages are served where
// they lie. A page is verified when it is first asked for; a page with torn-page bits is repaired
// into a spool of its own, since backups are mapped read-only.
//
// Mapped pages that were asked for are released again after every so many requests, so that reading
// a database of any size keeps a bounded part of its file in this process's memory.
// Placing is for one thread; after that any number of threads may read.

#include <array>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <unordered_map>

#include "backup/page_spool.h"
#include "base/byte_source.h"
#include "storage/page_source.h"

namespace gantry::backup {

class IndexedPages : public storage::PageSource {
  public:
    // `database` is named in error 3183. Without `verify`, checksums are not looked at.
    IndexedPages(std::string name, std::string database, bool verify);

    // `bytes` points at `page_count` (1..8) whole pages of the extent that starts at `first`
    // (a multiple of 8) and must outlive this. A later copy replaces an earlier one.
    void place_extent(storage::PageId first, const uint8_t* bytes, uint32_t page_count);
    // Extents that follow each other in a stream, placed by the allocation map alone: `first[i]` is
    // where the one at `begin` + i extents belongs by it, between the extents `before` and `after`
    // whose headers were seen. A page of them that turns out to be another's makes find() look at
    // all headers of the stretch.
    struct Stretch {
        storage::PageId before, after;
        const uint8_t* begin = nullptr;
        uint32_t extents = 0;
    };
    void place_stretch(const Stretch& stretch, std::span<const storage::PageId> first);
    // Gives the place of each extent of a stretch, null where there is none. Any thread calls it,
    // one at a time.
    using FindPlaces = std::function<std::vector<storage::PageId>(const Stretch&)>;
    void set_find_places(FindPlaces find) { find_places_ = std::move(find); }

    // Pages of a placed extent (bits of `pages`) are this extent's and their checksums are right:
    // they are not verified again. Nothing when another copy has replaced `bytes`. Part of placing.
    void note_good(storage::PageId first, const uint8_t* bytes, uint8_t pages);
    // Placed pages lie in `source`, which must outlive this.
    void add_source(const ByteSource& source);
    // ByteSource::need() of the source that holds `bytes`.
    void need(const uint8_t* bytes, uint64_t size) const {
        if (!fetched_.empty()) fetch(bytes, size);
    }

    storage::PageView page(storage::PageId id) const override;
    uint64_t page_limit(uint16_t file) const override;
    std::vector<uint16_t> files() const override;
    const std::string& name() const override { return name_; }
    std::vector<const ByteSource*> byte_sources() const override { return sources_; }
    void will_need(std::span<const storage::ExtentPages> extents) const override;

    // The page as it lies, not verified nor repaired; null when absent.
    const uint8_t* unverified_page(storage::PageId id) const;
    // Where it lies; its bytes may not be there yet.
    const uint8_t* place_of(storage::PageId id) const;

    uint64_t extent_count() const { return extent_count_; }

    // The same pages by where they lie, verified or not: for verifying a whole backup.
    // Calls visit(PageId) for every page placed, in order of file and page (of stretches: as the
    // map says).
    template <typename Visit>
    void for_each_page(Visit&& visit) const;
    // First pages of all extents placed, ascending.
    std::vector<storage::PageId> extents() const;

  private:
    static constexpr uint32_t k_chunk_extents = 512;
    static constexpr uint32_t k_chunk_pages = k_chunk_extents * storage::k_pages_per_extent;
    enum State : uint8_t { unseen, good, repaired };
    struct Chunk {
        // Null: none. Read after a page's state, so that a page known to be good is found.
        std::atomic<const uint8_t*> extents[k_chunk_extents] = {};
        std::atomic<uint8_t> page_counts[k_chunk_extents] = {};
        std::atomic<uint8_t> states[k_chunk_pages] = {};
    };

    struct LaidStretch {
        Stretch stretch;
        bool found = false;  // under stretch_mutex_
    };

    static uint64_t key_of(storage::PageId id) { return uint64_t(id.file) << 32 | id.page; }
    static uint64_t chunk_key(storage::PageId id) {
        return uint64_t(id.file) << 32 | id.page / k_chunk_pages;
    }
    storage::PageView verify(storage::PageId id, const uint8_t* page,
                             std::atomic<uint8_t>& state) const;
    // indexed_stretches.cc
    bool is_here(storage::PageId id, const uint8_t* page) const;
    // Nothing when the page belongs to no stretch, or to one that was looked at.
    void look_at_stretch_of(storage::PageId id) const;
    void place_found(const Stretch& stretch, std::span<const storage::PageId> places) const;
    storage::PageView repair(storage::PageId id, const uint8_t* page,
                             std::atomic<uint8_t>& state) const;
    // What of its extent says whose the page is.
    void need_to_look(storage::PageId id, const uint8_t* page, uint8_t known) const;
    const ByteSource* fetched_source_of(const uint8_t* bytes) const;
    void fetch(const uint8_t* bytes, uint64_t size) const;
    void count_request(storage::PageId id) const;
    void release_sources() const;
    [[noreturn]] void throw_damaged(storage::PageId id, std::string detail) const;

    std::string name_;
    std::string database_;
    bool verify_;
    uint64_t extent_count_ = 0;
    std::unordered_map<uint64_t, std::unique_ptr<Chunk>> chunks_;
    std::unordered_map<uint16_t, uint64_t> limits_;
    std::vector<const ByteSource*> sources_;
    std::vector<const ByteSource*> fetched_;  // those of them that fetch
    FindPlaces find_places_;
    mutable std::mutex stretch_mutex_;
    mutable std::map<uint64_t, LaidStretch> stretches_;  // by key_of(before)
    mutable std::atomic<uint32_t> requests_{0};
    mutable std::array<std::atomic<uint32_t>, 16> recent_windows_{};

    mutable std::shared_mutex repaired_mutex_;
    mutable std::unordered_map<storage::PageId, const uint8_t*> repaired_;
    mutable PageSpool repaired_pages_{"pages whose torn bits were put back"};
};

template <typename Visit>
void IndexedPages::for_each_page(Visit&& visit) const {
    for (uint16_t file : files()) {
        uint64_t limit = page_limit(file);
        for (uint64_t base = 0; base < limit; base += k_chunk_pages) {
            auto found = chunks_.find(chunk_key({file, uint32_t(base)}));
            if (found == chunks_.end()) continue;
            for (uint32_t e = 0; e < k_chunk_extents; ++e) {
                for (uint32_t i = 0; i < found->second->page_counts[e]; ++i) {
                    visit(storage::PageId{file, uint32_t(base) + e * 8 + i});
                }
            }
        }
    }
}

}  // namespace gantry::backup
