// The dispatch over kinds of expressions, and the small ones.

#include "base/utf.h"
#include "engine/bind/binder.h"
#include "engine/bind/errors.h"
#include "engine/bind/type_rules.h"
#include "engine/functions/registry.h"
#include "engine/unsupported.h"
#include "types/collation.h"

namespace gantry::engine::bind {

using tsql::NodeKind;
using types::SqlType;
using types::TypeId;

namespace {

struct DepthGuard {
    explicit DepthGuard(int& depth, int line) : depth(depth) {
        if (++depth > k_max_expression_depth) {
            --depth;
            fail(8631, 17, line,
                 "Internal error: Server stack limit has been reached. Please look for potentially "
                 "deep nesting in your query, and try to simplify it.");
        }
    }
    ~DepthGuard() { --depth; }
    int& depth;
};

}  // namespace

Expr* Binder::value(const tsql::Expr& expr, Scope* scope) {
    DepthGuard guard(depth_, static_cast<int>(expr.range.line));
    Expr* out = dispatch(expr, scope);
    if (out->line == 0) out->line = static_cast<int>(expr.range.line);
    is_volatile_ = is_volatile_ || out->is_volatile;
    if (out->predicate) {
        fail(4145, 15, out->line,
             "An expression of non-boolean type specified in a context where a condition is "
             "expected.");
    }
    return out;
}

Expr* Binder::dispatch(const tsql::Expr& expr, Scope* scope) {
    switch (expr.kind) {
        case NodeKind::Literal: return literal(expr.as<tsql::Literal>());
        case NodeKind::VariableRef:
            return variable(expr.as<tsql::VariableRef>().name, static_cast<int>(expr.range.line));
        case NodeKind::GlobalVariableRef:
            return global_variable(expr.as<tsql::GlobalVariableRef>());
        case NodeKind::ColumnRef: return column(expr.as<tsql::ColumnRef>(), scope);
        case NodeKind::PseudoColumn: return pseudo_column(expr.as<tsql::PseudoColumn>(), scope);
        case NodeKind::UnaryExpr: return unary(expr.as<tsql::UnaryExpr>(), scope);
        case NodeKind::BinaryExpr: return binary(expr.as<tsql::BinaryExpr>(), scope);
        case NodeKind::CastExpr: return cast(expr.as<tsql::CastExpr>(), scope);
        case NodeKind::CaseExpr: return case_expression(expr.as<tsql::CaseExpr>(), scope);
        case NodeKind::IifExpr: return iif(expr.as<tsql::IifExpr>(), scope);
        case NodeKind::CoalesceExpr: return coalesce(expr.as<tsql::CoalesceExpr>(), scope);
        case NodeKind::NullIfExpr: return null_if(expr.as<tsql::NullIfExpr>(), scope);
        case NodeKind::FunctionCall: return function(expr.as<tsql::FunctionCall>(), scope);
        case NodeKind::NiladicFunction: return niladic(expr.as<tsql::NiladicFunction>());
        case NodeKind::CollateExpr: return collate(expr.as<tsql::CollateExpr>(), scope);
        case NodeKind::SubqueryExpr: return subquery(expr.as<tsql::SubqueryExpr>(), scope);
        case NodeKind::NextValueFor: return next_value(expr.as<tsql::NextValueFor>());
        case NodeKind::OdbcLiteral: return odbc_literal(expr.as<tsql::OdbcLiteral>());
        case NodeKind::AtTimeZoneExpr: return at_time_zone(expr.as<tsql::AtTimeZoneExpr>(), scope);
        case NodeKind::DefaultExpr:
            fail_at(expr.range, 156, 15, "Incorrect syntax near the keyword 'DEFAULT'.");
        case NodeKind::StarExpr: fail_at(expr.range, 102, 15, "Incorrect syntax near '*'.");
        case NodeKind::MethodCall:
            throw unsupported(fmt::format("method {}()", expr.as<tsql::MethodCall>().member.name),
                              static_cast<int>(expr.range.line));
        case NodeKind::StaticMember:
            throw unsupported(fmt::format("{}::{}", dotted(expr.as<tsql::StaticMember>().type_name),
                                          expr.as<tsql::StaticMember>().member.name),
                              static_cast<int>(expr.range.line));
        default:
            fail_at(expr.range, 4145, 15,
                    "An expression of non-boolean type specified in a context where a condition "
                    "is expected.");
    }
}

Expr* Binder::variable(std::string_view name, int line) {
    if (has_arguments_) {
        std::string folded = fold_name(name, 0);
        for (auto& [argument, expr] : arguments_) {
            if (argument == folded) return expr;
        }
        undeclared_variable(line, name);
    }
    const SqlType* type = context_.variables ? context_.variables->find(name) : nullptr;
    if (type == nullptr) undeclared_variable(line, name);
    if (type->id == TypeId::table) undeclared_variable(line, name);
    Expr* out = parameter(fold_name(name, 0), *type);
    out->line = line;
    return out;
}

Expr* Binder::global_variable(const tsql::GlobalVariableRef& variable) {
    return functions::global_variable(*this, variable.name,
                                      static_cast<int>(variable.range.line));
}

Expr* Binder::niladic(const tsql::NiladicFunction& function) {
    switch (function.function) {
        case tsql::NiladicKind::current_timestamp:
            return functions::call_by_name(*this, "getdate", {}, int(function.range.line));
        case tsql::NiladicKind::current_user:
        case tsql::NiladicKind::session_user:
        case tsql::NiladicKind::user:
            return functions::call_by_name(*this, "user_name", {}, int(function.range.line));
        case tsql::NiladicKind::system_user:
            return functions::call_by_name(*this, "suser_sname", {}, int(function.range.line));
        case tsql::NiladicKind::current_date: {
            Expr* now = functions::call_by_name(*this, "getdate", {}, int(function.range.line));
            return explicit_cast(now, *types::type_by_name("date"), types::k_default_style, false);
        }
        case tsql::NiladicKind::current_time: break;
    }
    throw unsupported("CURRENT_TIME", static_cast<int>(function.range.line));
}

Expr* Binder::cast(const tsql::CastExpr& expr, Scope* scope) {
    int line = static_cast<int>(expr.range.line);
    Expr* operand = value(*expr.operand, scope);
    operand->line = line;
    SqlType target = data_type(*expr.type, true);
    int style = types::k_default_style;
    Expr* style_value = nullptr;
    if (expr.style != nullptr) {
        Expr* bound = value(*expr.style, scope);
        if (bound->type.id == types::TypeId::none) return null_of(target);
        if (bound->kind == ExprKind::constant && types::is_integer(bound->type.id)) {
            style = static_cast<int>(bound->value.integer());
        } else {
            style_value = convert(bound, types::int_type());
        }
    }
    if (expr.culture != nullptr) throw unsupported("PARSE ... USING culture", line);
    bool is_try = expr.cast == tsql::CastKind::try_cast ||
                  expr.cast == tsql::CastKind::try_convert ||
                  expr.cast == tsql::CastKind::try_parse;
    return explicit_cast(operand, target, style, is_try, style_value);
}

Expr* Binder::collate(const tsql::CollateExpr& expr, Scope* scope) {
    Expr* operand = value(*expr.operand, scope);
    int line = static_cast<int>(expr.range.line);
    uint32_t collation = 0;
    if (ascii_iequals(expr.collation, "database_default") ||
        ascii_iequals(expr.collation, "catalog_default")) {
        collation = database_collation();
    } else if (auto known = types::collation_by_name(expr.collation)) {
        collation = *known;
    } else {
        fail(448, 16, line, fmt::format("Invalid collation '{}'.", expr.collation));
    }
    if (operand->type.id == TypeId::none) {
        operand = null_of(types::varchar_type(1, collation));
    }
    if (!types::is_character(operand->type.id)) {
        fail(447, 16, line,
             fmt::format("Expression type {} is invalid for COLLATE clause.",
                         types::base_type_name(operand->type)));
    }
    Expr* out = pool_.expr();
    out->kind = ExprKind::collate;
    out->args = {operand};
    out->type = operand->type;
    out->type.collation = collation;
    out->nullable = operand->nullable;
    out->coercibility = Coercibility::explicit_;
    out->pg_collated = true;
    out->line = line;
    return out;
}

Expr* Binder::next_value(const tsql::NextValueFor& expr) {
    int line = static_cast<int>(expr.range.line);
    if (expr.over != nullptr) throw unsupported("NEXT VALUE FOR ... OVER", line);
    Found found = find_object(expr.sequence);
    if (found.object.sequence == nullptr) invalid_object(line, dotted(expr.sequence));
    SqlType type = found.object.sequence->type;
    std::string form = functions::next_value_form(found);
    Expr* out = call(form, {}, types::bigint_type(), false);
    out->is_volatile = true;
    return explicit_cast(out, type, types::k_default_style, false);
}

Expr* Binder::at_time_zone(const tsql::AtTimeZoneExpr& expr, Scope*) {
    throw unsupported("AT TIME ZONE", static_cast<int>(expr.range.line));
}

}  // namespace gantry::engine::bind
