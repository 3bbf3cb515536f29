#pragma once
// For tests: a database with a heap of one int column and the rows 1, 2, 3, which goes on: its log
// is written row by row, and backups of any kind are taken between (backup/writer/chain_writer.h).

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <bit>

#include "backup/recovery.h"
#include "backup/writer/chain_writer.h"
#include "base/error.h"
#include "base/test_temp.h"
#include "catalog/database_image.h"
#include "catalog/writer/database_writer.h"
#include "catalog/writer/writer_test_tables.h"
#include "storage/log/page_editor.h"

namespace gantry::catalog {

class GrowingTableTest : public ::testing::Test {
  protected:
    using LogTime = storage::log::LogTime;
    using TransactionId = storage::log::TransactionId;
    using Context = storage::log::Context;
    using Values = std::vector<int32_t>;

    static LogTime at(uint32_t minute, uint32_t second = 0) {
        return {45350, ((9 * 60 + minute) * 60 + second) * 300};  // 2024-03-01 09:...
    }
    static backup::LocalTime clock_at(uint32_t minute) { return backup::local_time(at(minute)); }

    void SetUp() override {
        Database db;
        db.name = "shop";
        db.recovery_model = "FULL";
        Table table;
        table.object_id = 2000;
        table.name = "t";
        Column id;
        id.id = 1;
        id.name = "id";
        id.type = types::int_type();
        id.nullable = false;
        table.columns = {id};
        db.tables.push_back(table);
        auto rows = std::make_unique<MemoryRows>();
        for (int32_t i : {1, 2, 3})
            rows->add({int_value(i, 4)});
        RowSources sources;
        sources[table.object_id] = std::move(rows);
        DatabaseWriterOptions options;
        options.directory = test_directory();
        WrittenDatabase written(db, sources, options);
        header = written.header();
        server = std::make_unique<backup::ChainWriter>(written, header, written.log());
        BackupOptions backup_options;
        backup_options.paths = {path("first")};
        write_backup(written, backup_options);
        image = DatabaseImage::open({path("first")});
        RowRange range = image->split(image->model().tables.at(0), 1).at(0);
        rowset = uint64_t(range.rowset_id);
        const storage::ExtentPages& pages = range.extents->at(0);
        page = {pages.first.file, pages.first.page + uint32_t(std::countr_zero(pages.mask))};
        storage::log::PageEditor editor(server->page(page));
        auto record = editor.record(0);
        row_image.assign(record.begin(), record.end());
    }

    // A file of this test's own.
    std::string path(const std::string& name) const {
        const ::testing::TestInfo& test = *::testing::UnitTest::GetInstance()->current_test_info();
        return fmt::format("{}{}_{}_{}.bak", test_directory(), test.test_suite_name(), test.name(),
                           name);
    }
    std::vector<std::string> paths(const std::vector<std::string>& names) const {
        std::vector<std::string> out;
        for (const std::string& name : names)
            out.push_back(path(name));
        return out;
    }

    Bytes row(int32_t value) const {
        Bytes out = row_image;
        store_le<int32_t>(out.data() + 4, value);
        return out;
    }
    // Puts a row behind those of `where`.
    void insert_into(storage::PageId where, TransactionId transaction, int32_t value) {
        uint16_t slot = storage::PageView(server->page(where)).slot_count();
        server->transactions().insert(transaction, where, slot, row(value), Context::heap, rowset);
    }

    // The rows that the backups named make, in page order.
    Values values_of(const std::vector<std::string>& names, const OpenOptions& options = {}) {
        image = DatabaseImage::open(paths(names), options);
        const Table& table = image->model().tables.at(0);
        Values out;
        for (const RowRange& range : image->split(table, 1)) {
            image->scan(table, range,
                        [&](const RowView& r) { out.push_back(load_le<int32_t>(r[0].data)); });
        }
        return out;
    }
    int error_of(const std::vector<std::string>& names, const OpenOptions& options = {}) {
        try {
            DatabaseImage::open(paths(names), options);
        } catch (const FormatError& error) {
            return error.number();
        }
        return 0;
    }

    std::unique_ptr<backup::ChainWriter> server;
    std::unique_ptr<DatabaseImage> image;
    backup::BackupSetHeader header;
    storage::PageId page;
    uint64_t rowset = 0;
    Bytes row_image;
};

}  // namespace gantry::catalog
