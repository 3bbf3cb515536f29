#include "catalog/verify/unit_check.h"

#include <fmt/format.h>

#include "base/error.h"
#include "catalog/verify/tree_check.h"
#include "storage/compressed_rows.h"
#include "storage/record.h"

namespace gantry::catalog {

using storage::PageId;
using storage::PageType;
using storage::PageView;
using storage::RecordType;

namespace {

constexpr uint32_t k_stub_target_at = 1;
constexpr uint32_t k_stub_size = 9;

class UnitChecker {
  public:
    UnitChecker(const storage::PageSource& source, const AllocationMap& map,
                const std::vector<StorageUnit>& units, uint32_t unit, Findings& findings)
        : source_(source), map_(map), unit_(units[unit]), number_(unit), findings_(findings) {}

    UnitCounts run(size_t first, size_t last) {
        for (size_t e = first; e < last; ++e) {
            const storage::ExtentPages& extent = unit_.pages[e];
            for (uint32_t i = 0; i < storage::k_pages_per_extent; ++i) {
                if (extent.mask >> i & 1) take_page({extent.first.file, extent.first.page + i});
            }
        }
        return counts_;
    }

  private:
    void take_page(PageId id) {
        ++counts_.pages;
        PageView page;
        try {
            page = source_.page(id);
        } catch (const FormatError&) {
            counts_.damaged = true;  // told where raw pages are checked
            return;
        }
        if (!page) {
            findings_.error(CheckKind::allocation, id,
                            fmt::format("{}: page is in use and not there", unit_.name));
            counts_.damaged = true;
            return;
        }
        if (!is_type_expected(page.type())) {
            findings_.error(CheckKind::allocation, id,
                            fmt::format("{}: page type {} is not one of its kind", unit_.name,
                                        int(page.type())));
            counts_.damaged = true;
            return;
        }
        if (!holds_records(page.type())) return;
        PageRecords records = check_page_structure(page, id, unit_.compressed, findings_);
        counts_.ghosts += records.ghosts;
        if (unit_.type != k_unit_in_row) {
            counts_.lob_records += records.live;
        } else if (is_leaf(page)) {
            counts_.leaf_rows += records.live;
            counts_.stubs += records.stubs;
            counts_.forwarded += records.forwarded;
            if (records.stubs > 0) check_stubs(page, id);
        }
    }

    // Levels above the leaves of a clustered index may count from 0 too.
    bool is_leaf(PageView page) const {
        if (page.level() != 0) return false;
        bool nonclustered = unit_.rowset != nullptr && unit_.rowset->index_id > 1;
        return nonclustered || page.type() == PageType::data;
    }

    static bool holds_records(PageType type) {
        return type == PageType::data || type == PageType::index || type == PageType::text_mix ||
               type == PageType::text_tree;
    }
    // Not written yet, given back lazily, or in use by an index that is being built: sort runs (7),
    // bulk loads (18), preformatted (20).
    static bool is_idle(PageType type) {
        return type == PageType::unformatted || type == PageType::deallocated ||
               type == PageType::sort || uint8_t(type) == 18 || uint8_t(type) == 20;
    }

    bool is_type_expected(PageType type) const {
        // A page may be allocated before anything is written to it, or given back lazily.
        if (!holds_records(type)) return is_idle(type);
        if (unit_.type == 0) return true;
        bool lob = type == PageType::text_mix || type == PageType::text_tree;
        if (unit_.type != k_unit_in_row) return lob;
        if (unit_.rowset == nullptr) return !lob;
        if (unit_.rowset->index_id == 0) return type == PageType::data;
        if (unit_.rowset->index_id == 1) return type == PageType::data || type == PageType::index;
        return type == PageType::index;
    }

    void check_stubs(PageView page, PageId id) {
        for (uint32_t slot = 0; slot < page.usable_slot_count(); ++slot) {
            ByteSpan area = page.record_area(slot);
            if (area.size() < k_stub_size) continue;
            if (storage::CompressedRecord::is_compressed(area[0])) continue;
            if (storage::record_type(area[0]) != RecordType::forwarding_stub) continue;
            storage::Rid target = storage::load_rid(area.data() + k_stub_target_at);
            std::string problem = stub_problem(target);
            if (problem.empty()) continue;
            findings_.add({Severity::error, CheckKind::linkage, id, int32_t(slot),
                           fmt::format("forwards to {}:{}, {}", storage::to_string(target.page),
                                       target.slot, problem)});
        }
    }

    std::string stub_problem(storage::Rid target) const {
        if (map_.owner(target.page) != int32_t(number_)) return "which is not the table's page";
        PageView page;
        try {
            page = source_.page(target.page);
        } catch (const FormatError&) {
            return "which is damaged";
        }
        if (!page) return "which is not there";
        ByteSpan area = page.record_area(target.slot);
        if (area.empty() || storage::record_type(area[0]) != RecordType::forwarded) {
            return "where no forwarded row is";
        }
        return {};
    }

    const storage::PageSource& source_;
    const AllocationMap& map_;
    const StorageUnit& unit_;
    uint32_t number_;
    Findings& findings_;
    UnitCounts counts_;
};

}  // namespace

void UnitCounts::add(const UnitCounts& other) {
    leaf_rows += other.leaf_rows;
    ghosts += other.ghosts;
    lob_records += other.lob_records;
    pages += other.pages;
    stubs += other.stubs;
    forwarded += other.forwarded;
    damaged |= other.damaged;
}

UnitCounts check_unit_pages(const storage::PageSource& source, const AllocationMap& map,
                            const std::vector<StorageUnit>& units, uint32_t unit, size_t first,
                            size_t last, Findings& findings) {
    return UnitChecker(source, map, units, unit, findings).run(first, last);
}

void check_unit_whole(const storage::PageSource& source, const AllocationMap& map,
                      const std::vector<StorageUnit>& units, uint32_t unit,
                      const UnitCounts& counts, const std::vector<RowsetColumn>& columns,
                      size_t threads, Findings& findings) {
    const StorageUnit& u = units[unit];
    if (counts.stubs != counts.forwarded && !counts.damaged) {
        findings.error(CheckKind::linkage, {},
                       fmt::format("{}: {} forwarding stubs, {} forwarded rows", u.name,
                                   counts.stubs, counts.forwarded));
    }
    bool is_tree = u.type == k_unit_in_row && u.rowset != nullptr && u.rowset->index_id != 0;
    if (is_tree && (u.root.is_null() || map.is_file_present(u.root.file))) {
        check_tree(source, map, u, int32_t(unit), columns, threads, findings);
    }
}

}  // namespace gantry::catalog
