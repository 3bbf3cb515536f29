#include "restore/clean_up.h"

#include <chrono>
#include <thread>

#include "base/log.h"

namespace gantry::restore {

void abandon_patiently(std::unique_ptr<pg::Connection>& connection,
                       const ConnectionFactory& connect, const store::RestoreTicket& ticket,
                       const std::string& database, const std::stop_token& stop) {
    constexpr int k_attempts = 15;
    for (int attempt = 1;; ++attempt) {
        try {
            try {
                connection->execute("SELECT 1");
            } catch (const Error&) {
                connection = connect();
            }
            store::abandon_restore(*connection, ticket);
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

}  // namespace gantry::restore
