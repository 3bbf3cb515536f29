// Ranking and offset functions, which stand only before OVER.

#include "engine/bind/errors.h"
#include "engine/functions/registry.h"

namespace gantry::engine::functions {
namespace {

using bind::Expr;

Expr* make(Call& call, std::string_view form, const types::SqlType& type, bool nullable) {
    Expr* out = call.binder.call(form, call.args, type, nullable);
    out->kind = bind::ExprKind::aggregate;
    out->line = call.line;
    return out;
}

Expr* ranking(Call& call) { return make(call, call.rule.form, types::bigint_type(), false); }

Expr* distribution(Call& call) { return make(call, call.rule.form, types::float_type(), false); }

Expr* ntile(Call& call) {
    return make(call, "ntile({0})", types::bigint_type(), false);
}

Expr* offset(Call& call) {
    types::SqlType type = call.args[0]->type;
    if (call.args.size() == 1) {
        return make(call, std::string(call.rule.name) + "({0})", type, true);
    }
    call.args[1] = call.binder.convert(call.args[1], types::int_type());
    if (call.args.size() == 2) {
        return make(call, std::string(call.rule.name) + "({0}, {1})", type, true);
    }
    call.args[2] = call.binder.convert(call.args[2], type);
    return make(call, std::string(call.rule.name) + "({0}, {1}, {2})", type,
                call.args[0]->nullable || call.args[2]->nullable);
}

Expr* edge(Call& call) {
    return make(call, std::string(call.rule.name) + "({0})", call.args[0]->type, true);
}

using enum Rule::Null;
constexpr Rule k_rules[] = {
    {"row_number", 0, 0, "", "bigint", "row_number()", never, false, ranking, Kind::ranking},
    {"rank", 0, 0, "", "bigint", "rank()", never, false, ranking, Kind::ranking},
    {"dense_rank", 0, 0, "", "bigint", "dense_rank()", never, false, ranking, Kind::ranking},
    {"percent_rank", 0, 0, "", "float", "percent_rank()", never, false, distribution,
     Kind::ranking},
    {"cume_dist", 0, 0, "", "float", "cume_dist()", never, false, distribution, Kind::ranking},
    {"ntile", 1, 1, "i", "bigint", "", never, false, ntile, Kind::ranking},
    {"lag", 1, 3, "a", "=0", "", always, false, offset, Kind::window},
    {"lead", 1, 3, "a", "=0", "", always, false, offset, Kind::window},
    {"first_value", 1, 1, "a", "=0", "", always, false, edge, Kind::window},
    {"last_value", 1, 1, "a", "=0", "", always, false, edge, Kind::window},
};

}  // namespace

std::span<const Rule> window_functions() { return k_rules; }

}  // namespace gantry::engine::functions
