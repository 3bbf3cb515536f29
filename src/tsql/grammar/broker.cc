// Service Broker: message types, contracts, queues, services, routes, bindings, priorities and
// conversations.

#include "tsql/grammar/statements.h"

namespace gantry::tsql {
namespace {

constexpr Syntax k_syntax[] = {
    {"CREATE MESSAGE TYPE", "<name> [AUTHORIZATION <owner>] [VALIDATION = $message_validation]"},
    {"ALTER MESSAGE TYPE", "<name> VALIDATION = $message_validation"},
    {"$message_validation",
     "NONE | EMPTY | WELL_FORMED_XML | VALID_XML WITH SCHEMA COLLECTION <collection:object>"},
    {"CREATE CONTRACT",
     "<name> [AUTHORIZATION <owner>]"
     " ( { <message_type> SENT BY {INITIATOR | TARGET | ANY} },... )"},
};

}  // namespace

std::span<const Syntax> broker_syntax() { return k_syntax; }

}  // namespace gantry::tsql
