// Who uses a database: RESTORE WITH REPLACE needs it for itself alone, and ALTER DATABASE ... WITH
// ROLLBACK IMMEDIATE makes the others leave.

#include <fmt/core.h>

#include <chrono>

#include "session/interpreter.h"
#include "tsql/printer.h"
#include "types/convert.h"

namespace gantry::session {

namespace {

using namespace std::chrono_literals;

// A client that has just closed its connection may still be seen for a moment.
constexpr auto k_patience = 3s;
constexpr auto k_look = 20ms;
constexpr int32_t k_system_database_id_max = 4;

std::vector<ActivityPtr> others_in(const Environment& environment, int32_t database_id,
                                   int32_t own_session) {
    std::vector<ActivityPtr> out;
    for (const ActivityPtr& activity : environment.activity->all()) {
        if (activity->session_id() == own_session || activity->identity().is_background) continue;
        if (activity->view().facts.database_id == database_id) out.push_back(activity);
    }
    return out;
}

}  // namespace

// Throws 3102 when it is this session's database, 3101 when others stay in it.
void Interpreter::require_unused(const std::string& name) {
    refresh_snapshot();
    const engine::DatabaseSummary* database = state_.snapshot->find_summary(name);
    if (database == nullptr || database->state != "ONLINE") return;
    const int32_t id = database->id;
    if (id <= k_system_database_id_max) return;  // refused for what they are
    const engine::DatabaseSummary* own = state_.snapshot->find_summary(state_.database);
    if (own != nullptr && own->id == id) {
        throw SqlError(3102, 16, 1,
                       fmt::format("RESTORE cannot process database '{}' because it is in use by "
                                   "this session. It is recommended that the master database be "
                                   "used when performing this operation.",
                                   database->name));
    }
    auto deadline = std::chrono::steady_clock::now() + k_patience;
    std::vector<ActivityPtr> others;
    while (!(others = others_in(state_.env, id, state_.spid)).empty()) {
        if (std::chrono::steady_clock::now() > deadline) {
            throw SqlError(
                3101, 16, 1,
                "Exclusive access could not be obtained because the database is in use.",
                fmt::format("session {} uses it: ALTER DATABASE {} SET SINGLE_USER WITH "
                            "ROLLBACK IMMEDIATE ends all others",
                            others[0]->session_id(), tsql::quote_bracket(database->name)));
        }
        look_at_client(k_look);
    }
}

// ROLLBACK AFTER gives the others that many seconds. Without a termination clause nobody is ended.
void Interpreter::end_other_users(const tsql::AlterDatabaseStatement& statement) {
    if (!statement.termination.starts_with("ROLLBACK")) return;
    const engine::DatabaseSummary* database = state_.snapshot->find_summary(
        statement.current ? std::string_view(state_.database) : statement.name.name);
    if (database == nullptr) return;
    int64_t seconds = 0;
    if (statement.termination_seconds != nullptr) {
        types::Value given = evaluate(*statement.termination_seconds, types::int_type());
        seconds = given.is_null() ? 0 : given.integer();
    }
    const int32_t id = database->id;
    auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
    while (std::chrono::steady_clock::now() < deadline &&
           !others_in(state_.env, id, state_.spid).empty()) {
        look_at_client(k_look);
    }
    for (const ActivityPtr& other : others_in(state_.env, id, state_.spid)) {
        if (state_.env.activity->kill(other->session_id()) == KillOutcome::killed) {
            await_end(*other);
        }
    }
}

// Waits that long, unless the client is gone or asks to stop.
void Interpreter::look_at_client(std::chrono::milliseconds pause) {
    state_.client.wait(-1, false, int(pause.count()));
    if (state_.client.stop_requested()) throw ClientGone("the server stops");
    if (state_.client.take_attention()) throw Cancelled();
}

}  // namespace gantry::session
