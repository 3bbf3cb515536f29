// One load, one figure: operations (or rows) per second through TDS or through libpq.
//
//   wire_bench tds  HOST PORT USER PASSWORD DATABASE  WHAT CONNECTIONS SECONDS SQL
//   wire_bench libpq CONNINFO                         WHAT CONNECTIONS SECONDS SQL
//
// WHAT: prepared (one int parameter, random 1..100000), batch (SQL holds {id}), stream (rows per
// second of one statement after another), login, login-tls. Prints the figure alone.

#include <libpq-fe.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tds_client.h"

namespace {

using Clock = std::chrono::steady_clock;
using gantry::bench::Response;
using gantry::bench::Target;
using gantry::bench::TdsClient;

struct Load {
    std::string what;
    int connections = 1;
    double seconds = 3;
    std::string sql;
};

std::string with_id(const std::string& sql, int id) {
    std::string out = sql;
    size_t at = out.find("{id}");
    if (at != std::string::npos) out.replace(at, 4, std::to_string(id));
    return out;
}

uint64_t check(const Response& response) {
    if (response.error != 0) throw std::runtime_error(response.message);
    return response.rows;
}

void run_tds(const Target& base, const Load& load, std::atomic<bool>& stop,
             std::atomic<uint64_t>& done) {
    std::minstd_rand random(std::random_device{}());
    auto next_id = [&] { return int(random() % 100000) + 1; };
    if (load.what == "login" || load.what == "login-tls") {
        Target target = base;
        target.tls = load.what == "login-tls";
        while (!stop) {
            TdsClient client(target);
            ++done;
        }
        return;
    }
    TdsClient client(base);
    if (load.what == "prepared") {
        int32_t handle = client.prepare_int(load.sql);
        while (!stop) {
            if (check(client.execute_int(handle, next_id())) != 1) {
                throw std::runtime_error("a point select did not return one row");
            }
            ++done;
        }
    } else if (load.what == "executesql") {
        while (!stop) {
            check(client.execute_sql_int(load.sql, next_id()));
            ++done;
        }
    } else if (load.what == "batch") {
        while (!stop) {
            check(client.batch(with_id(load.sql, next_id())));
            ++done;
        }
    } else if (load.what == "stream") {
        while (!stop) done += check(client.batch(load.sql));
    } else {
        throw std::runtime_error("unknown load " + load.what);
    }
}

PGresult* checked(PGconn* connection, PGresult* result) {
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        throw std::runtime_error(PQerrorMessage(connection));
    }
    return result;
}

void run_libpq(const std::string& conninfo, const Load& load, std::atomic<bool>& stop,
               std::atomic<uint64_t>& done) {
    std::minstd_rand random(std::random_device{}());
    PGconn* connection = PQconnectdb(conninfo.c_str());
    if (PQstatus(connection) != CONNECTION_OK) {
        throw std::runtime_error(PQerrorMessage(connection));
    }
    if (load.what == "prepared") {
        PQclear(checked(connection, PQprepare(connection, "p", load.sql.c_str(), 1, nullptr)));
    }
    while (!stop) {
        int id = int(random() % 100000) + 1;
        if (load.what == "prepared") {
            uint32_t network = __builtin_bswap32(uint32_t(id));
            const char* values[] = {reinterpret_cast<const char*>(&network)};
            int lengths[] = {4};
            int formats[] = {1};
            PGresult* result = checked(
                connection, PQexecPrepared(connection, "p", 1, values, lengths, formats, 1));
            if (PQntuples(result) != 1) throw std::runtime_error("not one row");
            PQclear(result);
            ++done;
        } else if (load.what == "batch") {
            PQclear(checked(connection, PQexec(connection, with_id(load.sql, id).c_str())));
            ++done;
        } else if (load.what == "stream" || load.what == "stream-text") {
            int binary = load.what == "stream" ? 1 : 0;
            PGresult* result =
                checked(connection, PQexecParams(connection, load.sql.c_str(), 0, nullptr, nullptr,
                                                 nullptr, nullptr, binary));
            done += uint64_t(PQntuples(result));
            PQclear(result);
        } else {
            throw std::runtime_error("unknown load " + load.what);
        }
    }
    PQfinish(connection);
}

}  // namespace

int main(int argc, char** argv) {
    std::vector<std::string> args(argv + 1, argv + argc);
    try {
        if (args.size() < 6) throw std::runtime_error("see the comment in bench/wire_bench.cc");
        bool tds = args[0] == "tds";
        size_t at = tds ? 6 : 2;
        Load load{args.at(at), std::stoi(args.at(at + 1)), std::stod(args.at(at + 2)),
                  args.at(at + 3)};
        Target target;
        if (tds) target = {args[1], std::stoi(args[2]), args[3], args[4], args[5], false};
        std::atomic<bool> stop = false;
        std::atomic<uint64_t> done = 0;
        std::atomic<bool> failed = false;
        std::vector<std::jthread> threads;
        auto begin = Clock::now();
        for (int i = 0; i < load.connections; ++i) {
            threads.emplace_back([&] {
                try {
                    tds ? run_tds(target, load, stop, done) : run_libpq(args[1], load, stop, done);
                } catch (const std::exception& error) {
                    std::fprintf(stderr, "wire_bench: %s\n", error.what());
                    failed = true;
                    stop = true;
                }
            });
        }
        while (!stop && std::chrono::duration<double>(Clock::now() - begin).count() <
                            load.seconds) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        stop = true;
        threads.clear();
        double elapsed = std::chrono::duration<double>(Clock::now() - begin).count();
        if (failed) return 1;
        std::printf("%.0f\n", double(done) / elapsed);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "wire_bench: %s\n", error.what());
        return 2;
    }
}
