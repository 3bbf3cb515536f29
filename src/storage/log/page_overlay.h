#pragma once
// Pages of another source with changes laid over them: copy on write. What is not changed is served
// from below, untouched. Layers stack: redo writes into one, undo into another above it, so that
// the redone state stays for the next log.
//
// Changing is for one thread. Afterwards it is a PageSource like any other: any number of threads.
// A changed page carries neither checksum nor torn bits (its flags say so): it was made here.
// A page whose changes could not be followed is broken: asking for it is the FormatError that says
// why.

#include <memory>
#include <unordered_map>

#include "storage/page_source.h"

namespace gantry::storage::log {

// Where changed pages live. Not thread-safe.
class PageMemory {
  public:
    virtual ~PageMemory() = default;
    // 8192 bytes that stay as long as this does. Throws IoError when there is no room.
    virtual uint8_t* allocate() = 0;
};

// In ordinary memory, up to `page_count_max` pages; more is an Error.
std::unique_ptr<PageMemory> heap_page_memory(size_t page_count_max);

class PageOverlay final : public PageSource {
  public:
    // `base` outlives this.
    PageOverlay(const PageSource& base, std::unique_ptr<PageMemory> memory);

    PageView page(PageId id) const override;
    uint64_t page_limit(uint16_t file) const override;
    std::vector<uint16_t> files() const override;
    const std::string& name() const override { return base_.name(); }

    // The page as it is now, changed or not; empty when there is none, or it cannot be read, or it
    // is broken. For deciding whether a change applies.
    PageView peek(PageId id);
    // The page to change. peek() must have given a page.
    uint8_t* writable(PageId id);
    // A page of zeros in place of whatever there was.
    uint8_t* fresh(PageId id);

    // From now on the page cannot be read, for this reason. fresh() heals it.
    void set_broken(PageId id, std::string reason);
    bool is_broken(PageId id) const { return broken_.contains(id); }
    const std::unordered_map<PageId, std::string>& broken() const { return broken_; }

    // Pages changed since the last begin_step(), in order of file and page.
    void begin_step();
    std::vector<PageId> changed_in_step() const;
    size_t changed_count() const { return pages_.size(); }

  private:
    struct Changed {
        uint8_t* bytes = nullptr;
        uint32_t step = 0;
    };
    uint8_t* own(PageId id);
    void touch(PageId id, Changed& changed);

    const PageSource& base_;
    std::unique_ptr<PageMemory> memory_;
    std::unordered_map<PageId, Changed> pages_;
    std::unordered_map<PageId, std::string> broken_;
    std::unordered_map<uint16_t, uint64_t> limits_;
    std::vector<PageId> step_pages_;
    uint32_t step_ = 1;
    PageId last_id_;  // of peek(), since records of one page come together
    PageView last_;
};

}  // namespace gantry::storage::log
