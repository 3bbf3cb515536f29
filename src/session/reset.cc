// What a pooled connection's next owner finds: a session as after its login.

#include "session/interpreter.h"
#include "session/session_activity.h"

namespace gantry::session {

void Interpreter::reset_connection(bool keep_transaction) {
    if (!keep_transaction) roll_back_everything();
    drop_temporary_objects();
    state_.prepared.clear();
    state_.global_cursors.clear();
    engine::SessionSettings settings;
    bool ansi = state_.request.odbc || state_.request.ole_db;
    if (!ansi) {
        settings.ansi_null_default = settings.ansi_nulls = settings.ansi_padding = false;
        settings.ansi_warnings = settings.quoted_identifier = false;
        settings.concat_null_yields_null = settings.arithabort = false;
    }
    state_.settings = settings;
    if (state_.options.lock_timeout_ms >= 0) {
        state_.backend->set_parameter("lock_timeout", "0");
    }
    state_.options = Options{};
    state_.row_count = 0;
    state_.error_number = 0;
    state_.identity = types::Value();
    ++state_.context_generation;
    if (state_.database != state_.initial_database) {
        refresh_snapshot();
        // A database dropped meanwhile leaves the session in master.
        const engine::DatabaseSummary* found =
            state_.snapshot->find_summary(state_.initial_database);
        switch_database(found != nullptr ? state_.initial_database : "master");
    }
    publish_facts(state_);
    reply_.tokens().env_reset_done();
}

}  // namespace gantry::session
