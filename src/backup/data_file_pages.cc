#include "backup/data_file_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "backup/container.h"
#include "backup/encryption.h"
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
        source->need(0, k_page_size);
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
    refuse_encrypted();
}

namespace {

constexpr storage::PageId k_boot{1, storage::k_boot_page};

// The boot page keeps the status word of sysdatabases: 40000000 "cleanly shut down".
constexpr uint32_t k_status_at = 0x24;
constexpr uint32_t k_status_clean = 0x40000000;

}  // namespace

std::vector<ExtentOnMedia> DataFilePages::extents_on_media() const {
    std::vector<ExtentOnMedia> out;
    for (size_t i = 0; i < files_.size(); ++i) {
        ByteSpan bytes = files_[i]->mapped();
        files_[i]->need(0, k_page_size);
        uint16_t id = storage::PageView(bytes.data()).id().file;
        uint64_t pages = bytes.size() / k_page_size;
        for (uint64_t page = 0; page < pages; page += k_pages_per_extent) {
            uint32_t count = uint32_t(std::min<uint64_t>(k_pages_per_extent, pages - page));
            out.push_back({{id, uint32_t(page)},
                           bytes.data() + page * k_page_size,
                           count,
                           uint32_t(i),
                           false});
        }
    }
    return out;
}

std::string DataFilePages::state_warning() const {
    const uint8_t* page = unverified_page(k_boot);
    if (page == nullptr) return {};
    ByteSpan record = storage::PageView(page).record_area(0);
    if (record.size() < k_status_at + 4) return {};
    if (load_le<uint32_t>(record.data() + k_status_at) & k_status_clean) return {};
    return fmt::format(
        "{}: the database was not cleanly shut down, its log was not applied: rows may be "
        "inconsistent",
        name());
}

void DataFilePages::refuse_encrypted() const {
    for (uint16_t file : this->files()) {
        const uint8_t* pfs = unverified_page({file, storage::k_first_pfs_page});
        if (pfs == nullptr) continue;
        if (storage::PageView(pfs).flags() & storage::k_page_flag_encrypted) {
            throw_encrypted_database(name(), {}, "its pages say so");
        }
    }
}

}  // namespace gantry::backup
