// What a managed instance or its migration services ask of a backup. Our own ids.

#include "assess/rules/tables.h"

namespace gantry::assess {
namespace {

constexpr Rule k_rules[] = {
    {.id = "Gantry.BackupSets",
     .title = "File with several backup sets",
     .severity = Severity::blocks_restore,
     .scope = Scope::database,
     .category = "Issue",
     .first_hours = 0.5f,
     .each_hours = 0.25f,
     .consequence = "A file that holds more than one set cannot be restored on a managed instance.",
     .fix = "Take the backup into a file of its own.",
     .after = "BACKUP DATABASE Sales TO DISK = 'sales_full.bak' WITH COPY_ONLY, CHECKSUM, FORMAT, COMPRESSION;",
     .targets = k_azure_only,
     .reference = k_mi_tsql_page},
    {.id = "Gantry.BackupPassword",
     .title = "Backup with a password",
     .severity = Severity::blocks_restore,
     .scope = Scope::database,
     .category = "Issue",
     .first_hours = 0.5f,
     .each_hours = 0.25f,
     .consequence = "RESTORE takes no password there: the file is refused.",
     .fix = "Take the backup again without it; protect the storage instead.",
     .targets = k_azure_only,
     .reference = k_mi_tsql_page},
    {.id = "Gantry.DamagedBackup",
     .title = "Backup that was written in spite of errors",
     .severity = Severity::blocks_restore,
     .scope = Scope::database,
     .category = "Issue",
     .first_hours = 8,
     .each_hours = 4,
     .consequence = "It holds pages that were damaged when it was taken (CONTINUE_AFTER_ERROR): a restore fails.",
     .fix = "Run DBCC CHECKDB on the source, repair, and take the backup again.",
     .after = "DBCC CHECKDB ('Sales') WITH NO_INFOMSGS;",
     .reference = k_mi_tsql_page},
    {.id = "Gantry.BackupChecksum",
     .title = "Backup without checksums",
     .severity = Severity::information,
     .scope = Scope::database,
     .category = "Information",
     .first_hours = 0.25f,
     .each_hours = 0,
     .consequence = "Migration services that follow log backups refuse it, and damage on the way is not noticed.",
     .fix = "Take the backups of the migration WITH CHECKSUM.",
     .after = "BACKUP DATABASE Sales TO DISK = 'sales.bak' WITH CHECKSUM;",
     .targets = k_azure_only,
     .reference = "https://learn.microsoft.com/azure/azure-sql/managed-instance/log-replay-service-overview"},
};

}  // namespace

std::span<const Rule> difference_backup_rules() { return k_rules; }

}  // namespace gantry::assess
