// Types, windows, SELECT.

#include <fmt/format.h>

#include <vector>

#include "tsql/print/printer_impl.h"

namespace gantry::tsql {
namespace {

constexpr std::string_view k_assign[] = {"=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=",
                                         "||="};

}  // namespace

std::string_view assign_text(AssignOp op) { return k_assign[size_t(op)]; }

void Printer::full_text(const FullTextExpr& node) {
    kw_inline(node.freetext ? "FREETEXT(" : "CONTAINS(");
    full_text_columns(node.columns, node.property_name);
    raw(", "), expr(node.search);
    if (node.language != nullptr) raw(", "), kw_inline("LANGUAGE "), expr(node.language);
    raw(")");
}

void Printer::full_text_columns(const List<const Expr*>& columns, std::string_view property) {
    if (!property.empty()) {
        kw_inline("PROPERTY("), expr(columns[0]), raw(", "), string(property), raw(")");
    } else if (columns.size() == 1) {
        expr(columns[0]);
    } else {
        arguments(columns);
    }
}

void Printer::type(const DataType* node) {
    if (node->name.parts.size() == 1 && node->name.parts[0].quote == Quote::none) {
        raw(node->name.object());  // "double precision" is one name here
    } else {
        name(node->name);
    }
    if (node->is_max) raw("(MAX)");
    if (!node->arguments.empty()) {
        raw("(");
        commas(node->arguments, [&](int64_t value) { raw(fmt::format("{}", value)); });
        if (!node->base_type.empty()) raw(", "), raw(node->base_type);
        raw(")");
    }
    if (node->xml_schema) {
        raw("(");
        if (node->xml_facet == DataType::Xml::content) kw("CONTENT");
        if (node->xml_facet == DataType::Xml::document) kw("DOCUMENT");
        name_word(node->xml_schema), raw(")");
    }
    if (node->varying) kw("VARYING");
}

void Printer::over(const OverClause* node) {
    if (node == nullptr) return;
    kw("OVER"), raw(" ");
    if (node->bare_name) return identifier(node->window);
    window_body(*node);
}

void Printer::window_body(const OverClause& node) {
    raw("(");
    if (node.window) identifier(node.window);
    if (!node.partition_by.empty()) kw("PARTITION BY"), space(), exprs(node.partition_by);
    if (!node.order_by.empty()) order_by(node.order_by);
    if (node.frame != FrameUnit::none) {
        kw(node.frame == FrameUnit::rows ? "ROWS" : "RANGE");
        if (node.frame_end != nullptr) {
            kw("BETWEEN"), frame_bound(node.frame_start);
            kw("AND"), frame_bound(node.frame_end);
        } else {
            frame_bound(node.frame_start);
        }
    }
    raw(")");
}

void Printer::frame_bound(const FrameBound* node) {
    if (node->offset != nullptr) space(), expr(node->offset);
    switch (node->bound) {
        case FrameBoundKind::unbounded_preceding: return kw("UNBOUNDED PRECEDING");
        case FrameBoundKind::preceding: return kw("PRECEDING");
        case FrameBoundKind::current_row: return kw("CURRENT ROW");
        case FrameBoundKind::following: return kw("FOLLOWING");
        case FrameBoundKind::unbounded_following: return kw("UNBOUNDED FOLLOWING");
    }
}

void Printer::order_by(const List<const OrderItem*>& items) {
    kw("ORDER BY"), space(), order_items(items);
}

void Printer::order_items(const List<const OrderItem*>& items) {
    commas(items, [&](const OrderItem* item) {
        expr(item->expression);
        if (item->direction == OrderItem::Direction::ascending) kw("ASC");
        if (item->direction == OrderItem::Direction::descending) kw("DESC");
    });
}

void Printer::subquery(const Query* node) {
    raw("(");
    ++indent_;
    query(*node);
    --indent_;
    raw(")");
}

void Printer::query(const Query& node) {
    body(*node.body);
    if (!node.order_by.empty()) newline(), order_by(node.order_by);
    if (node.offset != nullptr) kw("OFFSET"), space(), expr(node.offset), kw("ROWS");
    if (node.fetch != nullptr) kw("FETCH NEXT"), space(), expr(node.fetch), kw("ROWS ONLY");
    if (node.for_clause != nullptr) newline(), for_clause(*node.for_clause);
}

void Printer::body(const QueryBody& node) {
    if (node.is<QuerySpecification>()) {
        specification(node.as<QuerySpecification>());
    } else {
        set_operation(node.as<SetOperation>());
    }
}

void Printer::set_operation(const SetOperation& node) {
    static constexpr std::string_view k_operators[] = {"UNION", "UNION ALL", "EXCEPT",
                                                       "INTERSECT"};
    if (node.parenthesized) raw("(");
    std::vector<const SetOperation*> spine{&node};
    for (;;) {
        const SetOperation* left = spine.back()->left->try_as<SetOperation>();
        if (left == nullptr || left->parenthesized) break;
        spine.push_back(left);
    }
    body(*spine.back()->left);
    for (size_t i = spine.size(); i-- > 0;) {
        newline(), kw(k_operators[size_t(spine[i]->op)]), newline();
        body(*spine[i]->right);
    }
    if (node.parenthesized) raw(")");
}

void Printer::top(const TopClause* node) {
    if (node == nullptr) return;
    kw("TOP"), raw(" "), expr(node->count);
    if (node->percent) kw("PERCENT");
    if (node->with_ties) kw("WITH TIES");
    if (node->with_approximate) kw("WITH APPROXIMATE");
}

void Printer::specification(const QuerySpecification& node) {
    if (node.parenthesized) raw("(");
    kw("SELECT");
    if (node.quantifier == SetQuantifier::distinct) kw("DISTINCT");
    if (node.quantifier == SetQuantifier::all) kw("ALL");
    top(node.top);
    space();
    commas(node.items, [&](const SelectItem* item) { select_item(*item); });
    if (node.into) {
        newline(), kw("INTO"), name_word(node.into);
        if (node.into_filegroup) kw("ON"), space(), identifier(node.into_filegroup);
    }
    from(node.from);
    where(node.where);
    if (node.group_by != nullptr) newline(), group_by(*node.group_by);
    if (node.having != nullptr) newline(), kw("HAVING"), space(), expr(node.having);
    if (!node.windows.empty()) {
        newline(), kw("WINDOW"), space();
        commas(node.windows, [&](const WindowDefinition* definition) {
            identifier(definition->name), kw("AS"), raw(" "), window_body(*definition->window);
        });
    }
    if (node.parenthesized) raw(")");
}

void Printer::where(const Expr* condition) {
    if (condition != nullptr) newline(), kw("WHERE"), space(), expr(condition);
}

void Printer::select_item(const SelectItem& node) {
    if (node.item == SelectItemKind::star) {
        if (node.qualifier) name(node.qualifier), raw(".");
        return raw("*");
    }
    if (node.item == SelectItemKind::assignment) {
        raw(node.variable), raw(" "), raw(assign_text(node.op)), raw(" ");
        return expr(node.expression);
    }
    if (node.alias_style == AliasStyle::equals) identifier(node.alias), raw(" = ");
    expr(node.expression);
    if (node.alias_style == AliasStyle::as) kw("AS"), space(), identifier(node.alias);
    if (node.alias_style == AliasStyle::bare) space(), identifier(node.alias);
}

void Printer::group_by(const GroupByClause& node) {
    kw("GROUP BY");
    if (node.all) kw("ALL");
    space();
    commas(node.items, [&](const GroupingItem* item) { grouping(*item); });
    if (node.with == GroupByClause::With::cube) kw("WITH CUBE");
    if (node.with == GroupByClause::With::rollup) kw("WITH ROLLUP");
    if (node.distributed_agg) kw("WITH (DISTRIBUTED_AGG)");
}

void Printer::grouping(const GroupingItem& item) {
    switch (item.grouping) {
        case GroupingKind::simple: return expr(item.expressions[0]);
        case GroupingKind::grand_total: return raw("()");
        case GroupingKind::composite: return arguments(item.expressions);
        case GroupingKind::rollup: kw_inline("ROLLUP ("); break;
        case GroupingKind::cube: kw_inline("CUBE ("); break;
        case GroupingKind::grouping_sets: kw_inline("GROUPING SETS ("); break;
    }
    commas(item.items, [&](const GroupingItem* inner) { grouping(*inner); });
    raw(")");
}

void Printer::for_clause(const ForClause& node) {
    if (node.for_kind == ForKind::browse) return kw("FOR BROWSE");
    static constexpr std::string_view k_modes[] = {"", "RAW", "AUTO", "EXPLICIT", "PATH"};
    kw(node.for_kind == ForKind::xml ? "FOR XML" : "FOR JSON");
    kw(k_modes[size_t(node.mode)]);
    if (node.element != nullptr) raw("("), expr(node.element), raw(")");
    for (const Option* directive : node.directives) {
        raw(","), kw(directive->name);
        if (!directive->word.empty()) kw(directive->word);
        if (directive->value != nullptr) raw("("), expr(directive->value), raw(")");
    }
}

void Printer::namespaces(const List<const XmlNamespace*>& list) {
    raw(" (");
    commas(list, [&](const XmlNamespace* space_node) {
        if (!space_node->alias) kw("DEFAULT"), raw(" ");
        string(space_node->uri);
        if (space_node->alias) kw("AS"), raw(" "), identifier(space_node->alias);
    });
    raw(")");
}

void Printer::with(const WithClause* node) {
    if (node == nullptr) return;
    kw("WITH");
    bool first = true;
    if (!node->namespaces.empty()) {
        kw("XMLNAMESPACES"), namespaces(node->namespaces);
        first = false;
    }
    if (node->change_tracking_context != nullptr) {
        kw("CHANGE_TRACKING_CONTEXT ("), expr(node->change_tracking_context), raw(")");
        first = false;
    }
    for (const CommonTable* table : node->tables) {
        if (!first) raw(",");
        first = false;
        space(), identifier(table->name), column_list(table->columns), kw("AS"), raw(" ");
        subquery(table->query);
    }
    newline();
}

void Printer::hints(const List<const QueryHint*>& list) {
    if (list.empty()) return;
    newline(), kw("OPTION ("), commas(list, [&](const QueryHint* item) { hint(*item); });
    raw(")");
}

void Printer::hint(const QueryHint& node) {
    kw_inline(node.name);
    if (node.has_equals) raw(" =");
    if (node.value != nullptr) raw(" "), expr(node.value);
    if (!node.optimize_for.empty()) {
        raw(" (");
        commas(node.optimize_for, [&](const OptimizeFor* item) {
            raw(item->variable);
            if (item->value == nullptr) return kw("UNKNOWN");
            raw(" = "), expr(item->value);
        });
        raw(")");
    }
    if (!node.strings.empty()) raw(" "), arguments(node.strings);
    if (node.table) {
        raw(" ("), name(node.table);
        for (const TableHint* item : node.table_hints) raw(", "), table_hint(*item);
        raw(")");
    }
}

void Printer::select(const SelectStatement& node) {
    with(node.with);
    const bool browse_last = !node.computes.empty() && node.query->for_clause != nullptr;
    if (browse_last) {
        Query without = *node.query;
        without.for_clause = nullptr;
        query(without);
    } else {
        query(*node.query);
    }
    for (const ComputeClause* compute : node.computes) {
        newline(), kw("COMPUTE"), space(), exprs(compute->aggregates);
        if (!compute->by.empty()) kw("BY"), space(), exprs(compute->by);
    }
    if (browse_last) newline(), for_clause(*node.query->for_clause);
    hints(node.hints);
}

}  // namespace gantry::tsql
