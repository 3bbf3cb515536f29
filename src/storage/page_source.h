#pragma once
// Where pages come from: a backup read in place, a spooled one, a data file, later an image that a
// log changed. Declared here so that everything above pages is blind to the media.
//
// Thread-safe: any number of threads may ask one source at once. The pointer inside a returned
// view stays valid, and its bytes unchanged, as long as the source lives; for pages asked for in a
// ReadingPart (base/byte_source.h) of its byte_sources(), until that ends.

#include <span>
#include <string>
#include <vector>

#include "base/byte_source.h"
#include "storage/page.h"

namespace gantry::storage {

// Pages of one extent: bit i of `mask` stands for page first.page + i.
struct ExtentPages {
    PageId first;
    uint8_t mask = 0;
};

class PageSource {
  public:
    virtual ~PageSource() = default;

    // The verified page with its torn-page bits put back; an empty view when this source does not
    // hold it. Throws FormatError 3183 for a page whose checksum or torn bits are wrong, or whose
    // own id is another's.
    virtual PageView page(PageId id) const = 0;
    // One past the highest page of a file that may exist; 0 for a file that is not there.
    virtual uint64_t page_limit(uint16_t file) const = 0;
    // Ids of the data files, ascending.
    virtual std::vector<uint16_t> files() const = 0;
    // The backup or file, as messages name it.
    virtual const std::string& name() const = 0;

    // What the bytes of pages come from, to read them in parts (ReadingPart).
    virtual std::vector<const ByteSource*> byte_sources() const { return {}; }
    // The pages of these extents are asked for soon, in this order. Only a hint.
    virtual void will_need(std::span<const ExtentPages> extents) const { (void)extents; }

    // Like page(), but an absent page is a FormatError that says `what` wanted it.
    PageView require(PageId id, std::string_view what) const;
};

// Throws FormatError: `problem` at page `id` (and slot) of `source`.
[[noreturn]] void throw_page_error(const PageSource& source, PageId id, std::string_view problem);
[[noreturn]] void throw_slot_error(const PageSource& source, Rid rid, std::string_view problem);

}  // namespace gantry::storage
