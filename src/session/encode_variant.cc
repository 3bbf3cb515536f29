// sql_variant on the wire (MS-TDS 2.2.5.5.4): length, base type, properties, value.

#include <fmt/core.h>

#include "base/code_page.h"
#include "session/encode_functions.h"
#include "session/utf16_fast.h"
#include "types/collation.h"
#include "types/sql_variant.h"

namespace gantry::session {

namespace {

using tds::WireToken;
using types::SqlType;
using types::TypeId;

// The properties between base type and value.
uint8_t* put_properties(uint8_t* out, const ColumnCodec& codec) {
    const tds::WireType& wire = codec.wire;
    switch (wire.token) {
        case WireToken::decimal_n:
        case WireToken::numeric_n:
            *out++ = 2;
            *out++ = wire.precision;
            *out++ = wire.scale;
            return out;
        case WireToken::time_n:
        case WireToken::datetime2_n:
        case WireToken::datetimeoffset_n:
            *out++ = 1;
            *out++ = wire.scale;
            return out;
        case WireToken::big_var_char:
        case WireToken::big_char:
        case WireToken::nvarchar:
        case WireToken::nchar:
            *out++ = 7;
            std::memcpy(out, wire.collation.data(), 5);
            out += 5;
            store_le(out, uint16_t(wire.length));
            return out + 2;
        case WireToken::big_var_binary:
        case WireToken::big_binary:
            *out++ = 2;
            store_le(out, uint16_t(wire.length));
            return out + 2;
        default:
            *out++ = 0;
            return out;
    }
}

size_t length_bytes(tds::ValueForm form) {
    if (form == tds::ValueForm::length8) return 1;
    if (form == tds::ValueForm::length16) return 2;
    return 0;
}

}  // namespace

uint8_t* encode_variant(uint8_t* out, const uint8_t* data, size_t size, const ColumnCodec& codec) {
    if (size < types::k_variant_header) bad_value(codec, size);
    SqlType type = types::variant_type(ByteSpan(data, size));
    // Types are fixed-width in a variant: not nullable.
    ColumnCodec inner = make_codec(type, false, tds::TdsVersion::v7_4);
    if (inner.wire.form == tds::ValueForm::chunked || inner.wire.form == tds::ValueForm::text ||
        inner.wire.form == tds::ValueForm::variant) {
        bad_value(codec, size);
    }
    uint8_t* at = out + 4;
    *at++ = uint8_t(inner.wire.token);
    at = put_properties(at, inner);
    // The value comes with a length that a variant does not repeat.
    size_t value_size = size - types::k_variant_header;
    Bytes scratch(value_size * 2 + k_value_room);
    const uint8_t* value_end =
        inner.encode(scratch.data(), data + types::k_variant_header, value_size, inner);
    size_t prefix = length_bytes(inner.wire.form);
    size_t length = size_t(value_end - scratch.data()) - prefix;
    std::memcpy(at, scratch.data() + prefix, length);
    at += length;
    store_le(out, uint32_t(at - out - 4));
    return at;
}

}  // namespace gantry::session
