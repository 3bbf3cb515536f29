// KILL: ends another session and its connection, or asks a background task to stop.

#include <fmt/core.h>

#include <chrono>
#include <limits>

#include "engine/unsupported.h"
#include "session/interpreter.h"
#include "session/server_permissions.h"
#include "types/convert.h"

namespace gantry::session {

namespace {

using namespace std::chrono_literals;

// How long KILL waits for the session to be gone, and how often it looks.
constexpr auto k_patience = 2s;
constexpr auto k_look = 20ms;
// A session that waits inside PostgreSQL without watching its client is cancelled there.
constexpr auto k_until_cancel = 200ms;

void tell_rollback(Reply& reply, int64_t id, int line) {
    reply.info(6109, 10, 1,
               fmt::format("SPID {}: transaction rollback in progress. Estimated rollback "
                           "completion: 0%. Estimated time remaining: 0 seconds.",
                           id),
               line);
}

SqlError no_rollback(int64_t id) {
    return SqlError(6120, 16, 1,
                    fmt::format("Status report cannot be obtained. Rollback operation for Process "
                                "ID {} is not in progress.",
                                id));
}

}  // namespace

void Interpreter::kill(const tsql::KillStatement& statement) {
    int line = int(statement.range.line);
    if (statement.target != tsql::KillKind::session) {
        throw engine::unsupported(statement.target == tsql::KillKind::stats_job
                                      ? "KILL STATS JOB"
                                      : "KILL QUERY NOTIFICATION SUBSCRIPTION",
                                  line);
    }
    if (!permits(state_, ServerPermission::alter_any_connection)) {
        throw SqlError(6102, 14, 1, "User does not have permission to use the KILL statement.");
    }
    if (state_.transaction.count > 0) {
        throw SqlError(6115, 16, 1, "KILL command cannot be used inside user transactions.");
    }
    types::Value given = evaluate(*statement.id);
    if (types::is_character(given.type().id)) {
        // There are no distributed transactions, so no unit of work either.
        throw SqlError(6110, 16, 1,
                       fmt::format("The distributed transaction with UOW {} does not exist.",
                                   types::to_text(given)));
    }
    if (statement.with_commit || statement.with_rollback) {
        throw SqlError(6108, 16, 1,
                       "KILL SPID WITH COMMIT/ROLLBACK is not supported by Microsoft SQL Server. "
                       "Use Microsoft Distributed Transaction Coordinator to resolve distributed "
                       "transactions.");
    }
    int64_t id = types::convert(given, types::bigint_type()).integer();
    if (id < 1 || id > std::numeric_limits<int16_t>::max()) {
        throw SqlError(6101, 16, 1, fmt::format("Session ID {} is not valid.", id));
    }
    if (id == state_.spid) {
        throw SqlError(6104, 16, 1, "Cannot use KILL to kill your own process.");
    }
    ActivityPtr target = state_.env.activity->find(int32_t(id));
    if (statement.with_status_only) {
        if (target == nullptr || !target->is_killed()) throw no_rollback(id);
        tell_rollback(reply_, id, line);
        return;
    }
    // The server's own tasks have the numbers up to 50; there are none that could be named.
    if (id <= 50) throw SqlError(6107, 14, 1, "Only user processes can be killed.");
    SqlError not_found(6106, 16, 2, fmt::format("Process ID {} is not an active process ID.", id));
    if (target == nullptr) throw not_found;
    switch (state_.env.activity->kill(int32_t(id))) {
        case KillOutcome::killed:
            await_end(*target);
            return;
        case KillOutcome::already_ending:
            tell_rollback(reply_, id, line);
            return;
        case KillOutcome::not_found:
            throw not_found;
    }
}

// So that whoever looks next finds the session gone and its locks released, as a rule.
void Interpreter::await_end(const Activity& target) {
    auto begin = std::chrono::steady_clock::now();
    auto next_cancel = begin + k_until_cancel;
    while (true) {
        ActivityPtr still = state_.env.activity->find(target.session_id());
        if (still.get() != &target) return;
        auto now = std::chrono::steady_clock::now();
        if (now - begin > k_patience) return;
        int32_t pid = target.backend_pid();
        if (pid != 0 && now > next_cancel) {
            state_.backend->with_executor([&](pg::Executor& executor) {
                executor.query("SELECT pg_catalog.pg_cancel_backend($1::int)",
                               {std::to_string(pid)});
            });
            next_cancel = now + k_until_cancel;
        }
        look_at_client(k_look);
    }
}

}  // namespace gantry::session
