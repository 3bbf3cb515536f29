#include "storage/log/page_overlay.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"

namespace gantry::storage::log {

namespace {

class HeapPageMemory final : public PageMemory {
  public:
    explicit HeapPageMemory(size_t page_count_max) : left_(page_count_max) {}

    uint8_t* allocate() override {
        if (left_ == 0) throw Error("the log changes more pages than there is memory for");
        --left_;
        pages_.push_back(std::make_unique<uint8_t[]>(k_page_size));
        return pages_.back().get();
    }

  private:
    size_t left_;
    std::vector<std::unique_ptr<uint8_t[]>> pages_;
};

// A number of its own, so that a reason kept for every page cannot use memory without bound.
constexpr size_t k_broken_pages_max = 4096;

}  // namespace

std::unique_ptr<PageMemory> heap_page_memory(size_t page_count_max) {
    return std::make_unique<HeapPageMemory>(page_count_max);
}

PageOverlay::PageOverlay(const PageSource& base, std::unique_ptr<PageMemory> memory)
    : base_(base), memory_(std::move(memory)) {}

PageView PageOverlay::page(PageId id) const {
    if (!broken_.empty()) {
        auto broken = broken_.find(id);
        if (broken != broken_.end()) throw FormatError(broken->second, 3456);
    }
    auto found = pages_.find(id);
    return found == pages_.end() ? base_.page(id) : PageView(found->second.bytes);
}

uint64_t PageOverlay::page_limit(uint16_t file) const {
    auto found = limits_.find(file);
    uint64_t own = found == limits_.end() ? 0 : found->second;
    return std::max(own, base_.page_limit(file));
}

std::vector<uint16_t> PageOverlay::files() const {
    std::vector<uint16_t> out = base_.files();
    for (const auto& [file, limit] : limits_)
        out.push_back(file);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

PageView PageOverlay::peek(PageId id) {
    if (id == last_id_ && last_) return last_;
    last_id_ = id;
    last_ = {};
    auto found = pages_.find(id);
    if (found != pages_.end()) {
        last_ = PageView(found->second.bytes);
    } else {
        try {
            last_ = base_.page(id);
        } catch (const FormatError&) {
            // A page that was not in use when it was copied may hold anything; the record that
            // formats it will come. Whoever else wants it gets an error.
        }
    }
    return last_;
}

void PageOverlay::touch(PageId id, Changed& changed) {
    if (changed.step == step_) return;
    changed.step = step_;
    step_pages_.push_back(id);
}

uint8_t* PageOverlay::own(PageId id) {
    Changed& changed = pages_[id];
    if (changed.bytes == nullptr) {
        changed.bytes = memory_->allocate();
        uint64_t& limit = limits_[id.file];
        limit = std::max(limit, uint64_t(id.page) + 1);
    }
    touch(id, changed);
    last_id_ = id;
    last_ = PageView(changed.bytes);
    return changed.bytes;
}

uint8_t* PageOverlay::writable(PageId id) {
    auto found = pages_.find(id);
    if (found != pages_.end()) {
        touch(id, found->second);
        return found->second.bytes;
    }
    PageView below = peek(id);
    GANTRY_ASSERT(below);
    uint8_t* bytes = own(id);
    std::memcpy(bytes, below.data(), k_page_size);
    uint16_t flags = load_le<uint16_t>(bytes + k_page_flags_at);
    flags &= uint16_t(~(k_page_flag_torn_bits | k_page_flag_checksum));
    store_le<uint16_t>(bytes + k_page_flags_at, flags);
    store_le<uint32_t>(bytes + k_page_checksum_at, 0);
    return bytes;
}

uint8_t* PageOverlay::fresh(PageId id) {
    uint8_t* bytes = own(id);
    std::memset(bytes, 0, k_page_size);
    broken_.erase(id);
    return bytes;
}

void PageOverlay::set_broken(PageId id, std::string reason) {
    if (broken_.size() >= k_broken_pages_max) {
        throw FormatError(std::move(reason), 3456,
                          fmt::format("{} other pages cannot be replayed", broken_.size()));
    }
    broken_.emplace(id, std::move(reason));
}

void PageOverlay::begin_step() {
    ++step_;
    step_pages_.clear();
}

std::vector<PageId> PageOverlay::changed_in_step() const {
    std::vector<PageId> out = step_pages_;
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace gantry::storage::log
