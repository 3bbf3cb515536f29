// History of backups, log shipping; names of packages, maintenance plans, policies.

#include "live/instance_parts.h"

namespace gantry::live {

using namespace catalog;

namespace {

// The newest are enough: years of log backups are not read.
constexpr CatalogQuery k_backups = {
    .what = "history of backups",
    .view = "msdb.dbo.backupset",
    .columns =
        "backup_set_id, media_set_id, backup_set_uuid, database_name, server_name, "
        "machine_name, user_name, name, description, type, backup_start_date, "
        "backup_finish_date, first_lsn, last_lsn, checkpoint_lsn, database_backup_lsn, "
        "recovery_model, position, backup_size, compressed_backup_size@10, is_copy_only, "
        "is_damaged, has_backup_checksums",
    .rest =
        "FROM msdb.dbo.backupset AS t WHERE t.backup_set_id IN (SELECT TOP (10000) "
        "s.backup_set_id FROM msdb.dbo.backupset AS s ORDER BY s.backup_set_id DESC) "
        "ORDER BY t.backup_set_id",
};
constexpr CatalogQuery k_devices = {
    .what = "devices of backups",
    .view = "msdb.dbo.backupmediafamily",
    .columns = "media_set_id, physical_device_name",
    .rest =
        "FROM msdb.dbo.backupmediafamily AS t WHERE t.media_set_id IN (SELECT TOP (10000) "
        "s.media_set_id FROM msdb.dbo.backupset AS s ORDER BY s.backup_set_id DESC) "
        "ORDER BY t.media_set_id, t.family_sequence_number",
};
constexpr CatalogQuery k_primaries = {
    .what = "log shipping",
    .view = "msdb.dbo.log_shipping_primary_databases",
    .columns = "primary_database, backup_directory, backup_share",
    .rest = "FROM msdb.dbo.log_shipping_primary_databases AS t",
};
constexpr CatalogQuery k_secondaries = {
    .what = "log shipping to this server",
    .view = "msdb.dbo.log_shipping_secondary_databases",
    .columns =
        "secondary_database, primary_server=s.primary_server, "
        "primary_database=s.primary_database",
    .rest =
        "FROM msdb.dbo.log_shipping_secondary_databases AS t "
        "JOIN msdb.dbo.log_shipping_secondary AS s ON s.secondary_id = t.secondary_id",
};
constexpr CatalogQuery k_packages = {
    .what = "packages of Integration Services in msdb",
    .view = "msdb.dbo.sysssispackages",
    .columns = "name",
    .rest = "FROM msdb.dbo.sysssispackages AS t ORDER BY t.name",
    .since = 10,
};
constexpr CatalogQuery k_plans = {
    .what = "maintenance plans",
    .view = "msdb.dbo.sysmaintplan_plans",
    .columns = "name",
    .rest = "FROM msdb.dbo.sysmaintplan_plans AS t ORDER BY t.name",
};
constexpr CatalogQuery k_policies = {
    .what = "policies",
    .view = "msdb.dbo.syspolicy_policies",
    .columns = "name",
    .rest = "FROM msdb.dbo.syspolicy_policies AS t ORDER BY t.name",
    .since = 10,
};

BackupRecord backup_of(const Row& row) {
    BackupRecord out;
    out.backup_set_id = row.integer("backup_set_id");
    out.media_set_id = row.integer("media_set_id");
    out.uuid = row.text("backup_set_uuid");
    out.database_name = row.text("database_name");
    out.server_name = row.text("server_name");
    out.machine_name = row.text("machine_name");
    out.user_name = row.text("user_name");
    out.name = row.text("name");
    out.description = row.text("description");
    out.type = word_of(row, "type");
    out.started = row.text("backup_start_date");
    out.finished = row.text("backup_finish_date");
    out.first_lsn = row.text("first_lsn");
    out.last_lsn = row.text("last_lsn");
    out.checkpoint_lsn = row.text("checkpoint_lsn");
    out.database_backup_lsn = row.text("database_backup_lsn");
    out.recovery_model = row.text("recovery_model");
    out.position = int_of(row, "position");
    out.backup_bytes = row.integer("backup_size");
    out.compressed_bytes = row.integer("compressed_backup_size");
    out.copy_only = row.flag("is_copy_only");
    out.damaged = row.flag("is_damaged");
    out.has_checksums = row.flag("has_backup_checksums");
    return out;
}

void read_backups(Source& source, History& out) {
    source.read(k_backups, [&](const Row& row) { out.backups.push_back(backup_of(row)); });
    std::map<int64_t, std::vector<std::string>> devices;
    source.read(k_devices, [&](const Row& row) {
        devices[row.integer("media_set_id")].push_back(row.text("physical_device_name"));
    });
    for (BackupRecord& backup : out.backups) {
        const auto found = devices.find(backup.media_set_id);
        if (found != devices.end()) backup.devices = found->second;
    }
}

void read_log_shipping(Source& source, History& out) {
    source.read(k_primaries, [&](const Row& row) {
        LogShippingEntry entry;
        entry.role = "PRIMARY";
        entry.primary_database = row.text("primary_database");
        entry.backup_directory = row.text("backup_directory");
        entry.backup_share = row.text("backup_share");
        out.log_shipping.push_back(std::move(entry));
    });
    source.read(k_secondaries, [&](const Row& row) {
        LogShippingEntry entry;
        entry.role = "SECONDARY";
        entry.secondary_database = row.text("secondary_database");
        entry.primary_server = row.text("primary_server");
        entry.primary_database = row.text("primary_database");
        out.log_shipping.push_back(std::move(entry));
    });
}

void read_names(Source& source, const CatalogQuery& query, std::vector<std::string>& names) {
    source.read(query, [&](const Row& row) { names.push_back(row.text("name")); });
}

}  // namespace

void read_history(Source& source, History& out) {
    read_backups(source, out);
    read_log_shipping(source, out);
    read_names(source, k_packages, out.ssis_packages);
    read_names(source, k_plans, out.maintenance_plans);
    read_names(source, k_policies, out.policies);
}

void add_history_queries(QueryList& out) {
    out.insert(out.end(), {&k_backups, &k_devices, &k_primaries, &k_secondaries, &k_packages,
                           &k_plans, &k_policies});
}

}  // namespace gantry::live
