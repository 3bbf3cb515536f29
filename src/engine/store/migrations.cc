#include "engine/store/migrations.h"

namespace gantry::store {
namespace {

// A T-SQL type takes six columns everywhere: system_type_id, max_length, precision, scale,
// collation_id and user_type_id (types/sql_type.h). `ordinal` keeps the order of a list of the
// model. Names of objects are text under COLLATE "C": the binder compares names, not PostgreSQL.
constexpr std::string_view k_version_1 = R"sql(
CREATE TABLE gantry.databases (
    database_id int PRIMARY KEY,
    name text NOT NULL,
    name_key text NOT NULL UNIQUE,
    state smallint NOT NULL DEFAULT 0,
    collation_id bigint NOT NULL,
    compatibility_level smallint NOT NULL,
    recovery_model text NOT NULL,
    internal_version int NOT NULL DEFAULT 0,
    created_version int NOT NULL DEFAULT 0,
    create_date timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    version_base bigint NOT NULL DEFAULT 1
);
-- catalog_version is version_base plus the rows here: writers of one database do not wait for
-- each other, as they would with a counter. Folded into version_base when the server starts.
CREATE TABLE gantry.catalog_changes (
    database_id int NOT NULL REFERENCES gantry.databases ON DELETE CASCADE
);
CREATE INDEX ON gantry.catalog_changes (database_id);
CREATE SEQUENCE gantry.object_ids AS bigint;

CREATE TABLE gantry.schemas (
    database_id int NOT NULL, ordinal int NOT NULL, schema_id int NOT NULL, name text NOT NULL,
    owner_id int NOT NULL,
    PRIMARY KEY (database_id, schema_id)
);
CREATE TABLE gantry.principals (
    database_id int NOT NULL, ordinal int NOT NULL, principal_id int NOT NULL,
    name text NOT NULL, type text NOT NULL, default_schema text NOT NULL, sid bytea NOT NULL,
    PRIMARY KEY (database_id, principal_id)
);
CREATE TABLE gantry.user_types (
    database_id int NOT NULL, ordinal int NOT NULL, type_id int NOT NULL,
    schema_id int NOT NULL, name text NOT NULL, is_nullable bool NOT NULL,
    system_type_id smallint NOT NULL, max_length smallint NOT NULL, precision smallint NOT NULL,
    scale smallint NOT NULL, collation_id bigint NOT NULL, user_type_id int NOT NULL,
    PRIMARY KEY (database_id, type_id)
);
CREATE TABLE gantry.objects (
    database_id int NOT NULL, object_id int NOT NULL, schema_id int NOT NULL, name text NOT NULL,
    type text NOT NULL, parent_object_id int NOT NULL, is_ms_shipped bool NOT NULL,
    create_date timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    modify_date timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    PRIMARY KEY (database_id, object_id)
);
CREATE INDEX ON gantry.objects (database_id, parent_object_id);
CREATE TABLE gantry.tables (
    database_id int NOT NULL, ordinal int NOT NULL, object_id int NOT NULL,
    schema_id int NOT NULL, name text NOT NULL, is_table_type bool NOT NULL,
    is_system bool NOT NULL, row_count bigint NOT NULL,
    PRIMARY KEY (database_id, object_id)
);
CREATE TABLE gantry.columns (
    database_id int NOT NULL, object_id int NOT NULL, ordinal int NOT NULL,
    column_id int NOT NULL, name text NOT NULL,
    system_type_id smallint NOT NULL, max_length smallint NOT NULL, precision smallint NOT NULL,
    scale smallint NOT NULL, collation_id bigint NOT NULL, user_type_id int NOT NULL,
    is_nullable bool NOT NULL, is_ansi_padded bool NOT NULL, is_rowguidcol bool NOT NULL,
    is_sparse bool NOT NULL, is_column_set bool NOT NULL, is_filestream bool NOT NULL,
    is_hidden bool NOT NULL, computed_text text NOT NULL, is_persisted bool NOT NULL,
    is_identity bool NOT NULL, identity_seed text, identity_increment text, identity_last text,
    identity_not_for_replication bool,
    default_object_id int, default_name text, default_text text, default_system_named bool,
    PRIMARY KEY (database_id, object_id, ordinal)
);
CREATE TABLE gantry.indexes (
    database_id int NOT NULL, object_id int NOT NULL, ordinal int NOT NULL,
    index_id int NOT NULL, constraint_object_id int NOT NULL, name text NOT NULL,
    kind smallint NOT NULL, is_unique bool NOT NULL, is_primary_key bool NOT NULL,
    is_unique_constraint bool NOT NULL, is_disabled bool NOT NULL, is_hypothetical bool NOT NULL,
    is_system_named bool NOT NULL, fill_factor smallint NOT NULL, filter_text text NOT NULL,
    PRIMARY KEY (database_id, object_id, ordinal)
);
CREATE TABLE gantry.index_columns (
    database_id int NOT NULL, object_id int NOT NULL, index_ordinal int NOT NULL,
    ordinal int NOT NULL, column_id int NOT NULL, is_descending bool NOT NULL,
    is_included bool NOT NULL,
    PRIMARY KEY (database_id, object_id, index_ordinal, ordinal)
);
CREATE TABLE gantry.foreign_keys (
    database_id int NOT NULL, table_id int NOT NULL, ordinal int NOT NULL,
    object_id int NOT NULL, name text NOT NULL, referenced_table_id int NOT NULL,
    on_delete smallint NOT NULL, on_update smallint NOT NULL, is_disabled bool NOT NULL,
    is_not_trusted bool NOT NULL, is_not_for_replication bool NOT NULL,
    is_system_named bool NOT NULL,
    PRIMARY KEY (database_id, table_id, ordinal)
);
CREATE INDEX ON gantry.foreign_keys (database_id, referenced_table_id);
CREATE TABLE gantry.foreign_key_columns (
    database_id int NOT NULL, table_id int NOT NULL, key_ordinal int NOT NULL,
    ordinal int NOT NULL, column_id int, referenced_column_id int,
    PRIMARY KEY (database_id, table_id, key_ordinal, ordinal)
);
CREATE TABLE gantry.check_constraints (
    database_id int NOT NULL, table_id int NOT NULL, ordinal int NOT NULL,
    object_id int NOT NULL, name text NOT NULL, definition text NOT NULL,
    column_id int NOT NULL, is_disabled bool NOT NULL, is_not_trusted bool NOT NULL,
    is_not_for_replication bool NOT NULL, is_system_named bool NOT NULL,
    PRIMARY KEY (database_id, table_id, ordinal)
);
CREATE TABLE gantry.modules (
    database_id int NOT NULL, ordinal int NOT NULL, object_id int NOT NULL,
    schema_id int NOT NULL, name text NOT NULL, type text NOT NULL, kind smallint NOT NULL,
    parent_object_id int NOT NULL, definition text NOT NULL, is_encrypted bool NOT NULL,
    is_disabled bool NOT NULL, uses_quoted_identifier bool NOT NULL,
    uses_ansi_nulls bool NOT NULL, is_system bool NOT NULL,
    PRIMARY KEY (database_id, object_id)
);
CREATE TABLE gantry.parameters (
    database_id int NOT NULL, object_id int NOT NULL, ordinal int NOT NULL,
    parameter_id int NOT NULL, name text NOT NULL,
    system_type_id smallint NOT NULL, max_length smallint NOT NULL, precision smallint NOT NULL,
    scale smallint NOT NULL, collation_id bigint NOT NULL, user_type_id int NOT NULL,
    is_output bool NOT NULL, has_default bool NOT NULL, is_readonly bool NOT NULL,
    PRIMARY KEY (database_id, object_id, ordinal)
);
CREATE TABLE gantry.sequences (
    database_id int NOT NULL, ordinal int NOT NULL, object_id int NOT NULL,
    schema_id int NOT NULL, name text NOT NULL,
    system_type_id smallint NOT NULL, max_length smallint NOT NULL, precision smallint NOT NULL,
    scale smallint NOT NULL, collation_id bigint NOT NULL, user_type_id int NOT NULL,
    start_value text NOT NULL, increment text NOT NULL, minimum_value text NOT NULL,
    maximum_value text NOT NULL, current_value text NOT NULL, is_cycling bool NOT NULL,
    PRIMARY KEY (database_id, object_id)
);
CREATE TABLE gantry.synonyms (
    database_id int NOT NULL, ordinal int NOT NULL, object_id int NOT NULL,
    schema_id int NOT NULL, name text NOT NULL, base_object_name text NOT NULL,
    PRIMARY KEY (database_id, object_id)
);
CREATE TABLE gantry.extended_properties (
    database_id int NOT NULL, ordinal int NOT NULL, class smallint NOT NULL,
    major_id int NOT NULL, minor_id int NOT NULL, name text NOT NULL, value text NOT NULL,
    PRIMARY KEY (database_id, ordinal)
);
CREATE TABLE gantry.warnings (
    database_id int NOT NULL, ordinal int NOT NULL, warning text NOT NULL,
    PRIMARY KEY (database_id, ordinal)
);
CREATE TABLE gantry.gaps (
    database_id int NOT NULL, kind smallint NOT NULL, object_id int NOT NULL,
    minor_id int NOT NULL, name text NOT NULL, reason text NOT NULL
);
CREATE INDEX ON gantry.gaps (database_id, object_id);
CREATE TABLE gantry.logins (
    principal_id int PRIMARY KEY, name text NOT NULL, name_key text NOT NULL UNIQUE,
    type text NOT NULL DEFAULT 'S', sid bytea NOT NULL UNIQUE, password_hash bytea,
    default_database text NOT NULL, default_language text NOT NULL,
    is_disabled bool NOT NULL, must_change bool NOT NULL, is_sysadmin bool NOT NULL,
    create_date timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    modify_date timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')
);
-- One row while a restore runs. Its owner holds the advisory lock (k_restore_lock_class, id) in
-- its own connection: when the lock can be taken by somebody else the owner is gone.
CREATE TABLE gantry.restores (
    restore_id serial PRIMARY KEY,
    database_name text NOT NULL, name_key text NOT NULL UNIQUE,
    database_id int,  -- of the row in state RESTORING; NULL when an existing one is replaced
    schema_prefix text NOT NULL,
    owner_pid int NOT NULL, host text NOT NULL,
    started timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')
);
)sql";

// Credentials. SQL Server numbers them from 65536 on. Secrets are sealed with the instance's key
// file, which is not in the database.
constexpr std::string_view k_credentials = R"sql(
CREATE TABLE gantry.credentials (
    credential_id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY (START 65536),
    name text NOT NULL, name_key text NOT NULL UNIQUE, identity text NOT NULL,
    sealed_secret bytea,
    create_date timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    modify_date timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')
);
)sql";

// What an instance used, each 15 seconds: sys.server_resource_stats. Two weeks are kept.
constexpr std::string_view k_resource_stats = R"sql(
CREATE TABLE gantry.resource_stats (
    end_time timestamp PRIMARY KEY, start_time timestamp NOT NULL, vcores int NOT NULL,
    cpu_percent numeric(5,2) NOT NULL, reserved_mb bigint NOT NULL, used_mb numeric(18,2) NOT NULL,
    io_requests bigint NOT NULL, bytes_read bigint NOT NULL, bytes_written bigint NOT NULL
);
)sql";

// What RESTORE ... WITH NORECOVERY has taken in, one row a backup set (store/kept_steps.h).
constexpr std::string_view k_restore_steps = R"sql(
CREATE TABLE gantry.restore_steps (
    database_id int NOT NULL REFERENCES gantry.databases ON DELETE CASCADE,
    step_id int NOT NULL, position int NOT NULL, file_count int NOT NULL,
    stop_at text NOT NULL, stop_mark text NOT NULL, mark_after text NOT NULL,
    stop_before_mark bool NOT NULL, is_partial bool NOT NULL,
    kept timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    PRIMARY KEY (database_id, step_id)
);
)sql";

// What sys.dm_operation_status shows.
constexpr std::string_view k_operations = R"sql(
CREATE TABLE gantry.operations (
    activity_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    database_name text NOT NULL, operation text NOT NULL,
    state smallint NOT NULL DEFAULT 0, percent_complete int NOT NULL DEFAULT 0,
    error_code int NOT NULL DEFAULT 0, error_desc text NOT NULL DEFAULT '',
    error_severity int NOT NULL DEFAULT 0, error_state int NOT NULL DEFAULT 0,
    start_time timestamp NOT NULL DEFAULT (clock_timestamp() AT TIME ZONE 'UTC'),
    last_modify_time timestamp NOT NULL DEFAULT (clock_timestamp() AT TIME ZONE 'UTC')
);
)sql";

// What msdb's backup and restore tables show (store/restore_history.h).
constexpr std::string_view k_restore_history = R"sql(
CREATE TABLE gantry.media_sets (
    media_set_id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY, media_uuid uuid NOT NULL UNIQUE,
    details jsonb NOT NULL, families jsonb NOT NULL
);
CREATE TABLE gantry.backup_sets (
    backup_set_id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    backup_set_uuid uuid NOT NULL UNIQUE,
    media_set_id int NOT NULL REFERENCES gantry.media_sets,
    details jsonb NOT NULL, files jsonb NOT NULL, filegroups jsonb NOT NULL
);
CREATE INDEX ON gantry.backup_sets (media_set_id);
CREATE TABLE gantry.restore_history (
    restore_history_id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    backup_set_id int NOT NULL REFERENCES gantry.backup_sets,
    details jsonb NOT NULL, files jsonb NOT NULL, filegroups jsonb NOT NULL
);
CREATE INDEX ON gantry.restore_history (backup_set_id);
)sql";

// Who may do what, and the files of the source: sys.database_role_members,
// sys.database_permissions, sys.filegroups, sys.database_files; options that sys.databases shows.
// Databases of before have what a new one has.
constexpr std::string_view k_roles_and_files = R"sql(
CREATE TABLE gantry.role_members (
    database_id int NOT NULL, ordinal int NOT NULL, role_id int NOT NULL, member_id int NOT NULL,
    PRIMARY KEY (database_id, ordinal)
);
CREATE TABLE gantry.permissions (
    database_id int NOT NULL, ordinal int NOT NULL, class smallint NOT NULL,
    major_id int NOT NULL, minor_id int NOT NULL, grantee_id int NOT NULL, grantor_id int NOT NULL,
    type text NOT NULL, name text NOT NULL, state text NOT NULL,
    PRIMARY KEY (database_id, ordinal)
);
CREATE TABLE gantry.filegroups (
    database_id int NOT NULL, ordinal int NOT NULL, data_space_id int NOT NULL,
    name text NOT NULL, type text NOT NULL, is_default bool NOT NULL, is_read_only bool NOT NULL,
    is_autogrow_all_files bool NOT NULL, guid bytea NOT NULL,
    PRIMARY KEY (database_id, ordinal)
);
CREATE TABLE gantry.database_files (
    database_id int NOT NULL, ordinal int NOT NULL, file_id int NOT NULL, name text NOT NULL,
    physical_name text NOT NULL, type text NOT NULL, filegroup_id int NOT NULL,
    size_pages bigint NOT NULL, max_size_pages bigint NOT NULL, growth bigint NOT NULL,
    is_percent_growth bool NOT NULL, is_read_only bool NOT NULL, is_sparse bool NOT NULL,
    is_offline bool NOT NULL,
    PRIMARY KEY (database_id, ordinal)
);
CREATE TABLE gantry.database_options (
    database_id int PRIMARY KEY, page_verify text NOT NULL, containment text NOT NULL,
    delayed_durability text NOT NULL, target_recovery_seconds int NOT NULL,
    is_auto_shrink bool NOT NULL, is_snapshot_isolation bool NOT NULL,
    is_read_committed_snapshot bool NOT NULL, is_auto_create_stats bool NOT NULL,
    is_auto_create_stats_incremental bool NOT NULL, is_auto_update_stats bool NOT NULL,
    is_auto_update_stats_async bool NOT NULL, is_ansi_null_default bool NOT NULL,
    is_ansi_nulls bool NOT NULL, is_ansi_padding bool NOT NULL, is_ansi_warnings bool NOT NULL,
    is_arithabort bool NOT NULL, is_concat_null_yields_null bool NOT NULL,
    is_numeric_roundabort bool NOT NULL, is_quoted_identifier bool NOT NULL,
    is_recursive_triggers bool NOT NULL, is_cursor_close_on_commit bool NOT NULL,
    is_local_cursor_default bool NOT NULL, is_parameterization_forced bool NOT NULL,
    is_date_correlation bool NOT NULL, is_honor_broker_priority bool NOT NULL,
    is_elevate_to_snapshot bool NOT NULL, is_mixed_page_allocation bool NOT NULL,
    is_temporal_history_retention bool NOT NULL
);
INSERT INTO gantry.role_members SELECT database_id, 0, 16384, 1 FROM gantry.databases;
INSERT INTO gantry.filegroups
    SELECT database_id, 0, 1, 'PRIMARY', 'FG', true, false, false, '' FROM gantry.databases;
INSERT INTO gantry.database_files
    SELECT database_id, 0, 1, name, name || '.mdf', 'ROWS', 1, 1024, -1, 8192, false, false, false,
        false FROM gantry.databases;
INSERT INTO gantry.database_files
    SELECT database_id, 1, 2, name || '_log', name || '_log.ldf', 'LOG', 0, 1024, 268435456, 8192,
        false, false, false, false FROM gantry.databases;
INSERT INTO gantry.database_options SELECT database_id, 'CHECKSUM', 'NONE', 'DISABLED', 60,
    false, false, false, true, false, true, false, false, false, false, false, false, false,
    false, false, false, false, false, false, false, false, false, false, true
    FROM gantry.databases;
)sql";

// The restore that made the database what it is: how its owner learns of a commit whose answer got
// lost (store/unfinished_restores.h).
constexpr std::string_view k_restore_of_database = R"sql(
ALTER TABLE gantry.databases ADD COLUMN restore_id int;
)sql";

// Server roles and who is in them; what CREATE LOGIN asks of passwords. Numbers of the fixed roles
// are SQL Server's.
constexpr std::string_view k_server_roles = R"sql(
CREATE TABLE gantry.server_roles (
    role_id int PRIMARY KEY, name text NOT NULL, name_key text NOT NULL UNIQUE,
    is_fixed bool NOT NULL, create_date timestamp NOT NULL, modify_date timestamp NOT NULL
);
INSERT INTO gantry.server_roles
    SELECT id, name, name, id <> 2, '2009-04-13 12:59:06.03', '2009-04-13 12:59:06.03'
    FROM (VALUES (2, 'public'), (3, 'sysadmin'), (4, 'securityadmin'), (5, 'serveradmin'),
    (6, 'setupadmin'), (7, 'processadmin'), (8, 'diskadmin'), (9, 'dbcreator'),
    (10, 'bulkadmin')) AS r(id, name);
CREATE TABLE gantry.server_role_members (
    role_id int NOT NULL REFERENCES gantry.server_roles,
    member_id int NOT NULL REFERENCES gantry.logins ON DELETE CASCADE,
    PRIMARY KEY (role_id, member_id)
);
INSERT INTO gantry.server_role_members
    SELECT 3, principal_id FROM gantry.logins WHERE is_sysadmin;
ALTER TABLE gantry.logins DROP COLUMN is_sysadmin,
    ADD COLUMN is_policy_checked bool NOT NULL DEFAULT true,
    ADD COLUMN is_expiration_checked bool NOT NULL DEFAULT false;
)sql";

// What is known of a chain whose first statement said PARTIAL.
constexpr std::string_view k_partial_chains = R"sql(
ALTER TABLE gantry.restore_steps ADD COLUMN leaves_files_out bool NOT NULL DEFAULT false;
)sql";

}  // namespace

const std::vector<std::string_view>& migrations() {
    static const std::vector<std::string_view> k_steps = {k_version_1,      k_credentials,
                                                          k_resource_stats, k_restore_steps,
                                                          k_operations,     k_restore_history,
                                                          k_roles_and_files,
                                                          k_restore_of_database,
                                                          k_server_roles,
                                                          k_partial_chains};
    return k_steps;
}

}  // namespace gantry::store
