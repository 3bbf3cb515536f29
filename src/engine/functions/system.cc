// ISNULL, NEWID and other system functions.

#include "engine/bind/errors.h"
#include "engine/bind/type_rules.h"
#include "engine/functions/registry.h"
#include "engine/unsupported.h"

namespace gantry::engine::functions {
namespace {

using bind::Expr;
using types::SqlType;
using types::TypeId;

// ISNULL keeps the type of its first argument; a longer replacement is cut.
Expr* isnull(Call& call) {
    Expr* first = call.args[0];
    Expr* second = call.args[1];
    SqlType type = first->type.id == TypeId::none ? second->type : first->type;
    if (type.id == TypeId::none) type = types::int_type();
    type.user_type = type.id == TypeId::clr ? type.user_type : 0;
    first = call.binder.convert(first, type);
    second->line = call.line;
    if (second->type.id != TypeId::none && second->type.id != type.id &&
        !types::is_implicit_conversion(second->type.id, type.id)) {
        bind::operand_clash(call.line, second->type, type);
    }
    bool cuts = (types::is_character(type.id) || types::is_binary(type.id)) && type.length > 0 &&
                (second->type.length < 0 || second->type.length > type.length);
    bool rounds = bind::is_decimal(type.id) && !(second->type == type);
    second = cuts || rounds ? call.binder.explicit_cast(second, type, types::k_default_style, false)
                            : call.binder.convert(second, type);
    bool nullable = first->nullable && second->nullable;
    Expr* out = call.binder.call("COALESCE({0}, {1})", {first, second}, type, nullable);
    out->op = bind::Op::coalesce;
    if (types::is_character(type.id)) call.binder.combine_collations(out, {first, second}, false);
    return out;
}

// GREATEST and LEAST ignore NULLs.
Expr* extreme(Call& call) {
    SqlType type = call.binder.unify(call.args, call.line);
    return call.binder.call(call.rule.form, call.args, type, true);
}

Expr* choose(Call& call) {
    std::vector<Expr*> values(call.args.begin() + 1, call.args.end());
    SqlType type = call.binder.unify(values, call.line);
    std::vector<Expr*> args = {call.binder.convert(call.args[0], types::int_type())};
    std::string form = "(CASE {0}";
    for (size_t i = 0; i < values.size(); ++i) {
        form += fmt::format(" WHEN {} THEN {{{}}}", i + 1, i + 1);
        args.push_back(values[i]);
    }
    Expr* out = call.binder.call(form + " END)", args, type, true);
    if (types::is_character(type.id)) call.binder.combine_collations(out, values, false);
    return out;
}

Expr* checksum(Call& call) {
    // SQL Server's own sums are not public: equal for equal values, and spread like a hash.
    return call.binder.call("hashtext(lower(rtrim(concat_ws('|', {*}))))", call.args,
                            types::int_type(), false);
}

// The bytes of text are those of its type: UTF-16, or the code page of its collation.
Expr* hashbytes(Call& call) {
    const SqlType& subject = call.args[1]->type;
    const SqlType bytes = types::varbinary_type(types::k_max_length);
    if (types::is_character(subject.id) && subject.id != TypeId::text &&
        subject.id != TypeId::ntext) {
        call.args[1] = call.binder.explicit_cast(call.args[1], bytes, types::k_default_style, false);
    } else if (types::is_binary(subject.id) && subject.id != TypeId::image) {
        call.args[1] = call.binder.convert(call.args[1], bytes);
    } else if (subject.id == TypeId::none) {
        call.args[1] = call.binder.null_of(bytes);
    } else {
        bind::invalid_argument(call.line, subject, 2, "hashbytes");
    }
    return call.binder.call(call.rule.form, call.args, types::varbinary_type(8000), true);
}
Expr* json(Call& call) { throw unsupported("JSON functions", call.line); }

Expr* formatmessage(Call& call) { throw unsupported("FORMATMESSAGE", call.line); }

Expr* variant_property(Call& call) {
    call.args[0] = call.binder.convert(call.args[0], named_type("sql_variant", 0));
    return call.binder.call("sys.sql_variant_property({0}, {1})", call.args,
                            named_type("sql_variant", 0), true);
}

Expr* grouping(Call& call) {
    Expr* out = call.binder.call(
        call.rule.name == "grouping" ? "GROUPING({0})::smallint" : "GROUPING({*})", call.args,
        call.rule.name == "grouping" ? named_type("tinyint", 0) : types::int_type(), false);
    out->kind = bind::ExprKind::aggregate;
    return out;
}

using enum Rule::Null;
constexpr Rule k_rules[] = {
    {"isnull", 2, 2, "a", "=0", "", from_args, false, isnull},
    {"greatest", 1, 254, "a", "=0", "GREATEST({*})", from_args, false, extreme},
    {"least", 1, 254, "a", "=0", "LEAST({*})", from_args, false, extreme},
    {"choose", 2, 254, "a", "=1", "", always, false, choose},
    {"newid", 0, 0, "", "uniqueidentifier", "sys.newid()", never, true},
    {"newsequentialid", 0, 0, "", "uniqueidentifier", "sys.newsequentialid()", never, true},
    {"checksum", 1, 254, "a", "int", "", never, false, checksum},
    {"binary_checksum", 1, 254, "a", "int", "", never, false, checksum},
    {"hashbytes", 2, 2, "na", "varbinary(8000)", "sys.hashbytes({0}, {1})", always, false,
     hashbytes},
    {"json_value", 2, 2, "a", "nvarchar(4000)", "", always, false, json},
    {"json_query", 1, 2, "a", "nvarchar(max)", "", always, false, json},
    {"isjson", 1, 2, "a", "int", "", always, false, json},
    {"formatmessage", 1, 254, "a", "nvarchar(2047)", "", always, false, formatmessage},
    {"sql_variant_property", 2, 2, "an", "sql_variant", "", always, false, variant_property},
    {"grouping", 1, 1, "a", "tinyint", "", never, false, grouping, Kind::aggregate},
    {"grouping_id", 1, 254, "a", "int", "", never, false, grouping, Kind::aggregate},
};

}  // namespace

std::span<const Rule> system_functions() { return k_rules; }

}  // namespace gantry::engine::functions
