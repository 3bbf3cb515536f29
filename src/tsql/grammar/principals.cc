// Principals, credentials, ownership and permissions. These statements have nodes of their own
// (ast/security.h): the parser builds them from text that follows the rules here.

#include "tsql/grammar/statements.h"

namespace gantry::tsql {
namespace {

constexpr Syntax k_syntax[] = {
    // The password comes first.
    {"$create_login",
     "LOGIN <name> { WITH PASSWORD = {<password:string> | <password:binary> HASHED}"
     " [MUST_CHANGE | HASHED]... [, $login_option,...]"
     " | FROM { WINDOWS | EXTERNAL PROVIDER | CERTIFICATE <certificate>"
     " | ASYMMETRIC KEY <key:name> } [WITH $login_source_option,...] }"},
    {"$login_option",
     "SID = <sid:binary> | CHECK_EXPIRATION = $on_off | CHECK_POLICY = $on_off"
     " | $login_source_option"},
    {"$login_source_option",
     "DEFAULT_DATABASE = <database> | DEFAULT_LANGUAGE = $language | CREDENTIAL = <credential>"
     " | $external_identity"},
    {"$language", "<language> | <language:string> | <language:integer>"},
    {"$external_identity",
     "SID = <sid:binary> | OBJECT_ID = <object_id:string> | TYPE = {E | X | <type:string>}"},
    {"$alter_login",
     "LOGIN <name> { ENABLE | DISABLE | WITH $login_change,..."
     " | {ADD | DROP} CREDENTIAL <credential> }"},
    {"$login_change",
     "PASSWORD = {<password:string> | <password:binary> HASHED}"
     " [OLD_PASSWORD = <old_password:string> | MUST_CHANGE | UNLOCK | HASHED]..."
     " | DEFAULT_DATABASE = <database> | DEFAULT_LANGUAGE = $language | NAME = <new_name:name>"
     " | CHECK_EXPIRATION = $on_off | CHECK_POLICY = $on_off | CREDENTIAL = <credential>"
     " | NO CREDENTIAL"},

    {"$create_user",
     "USER <name> [ WITHOUT LOGIN | {FOR | FROM} { LOGIN <login> | CERTIFICATE <certificate>"
     " | ASYMMETRIC KEY <key:name> | EXTERNAL PROVIDER } ] [WITH $user_option,...]"},
    {"$user_option",
     "DEFAULT_SCHEMA = {NULL | <schema>} | PASSWORD = <password:string>"
     " | DEFAULT_LANGUAGE = $language | ALLOW_ENCRYPTED_VALUE_MODIFICATIONS = $on_off"
     " | $external_identity"},
    {"$alter_user", "USER <name> WITH $user_change,..."},
    {"$user_change",
     "NAME = <new_name:name> | DEFAULT_SCHEMA = {NULL | <schema>} | LOGIN = <login>"
     " | PASSWORD = <password:string> [OLD_PASSWORD = <old_password:string>]"
     " | DEFAULT_LANGUAGE = $language | ALLOW_ENCRYPTED_VALUE_MODIFICATIONS = $on_off"},

    {"$create_role", "[SERVER] ROLE <name> [AUTHORIZATION <owner>]"},
    {"$alter_role",
     "[SERVER] ROLE <name> { {ADD | DROP} MEMBER <member> | WITH NAME = <new_name:name> }"},
    {"$create_application_role",
     "APPLICATION ROLE <name>"
     " WITH { PASSWORD = <password:string> | DEFAULT_SCHEMA = <schema> },..."},
    {"$alter_application_role",
     "APPLICATION ROLE <name> WITH { NAME = <new_name:name> | PASSWORD = <password:string>"
     " | DEFAULT_SCHEMA = <schema> },..."},
    {"$server_credential",
     "CREDENTIAL <name> WITH $identity [FOR CRYPTOGRAPHIC PROVIDER <provider>]"},
    {"$database_credential", "DATABASE SCOPED CREDENTIAL <name> WITH $identity"},
    {"$identity", "IDENTITY = <identity:string> [, SECRET = <secret:string>]"},
    {"$drop_principal",
     "{LOGIN | CREDENTIAL | DATABASE SCOPED CREDENTIAL | SERVER ROLE | APPLICATION ROLE} <name>"
     " | {USER | ROLE} [IF EXISTS] <name>"},

    {"$alter_authorization", "AUTHORIZATION ON $securable TO {SCHEMA OWNER | <owner>}"},
    {"$securable", "$securable_class :: <securable:object> | <securable:object>"},
    {"$securable_class",
     "APPLICATION ROLE | ASSEMBLY | ASYMMETRIC KEY | AVAILABILITY GROUP | BROKER PRIORITY"
     " | CERTIFICATE | COLUMN {ENCRYPTION | MASTER} KEY | CONTRACT | CREDENTIAL"
     " | DATABASE SCOPED CREDENTIAL | DATABASE | ENDPOINT | EVENT {NOTIFICATION | SESSION}"
     " | EXTERNAL {DATA SOURCE | FILE FORMAT | LANGUAGE | LIBRARY | MODEL | STREAM}"
     " | FULLTEXT {CATALOG | STOPLIST} | LOGIN | MESSAGE TYPE | OBJECT | REMOTE SERVICE BINDING"
     " | ROLE | ROUTE | SCHEMA | SEARCH PROPERTY LIST | SECURITY POLICY | SERVER [AUDIT | ROLE]"
     " | SERVICE | SYMMETRIC KEY | TYPE | USER | WORKLOAD {CLASSIFIER | GROUP}"
     " | XML SCHEMA COLLECTION"},

    {"$grant", "$permissions TO <principal>,... [WITH GRANT OPTION] [AS <grantor:principal>]"},
    {"$deny", "$permissions TO <principal>,... [CASCADE] [AS <grantor:principal>]"},
    {"$revoke",
     "[GRANT OPTION FOR] $permissions {TO | FROM} <principal>,... [CASCADE]"
     " [AS <grantor:principal>]"},
    {"$permissions", "{ $permission [( <column>,... )] },... [ON $securable [( <column>,... )]]"},
    // The names in sys.fn_builtin_permissions, up to version 2025, and of the Azure services.
    {"$permission",
     "ALL [PRIVILEGES] | ADMINISTER [DATABASE] BULK OPERATIONS | ALTER [$alter_permission]"
     " | AUTHENTICATE [SERVER] | BACKUP {DATABASE | LOG} | CHECKPOINT"
     " | CONNECT [ANY DATABASE | REPLICATION | SQL] | CONTROL [SERVER] | CREATE $create_permission"
     " | DELETE | DROP ANY [DATABASE] EVENT SESSION | ENABLE LEDGER"
     " | {EXECUTE | EXEC} [ANY EXTERNAL {SCRIPT | ENDPOINT} | EXTERNAL SCRIPT]"
     " | EXTERNAL ACCESS ASSEMBLY | IMPERSONATE [ANY LOGIN] | INSERT | KILL DATABASE CONNECTION"
     " | RECEIVE | REFERENCES | SELECT [ALL USER SECURABLES] | SEND | SHOWPLAN | SHUTDOWN"
     " | SUBSCRIBE QUERY NOTIFICATIONS | TAKE OWNERSHIP | UNMASK | UNSAFE ASSEMBLY | UPDATE"
     " | VIEW $view_permission"},
    {"$alter_permission",
     "ANY { APPLICATION ROLE | ASSEMBLY | ASYMMETRIC KEY | AVAILABILITY GROUP | CERTIFICATE"
     " | COLUMN ENCRYPTION KEY | COLUMN MASTER KEY [DEFINITION] | CONNECTION | CONTRACT"
     " | CREDENTIAL | DATABASE [$alter_any_database] | DATASPACE | ENDPOINT"
     " | EVENT {NOTIFICATION | $event_session_permission}"
     " | EXTERNAL {DATA SOURCE | FILE FORMAT | JOB | LANGUAGE | LIBRARY | MODEL | STREAM | TABLE}"
     " | FULLTEXT CATALOG | INFORMATION PROTECTION | LINKED SERVER | LOGIN | MASK | MESSAGE TYPE"
     " | REMOTE SERVICE BINDING | ROLE | ROUTE | SCHEMA | SECURITY POLICY"
     " | SENSITIVITY CLASSIFICATION | SERVER {AUDIT | ROLE} | SERVICE | SYMMETRIC KEY | USER }"
     " | LEDGER [CONFIGURATION] | RESOURCES | SERVER STATE | SETTINGS | TRACE"},
    {"$alter_any_database",
     "AUDIT | DDL TRIGGER | EVENT {NOTIFICATION | $event_session_permission}"
     " | SCOPED CONFIGURATION"},
    {"$event_session_permission",
     "SESSION [ADD {EVENT | TARGET} | DROP {EVENT | TARGET} | ENABLE | DISABLE | OPTION]"},
    {"$create_permission",
     "AGGREGATE | ANY {DATABASE [EVENT SESSION] | EVENT SESSION} | ASSEMBLY | ASYMMETRIC KEY"
     " | AVAILABILITY GROUP | CERTIFICATE | CONTRACT | DATABASE [DDL EVENT NOTIFICATION]"
     " | DDL EVENT NOTIFICATION | DEFAULT | ENDPOINT"
     " | EXTERNAL {LANGUAGE | LIBRARY | MODEL | TABLE} | FULLTEXT CATALOG | FUNCTION | LOGIN"
     " | MESSAGE TYPE | PROCEDURE | PROC | QUEUE | REMOTE SERVICE BINDING | REMOTE TABLE"
     " | ROLE | ROUTE | RULE | SCHEMA | SEQUENCE | SERVER ROLE | SERVICE | SYMMETRIC KEY | SYNONYM"
     " | TABLE | TRACE EVENT NOTIFICATION | TYPE | USER | VIEW | XML SCHEMA COLLECTION"},
    {"$view_permission",
     "ANY { COLUMN {ENCRYPTION | MASTER} KEY DEFINITION"
     " | CRYPTOGRAPHICALLY SECURED DEFINITION | DATABASE | DEFINITION | ERROR LOG"
     " | PERFORMANCE DEFINITION | SECURITY DEFINITION | SENSITIVITY CLASSIFICATION }"
     " | CHANGE TRACKING | CRYPTOGRAPHICALLY SECURED DEFINITION"
     " | DATABASE {STATE | PERFORMANCE STATE | SECURITY STATE | SECURITY AUDIT} | DEFINITION"
     " | LEDGER CONTENT | PERFORMANCE DEFINITION | SECURITY DEFINITION"
     " | SERVER {STATE | PERFORMANCE STATE | SECURITY STATE | SECURITY AUDIT}"},
};

}  // namespace

std::span<const Syntax> principals_syntax() {
    return k_syntax;
}

}  // namespace gantry::tsql
