#pragma once
// Values that are too wide or too varied to pack: pages of up to 64 KB, each compressed for itself.
// A borrowed view of the segment's blob, checked when it is made; one expanded page at a time is
// kept. For one thread. Facts: docs/formats/columnstore.md.

#include <vector>

#include "base/bytes.h"
#include "storage/columnstore/fault.h"

namespace gantry::storage::columnstore {

class ValuePages {
  public:
    struct Value {
        ByteSpan bytes;  // valid until another page is loaded
        bool null = false;
    };

    // `blob` is the whole segment, `at` where the store begins in it.
    ValuePages(ByteSpan blob, size_t at, const SegmentName& name);

    uint32_t page_count() const { return uint32_t(pages_.size()); }
    uint32_t value_count(uint32_t page) const { return pages_[page].value_count; }
    // Bytes of each value of a page; negative when they differ.
    int value_size(uint32_t page) const { return pages_[page].value_size; }
    // `page` below page_count(), `slot` below value_count(page).
    Value value(uint32_t page, uint32_t slot);

  private:
    struct Page {
        ByteSpan bytes;  // behind the header
        int value_size = 0;
        uint32_t value_count = 0;
        uint32_t expanded_size = 0;  // 0: not compressed
    };

    void add_page(ByteSpan bytes);
    void load(uint32_t page);

    SegmentName name_;
    std::vector<Page> pages_;
    uint32_t loaded_ = UINT32_MAX;
    Bytes buffer_;
    ByteSpan values_;             // of the loaded page
    std::vector<uint32_t> ends_;  // of its values, when their sizes differ
};

}  // namespace gantry::storage::columnstore
