#include "catalog/verify/catalog_check.h"

#include <fmt/format.h>

#include <set>
#include <unordered_map>

#include "base/error.h"
#include "catalog/verify/row_check.h"

namespace gantry::catalog {

using storage::PageId;

namespace {

PageId page_of(ByteSpan bytes) {
    return bytes.size() == 6 ? storage::load_page_id(bytes.data()) : PageId();
}

std::unordered_map<int32_t, std::string> object_names(const SystemCatalog& catalog) {
    std::unordered_map<int32_t, std::string> out;
    catalog.scan(k_sysschobjs, {"id", "name"},
                 [&](const SystemRow& row) { out[int32_t(row.integer(0))] = row.text(1); });
    return out;
}

// The tables that hold the catalog together have no rows of their own in sysschobjs everywhere.
constexpr int32_t k_first_user_object = 100;

const char* unit_kind(uint8_t type) {
    switch (type) {
        case 0:
            return "dropped ";
        case k_unit_lob:
            return "LOB data of ";
        case k_unit_overflow:
            return "overflow of ";
        default:
            return "";
    }
}

}  // namespace

namespace {

struct OwnedRowset {
    std::shared_ptr<const Rowset> rowset;
    bool is_internal = false;
};

// All of them, those inside of columnstores too.
std::unordered_map<int64_t, OwnedRowset> read_rowsets(const SystemCatalog& catalog) {
    constexpr int64_t k_owner_rows = 1;
    std::unordered_map<int64_t, OwnedRowset> out;
    catalog.scan(k_sysrowsets,
                 {"rowsetid", "ownertype", "idmajor", "idminor", "numpart", "rcrows", "cmprlevel"},
                 [&](const SystemRow& row) {
                     auto rowset = std::make_shared<Rowset>();
                     rowset->id = row.integer(0);
                     rowset->object_id = int32_t(row.integer(2));
                     rowset->index_id = int32_t(row.integer(3));
                     rowset->partition = int32_t(row.integer(4));
                     rowset->row_count = row.integer(5);
                     rowset->compression_level = uint8_t(row.integer(6));
                     out[rowset->id] = {rowset, row.integer(1) > k_owner_rows};
                 });
    return out;
}

}  // namespace

std::vector<StorageUnit> read_units(const SystemCatalog& catalog, Findings& findings) {
    std::unordered_map<int32_t, std::string> names = object_names(catalog);
    std::unordered_map<int64_t, OwnedRowset> rowsets = read_rowsets(catalog);
    std::vector<StorageUnit> out;
    catalog.scan(k_sysallocunits,
                 {"auid", "type", "ownerid", "pgfirst", "pgroot", "pgfirstiam", "pcused"},
                 [&](const SystemRow& row) {
                     StorageUnit unit;
                     unit.id = row.integer(0);
                     unit.type = uint8_t(row.integer(1));
                     unit.owner = row.integer(2);
                     unit.first = page_of(row.bytes(3));
                     unit.root = page_of(row.bytes(4));
                     unit.first_iam = page_of(row.bytes(5));
                     unit.pages_used = uint64_t(row.integer(6));
                     out.push_back(std::move(unit));
                 });
    for (StorageUnit& unit : out) {
        auto owner = rowsets.find(unit.owner);
        if (owner == rowsets.end()) {
            unit.name = fmt::format("{}allocation unit {}", unit_kind(unit.type), unit.id);
            if (unit.type != 0) {
                findings.warning(
                    CheckKind::catalog, {},
                    fmt::format("allocation unit {} belongs to rowset {}, which is not "
                                "there",
                                unit.id, unit.owner));
            }
            continue;
        }
        unit.rowset = owner->second.rowset;
        unit.is_internal = owner->second.is_internal;
        unit.compressed = unit.rowset->compression_level != 0;
        auto name = names.find(unit.rowset->object_id);
        unit.name = fmt::format("{}{} (object {}, index {})", unit_kind(unit.type),
                                name == names.end() ? "?" : name->second, unit.rowset->object_id,
                                unit.rowset->index_id);
    }
    return out;
}

void check_catalog(const SystemCatalog& catalog, Findings& findings) {
    try {
        std::unordered_map<int32_t, std::string> objects = object_names(catalog);
        auto check = [&](int32_t id, const char* what) {
            if (id < k_first_user_object || objects.contains(id)) return;
            findings.error(CheckKind::catalog, {},
                           fmt::format("{} of object {}, which is not there", what, id));
        };
        std::set<int32_t> with_rowsets, with_columns, with_indexes;
        for (const auto& [key, partitions] : catalog.rowsets())
            with_rowsets.insert(key.first);
        catalog.scan(k_syscolpars, {"id"},
                     [&](const SystemRow& row) { with_columns.insert(int32_t(row.integer(0))); });
        catalog.scan(k_sysidxstats, {"id"},
                     [&](const SystemRow& row) { with_indexes.insert(int32_t(row.integer(0))); });
        for (int32_t id : with_rowsets)
            check(id, "a rowset");
        for (int32_t id : with_columns)
            check(id, "columns");
        for (int32_t id : with_indexes)
            check(id, "an index");
        for (int32_t id : with_rowsets) {
            if (with_columns.contains(id)) continue;
            findings.error(CheckKind::catalog, {},
                           fmt::format("object {} has rows and no columns", id));
        }
    } catch (const FormatError& error) {
        findings.add(finding_of(CheckKind::catalog, error));
    }
}

}  // namespace gantry::catalog
