#pragma once
// sys.*, INFORMATION_SCHEMA.* and the older dbo.sys* tables as data: SQL Server's columns in its
// order, and a PostgreSQL query over schema `gantry` (engine/store/migrations.cc) that gives them.
// Constant data, thread-safe.

#include <span>
#include <string_view>

namespace gantry::engine::system {

struct SystemView {
    std::string_view schema;  // sys, INFORMATION_SCHEMA, dbo
    std::string_view name;
    // "name nvarchar(128), object_id int, principal_id int null, ...".
    std::string_view columns;
    // {db} is the number of the database asked, {name} its name as a literal, {collation} its
    // collation's name as a literal, {master} that of the instance. Plain PostgreSQL types: the
    // result is cast to the columns' types. {runtime:NAME} is a json array of objects that the
    // running server gives when a statement starts (session/runtime_source.h), for
    // json_to_recordset; a statement that reads none of these views pays nothing.
    std::string_view sql;
    std::string_view only_in = {};  // the one database that has it; empty: all
};

std::span<const SystemView> database_views();
std::span<const SystemView> object_views();
std::span<const SystemView> file_views();
std::span<const SystemView> security_views();
std::span<const SystemView> column_views();
std::span<const SystemView> index_views();
std::span<const SystemView> constraint_views();
std::span<const SystemView> module_views();
std::span<const SystemView> server_views();
std::span<const SystemView> session_views();
std::span<const SystemView> lock_views();
std::span<const SystemView> resource_views();
std::span<const SystemView> information_schema_views();
std::span<const SystemView> legacy_views();
std::span<const SystemView> backup_history_views();

// nullptr when there is none. Names without case.
const SystemView* find_view(std::string_view schema, std::string_view name);

}  // namespace gantry::engine::system
