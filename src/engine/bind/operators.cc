// + - * / % & | ^ << >> and unary operators: operand types, conversions and result types.

#include <algorithm>
#include <array>

#include "engine/bind/binder.h"
#include "engine/bind/errors.h"
#include "engine/bind/type_rules.h"
#include "engine/unsupported.h"

namespace gantry::engine::bind {

using tsql::BinaryOp;
using types::SqlType;
using types::TypeId;

namespace {

struct OperatorName {
    BinaryOp op;
    std::string_view word;  // as error messages say it
    Op bound;
    std::string_view form;
};

constexpr std::array<OperatorName, 11> k_operators = {{
    {BinaryOp::add, "add", Op::add, "({0} + {1})"},
    {BinaryOp::subtract, "subtract", Op::subtract, "({0} - {1})"},
    {BinaryOp::multiply, "multiply", Op::multiply, "({0} * {1})"},
    {BinaryOp::divide, "divide", Op::divide, "({0} / {1})"},
    {BinaryOp::modulo, "modulo", Op::modulo, "({0} % {1})"},
    {BinaryOp::bit_and, "'&'", Op::bit_and, "({0} & {1})"},
    {BinaryOp::bit_or, "'|'", Op::bit_or, "({0} | {1})"},
    {BinaryOp::bit_xor, "'^'", Op::bit_xor, "({0} # {1})"},
    {BinaryOp::shift_left, "'<<'", Op::none, "({0} << ({1})::integer)"},
    {BinaryOp::shift_right, "'>>'", Op::none, "({0} >> ({1})::integer)"},
    {BinaryOp::concat, "'||'", Op::concat, "({0} + {1})"},
}};

const OperatorName& name_of(BinaryOp op) {
    for (const OperatorName& name : k_operators) {
        if (name.op == op) return name;
    }
    return k_operators[0];
}

types::Arithmetic arithmetic_of(BinaryOp op) {
    switch (op) {
        case BinaryOp::subtract: return types::Arithmetic::subtract;
        case BinaryOp::multiply: return types::Arithmetic::multiply;
        case BinaryOp::divide: return types::Arithmetic::divide;
        case BinaryOp::modulo: return types::Arithmetic::modulo;
        default: return types::Arithmetic::add;
    }
}

bool is_bitwise(BinaryOp op) {
    return op == BinaryOp::bit_and || op == BinaryOp::bit_or || op == BinaryOp::bit_xor;
}

bool is_text_or_binary(const SqlType& type) {
    return types::is_character(type.id) || types::is_binary(type.id);
}

bool is_legacy_lob(TypeId id) {
    return id == TypeId::text || id == TypeId::ntext || id == TypeId::image;
}

// An integer literal is as wide as its digits: 10.0 / 3 is numeric(8,6).
types::PrecisionScale decimal_of_operand(const Expr& expr) {
    if (expr.kind == ExprKind::constant && types::is_integer(expr.type.id) &&
        !expr.value.is_null()) {
        return {types::digit_count(expr.value.integer()), 0};
    }
    return decimal_of(expr.type);
}

bool is_datetime_old(TypeId id) { return id == TypeId::datetime || id == TypeId::smalldatetime; }

}  // namespace

Expr* Binder::arithmetic(BinaryOp op, Expr* left, Expr* right, int line) {
    const OperatorName& name = name_of(op);
    if (left->predicate) left = convert(left, types::bit_type());
    if (right->predicate) right = convert(right, types::bit_type());
    bool nullable = left->nullable || right->nullable;
    auto make = [&](std::string_view form, const SqlType& type) {
        Expr* out = call(form, {left, right}, type, nullable);
        out->op = name.bound;
        out->line = line;
        return out;
    };
    TypeId l = left->type.id;
    TypeId r = right->type.id;
    for (const Expr* side : {left, right}) {
        TypeId id = side->type.id;
        if (id == TypeId::uniqueidentifier || id == TypeId::xml || id == TypeId::clr ||
            id == TypeId::sql_variant || is_legacy_lob(id)) {
            invalid_operand(line, side->type, name.word);
        }
    }
    // Strings and binaries: + is concatenation.
    bool both_text = (is_text_or_binary(left->type) || l == TypeId::none) &&
                     (is_text_or_binary(right->type) || r == TypeId::none) &&
                     !(l == TypeId::none && r == TypeId::none);
    if (both_text && !is_bitwise(op)) {
        if (op != BinaryOp::add && op != BinaryOp::concat) {
            invalid_operand(line, l == TypeId::none ? right->type : left->type, name.word);
        }
        SqlType lt = l == TypeId::none ? right->type : left->type;
        SqlType rt = r == TypeId::none ? left->type : right->type;
        if (types::is_binary(lt.id) != types::is_binary(rt.id)) {
            incompatible(line, left->type, right->type, name.word);
        }
        SqlType type = concatenation_type(lt, rt);
        SqlType plain = type;
        if (types::is_character(type.id)) {
            plain = character_type(types::is_unicode(type.id), false, -1, type.collation);
        }
        left = convert(left, plain);
        right = convert(right, plain);
        Expr* out = make("({0} + {1})", type);
        out->op = Op::concat;
        if (types::is_character(type.id)) combine_collations(out, out->args, true);
        return out;
    }
    if (op == BinaryOp::concat) invalid_operand(line, left->type, name.word);

    SqlType type = common(left->type, right->type, line);
    if (type.id == TypeId::none) type = types::int_type();
    if (is_bitwise(op)) {
        if (types::is_binary(type.id) || types::is_character(type.id)) type = types::int_type();
        if (!types::is_integer(type.id) && type.id != TypeId::bit) {
            incompatible(line, left->type, right->type, name.word);
        }
        if (type.id == TypeId::bit) {
            left = convert(left, types::int_type());
            right = convert(right, types::int_type());
            return explicit_cast(make(name.form, types::int_type()), type, types::k_default_style, false);
        }
        left = convert(left, type);
        right = convert(right, type);
        return make(name.form, type);
    }
    if (types::is_date_time(type.id)) {
        bool old = is_datetime_old(type.id);
        if (!old) {
            if (types::is_date_time(l) && types::is_date_time(r)) {
                invalid_operand(line, left->type, name.word);
            }
            operand_clash(line, types::is_date_time(l) ? right->type : left->type, type);
        }
        if (op != BinaryOp::add && op != BinaryOp::subtract) {
            invalid_operand(line, type, name.word);
        }
        left = convert(left, type);
        right = convert(right, type);
        return make(name.form, type);
    }
    if (type.id == TypeId::bit) {
        if (l != TypeId::none && r != TypeId::none) {
            incompatible(line, left->type, right->type, name.word);
        }
        type = types::int_type();
    }
    if (types::is_character(type.id) || types::is_binary(type.id)) {
        invalid_operand(line, type, name.word);
    }
    if (is_float(type.id)) {
        if (op == BinaryOp::modulo) incompatible(line, left->type, right->type, name.word);
        left = convert(left, type);
        right = convert(right, type);
        return make(name.form, type);
    }
    if (is_money(type.id)) {
        left = convert(left, type);
        right = convert(right, type);
        if (op == BinaryOp::modulo) return make("sys.to_money(({0})::numeric % ({1})::numeric)", type);
        return make(name.form, type);
    }
    if (is_decimal(type.id)) {
        types::PrecisionScale a = decimal_of_operand(*left);
        types::PrecisionScale b = decimal_of_operand(*right);
        if (types::is_character(l) || l == TypeId::none) a = decimal_of(right->type);
        if (types::is_character(r) || r == TypeId::none) b = decimal_of(left->type);
        types::PrecisionScale result = types::result_type(arithmetic_of(op), a, b);
        SqlType out_type = types::decimal_type(static_cast<uint8_t>(result.precision),
                                               static_cast<uint8_t>(result.scale));
        out_type.id = type.id;
        SqlType la = types::decimal_type(static_cast<uint8_t>(a.precision),
                                         static_cast<uint8_t>(a.scale));
        SqlType rb = types::decimal_type(static_cast<uint8_t>(b.precision),
                                         static_cast<uint8_t>(b.scale));
        left = convert(left, la);
        right = convert(right, rb);
        if (op == BinaryOp::divide) {
            return make(fmt::format("sys.decimal_divide({{0}}, {{1}}, {}, {})", result.precision,
                                    result.scale),
                        out_type);
        }
        bool exact = result.precision < types::k_max_precision &&
                     (op != BinaryOp::multiply || result.scale == a.scale + b.scale);
        if (exact) return make(name.form, out_type);
        return make(fmt::format("({})::numeric({},{})", name.form, result.precision, result.scale),
                    out_type);
    }
    left = convert(left, type);
    right = convert(right, type);
    if (type.id == TypeId::tinyint) {
        return make(fmt::format("sys.to_tinyint({})", name.form), type);
    }
    return make(name.form, type);
}

Expr* Binder::unary(const tsql::UnaryExpr& expr, Scope* scope) {
    Expr* operand = value(*expr.operand, scope);
    int line = static_cast<int>(expr.range.line);
    SqlType type = operand->type;
    if (expr.op == tsql::UnaryOp::plus) return operand;
    if (expr.op == tsql::UnaryOp::bit_not) {
        if (type.id == TypeId::bit) return call("(NOT {0})", {operand}, type, operand->nullable);
        if (!types::is_integer(type.id)) invalid_operand(line, type, "'~'");
        if (type.id == TypeId::tinyint) {
            return call("((255 - {0})::smallint)", {operand}, type, operand->nullable);
        }
        Expr* out = call("(~ {0})", {operand}, type, operand->nullable);
        out->op = Op::bit_not;
        return out;
    }
    if (operand->kind == ExprKind::constant && !operand->value.is_null()) {
        if (Expr* folded = negated_constant(*operand)) return folded;
    }
    if (type.id == TypeId::none) return operand;
    if (!types::is_numeric(type.id) || type.id == TypeId::bit) {
        invalid_operand(line, type, "minus");
    }
    if (type.id == TypeId::tinyint) {
        SqlType wide = types::int_type();
        wide.id = TypeId::smallint;
        wide.length = 2;
        wide.precision = 5;
        operand = convert(operand, wide);
        type = wide;
    }
    Expr* out = call("(- {0})", {operand}, type, operand->nullable);
    out->op = Op::negate;
    out->line = line;
    return out;
}

// -5, -1.5: a literal with its sign; nullptr when it is no number.
Expr* Binder::negated_constant(const Expr& operand) {
    const types::Value& value = operand.value;
    if (types::is_integer(operand.type.id) && operand.type.id != TypeId::tinyint) {
        if (value.integer() == INT64_MIN) return nullptr;
        return constant(types::Value(operand.type, -value.integer()));
    }
    if (is_decimal(operand.type.id)) {
        types::Decimal negative = types::negate(value.decimal());
        // -2147483648 is written as a decimal literal with a sign: it is numeric, as in SQL Server.
        return constant(types::Value(operand.type, negative));
    }
    if (is_float(operand.type.id)) return constant(types::Value(operand.type, -value.real()));
    if (is_money(operand.type.id)) return constant(types::Value(operand.type, -value.integer()));
    return nullptr;
}

Expr* Binder::binary(const tsql::BinaryExpr& expr, Scope* scope) {
    Expr* left = value(*expr.left, scope);
    Expr* right = value(*expr.right, scope);
    return arithmetic(expr.op, left, right, static_cast<int>(expr.range.line));
}

}  // namespace gantry::engine::bind
