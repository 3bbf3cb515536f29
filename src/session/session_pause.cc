// A session and the pauses of its instance (pause_gate.h): it waits before a request while the gate
// is closed, and takes a new PostgreSQL backend after a restart. Everything that a session has is
// here and goes on (SET options, prepared handles, database, identity values), but for what lives in
// PostgreSQL: an open transaction and temporary tables, which keep the gate open.

#include <algorithm>

#include "session/session.h"

namespace gantry::session {

namespace {

// Between two looks at the client, which may cancel while it waits.
constexpr auto k_look_interval = std::chrono::milliseconds(20);

}  // namespace

void Session::pass_pause_gate() {
    while (!pause_.enter()) {
        environment_.pause.wait_open(k_look_interval);
        client_.wait(-1, false, 0);
        if (client_.stop_requested()) throw ClientGone("the server stops");
        if (client_.take_attention()) throw Cancelled();
    }
    if (pause_.take_restart() && state_.backend) renew_backend();
}

void Session::renew_backend() {
    environment_.own_backends.remove(int(state_.backend->wire().backend_pid()));
    std::string begin = state_.backend->begin_to_come();
    state_.routines.clear();
    state_.backend.reset();
    state_.backend = std::make_unique<Backend>(environment_.pool.take(), client_);
    const auto pid = int32_t(state_.backend->wire().backend_pid());
    environment_.own_backends.add(pid);
    state_.activity->set_backend_pid(pid);
    state_.backend->set_statement_savepoints(!state_.settings.xact_abort);
    if (state_.options.lock_timeout_ms >= 0) {
        // As SET LOCK_TIMEOUT has it (set_options.cc): PostgreSQL's 0 is "wait for ever".
        state_.backend->set_parameter("lock_timeout",
                                      std::to_string(std::max(state_.options.lock_timeout_ms, 1)));
    }
    state_.backend->take_over_begin(std::move(begin));
}

// After each request: whether this backend may go. A transaction that did nothing yet is no reason
// against it: drivers without autocommit begin the next one right behind a COMMIT.
void Session::note_held_state() {
    const bool begun = !state_.backend || state_.backend->begin_to_come().empty();
    if (state_.transaction.count > 0 && begun) {
        pause_.hold("an open transaction");
    } else if (state_.temporary && !state_.temporary->model().tables.empty()) {
        pause_.hold("temporary tables");
    } else {
        pause_.hold({});
    }
}

}  // namespace gantry::session
