#include "catalog/system_catalog.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/utf.h"
#include "catalog/bootstrap_layouts.h"
#include "catalog/columnstore_catalog.h"
#include "catalog/system_fields.h"
#include "catalog/system_text.h"

namespace gantry::catalog {

using storage::FieldView;
using storage::PageId;
using storage::PageType;
using storage::PageView;
using types::TypeId;

namespace {

constexpr PageId k_boot_page_id{1, storage::k_boot_page};
constexpr int64_t k_sysrowsets_unit = 0x50000;

PageId page_id_of(const FieldView& field) {
    return field.null || field.size != 6 ? PageId() : storage::load_page_id(field.data);
}

// Calls visit for every row of a page chain that starts at `page`, which is a leaf.
template <typename Visit>
void walk_leaf_chain(const storage::PageSource& source, PageId page, storage::RowDecoder& decoder,
                     Visit&& visit) {
    uint64_t budget = 0;
    for (uint16_t file : source.files())
        budget += source.page_limit(file);
    for (; !page.is_null(); --budget) {
        if (budget == 0) storage::throw_page_error(source, page, "page chain has a loop");
        PageView view = source.require(page, "page of a system table");
        if (view.type() != PageType::data) {
            storage::throw_page_error(source, page,
                                      fmt::format("page type {} where a data page "
                                                  "must be",
                                                  int(view.type())));
        }
        for (uint32_t slot = 0; slot < view.usable_slot_count(); ++slot) {
            if (decoder.decode(view, page, uint16_t(slot))) visit(decoder.fields());
        }
        page = view.next();
    }
}

// Follows slot 0 of index pages down to the leftmost leaf.
PageId leftmost_leaf(const storage::PageSource& source, PageId root) {
    constexpr int k_levels_max = 16;
    PageId page = root;
    for (int i = 0; i < k_levels_max; ++i) {
        PageView view = source.require(page, "index page");
        if (view.type() == PageType::data) return page;
        if (view.type() != PageType::index) {
            storage::throw_page_error(source, page,
                                      fmt::format("page type {} where an index page "
                                                  "must be",
                                                  int(view.type())));
        }
        ByteSpan record = view.record_area(0);
        uint32_t length = view.pminlen();
        if (length < 7 || record.size() < length) {
            storage::throw_slot_error(source, {page, 0}, "index record is cut");
        }
        page = storage::load_page_id(record.data() + length - 6);
    }
    storage::throw_page_error(source, root, "index is too deep");
}

storage::Compression compression_of(int64_t level) {
    if (level == 1) return storage::Compression::row;
    if (level == 2) return storage::Compression::page;
    return storage::Compression::none;
}

}  // namespace

int64_t SystemRow::integer(size_t column) const {
    return integer_of(fields_[column]);
}

std::string SystemRow::text(size_t column) const {
    if (fields_[column].null) return {};
    TypeId type = places_[column].type;
    ByteSpan bytes = fields_[column].bytes();
    if (type == TypeId::char_ || type == TypeId::varchar) return std::string(as_text(bytes));
    return utf16le_to_utf8(bytes);
}

ByteSpan SystemRow::bytes(size_t column) const {
    return fields_[column].null ? ByteSpan() : fields_[column].bytes();
}

bool SystemRow::is_null(size_t column) const {
    return fields_[column].null;
}

SystemCatalog::SystemCatalog(const storage::PageSource& source) : source_(source) {
    read_boot_page();
    read_allocation_units();
    read_rowsets();
    if (boot_.version < k_version_2008) {
        read_rowset_columns_2005();
    } else {
        read_rowset_columns();
    }
    read_column_rows();
    read_added_defaults();
}

SystemCatalog::~SystemCatalog() = default;

void SystemCatalog::read_boot_page() {
    PageView page = source_.require(k_boot_page_id, "boot page");
    ByteSpan record = page.record_area(0);
    if (page.type() != PageType::boot || record.size() < 0x20A) {
        storage::throw_page_error(source_, k_boot_page_id, "this is no boot page");
    }
    const uint8_t* p = record.data();
    boot_.version = load_le<uint16_t>(p + 0x04);
    boot_.created_version = load_le<uint16_t>(p + 0x06);
    if (boot_.version < k_version_2005) {
        throw FormatError(fmt::format("{}: database version {} is older than SQL Server 2005 (611)",
                                      source_.name(), boot_.version),
                          3169, "upgrade the database on SQL Server 2005 or later first");
    }
    // Padded with bytes 20, which as UTF-16 are U+2020; some databases pad with spaces.
    size_t name_size = 256;
    auto is_padding = [&](size_t at) {
        uint16_t unit = load_le<uint16_t>(p + 0x34 + at);
        return unit == 0x2020 || unit == ' ' || unit == 0;
    };
    while (name_size > 0 && is_padding(name_size - 2))
        name_size -= 2;
    boot_.database_name = utf16le_to_utf8(record.subspan(0x34, name_size));
    boot_.database_id = load_le<uint16_t>(p + 0x138);
    boot_.compatibility_level = p[0x13A];
    // The status word of sysdatabases: 8 simple, 4 bulk-logged.
    uint32_t status = load_le<uint32_t>(p + 0x24);
    boot_.recovery_model = status & 8 ? "SIMPLE" : status & 4 ? "BULK_LOGGED" : "FULL";
    boot_.status = status;
    boot_.status2 = load_le<uint32_t>(p + 0x190);
    boot_.created = datetime_text(record.subspan(0x2C, 8));
    // Service Broker: its GUID, then 0 when it is enabled. Seconds of indirect checkpoints: 2012+.
    if (record.size() >= 0x2C8) {
        ByteSpan guid = record.subspan(0x2B4, 16);
        if (std::any_of(guid.begin(), guid.end(), [](uint8_t b) { return b != 0; })) {
            boot_.broker_guid.assign(guid.begin(), guid.end());
        }
        boot_.broker_disabled = load_le<uint32_t>(p + 0x2C4) != 0;
    }
    constexpr uint16_t k_version_2012 = 706;
    if (record.size() >= 0x5C4 && boot_.version >= k_version_2012) {
        boot_.target_recovery_seconds = load_le<int32_t>(p + 0x5C0);
    }
    boot_.collation = load_le<uint32_t>(p + 0x188);
    boot_.first_allocation_units = storage::load_page_id(p + 0x204);
}

void SystemCatalog::read_allocation_units() {
    storage::RowsetLayout layout = sysallocunits_layout();
    storage::RowDecoder decoder(source_, layout);
    walk_leaf_chain(source_, boot_.first_allocation_units, decoder, [&](const auto& f) {
        AllocationUnit unit;
        unit.type = uint8_t(integer_of(f[1]));
        unit.filegroup = int16_t(integer_of(f[4]));
        unit.used_pages = integer_of(f[8]);
        unit.data_pages = integer_of(f[9]);
        unit.reserved_pages = integer_of(f[10]);
        unit.first = page_id_of(f[5]);
        unit.root = page_id_of(f[6]);
        unit.first_iam = page_id_of(f[7]);
        int64_t owner = integer_of(f[2]);
        // sysrowsets is found by its unit's own id, since nothing names its owner yet.
        if (integer_of(f[0]) == k_sysrowsets_unit) {
            Rowset rowset;
            rowset.id = owner;
            rowset.object_id = k_sysrowsets;
            rowset.index_id = 1;
            rowsets_[{k_sysrowsets, 1}] = {rowset};
        }
        units_[owner].push_back(unit);
    });
    if (rowsets_.empty()) {
        storage::throw_page_error(source_, boot_.first_allocation_units,
                                  "the allocation unit of sysrowsets is not there");
    }
}

const Rowset& SystemCatalog::bootstrap_rowset(int32_t object_id) const {
    std::vector<const Rowset*> found = base_rowsets(object_id);
    if (found.empty()) {
        throw FormatError(fmt::format("{}: the catalog has no rowset for system table {}",
                                      source_.name(), object_id),
                          3183);
    }
    return *found[0];
}

void SystemCatalog::read_rowsets() {
    bool has_compression = boot_.version >= k_version_2008;
    storage::RowsetLayout layout = sysrowsets_layout(has_compression);
    Rowset self = bootstrap_rowset(k_sysrowsets);
    rowsets_.clear();
    scan_rowset(self, layout, [&](const auto& f) {
        Rowset rowset;
        rowset.id = integer_of(f[0]);
        rowset.object_id = int32_t(integer_of(f[2]));
        rowset.index_id = int32_t(integer_of(f[3]));
        rowset.partition = int32_t(integer_of(f[4]));
        rowset.owner_type = uint8_t(integer_of(f[1]));
        rowset.status = uint32_t(integer_of(f[5]));
        rowset.row_count = integer_of(f[7]);
        if (has_compression) {
            rowset.compression_level = uint8_t(integer_of(f[8]));
            rowset.compression = compression_of(rowset.compression_level);
        }
        auto& rowsets = rowset.owner_type > k_owner_rows ? internal_rowsets_ : rowsets_;
        rowsets[{rowset.object_id, rowset.index_id}].push_back(rowset);
    });
    for (auto& [key, partitions] : rowsets_) {
        std::sort(partitions.begin(), partitions.end(),
                  [](const Rowset& a, const Rowset& b) { return a.partition < b.partition; });
    }
}

void SystemCatalog::read_column_rows() {
    storage::RowsetLayout layout = syscolpars_layout();
    scan_rowset(bootstrap_rowset(k_syscolpars), layout, [&](const auto& f) {
        ColumnRow row;
        row.object_id = int32_t(integer_of(f[0]));
        row.number = int16_t(integer_of(f[1]));
        row.column_id = int32_t(integer_of(f[2]));
        if (!f[3].null) row.name = utf16le_to_utf8(f[3].bytes());
        row.system_type = uint8_t(integer_of(f[4]));
        row.user_type = int32_t(integer_of(f[5]));
        row.length = int16_t(integer_of(f[6]));
        row.precision = uint8_t(integer_of(f[7]));
        row.scale = uint8_t(integer_of(f[8]));
        row.collation = uint32_t(integer_of(f[9]));
        row.status = int32_t(integer_of(f[10]));
        row.xml_collection = int32_t(integer_of(f[12]));
        row.default_object = int32_t(integer_of(f[13]));
        row.rule_object = int32_t(integer_of(f[14]));
        if (!f[15].null) row.identity.assign(f[15].data, f[15].data + f[15].size);
        column_rows_[row.object_id].push_back(std::move(row));
    });
    for (auto& [object, rows] : column_rows_) {
        std::sort(rows.begin(), rows.end(), [](const ColumnRow& a, const ColumnRow& b) {
            return std::pair(a.number, a.column_id) < std::pair(b.number, b.column_id);
        });
    }
}

std::vector<const Rowset*> SystemCatalog::base_rowsets(int32_t object_id) const {
    std::vector<const Rowset*> out;
    for (int32_t index : {0, 1}) {
        auto found = rowsets_.find({object_id, index});
        if (found == rowsets_.end()) continue;
        for (const Rowset& rowset : found->second)
            out.push_back(&rowset);
    }
    return out;
}

const std::vector<Rowset>& SystemCatalog::internal_rowsets(int32_t object_id,
                                                           int32_t index_id) const {
    static const std::vector<Rowset> none;
    auto found = internal_rowsets_.find({object_id, index_id});
    return found == internal_rowsets_.end() ? none : found->second;
}

const ColumnstoreCatalog& SystemCatalog::columnstores() const {
    std::call_once(columnstores_read_,
                   [this] { columnstores_ = std::make_unique<ColumnstoreCatalog>(*this); });
    return *columnstores_;
}

const AllocationUnit* SystemCatalog::allocation_unit(int64_t rowset_id, uint8_t type) const {
    auto found = units_.find(rowset_id);
    if (found == units_.end()) return nullptr;
    for (const AllocationUnit& unit : found->second) {
        if (unit.type == type) return &unit;
    }
    return nullptr;
}

const std::vector<AllocationUnit>& SystemCatalog::allocation_units(int64_t rowset_id) const {
    static const std::vector<AllocationUnit> none;
    auto found = units_.find(rowset_id);
    return found == units_.end() ? none : found->second;
}

const std::vector<Rowset>& SystemCatalog::index_rowsets(int32_t object_id, int32_t index_id) const {
    static const std::vector<Rowset> none;
    auto found = rowsets_.find({object_id, index_id});
    return found == rowsets_.end() ? none : found->second;
}

const std::vector<RowsetColumn>& SystemCatalog::rowset_columns(int64_t rowset_id) const {
    static const std::vector<RowsetColumn> none;
    auto found = columns_.find(rowset_id);
    return found == columns_.end() ? none : found->second;
}

const std::vector<ColumnRow>& SystemCatalog::column_rows(int32_t object_id) const {
    static const std::vector<ColumnRow> none;
    auto found = column_rows_.find(object_id);
    return found == column_rows_.end() ? none : found->second;
}

std::vector<storage::ExtentPages> SystemCatalog::pages_of(const Rowset& rowset) const {
    const AllocationUnit* unit = allocation_unit(rowset.id, 1);
    if (unit == nullptr) return {};
    return storage::allocated_pages(source_, unit->first_iam);
}

void SystemCatalog::scan_rowset(
    const Rowset& rowset, const storage::RowsetLayout& layout,
    const std::function<void(const std::vector<FieldView>&)>& visit) const {
    const AllocationUnit* unit = allocation_unit(rowset.id, 1);
    if (unit == nullptr) return;
    storage::RowDecoder decoder(source_, layout);
    bool compressed = rowset.compression != storage::Compression::none;
    if (rowset.index_id != 0 && !unit->root.is_null() && !compressed) {
        // The first page noted may be stale; the root never is. (Index rows of compressed trees
        // are compressed too: their pages are found by allocation.)
        walk_leaf_chain(source_, leftmost_leaf(source_, unit->root), decoder, visit);
        return;
    }
    for (const storage::ExtentPages& extent : storage::allocated_pages(source_, unit->first_iam)) {
        for (uint32_t i = 0; i < storage::k_pages_per_extent; ++i) {
            if (!(extent.mask >> i & 1)) continue;
            PageId id{extent.first.file, extent.first.page + i};
            PageView view = source_.require(id, layout.table_name);
            if (!storage::holds_rows(source_, id, view)) continue;
            decoder.begin_page(view, id);
            for (uint32_t slot = 0; slot < decoder.slot_count(); ++slot) {
                if (decoder.decode(slot)) visit(decoder.fields());
            }
        }
    }
}

void SystemCatalog::scan(int32_t object_id, const std::vector<std::string_view>& columns,
                         const std::function<void(const SystemRow&)>& visit) const {
    for (const Rowset* rowset : base_rowsets(object_id)) {
        storage::RowsetLayout layout;
        layout.table_name = fmt::format("system table {}", object_id);
        layout.compression = rowset->compression;
        for (std::string_view name : columns) {
            storage::ColumnPlace place;
            for (const ColumnRow& row : column_rows(object_id)) {
                if (row.number != 0 || row.name != name) continue;
                for (const RowsetColumn& column : rowset_columns(rowset->id)) {
                    if (column.id == uint32_t(row.column_id)) place = column.place;
                }
            }
            place.name = name;
            layout.columns.push_back(std::move(place));
        }
        scan_rowset(*rowset, layout, [&](const std::vector<FieldView>& fields) {
            visit(SystemRow(fields, layout.columns));
        });
    }
}

}  // namespace gantry::catalog
