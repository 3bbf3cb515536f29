// Published rules of Azure SQL Managed Instance about an instance: its size, its Agent jobs, its
// logins.

#include "assess/rules/tables.h"

namespace gantry::assess {
namespace {

constexpr Rule k_rules[] = {
    {.id = "MIInstanceSize",
     .title = "Databases together larger than the target's storage",
     .severity = Severity::behaviour,
     .scope = Scope::instance,
     .category = "Warning",
     .first_hours = 16,
     .each_hours = 0,
     .consequence = "Not all databases fit on one instance.",
     .fix = "Move databases that need each other together, the others to a second instance, or "
            "choose a tier "
            "with more storage.",
     .targets = k_azure_only,
     .reference = k_mi_rules_page},
    {.id = "NumDbExceeds100",
     .title = "More than 100 databases",
     .severity = Severity::behaviour,
     .scope = Scope::instance,
     .category = "Warning",
     .first_hours = 16,
     .each_hours = 0,
     .consequence = "An instance holds at most 100 databases (500 on Next-gen General Purpose).",
     .fix = "Spread the databases over several instances.",
     .targets = k_azure_only,
     .reference = k_mi_rules_page},
    {.id = "AnalysisCommandJob",
     .title = "Job step of Analysis Services commands",
     .severity = Severity::blocks_migration,
     .scope = Scope::instance,
     .category = "Warning",
     .first_hours = 4,
     .each_hours = 1,
     .consequence = "The Agent of the target has no such subsystem: the step fails.",
     .fix = "Run the command from outside, or keep the job on a SQL Server that has Analysis "
            "Services.",
     .reference = k_mi_rules_page},
    {.id = "AnalysisQueryJob",
     .title = "Job step of Analysis Services queries",
     .severity = Severity::blocks_migration,
     .scope = Scope::instance,
     .category = "Warning",
     .first_hours = 4,
     .each_hours = 1,
     .consequence = "The Agent of the target has no such subsystem: the step fails.",
     .fix =
         "Run the query from outside, or keep the job on a SQL Server that has Analysis Services.",
     .reference = k_mi_rules_page},
    {.id = "MergeJob",
     .title = "Job step of merge replication",
     .severity = Severity::blocks_migration,
     .scope = Scope::instance,
     .category = "Warning",
     .first_hours = 16,
     .each_hours = 2,
     .consequence = "Merge replication is not there: the step fails.",
     .fix = "Replace it by transactional replication or by synchronisation of the application.",
     .reference = k_mi_rules_page},
    {.id = "QueueReaderJob",
     .title = "Job step of the queue reader",
     .severity = Severity::blocks_migration,
     .scope = Scope::instance,
     .category = "Warning",
     .first_hours = 16,
     .each_hours = 2,
     .consequence = "Updatable subscriptions are not there: the step fails.",
     .fix = "Use transactional replication in one direction.",
     .reference = k_mi_rules_page},
    {.id = "PowerShellJob",
     .title = "Job step of PowerShell",
     .severity = Severity::blocks_migration,
     .scope = Scope::instance,
     .category = "Warning",
     .first_hours = 4,
     .each_hours = 1,
     .consequence = "The Agent of the target has no such subsystem: the step fails.",
     .fix = "Run the script in an automation service.",
     .reference = k_mi_rules_page},
    {.id = "TransactSqlJob",
     .title = "Job step with T-SQL the target does not run",
     .severity = Severity::blocks_migration,
     .scope = Scope::instance,
     .category = "Warning",
     .first_hours = 1,
     .each_hours = 0.5f,
     .consequence = "The step fails.",
     .fix = "Change the command as the rule named beside it says.",
     .reference = k_mi_rules_page},
    {.id = "TraceFlags",
     .title = "Trace flags of the server",
     .severity = Severity::behaviour,
     .scope = Scope::instance,
     .category = "Warning",
     .first_hours = 2,
     .each_hours = 0.5f,
     .consequence = "Only some trace flags can be set on the target; the others are without "
                    "effect. Flags that "
                    "are on now are in no backup: only a live server tells them.",
     .fix = "Replace the flag by a database-scoped configuration or query hint where one exists.",
     .before = "DBCC TRACEON (4199, -1);",
     .after = "ALTER DATABASE SCOPED CONFIGURATION SET QUERY_OPTIMIZER_HOTFIXES = ON;",
     .reference = k_mi_rules_page},
    {.id = "WindowsAuthentication",
     .title = "Users and logins of Windows",
     .severity = Severity::behaviour,
     .scope = Scope::instance,
     .category = "Warning",
     .first_hours = 8,
     .each_hours = 0.25f,
     .consequence =
         "They cannot sign in until they are mapped to identities that the target knows.",
     .fix = "Synchronise the domain with Entra ID and create the logins from it, or give them SQL "
            "logins.",
     .before = "CREATE LOGIN [DOMAIN\\ann] FROM WINDOWS;",
     .after = "CREATE LOGIN [ann@contoso.com] FROM EXTERNAL PROVIDER;",
     .reference = k_mi_rules_page},
};

}  // namespace

std::span<const Rule> managed_instance_rules() {
    return k_rules;
}

}  // namespace gantry::assess
