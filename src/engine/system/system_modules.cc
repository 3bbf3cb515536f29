#include "engine/system/system_modules.h"

#include <map>
#include <string>

#include "base/utf.h"

namespace gantry::engine {

namespace {

constexpr std::string_view k_tables = R"sql(
create procedure sp_tables @table_name nvarchar(384) = null, @table_owner nvarchar(384) = null,
    @table_qualifier sysname = null, @table_type varchar(100) = null, @fUsePattern bit = 1
as
set nocount on
if @table_qualifier = '%' and @table_name = '' and @table_owner = ''
begin
    select convert(sysname, name) as TABLE_QUALIFIER, convert(sysname, null) as TABLE_OWNER,
        convert(sysname, null) as TABLE_NAME, convert(varchar(32), null) as TABLE_TYPE,
        convert(varchar(254), null) as REMARKS
    from sys.databases order by 1
    return
end
select convert(sysname, db_name()) as TABLE_QUALIFIER, convert(sysname, s.name) as TABLE_OWNER,
    convert(sysname, o.name) as TABLE_NAME,
    convert(varchar(32), case when o.type = 'U' then 'TABLE' else 'VIEW' end) as TABLE_TYPE,
    convert(varchar(254), null) as REMARKS
from sys.objects o join sys.schemas s on s.schema_id = o.schema_id
where o.type in ('U', 'V')
    and (@table_name is null or o.name like @table_name)
    and (@table_owner is null or s.name like @table_owner)
    and (@table_type is null
        or charindex(case when o.type = 'U' then '''TABLE''' else '''VIEW''' end,
            upper(@table_type)) > 0)
order by 4, 1, 2, 3
)sql";

constexpr std::string_view k_columns = R"sql(
create procedure sp_columns @table_name nvarchar(384), @table_owner nvarchar(384) = null,
    @table_qualifier sysname = null, @column_name nvarchar(384) = null, @ODBCVer int = 2,
    @fUsePattern bit = 1
as
set nocount on
select convert(sysname, db_name()) as TABLE_QUALIFIER, convert(sysname, s.name) as TABLE_OWNER,
    convert(sysname, o.name) as TABLE_NAME, convert(sysname, c.name) as COLUMN_NAME,
    convert(smallint, case t.name
        when 'bit' then -7 when 'tinyint' then -6 when 'smallint' then 5 when 'int' then 4
        when 'bigint' then -5 when 'real' then 7 when 'float' then 6
        when 'decimal' then 3 when 'numeric' then 2 when 'money' then 3 when 'smallmoney' then 3
        when 'char' then 1 when 'nchar' then -8
        when 'varchar' then case when c.max_length = -1 then -1 else 12 end
        when 'nvarchar' then case when c.max_length = -1 then -10 else -9 end
        when 'text' then -1 when 'ntext' then -10 when 'xml' then -152
        when 'binary' then -2 when 'timestamp' then -2
        when 'varbinary' then case when c.max_length = -1 then -4 else -3 end
        when 'image' then -4 when 'uniqueidentifier' then -11 when 'sql_variant' then -150
        when 'date' then case when @ODBCVer = 3 then 91 else 9 end
        when 'time' then -154 when 'datetimeoffset' then -155
        when 'datetime' then case when @ODBCVer = 3 then 93 else 11 end
        when 'datetime2' then case when @ODBCVer = 3 then 93 else 11 end
        when 'smalldatetime' then case when @ODBCVer = 3 then 93 else 11 end
        else -151 end) as DATA_TYPE,
    convert(sysname, coalesce(u.name, t.name) + case when c.is_identity = 1 then ' identity'
        else '' end) as TYPE_NAME,
    convert(int, case
        when t.name in ('text', 'image') then 2147483647
        when t.name = 'ntext' then 1073741823
        when c.max_length = -1 then 0
        when t.name in ('nchar', 'nvarchar') then c.max_length / 2
        when t.name in ('char', 'varchar', 'binary', 'varbinary', 'timestamp') then c.max_length
        when t.name = 'uniqueidentifier' then 36
        when t.name = 'sql_variant' then 8000
        when t.name = 'bit' then 1
        else c.[precision] end) as [PRECISION],
    convert(int, case
        when t.name in ('text', 'image') then 2147483647
        when t.name = 'ntext' then 2147483646
        when c.max_length = -1 then 0
        when t.name in ('decimal', 'numeric') then c.[precision] + 2
        when t.name = 'money' then 21
        when t.name = 'smallmoney' then 12
        when t.name in ('datetime', 'smalldatetime', 'datetime2') then 16
        when t.name = 'date' then 6
        when t.name = 'sql_variant' then 8000
        else c.max_length end) as [LENGTH],
    convert(smallint, case
        when t.name in ('decimal', 'numeric', 'money', 'smallmoney', 'time', 'datetime2',
            'datetimeoffset', 'datetime') then c.scale
        when t.name in ('bit', 'tinyint', 'smallint', 'int', 'bigint', 'smalldatetime') then 0
        end) as SCALE,
    convert(smallint, case when t.name in ('real', 'float') then 2
        when t.name in ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric', 'money',
            'smallmoney') then 10 end) as RADIX,
    convert(smallint, c.is_nullable) as NULLABLE,
    convert(varchar(254), null) as REMARKS,
    convert(nvarchar(4000), d.definition) as COLUMN_DEF,
    convert(smallint, case t.name
        when 'bit' then -7 when 'tinyint' then -6 when 'smallint' then 5 when 'int' then 4
        when 'bigint' then -5 when 'real' then 7 when 'float' then 6
        when 'decimal' then 3 when 'numeric' then 2 when 'money' then 3 when 'smallmoney' then 3
        when 'char' then 1 when 'nchar' then -8
        when 'varchar' then case when c.max_length = -1 then -1 else 12 end
        when 'nvarchar' then case when c.max_length = -1 then -10 else -9 end
        when 'text' then -1 when 'ntext' then -10 when 'xml' then -152
        when 'binary' then -2 when 'timestamp' then -2
        when 'varbinary' then case when c.max_length = -1 then -4 else -3 end
        when 'image' then -4 when 'uniqueidentifier' then -11 when 'sql_variant' then -150
        when 'time' then -154 when 'datetimeoffset' then -155
        when 'date' then 9 when 'datetime' then 9 when 'datetime2' then 9
        when 'smalldatetime' then 9
        else -151 end) as SQL_DATA_TYPE,
    convert(smallint, case when t.name = 'date' then 1
        when t.name in ('datetime', 'datetime2', 'smalldatetime') then 3 end) as SQL_DATETIME_SUB,
    convert(int, case
        when t.name in ('text', 'image') then 2147483647
        when t.name = 'ntext' then 2147483646
        when t.name in ('char', 'varchar', 'nchar', 'nvarchar', 'binary', 'varbinary')
            then case when c.max_length = -1 then 0 else c.max_length end
        end) as CHAR_OCTET_LENGTH,
    convert(int, c.column_id) as ORDINAL_POSITION,
    convert(varchar(254), case when c.is_nullable = 1 then 'YES' else 'NO' end) as IS_NULLABLE,
    convert(tinyint, case
        when t.name in ('char', 'nchar') then case when c.is_nullable = 1 then 39 else 47 end
        when t.name in ('varchar', 'nvarchar') then 39
        when t.name in ('bit') then 50
        when t.name in ('tinyint', 'smallint', 'int') then case when c.is_nullable = 1 then 38
            when t.name = 'int' then 56 when t.name = 'smallint' then 52 else 48 end
        when t.name = 'bigint' then 63
        when t.name in ('real', 'float') then case when c.is_nullable = 1 then 109
            when t.name = 'real' then 59 else 62 end
        when t.name in ('decimal') then 106 when t.name in ('numeric') then 108
        when t.name in ('money', 'smallmoney') then case when c.is_nullable = 1 then 110
            when t.name = 'money' then 60 else 122 end
        when t.name in ('datetime', 'smalldatetime') then case when c.is_nullable = 1 then 111
            when t.name = 'datetime' then 61 else 58 end
        when t.name in ('binary', 'timestamp') then 45 when t.name = 'varbinary' then 37
        when t.name = 'text' then 35 when t.name = 'ntext' then 35 when t.name = 'image' then 34
        when t.name = 'uniqueidentifier' then 37
        else 0 end) as SS_DATA_TYPE
from sys.columns c
    join sys.objects o on o.object_id = c.object_id
    join sys.schemas s on s.schema_id = o.schema_id
    join sys.types t on t.user_type_id = c.system_type_id
    left join sys.types u on u.user_type_id = c.user_type_id
    left join sys.default_constraints d on d.object_id = c.default_object_id
where o.type in ('U', 'V')
    and (@table_name is null or o.name like @table_name)
    and (@table_owner is null or s.name like @table_owner)
    and (@column_name is null or c.name like @column_name)
order by 17, 2, 3
)sql";

constexpr std::string_view k_pkeys = R"sql(
create procedure sp_pkeys @table_name sysname, @table_owner sysname = null,
    @table_qualifier sysname = null
as
set nocount on
select convert(sysname, db_name()) as TABLE_QUALIFIER, convert(sysname, s.name) as TABLE_OWNER,
    convert(sysname, o.name) as TABLE_NAME, convert(sysname, c.name) as COLUMN_NAME,
    convert(smallint, k.key_ordinal) as KEY_SEQ, convert(sysname, i.name) as PK_NAME
from sys.indexes i
    join sys.objects o on o.object_id = i.object_id
    join sys.schemas s on s.schema_id = o.schema_id
    join sys.index_columns k on k.object_id = i.object_id and k.index_id = i.index_id
    join sys.columns c on c.object_id = k.object_id and c.column_id = k.column_id
where i.is_primary_key = 1 and o.name = @table_name
    and (@table_owner is null or s.name = @table_owner)
order by 1, 2, 3, 5
)sql";

constexpr std::string_view k_fkeys = R"sql(
create procedure sp_fkeys @pktable_name sysname = null, @pktable_owner sysname = null,
    @pktable_qualifier sysname = null, @fktable_name sysname = null,
    @fktable_owner sysname = null, @fktable_qualifier sysname = null
as
set nocount on
select convert(sysname, db_name()) as PKTABLE_QUALIFIER, convert(sysname, ps.name) as PKTABLE_OWNER,
    convert(sysname, p.name) as PKTABLE_NAME, convert(sysname, pc.name) as PKCOLUMN_NAME,
    convert(sysname, db_name()) as FKTABLE_QUALIFIER, convert(sysname, fs.name) as FKTABLE_OWNER,
    convert(sysname, f.name) as FKTABLE_NAME, convert(sysname, fc.name) as FKCOLUMN_NAME,
    convert(smallint, k.constraint_column_id) as KEY_SEQ,
    convert(smallint, case r.update_referential_action when 1 then 0 when 2 then 2 when 3 then 4
        else 1 end) as UPDATE_RULE,
    convert(smallint, case r.delete_referential_action when 1 then 0 when 2 then 2 when 3 then 4
        else 1 end) as DELETE_RULE,
    convert(sysname, r.name) as FK_NAME, convert(sysname, i.name) as PK_NAME,
    convert(smallint, 7) as DEFERRABILITY
from sys.foreign_keys r
    join sys.objects p on p.object_id = r.referenced_object_id
    join sys.schemas ps on ps.schema_id = p.schema_id
    join sys.objects f on f.object_id = r.parent_object_id
    join sys.schemas fs on fs.schema_id = f.schema_id
    join sys.foreign_key_columns k on k.constraint_object_id = r.object_id
    join sys.columns pc on pc.object_id = p.object_id and pc.column_id = k.referenced_column_id
    join sys.columns fc on fc.object_id = f.object_id and fc.column_id = k.parent_column_id
    left join sys.indexes i on i.object_id = p.object_id and i.is_primary_key = 1
where (@pktable_name is null or p.name = @pktable_name)
    and (@pktable_owner is null or ps.name = @pktable_owner)
    and (@fktable_name is null or f.name = @fktable_name)
    and (@fktable_owner is null or fs.name = @fktable_owner)
order by 5, 6, 7, 9
)sql";

constexpr std::string_view k_statistics = R"sql(
create procedure sp_statistics @table_name sysname, @table_owner sysname = null,
    @table_qualifier sysname = null, @index_name sysname = '%', @is_unique char(1) = 'N',
    @accuracy char(1) = 'Q'
as
set nocount on
select convert(sysname, db_name()) as TABLE_QUALIFIER, convert(sysname, s.name) as TABLE_OWNER,
    convert(sysname, o.name) as TABLE_NAME,
    convert(smallint, case when i.is_unique = 1 then 0 else 1 end) as NON_UNIQUE,
    convert(sysname, o.name) as INDEX_QUALIFIER, convert(sysname, i.name) as INDEX_NAME,
    convert(smallint, case when i.type = 1 then 1 else 3 end) as TYPE,
    convert(smallint, k.key_ordinal) as SEQ_IN_INDEX, convert(sysname, c.name) as COLUMN_NAME,
    convert(char(1), case when k.is_descending_key = 1 then 'D' else 'A' end) as COLLATION,
    convert(int, null) as CARDINALITY, convert(int, null) as PAGES,
    convert(varchar(128), i.filter_definition) as FILTER_CONDITION
from sys.indexes i
    join sys.objects o on o.object_id = i.object_id
    join sys.schemas s on s.schema_id = o.schema_id
    join sys.index_columns k on k.object_id = i.object_id and k.index_id = i.index_id
    join sys.columns c on c.object_id = k.object_id and c.column_id = k.column_id
where i.type > 0 and k.key_ordinal > 0 and o.name = @table_name
    and (@table_owner is null or s.name like @table_owner)
    and (@index_name is null or i.name like @index_name)
    and (@is_unique <> 'Y' or i.is_unique = 1)
order by 4, 7, 6, 8
)sql";

constexpr std::string_view k_stored_procedures = R"sql(
create procedure sp_stored_procedures @sp_name nvarchar(390) = null,
    @sp_owner nvarchar(384) = null, @qualifier sysname = null, @fUsePattern bit = 1
as
set nocount on
select convert(sysname, db_name()) as PROCEDURE_QUALIFIER,
    convert(sysname, s.name) as PROCEDURE_OWNER,
    convert(nvarchar(134), o.name + case when o.type = 'P' then ';1' else ';0' end)
        as PROCEDURE_NAME,
    convert(int, -1) as NUM_INPUT_PARAMS, convert(int, -1) as NUM_OUTPUT_PARAMS,
    convert(int, -1) as NUM_RESULT_SETS, convert(varchar(254), null) as REMARKS,
    convert(smallint, 2) as PROCEDURE_TYPE
from sys.objects o join sys.schemas s on s.schema_id = o.schema_id
where o.type in ('P', 'FN', 'TF', 'IF')
    and (@sp_name is null or o.name like @sp_name)
    and (@sp_owner is null or s.name like @sp_owner)
order by 1, 2, 3
)sql";

constexpr std::string_view k_helptext = R"sql(
create procedure sp_helptext @objname nvarchar(776), @columnname sysname = null
as
set nocount on
declare @id int = object_id(@objname), @text nvarchar(max), @end int, @database sysname = db_name()
select @text = definition from sys.sql_modules where object_id = @id
if @text is null
begin
    raiserror('The object ''%s'' does not exist in database ''%s'' or is invalid for this operation.',
        16, 1, @objname, @database)
    return 1
end
create table #lines (n int identity(1,1), line nvarchar(255) null)
while len(@text + N'.') > 1
begin
    set @end = charindex(nchar(10), @text)
    if @end = 0 or @end > 255 set @end = 255
    insert #lines (line) values (left(@text, @end))
    set @text = substring(@text, @end + 1, 2147483647)
end
select line as [Text] from #lines order by n
return 0
)sql";

constexpr std::string_view k_databases = R"sql(
create procedure sp_databases
as
set nocount on
select convert(sysname, name) as DATABASE_NAME, convert(int, 0) as DATABASE_SIZE,
    convert(varchar(254), null) as REMARKS
from sys.databases order by 1
)sql";

catalog::Module make(std::string name, std::string_view text) {
    catalog::Module out;
    out.name = std::move(name);
    out.schema_id = 4;  // sys
    out.type = "P";
    out.kind = catalog::ModuleKind::procedure;
    out.text = text;
    out.is_system = true;
    return out;
}

struct SystemModule {
    catalog::Module module;
    std::string_view only_in;
};

const std::map<std::string, SystemModule, std::less<>>& modules() {
    static const std::map<std::string, SystemModule, std::less<>> table = [] {
        std::map<std::string, SystemModule, std::less<>> out;
        auto add = [&](const char* name, std::string_view text, std::string_view only_in = {}) {
            out.emplace(name, SystemModule{make(name, text), only_in});
        };
        add("sp_tables", k_tables);
        add("sp_columns", k_columns);
        add("sp_columns_90", k_columns);
        add("sp_columns_100", k_columns);
        add("sp_pkeys", k_pkeys);
        add("sp_fkeys", k_fkeys);
        add("sp_statistics", k_statistics);
        add("sp_statistics_100", k_statistics);
        add("sp_stored_procedures", k_stored_procedures);
        add("sp_databases", k_databases);
        add("sp_helptext", k_helptext);
        for (const SystemModuleText& more : session_modules()) add(more.name, more.text);
        for (const SystemModuleText& more : login_modules()) add(more.name, more.text);
        for (const SystemModuleText& more : msdb_modules()) {
            add(more.name, more.text, more.only_in);
        }
        return out;
    }();
    return table;
}

}  // namespace

const catalog::Module* system_module(std::string_view name, std::string_view database) {
    auto found = modules().find(name);
    if (found == modules().end()) return nullptr;
    const SystemModule& module = found->second;
    if (!module.only_in.empty() && !ascii_iequals(module.only_in, database)) return nullptr;
    return &module.module;
}

}  // namespace gantry::engine
