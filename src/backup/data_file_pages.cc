#include "backup/data_file_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "backup/container.h"
#include "base/error.h"

namespace gantry::backup {

using storage::k_page_size;
using storage::k_pages_per_extent;

DataFilePages::DataFilePages(std::vector<std::unique_ptr<ByteSource>> files, bool verify)
    : IndexedPages(files.empty() ? std::string() : files[0]->name(),
                   files.empty() ? std::string() : files[0]->name(), verify) {
    std::map<uint16_t, const ByteSource*> by_id;
    for (auto& source : files) {
        source = ensure_mapped(std::move(source));
        ByteSpan bytes = source->mapped();
        if (bytes.size() < k_page_size) {
            throw FormatError(fmt::format("The header for file '{}' is not a valid database file "
                                          "header. The file size is not correct.",
                                          source->name()),
                              5172);
        }
        uint16_t id = storage::PageView(bytes.data()).id().file;
        auto [other, added] = by_id.emplace(id, source.get());
        if (id == 0 || !added) {
            throw FormatError(fmt::format("One or more files do not match the primary file of the "
                                          "database. {} and {} both have file id {}.",
                                          other->second->name(), source->name(), id),
                              5173);
        }
        add_source(*source);
        uint64_t pages = bytes.size() / k_page_size;
        for (uint64_t page = 0; page < pages; page += k_pages_per_extent) {
            uint32_t count = uint32_t(std::min<uint64_t>(k_pages_per_extent, pages - page));
            place_extent({id, uint32_t(page)}, bytes.data() + page * k_page_size, count);
        }
    }
    files_ = std::move(files);
}

}  // namespace gantry::backup
