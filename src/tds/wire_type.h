#pragma once
// How a value travels: TYPE_INFO of MS-TDS 2.2.5.6, read from requests and written to replies.

#include <string>

#include "base/bytes.h"
#include "tds/protocol.h"
#include "types/sql_type.h"

namespace gantry::tds {

enum class WireToken : uint8_t {
    null = 0x1F,
    image = 0x22,
    text = 0x23,
    guid = 0x24,
    var_binary_legacy = 0x25,
    int_n = 0x26,
    var_char_legacy = 0x27,
    date_n = 0x28,
    time_n = 0x29,
    datetime2_n = 0x2A,
    datetimeoffset_n = 0x2B,
    binary_legacy = 0x2D,
    char_legacy = 0x2F,
    int1 = 0x30,
    bit = 0x32,
    int2 = 0x34,
    decimal_legacy = 0x37,
    int4 = 0x38,
    datetime4 = 0x3A,
    float4 = 0x3B,
    money = 0x3C,
    datetime = 0x3D,
    float8 = 0x3E,
    numeric_legacy = 0x3F,
    variant = 0x62,
    ntext = 0x63,
    bit_n = 0x68,
    decimal_n = 0x6A,
    numeric_n = 0x6C,
    float_n = 0x6D,
    money_n = 0x6E,
    datetime_n = 0x6F,
    money4 = 0x7A,
    int8 = 0x7F,
    big_var_binary = 0xA5,
    big_var_char = 0xA7,
    big_binary = 0xAD,
    big_char = 0xAF,
    nvarchar = 0xE7,
    nchar = 0xEF,
    udt = 0xF0,
    xml = 0xF1,
    table = 0xF3,
};

// How the length of a value is written before it.
enum class ValueForm : uint8_t {
    nothing,   // WireToken::null
    fixed,     // no length, no NULL
    length8,   // 0 is NULL
    length16,  // 0xFFFF is NULL
    text,      // text pointer and 32-bit length in rows, 32-bit length alone in parameters
    variant,   // 32-bit length, 0 is NULL
    chunked,   // PLP (MS-TDS 2.2.5.2.3)
};

constexpr uint32_t k_max_wire_length = 0xFFFF;  // "max" of the 16-bit lengths

struct WireType {
    WireToken token = WireToken::null;
    ValueForm form = ValueForm::nothing;
    uint32_t length = 0;  // bytes; k_max_wire_length with form chunked
    uint8_t precision = 0;
    uint8_t scale = 0;
    CollationBytes collation{};
    int32_t clr_type = 0;  // types::k_hierarchyid, ... of a udt
    // True when a date or time travels as text to a client before TDS 7.3.
    bool as_text = false;
};

// What a column or a return value of `type` is on the wire. `collation` matters to character types.
WireType wire_type(const types::SqlType& type, bool nullable, TdsVersion version,
                   const CollationBytes& collation);
// sys.types style user type for COLMETADATA: 80 for rowversion, else 0.
uint32_t wire_user_type(const types::SqlType& type);

// TYPE_INFO as COLMETADATA and RETURNVALUE carry it.
void write_type_info(ByteWriter& out, const WireType& type);
// TYPE_INFO as a parameter of a request carries it. Throws ProtocolError, and SqlError for types
// that are not supported as parameters (table-valued ones).
WireType read_type_info(ByteReader& reader, TdsVersion version);
// The T-SQL type of a parameter; collation stays 0, the caller maps the bytes.
types::SqlType sql_type_of(const WireType& type);

// Bytes of a type without length on the wire (INT4, DATETIME ...); 0 when the token is none.
uint32_t fixed_wire_bytes(WireToken token);
// Bytes of a decimal's value on the wire with its sign: 5, 9, 13 or 17.
uint8_t decimal_wire_bytes(uint8_t precision);
// Bytes of the time part by scale: 3, 4 or 5 (MS-TDS 2.2.5.5.1.8).
uint8_t time_wire_bytes(uint8_t scale);

}  // namespace gantry::tds
