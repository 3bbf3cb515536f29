#pragma once
// What a session tells about itself (activity.h): who it is at login, what its settings are.

#include "session/state.h"

namespace gantry::session {

// After a login: the session appears in the views. `end` as in ActivityRegistry::add_session.
void announce_session(SessionState& state, std::function<void()> end);
// After USE, SET or a reset.
void publish_facts(const SessionState& state);
// At a statement and at a request's end.
void publish_counters(const SessionState& state);

}  // namespace gantry::session
