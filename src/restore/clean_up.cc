#include "restore/clean_up.h"

#include <chrono>
#include <thread>

#include "base/log.h"
#include "pg/orphan_files.h"

namespace gantry::restore {

void abandon_patiently(std::unique_ptr<pg::Connection>& connection,
                       const ConnectionFactory& connect, const store::RestoreTicket& ticket,
                       const std::string& database, const std::stop_token& stop) {
    constexpr int k_attempts = 15;
    bool crashed = false;
    for (int attempt = 1;; ++attempt) {
        try {
            try {
                connection->execute("SELECT 1");
            } catch (const Error&) {
                connection = connect();
                crashed = true;
            }
            store::abandon_restore(*connection, ticket);
            if (crashed) remove_lost_files(*connection);
            return;
        } catch (const Error& error) {
            if (attempt < k_attempts && !stop.stop_requested()) {
                std::this_thread::sleep_for(std::chrono::seconds(1));
                continue;
            }
            log::warning("restore.clean_up_postponed",
                         {{"database", database},
                          {"reason", error.what()},
                          {"next", "it happens at the next start or restore"}});
            return;
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
