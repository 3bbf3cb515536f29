// The runner against a target that is none: what it sends, and what it does with what it finds.

#include "migrate/runner.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "base/test_temp.h"
#include "catalog/writer/database_writer.h"
#include "catalog/writer/row_source.h"
#include "migrate/blob_staging.h"

namespace gantry::migrate {
namespace {

using namespace std::chrono_literals;

constexpr int32_t k_table_id = 2000;

// The numbers 1, 2, 3.
class ThreeRows : public catalog::RowSource {
  public:
    bool next(std::vector<storage::Field>& fields) override {
        if (bytes_[0] == 3) return false;
        ++bytes_[0];
        fields.assign(1, storage::Field{});
        fields[0].bytes = bytes_;
        fields[0].null = false;
        return true;
    }

  private:
    Bytes bytes_ = {0, 0, 0, 0};
};

// A backup of database `name` with a table of three numbers.
std::string write_backup_of(const std::string& name) {
    catalog::Database db;
    db.name = name;
    catalog::Table table;
    table.object_id = k_table_id;
    table.name = "t";
    catalog::Column id;
    id.id = 1;
    id.name = "id";
    id.type = types::int_type();
    table.columns = {id};
    db.tables.push_back(table);
    catalog::RowSources sources;
    sources[k_table_id] = std::make_unique<ThreeRows>();
    catalog::DatabaseWriterOptions options;
    options.directory = test_directory();
    catalog::WrittenDatabase written(db, sources, options);
    catalog::BackupOptions backup;
    backup.paths = {fmt::format("{}migrate_{}.bak", test_directory(), name)};
    write_backup(written, backup);
    return backup.paths[0];
}

// Restores at once, unless told what to do instead.
class FakeTarget : public Target {
  public:
    TargetInfo info() override { return {Product::gantry, "fake", "16.0", false, {}}; }
    std::optional<TargetDatabase> database(const std::string& name) override {
        const auto found = databases.find(name);
        if (found == databases.end()) return std::nullopt;
        if (found->second == "RESTORING" && looks_until_online > 0 && --looks_until_online == 0) {
            found->second = "ONLINE";
        }
        return TargetDatabase{found->second, 160, "FULL"};
    }
    std::optional<RunningRestore> running(const std::string&) override {
        if (looks_until_online > 0) return RunningRestore{51, 50, 1000};
        return std::nullopt;
    }
    std::vector<std::string> execute(const std::string& statement, std::stop_token) override {
        statements.push_back(statement);
        if (on_execute) on_execute();
        databases[restored_name] = "ONLINE";
        return {};
    }
    void drop(const std::string& name) override {
        dropped.push_back(name);
        databases.erase(name);
    }
    bool has_credential(const std::string&) override { return true; }
    void create_credential(const std::string&, const std::string&) override {}
    TableHash hash(const std::string&, const ComparedTable&, std::stop_token) override {
        return answer;
    }
    std::string probe(const std::string&, const ComparedTable&, const ComparedColumn&) override {
        return {};
    }

    std::map<std::string, std::string> databases;
    std::string restored_name = "shop";
    int looks_until_online = 0;
    std::function<void()> on_execute;
    std::vector<std::string> statements, dropped;
    TableHash answer;
};

class NoProgress : public MigrationProgress {
  public:
    void show(const JobProgress&) override {}
};

class RunnerTest : public ::testing::Test {
  protected:
    void SetUp() override {
        std::filesystem::remove_all(folder());
        std::vector<backup::MediaSet> media = backup::open_media({write_backup_of("shop")});
        plan = plan_migration(media, target.info(), {});
        RowHasher hasher;
        for (uint8_t i : {1, 2, 3}) {
            const Bytes storage{i, 0, 0, 0};
            hasher.add(storage, types::int_type(), HashForm::integer);
            target.answer.sum += hasher.finish_row();
        }
        target.answer.rows = 3;
    }
    void TearDown() override { std::filesystem::remove_all(folder()); }

    static std::string folder() {
        return test_directory() + "runner_" +
               ::testing::UnitTest::GetInstance()->current_test_info()->name();
    }

    DatabaseResult run() {
        MigrationState state(folder(), "fake");
        RunOptions options;
        options.poll = 1ms;
        options.threads = 1;
        options.compare_again = compare_again;
        NoProgress progress;
        BlobStaging staging(target, {});
        return run_migration(
                   plan, target, state, staging,
                   [](const std::string& name) { return open_file(name); }, options, progress)
            .at(0);
    }
    // As a run leaves it that was killed after it sent RESTORE.
    void begin_earlier_run(const std::string& fingerprint) {
        MigrationState state(folder(), "fake");
        DatabaseRecord record;
        record.target_name = record.source_name = "shop";
        record.fingerprint = fingerprint;
        state.save(record);
    }

    FakeTarget target;
    Plan plan;
    bool compare_again = false;
};

TEST_F(RunnerTest, ADatabaseIsRestoredAndComparedOnce) {
    const DatabaseResult first = run();
    EXPECT_EQ(first.outcome, Outcome::equal) << first.error;
    ASSERT_EQ(target.statements.size(), 1u);
    EXPECT_TRUE(target.statements[0].starts_with("RESTORE DATABASE [shop] FROM DISK = N'"));
    ASSERT_EQ(first.tables.size(), 1u);
    EXPECT_EQ(first.tables[0].target_rows, 3u);
    const DatabaseResult second = run();
    EXPECT_EQ(second.outcome, Outcome::equal);
    EXPECT_TRUE(second.done_before);
    EXPECT_EQ(target.statements.size(), 1u);
}

TEST_F(RunnerTest, WhatWasEqualIsComparedAgainWhenThatIsAskedFor) {
    EXPECT_EQ(run().outcome, Outcome::equal);
    target.answer.sum += 1;  // somebody changed a row since
    EXPECT_TRUE(run().done_before);
    compare_again = true;
    const DatabaseResult again = run();
    EXPECT_FALSE(again.done_before);
    EXPECT_EQ(again.outcome, Outcome::different);
    EXPECT_EQ(target.statements.size(), 1u);
    // And is not forgotten.
    compare_again = false;
    EXPECT_EQ(run().outcome, Outcome::different);
}

TEST_F(RunnerTest, ARowThatDiffersIsTold) {
    target.answer.sum += 1;
    EXPECT_EQ(run().outcome, Outcome::different);
    target.answer.sum -= 1;
    target.answer.rows = 4;
    EXPECT_EQ(run().outcome, Outcome::different);
    // And compared anew, not restored.
    target.answer.rows = 3;
    EXPECT_EQ(run().outcome, Outcome::equal);
    EXPECT_EQ(target.statements.size(), 1u);
}

TEST_F(RunnerTest, SomebodyElsesDatabaseIsNotTouched) {
    target.databases["shop"] = "ONLINE";
    const DatabaseResult result = run();
    EXPECT_EQ(result.outcome, Outcome::failed);
    EXPECT_NE(result.error.find("1801"), std::string::npos) << result.error;
    EXPECT_TRUE(target.statements.empty());
    EXPECT_TRUE(target.dropped.empty());
}

TEST_F(RunnerTest, ADatabaseMadeFromOtherBackupsIsNotTouched) {
    begin_earlier_run("another");
    target.databases["shop"] = "ONLINE";
    EXPECT_EQ(run().outcome, Outcome::failed);
    EXPECT_TRUE(target.dropped.empty());
}

TEST_F(RunnerTest, ARestoreThatStillRunsIsWaitedFor) {
    begin_earlier_run(plan.databases[0].fingerprint);
    target.databases["shop"] = "RESTORING";
    target.looks_until_online = 4;
    EXPECT_EQ(run().outcome, Outcome::equal);
    EXPECT_TRUE(target.statements.empty());
}

TEST_F(RunnerTest, ARestoreThatStoppedHalfWayIsDroppedAndDoneAnew) {
    begin_earlier_run(plan.databases[0].fingerprint);
    target.databases["shop"] = "RESTORING";
    EXPECT_EQ(run().outcome, Outcome::equal);
    EXPECT_EQ(target.dropped.size(), 1u);
    EXPECT_EQ(target.statements.size(), 1u);
}

TEST_F(RunnerTest, ARestoreThatEndedWhileNobodyLookedIsCompared) {
    begin_earlier_run(plan.databases[0].fingerprint);
    target.databases["shop"] = "ONLINE";
    EXPECT_EQ(run().outcome, Outcome::equal);
    EXPECT_TRUE(target.statements.empty());
}

TEST_F(RunnerTest, ABrokenConnectionIsNoFailureOfTheRestore) {
    target.on_execute = [&] {
        target.on_execute = nullptr;
        target.databases["shop"] = "RESTORING";
        target.looks_until_online = 4;
        throw IoError("the connection broke");
    };
    EXPECT_EQ(run().outcome, Outcome::equal);
    EXPECT_EQ(target.statements.size(), 1u);
}

TEST_F(RunnerTest, ARestoreThatEndedAndIsToldAsFailedStaysThisMigrationsOwn) {
    target.on_execute = [&] {
        target.databases["shop"] = "ONLINE";
        throw SqlError(3013, "the server's own connection broke");
    };
    EXPECT_EQ(run().outcome, Outcome::failed);
    EXPECT_TRUE(target.dropped.empty());
    EXPECT_EQ(run().outcome, Outcome::equal);
    EXPECT_EQ(target.statements.size(), 1u);
}

TEST_F(RunnerTest, AFailedRestoreLeavesNothingAndCanBeRunAgain) {
    target.on_execute = [&] {
        target.databases["shop"] = "RESTORING";
        throw SqlError(3183, "damaged page");
    };
    const DatabaseResult result = run();
    EXPECT_EQ(result.outcome, Outcome::failed);
    EXPECT_NE(result.error.find("3183"), std::string::npos);
    EXPECT_EQ(target.dropped.size(), 1u);
    target.on_execute = nullptr;
    EXPECT_EQ(run().outcome, Outcome::equal);
}

}  // namespace
}  // namespace gantry::migrate
