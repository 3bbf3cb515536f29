#pragma once
// A page as it lies in a backup or data file, judged by itself and by the place it must have.
// Pure and thread-safe.
//
// Allocated pages that were never formatted hold zeros or what the disk held before, so a header
// that is not this page's proves nothing. It is damage when the page was this page: when putting
// back one byte of the header makes both header and checksum right. The checksum allows that test,
// since one byte changes it in one known way (docs/reference/verify.md).

#include <string>

#include "storage/page.h"

namespace gantry::catalog {

enum class RawPage : uint8_t {
    checksum_good,
    torn_good,
    unprotected,  // in order, and nothing protects it
    filler,       // padding of a backup
    unformatted,  // zeros
    stale,        // what was there before: another page, or no page at all
    damaged,
};
constexpr size_t k_raw_page_states = 7;

struct RawPageResult {
    RawPage state = RawPage::unformatted;
    std::string problem;  // of a damaged page
};

// `place` is null when the extent is filler or nothing tells where it belongs.
RawPageResult check_raw_page(const uint8_t* page, storage::PageId place);

}  // namespace gantry::catalog
