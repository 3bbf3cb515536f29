// sp_who and sp_who2.

#include <string>

#include "engine/system/session_source.h"
#include "engine/system/system_modules.h"

namespace gantry::engine {

namespace {

// @loginame: nothing, 'active', a session's number, or a login.
constexpr std::string_view k_argument = R"sql( @loginame sysname = null
as
set nocount on
declare @number int = null
if @loginame is not null and lower(@loginame) <> 'active'
begin
    if len(@loginame) between 1 and 5 and @loginame not like '%[^0-9]%'
        set @number = convert(int, @loginame)
    else if not exists (select 1 from sys.server_principals where name = @loginame)
    begin
        raiserror(15007, -1, -1, @loginame)
        return 1
    end
end
)sql";

constexpr std::string_view k_chosen =
    R"sql(from sys.sysprocesses p left join sys.databases d on d.database_id = p.dbid
where @loginame is null or p.spid = @number
    or (@number is null and rtrim(p.loginame) = @loginame)
    or (lower(@loginame) = 'active' and p.cmd <> 'AWAITING COMMAND')
order by p.spid
return 0
)sql";

constexpr std::string_view k_who =
    R"sql(select p.spid, p.ecid, p.status, convert(nchar(128), p.loginame) as loginame, p.hostname,
    convert(char(5), p.blocked) as blk, convert(nchar(128), d.name) as dbname, p.cmd, p.request_id
)sql";

constexpr std::string_view k_who2 = R"sql(select convert(char(5), p.spid) as SPID,
    convert(nvarchar(30), case when p.status = 'sleeping' then rtrim(p.status)
        else upper(rtrim(p.status)) end) as Status,
    convert(nvarchar(128), rtrim(p.loginame)) as Login,
    convert(nvarchar(128), case when p.hostname = '' then '  .' else rtrim(p.hostname) end)
        as HostName,
    convert(char(5), case when p.blocked = 0 then '  .' else convert(varchar(5), p.blocked) end)
        as BlkBy,
    d.name as DBName, convert(nvarchar(26), rtrim(p.cmd)) as Command,
    convert(varchar(12), p.cpu) as CPUTime, convert(varchar(20), p.physical_io) as DiskIO,
    convert(varchar(14), substring(convert(varchar(10), p.last_batch, 111), 6, 5) + ' '
        + convert(varchar(8), p.last_batch, 108)) as LastBatch,
    convert(nvarchar(128), rtrim(p.program_name)) as ProgramName,
    convert(char(5), p.spid) as SPID, convert(char(5), p.request_id) as REQUESTID
)sql";

std::string procedure(std::string_view name, std::string_view columns) {
    return system::joined({"create procedure ", name, k_argument, columns, k_chosen});
}

}  // namespace

std::span<const SystemModuleText> session_modules() {
    static const std::string who = procedure("sp_who", k_who);
    static const std::string who2 = procedure("sp_who2", k_who2);
    static const SystemModuleText modules[] = {{"sp_who", who}, {"sp_who2", who2}};
    return modules;
}

}  // namespace gantry::engine
