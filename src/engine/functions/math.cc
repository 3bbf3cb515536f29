// Mathematical functions.

#include "engine/bind/errors.h"
#include "engine/bind/type_rules.h"
#include "engine/functions/registry.h"

namespace gantry::engine::functions {
namespace {

using bind::Expr;
using types::SqlType;
using types::TypeId;

// The type ABS, CEILING, FLOOR, ROUND, POWER and SIGN keep: small integers become int.
SqlType widened(const SqlType& type) {
    switch (type.id) {
        case TypeId::tinyint:
        case TypeId::smallint:
        case TypeId::bit: return types::int_type();
        case TypeId::smallmoney: return named_type("money", 0);
        case TypeId::real: return types::float_type();
        default: return type;
    }
}

Expr* keep(Call& call, std::string_view native, std::string_view own) {
    SqlType type = widened(call.args[0]->type);
    call.args[0] = call.binder.convert(call.args[0], type);
    bool money = bind::is_money(type.id);
    return call.binder.call(money ? own : native, call.args, type, call.args[0]->nullable);
}

Expr* abs_(Call& call) { return keep(call, "abs({0})", "sys.abs({0})"); }

// CEILING and FLOOR of a decimal lose its scale.
Expr* whole(Call& call) {
    SqlType type = widened(call.args[0]->type);
    call.args[0] = call.binder.convert(call.args[0], type);
    std::string name = call.rule.name == "ceiling" ? "ceil" : "floor";
    if (types::is_integer(type.id)) return call.args[0];
    if (bind::is_money(type.id)) {
        return call.binder.call(fmt::format("sys.to_money({}(({{0}})::numeric))", name), call.args,
                                type, call.args[0]->nullable);
    }
    if (bind::is_decimal(type.id)) {
        TypeId id = type.id;
        type = types::decimal_type(type.precision, 0);
        type.id = id;
    }
    return call.binder.call(name + "({0})", call.args, type, call.args[0]->nullable);
}

Expr* round_(Call& call) {
    SqlType type = widened(call.args[0]->type);
    Expr* subject = call.binder.convert(call.args[0], type);
    std::vector<Expr*> args = {subject, call.args[1]};
    std::string call_form = "round(({0})::numeric, {1})";
    if (call.args.size() == 3) {
        args.push_back(call.args[2]);
        call_form =
            "(CASE WHEN {2} = 0 THEN round(({0})::numeric, {1}) ELSE trunc(({0})::numeric, {1}) END)";
    }
    bool nullable = subject->nullable || call.args[1]->nullable;
    if (bind::is_decimal(type.id)) {
        call_form = fmt::format("({})::numeric({},{})", call_form, type.precision, type.scale);
        return call.binder.call(call_form, args, type, nullable);
    }
    if (bind::is_float(type.id)) {
        return call.binder.call("(" + call_form + ")::double precision", args, type, nullable);
    }
    std::string target = bind::is_money(type.id) ? "money"
                         : type.id == TypeId::bigint ? "bigint" : "int";
    return call.binder.call(fmt::format("sys.to_{}({})", target, call_form), args, type, nullable);
}

Expr* power_(Call& call) {
    SqlType type = widened(call.args[0]->type);
    std::vector<Expr*> args = {call.binder.convert(call.args[0], types::float_type()),
                               call.binder.convert(call.args[1], types::float_type())};
    bool nullable = args[0]->nullable || args[1]->nullable;
    Expr* out = call.binder.call("power({0}, {1})", args, types::float_type(), nullable);
    out->line = call.line;
    if (type.id == TypeId::float_) return out;
    if (bind::is_decimal(type.id)) {
        TypeId id = type.id;
        type = types::decimal_type(38, type.scale);
        type.id = id;
    }
    Expr* rounded = out;
    if (types::is_integer(type.id)) {
        rounded = call.binder.call("trunc({0})", {out}, types::float_type(), nullable);
    }
    return call.binder.explicit_cast(rounded, type, types::k_default_style, false);
}

Expr* sign_(Call& call) {
    SqlType type = widened(call.args[0]->type);
    Expr* arg = call.binder.convert(call.args[0], type);
    Expr* out = call.binder.call("sign(({0})::numeric)", {arg},
                                 types::decimal_type(18, type.scale), arg->nullable);
    return call.binder.explicit_cast(out, type, types::k_default_style, false);
}

Expr* isnumeric_(Call& call) {
    Expr* arg = call.args[0];
    if (types::is_numeric(arg->type.id)) {
        return call.binder.call("(CASE WHEN {0} IS NULL THEN 0 ELSE 1 END)", {arg},
                                types::int_type(), false);
    }
    if (arg->type.id == TypeId::none) return call.binder.integer(0);
    if (!types::is_character(arg->type.id)) {
        arg = call.binder.convert(arg, bind::character_type(false, false, -1, 0));
    }
    return call.binder.call("sys.isnumeric({0})", {arg}, types::int_type(), false);
}

Expr* atn2(Call& call) {
    return call.binder.call("atan2({0}, {1})", call.args, types::float_type(), true);
}

Expr* log_(Call& call) {
    if (call.args.size() == 2) {
        return call.binder.call("(ln({0}) / ln({1}))", call.args, types::float_type(), true);
    }
    return call.binder.call("ln({0})", call.args, types::float_type(), true);
}

// DEGREES and RADIANS keep the type of their argument.
Expr* angle(Call& call) {
    SqlType type = widened(call.args[0]->type);
    Expr* arg = call.binder.convert(call.args[0], types::float_type());
    Expr* out = call.binder.call(std::string(call.rule.name) + "({0})", {arg},
                                 types::float_type(), arg->nullable);
    if (type.id == TypeId::float_) return out;
    if (bind::is_decimal(type.id)) type = types::decimal_type(38, std::max<uint8_t>(type.scale, 18));
    return call.binder.explicit_cast(out, type, types::k_default_style, false);
}

using enum Rule::Null;
constexpr Rule k_rules[] = {
    {"abs", 1, 1, "m", "=0", "", from_args, false, abs_},
    {"ceiling", 1, 1, "m", "=0", "", from_args, false, whole},
    {"floor", 1, 1, "m", "=0", "", from_args, false, whole},
    {"round", 2, 3, "mii", "=0", "", from_args, false, round_},
    {"power", 2, 2, "mm", "=0", "", from_args, false, power_},
    {"sign", 1, 1, "m", "=0", "", from_args, false, sign_},
    {"isnumeric", 1, 1, "a", "int", "", never, false, isnumeric_},
    {"square", 1, 1, "f", "float", "({0} * {0})"},
    {"sqrt", 1, 1, "f", "float", "sqrt({0})"},
    {"exp", 1, 1, "f", "float", "exp({0})"},
    {"log", 1, 2, "ff", "float", "", from_args, false, log_},
    {"log10", 1, 1, "f", "float", "log({0})"},
    {"sin", 1, 1, "f", "float", "sin({0})"},
    {"cos", 1, 1, "f", "float", "cos({0})"},
    {"tan", 1, 1, "f", "float", "tan({0})"},
    {"cot", 1, 1, "f", "float", "cot({0})"},
    {"asin", 1, 1, "f", "float", "asin({0})"},
    {"acos", 1, 1, "f", "float", "acos({0})"},
    {"atan", 1, 1, "f", "float", "atan({0})"},
    {"atn2", 2, 2, "ff", "float", "", from_args, false, atn2},
    {"pi", 0, 0, "", "float", "pi()", never},
    {"degrees", 1, 1, "m", "=0", "", from_args, false, angle},
    {"radians", 1, 1, "m", "=0", "", from_args, false, angle},
    {"rand", 0, 1, "i", "float", "random()", never, true},
};

}  // namespace

std::span<const Rule> math_functions() { return k_rules; }

}  // namespace gantry::engine::functions
