#pragma once
// A PageSource over pages put in by hand: for unit tests, fuzzing and the backup writer's checks.
// Not thread-safe while pages are being put in. Pages are taken as they are (not verified), except
// that torn-page bits are put back as every source must.

#include <array>
#include <map>
#include <memory>

#include "storage/page_source.h"

namespace gantry::storage {

class MemoryPages final : public PageSource {
  public:
    explicit MemoryPages(std::string name = "memory") : name_(std::move(name)) {}

    // Copies 8192 bytes.
    void put(PageId id, const uint8_t* bytes);
    // A zeroed page to fill; its header says version 1, `type` and `id`.
    uint8_t* make(PageId id, PageType type);

    PageView page(PageId id) const override;
    uint64_t page_limit(uint16_t file) const override;
    std::vector<uint16_t> files() const override;
    const std::string& name() const override { return name_; }

  private:
    using Block = std::array<uint8_t, k_page_size>;
    std::string name_;
    std::map<PageId, std::unique_ptr<Block>> pages_;
};

// Appends a record to a page that is being built: bytes at free data, the next slot points there.
// Returns the slot. The page must have room (asserted).
uint16_t append_record(uint8_t* page, ByteSpan record);

}  // namespace gantry::storage
