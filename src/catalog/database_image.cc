#include "catalog/database_image.h"

#include <fmt/format.h>

#include <algorithm>

#include "backup/container.h"
#include "backup/data_file_pages.h"
#include "backup/media_set.h"
#include "base/error.h"
#include "catalog/model_builder.h"
#include "catalog/system_catalog.h"
#include "catalog/table_storage.h"

namespace gantry::catalog {

struct DatabaseImage::Impl {
    std::vector<backup::MediaSet> media;  // own the bytes that `pages` serves
    std::unique_ptr<storage::PageSource> pages;
    std::vector<backup::BackupSetHeader> headers;
    std::unique_ptr<SystemCatalog> catalog;
    Database model;

    void read_catalog() {
        catalog = std::make_unique<SystemCatalog>(*pages);
        model = build_model(*catalog);
    }
};

namespace {

[[noreturn]] void throw_no_base(const std::string& what) {
    throw FormatError(
        "The log or differential backup cannot be restored because no files are "
        "ready to rollforward.",
        3117, what);
}

// Lays a differential over its full backup.
void place_differential(backup::MediaSet& media, size_t set, const backup::BackupSetHeader& full,
                        backup::IndexedPages& pages) {
    const backup::BackupSetHeader& header = media.sets()[set];
    if (header.differential_base_guid != full.set_guid ||
        header.differential_base_lsn != full.checkpoint_lsn) {
        throw FormatError(
            "This differential backup cannot be restored because the database has "
            "not been restored to the correct earlier state.",
            3136,
            fmt::format("its base is backup set {}, given is {}",
                        to_string(header.differential_base_guid), to_string(full.set_guid)));
    }
    media.place_pages(set, pages);
}

void open_backups(std::vector<backup::MediaFile> files, const OpenOptions& options,
                  std::vector<backup::MediaSet>& media,
                  std::vector<backup::BackupSetHeader>& headers,
                  std::unique_ptr<storage::PageSource>& out) {
    media = backup::group_media(std::move(files));
    size_t full_media = media.size(), full_set = 0, others = 0;
    for (size_t i = 0; i < media.size(); ++i) {
        uint16_t position = media.size() == 1 ? options.set_position : uint16_t(0);
        size_t set = media[i].set_index(position);
        if (media[i].sets().empty()) throw_no_base("the media hold no backup set");
        char type = media[i].sets()[set].type;
        if (type == 'D' && full_media < media.size()) {
            throw FormatError(
                fmt::format("The volume on the device \"{}\" is not part of the media set that is "
                            "currently being processed. Ensure that the backup devices are loaded "
                            "with the correct media.",
                            media[i].files()[0].name()),
                3258, "two full backups were given");
        }
        if (type == 'D') {
            full_media = i;
            full_set = set;
        } else {
            ++others;
        }
    }
    if (full_media == media.size()) {
        const backup::BackupSetHeader& header =
            media[0]
                .sets()[media[0].set_index(media.size() == 1 ? options.set_position : uint16_t(0))];
        throw_no_base(fmt::format("the backup of {} is of type {}: its full backup is needed",
                                  header.database_name, header.type_description()));
    }
    auto pages = media[full_media].open_pages(full_set, options.verify_checksums);
    headers.push_back(media[full_media].sets()[full_set]);
    if (others > 1) throw_no_base("one full backup and at most one differential can be read");
    for (size_t i = 0; i < media.size(); ++i) {
        if (i == full_media) continue;
        const backup::BackupSetHeader& header = media[i].sets()[0];
        if (header.type != 'I') {
            throw_no_base(fmt::format("{} is of type {}, which is not read here",
                                      media[i].files()[0].name(), header.type_description()));
        }
        place_differential(media[i], 0, headers[0], *pages);
        headers.push_back(header);
    }
    out = std::move(pages);
}

std::unique_ptr<ByteSource> open_device(const std::string& path) {
    try {
        return open_file(path);
    } catch (const IoError& error) {
        std::string what = error.what();
        size_t colon = what.rfind(": ");
        throw FormatError(
            fmt::format("Cannot open backup device '{}'. Operating system error {}.", path,
                        colon == std::string::npos ? what : what.substr(colon + 2)),
            3201);
    }
}

}  // namespace

DatabaseImage::DatabaseImage(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
DatabaseImage::~DatabaseImage() = default;

std::unique_ptr<DatabaseImage> DatabaseImage::open(const std::vector<std::string>& paths,
                                                   const OpenOptions& options) {
    std::vector<std::unique_ptr<ByteSource>> sources;
    for (const std::string& path : paths)
        sources.push_back(open_device(path));
    return open(std::move(sources), options);
}

std::unique_ptr<DatabaseImage> DatabaseImage::open(std::vector<std::unique_ptr<ByteSource>> sources,
                                                   const OpenOptions& options) {
    if (sources.empty()) throw Error("no backup was named");
    auto impl = std::make_unique<Impl>();
    std::vector<std::unique_ptr<ByteSource>> data_files;
    std::vector<backup::MediaFile> media_files;
    for (auto& source : sources) {
        backup::ContainerKind kind = backup::detect_container(*source);
        if (kind == backup::ContainerKind::data_file) {
            data_files.push_back(std::move(source));
        } else if (kind == backup::ContainerKind::log_file && sources.size() > 1) {
            continue;
        } else {
            media_files.push_back(backup::open_media_file(std::move(source)));
        }
    }
    if (!data_files.empty() && !media_files.empty()) {
        throw Error(fmt::format("{} is a data file and {} a backup: name one kind",
                                data_files[0]->name(), media_files[0].name()));
    }
    if (!data_files.empty()) {
        impl->pages = std::make_unique<backup::DataFilePages>(std::move(data_files),
                                                              options.verify_checksums);
    } else {
        open_backups(std::move(media_files), options, impl->media, impl->headers, impl->pages);
    }
    impl->read_catalog();
    // The boot page keeps the name a database was created or attached with.
    if (!impl->headers.empty()) impl->model.name = impl->headers[0].database_name;
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
    return impl_->headers;
}

std::vector<size_t> DatabaseImage::stored_columns(const Table& table) {
    return catalog::stored_columns(table);
}

std::string DatabaseImage::why_not_in_pages(const Table& table) const {
    return catalog::why_not_in_pages(*impl_->catalog, table);
}

std::vector<RowRange> DatabaseImage::split(const Table& table, size_t target_parts) const {
    return split_table(*impl_->catalog, table, target_parts);
}

std::unordered_map<int32_t, TableSize> DatabaseImage::table_sizes() const {
    return catalog::table_sizes(*impl_->catalog);
}

uint64_t DatabaseImage::count_rows(const Table& table) const {
    uint64_t rows = 0;
    for (const RowRange& range : split(table, 1)) {
        rows += scan(table, range, [](const RowView&) {});
    }
    return rows;
}

const SystemCatalog& DatabaseImage::system_catalog() const {
    return *impl_->catalog;
}

}  // namespace gantry::catalog
