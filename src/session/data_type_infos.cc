#include "session/catalog_procedures.h"

namespace gantry::session {

namespace {

constexpr auto no = std::nullopt;
constexpr int k_max_text = 2147483647;

// name, data type, precision, prefix, suffix, parameters, case, searchable, unsigned, money,
// auto increment, scales, SQL type, sub, radix, user type
constexpr DataTypeInfo k_odbc3[] = {
    {"sql_variant", -150, 8000, "", "", "", false, 2, no, false, no, 0, 0, -150, no, 10, 39},
    {"uniqueidentifier", -11, 36, "'", "'", "", false, 2, no, false, no, no, no, -11, no, no, 37},
    {"ntext", -10, 1073741823, "N'", "'", "", false, 1, no, false, no, no, no, -10, no, no, 0},
    {"xml", -152, 0, "N'", "'", "", true, 0, no, false, no, no, no, -152, no, no, 0},
    {"nvarchar", -9, 4000, "N'", "'", "max length", false, 3, no, false, no, no, no, -9, no, no, 0},
    {"sysname", -9, 128, "N'", "'", "", false, 3, no, false, no, no, no, -9, no, no, 18},
    {"nchar", -8, 4000, "N'", "'", "length", false, 3, no, false, no, no, no, -8, no, no, 0},
    {"bit", -7, 1, "", "", "", false, 2, no, false, no, 0, 0, -7, no, no, 16},
    {"tinyint", -6, 3, "", "", "", false, 2, 1, false, 0, 0, 0, -6, no, 10, 5},
    {"tinyint identity", -6, 3, "", "", "", false, 2, 1, false, 1, 0, 0, -6, no, 10, 5},
    {"bigint", -5, 19, "", "", "", false, 2, 0, false, 0, 0, 0, -5, no, 10, 0},
    {"bigint identity", -5, 19, "", "", "", false, 2, 0, false, 1, 0, 0, -5, no, 10, 0},
    {"image", -4, k_max_text, "0x", "", "", false, 0, no, false, no, no, no, -4, no, no, 20},
    {"varbinary", -3, 8000, "0x", "", "max length", false, 2, no, false, no, no, no, -3, no, no, 4},
    {"binary", -2, 8000, "0x", "", "length", false, 2, no, false, no, no, no, -2, no, no, 3},
    {"timestamp", -2, 8, "0x", "", "", false, 2, no, false, no, no, no, -2, no, no, 80},
    {"text", -1, k_max_text, "'", "'", "", false, 1, no, false, no, no, no, -1, no, no, 19},
    {"char", 1, 8000, "'", "'", "length", false, 3, no, false, no, no, no, 1, no, no, 1},
    {"numeric", 2, 38, "", "", "precision,scale", false, 2, 0, false, 0, 0, 38, 2, no, 10, 10},
    {"numeric() identity", 2, 38, "", "", "precision", false, 2, 0, false, 1, 0, 0, 2, no, 10, 10},
    {"decimal", 3, 38, "", "", "precision,scale", false, 2, 0, false, 0, 0, 38, 3, no, 10, 24},
    {"money", 3, 19, "$", "", "", false, 2, 0, true, 0, 4, 4, 3, no, 10, 11},
    {"smallmoney", 3, 10, "$", "", "", false, 2, 0, true, 0, 4, 4, 3, no, 10, 21},
    {"int", 4, 10, "", "", "", false, 2, 0, false, 0, 0, 0, 4, no, 10, 7},
    {"int identity", 4, 10, "", "", "", false, 2, 0, false, 1, 0, 0, 4, no, 10, 7},
    {"smallint", 5, 5, "", "", "", false, 2, 0, false, 0, 0, 0, 5, no, 10, 6},
    {"smallint identity", 5, 5, "", "", "", false, 2, 0, false, 1, 0, 0, 5, no, 10, 6},
    {"float", 6, 53, "", "", "", false, 2, 0, false, 0, no, no, 6, no, 2, 8},
    {"real", 7, 24, "", "", "", false, 2, 0, false, 0, no, no, 7, no, 2, 23},
    {"varchar", 12, 8000, "'", "'", "max length", false, 3, no, false, no, no, no, 12, no, no, 2},
    {"date", 91, 10, "'", "'", "", false, 3, no, false, no, 0, 0, 9, 1, no, 0},
    {"datetime", 93, 23, "'", "'", "", false, 3, no, false, no, 3, 3, 9, 3, no, 12},
    {"datetime2", 93, 27, "'", "'", "scale", false, 3, no, false, no, 0, 7, 9, 3, no, 0},
    {"smalldatetime", 93, 16, "'", "'", "", false, 3, no, false, no, 0, 0, 9, 3, no, 22},
    {"time", -154, 16, "'", "'", "scale", false, 3, no, false, no, 0, 7, -154, no, no, 0},
    {"datetimeoffset", -155, 34, "'", "'", "scale", false, 3, no, false, no, 0, 7, -155, no, no, 0},
};

// ODBC 2 knows timestamps as 11, dates as 9.
constexpr size_t k_count = sizeof k_odbc3 / sizeof k_odbc3[0];

struct Odbc2 {
    DataTypeInfo rows[k_count];
};

constexpr Odbc2 make_odbc2() {
    Odbc2 out;
    for (size_t i = 0; i < k_count; ++i) {
        out.rows[i] = k_odbc3[i];
        if (out.rows[i].data_type == 93) out.rows[i].data_type = 11;
        if (out.rows[i].data_type == 91) out.rows[i].data_type = 9;
    }
    return out;
}

constexpr Odbc2 k_odbc2 = make_odbc2();

}  // namespace

std::span<const DataTypeInfo> data_type_infos(bool odbc3) {
    if (odbc3) return k_odbc3;
    return k_odbc2.rows;
}

}  // namespace gantry::session
