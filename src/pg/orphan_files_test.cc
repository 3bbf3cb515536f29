#include "pg/orphan_files.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "pg/connection.h"
#include "pg/temporary_cluster.h"

namespace gantry::pg {
namespace {

namespace fs = std::filesystem;

// When PostgreSQL has ended all backends and is up again.
std::unique_ptr<Connection> connect_again(TemporaryCluster& temporary, Connection& before) {
    for (int i = 0; i < 400; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(25));
        try {
            before.query("SELECT 1");
            continue;
        } catch (const Error&) {
        }
        try {
            return std::make_unique<Connection>(temporary.conninfo());
        } catch (const Error&) {
        }
    }
    return nullptr;
}

TEST(OrphanFiles, OfAKilledTransactionAreRemoved) {
    if (auto why = TemporaryCluster::missing()) GTEST_SKIP() << *why;
    TemporaryCluster temporary;
    auto connection = std::make_unique<Connection>(temporary.conninfo());
    connection->execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) a");
    EXPECT_TRUE(remove_orphan_files(*connection).removed.empty());

    Connection other(temporary.conninfo());
    other.execute("BEGIN");
    other.execute("CREATE TABLE lost AS SELECT generate_series(1, 100000) a");
    const std::string file =
        temporary.dir() + "/data/" + *other.query("SELECT pg_relation_filepath('lost')").value();
    connection->execute("CHECKPOINT");
    ASSERT_GT(fs::file_size(file), 1'000'000u);
    // The transaction is open: its file may yet be wanted.
    OrphanFiles found = remove_orphan_files(*connection);
    EXPECT_TRUE(found.postponed);
    EXPECT_TRUE(found.removed.empty());
    ASSERT_TRUE(fs::exists(file));

    // One that only waits would take its files along when PostgreSQL's first process is killed.
    const pid_t backend = std::stoi(*other.query("SELECT pg_backend_pid()").value());
    ASSERT_EQ(kill(backend, SIGKILL), 0);
    connection = connect_again(temporary, *connection);
    ASSERT_NE(connection, nullptr);
    ASSERT_TRUE(fs::exists(file)) << "PostgreSQL removes them itself now";
    found = remove_orphan_files(*connection);
    EXPECT_FALSE(found.postponed);
    ASSERT_EQ(found.removed.size(), 1u);
    EXPECT_TRUE(file.ends_with(found.removed[0])) << file << " " << found.removed[0];
    EXPECT_GT(found.bytes, 1'000'000u);
    EXPECT_FALSE(fs::exists(file));
    EXPECT_EQ(connection->query("SELECT count(*) FROM kept").value(), "1000");
    for (const char* sql : {"CREATE TABLE lost AS SELECT 1 a", "VACUUM FULL kept", "CHECKPOINT"})
        connection->execute(sql);
    EXPECT_TRUE(remove_orphan_files(*connection).removed.empty());
}

}  // namespace
}  // namespace gantry::pg
