// Extended Events sessions, event notifications and audits.

#include "tsql/grammar/statements.h"

namespace gantry::tsql {
namespace {

constexpr Syntax k_syntax[] = {
    {"CREATE EVENT SESSION",
     "<name> ON {SERVER | DATABASE} $add_event,... [$add_target,...] [WITH $session_options]", 100},
    {"ALTER EVENT SESSION",
     "<name> ON {SERVER | DATABASE}"
     " { STATE = {START | STOP} | WITH $session_options"
     " | $session_change [ [,] $session_change ]... [WITH $session_options] }",
     100},
    {"DROP EVENT SESSION", "<name> ON {SERVER | DATABASE}", 100},
    {"$session_change",
     "$add_event | $add_target | DROP EVENT <event:object> | DROP TARGET <target:object>"},
    {"$add_event",
     "ADD EVENT <event:object>"
     " [( [SET $event_setting,...] [ACTION ( <action:object>,... )] [WHERE $event_predicate] )]"},
    {"$add_target", "ADD TARGET <target:object> [( SET $event_setting,... )]"},
    {"$event_setting", "<attribute:word> = $event_value"},
    {"$event_value", "<value:literal> | ( $event_value )"},
    {"$event_predicate", "[NOT] $event_term [ {AND | OR} [NOT] $event_term ]..."},
    {"$event_term",
     "( $event_predicate ) | <compare:object> ( $event_source , $event_value )"
     " | $event_source $event_comparison $event_value"},
    {"$event_source", "<source:object> | ( $event_source )"},
    {"$event_comparison", "= | '<>' | '!=' | '<=' | '>=' | '<' | '>' | '<' '>' | [NOT] LIKE"},
    {"$session_options", "( $session_option [ [,] $session_option ]... )"},
    {"$session_option",
     "MAX_MEMORY = <max_memory:integer> [KB | MB]"
     " | EVENT_RETENTION_MODE = {ALLOW_SINGLE_EVENT_LOSS | ALLOW_MULTIPLE_EVENT_LOSS"
     " | NO_EVENT_LOSS}"
     " | MAX_DISPATCH_LATENCY = {INFINITE | <latency:integer> SECONDS}"
     " | MAX_EVENT_SIZE = <max_event_size:integer> [KB | MB]"
     " | MEMORY_PARTITION_MODE = {NONE | PER_NODE | PER_CPU}"
     " | TRACK_CAUSALITY = $on_off | STARTUP_STATE = $on_off"
     " | MAX_DURATION = {UNLIMITED | <duration:integer> {SECOND | SECONDS | MINUTE | MINUTES"
     " | HOUR | HOURS | DAY | DAYS}}"},

    {"CREATE EVENT NOTIFICATION",
     "<name> ON $notification_scope [WITH FAN_IN] FOR <event>,..."
     " TO SERVICE <service:string> , <broker:string>",
     90},
    {"DROP EVENT NOTIFICATION", "<name>,... ON $notification_scope", 90},
    {"$notification_scope", "SERVER | DATABASE | QUEUE <queue:object>"},

    {"CREATE SERVER AUDIT",
     "<name> TO $audit_target [WITH ( $audit_option,... )] [WHERE $event_predicate]", 100},
    {"ALTER SERVER AUDIT",
     "<name> { REMOVE WHERE | MODIFY NAME = <new_name:name>"
     " | TO $audit_target [WITH ( $audit_option,... )] [WHERE $event_predicate]"
     " | WITH ( $audit_option,... ) [WHERE $event_predicate] | WHERE $event_predicate }",
     100},
    {"DROP SERVER AUDIT", "<name>", 100},
    {"$audit_target",
     "FILE ( $audit_file_option,... ) | APPLICATION_LOG | SECURITY_LOG | EXTERNAL_MONITOR"
     " | URL [( { PATH = <path:string> | RETENTION_DAYS = <days:integer> },... )]"},
    {"$audit_file_option",
     "FILEPATH = <file_path:string>"
     " | MAXSIZE = {UNLIMITED | <max_size:integer> {MB | GB | TB}}"
     " | MAX_ROLLOVER_FILES = {UNLIMITED | <rollover_files:integer>}"
     " | MAX_FILES = <max_files:integer> | RESERVE_DISK_SPACE = $on_off"},
    {"$audit_option",
     "QUEUE_DELAY = <delay:integer> | ON_FAILURE = {CONTINUE | SHUTDOWN | FAIL_OPERATION}"
     " | AUDIT_GUID = <guid:string> | STATE = $on_off | OPERATOR_AUDIT = $on_off"},

    {"CREATE SERVER AUDIT SPECIFICATION",
     "<name> FOR SERVER AUDIT <audit> [{ ADD ( <group> ) },...] [$audit_state]", 100},
    {"ALTER SERVER AUDIT SPECIFICATION",
     "<name> [FOR SERVER AUDIT <audit>] [{ {ADD | DROP} ( <group> ) },...] [$audit_state]", 100},
    {"CREATE DATABASE AUDIT SPECIFICATION",
     "<name> FOR SERVER AUDIT <audit> [{ ADD ( $database_audit ) },...] [$audit_state]", 100},
    {"ALTER DATABASE AUDIT SPECIFICATION",
     "<name> [FOR SERVER AUDIT <audit>] [{ {ADD | DROP} ( $database_audit ) },...]"
     " [$audit_state]",
     100},
    {"DROP SERVER AUDIT SPECIFICATION|DROP DATABASE AUDIT SPECIFICATION", "<name>", 100},
    {"$audit_state", "WITH ( STATE = $on_off )"},
    {"$database_audit",
     "$audit_action,... ON $securable [( <column>,... )] BY <principal>,... | <group>"},
    {"$audit_action",
     "{SELECT | UPDATE | INSERT | DELETE | EXECUTE | EXEC | RECEIVE | REFERENCES}"
     " [( <column>,... )]"},
};

}  // namespace

std::span<const Syntax> events_syntax() {
    return k_syntax;
}

}  // namespace gantry::tsql
