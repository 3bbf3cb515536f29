// Connection, WireSession and Pool against a real PostgreSQL.

#include <gtest/gtest.h>

#include <thread>

#include "pg/connection.h"
#include "pg/pool.h"
#include "pg/temporary_cluster.h"
#include "pg/wire_session.h"

namespace gantry::pg {
namespace {

class WithPostgres : public testing::Test {
  protected:
    void SetUp() override {
        if (auto why = TemporaryCluster::missing()) GTEST_SKIP() << *why;
        conninfo = TemporaryCluster::shared().conninfo();
    }
    std::string conninfo;
};

Bytes be32(int32_t value) {
    ByteWriter writer;
    writer.be(value);
    return writer.take();
}

void check_executor(Executor& executor) {
    executor.execute(
        "CREATE TEMP TABLE e (a int PRIMARY KEY, b text); "
        "INSERT INTO e VALUES (1, 'x'), (2, NULL)");
    Result result = executor.query("SELECT a, b FROM e WHERE a <= $1 ORDER BY a", {"2"});
    ASSERT_EQ(result.size(), 2u);
    EXPECT_EQ(result.columns, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(result[0][1], "x");
    EXPECT_EQ(result[1][1], std::nullopt);
    EXPECT_EQ(result.tag, "SELECT 2");
    EXPECT_EQ(executor.query("UPDATE e SET b = $1", {std::nullopt}).row_count, 2u);
    EXPECT_EQ(executor.query("SELECT 1 WHERE false").value(), std::nullopt);
    try {
        executor.query("INSERT INTO e VALUES (1, 'again')");
        FAIL();
    } catch (const PgError& error) {
        EXPECT_EQ(error.sqlstate(), "23505");
        EXPECT_EQ(error.constraint(), "e_pkey");
        EXPECT_EQ(error.table(), "e");
        EXPECT_FALSE(error.fatal());
        EXPECT_NE(error.detail(), "");
    }
    try {
        executor.execute("SELECT nonsense");
        FAIL();
    } catch (const PgError& error) {
        EXPECT_EQ(error.position(), 8);
    }
    EXPECT_THROW(in_transaction(executor,
                                [&] {
                                    executor.execute("DELETE FROM e");
                                    throw Error("no");
                                }),
                 Error);
    EXPECT_EQ(executor.query("SELECT count(*) FROM e").value(), "2");
    EXPECT_EQ(executor.query("SELECT " + quote_literal("it's") + " AS " + quote_identifier("a\"b"))
                  .columns[0],
              "a\"b");
    EXPECT_THROW(executor.execute(std::string_view("SELECT 1\0", 9)), FormatError);
    EXPECT_EQ(executor.query("SELECT 7").value(), "7");
}

using ConnectionTest = WithPostgres;
using WireSessionTest = WithPostgres;
using PoolTest = WithPostgres;

TEST_F(ConnectionTest, IsAnExecutor) {
    Connection connection(conninfo);
    check_executor(connection);
}

TEST_F(ConnectionTest, CopiesBinaryIn) {
    Connection connection(conninfo);
    connection.execute("CREATE TEMP TABLE c (a int, b text)");
    CopyWriter copy(connection, "COPY c FROM STDIN (FORMAT binary)");
    copy.put(k_copy_binary_header);
    ByteWriter row;
    std::string text(3000, 'y');
    for (int32_t i = 0; i < 1000; ++i) {
        row.clear();
        row.be<int16_t>(2);
        row.be<int32_t>(4);
        row.be<int32_t>(i);
        row.be<int32_t>(int32_t(text.size()));
        row.append(text);
        copy.put(row.bytes());
    }
    copy.put(k_copy_binary_trailer);
    EXPECT_EQ(copy.finish(), 1000u);
    EXPECT_EQ(connection.query("SELECT sum(a) FROM c").value(), "499500");
    std::string out;
    connection.copy_out("COPY (SELECT a FROM c WHERE a < 2 ORDER BY a) TO STDOUT",
                        [&](ByteSpan bytes) { out += as_text(bytes); });
    EXPECT_EQ(out, "0\n1\n");
}

TEST_F(ConnectionTest, AbortedCopyLeavesNothing) {
    Connection connection(conninfo);
    connection.execute("CREATE TEMP TABLE c (a int)");
    {
        CopyWriter copy(connection, "COPY c FROM STDIN");
        copy.put(as_bytes("1\n"));
    }
    EXPECT_EQ(connection.query("SELECT count(*) FROM c").value(), "0");
    CopyWriter wrong(connection, "COPY c FROM STDIN");
    wrong.put(as_bytes("x\n"));
    EXPECT_THROW(wrong.finish(), PgError);
    EXPECT_EQ(connection.query("SELECT 1").value(), "1");
    EXPECT_THROW(CopyWriter(connection, "SELECT 1"), Error);
}

TEST_F(ConnectionTest, RefusedCopyEndsEarly) {
    Connection connection(conninfo);
    connection.execute("CREATE TEMP TABLE c (a int)");
    CopyWriter copy(connection, "COPY c FROM STDIN");
    std::string many;
    for (int i = 0; i < 100'000; ++i)
        many += "not a number\n";
    EXPECT_THROW(
        {
            for (int i = 0; i < 100; ++i)
                copy.put(as_bytes(many));
            copy.finish();
        },
        PgError);
    copy.abort("unused");
    EXPECT_EQ(connection.query("SELECT 1").value(), "1");
}

TEST_F(ConnectionTest, ListensAndNotices) {
    Connection listener(conninfo);
    Connection other(conninfo);
    listener.listen("Odd \"name");
    EXPECT_FALSE(listener.poll_notification(0));
    other.execute("NOTIFY \"Odd \"\"name\", 'hello'");
    auto note = listener.poll_notification(5000);
    ASSERT_TRUE(note);
    EXPECT_EQ(note->payload, "hello");
    EXPECT_EQ(note->backend_pid, other.backend_pid());
    std::string text;
    other.on_notice([&](const Diagnostic& notice) { text = notice.message; });
    other.execute("DO $$ BEGIN RAISE WARNING 'careful'; END $$");
    EXPECT_EQ(text, "careful");
}

TEST_F(WireSessionTest, IsAnExecutor) {
    WireSession session(conninfo);
    check_executor(session);
    EXPECT_TRUE(session.healthy());
    EXPECT_NE(session.parameter("server_version"), "");
}

TEST_F(WireSessionTest, PipelinesPreparedStatements) {
    WireSession session(conninfo);
    session.send_parse("s", "SELECT $1 + 1, 'x' || $2", std::vector<uint32_t>{23, 25});
    session.send_describe_statement("s");
    session.send_sync();
    for (int32_t i = 0; i < 3; ++i) {
        Bytes number = be32(i);
        BindParam params[] = {{number}, {as_bytes("yz"), i == 1}};
        session.send_bind("", "s", params);
        session.send_execute();
    }
    session.send_sync();
    session.flush();
    std::vector<std::string> seen;
    std::vector<Field> fields;
    while (session.pending_syncs() > 0) {
        Message message = session.wait();
        if (message.type == Reply::parameter_description) {
            std::vector<uint32_t> oids;
            read_parameter_description(message.body, oids);
            EXPECT_EQ(oids, (std::vector<uint32_t>{23, 25}));
        } else if (message.type == Reply::row_description) {
            std::vector<ColumnDescription> columns;
            read_row_description(message.body, columns);
            ASSERT_EQ(columns.size(), 2u);
            EXPECT_EQ(columns[0].type_oid, 23u);
        } else if (message.type == Reply::data_row) {
            read_data_row(message.body, fields);
            ASSERT_EQ(fields.size(), 2u);
            seen.push_back(std::to_string(load_be<int32_t>(fields[0].data)) + ":" +
                           (fields[1].is_null() ? "NULL" : std::string(fields[1].text())));
        } else {
            EXPECT_NE(message.type, Reply::error_response);
        }
    }
    EXPECT_EQ(seen, (std::vector<std::string>{"1:xyz", "2:NULL", "3:xyz"}));
}

TEST_F(WireSessionTest, AnErrorSkipsToTheNextSync) {
    WireSession session(conninfo);
    session.send_query("BEGIN");
    session.send_parse("", "SELECT 1/0");
    session.send_bind("", "", {});
    session.send_execute();
    session.send_sync();
    auto error = session.drain();
    ASSERT_TRUE(error);
    EXPECT_EQ(error->sqlstate(), "22012");
    EXPECT_EQ(session.transaction_status(), TransactionStatus::failed);
    session.execute("ROLLBACK");
    EXPECT_EQ(session.transaction_status(), TransactionStatus::idle);
}

TEST_F(WireSessionTest, StreamsRowsLargerThanTheBuffer) {
    WireSession session(conninfo);
    session.send_query("SELECT repeat('a', n * 100000) FROM generate_series(1, 20) AS n");
    session.flush();
    size_t rows = 0;
    std::vector<Field> fields;
    while (session.pending_syncs() > 0) {
        Message message = session.wait();
        if (message.type != Reply::data_row) continue;
        read_data_row(message.body, fields);
        EXPECT_EQ(size_t(fields[0].size), ++rows * 100'000);
    }
    EXPECT_EQ(rows, 20u);
}

TEST_F(WireSessionTest, NeitherSideWaitsForTheOther) {
    // Requests and answers are both far larger than the socket's buffers.
    WireSession session(conninfo);
    std::string text(20'000, 'z');
    session.send_parse("s", "SELECT $1::text", {});
    BindParam params[] = {{as_bytes(text)}};
    for (int i = 0; i < 500; ++i) {
        session.send_bind("", "s", params);
        session.send_execute();
    }
    session.send_sync();
    size_t rows = 0;
    while (session.pending_syncs() > 0) {
        if (session.wait().type == Reply::data_row) ++rows;
    }
    EXPECT_EQ(rows, 500u);
}

TEST_F(WireSessionTest, CancelsFromAnotherThread) {
    WireSession session(conninfo);
    session.send_query("SELECT pg_sleep(60)");
    session.flush();
    EXPECT_FALSE(session.wait(50));
    std::thread other([&] { EXPECT_TRUE(session.cancel()); });
    auto error = session.drain();
    other.join();
    ASSERT_TRUE(error);
    EXPECT_EQ(error->sqlstate(), "57014");
    EXPECT_EQ(session.query("SELECT 1").value(), "1");
}

TEST_F(WireSessionTest, CopiesInAndOut) {
    WireSession session(conninfo);
    session.execute("CREATE TEMP TABLE c (a int)");
    session.send_query("COPY c FROM STDIN");
    ASSERT_EQ(session.wait().type, Reply::copy_in_response);
    for (int i = 0; i < 1000; ++i)
        session.send_copy_data(as_bytes("12\n"));
    session.send_copy_done();
    EXPECT_FALSE(session.drain());
    EXPECT_EQ(session.query("SELECT sum(a) FROM c").value(), "12000");
    session.send_query("COPY c TO STDOUT");
    Message message = session.wait();
    ASSERT_EQ(message.type, Reply::copy_out_response);
    EXPECT_FALSE(read_copy_description(message.body).binary);
    EXPECT_FALSE(session.drain());
    // COPY FROM STDIN where nobody sends: refused, not hung.
    EXPECT_THROW(session.execute("COPY c FROM STDIN"), PgError);
    EXPECT_EQ(session.query("SELECT 1").value(), "1");
}

TEST_F(WireSessionTest, NoticesAndNotifications) {
    WireSession session(conninfo);
    std::string notice, payload;
    session.on_notice([&](const Diagnostic& d) { notice = d.message; });
    session.on_notification([&](const NotificationView& n) { payload = n.payload; });
    session.execute("LISTEN q");
    session.execute("DO $$ BEGIN RAISE WARNING 'hm'; END $$");
    session.execute("NOTIFY q, 'p'");
    EXPECT_EQ(notice, "hm");
    EXPECT_EQ(payload, "p");
    session.execute("SET TimeZone = 'Europe/Berlin'");
    EXPECT_EQ(session.parameter("TimeZone"), "Europe/Berlin");
}

// A rollback behind the error meets a connection that still owes an answer.
TEST_F(WireSessionTest, ABackendThatIsLostInATransactionIsAnError) {
    WireSession session(conninfo);
    std::jthread killer([&] {
        Connection connection(conninfo);
        const std::string pid = std::to_string(session.backend_pid());
        while (connection
                   .query("SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND "
                          "wait_event = 'PgSleep'",
                          {pid})
                   .empty()) {
        }
        connection.query("SELECT pg_terminate_backend($1)", {pid});
    });
    EXPECT_THROW(in_transaction(session, [&] { session.query("SELECT pg_sleep(60)"); }), Error);
    EXPECT_TRUE(session.broken());
    EXPECT_THROW(session.execute("SELECT 1"), IoError);
    EXPECT_THROW(session.query("SELECT $1::int", {"1"}), IoError);
}

TEST_F(WireSessionTest, ALostBackendIsAnIoError) {
    WireSession session(conninfo);
    Connection killer(conninfo);
    killer.query("SELECT pg_terminate_backend($1)", {std::to_string(session.backend_pid())});
    bool failed = false;
    for (int i = 0; i < 100 && !failed; ++i) {
        try {
            session.query("SELECT 1");
        } catch (const PgError& error) {
            EXPECT_TRUE(error.fatal());
            failed = true;
        } catch (const IoError&) {
            failed = true;
        }
    }
    EXPECT_TRUE(failed);
    EXPECT_TRUE(session.broken());
    EXPECT_FALSE(session.healthy());
}

TEST_F(PoolTest, LendsCleanSessions) {
    PoolOptions options;
    options.conninfo = conninfo;
    options.sessions_max = 3;
    options.spare_min = 1;
    options.wait_timeout_ms = 200;
    options.setup_sql = "SET extra_float_digits = 3";
    Pool pool(options);
    uint32_t pid = 0;
    {
        Pool::Lease lease = pool.take();
        pid = lease->backend_pid();
        lease->execute(
            "CREATE TEMP TABLE x (a int); BEGIN; SET work_mem = '1MB'; "
            "PREPARE p AS SELECT 1");
    }
    std::vector<Pool::Lease> leases;
    bool same = false;
    for (int i = 0; i < 3; ++i) {
        leases.push_back(pool.take());
        WireSession& session = *leases.back();
        EXPECT_EQ(session.transaction_status(), TransactionStatus::idle);
        EXPECT_EQ(session.query("SHOW work_mem").value(), "16MB");
        EXPECT_EQ(session.query("SHOW extra_float_digits").value(), "3");
        EXPECT_EQ(session.query("SELECT to_regclass('pg_temp.x')").value(), std::nullopt);
        EXPECT_TRUE(session.query("SELECT 1 FROM pg_prepared_statements").empty());
        same = same || session.backend_pid() == pid;
    }
    EXPECT_TRUE(same);
    EXPECT_THROW(pool.take(), IoError);
    leases.pop_back();
    EXPECT_TRUE(pool.take());
    leases.clear();
    EXPECT_EQ(pool.status().lent, 0u);
}

TEST_F(PoolTest, ReplacesDeadSessions) {
    PoolOptions options;
    options.conninfo = conninfo;
    options.spare_min = 3;
    Pool pool(options);
    while (pool.status().idle < 3)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    Connection killer(conninfo);
    killer.query(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");
    Pool::Lease lease = pool.take();
    EXPECT_EQ(lease->query("SELECT 1").value(), "1");
    // One with a request in flight is closed, not lent again.
    uint32_t pid = lease->backend_pid();
    lease->send_query("SELECT pg_sleep(0)");
    lease.release();
    lease = pool.take();
    EXPECT_NE(lease->backend_pid(), pid);
}

}  // namespace
}  // namespace gantry::pg
