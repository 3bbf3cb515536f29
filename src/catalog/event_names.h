#pragma once
// Names of trigger and notification events by number, as sys.trigger_event_types and
// sys.event_notification_event_types list them, and the one fact about a trigger only its text
// tells. Pure.

#include <cstdint>
#include <string>
#include <string_view>

namespace gantry::catalog {

// "INSERT" (1), "CREATE_TABLE" (21), "DDL_TABLE_EVENTS" (10018), ...; empty when not known.
std::string event_name(int32_t event);

// Whether CREATE TRIGGER's text says INSTEAD OF before its AS.
bool is_instead_of(std::string_view text);

}  // namespace gantry::catalog
