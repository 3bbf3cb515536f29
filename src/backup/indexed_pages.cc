#include "backup/indexed_pages.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"

namespace gantry::backup {

using storage::k_page_size;
using storage::PageCheck;
using storage::PageId;
using storage::PageView;

IndexedPages::IndexedPages(std::string name, std::string database, bool verify)
    : name_(std::move(name)), database_(std::move(database)), verify_(verify) {}

void IndexedPages::place_extent(PageId first, const uint8_t* bytes, uint32_t page_count) {
    GANTRY_ASSERT(first.page % storage::k_pages_per_extent == 0);
    GANTRY_ASSERT(page_count >= 1 && page_count <= storage::k_pages_per_extent);
    auto& chunk = chunks_[chunk_key(first)];
    if (!chunk) chunk = std::make_unique<Chunk>();
    uint32_t index = first.page % k_chunk_pages / storage::k_pages_per_extent;
    if (chunk->extents[index].load() == nullptr) {
        ++extent_count_;
    } else {
        // What was known of the copy that this one replaces.
        for (uint32_t i = 0; i < storage::k_pages_per_extent; ++i)
            chunk->states[index * storage::k_pages_per_extent + i] = unseen;
    }
    chunk->extents[index] = bytes;
    chunk->page_counts[index] = uint8_t(page_count);
    uint64_t& limit = limits_[first.file];
    limit = std::max(limit, uint64_t(first.page) + page_count);
}

void IndexedPages::note_good(PageId first, const uint8_t* bytes, uint8_t pages) {
    auto found = chunks_.find(chunk_key(first));
    if (found == chunks_.end()) return;
    uint32_t in_chunk = first.page % k_chunk_pages;
    if (found->second->extents[in_chunk / storage::k_pages_per_extent] != bytes) return;
    for (uint32_t i = 0; i < storage::k_pages_per_extent; ++i) {
        if (pages >> i & 1) found->second->states[in_chunk + i] = good;
    }
}

std::vector<PageId> IndexedPages::extents() const {
    std::vector<PageId> out;
    out.reserve(extent_count_);
    for_each_page([&](PageId id) {
        if (id.page % storage::k_pages_per_extent == 0) out.push_back(id);
    });
    return out;
}

void IndexedPages::add_source(const ByteSource& source) {
    if (std::find(sources_.begin(), sources_.end(), &source) != sources_.end()) return;
    sources_.push_back(&source);
    if (source.fetches()) fetched_.push_back(&source);
}

const ByteSource* IndexedPages::fetched_source_of(const uint8_t* bytes) const {
    for (const ByteSource* source : fetched_) {
        const ByteSpan all = source->mapped();
        if (bytes >= all.data() && bytes < all.data() + all.size()) return source;
    }
    return nullptr;
}

void IndexedPages::fetch(const uint8_t* bytes, uint64_t size) const {
    const ByteSource* source = fetched_source_of(bytes);
    if (source != nullptr) source->need(uint64_t(bytes - source->mapped().data()), size);
}

void IndexedPages::will_need(std::span<const storage::ExtentPages> extents) const {
    if (fetched_.empty()) return;
    for (const storage::ExtentPages& extent : extents) {
        const uint8_t* bytes = place_of(extent.first);
        const ByteSource* source = bytes == nullptr ? nullptr : fetched_source_of(bytes);
        if (source == nullptr) continue;
        source->will_need(uint64_t(bytes - source->mapped().data()), storage::k_extent_size);
    }
}

const uint8_t* IndexedPages::unverified_page(PageId id) const {
    const uint8_t* page = place_of(id);
    if (page != nullptr) need(page, k_page_size);
    return page;
}

const uint8_t* IndexedPages::place_of(PageId id) const {
    auto found = chunks_.find(chunk_key(id));
    if (found == chunks_.end()) return nullptr;
    uint32_t in_chunk = id.page % k_chunk_pages;
    uint32_t extent = in_chunk / storage::k_pages_per_extent;
    uint32_t position = in_chunk % storage::k_pages_per_extent;
    if (position >= found->second->page_counts[extent]) return nullptr;
    const uint8_t* bytes = found->second->extents[extent].load(std::memory_order_acquire);
    return bytes == nullptr ? nullptr : bytes + size_t(position) * k_page_size;
}

PageView IndexedPages::page(PageId id) const {
    auto found = chunks_.find(chunk_key(id));
    if (found == chunks_.end()) return {};
    Chunk& chunk = *found->second;
    uint32_t in_chunk = id.page % k_chunk_pages;
    uint32_t extent = in_chunk / storage::k_pages_per_extent;
    uint32_t position = in_chunk % storage::k_pages_per_extent;
    std::atomic<uint8_t>& state = chunk.states[in_chunk];
    for (bool looked = stretches_.empty();; looked = true) {
        const uint8_t known = state.load(std::memory_order_acquire);
        const uint8_t* bytes = chunk.extents[extent].load(std::memory_order_acquire);
        const bool absent = bytes == nullptr || position >= chunk.page_counts[extent];
        const uint8_t* page = absent ? nullptr : bytes + size_t(position) * k_page_size;
        if (!absent && !fetched_.empty()) need_to_look(id, page, known);
        if (!looked && known == unseen && (absent || !is_here(id, page))) {
            look_at_stretch_of(id);
            continue;
        }
        if (absent) return {};
        count_request(id);
        if (known == good) return PageView(page);
        if (known == unseen) return verify(id, page, state);
        std::shared_lock lock(repaired_mutex_);
        return PageView(repaired_.at(id));
    }
}

// Pages that were looked at are needed again too: their source may have dropped them since. Of a
// page that says nothing the extent's other pages have to (is_here()).
void IndexedPages::need_to_look(PageId id, const uint8_t* page, uint8_t known) const {
    const ByteSource* source = fetched_source_of(page);
    if (source == nullptr) return;
    const uint64_t at = uint64_t(page - source->mapped().data());
    source->need(at, k_page_size);
    if (known != unseen) return;
    source->used(at, k_page_size);
    if (stretches_.empty() || PageView(page).header_version() == 1) return;
    const uint64_t before = uint64_t(id.page % storage::k_pages_per_extent) * k_page_size;
    source->need(at - before, storage::k_extent_size);
}

// The kernel maps what lies around a page that is touched: 64 KB, and of a file it keeps in large
// pieces up to 2 MB. Pages in order share that, so a page far from the one before counts for more:
// about 128 MB between two releases at worst, 16 MB when pages are read in order.
void IndexedPages::count_request(PageId id) const {
    constexpr uint32_t k_requests = 2048;
    constexpr uint32_t k_near = 256;  // pages: 2 MB
    constexpr uint32_t k_far_cost = 32;
    uint32_t window = id.page / k_near;
    // A few places, since several threads read in order at once.
    std::atomic<uint32_t>& recent = recent_windows_[window % recent_windows_.size()];
    bool far = recent.load(std::memory_order_relaxed) != window;
    if (far) recent.store(window, std::memory_order_relaxed);
    uint32_t cost = far ? k_far_cost : 1;
    uint32_t before = requests_.fetch_add(cost, std::memory_order_relaxed);
    if (before / k_requests != (before + cost) / k_requests) release_sources();
}

void IndexedPages::release_sources() const {
    for (const ByteSource* source : sources_)
        source->release(0, source->size());
    std::shared_lock lock(repaired_mutex_);
    repaired_pages_.release();
}

PageView IndexedPages::verify(PageId id, const uint8_t* page, std::atomic<uint8_t>& state) const {
    PageView view(page);
    if (view.type() == storage::PageType::unformatted && view.header_version() == 0) {
        state.store(good, std::memory_order_release);  // never formatted: nothing to check
        return view;
    }
    if (view.header_version() != 1 || view.id() != id) {
        throw_damaged(id, fmt::format("the page calls itself {} (version {}, type {})",
                                      storage::to_string(view.id()), view.header_version(),
                                      int(view.type())));
    }
    if (verify_) {
        PageCheck check = storage::check_page(page);
        if (check == PageCheck::bad_checksum) {
            throw_damaged(id, fmt::format("checksum is {:#010x}, its bytes give {:#010x}",
                                          view.checksum(), storage::page_checksum(page)));
        }
        if (check == PageCheck::torn) throw_damaged(id, "torn page: its sectors do not agree");
    }
    if (storage::needs_torn_repair(page)) return repair(id, page, state);
    state.store(good, std::memory_order_release);
    return view;
}

PageView IndexedPages::repair(PageId id, const uint8_t* page, std::atomic<uint8_t>& state) const {
    std::unique_lock lock(repaired_mutex_);
    auto found = repaired_.find(id);
    if (found != repaired_.end()) return PageView(found->second);
    uint8_t* copy = repaired_pages_.allocate();
    std::memcpy(copy, page, k_page_size);
    storage::repair_torn_bits(copy);
    repaired_.emplace(id, copy);
    state.store(repaired, std::memory_order_release);
    return PageView(copy);
}

void IndexedPages::throw_damaged(PageId id, std::string detail) const {
    throw FormatError(
        fmt::format("RESTORE detected an error on page ({}:{}) in database \"{}\" as read from the "
                    "backup set.",
                    id.file, id.page, database_),
        3183, name_ + ": " + std::move(detail));
}

uint64_t IndexedPages::page_limit(uint16_t file) const {
    auto found = limits_.find(file);
    return found == limits_.end() ? 0 : found->second;
}

std::vector<uint16_t> IndexedPages::files() const {
    std::vector<uint16_t> out;
    for (const auto& [file, limit] : limits_)
        out.push_back(file);
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace gantry::backup
