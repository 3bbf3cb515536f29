// The connection breaks beside a commit: what was committed is there and the statement did its
// work, what was not is taken back, and nobody takes back what is another's.

#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "base/test_temp.h"
#include "catalog/writer/database_writer.h"
#include "engine/store/kept_steps.h"
#include "engine/store/plain_compiler.h"
#include "engine/store/store.h"
#include "pg/temporary_cluster.h"
#include "restore/restore.h"
#include "types/collation.h"

namespace gantry::restore {
namespace {

constexpr int32_t k_table_id = 2000;

class OneRow : public catalog::RowSource {
  public:
    bool next(std::vector<storage::Field>& fields) override {
        if (done_) return false;
        done_ = true;
        fields = {{number_, false, false}};
        return true;
    }

  private:
    bool done_ = false;
    Bytes number_ = {7, 0, 0, 0};
};

std::string write_shop_backup() {
    catalog::Database db = store::empty_model({"shop", types::k_default_collation});
    catalog::Table table;
    table.object_id = k_table_id;
    table.name = "t";
    catalog::Column column;
    column.id = 1;
    column.name = "id";
    column.type = types::int_type();
    table.columns = {column};
    db.tables.push_back(table);
    catalog::RowSources sources;
    sources[k_table_id] = std::make_unique<OneRow>();
    catalog::DatabaseWriterOptions options;
    options.directory = test_directory();
    catalog::WrittenDatabase written(db, sources, options);
    catalog::BackupOptions backup;
    backup.paths = {test_directory() + "lost_answer.bak"};
    write_backup(written, backup);
    return backup.paths[0];
}

enum class Break { never, before_commit, after_commit };

// Breaks at its n-th COMMIT.
class Breaking : public pg::Connection {
  public:
    Breaking(Break when, int commits)
        : pg::Connection(pg::TemporaryCluster::shared().conninfo()),
          when_(when),
          commits_(commits) {}

    void execute(std::string_view sql) override {
        if (broken_) throw IoError("the connection broke");
        const bool breaks = sql == "COMMIT" && --commits_ == 0 && when_ != Break::never;
        if (!breaks || when_ == Break::after_commit) pg::Connection::execute(sql);
        if (!breaks) return;
        broken_ = true;  // and PostgreSQL has not noticed it yet: a transaction may be open
        throw IoError("the connection broke");
    }

  private:
    Break when_;
    int commits_;
    bool broken_ = false;
};

class LostAnswer : public testing::Test {
  protected:
    void SetUp() override {
        if (auto why = pg::TemporaryCluster::missing()) GTEST_SKIP() << *why;
        connection_ = std::make_unique<Breaking>(Break::never, 0);
        connection_->execute(
            "SET client_min_messages = warning; DROP SCHEMA IF EXISTS gantry CASCADE; "
            "CREATE SCHEMA IF NOT EXISTS sys; CREATE OR REPLACE FUNCTION "
            "sys.ensure_collation(name text) RETURNS void LANGUAGE sql AS ''");
        for (const pg::Row& row :
             connection_->query("SELECT nspname FROM pg_namespace WHERE nspname ~ '_dbo$'").rows) {
            connection_->execute("DROP SCHEMA \"" + *row[0] + "\" CASCADE");
        }
        store::bootstrap(*connection_);
        request_.name = "shop";
        request_.devices = disk_devices({write_shop_backup()});
        request_.keep_directory = test_directory() + "lost_answer_kept";
        request_.workers = 1;
    }
    void TearDown() override { std::filesystem::remove_all(request_.keep_directory); }

    // The first connection's second commit, behind that of begin_restore(), is the last step's.
    RestoreReport restore(Break when) {
        NoProgress progress;
        int made = 0;
        ConnectionFactory connect = [&]() -> std::unique_ptr<pg::Connection> {
            return std::make_unique<Breaking>(++made == 1 ? when : Break::never, 2);
        };
        return restore_database(request_, connect, progress, {}, compiler_);
    }
    std::string value(const std::string& sql) {
        return connection_->query(sql).value().value_or("NULL");
    }
    void expect_nothing_left() {
        EXPECT_EQ(value("SELECT count(*) FROM gantry.restores"), "0");
        EXPECT_EQ(value("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'restore$%'"), "0");
    }
    size_t kept_files() {
        size_t out = 0;
        if (!std::filesystem::exists(request_.keep_directory)) return out;
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(request_.keep_directory)) {
            out += entry.is_regular_file() ? 1 : 0;
        }
        return out;
    }

    RestoreRequest request_;
    store::PlainCompiler compiler_;
    std::unique_ptr<pg::Connection> connection_;
};

TEST_F(LostAnswer, ADatabaseThatWasPublishedStays) {
    const RestoreReport report = restore(Break::after_commit);
    EXPECT_EQ(report.rows, 1u);
    EXPECT_EQ(value("SELECT id FROM shop_dbo.t"), "7");
    EXPECT_EQ(store::find_database(*connection_, "shop")->state, store::DatabaseState::online);
    EXPECT_EQ(store::load_database(*connection_, "shop").tables.size(), 1u);
    expect_nothing_left();
}

TEST_F(LostAnswer, ADatabaseThatWasNotPublishedIsTakenBack) {
    EXPECT_THROW(restore(Break::before_commit), IoError);
    EXPECT_FALSE(store::find_database(*connection_, "shop"));
    EXPECT_EQ(value("SELECT count(*) FROM pg_namespace WHERE nspname = 'shop_dbo'"), "0");
    expect_nothing_left();
    EXPECT_EQ(restore(Break::never).rows, 1u);
}

TEST_F(LostAnswer, AReplacedDatabaseIsTheNewOneOrTheOldOne) {
    restore(Break::never);
    connection_->execute("UPDATE shop_dbo.t SET id = 8");
    request_.replace = true;
    EXPECT_THROW(restore(Break::before_commit), IoError);
    EXPECT_EQ(value("SELECT id FROM shop_dbo.t"), "8");
    EXPECT_EQ(restore(Break::after_commit).rows, 1u);
    EXPECT_EQ(value("SELECT id FROM shop_dbo.t"), "7");
    EXPECT_EQ(store::load_database(*connection_, "shop").tables.size(), 1u);
    expect_nothing_left();
}

TEST_F(LostAnswer, AStepThatWasKeptStays) {
    request_.recovery = false;
    EXPECT_NO_THROW(restore(Break::after_commit));
    EXPECT_EQ(kept_files(), 1u);
    EXPECT_EQ(store::find_database(*connection_, "shop")->state, store::DatabaseState::restoring);
    expect_nothing_left();
    request_.devices.clear();
    request_.recovery = true;
    EXPECT_EQ(restore(Break::never).rows, 1u);
    EXPECT_EQ(value("SELECT id FROM shop_dbo.t"), "7");
    EXPECT_EQ(kept_files(), 0u);
}

TEST_F(LostAnswer, AStepThatWasNotKeptIsTakenBack) {
    request_.recovery = false;
    EXPECT_THROW(restore(Break::before_commit), IoError);
    EXPECT_EQ(kept_files(), 0u);
    EXPECT_FALSE(store::find_database(*connection_, "shop"));
    expect_nothing_left();
}

// Of two restores that lost their connections one's start removes the other, and its database
// takes the other's number before the other has come to cleaning up.
TEST_F(LostAnswer, ANumberThatIsAnothersByNowIsLeftAlone) {
    auto lost = std::make_unique<Breaking>(Break::never, 0);
    Breaking living(Break::never, 0);
    const store::RestoreTicket first = store::begin_restore(*lost, "first", 0, false);
    store::RestoreTicket anothers = first;
    anothers.backend_pid = 0;
    EXPECT_FALSE(store::take_over_restore(living, anothers));  // its owner is alive
    lost.reset();
    while (store::drop_unfinished_restores(*connection_).empty()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    const store::RestoreTicket second = store::begin_restore(living, "second", 0, false);
    ASSERT_EQ(second.database_id, first.database_id);
    ASSERT_TRUE(store::take_over_restore(*connection_, first));
    EXPECT_FALSE(store::was_committed(*connection_, first));
    store::abandon_restore(*connection_, first);
    const auto model = store::empty_model({"second", types::k_default_collation});
    EXPECT_THROW(store::publish_restore(*connection_, first, model, {}), Error);
    EXPECT_EQ(store::find_database(*connection_, "second")->state, store::DatabaseState::restoring);
    store::abandon_restore(living, second);
    EXPECT_FALSE(store::find_database(*connection_, "second"));
}

TEST_F(LostAnswer, ADatabaseThatWasDroppedMeanwhileIsNotPublished) {
    const store::RestoreTicket ticket = store::begin_restore(*connection_, "shop", 0, false);
    connection_->execute("CREATE SCHEMA \"" + ticket.schema_prefix + "dbo\"");
    connection_->execute("DELETE FROM gantry.databases WHERE name = 'shop'");
    const auto model = store::empty_model({"shop", types::k_default_collation});
    try {
        store::publish_restore(*connection_, ticket, model, {});
        FAIL() << "nobody would see it";
    } catch (const SqlError& error) {
        EXPECT_EQ(error.number(), 3101);
    }
    store::NewDatabase other{"other", types::k_default_collation};
    pg::in_transaction(*connection_, [&] { store::create_database(*connection_, other); });
    EXPECT_EQ(store::find_database(*connection_, "other")->id, ticket.database_id);
    store::abandon_restore(*connection_, ticket);
    expect_nothing_left();
    EXPECT_NE(value("SELECT count(*) FROM gantry.schemas WHERE database_id = " +
                    std::to_string(ticket.database_id)),
              "0");
}

}  // namespace
}  // namespace gantry::restore
