#include "catalog/verify/row_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/byte_source.h"
#include "base/error.h"
#include "catalog/table_storage.h"
#include "catalog/verify/parallel.h"

namespace gantry::catalog {

using storage::PageId;

namespace {

constexpr uint64_t k_pages_per_task = 512;
constexpr int k_errors_per_range = 200;
constexpr uint8_t k_columnstore_level = 3;
constexpr int64_t k_index_disabled = 0x80;
constexpr int64_t k_index_hypothetical = 0x100;
constexpr int64_t k_index_filtered = 0x20000;
constexpr int64_t k_index_is_there = 1;
constexpr int64_t k_index_nonclustered = 2;

// "page 1:77" or "page (1:77)" in a message.
PageId page_in(std::string_view text) {
    size_t at = text.find("page ");
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + 5);
    if (text.starts_with("(")) text.remove_prefix(1);
    unsigned file = 0;
    uint32_t page = 0;
    const char* end = text.data() + text.size();
    auto first = std::from_chars(text.data(), end, file);
    if (first.ec != std::errc() || first.ptr == end || *first.ptr != ':' || file > 0xFFFF)
        return {};
    auto second = std::from_chars(first.ptr + 1, end, page);
    if (second.ec != std::errc()) return {};
    return {uint16_t(file), page};
}

int32_t slot_in(std::string_view text) {
    size_t at = text.find(" slot ");
    if (at == std::string_view::npos) return -1;
    int32_t slot = -1;
    std::from_chars(text.data() + at + 6, text.data() + text.size(), slot);
    return slot;
}

}  // namespace

Finding finding_of(CheckKind kind, const FormatError& error) {
    std::string text = error.what();
    PageId page = page_in(text);
    int32_t slot = slot_in(text);
    // Only the detail names the damage of a page that its own check refuses.
    if (!error.hint().empty()) text += " (" + error.hint() + ")";
    return {Severity::error, kind, page, slot, std::move(text)};
}

RowCheck::RowCheck(const DatabaseImage& image, const SystemCatalog& catalog, size_t threads,
                   Findings& findings)
    : image_(image), catalog_(catalog), threads_(threads), findings_(findings) {}

void RowCheck::run() {
    add_tables();
    add_other_rowsets();
    for_each_index(tasks_.size(), threads_, [&](size_t i) {
        const Task& task = tasks_[i];
        const ReadingPart reading(image_.pages().byte_sources());
        if (task.table != nullptr) {
            run_range(*task.table, task.range);
        } else {
            run_rowset(*task.rowset);
        }
    });
    for (int64_t id : partial_)
        whole_.erase(id);
}

// Some of it is in a file without a page here: a backup of other files.
bool RowCheck::is_elsewhere(const std::vector<const Rowset*>& rowsets) const {
    std::vector<uint16_t> files = catalog_.source().files();
    for (const Rowset* rowset : rowsets) {
        for (uint8_t type : {1, 2, 3}) {
            const AllocationUnit* unit = catalog_.allocation_unit(rowset->id, type);
            if (unit == nullptr || unit->first_iam.is_null()) continue;
            if (!std::binary_search(files.begin(), files.end(), unit->first_iam.file)) return true;
        }
    }
    return false;
}

void RowCheck::add_tables() {
    for (const Table& table : image_.model().tables) {
        std::vector<const Rowset*> rowsets = catalog_.base_rowsets(table.object_id);
        if (std::string why = why_not_in_pages(catalog_, table); !why.empty()) {
            findings_.note(CheckKind::record, {}, fmt::format("table {} {}", table.name, why));
            continue;
        }
        if (is_elsewhere(rowsets)) {
            findings_.note(
                CheckKind::record, {},
                fmt::format("table {} lies in files that are not in this set", table.name));
            continue;
        }
        try {
            uint64_t pages = 0;
            for (const RowRange& range : image_.split(table, 1))
                pages += range.page_count;
            for (RowRange& range : image_.split(table, pages / k_pages_per_task + 1)) {
                Task task;
                task.table = &table;
                task.range = std::move(range);
                tasks_.push_back(std::move(task));
            }
        } catch (const FormatError& error) {
            add_failure(error);
        }
    }
}

void RowCheck::add_other_rowsets() {
    std::set<int32_t> tables;
    for (const Table& table : image_.model().tables)
        tables.insert(table.object_id);
    for (const auto& [key, partitions] : catalog_.rowsets()) {
        if (key.second > 1 || tables.contains(key.first)) continue;
        for (const Rowset& rowset : partitions) {
            if (rowset.compression_level >= k_columnstore_level) continue;
            if (is_elsewhere({&rowset})) continue;
            Task task;
            task.rowset = &rowset;
            tasks_.push_back(std::move(task));
        }
    }
}

void RowCheck::run_range(const Table& table, const RowRange& range) {
    std::optional<RowScanner> scanner;
    uint64_t rows = 0;
    int errors = 0;
    while (errors < k_errors_per_range) {
        // After an error the scanner goes on behind what it was thrown for.
        try {
            if (!scanner) scanner.emplace(image_, table, range);
            if (!scanner->next()) break;
            ++rows;
        } catch (const FormatError& error) {
            add_failure(error);
            ++errors;
        }
    }
    rows_ += rows;
    bool dropped = false;
    for (const RowsetColumn& column : catalog_.rowset_columns(range.rowset_id))
        dropped |= column.dropped;
    note_whole(range.rowset_id, errors == 0 && !dropped);
}

void RowCheck::run_rowset(const Rowset& rowset) {
    storage::RowsetLayout layout;
    layout.table_name = fmt::format("object {}", rowset.object_id);
    layout.compression = rowset.compression;
    bool dropped = false;
    for (const RowsetColumn& column : catalog_.rowset_columns(rowset.id)) {
        dropped |= column.dropped;
        if (column.dropped || column.place.type == types::TypeId::none) continue;
        layout.columns.push_back(column.place);
    }
    if (layout.columns.empty()) return;
    try {
        catalog_.scan_rowset(rowset, layout, [](const auto&) {});
        note_whole(rowset.id, !dropped);
    } catch (const FormatError& error) {
        add_failure(error);
        note_whole(rowset.id, false);
    }
}

// Damage has a number; what the reader does not know has none.
void RowCheck::add_failure(const FormatError& error) {
    Finding finding = finding_of(CheckKind::record, error);
    if (error.number() == 0) {
        finding.severity = Severity::warning;
        finding.what = "rows were not checked: " + finding.what;
    }
    findings_.add(std::move(finding));
}

void RowCheck::note_whole(int64_t rowset_id, bool whole) {
    std::lock_guard lock(mutex_);
    (whole ? whole_ : partial_).insert(rowset_id);
}

std::vector<IndexFacts> RowCheck::full_indexes() const {
    std::vector<IndexFacts> out;
    try {
        catalog_.scan(k_sysidxstats, {"id", "indid", "status", "type"}, [&](const SystemRow& row) {
            int64_t status = row.integer(2);
            if (!(status & k_index_is_there) || row.integer(3) != k_index_nonclustered) return;
            if (status & (k_index_disabled | k_index_hypothetical | k_index_filtered)) return;
            out.push_back({int32_t(row.integer(0)), int32_t(row.integer(1))});
        });
    } catch (const FormatError&) {
        // Its damage was told when its pages were checked.
    }
    return out;
}

}  // namespace gantry::catalog
