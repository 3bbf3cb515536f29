// sys.dm_tran_locks: what PostgreSQL's locks mean to somebody who knows SQL Server's. A table is an
// OBJECT. Rows have no locks of their own while nobody waits: a transaction that changed some holds
// its XACT, and who wants one of them waits for that, and for its RID where several wait.

#include <string>
#include <vector>

#include "engine/system/session_source.h"
#include "engine/system/system_view.h"

namespace gantry::engine::system {
namespace {

constexpr std::string_view k_lock_columns =
    "resource_type nvarchar(60), resource_subtype nvarchar(60), resource_database_id int, "
    "resource_description nvarchar(256), resource_associated_entity_id bigint null, "
    "resource_lock_partition int, request_mode nvarchar(60), request_type nvarchar(60), "
    "request_status nvarchar(60), request_reference_count smallint, request_lifetime int, "
    "request_session_id int, request_exec_context_id int, request_request_id int, "
    "request_owner_type nvarchar(60), request_owner_id bigint null, request_owner_guid "
    "uniqueidentifier null, request_owner_lockspace_id nvarchar(32), lock_owner_address "
    "varbinary(8)";

// The rest of a row, behind the mode and status.
constexpr std::string_view k_request =
    "1, 0, s.sid, 0, 0, 'TRANSACTION', s.tid, "
    "'00000000-0000-0000-0000-000000000000', '', decode('0000000000000000', 'hex') ";

// The object of the relation w.relation, by its names in PostgreSQL (store/pg_names.h). Those with
// a hashed tail are not found.
constexpr std::string_view k_object =
    "JOIN LATERAL (SELECT o.object_id AS id, d.database_id AS db FROM pg_class c "
    "JOIN pg_namespace n ON n.oid = c.relnamespace "
    "JOIN gantry.databases d ON starts_with(n.nspname, d.name_key || '_') "
    "JOIN gantry.schemas h ON h.database_id = d.database_id "
    "AND n.nspname = d.name_key || '_' || h.name "
    "JOIN gantry.objects o ON o.database_id = d.database_id AND o.schema_id = h.schema_id "
    "AND o.name = c.relname WHERE c.oid = w.relation AND c.relkind IN ('r', 'p', 'v', 'm') LIMIT "
    "1) o ON true ";

const std::string& locks() {
    static const std::string text = joined({
        k_session_source,
        "SELECT 'DATABASE', '', s.db, '', 0, 0, 'S', 'LOCK', 'GRANT', 1, 0, s.sid, 0, 0, "
        "'SHARED_TRANSACTION_WORKSPACE', 0, '00000000-0000-0000-0000-000000000000', '', "
        "decode('0000000000000000', 'hex') FROM s WHERE NOT s.bg AND s.db > 0 "
        "UNION ALL SELECT CASE w.locktype WHEN 'tuple' THEN 'RID' ELSE 'OBJECT' END, '', o.db, "
        "CASE w.locktype WHEN 'tuple' THEN '1:' || w.page || ':' || w.tuple ELSE '' END, o.id, 0, ",
        k_lock_mode,
        ", 'LOCK', CASE WHEN w.granted THEN 'GRANT' ELSE 'WAIT' END, ",
        k_request,
        "FROM s JOIN pg_locks w ON w.pid = s.bpid AND w.locktype IN ('relation', 'tuple') ",
        k_object,
        "UNION ALL SELECT 'XACT', '', s.db, w.transactionid::text, 0, 0, 'X', 'LOCK', "
        "CASE WHEN w.granted THEN 'GRANT' ELSE 'WAIT' END, ",
        k_request,
        "FROM s JOIN pg_locks w ON w.pid = s.bpid AND w.locktype = 'transactionid'",
    });
    return text;
}

}  // namespace

std::span<const SystemView> lock_views() {
    static const std::vector<SystemView> views = {
        {"sys", "dm_tran_locks", k_lock_columns, locks()},
    };
    return views;
}

}  // namespace gantry::engine::system
