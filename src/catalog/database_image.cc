#include "catalog/database_image.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/byte_source.h"
#include "base/error.h"
#include "catalog/model_builder.h"
#include "catalog/open_backups.h"
#include "catalog/row_counts.h"
#include "catalog/system_catalog.h"
#include "catalog/table_storage.h"

namespace gantry::catalog {

struct DatabaseImage::Impl {
    OpenedPages opened;
    std::unique_ptr<storage::PageSource>& pages = opened.pages;
    std::unique_ptr<SystemCatalog> catalog;
    Database model;

    void read_catalog() {
        catalog = std::make_unique<SystemCatalog>(*pages);
        model = build_model(*catalog);
        if (opened.recovered != nullptr) add_what_replay_found();
    }

    void read_backups() {
        read_catalog();
        // The boot page keeps the name a database was created or attached with.
        if (!opened.headers.empty()) model.name = opened.headers[0].database_name;
        check_unlogged_files();
        model.warnings.insert(model.warnings.end(), opened.warnings.begin(), opened.warnings.end());
    }

    // The catalog keeps since when a file is read-only: a backup from before may lack changes.
    void check_unlogged_files() {
        if (opened.unlogged.empty()) return;
        catalog->scan(k_sysprufiles, {"fileid", "readonlylsn"}, [&](const SystemRow& row) {
            for (const UnloggedFile& file : opened.unlogged) {
                if (row.integer(0) != file.id) continue;
                ByteSpan lsn = row.bytes(1);
                constexpr size_t k_lsn_size = 10;
                if (lsn.size() >= k_lsn_size && storage::load_lsn(lsn.data()) <= file.as_of) {
                    continue;
                }
                opened.warnings.push_back(fmt::format(
                    "file {} is read as of LSN {}, but it was not read-only from then on: what "
                    "was changed later is missing",
                    file.name, to_string(file.as_of)));
            }
        });
    }

    // Counts in the catalog are those of the last checkpoint.
    void add_what_replay_found() {
        for (const std::string& reason : opened.recovered->problems())
            model.warnings.push_back(reason);
        const auto& deltas = opened.recovered->row_deltas();
        for (Table& table : model.tables) {
            if (!is_row_count_known(table)) continue;
            for (const Rowset* rowset : catalog->base_rowsets(table.object_id)) {
                auto delta = deltas.find(uint64_t(rowset->id));
                if (delta != deltas.end()) table.row_count += delta->second;
            }
            if (table.row_count < 0) table.row_count = k_rows_unknown;
        }
    }
};

DatabaseImage::DatabaseImage(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
DatabaseImage::~DatabaseImage() = default;

std::unique_ptr<DatabaseImage> DatabaseImage::open(const std::vector<std::string>& paths,
                                                   const OpenOptions& options) {
    return open(open_sources(paths), options);
}

std::unique_ptr<DatabaseImage> DatabaseImage::open(std::vector<std::unique_ptr<ByteSource>> sources,
                                                   const OpenOptions& options) {
    auto impl = std::make_unique<Impl>();
    impl->opened = open_pages(std::move(sources), options);
    impl->read_backups();
    return std::unique_ptr<DatabaseImage>(new DatabaseImage(std::move(impl)));
}

std::unique_ptr<DatabaseImage> DatabaseImage::open(std::vector<backup::MediaSet>& media,
                                                   const std::vector<backup::ChainSet>& sets,
                                                   const backup::Chain& chain,
                                                   const OpenOptions& options) {
    auto impl = std::make_unique<Impl>();
    impl->opened = open_planned(media, sets, chain, options);
    impl->read_backups();
    return std::unique_ptr<DatabaseImage>(new DatabaseImage(std::move(impl)));
}

std::unique_ptr<DatabaseImage> DatabaseImage::open(std::unique_ptr<storage::PageSource> pages,
                                                   const std::string& name) {
    auto impl = std::make_unique<Impl>();
    impl->pages = std::move(pages);
    impl->read_catalog();
    if (!name.empty()) impl->model.name = name;
    return std::unique_ptr<DatabaseImage>(new DatabaseImage(std::move(impl)));
}

const Database& DatabaseImage::model() const {
    return impl_->model;
}
const storage::PageSource& DatabaseImage::pages() const {
    return *impl_->pages;
}
const std::vector<backup::BackupSetHeader>& DatabaseImage::headers() const {
    return impl_->opened.headers;
}
const std::vector<std::vector<backup::MediaLabel>>& DatabaseImage::labels() const {
    return impl_->opened.labels;
}
const backup::RecoveredPages* DatabaseImage::recovery() const {
    return impl_->opened.recovered;
}

std::vector<size_t> DatabaseImage::stored_columns(const Table& table) {
    return catalog::stored_columns(table);
}

std::string DatabaseImage::why_not_in_pages(const Table& table) const {
    return catalog::why_not_in_pages(*impl_->catalog, table);
}

bool DatabaseImage::lies_in_missing_files(const Table& table) const {
    if (recovery() == nullptr) return false;
    std::set<uint16_t> files;
    std::set<int16_t> filegroups;
    for (const backup::FileState& file : recovery()->cover().files) {
        if (!file.is_missing()) continue;
        files.insert(uint16_t(file.id));
        for (const Filegroup& group : model().filegroups) {
            if (group.name == file.group) filegroups.insert(int16_t(group.id));
        }
    }
    if (files.empty()) return false;
    return lies_in(*impl_->catalog, pages(), table, filegroups, files);
}

std::vector<RowRange> DatabaseImage::split(const Table& table, size_t target_parts) const {
    return split_table(*impl_->catalog, table, target_parts);
}

std::vector<RowRange> DatabaseImage::split_in_parts(const Table& table) const {
    constexpr uint64_t k_part_pages = 512;
    uint64_t pages = 0;
    for (const RowRange& range : split(table, 1))
        pages += range.page_count;
    return split(table, size_t(std::max<uint64_t>(1, pages / k_part_pages)));
}

void DatabaseImage::will_need(const RowRange& range) const {
    if (!range.extents) return;
    const std::span<const storage::ExtentPages> extents(*range.extents);
    pages().will_need(extents.subspan(range.first, range.last - range.first));
}

std::unordered_map<int32_t, TableSize> DatabaseImage::table_sizes() const {
    return catalog::table_sizes(*impl_->catalog);
}

uint64_t DatabaseImage::count_rows(const Table& table) const {
    uint64_t rows = 0;
    for (const RowRange& range : split_in_parts(table)) {
        const ReadingPart reading(pages().byte_sources());
        rows += scan(table, range, [](const RowView&) {});
    }
    return rows;
}

const SystemCatalog& DatabaseImage::system_catalog() const {
    return *impl_->catalog;
}

}  // namespace gantry::catalog
