#include "restore/backup_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "backup/recovery.h"
#include "base/error.h"
#include "catalog/database_image.h"
#include "restore/kept_chain.h"
#include "restore/set_checks.h"
#include "restore/stage_messages.h"
#include "storage/page.h"

namespace gantry::restore {
namespace {

constexpr size_t k_parts_to_count_pages = 1;

class BackupSource : public RowSource {
  public:
    BackupSource(std::unique_ptr<catalog::DatabaseImage> image, std::shared_ptr<void> media,
                 std::vector<backup::BackupSetHeader> told)
        : media_(std::move(media)), image_(std::move(image)), told_(std::move(told)) {}

    const catalog::Database& model() const override { return image_->model(); }

    std::vector<SourceFile> files() const override {
        std::vector<SourceFile> out;
        for (const backup::BackupSetHeader& header : told_) {
            std::vector<SourceFile> files = stage_files(header);
            out.insert(out.end(), files.begin(), files.end());
        }
        return out;
    }

    uint64_t page_count(const catalog::Table& table) const override {
        uint64_t pages = 0;
        if (!is_in_pages(table)) return 0;
        for (const catalog::RowRange& range : image_->split(table, k_parts_to_count_pages)) {
            pages += range.page_count;
        }
        return pages;
    }

    bool is_left_out(const catalog::Table& table) const override {
        return image_->lies_in_missing_files(table);
    }

    size_t split(const catalog::Table& table, size_t parts) override {
        if (!is_in_pages(table)) return 0;
        return (ranges_[table.object_id] = image_->split(table, parts)).size();
    }

    void will_need(const catalog::Table& table, size_t part) const override {
        image_->will_need(ranges_.at(table.object_id).at(part));
    }

    // What is read for a range may be dropped where it was fetched to, once the range is done.
    void scan(const catalog::Table& table, size_t part, const Visitor& visit) const override {
        ReadingPart reading(image_->pages().byte_sources());
        const catalog::RowRange& range = ranges_.at(table.object_id).at(part);
        catalog::RowScanner scanner(*image_, table, range);
        try {
            while (scanner.next())
                visit(scanner.row());
        } catch (const FormatError&) {
            require_read();  // says what made the bytes look damaged
            throw;
        }
        require_read();
    }

    void require_read() const override {
        for (const ByteSource* source : image_->pages().byte_sources())
            source->require_read();
    }

    bool fetches() const override {
        const std::vector<const ByteSource*> sources = image_->pages().byte_sources();
        return std::any_of(sources.begin(), sources.end(),
                           [](const ByteSource* source) { return source->fetches(); });
    }

  private:
    // A table whose rows are elsewhere comes without them, as one of the model's warnings says.
    bool is_in_pages(const catalog::Table& table) const {
        return image_->why_not_in_pages(table).empty() && !is_left_out(table);
    }

    std::shared_ptr<void> media_;  // shared with who opened it; outlives the image
    std::unique_ptr<catalog::DatabaseImage> image_;
    std::vector<backup::BackupSetHeader> told_;
    std::map<int32_t, std::vector<catalog::RowRange>> ranges_;  // by table
};

}  // namespace

namespace {

void require_stop_reached(const catalog::DatabaseImage& image) {
    if (image.recovery() != nullptr && image.recovery()->stop_reached()) return;
    throw Error("the log that was given ends before the point to stop at",
                "add the log backups that follow, or name an earlier point");
}

// All of a backup is wanted: its first bytes, where the catalog mostly is, come while headers and
// maps are looked at, which takes one small request after the other.
void announce_beginnings(const std::vector<std::unique_ptr<ByteSource>>& sources) {
    constexpr uint64_t k_beginning = uint64_t(16) << 20;
    for (const auto& source : sources)
        source->will_need(0, k_beginning);
}

}  // namespace

OpenedBackup open_backup(std::vector<std::unique_ptr<ByteSource>> sources,
                         const RestoreRequest& request, const backup::Look& look) {
    announce_beginnings(sources);
    catalog::OpenOptions options = image_options(request.stop, request.verify_checksums, look);
    options.set_position = uint16_t(request.file_position);
    options.database = request.database;
    options.check_set = [&](const backup::BackupSetHeader& set) {
        check_set(set, request, request.name.empty() ? set.database_name : request.name);
    };
    auto image = catalog::DatabaseImage::open(std::move(sources), options);
    if (request.stop.is_set()) require_stop_reached(*image);
    OpenedBackup out;
    std::vector<backup::BackupSetHeader> told = image->headers();
    for (size_t i = 0; i < told.size(); ++i)
        out.sets.push_back({told[i], image->labels()[i]});
    out.rows = image_source(std::move(image), nullptr, std::move(told));
    return out;
}

std::unique_ptr<RowSource> open_backup(const RestoreRequest& request) {
    return open_backup(open_devices(request), request).rows;
}

std::vector<std::unique_ptr<ByteSource>> open_devices(const RestoreRequest& request) {
    std::vector<std::unique_ptr<ByteSource>> out;
    for (const Device& device : request.devices)
        out.push_back(request.open(device));
    return out;
}

std::unique_ptr<RowSource> image_source(std::unique_ptr<catalog::DatabaseImage> image,
                                        std::shared_ptr<void> media,
                                        std::vector<backup::BackupSetHeader> told) {
    return std::make_unique<BackupSource>(std::move(image), std::move(media), std::move(told));
}

}  // namespace gantry::restore
