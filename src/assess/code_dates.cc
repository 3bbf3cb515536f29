// Rules about dates and times, whose mixing and printing changes with the compatibility level. Only
// what the text itself says about types counts: declarations, casts, functions, and the columns of
// the tables that it creates.

#include <fmt/format.h>

#include <algorithm>

#include "assess/code_rules.h"
#include "assess/word_list.h"
#include "base/utf.h"
#include "tsql/visit.h"

namespace gantry::assess {

using namespace tsql;

namespace {

constexpr int k_depth_max = 32;

// Styles of CONVERT that write the month's name.
constexpr std::string_view k_named_styles = " 0 100 6 106 7 107 9 109 13 113 ";
constexpr std::string_view k_character_types = " char varchar nchar nvarchar ";

DateKind kind_of(const DataType* type) {
    return type == nullptr || type->name.parts.size() != 1 ? DateKind::none
                                                           : date_kind_of_type(type->name.object());
}

bool is_character(const DataType* type) {
    return type != nullptr && type->name.parts.size() == 1 &&
           lists(k_character_types, ascii_lower(type->name.object()));
}

// datetime against a type that keeps more digits of it.
bool gains_digits(DateKind a, DateKind b) {
    auto finer = [](DateKind kind) {
        return kind == DateKind::datetime2 || kind == DateKind::datetimeoffset;
    };
    return (a == DateKind::datetime && finer(b)) || (b == DateKind::datetime && finer(a));
}

}  // namespace

void CodeRules::collect_dates(const Node& any) {
    auto add = [&](std::string_view variable, const DataType* type) {
        const DateKind kind = kind_of(type);
        if (kind != DateKind::none) variable_kinds_.emplace(variable, kind);
    };
    if (const auto* variable = any.try_as<VariableDeclaration>()) {
        add(variable->name, variable->type);
    } else if (const auto* parameter = any.try_as<Parameter>()) {
        add(parameter->name, parameter->type);
    } else if (const auto* column = any.try_as<ColumnDefinition>()) {
        if (column->type != nullptr) add_column_kind(column->name.name, kind_of(column->type));
    }
}

void CodeRules::add_column_kind(std::string_view name, DateKind kind) {
    const auto [at, added] = column_kinds_.emplace(name, kind);
    if (!added && at->second != kind) at->second = DateKind::none;
}

DateKind CodeRules::date_kind(const Expr* expression, int depth) const {
    if (expression == nullptr || depth > k_depth_max) return DateKind::none;
    switch (expression->kind) {
        case NodeKind::CastExpr:
            return kind_of(expression->as<CastExpr>().type);
        case NodeKind::NiladicFunction:
            return expression->as<NiladicFunction>().function == NiladicKind::current_timestamp
                       ? DateKind::datetime
                       : DateKind::none;
        case NodeKind::VariableRef: {
            const auto found = variable_kinds_.find(expression->as<VariableRef>().name);
            return found == variable_kinds_.end() ? DateKind::none : found->second;
        }
        case NodeKind::ColumnRef: {
            const auto found = column_kinds_.find(expression->as<ColumnRef>().name.object());
            return found == column_kinds_.end() ? DateKind::none : found->second;
        }
        case NodeKind::FunctionCall: {
            const auto& call = expression->as<FunctionCall>();
            if (call.name.parts.size() != 1) return DateKind::none;
            if (ascii_iequals(call.name.object(), "DATEADD") && call.arguments.size() == 3) {
                return date_kind(call.arguments[2], depth + 1);
            }
            return date_kind_of_function(call.name.object());
        }
        default:
            return DateKind::none;
    }
}

void CodeRules::date_node(const Node& any) {
    auto converts = [&](DateKind a, DateKind b) {
        if (crosses(130) && gains_digits(a, b)) found("Gantry.Level130.DateConversion", any);
    };
    switch (any.kind) {
        case NodeKind::BinaryExpr: {
            const auto& sum = any.as<BinaryExpr>();
            if (sum.op != BinaryOp::add || !crosses(110)) return;
            const DateKind left = date_kind(sum.left), right = date_kind(sum.right);
            const bool mixed = (is_old_date(left) && is_new_date(right)) ||
                               (is_new_date(left) && is_old_date(right));
            if (mixed) found("Gantry.Level110.DateAddition", any);
            return;
        }
        case NodeKind::CastExpr: {
            const auto& cast = any.as<CastExpr>();
            const DateKind from = date_kind(cast.operand);
            if (from == DateKind::none) return;
            converts(from, from == DateKind::datetime ? kind_of(cast.type) : DateKind::none);
            const auto* style = try_as<Literal>(cast.style);
            if (crosses(120) && from == DateKind::date && is_character(cast.type) &&
                style != nullptr && lists(k_named_styles, style->text)) {
                found("Gantry.Level120.DateLanguage", any);
            }
            return;
        }
        case NodeKind::ComparisonExpr: {
            const auto& comparison = any.as<ComparisonExpr>();
            return converts(date_kind(comparison.left), date_kind(comparison.right));
        }
        case NodeKind::BetweenExpr: {
            const auto& between = any.as<BetweenExpr>();
            const DateKind operand = date_kind(between.operand);
            const DateKind low = date_kind(between.low);
            return converts(operand, low == DateKind::none ? date_kind(between.high) : low);
        }
        case NodeKind::SetVariableStatement: {
            const auto& set = any.as<SetVariableStatement>();
            const auto variable = variable_kinds_.find(set.variable);
            if (variable == variable_kinds_.end() || variable->second == DateKind::datetime) return;
            return converts(variable->second, date_kind(set.value));
        }
        case NodeKind::VariableDeclaration: {
            const auto& variable = any.as<VariableDeclaration>();
            const DateKind kind = kind_of(variable.type);
            if (kind == DateKind::datetime) return;
            return converts(kind, date_kind(variable.value));
        }
        case NodeKind::ColumnDefinition:
            if (any.as<ColumnDefinition>().computed != nullptr) {
                computed(*any.as<ColumnDefinition>().computed);
            }
            return;
        default:
            return;
    }
}

// In a computed column CAST of a time to text had style 0 up to level 100, and has 121 since.
void CodeRules::computed(const Node& expression) {
    if (!crosses(110)) return;
    for_each_node(expression, [&](const Node& any) {
        const auto* cast = any.try_as<CastExpr>();
        if (cast == nullptr || cast->style != nullptr || !is_character(cast->type)) return;
        const DateKind kind = date_kind(cast->operand);
        if (kind == DateKind::time || kind == DateKind::datetime2) {
            found("Gantry.Level110.ComputedStyle", any);
        }
    });
}

}  // namespace gantry::assess
