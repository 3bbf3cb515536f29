#include "storage/page_source.h"

#include <fmt/format.h>

#include "base/error.h"

namespace gantry::storage {

PageView PageSource::require(PageId id, std::string_view what) const {
    PageView view = page(id);
    if (!view) {
        throw FormatError(fmt::format("{}: page {} is not there ({})", name(), to_string(id), what),
                          3183);
    }
    return view;
}

void throw_page_error(const PageSource& source, PageId id, std::string_view problem) {
    throw FormatError(fmt::format("{}: page {}: {}", source.name(), to_string(id), problem), 3183);
}

void throw_slot_error(const PageSource& source, Rid rid, std::string_view problem) {
    throw FormatError(fmt::format("{}: page {} slot {}: {}", source.name(), to_string(rid.page),
                                  rid.slot, problem),
                      3183);
}

}  // namespace gantry::storage
