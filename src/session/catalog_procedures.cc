// Catalog procedures that drivers call when they connect or describe types. Their answers do not
// depend on the database's objects.

#include <fmt/core.h>

#include "session/catalog_procedures.h"
#include "session/interpreter.h"
#include "session/made_result.h"
#include "types/convert.h"

namespace gantry::session {

namespace {

using types::Value;

types::SqlType smallint() { return *types::type_by_name("smallint"); }

}  // namespace

std::optional<int32_t> Interpreter::catalog_procedure(std::string_view name,
                                                      std::vector<Argument>& arguments) {
    if (name == "sp_datatype_info" || name == "sp_datatype_info_90" ||
        name == "sp_datatype_info_100") {
        datatype_info(arguments);
        return 0;
    }
    if (name == "sp_server_info") {
        server_info(arguments);
        return 0;
    }
    return std::nullopt;
}

// Columns and rows of sp_datatype_info as SQL Server documents them.
void Interpreter::datatype_info(const std::vector<Argument>& arguments) {
    int64_t wanted = 0;
    int64_t odbc_version = 2;
    for (size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i].value.is_null()) continue;
        int64_t value = types::convert(arguments[i].value, types::int_type()).integer();
        bool is_version = arguments[i].name == "@ODBCVer" || (arguments[i].name.empty() && i == 1);
        (is_version ? odbc_version : wanted) = value;
    }
    uint32_t collation = state_.database_collation;
    types::SqlType name = types::nvarchar_type(128, collation);
    types::SqlType literal = types::varchar_type(32, collation);
    MadeResult result(
        reply_, {made_column("TYPE_NAME", name), made_column("DATA_TYPE", smallint()),
                 made_column("PRECISION", types::int_type()), made_column("LITERAL_PREFIX", literal),
                 made_column("LITERAL_SUFFIX", literal), made_column("CREATE_PARAMS", literal),
                 made_column("NULLABLE", smallint()), made_column("CASE_SENSITIVE", smallint()),
                 made_column("SEARCHABLE", smallint()), made_column("UNSIGNED_ATTRIBUTE", smallint()),
                 made_column("MONEY", smallint()), made_column("AUTO_INCREMENT", smallint()),
                 made_column("LOCAL_TYPE_NAME", name), made_column("MINIMUM_SCALE", smallint()),
                 made_column("MAXIMUM_SCALE", smallint()), made_column("SQL_DATA_TYPE", smallint()),
                 made_column("SQL_DATETIME_SUB", smallint()),
                 made_column("NUM_PREC_RADIX", types::int_type()),
                 made_column("INTERVAL_PRECISION", smallint()), made_column("USERTYPE", smallint())},
        capture_);
    auto number = [](std::optional<int> value) {
        return value ? Value::of_int(*value) : Value::null(types::int_type());
    };
    auto text = [&](std::string_view value) {
        return value.empty() ? Value::null(types::varchar_type(32, collation))
                             : Value::of_varchar(std::string(value), collation);
    };
    for (const DataTypeInfo& type : data_type_infos(odbc_version >= 3)) {
        if (wanted != 0 && wanted != type.data_type) continue;
        result.add({Value::of_nvarchar(std::string(type.name), collation),
                    number(type.data_type), number(type.precision), text(type.prefix),
                    text(type.suffix), text(type.parameters), number(1),
                    number(type.case_sensitive ? 1 : 0), number(type.searchable),
                    number(type.is_unsigned), number(type.money ? 1 : 0),
                    number(type.auto_increment),
                    Value::of_nvarchar(std::string(type.name), collation),
                    number(type.minimum_scale), number(type.maximum_scale),
                    number(type.sql_data_type), number(type.datetime_sub), number(type.radix),
                    number(std::nullopt), number(type.user_type)});
    }
    statement_done(tds::k_command_select, true, result.count());
    state_.row_count = int64_t(result.count());
}

void Interpreter::server_info(const std::vector<Argument>& arguments) {
    struct Attribute {
        int id;
        std::string_view name;
        std::string_view value;
    };
    static constexpr Attribute attributes[] = {
        {1, "DBMS_NAME", "Microsoft SQL Server"},
        {2, "DBMS_VER", "Microsoft SQL Server 2022 - 16.0.1000.0"},
        {10, "OWNER_TERM", "owner"},
        {11, "TABLE_TERM", "table"},
        {12, "MAX_OWNER_NAME_LENGTH", "128"},
        {13, "TABLE_LENGTH", "128"},
        {14, "MAX_QUAL_LENGTH", "128"},
        {15, "COLUMN_LENGTH", "128"},
        {16, "IDENTIFIER_CASE", "MIXED"},
        {17, "TX_ISOLATION", "2"},
        {18, "COLLATION_SEQ",
         "charset=iso_1 sort_order=nocase_iso charset_num=1 sort_order_num=52"},
        {19, "SAVEPOINT_SUPPORT", "Y"},
        {20, "MULTI_RESULT_SETS", "Y"},
        {22, "ACCESSIBLE_TABLES", "Y"},
        {100, "USERID_LENGTH", "128"},
        {101, "QUALIFIER_TERM", "database"},
        {102, "NAMED_TRANSACTIONS", "Y"},
        {103, "SPROC_AS_LANGUAGE", "Y"},
        {104, "ACCESSIBLE_SPROC", "Y"},
        {105, "MAX_INDEX_COLS", "16"},
        {106, "RENAME_TABLE", "Y"},
        {107, "RENAME_COLUMN", "Y"},
        {108, "DROP_COLUMN", "Y"},
        {109, "INCREASE_COLUMN_LENGTH", "Y"},
        {110, "DDL_IN_TRANSACTION", "Y"},
        {111, "DESCENDING_INDEXES", "Y"},
        {112, "SP_RENAME", "Y"},
        {113, "REMOTE_SPROC", "Y"},
        {500, "SYS_SPROC_VERSION", "16.00.1000"},
    };
    int64_t wanted = 0;
    if (!arguments.empty() && !arguments[0].value.is_null()) {
        wanted = types::convert(arguments[0].value, types::int_type()).integer();
    }
    uint32_t collation = state_.database_collation;
    MadeResult result(reply_, {made_column("attribute_id", types::int_type()),
                               made_column("attribute_name", types::varchar_type(60, collation)),
                               made_column("attribute_value", types::varchar_type(255, collation))}, capture_);
    for (const Attribute& attribute : attributes) {
        if (wanted != 0 && wanted != attribute.id) continue;
        result.add({Value::of_int(attribute.id),
                    Value::of_varchar(std::string(attribute.name), collation),
                    Value::of_varchar(std::string(attribute.value), collation)});
    }
    statement_done(tds::k_command_select, true, result.count());
    state_.row_count = int64_t(result.count());
}

}  // namespace gantry::session
