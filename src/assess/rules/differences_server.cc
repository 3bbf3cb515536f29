// What a managed instance does not have or does differently of logins, servers and other objects of
// master. Our own ids.

#include "assess/rules/tables.h"

namespace gantry::assess {
namespace {

constexpr Rule k_rules[] = {
    {.id = "Gantry.LinkedServerLogin",
     .title = "Linked server with the caller's own Windows identity",
     .severity = Severity::behaviour,
     .scope = Scope::instance,
     .category = "Warning",
     .first_hours = 2,
     .each_hours = 1,
     .consequence = "Windows delegation ends at the managed instance: the other server sees nobody.",
     .fix = "Map the logins to a SQL login of the other server, or use Entra ID on both sides.",
     .after = "EXEC sp_addlinkedsrvlogin 'B', 'false', NULL, 'reader', '...';",
     .reference = k_mi_tsql_page},
    {.id = "Gantry.CertificateLogin",
     .title = "Login of a certificate or key",
     .severity = Severity::behaviour,
     .scope = Scope::instance,
     .category = "Warning",
     .first_hours = 1,
     .each_hours = 0.5f,
     .consequence = "The certificate or key has to be on the target before the login, or what it signs loses its "
                    "rights.",
     .fix = "Move the certificate by CERTENCODED() and FROM BINARY, then create the login.",
     .after = "CREATE LOGIN signer FROM CERTIFICATE SignCert;",
     .reference = k_mi_tsql_page},
    {.id = "Gantry.Endpoint",
     .title = "Endpoint of one's own",
     .severity = Severity::blocks_migration,
     .scope = Scope::instance,
     .category = "Issue",
     .first_hours = 2,
     .each_hours = 1,
     .consequence = "Clients come through the platform's port, Service Broker through 4022: further endpoints are "
                    "refused.",
     .fix = "Send the clients to the instance's own address.",
     .targets = k_azure_only,
     .reference = k_mi_tsql_page},
    {.id = "Gantry.ResourceGovernor",
     .title = "Resource Governor",
     .severity = Severity::information,
     .scope = Scope::instance,
     .category = "Information",
     .first_hours = 2,
     .each_hours = 0.5f,
     .consequence = "It works; pools, groups and the classifier function are in master and are not moved with any "
                    "database.",
     .fix = "Make them on the target; their limits are shares of the new size.",
     .after = "CREATE RESOURCE POOL reports WITH (MAX_CPU_PERCENT = 30); ALTER RESOURCE GOVERNOR RECONFIGURE;",
     .reference = k_mi_tsql_page},
    {.id = "Gantry.ServerTrigger",
     .title = "Trigger of the server",
     .severity = Severity::behaviour,
     .scope = Scope::instance,
     .category = "Warning",
     .first_hours = 1,
     .each_hours = 0.5f,
     .consequence = "It is in master and is not moved with any database. A logon trigger that fails locks everybody "
                    "out.",
     .fix = "Create it disabled, test it, then enable it.",
     .after = "DISABLE TRIGGER trg_logon ON ALL SERVER;",
     .reference = k_mi_tsql_page},
    {.id = "Gantry.ServerRole",
     .title = "Server role of one's own",
     .severity = Severity::information,
     .scope = Scope::instance,
     .category = "Information",
     .first_hours = 0.5f,
     .each_hours = 0.25f,
     .consequence = "The role, its members and permissions are in master and are not moved with any database.",
     .fix = "Create the role and add its members.",
     .after = "CREATE SERVER ROLE auditors; ALTER SERVER ROLE auditors ADD MEMBER ann;",
     .reference = k_mi_tsql_page},
    {.id = "Gantry.SystemDatabaseObject",
     .title = "Object of one's own in master or msdb",
     .severity = Severity::behaviour,
     .scope = Scope::instance,
     .category = "Warning",
     .first_hours = 1,
     .each_hours = 0.25f,
     .consequence = "System databases are not restored: the object does not come along.",
     .fix = "Create it on the target, better in a database of its own.",
     .reference = k_mi_tsql_page},
};

}  // namespace

std::span<const Rule> difference_server_rules() { return k_rules; }

}  // namespace gantry::assess
