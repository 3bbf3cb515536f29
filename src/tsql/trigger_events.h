#pragma once
// The events DDL and logon triggers fire on. Source: "DDL events" and "DDL event groups" of the
// product documentation, and the statements that came after those pages.

#include <string_view>

namespace gantry::tsql {

// CREATE_TABLE, DDL_LOGIN_EVENTS, LOGON ...; upper-cased.
bool is_trigger_event(std::string_view name);

}  // namespace gantry::tsql
