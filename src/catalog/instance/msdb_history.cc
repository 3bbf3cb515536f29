// History of backups, restores and log shipping; names of packages, maintenance plans, policies.

#include <map>

#include "catalog/instance/msdb_reader.h"
#include "catalog/instance/table_reader.h"

namespace gantry::catalog {

namespace {

BackupRecord make_backup(const NamedRowView& row) {
    BackupRecord backup;
    backup.backup_set_id = row.integer(0);
    backup.media_set_id = row.integer(1);
    backup.uuid = row.text(2);
    backup.database_name = row.text(3);
    backup.server_name = row.text(4);
    backup.machine_name = row.text(5);
    backup.user_name = row.text(6);
    backup.name = row.text(7);
    backup.description = row.text(8);
    backup.type = row.text(9);
    backup.started = row.text(10);
    backup.finished = row.text(11);
    backup.first_lsn = row.text(12);
    backup.last_lsn = row.text(13);
    backup.checkpoint_lsn = row.text(14);
    backup.database_backup_lsn = row.text(15);
    backup.recovery_model = row.text(16);
    backup.position = int32_t(row.integer(17));
    backup.backup_bytes = row.integer(18);
    backup.compressed_bytes = row.integer(19);
    backup.copy_only = row.integer(20) != 0;
    backup.damaged = row.integer(21) != 0;
    backup.has_checksums = row.integer(22) != 0;
    return backup;
}

void read_backups(const DatabaseImage& image, History& history) {
    std::map<int64_t, std::vector<std::string>> devices, named;
    scan_table(image, "backupmediafamily",
               {"media_set_id", "physical_device_name", "logical_device_name"},
               [&](const NamedRowView& row) {
                   devices[row.integer(0)].push_back(row.text(1));
                   std::string name = row.text(2);
                   if (!name.empty()) named[row.integer(0)].push_back(std::move(name));
               });
    scan_table(image, "backupset",
               {"backup_set_id",  "media_set_id", "backup_set_uuid",     "database_name",
                "server_name",    "machine_name", "user_name",           "name",
                "description",    "type",         "backup_start_date",   "backup_finish_date",
                "first_lsn",      "last_lsn",     "checkpoint_lsn",      "database_backup_lsn",
                "recovery_model", "position",     "backup_size",         "compressed_backup_size",
                "is_copy_only",   "is_damaged",   "has_backup_checksums"},
               [&](const NamedRowView& row) {
                   BackupRecord backup = make_backup(row);
                   auto found = devices.find(backup.media_set_id);
                   if (found != devices.end()) backup.devices = found->second;
                   found = named.find(backup.media_set_id);
                   if (found != named.end()) backup.named_devices = found->second;
                   history.backups.push_back(std::move(backup));
               });
}

void read_restores(const DatabaseImage& image, History& history) {
    scan_table(image, "restorehistory",
               {"restore_history_id", "backup_set_id", "restore_date", "destination_database_name",
                "user_name", "restore_type", "stop_at", "replace", "recovery"},
               [&](const NamedRowView& row) {
                   RestoreRecord restore;
                   restore.id = row.integer(0);
                   restore.backup_set_id = row.integer(1);
                   restore.restored = row.text(2);
                   restore.database_name = row.text(3);
                   restore.user_name = row.text(4);
                   restore.type = row.text(5);
                   restore.stop_at = row.text(6);
                   restore.replace = row.integer(7) != 0;
                   restore.recovery = row.integer(8) != 0;
                   history.restores.push_back(std::move(restore));
               });
}

void read_log_shipping(const DatabaseImage& image, History& history) {
    scan_table(image, "log_shipping_primary_databases",
               {"primary_database", "backup_directory", "backup_share"},
               [&](const NamedRowView& row) {
                   LogShippingEntry entry;
                   entry.role = "PRIMARY";
                   entry.primary_database = row.text(0);
                   entry.backup_directory = row.text(1);
                   entry.backup_share = row.text(2);
                   history.log_shipping.push_back(std::move(entry));
               });
    std::map<std::string, std::pair<std::string, std::string>> primaries;
    scan_table(image, "log_shipping_secondary",
               {"secondary_id", "primary_server", "primary_database"},
               [&](const NamedRowView& row) {
                   primaries[row.text(0)] = {row.text(1), row.text(2)};
               });
    scan_table(image, "log_shipping_secondary_databases", {"secondary_id", "secondary_database"},
               [&](const NamedRowView& row) {
                   LogShippingEntry entry;
                   entry.role = "SECONDARY";
                   std::tie(entry.primary_server, entry.primary_database) = primaries[row.text(0)];
                   entry.secondary_database = row.text(1);
                   history.log_shipping.push_back(std::move(entry));
               });
}

void read_names(const DatabaseImage& image, const char* table, const char* column,
                std::vector<std::string>& names) {
    scan_table(image, table, {column},
               [&](const NamedRowView& row) { names.push_back(row.text(0)); });
}

}  // namespace

void read_history(const DatabaseImage& image, Instance& out) {
    read_backups(image, out.history);
    read_restores(image, out.history);
    read_log_shipping(image, out.history);
    read_names(image, "sysssispackages", "name", out.history.ssis_packages);
    read_names(image, "sysdtspackages90", "name", out.history.ssis_packages);  // 2005
    read_names(image, "sysmaintplan_plans", "name", out.history.maintenance_plans);
    read_names(image, "log_shipping_databases", "database_name", out.history.old_log_shipping);
    read_names(image, "log_shipping_plans", "plan_name", out.history.old_log_shipping);
    read_names(image, "syspolicy_policies_internal", "name", out.history.policies);
}

}  // namespace gantry::catalog
