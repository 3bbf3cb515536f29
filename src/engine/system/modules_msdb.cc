// Procedures of msdb that delete what its backup and restore tables show. What they change is not
// T-SQL's to change: the session has it (session/history_procedures.cc).
// Source: sp_delete_backuphistory, sp_delete_database_backuphistory (Transact-SQL).

#include "engine/system/system_modules.h"

namespace gantry::engine {

namespace {

constexpr std::string_view k_delete_before = R"sql(
create procedure sp_delete_backuphistory @oldest_date datetime
as
set nocount on
execute gantry_delete_backup_history @oldest_date, null
return 0
)sql";

constexpr std::string_view k_delete_of = R"sql(
create procedure sp_delete_database_backuphistory @database_name sysname
as
set nocount on
execute gantry_delete_backup_history null, @database_name
return 0
)sql";

}  // namespace

std::span<const SystemModuleText> msdb_modules() {
    static constexpr SystemModuleText k_modules[] = {
        {"sp_delete_backuphistory", k_delete_before, "msdb"},
        {"sp_delete_database_backuphistory", k_delete_of, "msdb"}};
    return k_modules;
}

}  // namespace gantry::engine
