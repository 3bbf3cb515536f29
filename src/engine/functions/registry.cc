#include "engine/functions/registry.h"

#include <unordered_map>

#include "base/utf.h"
#include "engine/bind/errors.h"
#include "engine/bind/type_rules.h"
#include "engine/unsupported.h"

namespace gantry::engine::functions {

using bind::Expr;
using types::SqlType;
using types::TypeId;

namespace {

std::unordered_map<std::string_view, const Rule*> build_index() {
    std::unordered_map<std::string_view, const Rule*> index;
    for (auto table : {string_functions(), date_functions(), math_functions(), system_functions(),
                       metadata_functions(), session_functions(), aggregate_functions(),
                       window_functions()}) {
        for (const Rule& rule : table) index.emplace(rule.name, &rule);
    }
    return index;
}

SqlType plain_text(const SqlType& type, uint32_t collation) {
    return bind::character_type(types::is_unicode(type.id), false, bind::character_length(type),
                                type.collation != 0 ? type.collation : collation);
}

[[noreturn]] void invalid(const Call& call, size_t index) {
    bind::invalid_argument(call.line, call.args[index]->type, static_cast<int>(index) + 1,
                           call.rule.name);
}

Expr* as_text(Call& call, size_t index, bool unicode) {
    Expr* arg = call.args[index];
    uint32_t collation = call.binder.database_collation();
    TypeId id = arg->type.id;
    if (id == TypeId::image || id == TypeId::clr) invalid(call, index);
    if (id == TypeId::none) {
        return call.binder.null_of(bind::character_type(unicode, false, 1, collation));
    }
    if (id == TypeId::sql_variant) invalid(call, index);
    if (types::is_character(id) || id == TypeId::xml) {
        SqlType type = plain_text(arg->type, collation);
        if (unicode) type = bind::character_type(true, false, bind::character_length(type), collation);
        return call.binder.convert(arg, type);
    }
    return call.binder.convert(
        arg, bind::character_type(unicode, false, bind::character_length(arg->type), collation));
}

Expr* as_number(Call& call, size_t index) {
    Expr* arg = call.args[index];
    if (arg->type.id == TypeId::none) return call.binder.null_of(types::int_type());
    if (types::is_character(arg->type.id)) return call.binder.convert(arg, types::float_type());
    if (arg->type.id == TypeId::bit) return call.binder.convert(arg, types::int_type());
    if (!types::is_numeric(arg->type.id)) invalid(call, index);
    return arg;
}

Expr* as_date(Call& call, size_t index) {
    Expr* arg = call.args[index];
    uint32_t none = 0;
    TypeId id = arg->type.id;
    if (id == TypeId::none) return call.binder.null_of(named_type("datetime", none));
    if (types::is_character(id)) return call.binder.convert(arg, named_type("datetime2", none));
    if (types::is_date_time(id)) return arg;
    if (types::is_numeric(id)) return call.binder.convert(arg, named_type("datetime", none));
    invalid(call, index);
}

Expr* as_type(Call& call, size_t index, const SqlType& type) {
    Expr* arg = call.args[index];
    if (arg->type.id != TypeId::none && !types::is_implicit_conversion(arg->type.id, type.id) &&
        arg->type.id != type.id) {
        invalid(call, index);
    }
    return call.binder.convert(arg, type);
}

void convert_argument(Call& call, size_t index, char letter) {
    Expr*& arg = call.args[index];
    if (arg->predicate) arg = call.binder.convert(arg, types::bit_type());
    switch (letter) {
        case 's': arg = as_text(call, index, types::is_unicode(arg->type.id)); break;
        case 'n': arg = as_text(call, index, true); break;
        case 'i': arg = as_type(call, index, types::int_type()); break;
        case 'b': arg = as_type(call, index, types::bigint_type()); break;
        case 'f': arg = as_type(call, index, types::float_type()); break;
        case 'm': arg = as_number(call, index); break;
        case 'd': arg = as_date(call, index); break;
        case 't': arg = as_type(call, index, named_type("datetime", 0)); break;
        case 'x': arg = as_type(call, index, types::varbinary_type(-1)); break;
        case 'u': arg = as_type(call, index, named_type("uniqueidentifier", 0)); break;
        default: break;
    }
}

SqlType result_type(const Call& call) {
    std::string_view result = call.rule.result;
    if (result.starts_with('=')) {
        size_t index = static_cast<size_t>(result[1] - '0');
        const SqlType& type = call.args.at(index)->type;
        return result.ends_with('s') ? plain_text(type, call.binder.database_collation()) : type;
    }
    return named_type(result, call.binder.database_collation());
}

std::string with_part(std::string_view form, std::string_view part) {
    std::string out(form);
    for (size_t at = out.find("{p}"); at != std::string::npos; at = out.find("{p}")) {
        out.replace(at, 3, part);
    }
    return out;
}

void check_count(const Call& call) {
    int count = static_cast<int>(call.args.size()) + (call.part.empty() ? 0 : 1);
    const Rule& rule = call.rule;
    if (count >= rule.min_args && (rule.max_args < 0 || count <= rule.max_args)) return;
    if (rule.min_args == rule.max_args) {
        bind::fail(174, 15, call.line,
                   fmt::format("The {} function requires {} argument(s).", rule.name,
                               rule.min_args));
    }
    bind::fail(189, 15, call.line,
               fmt::format("The {} function requires {} to {} arguments.", rule.name,
                           rule.min_args, rule.max_args < 0 ? 254 : rule.max_args));
}

}  // namespace

const Rule* find(std::string_view name) {
    static const auto index = build_index();
    std::string lower = ascii_lower(name);
    auto it = index.find(lower);
    return it == index.end() ? nullptr : it->second;
}

SqlType named_type(std::string_view name, uint32_t collation) {
    size_t open = name.find('(');
    SqlType type = *types::type_by_name(name.substr(0, open));
    if (open != std::string_view::npos) {
        std::string_view inside = name.substr(open + 1, name.size() - open - 2);
        if (inside == "max") {
            type.length = types::k_max_length;
        } else if (types::is_character(type.id) || types::is_binary(type.id)) {
            int length = 0;
            for (char c : inside) length = length * 10 + (c - '0');
            type.length = static_cast<int16_t>(types::is_unicode(type.id) ? length * 2 : length);
        } else if (size_t comma = inside.find(','); comma != std::string_view::npos) {
            int precision = 0;  // "numeric(20,0)"
            for (char c : inside.substr(0, comma)) precision = precision * 10 + (c - '0');
            const types::TypeId id = type.id;  // decimal and numeric are two types to a client
            type = types::decimal_type(static_cast<uint8_t>(precision),
                                       static_cast<uint8_t>(inside[comma + 1] - '0'));
            type.id = id;
        } else {
            type.scale = static_cast<uint8_t>(inside[0] - '0');
        }
    }
    if (types::is_character(type.id)) type.collation = collation;
    return type;
}

Expr* bind_call(Call& call) {
    check_count(call);
    const Rule& rule = call.rule;
    size_t offset = rule.params.starts_with('p') ? 1 : 0;
    for (size_t i = 0; i < call.args.size(); ++i) {
        if (rule.params.empty()) break;
        size_t at = std::min(i + offset, rule.params.size() - 1);
        convert_argument(call, i, rule.params[at]);
    }
    if (rule.build != nullptr) {
        Expr* out = rule.build(call);
        if (out->line == 0) out->line = call.line;
        out->is_volatile = out->is_volatile || rule.is_volatile;
        return out;
    }
    bool nullable = rule.null == Rule::Null::always;
    if (rule.null == Rule::Null::from_args) {
        for (const Expr* arg : call.args) nullable = nullable || arg->nullable;
    }
    Expr* out = call.binder.call(with_part(rule.form, call.part), call.args, result_type(call),
                                 nullable);
    out->line = call.line;
    out->is_volatile = out->is_volatile || rule.is_volatile;
    return out;
}

Expr* call_by_name(bind::Binder& binder, std::string_view name, std::vector<Expr*> args,
                   int line) {
    const Rule* rule = find(name);
    GANTRY_ASSERT(rule != nullptr);
    Call call{binder, *rule, std::move(args), line, {}, false, {}, false};
    return bind_call(call);
}

Expr* unsupported_argument(const Call& call) {
    throw unsupported(ascii_upper(call.rule.name) + " with arguments that are no literals",
                      call.line);
}

std::optional<std::string> constant_text(const Expr* expr) {
    while (expr->kind == bind::ExprKind::collate) expr = expr->args[0];
    if (expr->kind != bind::ExprKind::constant || expr->value.is_null()) return std::nullopt;
    if (!types::is_character(expr->type.id)) return types::to_text(expr->value);
    return expr->value.text();
}

std::optional<int64_t> constant_int(const Expr* expr) {
    if (expr->kind != bind::ExprKind::constant || expr->value.is_null()) return std::nullopt;
    if (!types::is_integer(expr->type.id) && expr->type.id != TypeId::bit) return std::nullopt;
    return expr->value.integer();
}

std::string_view date_part(std::string_view word) {
    static const std::unordered_map<std::string_view, std::string_view> parts = {
        {"year", "year"}, {"yy", "year"}, {"yyyy", "year"}, {"quarter", "quarter"},
        {"qq", "quarter"}, {"q", "quarter"}, {"month", "month"}, {"mm", "month"}, {"m", "month"},
        {"dayofyear", "dayofyear"}, {"dy", "dayofyear"}, {"y", "dayofyear"}, {"day", "day"},
        {"dd", "day"}, {"d", "day"}, {"week", "week"}, {"wk", "week"}, {"ww", "week"},
        {"weekday", "weekday"}, {"dw", "weekday"}, {"w", "weekday"}, {"hour", "hour"},
        {"hh", "hour"}, {"minute", "minute"}, {"mi", "minute"}, {"n", "minute"},
        {"second", "second"}, {"ss", "second"}, {"s", "second"}, {"millisecond", "millisecond"},
        {"ms", "millisecond"}, {"microsecond", "microsecond"}, {"mcs", "microsecond"},
        {"nanosecond", "nanosecond"}, {"ns", "nanosecond"}, {"tzoffset", "tzoffset"},
        {"tz", "tzoffset"}, {"iso_week", "iso_week"}, {"isowk", "iso_week"},
        {"isoww", "iso_week"}};
    auto it = parts.find(ascii_lower(word));
    return it == parts.end() ? std::string_view() : it->second;
}

}  // namespace gantry::engine::functions
