// The older procedures about logins, which scripts of SQL Server 2005 and before still have: what
// they do is CREATE, ALTER and DROP LOGIN and ALTER SERVER ROLE.
// Source: Security stored procedures (Transact-SQL).

#include "engine/system/system_modules.h"

namespace gantry::engine {

namespace {

constexpr std::string_view k_add_login = R"sql(
create procedure sp_addlogin @loginame sysname, @passwd sysname = null, @defdb sysname = 'master',
    @deflanguage sysname = null, @sid varbinary(16) = null
as
set nocount on
declare @text nvarchar(max) = N'create login ' + quotename(@loginame) + N' with password = N'
    + quotename(isnull(@passwd, N''), '''') + N', default_database = ' + quotename(@defdb)
if @deflanguage is not null set @text = @text + N', default_language = ' + quotename(@deflanguage)
if @sid is not null set @text = @text + N', sid = ' + convert(nvarchar(64), @sid, 1)
execute (@text)
if @@error <> 0 return 1
return 0
)sql";

constexpr std::string_view k_drop_login = R"sql(
create procedure sp_droplogin @loginame sysname
as
set nocount on
declare @text nvarchar(max) = N'drop login ' + quotename(@loginame)
execute (@text)
if @@error <> 0 return 1
return 0
)sql";

constexpr std::string_view k_password = R"sql(
create procedure sp_password @old sysname = null, @new sysname, @loginame sysname = null
as
set nocount on
declare @text nvarchar(max) = N'alter login ' + quotename(isnull(@loginame, suser_sname()))
    + N' with password = N' + quotename(@new, '''')
if @old is not null set @text = @text + N' old_password = N' + quotename(@old, '''')
execute (@text)
if @@error <> 0 return 1
return 0
)sql";

constexpr std::string_view k_default_database = R"sql(
create procedure sp_defaultdb @loginame sysname, @defdb sysname
as
set nocount on
declare @text nvarchar(max) = N'alter login ' + quotename(@loginame)
    + N' with default_database = ' + quotename(@defdb)
execute (@text)
if @@error <> 0 return 1
return 0
)sql";

constexpr std::string_view k_add_member = R"sql(
create procedure sp_addsrvrolemember @loginame sysname, @rolename sysname
as
set nocount on
declare @text nvarchar(max) = N'alter server role ' + quotename(@rolename) + N' add member '
    + quotename(@loginame)
execute (@text)
if @@error <> 0 return 1
return 0
)sql";

constexpr std::string_view k_drop_member = R"sql(
create procedure sp_dropsrvrolemember @loginame sysname, @rolename sysname
as
set nocount on
declare @text nvarchar(max) = N'alter server role ' + quotename(@rolename) + N' drop member '
    + quotename(@loginame)
execute (@text)
if @@error <> 0 return 1
return 0
)sql";

}  // namespace

std::span<const SystemModuleText> login_modules() {
    static constexpr SystemModuleText k_modules[] = {
        {"sp_addlogin", k_add_login},          {"sp_droplogin", k_drop_login},
        {"sp_password", k_password},           {"sp_defaultdb", k_default_database},
        {"sp_addsrvrolemember", k_add_member}, {"sp_dropsrvrolemember", k_drop_member}};
    return k_modules;
}

}  // namespace gantry::engine
