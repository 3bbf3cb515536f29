#pragma once
// A view of a PageSource that remembers which LOB pages were asked for: what no row leads to stays
// unmarked. Does not own its source. Thread-safe.

#include <atomic>
#include <vector>

#include "storage/page_source.h"

namespace gantry::catalog {

class TrackedPages final : public storage::PageSource {
  public:
    // `extents`: first pages of all that are there, ascending.
    TrackedPages(const storage::PageSource& source, const std::vector<storage::PageId>& extents)
        : source_(source), extents_(extents), seen_(extents.size()) {}

    storage::PageView page(storage::PageId id) const override;
    uint64_t page_limit(uint16_t file) const override { return source_.page_limit(file); }
    std::vector<uint16_t> files() const override { return source_.files(); }
    const std::string& name() const override { return source_.name(); }
    std::vector<const ByteSource*> byte_sources() const override { return source_.byte_sources(); }
    void will_need(std::span<const storage::ExtentPages> extents) const override {
        source_.will_need(extents);
    }

    bool was_asked_for(storage::PageId id) const;

  private:
    size_t index_of(storage::PageId id) const;  // extents_.size() when absent

    const storage::PageSource& source_;
    const std::vector<storage::PageId>& extents_;
    mutable std::vector<std::atomic<uint8_t>> seen_;  // a bit a page, one byte an extent
};

}  // namespace gantry::catalog
