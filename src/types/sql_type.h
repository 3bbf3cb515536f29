#pragma once
// A T-SQL data type as sys.columns describes it. Plain data, no I/O; printing and names are in
// sql_type.cc. Lengths are in bytes as SQL Server counts them: nvarchar(10) has length 20.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gantry::types {

// Values are sys.types.system_type_id.
enum class TypeId : uint8_t {
    none = 0,  // an untyped NULL literal
    image = 34,
    text = 35,
    uniqueidentifier = 36,
    date = 40,
    time = 41,
    datetime2 = 42,
    datetimeoffset = 43,
    tinyint = 48,
    smallint = 52,
    int_ = 56,
    smalldatetime = 58,
    real = 59,
    money = 60,
    datetime = 61,
    float_ = 62,
    sql_variant = 98,
    ntext = 99,
    bit = 104,
    decimal = 106,
    numeric = 108,
    smallmoney = 122,
    bigint = 127,
    varbinary = 165,
    varchar = 167,
    binary = 173,
    char_ = 175,
    rowversion = 189,
    nvarchar = 231,
    nchar = 239,
    clr = 240,  // hierarchyid, geometry, geography: see clr_type
    xml = 241,
    table = 243,
    json = 244,
    vector = 255,
};

constexpr int16_t k_max_length = -1;  // varchar(max), nvarchar(max), varbinary(max), xml

// sys.types.user_type_id of the built-in CLR types.
constexpr int32_t k_hierarchyid = 128;
constexpr int32_t k_geometry = 129;
constexpr int32_t k_geography = 130;
constexpr int32_t k_sysname = 256;

struct SqlType {
    TypeId id = TypeId::none;
    int16_t length = 0;     // bytes; k_max_length for max types; 16 for text, ntext, image
    uint8_t precision = 0;  // decimal and numeric 1..38; times as sys.columns shows them
    uint8_t scale = 0;      // decimals 0..precision; time, datetime2, datetimeoffset 0..7
    uint32_t collation = 0; // collation id (types/collation.h) of character types, else 0
    int32_t user_type = 0;  // sys.types.user_type_id when it differs from id, else 0

    bool operator==(const SqlType&) const = default;
};

bool is_character(TypeId id);   // char, varchar, text, nchar, nvarchar, ntext
bool is_unicode(TypeId id);     // nchar, nvarchar, ntext, xml
bool is_binary(TypeId id);      // binary, varbinary, image, rowversion
bool is_integer(TypeId id);     // tinyint, smallint, int, bigint
bool is_exact_numeric(TypeId id);  // integers, bit, decimal, numeric, money, smallmoney
bool is_numeric(TypeId id);     // exact numerics, real, float
bool is_date_time(TypeId id);
// The catalog keeps vector(n) of SQL Server 2025 as varbinary(8 + 4n) with user type 255.
bool is_vector(const SqlType& type);
bool is_lob(const SqlType& type);  // text, ntext, image, xml, max types, CLR of length -1

// "nvarchar(40)", "decimal(18,4)", "datetime2(7)", "varchar(max)": as SQL Server scripts a type.
std::string type_name(const SqlType& type);
// The base name alone: "nvarchar".
std::string_view base_type_name(const SqlType& type);
// By its T-SQL name in any case, synonyms included (integer, dec, character varying, rowversion,
// sysname, ...), with SQL Server's default length, precision and scale for a column declaration.
std::optional<SqlType> type_by_name(std::string_view name);

// Makers for the common cases.
SqlType int_type();
SqlType bigint_type();
SqlType bit_type();
SqlType float_type();
SqlType decimal_type(uint8_t precision, uint8_t scale);
SqlType nvarchar_type(int16_t characters, uint32_t collation);  // -1 for max
SqlType varchar_type(int16_t bytes, uint32_t collation);        // -1 for max
SqlType varbinary_type(int16_t bytes);                          // -1 for max

}  // namespace gantry::types
