// Aggregates, with SQL Server's result types: SUM(int) is int, AVG(int) cuts, SUM(decimal(p,s)) is
// decimal(38,s).

#include "engine/bind/errors.h"
#include "engine/bind/type_rules.h"
#include "engine/functions/registry.h"
#include "engine/unsupported.h"

namespace gantry::engine::functions {
namespace {

using bind::Expr;
using types::SqlType;
using types::TypeId;

Expr* make(Call& call, std::string form, const SqlType& type, bool nullable) {
    Expr* out = call.binder.call(form, call.args, type, nullable);
    out->kind = bind::ExprKind::aggregate;
    out->distinct = call.distinct;
    out->within = call.within;
    out->line = call.line;
    return out;
}

[[noreturn]] void invalid(const Call& call) {
    bind::invalid_operand(call.line, call.args[0]->type, call.rule.name);
}

// The forms have {d} where DISTINCT goes.
Expr* sum(Call& call) {
    Expr*& arg = call.args[0];
    bool avg = call.rule.name == "avg";
    if (types::is_character(arg->type.id) || !types::is_numeric(arg->type.id) ||
        arg->type.id == TypeId::bit) {
        invalid(call);
    }
    std::string name(call.rule.name);
    if (bind::is_decimal(arg->type.id)) {
        uint8_t scale = arg->type.scale;
        if (avg) scale = std::max<uint8_t>(scale, 6);
        SqlType type = types::decimal_type(38, scale);
        type.id = arg->type.id;
        if (avg) {
            // SQL Server divides as decimals do: digits past the scale are cut.
            return make(call, fmt::format("trunc(avg({{d}}{{0}}){{w}}, {0})::numeric(38,{0})", scale), type,
                        true);
        }
        return make(call, fmt::format("sum({{d}}{{0}}){{w}}::numeric(38,{})", scale), type, true);
    }
    if (bind::is_float(arg->type.id)) {
        arg = call.binder.convert(arg, types::float_type());
        return make(call, name + "({d}{0})", types::float_type(), true);
    }
    if (bind::is_money(arg->type.id)) {
        return make(call, "sys." + name + "({d}{0})", named_type("money", 0), true);
    }
    SqlType type = arg->type.id == TypeId::bigint ? types::bigint_type() : types::int_type();
    return make(call, "sys." + name + "({d}{0})", type, true);
}

Expr* count(Call& call) {
    bool big = call.rule.name == "count_big";
    SqlType type = big ? types::bigint_type() : types::int_type();
    std::string cast = big ? "" : "::integer";
    if (call.star) return make(call, "count(*){w}" + cast, type, false);
    if (call.args[0]->type.id == TypeId::none) {
        bind::invalid_operand(call.line, call.args[0]->type, call.rule.name);
    }
    if (call.distinct) call.args[0] = call.binder.with_collation(call.args[0]);
    return make(call, "count({d}{0}){w}" + cast, type, false);
}

Expr* extreme(Call& call) {
    Expr*& arg = call.args[0];
    TypeId id = arg->type.id;
    if (id == TypeId::bit || id == TypeId::text || id == TypeId::ntext || id == TypeId::image ||
        id == TypeId::xml || id == TypeId::none) {
        invalid(call);
    }
    SqlType type = arg->type;
    arg = call.binder.with_collation(arg);
    if (types::is_character(id)) {
        // The aggregate is over nvarchar; char and varchar are binary-coercible to it.
        std::string back = types::is_unicode(id) ? "" : "::sys.varchar";
        return make(call, std::string(call.rule.name) + "({d}{0}){w}" + back, type, true);
    }
    return make(call, std::string(call.rule.name) + "({d}{0})", type, true);
}

Expr* deviation(Call& call) {
    Expr*& arg = call.args[0];
    if (!types::is_numeric(arg->type.id)) invalid(call);
    arg = call.binder.convert(arg, types::float_type());
    return make(call, std::string(call.rule.form), types::float_type(), true);
}

Expr* string_agg(Call& call) {
    Expr*& arg = call.args[0];
    bool unicode = types::is_unicode(arg->type.id);
    if (!types::is_character(arg->type.id)) {
        unicode = true;
        arg = call.binder.convert(
            arg, types::nvarchar_type(4000, call.binder.database_collation()));
    }
    bool is_max = types::is_lob(arg->type);
    SqlType type = bind::character_type(unicode, false, is_max ? -1 : unicode ? 4000 : 8000,
                                        call.binder.database_collation());
    SqlType plain = bind::character_type(unicode, false, -1, call.binder.database_collation());
    arg = call.binder.convert(arg, plain);
    call.args[1] = call.binder.convert(call.args[1], plain);
    return make(call, "sys.string_agg({d}{0}, {1}{o})", type, true);
}

Expr* checksum_agg(Call& call) { throw unsupported("CHECKSUM_AGG", call.line); }

using enum Rule::Null;
constexpr Rule k_rules[] = {
    {"sum", 1, 1, "a", "=0", "", always, false, sum, Kind::aggregate},
    {"avg", 1, 1, "a", "=0", "", always, false, sum, Kind::aggregate},
    {"count", 1, 1, "a", "int", "", never, false, count, Kind::aggregate},
    {"count_big", 1, 1, "a", "bigint", "", never, false, count, Kind::aggregate},
    {"approx_count_distinct", 1, 1, "a", "bigint", "", never, false, count, Kind::aggregate},
    {"min", 1, 1, "a", "=0", "", always, false, extreme, Kind::aggregate},
    {"max", 1, 1, "a", "=0", "", always, false, extreme, Kind::aggregate},
    {"stdev", 1, 1, "a", "float", "stddev_samp({d}{0})", always, false, deviation,
     Kind::aggregate},
    {"stdevp", 1, 1, "a", "float", "stddev_pop({d}{0})", always, false, deviation,
     Kind::aggregate},
    {"var", 1, 1, "a", "float", "var_samp({d}{0})", always, false, deviation, Kind::aggregate},
    {"varp", 1, 1, "a", "float", "var_pop({d}{0})", always, false, deviation, Kind::aggregate},
    {"string_agg", 2, 2, "a", "nvarchar(max)", "", always, false, string_agg, Kind::aggregate},
    {"checksum_agg", 1, 1, "a", "int", "", always, false, checksum_agg, Kind::aggregate},
};

}  // namespace

std::span<const Rule> aggregate_functions() { return k_rules; }

}  // namespace gantry::engine::functions
