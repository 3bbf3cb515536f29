// Expressions and predicates.

#include <fmt/format.h>

#include <vector>

#include "tsql/print/printer_impl.h"

namespace gantry::tsql {
namespace {

constexpr std::string_view k_binary[] = {"+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", "||"};
constexpr std::string_view k_comparison[] = {"=", "<>", "<", ">", "<=", ">=", "!<", "!>",
                                             "*=", "=*"};
constexpr std::string_view k_cast[] = {"CAST", "TRY_CAST", "CONVERT", "TRY_CONVERT", "PARSE",
                                       "TRY_PARSE"};
constexpr std::string_view k_niladic[] = {"CURRENT_TIMESTAMP", "CURRENT_USER", "SESSION_USER",
                                          "SYSTEM_USER", "USER", "CURRENT_DATE", "CURRENT_TIME"};
constexpr std::string_view k_pseudo[] = {"$IDENTITY", "$ROWGUID", "$action", "$PARTITION",
                                         "$node_id", "$edge_id", "$from_id", "$to_id", "$CUID"};

}  // namespace

void Printer::exprs(const List<const Expr*>& list) {
    commas(list, [&](const Expr* item) { expr(item); });
}

void Printer::expr(const Expr* expression) {
    if (expression->parenthesized) {
        raw("(");
        bare_expr(*expression);
        raw(")");
    } else {
        bare_expr(*expression);
    }
}

void Printer::literal(const Literal& node) {
    switch (node.literal) {
        case LiteralKind::null: return kw_inline("NULL");
        case LiteralKind::integer:
        case LiteralKind::decimal:
        case LiteralKind::real:
        case LiteralKind::money:
            raw(node.currency), raw(node.text);
            number_end_ = out_.size();
            return;
        case LiteralKind::binary: raw("0x"); return raw(node.text);
        case LiteralKind::string: return string(node.text);
        case LiteralKind::national: return string(node.text, true);
    }
}

void Printer::bare_expr(const Expr& any) {
    switch (any.kind) {
        case NodeKind::Literal: return literal(any.as<Literal>());
        case NodeKind::VariableRef: return raw(any.as<VariableRef>().name);
        case NodeKind::GlobalVariableRef: return raw(any.as<GlobalVariableRef>().name);
        case NodeKind::ColumnRef: return name(any.as<ColumnRef>().name);
        case NodeKind::PseudoColumn: {
            const auto& node = any.as<PseudoColumn>();
            if (node.qualifier) name(node.qualifier), raw(".");
            if (node.legacy) {
                return raw(node.pseudo == PseudoColumnKind::identity ? "IDENTITYCOL"
                                                                     : "ROWGUIDCOL");
            }
            return raw(k_pseudo[size_t(node.pseudo)]);
        }
        case NodeKind::StarExpr: {
            const auto& node = any.as<StarExpr>();
            if (node.qualifier) name(node.qualifier), raw(".");
            return raw("*");
        }
        case NodeKind::DefaultExpr: return kw_inline("DEFAULT");
        case NodeKind::UnaryExpr: {
            const auto& node = any.as<UnaryExpr>();
            raw(node.op == UnaryOp::minus ? "-" : node.op == UnaryOp::plus ? "+" : "~");
            if (node.op == UnaryOp::minus && node.operand->is<UnaryExpr>()) raw(" ");  // not "--"
            return expr(node.operand);
        }
        case NodeKind::BinaryExpr: return binary(any.as<BinaryExpr>());
        case NodeKind::CastExpr: return cast(any.as<CastExpr>());
        case NodeKind::CaseExpr: return case_expr(any.as<CaseExpr>());
        case NodeKind::IifExpr: {
            const auto& node = any.as<IifExpr>();
            kw_inline("IIF(");
            expr(node.condition), raw(", "), expr(node.then), raw(", "), expr(node.otherwise);
            return raw(")");
        }
        case NodeKind::CoalesceExpr:
            kw_inline("COALESCE(");
            exprs(any.as<CoalesceExpr>().arguments);
            return raw(")");
        case NodeKind::NullIfExpr:
            kw_inline("NULLIF(");
            expr(any.as<NullIfExpr>().left), raw(", "), expr(any.as<NullIfExpr>().right);
            return raw(")");
        case NodeKind::FunctionCall: return call(any.as<FunctionCall>());
        case NodeKind::JsonPair:
            expr(any.as<JsonPair>().key), raw(":");
            return expr(any.as<JsonPair>().value);
        case NodeKind::NamedArgument:
            kw_inline(any.as<NamedArgument>().name), raw(" = ");
            return expr(any.as<NamedArgument>().value);
        case NodeKind::NiladicFunction:
            return kw_inline(k_niladic[size_t(any.as<NiladicFunction>().function)]);
        case NodeKind::MethodCall: {
            const auto& node = any.as<MethodCall>();
            expr(node.target);
            if (node.target->is<Literal>() && !node.target->parenthesized) raw(" ");  // 1.a is 1. a
            raw("."), identifier(node.member);
            if (node.has_arguments) arguments(node.arguments);
            return;
        }
        case NodeKind::StaticMember: {
            const auto& node = any.as<StaticMember>();
            name(node.type_name), raw("::"), raw(node.member.quote == Quote::none
                                                     ? std::string(node.member.name)
                                                     : quote_bracket(node.member.name));
            if (node.has_arguments) arguments(node.arguments);
            return;
        }
        case NodeKind::CollateExpr:
            expr(any.as<CollateExpr>().operand), kw("COLLATE");
            return word(any.as<CollateExpr>().collation);
        case NodeKind::AtTimeZoneExpr:
            expr(any.as<AtTimeZoneExpr>().operand), kw("AT TIME ZONE"), space();
            return expr(any.as<AtTimeZoneExpr>().zone);
        case NodeKind::SubqueryExpr: return subquery(any.as<SubqueryExpr>().query);
        case NodeKind::NextValueFor:
            kw_inline("NEXT VALUE FOR"), name_word(any.as<NextValueFor>().sequence);
            return over(any.as<NextValueFor>().over);
        case NodeKind::OdbcLiteral:
            raw("{"), raw(any.as<OdbcLiteral>().type), raw(" ");
            string(any.as<OdbcLiteral>().text);
            return raw("}");
        default: return predicate(any);
    }
}

// A chain a + b + c, longest spine first, without recursion along it.
void Printer::binary(const BinaryExpr& node) {
    std::vector<const BinaryExpr*> spine{&node};
    while (spine.back()->left->is<BinaryExpr>() && !spine.back()->left->parenthesized) {
        spine.push_back(&spine.back()->left->as<BinaryExpr>());
    }
    expr(spine.back()->left);
    for (size_t i = spine.size(); i-- > 0;) {
        raw(" "), raw(k_binary[size_t(spine[i]->op)]), raw(" ");
        expr(spine[i]->right);
    }
}

void Printer::logical(const LogicalExpr& node) {
    std::vector<const LogicalExpr*> spine{&node};
    while (spine.back()->left->is<LogicalExpr>() && !spine.back()->left->parenthesized) {
        spine.push_back(&spine.back()->left->as<LogicalExpr>());
    }
    expr(spine.back()->left);
    for (size_t i = spine.size(); i-- > 0;) {
        kw(spine[i]->op == LogicalOp::and_ ? "AND" : "OR"), space();
        expr(spine[i]->right);
    }
}

void Printer::arguments(const List<const Expr*>& list) {
    raw("("), exprs(list), raw(")");
}

void Printer::call(const FunctionCall& node) {
    if (node.odbc) raw("{fn ");
    if (node.legacy_system) raw("::");
    if (node.partition) {  // [db.]$PARTITION.f(...)
        for (size_t i = 0; i + 1 < node.name.parts.size(); ++i) {
            identifier(node.name.parts[i]), raw(".");
        }
        raw("$PARTITION."), identifier(node.name.parts.back());
    } else if (node.odbc || (node.name.parts.size() == 1 &&
                             node.name.parts[0].quote == Quote::none)) {
        raw(node.name.object());
    } else {
        name(node.name);
    }
    raw("(");
    if (!node.trim_where.empty()) kw(node.trim_where), raw(" ");
    if (node.trim_characters != nullptr) expr(node.trim_characters), raw(" ");
    if (!node.trim_where.empty() || node.trim_characters != nullptr) kw("FROM"), raw(" ");
    if (node.quantifier == SetQuantifier::distinct) kw("DISTINCT"), raw(" ");
    if (node.quantifier == SetQuantifier::all) kw("ALL"), raw(" ");
    if (node.odbc && node.name.object().size() == 7 && node.arguments.size() == 2 &&
        (node.name.object()[0] | 32) == 'e' && (node.name.object()[1] | 32) == 'x') {
        expr(node.arguments[0]), kw("FROM"), raw(" "), expr(node.arguments[1]);
    } else {
        exprs(node.arguments);
    }
    if (!node.json_order.empty()) order_by(node.json_order);
    if (node.json_nulls == JsonNulls::null_on_null) kw("NULL ON NULL");
    if (node.json_nulls == JsonNulls::absent_on_null) kw("ABSENT ON NULL");
    if (node.returning != nullptr) kw("RETURNING"), space(), type(node.returning);
    if (node.json_wrapper) kw("WITH ARRAY WRAPPER");
    if (node.model) kw("USE MODEL"), name_word(node.model);
    if (node.model_parameters != nullptr) kw("PARAMETERS"), space(), expr(node.model_parameters);
    raw(")");
    if (node.odbc) raw("}");
    if (node.within_graph_path) kw("WITHIN GROUP (GRAPH PATH)");
    if (!node.within_group.empty()) {
        kw("WITHIN GROUP ("), order_by(node.within_group), raw(")");
    }
    if (node.null_treatment == NullTreatment::ignore_nulls) kw("IGNORE NULLS");
    if (node.null_treatment == NullTreatment::respect_nulls) kw("RESPECT NULLS");
    over(node.over);
}

void Printer::cast(const CastExpr& node) {
    kw_inline(k_cast[size_t(node.cast)]);
    raw("(");
    if (node.cast == CastKind::convert || node.cast == CastKind::try_convert) {
        type(node.type), raw(", "), expr(node.operand);
        if (node.style != nullptr) raw(", "), expr(node.style);
    } else {
        expr(node.operand), kw("AS"), space(), type(node.type);
        if (node.culture != nullptr) kw("USING"), space(), expr(node.culture);
    }
    raw(")");
}

void Printer::case_expr(const CaseExpr& node) {
    kw_inline("CASE");
    if (node.input != nullptr) space(), expr(node.input);
    for (const CaseWhen* when : node.whens) {
        kw("WHEN"), space(), expr(when->when), kw("THEN"), space(), expr(when->then);
    }
    if (node.otherwise != nullptr) kw("ELSE"), space(), expr(node.otherwise);
    kw("END");
}

void Printer::predicate(const Expr& any) {
    switch (any.kind) {
        case NodeKind::ComparisonExpr: {
            const auto& node = any.as<ComparisonExpr>();
            expr(node.left), raw(" ");
            raw(node.bang_equal ? "!=" : k_comparison[size_t(node.op)]);
            return raw(" "), expr(node.right);
        }
        case NodeKind::QuantifiedComparison: {
            const auto& node = any.as<QuantifiedComparison>();
            expr(node.left), raw(" "), raw(k_comparison[size_t(node.op)]);
            kw(node.quantifier == Quantifier::any    ? "ANY"
               : node.quantifier == Quantifier::some ? "SOME" : "ALL");
            return raw(" "), subquery(node.query);
        }
        case NodeKind::LogicalExpr: return logical(any.as<LogicalExpr>());
        case NodeKind::NotExpr:
            kw_inline("NOT"), space();
            return expr(any.as<NotExpr>().operand);
        case NodeKind::LikeExpr: {
            const auto& node = any.as<LikeExpr>();
            expr(node.operand), kw(node.negated ? "NOT LIKE" : "LIKE"), space();
            expr(node.pattern);
            if (node.escape == nullptr) return;
            if (node.odbc_escape) {
                raw(" {"), kw_inline("ESCAPE"), raw(" "), expr(node.escape), raw("}");
            } else {
                kw("ESCAPE"), space(), expr(node.escape);
            }
            return;
        }
        case NodeKind::BetweenExpr: {
            const auto& node = any.as<BetweenExpr>();
            expr(node.operand), kw(node.negated ? "NOT BETWEEN" : "BETWEEN"), space();
            return expr(node.low), kw("AND"), space(), expr(node.high);
        }
        case NodeKind::InExpr: {
            const auto& node = any.as<InExpr>();
            expr(node.operand), kw(node.negated ? "NOT IN" : "IN"), raw(" ");
            if (node.query != nullptr) return subquery(node.query);
            return arguments(node.values);
        }
        case NodeKind::IsNullExpr:
            expr(any.as<IsNullExpr>().operand);
            return kw(any.as<IsNullExpr>().negated ? "IS NOT NULL" : "IS NULL");
        case NodeKind::IsDistinctExpr: {
            const auto& node = any.as<IsDistinctExpr>();
            expr(node.left), kw(node.negated ? "IS NOT DISTINCT FROM" : "IS DISTINCT FROM");
            return space(), expr(node.right);
        }
        case NodeKind::ExistsExpr:
            kw_inline("EXISTS"), raw(" ");
            return subquery(any.as<ExistsExpr>().query);
        case NodeKind::FullTextExpr: return full_text(any.as<FullTextExpr>());
        case NodeKind::RegexpLikeExpr:
            kw_inline("REGEXP_LIKE");
            return arguments(any.as<RegexpLikeExpr>().arguments);
        case NodeKind::UpdatedExpr:
            kw_inline("UPDATE("), identifier(any.as<UpdatedExpr>().column);
            return raw(")");
        case NodeKind::TsEqualExpr:
            kw_inline("TSEQUAL("), expr(any.as<TsEqualExpr>().left), raw(", ");
            return expr(any.as<TsEqualExpr>().right), raw(")");
        case NodeKind::CurrentOfExpr: {
            const auto& node = any.as<CurrentOfExpr>();
            kw_inline("CURRENT OF"), space();
            if (node.global) kw_inline("GLOBAL"), raw(" ");
            return node.cursor ? identifier(node.cursor) : raw(node.variable);
        }
        case NodeKind::GraphMatchExpr:
            kw_inline("MATCH("), tokens(any.as<GraphMatchExpr>().tokens);
            return raw(")");
        default: break;
    }
    assert_failed("an expression can be printed", __FILE__, __LINE__);
}

}  // namespace gantry::tsql
