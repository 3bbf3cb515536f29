#include "restore/clean_up.h"

#include <chrono>
#include <thread>

#include "base/log.h"
#include "pg/orphan_files.h"

namespace gantry::restore {

namespace {

bool answers(pg::Connection* connection) {
    if (connection == nullptr) return false;
    try {
        connection->execute("SELECT 1");
        return true;
    } catch (const Error&) {
        return false;
    }
}

}  // namespace

Ending settle_patiently(std::unique_ptr<pg::Connection>& connection,
                        const ConnectionFactory& connect, const store::RestoreTicket& ticket,
                        const std::string& database, const std::stop_token& stop) {
    constexpr int k_attempts = 60;
    bool crashed = false;
    for (int attempt = 1;; ++attempt) {
        try {
            if (!answers(connection.get())) {
                crashed = true;
                connection.reset();
                std::unique_ptr<pg::Connection> next = connect();
                if (!store::take_over_restore(*next, ticket)) {
                    throw Error("its old connection is still at work in PostgreSQL");
                }
                connection = std::move(next);
            }
            if (store::was_committed(*connection, ticket)) {
                store::release_ticket(*connection, ticket);
                log::info("restore.committed_before_the_connection_broke",
                          {{"database", database}});
                return Ending::committed;
            }
            store::abandon_restore(*connection, ticket);
            if (crashed) remove_lost_files(*connection);
            return Ending::taken_back;
        } catch (const Error& error) {
            if (attempt < k_attempts && !stop.stop_requested()) {
                std::this_thread::sleep_for(std::chrono::seconds(1));
                continue;
            }
            log::warning("restore.clean_up_postponed",
                         {{"database", database},
                          {"reason", error.what()},
                          {"next", "it happens at the next start or restore"}});
            return Ending::unknown;
        }
    }
}

void remove_lost_files(pg::Executor& executor) {
    constexpr int k_attempts = 10;
    try {
        for (int attempt = 1;; ++attempt) {
            const pg::OrphanFiles found = pg::remove_orphan_files(executor);
            if (found.postponed && attempt < k_attempts) {
                std::this_thread::sleep_for(std::chrono::milliseconds(200));
                continue;
            }
            if (!found.removed.empty()) {
                log::info("lost_files_removed", {{"files", std::to_string(found.removed.size())},
                                                 {"bytes", std::to_string(found.bytes)}});
            }
            return;
        }
    } catch (const Error& error) {
        log::warning("lost_files_stay", {{"reason", error.what()}});
    }
}

}  // namespace gantry::restore
