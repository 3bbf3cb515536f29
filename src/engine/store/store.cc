#include "engine/store/store.h"

#include <fmt/format.h>

#include "engine/store/migrations.h"
#include "engine/store/model_rows.h"
#include "engine/store/model_writer.h"
#include "engine/store/pg_names.h"
#include "types/collation.h"

namespace gantry::store {
namespace {

// Any number will do as long as all programs agree: serialises bootstraps of one cluster.
constexpr int64_t k_bootstrap_lock = 0x67616E747279;
constexpr int64_t k_database_list_lock = 0x67616E74727A;

constexpr std::string_view k_info_columns =
    "SELECT database_id, name, state, collation_id, compatibility_level, recovery_model, "
    "to_char(create_date, 'YYYY-MM-DD HH24:MI:SS.MS'), version_base + (SELECT count(*) FROM "
    "gantry.catalog_changes c WHERE c.database_id = d.database_id) FROM gantry.databases d ";

DatabaseInfo info_of(const pg::Row& row) {
    DatabaseInfo info;
    RowReader io(row);
    int32_t state;
    io(info.id), io(info.name), io(state), io(info.collation), io(info.compatibility_level);
    io(info.recovery_model), io(info.created), io(info.catalog_version);
    info.state = state == 1   ? DatabaseState::restoring
                 : state == 6 ? DatabaseState::offline
                              : DatabaseState::online;
    return info;
}

int state_number(DatabaseState state) {
    switch (state) {
        case DatabaseState::restoring: return 1;
        case DatabaseState::offline: return 6;
        case DatabaseState::online: break;
    }
    return 0;
}

void notify_list(pg::Executor& executor) {
    executor.query("SELECT pg_notify($1, '0:0')", {k_notify_channel});
}

void run_migrations(pg::Executor& executor) {
    executor.execute(
        "CREATE SCHEMA IF NOT EXISTS gantry;"
        "CREATE TABLE IF NOT EXISTS gantry.schema_version (version int NOT NULL)");
    pg::Result result = executor.query("SELECT coalesce(max(version), 0) FROM gantry.schema_version");
    size_t version = std::stoul(result.value().value_or("0"));
    const auto& steps = migrations();
    if (version > steps.size()) {
        throw Error(fmt::format("the instance's catalog has version {}, this program knows {}",
                                version, steps.size()),
                    "was a newer gantry used on this instance?");
    }
    for (; version < steps.size(); ++version) {
        executor.execute(steps[version]);
        executor.query("INSERT INTO gantry.schema_version VALUES ($1)",
                       {std::to_string(version + 1)});
    }
}

void insert_database(pg::Executor& executor, int32_t id, const NewDatabase& request) {
    executor.query(
        "INSERT INTO gantry.databases (database_id, name, name_key, collation_id, "
        "compatibility_level, recovery_model) VALUES ($1, $2, $3, $4, $5, $6)",
        {std::to_string(id), request.name, name_key(request.name),
         std::to_string(request.collation), std::to_string(request.compatibility_level),
         request.recovery_model});
    save_database(executor, id, empty_model(request));
    executor.execute("CREATE SCHEMA " + quoted(pg_schema(request.name, "dbo")) +
                     ";CREATE SEQUENCE " +
                     quoted(pg_schema(request.name, "dbo"), pg_rowversion_sequence()) +
                     " AS bigint START WITH 2001");
}

void create_system_databases(pg::Executor& executor, uint32_t collation) {
    pg::Result present = executor.query("SELECT count(*) FROM gantry.databases");
    if (present.value() != "0") return;
    if (collation == 0) collation = types::k_default_collation;
    insert_database(executor, k_master_id, {"master", collation, 160, "SIMPLE"});
    insert_database(executor, k_tempdb_id, {"tempdb", collation, 160, "SIMPLE"});
    insert_database(executor, k_model_id, {"model", collation, 160, "FULL"});
    insert_database(executor, k_msdb_id, {"msdb", collation, 160, "SIMPLE"});
}

// Operators of the T-SQL types are in schema sys and are written without a schema: every new
// connection finds them. Nothing of ours is in public.
void set_search_path(pg::Executor& executor) {
    pg::Result present = executor.query(
        "SELECT 1 FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase WHERE "
        "d.datname = current_database() AND s.setrole = 0 AND "
        "'search_path=pg_catalog, sys' = ANY (s.setconfig)");
    if (!present.empty()) return;
    executor.execute("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = pg_catalog, "
                     "sys', current_database()); END $$");
}

void fold_versions(pg::Executor& executor) {
    executor.execute(
        "WITH gone AS (DELETE FROM gantry.catalog_changes RETURNING database_id), "
        "counted AS (SELECT database_id, count(*) AS n FROM gone GROUP BY database_id) "
        "UPDATE gantry.databases d SET version_base = version_base + n FROM counted c "
        "WHERE c.database_id = d.database_id");
}

DatabaseInfo require_database(pg::Executor& executor, std::string_view name, int error,
                              std::string_view verb) {
    std::optional<DatabaseInfo> info = find_database(executor, name);
    if (!info) {
        throw SqlError(error, fmt::format("Cannot {} the database '{}', because it does not exist "
                                          "or you do not have permission.",
                                          verb, name));
    }
    return *info;
}

std::vector<std::string> pg_schemas_of(pg::Executor& executor, const DatabaseInfo& info) {
    pg::Result result =
        executor.query("SELECT s.name FROM gantry.schemas s WHERE s.database_id = $1",
                       {std::to_string(info.id)});
    std::vector<std::string> out;
    for (const pg::Row& row : result.rows) out.push_back(pg_schema(info.name, row[0].value_or("")));
    return out;
}

}  // namespace

const char* state_name(DatabaseState state) {
    switch (state) {
        case DatabaseState::restoring: return "RESTORING";
        case DatabaseState::offline: return "OFFLINE";
        case DatabaseState::online: break;
    }
    return "ONLINE";
}

const char* gap_kind_name(GapKind kind) {
    switch (kind) {
        case GapKind::default_value: return "default";
        case GapKind::computed_column: return "computed column";
        case GapKind::check: return "check constraint";
        case GapKind::foreign_key: return "foreign key";
        case GapKind::index: return "index";
        case GapKind::identity: return "identity";
        case GapKind::table_rows: return "rows of table";
        case GapKind::module: break;
    }
    return "module";
}

void lock_database_list(pg::Executor& executor) {
    executor.query("SELECT pg_advisory_xact_lock($1::bigint)",
                   {std::to_string(k_database_list_lock)});
}

void bootstrap(pg::Executor& executor, uint32_t collation) {
    pg::in_transaction(executor, [&] {
        executor.query("SELECT pg_advisory_xact_lock($1::bigint)",
                       {std::to_string(k_bootstrap_lock)});
        executor.execute("SET LOCAL client_min_messages = warning");
        run_migrations(executor);
        create_system_databases(executor, collation);
        set_search_path(executor);
        fold_versions(executor);
    });
}

std::vector<DatabaseInfo> list_databases(pg::Executor& executor) {
    pg::Result result = executor.query(std::string(k_info_columns) + "ORDER BY database_id");
    std::vector<DatabaseInfo> out;
    for (const pg::Row& row : result.rows) out.push_back(info_of(row));
    return out;
}

std::optional<DatabaseInfo> find_database(pg::Executor& executor, std::string_view name) {
    pg::Result result =
        executor.query(std::string(k_info_columns) + "WHERE name_key = $1", {name_key(name)});
    if (result.empty()) return std::nullopt;
    return info_of(result[0]);
}

std::optional<int64_t> catalog_version(pg::Executor& executor, int32_t database_id) {
    pg::Result result = executor.query(
        "SELECT version_base + (SELECT count(*) FROM gantry.catalog_changes c WHERE "
        "c.database_id = d.database_id) FROM gantry.databases d WHERE database_id = $1",
        {std::to_string(database_id)});
    if (result.empty()) return std::nullopt;
    return std::stoll(*result.value());
}

DatabaseInfo create_database(pg::Executor& executor, const NewDatabase& request) {
    NewDatabase filled = request;
    if (filled.collation == 0) {
        std::optional<DatabaseInfo> master = find_database(executor, "master");
        filled.collation = master ? master->collation : types::k_default_collation;
    }
    // Held to the end of the transaction: two CREATE DATABASE must not pick the same id or name.
    lock_database_list(executor);
    if (find_database(executor, filled.name)) {
        throw SqlError(1801, 16, 3,
                       fmt::format("Database '{}' already exists. Choose a different database "
                                   "name.",
                                   filled.name));
    }
    pg::Result free = executor.query(
        "SELECT min(n) FROM generate_series(5, (SELECT greatest(max(database_id), 4) + 1 FROM "
        "gantry.databases)) n WHERE n NOT IN (SELECT database_id FROM gantry.databases)");
    insert_database(executor, std::stoi(*free.value()), filled);
    notify_list(executor);
    return *find_database(executor, filled.name);
}

void drop_database(pg::Executor& executor, std::string_view name) {
    DatabaseInfo info = require_database(executor, name, 3701, "drop");
    if (info.id < k_first_user_database_id) {
        throw SqlError(3708, fmt::format("Cannot drop the database '{}' because it is a system "
                                         "database.",
                                         info.name));
    }
    executor.execute("SET LOCAL client_min_messages = warning");
    for (const std::string& schema : pg_schemas_of(executor, info)) {
        executor.execute("DROP SCHEMA IF EXISTS " + quoted(schema) + " CASCADE");
    }
    delete_model_rows(executor, info.id);
    executor.query("DELETE FROM gantry.databases WHERE database_id = $1",
                   {std::to_string(info.id)});
    notify_list(executor);
}

void rename_database(pg::Executor& executor, std::string_view name, std::string_view new_name) {
    DatabaseInfo info = require_database(executor, name, 15010, "rename");
    std::optional<DatabaseInfo> other = find_database(executor, new_name);
    if (other && other->id != info.id) {
        throw SqlError(1801, 16, 3, fmt::format("Database '{}' already exists. Choose a different "
                                                "database name.",
                                                new_name));
    }
    pg::Result schemas = executor.query(
        "SELECT s.name FROM gantry.schemas s WHERE s.database_id = $1", {std::to_string(info.id)});
    for (const pg::Row& row : schemas.rows) {
        std::string from = pg_schema(info.name, *row[0]);
        std::string to = pg_schema(new_name, *row[0]);
        bool exists = executor.query("SELECT 1 FROM pg_namespace WHERE nspname = $1", {from}).size();
        if (from == to || !exists) continue;
        executor.execute("ALTER SCHEMA " + quoted(from) + " RENAME TO " + quoted(to));
    }
    executor.query("UPDATE gantry.databases SET name = $2, name_key = $3 WHERE database_id = $1",
                   {std::to_string(info.id), std::string(new_name), name_key(new_name)});
    bump_version(executor, info.id);
    notify_list(executor);
}

void set_state(pg::Executor& executor, int32_t database_id, DatabaseState state) {
    executor.query("UPDATE gantry.databases SET state = $2 WHERE database_id = $1",
                   {std::to_string(database_id), std::to_string(state_number(state))});
    bump_version(executor, database_id);
    notify_list(executor);
}

void set_compatibility_level(pg::Executor& executor, int32_t database_id, uint8_t level) {
    executor.query("UPDATE gantry.databases SET compatibility_level = $2 WHERE database_id = $1",
                   {std::to_string(database_id), std::to_string(level)});
    bump_version(executor, database_id);
}

void set_recovery_model(pg::Executor& executor, int32_t database_id, std::string_view model) {
    executor.query("UPDATE gantry.databases SET recovery_model = $2 WHERE database_id = $1",
                   {std::to_string(database_id), std::string(model)});
    bump_version(executor, database_id);
}

void save_database(pg::Executor& executor, int32_t database_id, const catalog::Database& model) {
    delete_model_rows(executor, database_id);
    executor.query(
        "UPDATE gantry.databases SET internal_version = $2, created_version = $3, "
        "compatibility_level = $4, collation_id = $5, recovery_model = $6 WHERE database_id = $1",
        {std::to_string(database_id), std::to_string(model.internal_version),
         std::to_string(model.created_version), std::to_string(model.compatibility_level),
         std::to_string(model.collation), model.recovery_model});
    ModelWriter writer(executor, database_id, false);
    auto add_all = [&](const auto& list) {
        int32_t ordinal = 0;
        for (const auto& item : list) writer.add(item, ordinal++);
    };
    add_all(model.schemas);
    add_all(model.principals);
    add_all(model.role_members);
    add_all(model.permissions);
    add_all(model.filegroups);
    add_all(model.files);
    writer.add(model.options);
    add_all(model.user_types);
    add_all(model.tables);
    add_all(model.modules);
    add_all(model.sequences);
    add_all(model.synonyms);
    add_all(model.extended_properties);
    int32_t ordinal = 0;
    for (const std::string& warning : model.warnings) writer.add_warning(warning, ordinal++);
    if (writer.lossy()) {
        writer.add_warning("some texts of the catalog held characters that PostgreSQL cannot "
                           "keep; U+FFFD stands in their place", ordinal);
    }
    writer.finish();
    bump_version(executor, database_id);
}

void save_gaps(pg::Executor& executor, int32_t database_id, const std::vector<Gap>& gaps) {
    executor.query("DELETE FROM gantry.gaps WHERE database_id = $1",
                   {std::to_string(database_id)});
    ModelWriter writer(executor, database_id, false);
    for (const Gap& gap : gaps) writer.add(gap);
    writer.finish();
}

int64_t bump_version(pg::Executor& executor, int32_t database_id) {
    executor.query("INSERT INTO gantry.catalog_changes VALUES ($1)",
                   {std::to_string(database_id)});
    int64_t version = catalog_version(executor, database_id).value_or(0);
    executor.query("SELECT pg_notify($1, $2)",
                   {k_notify_channel, fmt::format("{}:{}", database_id, version)});
    return version;
}

void ensure_collation(pg::Executor& executor, uint32_t collation) {
    std::string name = types::collation_name(collation ? collation : types::k_default_collation);
    if (name.empty()) name = types::collation_name(types::k_default_collation);
    executor.query("SELECT sys.ensure_collation($1)", {name});
}

int32_t allocate_object_id(pg::Executor& executor, int32_t database_id) {
    // SQL Server walks the positive ids in steps of 16 * 1000003 modulo the prime 2^31 - 1, so an
    // id comes back only after all others.
    for (;;) {
        pg::Result result = executor.query(
            "SELECT n, EXISTS (SELECT 1 FROM gantry.objects WHERE database_id = $1 AND "
            "object_id = n) FROM (SELECT ((245575913 + nextval('gantry.object_ids') * 16000057) "
            "% 2147483647)::int AS n) s",
            {std::to_string(database_id)});
        int32_t id = std::stoi(*result[0][0]);
        if (id > 100 && result[0][1] == "f") return id;
    }
}

// What CREATE DATABASE gives since SQL Server 2016: 8 MB that grow by 64 MB, a log of 2 TB at most.
constexpr int64_t k_new_file_pages = 1024;
constexpr int64_t k_file_growth_pages = 8192;
constexpr int64_t k_log_pages_max = 268435456;

catalog::Database empty_model(const NewDatabase& request) {
    catalog::Database model;
    model.name = request.name;
    model.compatibility_level = request.compatibility_level;
    model.internal_version = 957;
    model.created_version = 957;
    model.collation = request.collation;
    model.recovery_model = request.recovery_model;
    model.schemas = {{1, "dbo", 1}, {2, "guest", 2}, {3, "INFORMATION_SCHEMA", 3}, {4, "sys", 4}};
    model.principals = {{0, "public", 'R', "", {}},
                        {1, "dbo", 'S', "dbo", {1}},
                        {2, "guest", 'S', "guest", {0}},
                        {3, "INFORMATION_SCHEMA", 'S', "", {}},
                        {4, "sys", 'S', "", {}}};
    constexpr std::pair<int32_t, const char*> k_roles[] = {
        {16384, "db_owner"},        {16385, "db_accessadmin"},    {16386, "db_securityadmin"},
        {16387, "db_ddladmin"},     {16389, "db_backupoperator"}, {16390, "db_datareader"},
        {16391, "db_datawriter"},   {16392, "db_denydatareader"}, {16393, "db_denydatawriter"}};
    for (const auto& [id, name] : k_roles) {
        model.schemas.push_back({id, name, id});
        model.principals.push_back({id, name, 'R', "", {}});
    }
    model.options.page_verify = "CHECKSUM";
    model.role_members = {{16384, 1}};
    model.filegroups = {{1, "PRIMARY", "FG", true, false, false, {}}};
    model.files = {{1, request.name, request.name + ".mdf", "ROWS", 1, k_new_file_pages, -1,
                    k_file_growth_pages, false, false, false, false},
                   {2, request.name + "_log", request.name + "_log.ldf", "LOG", 0, k_new_file_pages,
                    k_log_pages_max, k_file_growth_pages, false, false, false, false}};
    return model;
}

}  // namespace gantry::store
