#include "cli/fixture_expression.h"

#include <fmt/format.h>

#include <cstdlib>

#include "base/utf.h"
#include "types/convert.h"
#include "types/decimal.h"

namespace gantry::cli {
namespace {

using namespace tsql;
using types::TypeId;
using types::Value;

constexpr std::string_view k_now = "2024-03-01 09:30:00";
constexpr int64_t k_replicate_max = 64 << 20;

[[noreturn]] void unsupported(const Node& node, std::string_view what) {
    SqlError error(40517, fmt::format("{} is not supported in fixture scripts.", what));
    error.set_line(int(node.range.line));
    throw error;
}

uint8_t hex_digit(char c) {
    if (c >= '0' && c <= '9') return uint8_t(c - '0');
    return uint8_t((c | 0x20) - 'a' + 10);
}

Bytes from_hex(std::string_view digits) {
    Bytes out;
    std::string even = digits.size() % 2 == 0 ? std::string(digits) : "0" + std::string(digits);
    for (size_t i = 0; i + 1 < even.size(); i += 2) {
        out.push_back(uint8_t(hex_digit(even[i]) << 4 | hex_digit(even[i + 1])));
    }
    return out;
}

bool is_text(const Value& v) {
    return types::is_character(v.type().id);
}
bool is_whole(const Value& v) {
    return types::is_integer(v.type().id) || v.type().id == TypeId::bit;
}

types::SqlType named_type(std::string_view name) {
    return *types::type_by_name(name);
}

}  // namespace

Value FixtureExpressions::evaluate(const Expr& e, const Value* series) {
    series_ = series;
    return value(e);
}

Value FixtureExpressions::value(const Expr& e) {
    switch (e.kind) {
        case NodeKind::Literal:
            return literal(e.as<Literal>());
        case NodeKind::UnaryExpr:
            return unary(e.as<UnaryExpr>());
        case NodeKind::BinaryExpr:
            return binary(e.as<BinaryExpr>());
        case NodeKind::CastExpr:
            return cast(e.as<CastExpr>());
        case NodeKind::FunctionCall:
            return call(e.as<FunctionCall>());
        case NodeKind::NiladicFunction:
            if (e.as<NiladicFunction>().function == NiladicKind::current_timestamp) {
                return now("datetime");
            }
            return string("dbo", true);
        case NodeKind::ColumnRef:
            if (series_ != nullptr && ascii_iequals(e.as<ColumnRef>().name.object(), "value")) {
                return *series_;
            }
            unsupported(e, fmt::format("column '{}'", e.as<ColumnRef>().name.object()));
        default:
            unsupported(e, "this expression");
    }
}

Value FixtureExpressions::string(std::string text, bool unicode) {
    return unicode ? Value::of_nvarchar(std::move(text), collation_)
                   : Value::of_varchar(std::move(text), collation_);
}

Value FixtureExpressions::literal(const Literal& l) {
    switch (l.literal) {
        case LiteralKind::null:
            return Value::null(types::int_type());
        case LiteralKind::string:
            return string(std::string(l.text), false);
        case LiteralKind::national:
            return string(std::string(l.text), true);
        case LiteralKind::binary:
            return Value::of_varbinary(from_hex(l.text));
        case LiteralKind::real:
            return Value::of_float(std::strtod(std::string(l.text).c_str(), nullptr));
        case LiteralKind::money:
            return types::convert(string(std::string(l.text), false), named_type("money"));
        default:
            break;
    }
    std::optional<types::Decimal> number = types::parse_decimal(l.text);
    if (!number) unsupported(l, "this number");
    if (l.literal == LiteralKind::integer && number->unscaled <= INT32_MAX) {
        return Value::of_int(int64_t(number->unscaled));
    }
    return Value::of_decimal(*number);
}

Value FixtureExpressions::unary(const UnaryExpr& u) {
    Value v = value(*u.operand);
    if (u.op == UnaryOp::plus || v.is_null()) return v;
    if (u.op == UnaryOp::bit_not) unsupported(u, "~");
    switch (v.type().id) {
        case TypeId::decimal:
        case TypeId::numeric:
            return Value::of_decimal(types::negate(v.decimal()));
        case TypeId::real:
        case TypeId::float_:
            return {v.type(), -v.real()};
        default:
            return {v.type(), -v.integer()};
    }
}

Value FixtureExpressions::binary(const BinaryExpr& b) {
    Value left = value(*b.left);
    Value right = value(*b.right);
    if (left.is_null() || right.is_null()) return Value::null(left.type());
    if (b.op == BinaryOp::add && is_text(left) && is_text(right)) {
        bool unicode = types::is_unicode(left.type().id) || types::is_unicode(right.type().id);
        return string(left.text() + right.text(), unicode);
    }
    if (is_whole(left) && is_whole(right)) {
        int64_t x = left.integer(), y = right.integer(), out = 0;
        bool overflow = false;
        switch (b.op) {
            case BinaryOp::add:
                overflow = __builtin_add_overflow(x, y, &out);
                break;
            case BinaryOp::subtract:
                overflow = __builtin_sub_overflow(x, y, &out);
                break;
            case BinaryOp::multiply:
                overflow = __builtin_mul_overflow(x, y, &out);
                break;
            case BinaryOp::divide:
            case BinaryOp::modulo:
                if (y == 0) throw SqlError(8134, "Divide by zero error encountered.");
                if (y == -1) {
                    out = b.op == BinaryOp::divide ? -x : 0;
                } else {
                    out = b.op == BinaryOp::divide ? x / y : x % y;
                }
                break;
            default:
                unsupported(b, "this operator");
        }
        if (overflow) {
            throw SqlError(8115,
                           "Arithmetic overflow error converting expression to data type "
                           "bigint.");
        }
        return out >= INT32_MIN && out <= INT32_MAX ? Value::of_int(out) : Value::of_bigint(out);
    }
    static constexpr types::Arithmetic k_operations[] = {
        types::Arithmetic::add, types::Arithmetic::subtract, types::Arithmetic::multiply,
        types::Arithmetic::divide, types::Arithmetic::modulo};
    if (b.op > BinaryOp::modulo) unsupported(b, "this operator");
    auto to_decimal = [](const Value& v) {
        if (is_whole(v)) return types::decimal_from_int(v.integer());
        return types::convert(v, types::decimal_type(19, 6)).decimal();
    };
    auto decimal_of = [&](const Value& v) {
        bool is = v.type().id == TypeId::decimal || v.type().id == TypeId::numeric;
        return is ? v.decimal() : to_decimal(v);
    };
    return Value::of_decimal(
        types::calculate(k_operations[int(b.op)], decimal_of(left), decimal_of(right)));
}

Value FixtureExpressions::cast(const CastExpr& c) {
    types::SqlType target = names_.type(*c.type);
    // Without a length CAST means 30, a declaration 1.
    bool varies = c.type->arguments.empty() && !c.type->is_max && target.user_type == 0 &&
                  (target.id == TypeId::varchar || target.id == TypeId::nvarchar ||
                   target.id == TypeId::varbinary || target.id == TypeId::char_ ||
                   target.id == TypeId::nchar || target.id == TypeId::binary);
    if (varies) target.length = int16_t(types::is_unicode(target.id) ? 60 : 30);
    int style = c.style != nullptr ? int(value(*c.style).integer()) : 0;
    bool is_try = c.cast == CastKind::try_cast || c.cast == CastKind::try_convert;
    return types::convert(value(*c.operand), target, style, is_try);
}

int64_t FixtureExpressions::integer_argument(const FunctionCall& f, size_t index) {
    if (index >= f.arguments.size()) {
        throw SqlError(174, fmt::format("The {} function requires {} argument(s).", f.name.object(),
                                        index + 1));
    }
    return types::convert(value(*f.arguments[index]), types::bigint_type()).integer();
}

Value FixtureExpressions::now(std::string_view type) {
    return types::convert(string(std::string(k_now), false), named_type(type));
}

Value FixtureExpressions::date_add(const FunctionCall& f) {
    if (f.arguments.size() != 3) {
        throw SqlError(174, "The dateadd function requires 3 argument(s).");
    }
    const ColumnRef* part = f.arguments[0]->try_as<ColumnRef>();
    std::string unit = part == nullptr ? "" : ascii_lower(part->name.object());
    int64_t amount = integer_argument(f, 1);
    Value date = types::convert(value(*f.arguments[2]), named_type("datetime2"));
    int64_t step = unit == "day"      ? types::k_ticks_per_day
                   : unit == "hour"   ? 60 * types::k_ticks_per_minute
                   : unit == "minute" ? types::k_ticks_per_minute
                   : unit == "second" ? types::k_ticks_per_second
                                      : 0;
    if (step == 0) unsupported(f, "DATEADD of this part");
    return {date.type(), date.integer() + amount * step};
}

Value FixtureExpressions::call(const FunctionCall& f) {
    std::string name = ascii_lower(f.name.object());
    if (name == "getdate" || name == "getutcdate") return now("datetime");
    if (name == "sysdatetime" || name == "sysutcdatetime") return now("datetime2");
    if (name == "sysdatetimeoffset") return now("datetimeoffset");
    if (name == "newid" || name == "newsequentialid") {
        types::Guid guid;
        uint64_t n = ++guid_count_ * 0x9E3779B97F4A7C15;
        store_le<uint64_t>(guid.bytes.data(), n ^ n >> 29);
        store_le<uint64_t>(guid.bytes.data() + 8, guid_count_);
        return {named_type("uniqueidentifier"), guid};
    }
    if (name == "dateadd") return date_add(f);
    if (name == "char" || name == "nchar") {
        std::string text;
        append_utf8(char32_t(integer_argument(f, 0)), text);
        return string(std::move(text), name == "nchar");
    }
    if (name == "replicate") {
        int64_t count = integer_argument(f, 1);
        Value piece = value(*f.arguments[0]);
        if (piece.is_null() || count < 0) return Value::null(piece.type());
        if (!is_text(piece)) piece = types::convert(piece, types::varchar_type(30, collation_));
        if (int64_t(piece.text().size()) * count > k_replicate_max) {
            unsupported(f, "a string above 64 MB");
        }
        std::string out;
        for (int64_t i = 0; i < count; ++i)
            out += piece.text();
        return string(std::move(out), types::is_unicode(piece.type().id));
    }
    if (name == "concat") {
        std::string out;
        bool unicode = false;
        for (const Expr* e : f.arguments) {
            Value v = value(*e);
            if (v.is_null()) continue;
            unicode = unicode || types::is_unicode(v.type().id);
            out += types::to_text(v);
        }
        return string(std::move(out), unicode);
    }
    if (name == "choose") {
        int64_t index = integer_argument(f, 0);
        if (index < 1 || uint64_t(index) >= f.arguments.size()) {
            return Value::null(types::int_type());
        }
        return value(*f.arguments[size_t(index)]);
    }
    unsupported(f, fmt::format("function '{}'", f.name.object()));
}

}  // namespace gantry::cli
