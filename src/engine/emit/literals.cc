// Constants as PostgreSQL literals.

#include <cmath>

#include <fmt/format.h>

#include "base/utf.h"
#include "engine/emit/emitter.h"
#include "types/convert.h"
#include "types/pg_binary.h"

namespace gantry::engine::emit {

using types::TypeId;
using types::Value;

namespace {

// U+0000 and unpaired surrogates go through the binary protocol only (docs/decisions/0001).
bool is_sendable(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) return false;
    for (size_t i = 0; i + 1 < text.size(); ++i) {
        if (static_cast<uint8_t>(text[i]) == 0xED && static_cast<uint8_t>(text[i + 1]) >= 0xA0) {
            return false;
        }
    }
    return is_valid_utf8(text);
}

std::string hex(const Bytes& bytes) {
    std::string out;
    for (uint8_t byte : bytes) out += fmt::format("{:02x}", byte);
    return out;
}

std::string signed_number(std::string text) {
    return text.starts_with('-') ? "(" + text + ")" : text;
}

std::string typed(std::string_view text, const types::SqlType& type) {
    return quote_text(text) + "::" + std::string(types::pg_base_type_name(type));
}

std::string date_text(const Value& value) {
    const types::SqlType& type = value.type();
    if (type.id == TypeId::date) return types::print_date_time(value.date_time(), type, 23);
    if (type.id == TypeId::time) return types::print_date_time(value.date_time(), type, 114);
    if (type.id == TypeId::datetimeoffset) {
        return types::print_date_time(value.date_time(), type, 121);
    }
    return types::print_date_time(value.date_time(), type, 126);
}

}  // namespace

std::string quote_text(std::string_view text) {
    std::string out = "'";
    for (char c : text) {
        out += c;
        if (c == '\'') out += '\'';
    }
    out += '\'';
    return out;
}

std::optional<std::string> literal(const Value& value) {
    const types::SqlType& type = value.type();
    if (value.is_null()) {
        if (type.id == TypeId::none) return "NULL";
        return "NULL::" + std::string(types::pg_base_type_name(type));
    }
    switch (type.id) {
        case TypeId::bit: return value.integer() != 0 ? "true" : "false";
        case TypeId::int_: return signed_number(std::to_string(value.integer()));
        case TypeId::tinyint:
        case TypeId::smallint: return fmt::format("'{}'::smallint", value.integer());
        case TypeId::bigint: return fmt::format("'{}'::bigint", value.integer());
        case TypeId::real:
        case TypeId::float_:
            return fmt::format("'{}'::{}", value.real(), types::pg_base_type_name(type));
        case TypeId::decimal:
        case TypeId::numeric:
            return value.decimal().scale > 0
                       ? signed_number(types::to_text(value.decimal()))
                       : fmt::format("'{}'::numeric", types::to_text(value.decimal()));
        case TypeId::money:
        case TypeId::smallmoney: return typed(types::money_to_text(value.integer(), 2), type);
        case TypeId::uniqueidentifier: return typed(types::to_text(value.guid()), type);
        case TypeId::rowversion:
            return fmt::format("sys.to_rowversion('{}'::bigint)", value.integer());
        case TypeId::binary:
        case TypeId::varbinary:
        case TypeId::image: return typed("0x" + hex(value.bytes()), type);
        default: break;
    }
    if (types::is_date_time(type.id)) return typed(date_text(value), type);
    if (types::is_character(type.id) || type.id == TypeId::xml) {
        if (!is_sendable(value.text())) return std::nullopt;
        return typed(value.text(), type);
    }
    return std::nullopt;
}

}  // namespace gantry::engine::emit
