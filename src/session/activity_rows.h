#pragma once
// The rows of sys.dm_exec_sessions, sys.dm_exec_requests and their like as JSON, for the views of
// engine/system/views_sessions.cc. Pure but for the clock; thread-safe.

#include <string>
#include <string_view>

#include "session/activity.h"
#include "session/runtime_source.h"

namespace gantry::session {

// One object for each session and background task the viewer may see.
std::string session_rows(const ActivityRegistry& registry, const Viewer& viewer);
// The texts behind their handles: {"hnd", "txt"}.
std::string text_rows(const ActivityRegistry& registry, const Viewer& viewer);

// The text as it may be shown: when it may hold a password, secret or signature, a comment stands
// for all of it, as in SQL Server's traces.
std::string shown_text(std::string_view text);
// What identifies a text: 44 bytes in hexadecimal, the same for the same text.
std::string text_handle(std::string_view text);

}  // namespace gantry::session
