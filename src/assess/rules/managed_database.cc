// Published rules of Azure SQL Managed Instance that look at a database, not at code.

#include "assess/rules/tables.h"

namespace gantry::assess {
namespace {

constexpr Rule k_rules[] = {
    {.id = "FileStream",
     .title = "FILESTREAM and FileTable",
     .severity = Severity::blocks_restore,
     .scope = Scope::database,
     .category = "Issue",
     .first_hours = 16,
     .each_hours = 4,
     .consequence =
         "A database with a FILESTREAM filegroup cannot be restored on a managed instance.",
     .fix = "Move the files to object storage and keep their addresses in the table, or their "
            "bytes in a "
            "varbinary(max) column; drop the column, the FileTable and the filegroup, and take a "
            "new full "
            "backup. Where the share is part of the application, SQL Server on a virtual machine "
            "is the "
            "other target.",
     .before = "Photo varbinary(max) FILESTREAM NULL",
     .after = "Photo varbinary(max) NULL",
     .reference = k_mi_rules_page},
    {.id = "MultipleLogFiles",
     .title = "More than one log file",
     .severity = Severity::blocks_restore,
     .scope = Scope::database,
     .category = "Issue",
     .first_hours = 1,
     .each_hours = 0.25f,
     .consequence =
         "A database with several transaction log files cannot be restored on a managed instance.",
     .fix = "Empty the further log files by a log backup, remove them, and take a new full backup.",
     .before = "",
     .after = "ALTER DATABASE Sales REMOVE FILE Sales_log2;",
     .reference = k_mi_rules_page},
    {.id = "MIDatabaseSize",
     .title = "Database larger than the target's storage",
     .severity = Severity::blocks_restore,
     .scope = Scope::database,
     .category = "Issue",
     .first_hours = 40,
     .each_hours = 8,
     .consequence = "The database does not fit: its restore runs out of storage.",
     .fix = "Archive or compress what is rarely read, split the database, or choose a tier with "
            "more storage "
            "(Next-gen General Purpose holds 32 TB) or SQL Server on a virtual machine.",
     .targets = k_azure_only,
     .reference = k_mi_rules_page},
    {.id = "DbCompatLevelLowerThan100",
     .title = "Compatibility level below 100",
     .severity = Severity::behaviour,
     .scope = Scope::database,
     .category = "Warning",
     .first_hours = 8,
     .each_hours = 4,
     .consequence = "The level becomes 100 when the database is restored, with what changed "
                    "between the levels.",
     .fix = "Test the application on the source at level 100 first.",
     .before = "",
     .after = "ALTER DATABASE Sales SET COMPATIBILITY_LEVEL = 100;",
     .reference = k_mi_rules_page},
    {.id = "ClrStrictSecurity",
     .title = "Assemblies under CLR strict security",
     .severity = Severity::behaviour,
     .scope = Scope::database,
     .category = "Warning",
     .first_hours = 4,
     .each_hours = 2,
     .consequence =
         "The database is restored, but SAFE and EXTERNAL_ACCESS assemblies count as UNSAFE: an "
         "unsigned one is not loaded, and what calls it fails with error 10314.",
     .fix = "Sign the assembly with a certificate or asymmetric key whose login has UNSAFE "
            "ASSEMBLY, or add its "
            "hash to the trusted assemblies.",
     .before = "",
     .after = "EXEC sys.sp_add_trusted_assembly @hash = 0x...;",
     .reference = k_mi_rules_page},
    {.id = "NextColumn",
     .title = "Column or table named NEXT",
     .severity = Severity::blocks_migration,
     .scope = Scope::database,
     .category = "Issue",
     .first_hours = 0.5f,
     .each_hours = 0.25f,
     .consequence =
         "NEXT followed by an alias VALUE reads as NEXT VALUE FOR of sequences: a syntax error.",
     .fix = "Put AS between the name and its alias, or the name in brackets.",
     .before = "SELECT NEXT VALUE FROM dbo.Queue;",
     .after = "SELECT [NEXT] AS VALUE FROM dbo.Queue;",
     .reference = k_mi_rules_page},
};

}  // namespace

std::span<const Rule> managed_database_rules() {
    return k_rules;
}

}  // namespace gantry::assess
