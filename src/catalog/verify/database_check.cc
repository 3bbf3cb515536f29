#include "catalog/verify/database_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "base/byte_source.h"
#include "base/error.h"
#include "catalog/database_image.h"
#include "catalog/row_counts.h"
#include "catalog/system_catalog.h"
#include "catalog/verify/allocation_map.h"
#include "catalog/verify/catalog_check.h"
#include "catalog/verify/parallel.h"
#include "catalog/verify/row_check.h"
#include "catalog/verify/tracked_pages.h"
#include "catalog/verify/unit_check.h"

namespace gantry::catalog {

using storage::PageId;

namespace {

// Pages in one piece of work: 4 MB.
constexpr size_t k_extents_per_task = 64;
// Units that have all threads for themselves, one after another: whole databases are one table.
constexpr size_t k_extents_of_large_unit = 256;

class DatabaseChecker {
  public:
    DatabaseChecker(const TrackedPages& pages, std::vector<PageId> extents,
                    const DatabaseImage& image, const DatabaseCheckOptions& options,
                    Findings& findings)
        : pages_(pages),
          image_(image),
          options_(options),
          findings_(findings),
          catalog_(pages),
          units_(read_units(catalog_, findings)),
          map_(pages, std::move(extents), units_, findings) {}

    DatabaseCounts run() {
        map_.run();
        check_units();
        check_catalog(catalog_, findings_);
        RowCheck rows(image_, catalog_, options_.threads, findings_);
        rows.run();
        check_counts(rows);
        check_lob_pages(rows);
        DatabaseCounts out;
        out.units = units_.size();
        for (const auto& [key, partitions] : catalog_.rowsets())
            out.rowsets += partitions.size();
        out.rows = rows.row_count();
        out.tables = image_.model().tables.size();
        for (size_t i = 0; i < units_.size(); ++i) {
            out.pages_in_use += counts_[i].pages;
            out.system_pages += units_[i].iam_pages;
        }
        for (PageId extent : map_.extents()) {
            for (uint32_t i = 0; i < storage::k_pages_per_extent; ++i)
                out.system_pages += AllocationMap::is_system_page({extent.file, extent.page + i});
        }
        return out;
    }

  private:
    void check_units() {
        struct Task {
            uint32_t unit;
            size_t first, last;
        };
        std::vector<Task> tasks;
        for (uint32_t unit = 0; unit < units_.size(); ++unit) {
            size_t count = units_[unit].pages.size();
            for (size_t first = 0; first < count; first += k_extents_per_task) {
                tasks.push_back({unit, first, std::min(count, first + k_extents_per_task)});
            }
        }
        counts_.resize(units_.size());
        std::mutex mutex;
        for_each_index(tasks.size(), options_.threads, [&](size_t i) {
            const Task& t = tasks[i];
            const ReadingPart reading(pages_.byte_sources());
            const std::vector<storage::ExtentPages>& extents = units_[t.unit].pages;
            pages_.will_need(std::span(extents).subspan(t.first, t.last - t.first));
            UnitCounts part =
                check_unit_pages(pages_, map_, units_, t.unit, t.first, t.last, findings_);
            std::lock_guard lock(mutex);
            counts_[t.unit].add(part);
        });
        auto is_large = [&](size_t unit) {
            return units_[unit].pages.size() >= k_extents_of_large_unit;
        };
        auto check_whole = [&](size_t unit, size_t threads) {
            const Rowset* rowset = units_[unit].rowset.get();
            check_unit_whole(pages_, map_, units_, uint32_t(unit), counts_[unit],
                             catalog_.rowset_columns(rowset == nullptr ? 0 : rowset->id), threads,
                             findings_);
        };
        for_each_index(units_.size(), options_.threads, [&](size_t unit) {
            if (is_large(unit)) return;
            const ReadingPart reading(pages_.byte_sources());
            check_whole(unit, 1);
        });
        for (size_t unit = 0; unit < units_.size(); ++unit) {
            if (is_large(unit)) check_whole(unit, options_.threads);
        }
    }

    // Rows on leaf pages = what sysrowsets counts; an index over all rows has as many as its table.
    void check_counts(const RowCheck& rows) {
        std::map<std::pair<int32_t, int32_t>, int64_t> leaf_rows;
        std::set<std::pair<int32_t, int32_t>> unsure;
        for (size_t i = 0; i < units_.size(); ++i) {
            const StorageUnit& unit = units_[i];
            if (unit.type != k_unit_in_row || unit.rowset == nullptr) continue;
            const Rowset& rowset = *unit.rowset;
            std::pair<int32_t, int32_t> key{rowset.object_id, rowset.index_id};
            if (counts_[i].damaged) unsure.insert(key);
            leaf_rows[key] += int64_t(counts_[i].leaf_rows);
            // Rows of a columnstore are in its row groups, beside what these count.
            if (is_columnstore(rowset) || unit.is_internal) {
                unsure.insert(key);
                continue;
            }
            if (counts_[i].damaged) continue;
            if (!unit.first_iam.is_null() && !map_.is_file_present(unit.first_iam.file)) {
                unsure.insert(key);
                continue;
            }
            auto delta = options_.row_deltas.find(uint64_t(rowset.id));
            int64_t counted = rowset.row_count;
            if (delta != options_.row_deltas.end()) counted += delta->second;
            if (int64_t(counts_[i].leaf_rows) == counted) continue;
            std::string what = fmt::format("{}: {} rows on its pages, the catalog counts {}",
                                           unit.name, counts_[i].leaf_rows, counted);
            if (rowset.row_count < 0 || may_miscount_rows(image_.model().created_version)) {
                findings_.note(CheckKind::count, {}, what + ", as SQL Server 2000 may have it");
            } else {
                findings_.error(CheckKind::count, {}, std::move(what));
            }
        }
        for (const IndexFacts& index : rows.full_indexes()) {
            std::pair<int32_t, int32_t> key{index.object_id, index.index_id};
            auto own = leaf_rows.find(key);
            auto base = leaf_rows.find({index.object_id, 1});
            if (base == leaf_rows.end()) base = leaf_rows.find({index.object_id, 0});
            if (own == leaf_rows.end() || base == leaf_rows.end()) continue;
            if (unsure.contains(key) || unsure.contains(base->first)) continue;
            if (own->second == base->second) continue;
            findings_.error(
                CheckKind::count, {},
                fmt::format("index {} of object {} has {} rows, its table {}", index.index_id,
                            index.object_id, own->second, base->second));
        }
    }

    static bool is_columnstore(const Rowset& rowset) { return rowset.compression_level >= 3; }

    // A LOB page with records that no row led to.
    void check_lob_pages(const RowCheck& rows) {
        for (const StorageUnit& unit : units_) {
            bool lob = unit.type == k_unit_lob || unit.type == k_unit_overflow;
            if (!lob || unit.rowset == nullptr || unit.rowset->index_id > 1) continue;
            if (is_columnstore(*unit.rowset) || unit.is_internal) continue;
            if (!rows.all_values_read(*unit.rowset)) continue;
            for (const storage::ExtentPages& extent : unit.pages) {
                for (uint32_t i = 0; i < storage::k_pages_per_extent; ++i) {
                    PageId id{extent.first.file, extent.first.page + i};
                    if ((extent.mask >> i & 1) && !pages_.was_asked_for(id)) lone_page(unit, id);
                }
            }
        }
    }

    void lone_page(const StorageUnit& unit, PageId id) {
        const ReadingPart reading(pages_.byte_sources());
        try {
            storage::PageView page = pages_.page(id);
            if (!page) return;
            Findings ignored;
            if (check_page_structure(page, id, false, ignored).live == 0) return;
        } catch (const FormatError&) {
            return;
        }
        findings_.warning(CheckKind::lob, id,
                          fmt::format("{}: no row leads to the values on this page", unit.name));
    }

    const TrackedPages& pages_;
    const DatabaseImage& image_;
    const DatabaseCheckOptions& options_;
    Findings& findings_;
    SystemCatalog catalog_;
    std::vector<StorageUnit> units_;
    AllocationMap map_;
    std::vector<UnitCounts> counts_;
};

}  // namespace

DatabaseCounts check_database(const storage::PageSource& source, std::vector<PageId> extents,
                              const DatabaseCheckOptions& options, Findings& findings) {
    std::vector<PageId> all = extents;
    auto tracked = std::make_unique<TrackedPages>(source, all);
    const TrackedPages& pages = *tracked;
    try {
        auto image = DatabaseImage::open(std::move(tracked));
        return DatabaseChecker(pages, std::move(extents), *image, options, findings).run();
    } catch (const FormatError& error) {
        findings.add(finding_of(CheckKind::catalog, error));
    }
    return {};
}

}  // namespace gantry::catalog
