// Restores from a source made in memory, with native PostgreSQL types only, so that neither a
// backup nor the extension is needed.
#include "restore/restorer.h"

#include <gtest/gtest.h>

#include <thread>

#include "engine/store/plain_compiler.h"
#include "engine/store/store.h"
#include "pg/temporary_cluster.h"
#include "types/collation.h"

namespace gantry::restore {
namespace {

using catalog::Column;

Column column(int32_t id, const std::string& name, types::SqlType type, bool nullable) {
    Column column;
    column.id = id;
    column.name = name;
    column.type = type;
    column.nullable = nullable;
    return column;
}

catalog::Index index(int32_t id, const std::string& name, std::vector<int32_t> columns) {
    catalog::Index index;
    index.id = id;
    index.name = name;
    index.kind = id == 1 ? catalog::IndexKind::clustered : catalog::IndexKind::nonclustered;
    for (int32_t column : columns) index.columns.push_back({column, false, false});
    return index;
}

// Parent(ID int identity, Amount bigint NULL, Twice computed), Child(ID int, ParentID int NULL).
catalog::Database make_model() {
    catalog::Database model = store::empty_model({"Shop", types::k_default_collation});
    model.schemas.push_back({5, "Sales", 1});
    catalog::Table parent;
    parent.object_id = 1000;
    parent.schema_id = 5;
    parent.name = "Parent";
    parent.columns = {column(1, "ID", types::int_type(), false),
                      column(2, "Amount", types::bigint_type(), true),
                      column(3, "Twice", types::bigint_type(), true)};
    parent.columns[0].identity = catalog::Identity{"1", "2", "2001", false};
    parent.columns[1].default_constraint = catalog::DefaultConstraint{1001, "DF", "42", false};
    parent.columns[2].computed_text = "\"Amount\" * 2";
    catalog::Index primary = index(1, "PK_Parent", {1});
    primary.unique = primary.primary_key = true;
    primary.object_id = 1002;
    parent.indexes = {primary, index(2, "Amounts", {2})};
    catalog::CheckConstraint check;
    check.object_id = 1003;
    check.name = "CK";
    check.text = "\"Amount\" >= 0";
    parent.checks = {check};
    catalog::Table child;
    child.object_id = 1010;
    child.name = "Child";
    child.columns = {column(1, "ID", types::int_type(), false),
                     column(2, "ParentID", types::int_type(), true)};
    child.indexes = {catalog::Index{}};
    catalog::ForeignKey key;
    key.object_id = 1011;
    key.name = "FK";
    key.referenced_table_id = 1000;
    key.columns = {2};
    key.referenced_columns = {1};
    child.foreign_keys = {key};
    model.tables = {parent, child};
    return model;
}

class FakeSource : public RowSource {
  public:
    FakeSource() : model_(make_model()) {
        for (catalog::Table& table : model_.tables) table.row_count = k_rows;
    }
    static constexpr int k_rows = 1000;
    static constexpr int k_parts = 4;

    catalog::Database& changeable() { return model_; }
    std::function<void(int row)> before_row = [](int) {};
    bool fetched = false;

    const catalog::Database& model() const override { return model_; }
    std::vector<SourceFile> files() const override { return {{"shop_data", 16}}; }
    uint64_t page_count(const catalog::Table&) const override { return 8; }
    size_t split(const catalog::Table&, size_t) override { return k_parts; }
    bool fetches() const override { return fetched; }
    void scan(const catalog::Table& table, size_t part, const Visitor& visit) const override {
        for (int row = int(part); row < k_rows; row += k_parts) {
            before_row(row);
            int32_t id = table.name == "Parent" ? 2 * row + 1 : row;
            int32_t parent = 2 * row + 1;
            int64_t amount = row;
            storage::FieldView fields[2] = {{(const uint8_t*)&id, 4, false}, {}};
            if (row % 10 != 0) {
                fields[1] = table.name == "Parent"
                                ? storage::FieldView{(const uint8_t*)&amount, 8, false}
                                : storage::FieldView{(const uint8_t*)&parent, 4, false};
            }
            visit(catalog::RowView(fields));
        }
    }

  private:
    catalog::Database model_;
};

class RestorerTest : public testing::Test {
  protected:
    void SetUp() override {
        if (auto why = pg::TemporaryCluster::missing()) GTEST_SKIP() << *why;
        connection_ = connect();
        connection_->execute(
            "DROP SCHEMA IF EXISTS gantry CASCADE; CREATE SCHEMA IF NOT EXISTS sys;"
            "CREATE OR REPLACE FUNCTION sys.ensure_collation(name text) RETURNS void "
            "LANGUAGE sql AS ''");
        for (const pg::Row& row :
             connection_->query("SELECT nspname FROM pg_namespace WHERE nspname ~ '_(dbo|Sales)$'")
                 .rows) {
            connection_->execute("DROP SCHEMA \"" + *row[0] + "\" CASCADE");
        }
        store::bootstrap(*connection_);
    }
    static std::unique_ptr<pg::Connection> connect() {
        return std::make_unique<pg::Connection>(pg::TemporaryCluster::shared().conninfo());
    }
    RestoreReport restore(RestoreRequest request = {}, std::stop_token stop = {}) {
        NoProgress progress;
        ConnectionFactory factory = connect;
        return Restorer(request, source_, factory, progress, stop, compiler_).run();
    }
    int error_number(RestoreRequest request = {}) {
        try {
            restore(request);
        } catch (const SqlError& error) {
            return error.number();
        }
        return 0;
    }
    std::string value(const std::string& sql) {
        return connection_->query(sql).value().value_or("NULL");
    }
    void expect_nothing_left() {
        EXPECT_EQ(value("SELECT count(*) FROM gantry.restores"), "0");
        EXPECT_EQ(value("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'restore$%'"), "0");
        EXPECT_EQ(value("SELECT count(*) FROM gantry.databases WHERE state <> 0"), "0");
    }

    FakeSource source_;
    store::PlainCompiler compiler_;
    std::unique_ptr<pg::Connection> connection_;
};

TEST_F(RestorerTest, DatabaseAppearsWhole) {
    RestoreReport report = restore();
    EXPECT_EQ(report.database, "Shop");
    EXPECT_EQ(report.rows, 2000u);
    EXPECT_TRUE(report.gaps.empty()) << report.gaps[0].name << ": " << report.gaps[0].reason;
    EXPECT_TRUE(report.warnings.empty()) << report.warnings[0];
    ASSERT_EQ(report.messages.size(), 2u);
    EXPECT_EQ(report.messages[0].text,
              "Processed 16 pages for database 'Shop', file 'shop_data' on file 1.");
    EXPECT_EQ(report.messages[1].number, 3014);
    EXPECT_EQ(store::find_database(*connection_, "shop")->state, store::DatabaseState::online);
    EXPECT_EQ(store::load_database(*connection_, "shop").tables.at(0).name, "Parent");
    EXPECT_EQ(value("SELECT sum(\"Twice\") FROM \"shop_Sales\".\"Parent\""),
              value("SELECT 2 * sum(n) FROM generate_series(1, 999) n WHERE n % 10 <> 0"));
    EXPECT_EQ(value("SELECT string_agg(contype::text, '' ORDER BY contype) FROM pg_constraint WHERE "
                    "connamespace::regnamespace::text ~ 'shop_' AND convalidated"), "cfp");
    // The next identity value, and the default.
    EXPECT_EQ(value("INSERT INTO \"shop_Sales\".\"Parent\" DEFAULT VALUES RETURNING \"ID\""),
              "2003");
    EXPECT_EQ(value("SELECT \"Amount\" FROM \"shop_Sales\".\"Parent\" WHERE \"ID\" = 2003"), "42");
    expect_nothing_left();
}

TEST_F(RestorerTest, OneWorkerMoreWhereTheyMayWaitForBytes) {
    auto workers = [&](int wanted) {
        int connections = 0;
        ConnectionFactory factory = [&] {
            ++connections;
            return connect();
        };
        NoProgress progress;
        RestoreRequest request;
        request.replace = true;
        request.workers = wanted;
        Restorer(request, source_, factory, progress, {}, compiler_).run();
        return connections - 1;  // without the coordinator
    };
    EXPECT_EQ(workers(2), 2);
    source_.fetched = true;
    EXPECT_EQ(workers(2), 3);
    EXPECT_EQ(workers(1), 1);
    expect_nothing_left();
}

TEST_F(RestorerTest, WhatCannotBeMadeIsListed) {
    auto& parent = source_.changeable().tables[0];
    parent.checks[0].text = "\"Amount\" > 10";
    parent.columns[1].default_constraint->text = "bad";
    parent.columns[2].computed_text = "random()";
    catalog::Index twice = index(3, "Twice", {3});
    parent.indexes.push_back(twice);
    auto& child = source_.changeable().tables[1];
    catalog::Index unique = index(2, "Unique", {2});
    unique.unique = true;
    child.indexes.push_back(unique);
    RestoreReport report = restore({.name = "other"});
    ASSERT_EQ(report.gaps.size(), 5u);
    EXPECT_EQ(report.gaps[0].kind, store::GapKind::default_value);
    EXPECT_EQ(report.gaps[1].kind, store::GapKind::computed_column);
    EXPECT_EQ(report.gaps[2].name, "Sales.Parent.CK");
    EXPECT_EQ(report.gaps[3].name, "Sales.Parent.Twice");
    EXPECT_EQ(report.gaps[4].name, "dbo.Child.Unique");
    EXPECT_EQ(store::load_gaps(*connection_, report.database_id).size(), 5u);
}

TEST_F(RestorerTest, WrongRowCountIsAWarning) {
    source_.changeable().tables[1].row_count = 7;
    EXPECT_EQ(restore().warnings.size(), 1u);
}

TEST_F(RestorerTest, AnErrorInTheMiddleLeavesNothing) {
    source_.before_row = [](int row) {
        if (row == 500) throw FormatError("page (1:77) is damaged", 3183);
    };
    EXPECT_THROW(restore(), FormatError);
    expect_nothing_left();
    EXPECT_FALSE(store::find_database(*connection_, "shop"));
    source_.before_row = [](int) {};
    EXPECT_EQ(restore().rows, 2000u);
}

TEST_F(RestorerTest, StopLeavesNothing) {
    std::stop_source stop;
    source_.before_row = [&](int row) {
        if (row == 500) stop.request_stop();
        if (stop.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    };
    EXPECT_THROW(restore({}, stop.get_token()), Stopped);
    expect_nothing_left();
}

TEST_F(RestorerTest, ALostConnectionLeavesNothing) {
    source_.before_row = [&](int row) {
        if (row != 500) return;
        connect()->query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
                         "application_name LIKE 'gantry restore%' OR (query LIKE 'CREATE%' AND "
                         "pid <> pg_backend_pid())");
    };
    EXPECT_THROW(restore(), Error);
    expect_nothing_left();
}

TEST_F(RestorerTest, ExistingDatabaseIsKeptUnlessReplaced) {
    restore();
    EXPECT_EQ(error_number(), 1801);
    RestoreRequest other;
    other.name = "master_copy";
    store::create_database(*connection_, {.name = "master_copy"});
    EXPECT_EQ(error_number(other), 1801);
    connection_->execute("DELETE FROM \"shop_dbo\".\"Child\"");
    source_.before_row = [&](int) {
        EXPECT_EQ(store::find_database(*connect(), "shop")->state, store::DatabaseState::online);
        throw IoError("gone");
    };
    EXPECT_THROW(restore({.replace = true}), IoError);
    EXPECT_EQ(value("SELECT count(*) FROM \"shop_dbo\".\"Child\""), "0");
    source_.before_row = [](int) {};
    int32_t id = store::find_database(*connection_, "shop")->id;
    EXPECT_EQ(restore({.replace = true}).database_id, id);
    EXPECT_EQ(value("SELECT count(*) FROM \"shop_dbo\".\"Child\""), "1000");
    expect_nothing_left();
}

TEST_F(RestorerTest, SystemDatabasesAreRefused) {
    EXPECT_EQ(error_number({.name = "tempdb"}), 3147);
    EXPECT_EQ(error_number({.name = "Master"}), 40510);
}

TEST_F(RestorerTest, RestoreOfADeadOwnerIsRemovedAndOfALivingOneKept) {
    auto dead = connect(), living = connect();
    store::RestoreTicket first = store::begin_restore(*dead, "first", 0, false);
    store::begin_restore(*living, "second", 0, false);
    connection_->execute("CREATE SCHEMA \"" + first.schema_prefix + "dbo\" CREATE TABLE t (a int)");
    EXPECT_EQ(store::find_database(*connection_, "first")->state, store::DatabaseState::restoring);
    EXPECT_TRUE(store::drop_unfinished_restores(*connection_).empty());
    EXPECT_EQ(error_number({.name = "FIRST"}), 3101);
    dead.reset();
    while (value("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") != "1") {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_EQ(store::drop_unfinished_restores(*connection_), std::vector<std::string>{"first"});
    EXPECT_FALSE(store::find_database(*connection_, "first"));
    EXPECT_TRUE(store::find_database(*connection_, "second"));
    EXPECT_EQ(value("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'restore$%'"), "0");
    living.reset();
}

TEST(SpaceGuard, StorageOfTheInstanceIsALimit) {
    uint64_t room = 1000;
    SpaceGuard guard("/absent", [&] { return room; });
    EXPECT_NO_THROW(guard.require(1000));
    try {
        guard.require(1001);
        FAIL();
    } catch (const SqlError& error) {
        EXPECT_EQ(error.number(), 3257);
        EXPECT_NE(std::string(error.what()).find("requires 1001 additional free bytes, while only "
                                                 "1000 bytes are available"),
                  std::string::npos);
        EXPECT_NE(error.hint().find("storage of the instance"), std::string::npos);
    }
    EXPECT_NO_THROW(guard.check(5000));
    room = 0;
    EXPECT_THROW(guard.check(5000), SqlError);
}

TEST(SpaceGuard, FullVolumesAreToldWithBothNumbers) {
    SpaceGuard guard("/tmp");
    EXPECT_NO_THROW(guard.check(0));
    try {
        guard.require(uint64_t(1) << 60);
        FAIL() << "an exabyte does not fit";
    } catch (const SqlError& error) {
        EXPECT_EQ(error.number(), 3257);
    }
    EXPECT_NO_THROW(SpaceGuard("/absent").require(uint64_t(1) << 60));
}

TEST(RestoreMessages, CauseThenTrailer) {
    std::vector<SqlError> errors = error_messages(FormatError("bad", 3241));
    ASSERT_EQ(errors.size(), 2u);
    EXPECT_EQ(errors[0].number(), 3241);
    EXPECT_EQ(errors[1].number(), 3013);
    EXPECT_STREQ(errors[1].what(), "RESTORE DATABASE is terminating abnormally.");
}

}  // namespace
}  // namespace gantry::restore
