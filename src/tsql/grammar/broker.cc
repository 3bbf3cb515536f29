// Service Broker: message types, contracts, queues, services, routes, bindings, priorities,
// conversations and messages.

#include "tsql/grammar/statements.h"

namespace gantry::tsql {
namespace {

constexpr Syntax k_syntax[] = {
    {"CREATE MESSAGE TYPE", "<name> [AUTHORIZATION <owner>] [VALIDATION = $message_validation]",
     90},
    {"ALTER MESSAGE TYPE", "<name> VALIDATION = $message_validation", 90},
    {"$message_validation",
     "NONE | EMPTY | WELL_FORMED_XML | VALID_XML WITH SCHEMA COLLECTION <collection:object>"},
    {"CREATE CONTRACT",
     "<name> [AUTHORIZATION <owner>]"
     " ( { <message_type> SENT BY {INITIATOR | TARGET | ANY} },... )",
     90},

    {"CREATE QUEUE", "<name:object> [WITH $queue_options] [ON <filegroup>]", 90},
    {"ALTER QUEUE",
     "<name:object> { WITH $queue_options"
     " | REBUILD [WITH ( MAXDOP = <maxdop:integer> )]"
     " | REORGANIZE [WITH ( LOB_COMPACTION = $on_off )]"
     " | MOVE TO <filegroup> }",
     90},
    {"$queue_options", "$queue_option [ [,] $queue_option ]..."},
    {"$queue_option",
     "STATUS = $on_off | RETENTION = $on_off"
     " | ACTIVATION ( { DROP | $activation_option [ [,] $activation_option ]... } )"
     " | POISON_MESSAGE_HANDLING ( STATUS = $on_off )"},
    {"$activation_option",
     "STATUS = $on_off | PROCEDURE_NAME = <procedure:object>"
     " | MAX_QUEUE_READERS = <readers:integer>"
     " | {EXECUTE | EXEC} AS {SELF | OWNER | <user:string>}"},

    {"CREATE SERVICE",
     "<name> [AUTHORIZATION <owner>] ON QUEUE <queue:object> [( <contract>,... )]", 90},
    {"ALTER SERVICE",
     "<name> { ON QUEUE <queue:object> [$service_contracts] | $service_contracts }", 90},
    {"$service_contracts", "( { {ADD | DROP} CONTRACT <contract> },... )"},

    {"CREATE ROUTE", "<name> [AUTHORIZATION <owner>] WITH $route_option,...", 90},
    {"ALTER ROUTE", "<name> WITH $route_option,...", 90},
    {"$route_option",
     "SERVICE_NAME = <service:string> | BROKER_INSTANCE = <broker:string>"
     " | LIFETIME = <lifetime:integer> | ADDRESS = <address:string>"
     " | MIRROR_ADDRESS = <mirror:string>"},
    {"CREATE REMOTE SERVICE BINDING",
     "<name> [AUTHORIZATION <owner>] TO SERVICE <service:string> WITH $binding_option,...", 90},
    {"ALTER REMOTE SERVICE BINDING", "<name> WITH $binding_option,...", 90},
    {"$binding_option", "USER = <user> | ANONYMOUS = $on_off"},
    {"CREATE BROKER PRIORITY", "<name> FOR CONVERSATION [SET ( $priority_options )]", 100},
    {"ALTER BROKER PRIORITY", "<name> FOR CONVERSATION SET ( $priority_options )", 100},
    {"$priority_options", "$priority_option [ [,] $priority_option ]..."},
    {"$priority_option",
     "CONTRACT_NAME = {ANY | <contract>} | LOCAL_SERVICE_NAME = {ANY | <local_service:name>}"
     " | REMOTE_SERVICE_NAME = {ANY | <remote_service:string>}"
     " | PRIORITY_LEVEL = {DEFAULT | <level:integer>}"},

    {"BEGIN DIALOG CONVERSATION|BEGIN DIALOG",
     "<handle:variable> FROM SERVICE {<initiator:name> | <initiator:value>}"
     " TO SERVICE <target:value> [, <broker:value>]"
     " [ON CONTRACT {<contract> | <contract:value>}]"
     " [WITH $dialog_option [ [,] $dialog_option ]...]",
     90},
    {"$dialog_option",
     "RELATED_CONVERSATION = <related:expr> | RELATED_CONVERSATION_GROUP = <group:expr>"
     " | LIFETIME = <lifetime:expr> | ENCRYPTION = $on_off"},
    {"BEGIN CONVERSATION TIMER", "( <handle:expr> ) TIMEOUT = <timeout:expr>", 90},
    {"END CONVERSATION",
     "<handle:expr>"
     " [WITH {CLEANUP | ERROR = <error:value> DESCRIPTION = <description:value>}]",
     90},
    {"GET CONVERSATION GROUP", "<group:variable> FROM <queue:object>", 90},
    {"MOVE CONVERSATION", "<handle:expr> TO <group:expr>", 90},
    // Several handles came with version 2012.
    {"SEND ON CONVERSATION",
     "{ ( <handle:expr>,... ) | <handle:value>,... }"
     " [MESSAGE TYPE {<message_type> | <message_type:value>}] [( <body:expr> )]",
     90},
    {"RECEIVE",
     "[TOP ( <top:expr> )] <column:item>,... FROM <queue:object> [INTO <into:variable>]"
     " [WHERE <where:condition>]",
     90},

    {"DROP BROKER PRIORITY", "<name>", 100},
    {"DROP QUEUE", "<name:object>", 90},
    {"DROP CONTRACT|DROP MESSAGE TYPE|DROP REMOTE SERVICE BINDING|DROP ROUTE|DROP SERVICE",
     "<name>", 90},
};

}  // namespace

std::span<const Syntax> broker_syntax() {
    return k_syntax;
}

}  // namespace gantry::tsql
