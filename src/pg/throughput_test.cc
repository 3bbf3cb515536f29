// Not a test of correctness: how WireSession compares with libpq on the same server, in the same
// run. Disabled by default; in a release build:
//     pg_test --gtest_also_run_disabled_tests --gtest_filter='*Throughput*'

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <libpq-fe.h>

#include <chrono>
#include <functional>

#include "pg/connection.h"
#include "pg/temporary_cluster.h"
#include "pg/wire_session.h"

namespace gantry::pg {
namespace {

constexpr const char* k_stream =
    "SELECT i, 'customer number ' || i AS t, timestamp '2020-01-01' + i * interval '1 second' AS d,"
    " (i * 1.25)::numeric(18,2) AS n FROM stream_source AS s(i)";
constexpr size_t k_rows = 1'000'000;
constexpr int k_round_trips = 20'000;

// The best of several rounds: what the machine does beside only makes a round slower.
struct Best {
    double wall = 1e9;
    double cpu = 1e9;  // of this thread, that is of the client

    void run(const std::function<void()>& work) {
        double cpu_before = cpu_now();
        auto start = std::chrono::steady_clock::now();
        work();
        std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
        wall = std::min(wall, spent.count());
        cpu = std::min(cpu, cpu_now() - cpu_before);
    }
    static double cpu_now() {
        timespec now{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return double(now.tv_sec) + double(now.tv_nsec) * 1e-9;
    }
};

constexpr int k_rounds = 8;

class Throughput : public testing::Test {
  protected:
    void SetUp() override {
        if (auto why = TemporaryCluster::missing()) GTEST_SKIP() << *why;
        conninfo = TemporaryCluster::shared().conninfo();
        Connection connection(conninfo);
        connection.execute(
            "DROP TABLE IF EXISTS stream, point; DROP TABLE IF EXISTS stream_source;"
            "CREATE TABLE stream_source AS SELECT generate_series(1, 1000000) AS i;"
            "CREATE TABLE stream AS " +
            std::string(k_stream) +
            ";CREATE TABLE point AS SELECT i AS id, 'value ' || i AS v"
            " FROM stream_source AS s(i);"
            "ALTER TABLE point ADD PRIMARY KEY (id)");
        connection.execute("VACUUM ANALYZE");
        connection.query("SELECT count(*) FROM stream");
    }
    std::string conninfo;
};

size_t stream_wire(WireSession& session) {
    std::vector<Field> fields;
    size_t bytes = 0;
    session.send_parse("", "SELECT * FROM stream");
    session.send_bind("", "", {}, Format::binary);
    session.send_execute();
    session.send_sync();
    while (session.pending_syncs() > 0) {
        Message message = session.wait();
        if (message.type != Reply::data_row) continue;
        read_data_row(message.body, fields);
        for (const Field& field : fields) bytes += size_t(field.size);
    }
    return bytes;
}

size_t add_lengths(const PGresult* result) {
    size_t bytes = 0;
    int rows = PQntuples(result);
    for (int r = 0; r < rows; ++r) {
        for (int c = 0; c < 4; ++c) bytes += size_t(PQgetlength(result, r, c));
    }
    return bytes;
}

size_t stream_libpq(PGconn* connection, bool single_row) {
    size_t bytes = 0;
    PQsendQueryParams(connection, "SELECT * FROM stream", 0, nullptr, nullptr, nullptr, nullptr, 1);
    if (single_row) PQsetSingleRowMode(connection);
    while (PGresult* result = PQgetResult(connection)) {
        bytes += add_lengths(result);
        PQclear(result);
    }
    return bytes;
}

TEST_F(Throughput, DISABLED_MillionRows) {
    Best wire, full, single;
    size_t a = 0, b = 0, c = 0;
    for (int round = 0; round < k_rounds; ++round) {
        WireSession session(conninfo);
        Connection connection(conninfo);
        wire.run([&] { a = stream_wire(session); });
        full.run([&] { b = stream_libpq(connection.native(), false); });
        single.run([&] { c = stream_libpq(connection.native(), true); });
        ASSERT_EQ(a, b);
        ASSERT_EQ(a, c);
    }
    auto show = [&](const char* name, const Best& best) {
        fmt::print("1M rows, {} MB, {:<22} {:.3f} s, {:.2f} M rows/s, client CPU {:.3f} s\n",
                   a >> 20, name, best.wall, double(k_rows) / best.wall * 1e-6, best.cpu);
    };
    show("WireSession", wire);
    show("libpq whole result", full);
    show("libpq single-row", single);
}

void point_selects_wire(WireSession& session, size_t& bytes) {
    std::vector<Field> fields;
    for (int i = 0; i < k_round_trips; ++i) {
        uint8_t key[4];
        store_be<int32_t>(key, 1 + int32_t(uint32_t(i) * 7919u % k_rows));
        BindParam param{key};
        session.send_bind("", "p", std::span(&param, 1));
        session.send_execute();
        session.send_sync();
        while (session.pending_syncs() > 0) {
            Message message = session.wait();
            if (message.type != Reply::data_row) continue;
            read_data_row(message.body, fields);
            bytes += size_t(fields[1].size);
        }
    }
}

void point_selects_libpq(PGconn* connection, size_t& bytes) {
    for (int i = 0; i < k_round_trips; ++i) {
        uint8_t key[4];
        store_be<int32_t>(key, 1 + int32_t(uint32_t(i) * 7919u % k_rows));
        const char* values[] = {reinterpret_cast<const char*>(key)};
        int lengths[] = {4}, formats[] = {1};
        PGresult* result = PQexecPrepared(connection, "p", 1, values, lengths, formats, 1);
        bytes += size_t(PQgetlength(result, 0, 1));
        PQclear(result);
    }
}

TEST_F(Throughput, DISABLED_PointSelect) {
    WireSession session(conninfo);
    session.send_parse("p", "SELECT id, v FROM point WHERE id = $1", std::vector<uint32_t>{23});
    session.send_sync();
    ASSERT_FALSE(session.drain());
    Connection connection(conninfo);
    PQclear(PQprepare(connection.native(), "p", "SELECT id, v FROM point WHERE id = $1::int", 1,
                      nullptr));
    Best wire, libpq;
    for (int round = 0; round < k_rounds; ++round) {
        size_t a = 0, b = 0;
        wire.run([&] { point_selects_wire(session, a); });
        libpq.run([&] { point_selects_libpq(connection.native(), b); });
        ASSERT_EQ(a, b);
    }
    auto show = [&](const char* name, const Best& best) {
        fmt::print("prepared point SELECT, {:<12} {:.1f} us, client CPU {:.1f} us\n", name,
                   best.wall / k_round_trips * 1e6, best.cpu / k_round_trips * 1e6);
    };
    show("WireSession", wire);
    show("libpq", libpq);
}

}  // namespace
}  // namespace gantry::pg
