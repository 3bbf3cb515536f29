// Members of roles and permissions of a database, as its backup had them. Gantry does not check
// them yet. Columns: sys.database_role_members, sys.database_permissions (Transact-SQL).

#include "engine/system/system_view.h"

namespace gantry::engine::system {
namespace {

constexpr SystemView k_security[] = {
    {"sys", "database_role_members", "role_principal_id int, member_principal_id int",
     "SELECT m.role_id, m.member_id FROM gantry.role_members m WHERE m.database_id = {db}"},
    {"sys", "database_permissions",
     "class tinyint, class_desc nvarchar(60) null, major_id int, minor_id int, "
     "grantee_principal_id int, grantor_principal_id int, type char(4), permission_name "
     "nvarchar(128) null, state char(1), state_desc nvarchar(60) null",
     // What was dropped since the restore has no rights any more; negative ids are the system's.
     R"(SELECT p.class, CASE p.class WHEN 0 THEN 'DATABASE' WHEN 1 THEN 'OBJECT_OR_COLUMN' WHEN 3
        THEN 'SCHEMA' WHEN 4 THEN 'DATABASE_PRINCIPAL' WHEN 5 THEN 'ASSEMBLY' WHEN 6 THEN 'TYPE'
        WHEN 10 THEN 'XML_SCHEMA_COLLECTION' WHEN 15 THEN 'MESSAGE_TYPE' WHEN 16 THEN
        'SERVICE_CONTRACT' WHEN 17 THEN 'SERVICE' WHEN 18 THEN 'REMOTE_SERVICE_BINDING' WHEN 19
        THEN 'ROUTE' WHEN 23 THEN 'FULLTEXT_CATALOG' WHEN 24 THEN 'SYMMETRIC_KEYS' WHEN 25 THEN
        'CERTIFICATE' WHEN 26 THEN 'ASYMMETRIC_KEY' END, p.major_id, p.minor_id, p.grantee_id,
        p.grantor_id, p.type, p.name, p.state, CASE p.state WHEN 'W' THEN
        'GRANT_WITH_GRANT_OPTION' WHEN 'D' THEN 'DENY' WHEN 'R' THEN 'REVOKE' ELSE 'GRANT' END
        FROM gantry.permissions p WHERE p.database_id = {db} AND (p.class <> 1 OR p.major_id <= 0
        OR EXISTS (SELECT 1 FROM gantry.objects o WHERE o.database_id = p.database_id AND
        o.object_id = p.major_id)))"},
};

}  // namespace

std::span<const SystemView> security_views() {
    return k_security;
}

}  // namespace gantry::engine::system
