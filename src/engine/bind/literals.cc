// Literals with the exact types SQL Server gives them.

#include <charconv>

#include "base/utf.h"
#include "engine/bind/binder.h"
#include "engine/bind/errors.h"
#include "engine/unsupported.h"
#include "types/collation.h"

namespace gantry::engine::bind {

using types::SqlType;
using types::TypeId;
using types::Value;

namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 0;
}

Bytes bytes_of_hex(std::string_view digits) {
    Bytes out;
    size_t i = 0;
    if (digits.size() % 2 == 1) {
        out.push_back(static_cast<uint8_t>(hex_digit(digits[0])));
        i = 1;
    }
    for (; i + 1 < digits.size(); i += 2) {
        out.push_back(static_cast<uint8_t>(hex_digit(digits[i]) * 16 + hex_digit(digits[i + 1])));
    }
    return out;
}

Value decimal_literal(std::string_view text, int line) {
    auto parsed = types::parse_decimal(text);
    if (!parsed) {
        fail(1007, 15, line,
             fmt::format("The number '{}' is out of the range for numeric representation (maximum "
                         "precision 38).",
                         text));
    }
    int digits = types::digit_count(parsed->unscaled);
    parsed->precision = static_cast<uint8_t>(std::max({digits, int(parsed->scale), 1}));
    return Value::of_decimal(*parsed);
}

Value integer_literal(std::string_view text, int line) {
    int32_t value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && end == text.data() + text.size()) return Value::of_int(value);
    Value wide = decimal_literal(text, line);
    wide.set_type([&] {
        SqlType type = wide.type();
        type.id = TypeId::numeric;
        return type;
    }());
    return wide;
}

Value real_literal(std::string_view text, int line) {
    auto value = types::parse_float(text);
    if (!value) {
        fail(168, 15, line,
             fmt::format("The floating point value '{}' is out of the range of computer "
                         "representation (8 bytes).",
                         text));
    }
    return Value::of_float(*value);
}

}  // namespace

Expr* Binder::literal(const tsql::Literal& literal) {
    int line = static_cast<int>(literal.range.line);
    switch (literal.literal) {
        case tsql::LiteralKind::null: {
            Expr* out = constant(Value());
            out->line = line;
            return out;
        }
        case tsql::LiteralKind::integer: return constant(integer_literal(literal.text, line));
        case tsql::LiteralKind::decimal: {
            Value value = decimal_literal(literal.text, line);
            SqlType type = value.type();
            type.id = TypeId::numeric;
            value.set_type(type);
            return constant(std::move(value));
        }
        case tsql::LiteralKind::real: return constant(real_literal(literal.text, line));
        case tsql::LiteralKind::money: {
            auto money = types::parse_money(literal.text.empty() ? "0" : literal.text);
            if (!money) {
                fail(235, 16, line, "Cannot convert a char value to money. The char value has "
                                    "incorrect syntax.");
            }
            SqlType type;
            type.id = TypeId::money;
            type.length = 8;
            type.precision = 19;
            type.scale = 4;
            return constant(Value(type, *money));
        }
        case tsql::LiteralKind::binary: return constant(Value::of_varbinary(bytes_of_hex(literal.text)));
        case tsql::LiteralKind::string:
            return constant(Value::of_varchar(std::string(literal.text), database_collation()));
        case tsql::LiteralKind::national:
            return constant(Value::of_nvarchar(std::string(literal.text), database_collation()));
    }
    throw unsupported("literal", line);
}

Expr* Binder::odbc_literal(const tsql::OdbcLiteral& literal) {
    int line = static_cast<int>(literal.range.line);
    Expr* text = constant(Value::of_varchar(std::string(literal.text), database_collation()));
    text->line = line;
    std::string kind = ascii_lower(literal.type);
    const char* type = kind == "guid" ? "uniqueidentifier" : "datetime";
    return explicit_cast(text, *types::type_by_name(type), types::k_default_style, false);
}

}  // namespace gantry::engine::bind
