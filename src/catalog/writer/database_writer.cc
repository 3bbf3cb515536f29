#include "catalog/writer/database_writer.h"

#include <algorithm>
#include <array>

#include "base/error.h"
#include "catalog/writer/boot_pages.h"
#include "catalog/writer/catalog_rows.h"
#include "catalog/writer/columnstore_writer.h"
#include "catalog/writer/table_plan.h"
#include "storage/writer/row_writer.h"
#include "types/collation.h"
#include "types/date_time.h"

namespace gantry::catalog {
namespace {

using backup::Guid;
using Unit = storage::AllocationUnit;
using storage::Rid;

constexpr uint32_t k_growth_pages = 128;
constexpr uint32_t k_status_checksum_pages = 0x10000;
constexpr uint32_t k_status_simple = 8;
constexpr uint32_t k_status_bulk_logged = 4;
constexpr uint32_t k_status_always = 1;  // as the sample has it: autoclose of Express editions
constexpr uint16_t k_software_build = 2100;
constexpr uint16_t k_software_major = 11;
constexpr uint16_t k_written_database_id = 6;

// Well-spread 64-bit numbers from a counter (splitmix64).
class Guids {
  public:
    explicit Guids(uint64_t seed) : state_(seed) {}
    Guid next() {
        Guid guid;
        store_le<uint64_t>(guid.bytes.data(), number());
        store_le<uint64_t>(guid.bytes.data() + 8, number());
        guid.bytes[7] = uint8_t((guid.bytes[7] & 0x0F) | 0x40);  // version 4, its variant
        guid.bytes[8] = uint8_t((guid.bytes[8] & 0x3F) | 0x80);
        return guid;
    }

  private:
    uint64_t number() {
        uint64_t z = state_ += 0x9E3779B97F4A7C15;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }
    uint64_t state_;
};

uint64_t datetime_bytes(const backup::LocalTime& time) {
    int64_t days = types::days_from_civil(time.year, time.month, time.day) - types::k_days_to_1900;
    uint64_t ticks = ((time.hour * 60u + time.minute) * 60u + time.second) * 300u;
    return uint64_t(days) << 32 | ticks;
}

class DatabaseBuilder {
  public:
    DatabaseBuilder(const Database& database, const RowSources& rows,
                    const DatabaseWriterOptions& options, storage::DataFileWriter& file)
        : database_(database), sources_(rows), options_(options), file_(file) {
        collation_ = database.collation != 0 ? database.collation : types::k_default_collation;
        catalog_options_.created = datetime_bytes(options.time);
    }

    void run(BootFacts boot, const std::string& physical_name, uint64_t log_size) {
        for (const Table& table : database_.tables) write_table(table);
        plan_system_tables();
        add_catalog_rows();
        add_file_rows(boot, physical_name, log_size);
        boot.created = catalog_options_.created;
        boot.collation = collation_;
        write_system_tables();
        finish(boot);
    }

    uint64_t row_count() const { return row_count_; }

  private:
    void write_table(const Table& table) {
        std::vector<Partition> partitions = partitions_of(table);
        auto source = sources_.find(table.object_id);
        RowSource* rows = source != sources_.end() ? source->second.get() : nullptr;
        for (size_t i = 0; i < partitions.size(); ++i) {
            bool is_last = i + 1 == partitions.size();
            uint64_t rows_max = is_last ? ~uint64_t(0) : uint64_t(partitions[i].row_count);
            uint64_t rowset_id = is_columnstore(table)
                                     ? write_columnstore(table, partitions[i], rows, rows_max)
                                     : write_partition(table, partitions[i], rows, rows_max);
            if (i == 0) rowset_of_[table.object_id] = rowset_id;
        }
    }

    uint64_t write_columnstore(const Table& table, const Partition& partition, RowSource* rows,
                               uint64_t rows_max) {
        plans_.push_back(std::make_unique<TablePlan>(plan_columnstore(table, partition, ids_)));
        TablePlan& plan = *plans_.back();
        fill_collations(plan);
        auto options = options_.columnstores.find(table.object_id);
        ColumnstoreWriter writer(
            file_, plan, table,
            options == options_.columnstores.end() ? ColumnstoreOptions{} : options->second, ids_,
            rows_);
        std::vector<storage::Field> fields;
        while (rows != nullptr && writer.row_count() < rows_max && rows->next(fields))
            writer.add(fields);
        for (std::unique_ptr<TablePlan>& beside : writer.finish())
            plans_.push_back(std::move(beside));
        row_count_ += writer.row_count();
        return plan.rowset_id;
    }

    uint64_t write_partition(const Table& table, const Partition& partition, RowSource* rows,
                             uint64_t rows_max) {
        plans_.push_back(std::make_unique<TablePlan>(plan_table(table, partition, ids_)));
        TablePlan& plan = *plans_.back();
        fill_collations(plan);
        auto oddities = options_.oddities.find(table.object_id);
        storage::RowWriter writer(
            file_, plan.rows, plan.lobs.get(), plan.overflow.get(), plan.layout,
            oddities == options_.oddities.end() ? storage::RowOddities{} : oddities->second);
        std::vector<storage::Field> fields;
        try {
            while (rows != nullptr && writer.row_count() < rows_max && rows->next(fields))
                writer.add(fields);
            writer.finish();
        } catch (const IoError&) {
            throw;
        } catch (const Error& error) {
            throw Error("table '" + table.name + "': " + error.what());
        }
        plan.row_count = writer.row_count();
        row_count_ += plan.row_count;
        return plan.rowset_id;
    }

    // Character columns without a collation have the database's.
    void fill_collations(TablePlan& plan) {
        for (types::SqlType& type : plan.types) {
            if (types::is_character(type.id) && type.collation == 0) type.collation = collation_;
        }
    }

    void plan_system_tables() {
        for (const SystemTable& table : system_tables()) {
            system_plans_.push_back(
                std::make_unique<TablePlan>(plan_system_table(table, collation_, ids_)));
            rowset_of_[table.id] = system_plans_.back()->rowset_id;
        }
    }

    void add_catalog_rows() {
        Database model = database_;
        model.collation = collation_;
        for (Table& table : model.tables) give_collations(table.columns);
        for (Module& module : model.modules) {
            give_collations(module.columns);
            for (Parameter& parameter : module.parameters) give_collation(parameter.type);
        }
        for (UserType& type : model.user_types) give_collation(type.base);
        add_system_table_rows(collation_, catalog_options_, rowset_of_, rows_);
        add_model_rows(model, rowset_of_, catalog_options_, rows_);
    }

    void give_collation(types::SqlType& type) {
        if (types::is_character(type.id) && type.collation == 0) type.collation = collation_;
    }
    void give_collations(std::vector<Column>& columns) {
        for (Column& column : columns) give_collation(column.type);
    }

    void add_file_rows(const BootFacts& boot, const std::string& physical_name,
                       uint64_t log_size) {
        SystemTableRow group;
        group.i32(1).i32(1).i32(1).letters("FG").null().null().i32(0).text("PRIMARY");
        rows_.add(k_sysphfg, std::move(group));
        for (bool is_log : {false, true}) {
            std::string name = boot.logical_name + (is_log ? "_log" : "");
            std::string path = physical_name + (is_log ? "_log.ldf" : ".mdf");
            SystemTableRow row;
            row.i32(1).i32(is_log ? 2 : 1).i32(is_log ? 0 : 1).i32(is_log ? 544 : 512);
            row.u8(is_log ? 1 : 0).u8(0);
            row.i32(is_log ? int32_t(log_size / storage::k_page_size) : 0);
            row.i32(is_log ? 268435456 : -1).i32(is_log ? 10 : int32_t(k_growth_pages));
            row.text(name).text(path).null().null();
            row.bytes(boot.file_guid.bytes).i32(is_log ? 0 : 4);
            for (int i = 0; i < 7; ++i) row.null();  // LSNs up to diffbaselsn
            row.null().zeros(8).null().null().null().null().null().i64(0).null();
            rows_.add(k_sysprufiles, std::move(row));
            SystemTableRow old;
            old.i32(is_log ? 0x100042 : 2).i16(is_log ? 2 : 1).padded(name, 128).padded(path, 260);
            rows_.add(k_sysfiles1, std::move(old));
        }
    }

    // Everything but sysallocunits, which tells where all the others are, and then that. Numbers of
    // rows are known before, because rows about rowsets depend on plans alone.
    void write_system_tables() {
        size_t rowsets = plans_.size() + system_plans_.size();
        size_t columns = 0, units = 0;
        for_all_plans([&](TablePlan& plan) {
            columns += plan.layout.columns.size();
            units += plan.units().size();
        });
        for (auto& plan : system_plans_) {
            plan->row_count = rows_.count(plan->object_id);
            if (plan->object_id == k_sysrowsets) plan->row_count = rowsets;
            if (plan->object_id == k_sysrscols) plan->row_count = columns;
            if (plan->object_id == k_sysallocunits) plan->row_count = units;
        }
        for_all_plans([&](TablePlan& plan) { add_rowset_rows(plan, rows_); });
        for (auto& plan : system_plans_) {
            if (plan->object_id != k_sysallocunits) write_system_table(*plan);
        }
        for_all_plans([&](TablePlan& plan) { add_unit_rows(plan, rows_); });
        write_allocation_units();
    }

    void write_system_table(TablePlan& plan) {
        storage::RowWriter writer(file_, plan.rows, plan.lobs.get(), plan.overflow.get(), plan.layout);
        for (const SystemTableRow& row : rows_.sorted(plan.object_id)) writer.add(row.fields());
        writer.finish();
        GANTRY_ASSERT(writer.row_count() == plan.row_count);
    }

    // Its own row holds pages and counts that are known only when it is written: put in afterwards.
    void write_allocation_units() {
        TablePlan& plan = find_system_plan(k_sysallocunits);
        storage::RowWriter writer(file_, plan.rows, nullptr, plan.overflow.get(), plan.layout);
        Rid own;
        for (const SystemTableRow& row : rows_.sorted(k_sysallocunits)) {
            Rid rid = writer.add(row.fields());
            if (load_le<uint64_t>(row.field(0).data()) == plan.rows.id) own = rid;
        }
        writer.finish();
        GANTRY_ASSERT(writer.row_count() == plan.row_count && !own.page.is_null());

        SystemTableRows fresh;
        add_unit_rows(plan, fresh);
        std::vector<storage::Field> fields = fresh.sorted(k_sysallocunits)[0].fields();
        Bytes record;
        storage::build_record(plan.layout, fields, record);
        std::array<uint8_t, storage::k_page_size> page;
        file_.read(own.page, page.data());
        uint16_t at = load_le<uint16_t>(page.data() + storage::k_page_size - 2 * (own.slot + 1));
        std::memcpy(page.data() + at, record.data(), record.size());  // all of its fields are fixed
        file_.write(page.data());
    }

    void finish(BootFacts& boot) {
        boot.first_sysallocunits = find_system_plan(k_sysallocunits).rows.first;
        boot.page_count = file_.page_count();
        std::array<uint8_t, storage::k_page_size> page;
        make_file_header_page(boot, page.data());
        file_.write(page.data());
        make_boot_page(boot, page.data());
        file_.write(page.data());
        std::vector<const Unit*> units;
        for_all_plans([&](TablePlan& plan) {
            for (const Unit* unit : plan.units()) units.push_back(unit);
        });
        file_.finish(units);
    }

    TablePlan& find_system_plan(int32_t id) {
        for (auto& plan : system_plans_) {
            if (plan->object_id == id) return *plan;
        }
        assert_failed("a planned system table", __FILE__, __LINE__);
    }

    template <typename Function>
    void for_all_plans(Function function) {
        for (auto& plan : system_plans_) function(*plan);
        for (auto& plan : plans_) function(*plan);
    }

    const Database& database_;
    const RowSources& sources_;
    const DatabaseWriterOptions& options_;
    storage::DataFileWriter& file_;
    uint32_t collation_ = 0;
    CatalogRowsOptions catalog_options_;
    StorageIds ids_;
    std::vector<std::unique_ptr<TablePlan>> plans_, system_plans_;
    std::map<int32_t, uint64_t> rowset_of_;
    SystemTableRows rows_;
    uint64_t row_count_ = 0;
};

backup::DatabaseFile database_file(const std::string& name, const std::string& path, bool is_log,
                                   uint64_t size, const Guid& guid) {
    backup::DatabaseFile file;
    file.logical_name = is_log ? name + "_log" : name;
    file.physical_name = path + (is_log ? "_log.ldf" : ".mdf");
    file.type = is_log ? 'L' : 'D';
    file.file_id = is_log ? 2 : 1;
    file.file_group_id = is_log ? 0 : 1;
    file.file_group_name = is_log ? "" : "PRIMARY";
    file.size = size;
    file.size_max = is_log ? 0x20000000000 : 0x1FFFFFFFE000;
    file.growth = is_log ? 10 : uint64_t(k_growth_pages) * storage::k_page_size;
    file.growth_is_percent = is_log;
    file.sector_size = storage::k_sector_size;
    file.unique_id = guid;
    return file;
}

uint32_t database_status(const Database& database) {
    uint32_t status = k_status_always | k_status_checksum_pages;
    if (database.recovery_model == "SIMPLE") status |= k_status_simple;
    if (database.recovery_model == "BULK_LOGGED") status |= k_status_bulk_logged;
    return status;
}

uint64_t next_object_id(const Database& database) {
    int32_t highest = 0;
    for (const Table& table : database.tables) highest = std::max(highest, table.object_id);
    for (const Module& module : database.modules) highest = std::max(highest, module.object_id);
    return uint64_t(highest) + 16000057;
}

}  // namespace

WrittenDatabase::WrittenDatabase(const Database& database, const RowSources& rows,
                                 const DatabaseWriterOptions& options)
    : file_(options.directory, log_.first_lsn()) {
    Guids guids(options.seed);
    backup::BackupSetHeader& h = header_;
    h.database_name = database.name;
    h.server_name = h.machine_name = "GANTRY";
    h.user_name = "GANTRY\\gantry";
    h.type = 'D';
    h.software_major = k_software_major;
    h.software_build = k_software_build;
    h.database_version = k_written_version;
    h.compatibility_level = database.compatibility_level != 0 ? database.compatibility_level : 110;
    h.database_id = uint32_t(database.id != 0 ? database.id : k_written_database_id);
    h.database_creation = h.start = h.finish = options.time;
    h.first_lsn = h.checkpoint_lsn = log_.first_lsn();
    h.last_lsn = log_.last_lsn();
    h.set_guid = guids.next();
    h.binding_id = guids.next();
    h.family_guid = h.recovery_fork_id = guids.next();
    uint32_t collation =
        database.collation != 0 ? database.collation : types::k_default_collation;
    h.sort_order = uint8_t(collation >> 24);
    h.locale_id = types::lcid_of(collation);
    h.comparison_style = 196609;
    h.collation_sort_id = collation >> 24;
    std::array<uint8_t, 5> wire = types::tds_collation(collation);
    h.collation_lcid = load_le<uint32_t>(wire.data());
    h.status = database_status(database);
    h.file_groups.push_back({1, "PRIMARY", 1, true, {}});

    BootFacts boot;
    boot.database_name = boot.logical_name = database.name;
    boot.version = boot.created_version = k_written_version;
    boot.compatibility_level = h.compatibility_level;
    boot.database_id = uint16_t(h.database_id);
    boot.status = h.status;
    boot.next_object_id = uint32_t(next_object_id(database));
    boot.next_rowversion = 1u << 20;
    boot.software = uint32_t(k_software_build) | uint32_t(k_software_major) << 24;
    boot.checkpoint = log_.first_lsn();
    boot.binding_id = h.binding_id;
    boot.family_guid = h.family_guid;
    boot.recovery_fork_id = h.recovery_fork_id;
    boot.file_guid = guids.next();
    boot.growth_pages = k_growth_pages;
    Guid log_guid = guids.next();

    std::string path = "C:\\Data\\" + database.name;
    DatabaseBuilder builder(database, rows, options, file_);
    builder.run(boot, path, log_.file_size());
    row_count_ = builder.row_count();
    uint64_t size = uint64_t(file_.page_count()) * storage::k_page_size;
    h.files.push_back(database_file(database.name, path, false, size, boot.file_guid));
    h.files.push_back(database_file(database.name, path, true, log_.file_size(), log_guid));
}

uint64_t WrittenDatabase::extent_count() const {
    return file_.page_count() / storage::k_pages_per_extent;
}

void WrittenDatabase::read(uint64_t first, std::span<uint8_t> out) const {
    file_.read_extents(uint32_t(first), out);
}

void write_backup(const WrittenDatabase& database, const BackupOptions& options) {
    backup::BackupSetContents set;
    set.header = database.header();
    set.header.name = options.name;
    set.header.description = options.description;
    set.header.copy_only = options.copy_only;
    set.data = {&database};
    set.log = database.log();
    set.checksum = options.checksum;

    backup::MediaHeader label;
    label.media_name = options.media_name;
    label.media_description = options.media_description;
    label.media_date = set.header.start;
    Guids guids(load_le<uint64_t>(set.header.set_guid.bytes.data()));
    label.media_set_id = guids.next();
    label.media_family_id = load_le<uint32_t>(label.media_set_id.bytes.data());

    backup::WriterOptions media;
    media.format.compressed = options.compressed;
    backup::BackupWriter writer(options.paths, label, media);
    for (int i = 0; i < options.set_count; ++i) {
        if (i > 0) set.header.set_guid = guids.next();
        writer.add_set(set);
    }
    writer.close();
}

}  // namespace gantry::catalog
