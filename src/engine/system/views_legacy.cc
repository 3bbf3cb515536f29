// The system tables of SQL Server 2000 that old tools still read.

#include "engine/system/system_view.h"
#include "engine/system/types_list.h"

namespace gantry::engine::system {
namespace {

constexpr std::string_view k_logins_columns =
    "sid varbinary(85) null, status smallint null, createdate datetime, updatedate datetime, "
    "accdate datetime, totcpu int null, totio int null, spacelimit int null, timelimit int null, "
    "resultlimit int null, name nvarchar(128), dbname nvarchar(128) null, password nvarchar(128) "
    "null, language nvarchar(128) null, denylogin int null, hasaccess int null, isntname int null, "
    "isntgroup int null, isntuser int null, sysadmin int null, securityadmin int null, serveradmin "
    "int null, setupadmin int null, processadmin int null, diskadmin int null, dbcreator int null, "
    "bulkadmin int null, loginname nvarchar(128)";

constexpr std::string_view k_logins_sql =
    R"(SELECT l.sid, 9, to_char(l.create_date, 'YYYY-MM-DD"T"HH24:MI:SS.MS'),
        to_char(l.modify_date, 'YYYY-MM-DD"T"HH24:MI:SS.MS'),
        to_char(l.create_date, 'YYYY-MM-DD"T"HH24:MI:SS.MS'), 0, 0, 0, 0, 0, l.name,
        l.default_database, NULL, l.default_language, 0, 1, 0, 0, 0, m[1], m[2], m[3], m[4], m[5],
        m[6], m[7], m[8], l.name FROM gantry.logins l, LATERAL (SELECT array_agg(CASE WHEN EXISTS
        (SELECT 1 FROM gantry.server_role_members x WHERE x.member_id = l.principal_id AND
        x.role_id = r) THEN 1 ELSE 0 END ORDER BY r) FROM generate_series(3, 10) AS r) AS g(m))";

constexpr SystemView k_views[] = {
    {"dbo", "sysobjects",
     "name nvarchar(128), id int, xtype char(2), uid smallint null, info smallint null, status "
     "int null, base_schema_ver int null, replinfo int null, parent_obj int, crdate datetime, "
     "ftcatid smallint null, schema_ver int null, stats_schema_ver int null, type char(2) null, "
     "userstat smallint null, sysstat smallint null, indexdel smallint null, refdate datetime, "
     "version int null, deltrig int null, instrig int null, updtrig int null, seltrig int null, "
     "category int null, cache smallint null",
     R"(SELECT o.name, o.object_id, o.type, o.schema_id, 0, 0, 0, 0, o.parent_object_id,
        to_char(o.create_date, 'YYYY-MM-DD"T"HH24:MI:SS.MS'), 0, 0, 0,
        CASE o.type WHEN 'PK' THEN 'K' WHEN 'UQ' THEN 'K' ELSE o.type END, 1, 3, 0,
        to_char(o.create_date, 'YYYY-MM-DD"T"HH24:MI:SS.MS'), 0, 0, 0, 0, 0,
        CASE WHEN o.is_ms_shipped THEN 2 ELSE 0 END, 0
        FROM gantry.objects o WHERE o.database_id = {db})"},
    {"dbo", "syscolumns",
     "name nvarchar(128) null, id int, xtype tinyint, typestat tinyint null, xusertype smallint "
     "null, length smallint, xprec tinyint, xscale tinyint, colid smallint null, xoffset "
     "smallint null, bitpos tinyint null, reserved tinyint null, colstat smallint null, cdefault "
     "int, domain int, number smallint null, colorder smallint null, offset smallint null, "
     "collationid int null, status tinyint null, type tinyint, usertype smallint null, prec "
     "smallint null, scale int null, iscomputed int null, isoutparam int null, isnullable int "
     "null",
     R"(SELECT c.name, c.object_id, c.system_type_id, 0,
        CASE WHEN c.user_type_id = 0 THEN c.system_type_id ELSE c.user_type_id END, c.max_length,
        c.precision, c.scale, c.column_id, 0, 0, 0, CASE WHEN c.is_identity THEN 1 ELSE 0 END,
        coalesce(c.default_object_id, 0), 0, 0, c.column_id, 0, 0,
        CASE WHEN c.is_nullable THEN 8 ELSE 0 END + CASE WHEN c.is_identity THEN 128 ELSE 0 END,
        c.system_type_id, 0, CASE WHEN c.system_type_id IN (231, 239) THEN c.max_length / 2
        WHEN c.precision > 0 THEN c.precision ELSE c.max_length END, c.scale,
        CASE WHEN c.computed_text <> '' THEN 1 ELSE 0 END, 0,
        CASE WHEN c.is_nullable THEN 1 ELSE 0 END
        FROM gantry.columns c WHERE c.database_id = {db})"},
    {"dbo", "systypes",
     "name nvarchar(128), xtype tinyint, status tinyint null, xusertype smallint null, length "
     "smallint, xprec tinyint, xscale tinyint, tdefault int, domain int, uid smallint null, "
     "reserved smallint null, collationid int null, usertype smallint null, variable bit null, "
     "allownulls bit null, type tinyint, printfmt varchar(255) null, prec smallint null, scale "
     "tinyint null, collation nvarchar(128) null",
     "SELECT ty.name, ty.system_type_id, 0, ty.user_type_id, ty.max_length, ty.precision, "
     "ty.scale, 0, 0, 4, 0, 0, 0, ty.system_type_id IN (165, 167, 231), true, "
     "ty.system_type_id, NULL, ty.precision, ty.scale, CASE WHEN ty.collated THEN {collation} "
     "END FROM " GANTRY_TYPE_LIST},
    {"dbo", "sysusers",
     "uid smallint null, status smallint null, name nvarchar(128), sid varbinary(85) null, "
     "issqlrole int null, issqluser int null, isaliased int null, islogin int null",
     R"(SELECT p.principal_id, 0, p.name, nullif(p.sid, ''::bytea),
        CASE WHEN p.type = 'R' THEN 1 ELSE 0 END, CASE WHEN p.type = 'S' THEN 1 ELSE 0 END, 0,
        CASE WHEN p.type = 'S' THEN 1 ELSE 0 END FROM gantry.principals p
        WHERE p.database_id = {db} AND p.principal_id < 32767)"},
    {"sys", "syslogins", k_logins_columns, k_logins_sql},
    {"dbo", "syslogins", k_logins_columns, k_logins_sql, "master"},
    {"dbo", "sysdatabases",
     "name nvarchar(128), dbid smallint null, sid varbinary(85) null, mode smallint null, status "
     "int null, status2 int null, crdate datetime, reserved datetime null, category int null, "
     "cmptlevel tinyint, filename nvarchar(260) null, version smallint null",
     R"(SELECT d.name, d.database_id, '\x01'::bytea, 0, 65536, 1627389952,
        to_char(d.create_date, 'YYYY-MM-DD"T"HH24:MI:SS.MS'), NULL, 0, d.compatibility_level,
        NULL, 957 FROM gantry.databases d)"},
    {"dbo", "sysindexes",
     "id int, status int null, first binary(6) null, indid smallint null, root binary(6) null, "
     "minlen smallint null, keycnt smallint null, groupid smallint null, dpages int null, "
     "reserved int null, used int null, rowcnt bigint null, rowmodctr int null, name "
     "nvarchar(128) null, rows int null",
     R"(SELECT i.object_id, CASE WHEN i.is_unique THEN 2 ELSE 0 END +
        CASE WHEN i.is_primary_key THEN 2048 ELSE 0 END, NULL, i.index_id, NULL, 0, 0, 1, 0, 0, 0,
        t.row_count, 0, nullif(i.name, ''), least(t.row_count, 2147483647)
        FROM gantry.indexes i JOIN gantry.tables t ON t.database_id = i.database_id AND
        t.object_id = i.object_id WHERE i.database_id = {db})"},
    {"dbo", "syscomments",
     "id int, number smallint null, colid smallint, status smallint, ctext varbinary(8000) null, "
     "texttype smallint null, language smallint null, encrypted bit, compressed bit, text "
     "nvarchar(4000) null",
     R"(SELECT m.object_id, 1, g.i, 0, NULL, 2, 0, m.is_encrypted, false,
        substr(m.definition, (g.i - 1) * 4000 + 1, 4000) FROM gantry.modules m,
        generate_series(1, (length(m.definition) + 3999) / 4000) AS g(i)
        WHERE m.database_id = {db} AND NOT m.is_encrypted)"},
};

}  // namespace

std::span<const SystemView> legacy_views() { return k_views; }

}  // namespace gantry::engine::system
