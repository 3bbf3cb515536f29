// Table sources.

#include <vector>

#include "tsql/print/printer_impl.h"

namespace gantry::tsql {

void Printer::from(const List<const TableSource*>& sources) {
    if (sources.empty()) return;
    newline(), kw("FROM"), space();
    commas(sources, [&](const TableSource* item) { source(*item); });
}

void Printer::alias(const Identifier& alias, const List<Identifier>& columns) {
    if (!alias) return;
    kw("AS"), space(), identifier(alias), column_list(columns);
}

void Printer::table_hints(const List<const TableHint*>& list, bool with_word) {
    if (list.empty()) return;
    if (with_word) kw("WITH");
    raw(" ("), commas(list, [&](const TableHint* item) { table_hint(*item); }), raw(")");
}

void Printer::table_hint(const TableHint& node) {
    kw_inline(node.name);
    if (node.arguments.empty()) return;
    if (node.name == "FORCESEEK") {
        raw(" ("), expr(node.arguments[0]), column_list(node.columns), raw(")");
    } else if (node.has_equals) {
        raw(" = ");
        if (node.arguments.size() > 1) return arguments(node.arguments);
        expr(node.arguments[0]);
    } else {
        raw(" "), arguments(node.arguments);
    }
}

void Printer::source(const TableSource& any) {
    switch (any.kind) {
        case NodeKind::NamedTable: return named_table(any.as<NamedTable>());
        case NodeKind::VariableTable: {
            const auto& node = any.as<VariableTable>();
            raw(node.variable), alias(node.alias);
            return table_hints(node.hints);
        }
        case NodeKind::DerivedTable: {
            const auto& node = any.as<DerivedTable>();
            subquery(node.query);
            return alias(node.alias, node.columns);
        }
        case NodeKind::ValuesTable: {
            const auto& node = any.as<ValuesTable>();
            raw("("), values(node), raw(")");
            return alias(node.alias, node.columns);
        }
        case NodeKind::JoinedTable: return join(any.as<JoinedTable>());
        case NodeKind::PivotTable: {
            const auto& node = any.as<PivotTable>();
            source(*node.source), kw("PIVOT ("), expr(node.aggregate), kw("FOR");
            name_word(node.column), kw("IN"), column_list(node.values), raw(")");
            return alias(node.alias);
        }
        case NodeKind::UnpivotTable: {
            const auto& node = any.as<UnpivotTable>();
            source(*node.source), kw("UNPIVOT ("), identifier(node.value_column), kw("FOR");
            space(), identifier(node.name_column), kw("IN ("),
                commas(node.columns, [&](const ObjectName& column) { name(column); });
            raw("))");
            return alias(node.alias);
        }
        case NodeKind::DmlTable: {
            const auto& node = any.as<DmlTable>();
            raw("(");
            ++indent_;
            statement(*node.statement);
            --indent_;
            raw(")");
            return alias(node.alias, node.columns);
        }
        default: return rowset(any);
    }
}

void Printer::named_table(const NamedTable& node) {
    name(node.name);
    if (node.temporal != nullptr) {
        const TemporalClause& temporal = *node.temporal;
        kw("FOR SYSTEM_TIME");
        switch (temporal.temporal) {
            case TemporalKind::as_of: kw("AS OF "), expr(temporal.start); break;
            case TemporalKind::from_to:
                kw("FROM "), expr(temporal.start), kw("TO "), expr(temporal.end);
                break;
            case TemporalKind::between:
                kw("BETWEEN "), expr(temporal.start), kw("AND "), expr(temporal.end);
                break;
            case TemporalKind::contained_in:
                kw("CONTAINED IN ("), expr(temporal.start), raw(", "), expr(temporal.end);
                raw(")");
                break;
            case TemporalKind::all: kw("ALL"); break;
        }
    }
    if (node.for_path) kw("FOR PATH");
    alias(node.alias);
    if (node.sample != nullptr) {
        kw("TABLESAMPLE");
        if (node.sample->system) kw("SYSTEM");
        raw(" ("), expr(node.sample->amount);
        if (node.sample->unit == TableSample::Unit::percent) kw("PERCENT");
        if (node.sample->unit == TableSample::Unit::rows) kw("ROWS");
        raw(")");
        if (node.sample->repeatable != nullptr) {
            kw("REPEATABLE ("), expr(node.sample->repeatable), raw(")");
        }
    }
    table_hints(node.hints, !node.hints_without_with);
}

// A chain of joins without recursion along it; parentheses begin a chain of their own.
void Printer::join(const JoinedTable& node) {
    std::vector<const JoinedTable*> spine{&node};
    for (;;) {
        const auto* left = spine.back()->left->try_as<JoinedTable>();
        if (left == nullptr || left->parenthesized || left->odbc) break;
        spine.push_back(left);
    }
    if (node.odbc) raw("{oj ");
    if (node.parenthesized) raw("(");
    source(*spine.back()->left);
    for (size_t i = spine.size(); i-- > 0;) join_right(*spine[i]);
    if (node.parenthesized) raw(")");
    if (node.odbc) raw("}");
}

void Printer::join_right(const JoinedTable& node) {
    static constexpr std::string_view k_hints[] = {"",       "LOOP",      "HASH",        "MERGE",
                                                   "REMOTE", "REDUCE",    "REPLICATE",
                                                   "REDISTRIBUTE"};
    newline();
    switch (node.join) {
        case JoinKind::inner: kw("INNER"); break;
        case JoinKind::left: kw("LEFT"); break;
        case JoinKind::right: kw("RIGHT"); break;
        case JoinKind::full: kw("FULL"); break;
        case JoinKind::cross: kw("CROSS JOIN"); break;
        case JoinKind::cross_apply: kw("CROSS APPLY"); break;
        case JoinKind::outer_apply: kw("OUTER APPLY"); break;
    }
    if (node.on != nullptr) {
        if (node.join != JoinKind::inner) kw("OUTER");
        if (node.hint != JoinHint::none) kw(k_hints[size_t(node.hint)]);
        kw("JOIN");
    }
    space(), source(*node.right);
    if (node.on != nullptr) kw("ON"), space(), expr(node.on);
}

void Printer::schema_columns(const List<const SchemaColumn*>& columns) {
    raw("(");
    commas(columns, [&](const SchemaColumn* column) {
        identifier(column->name), raw(" "), type(column->type);
        if (!column->collation.empty()) kw("COLLATE"), word(column->collation);
        if (column->path != nullptr) raw(" "), expr(column->path);
        if (column->as_json) kw("AS JSON");
        if (column->nullable == SchemaColumn::Nullable::null) kw("NULL");
        if (column->nullable == SchemaColumn::Nullable::not_null) kw("NOT NULL");
    });
    raw(")");
}

void Printer::rowset(const TableSource& any) {
    switch (any.kind) {
        case NodeKind::FunctionTable: {
            const auto& node = any.as<FunctionTable>();
            if (node.legacy_system) raw("::");
            expr(node.call);
            if (node.has_with) kw("WITH "), schema_columns(node.with_columns);
            alias(node.alias, node.columns);
            return table_hints(node.hints);
        }
        case NodeKind::RemoteTable: return remote(any.as<RemoteTable>());
        case NodeKind::OpenXmlTable: {
            const auto& node = any.as<OpenXmlTable>();
            kw("OPENXML("), expr(node.document), raw(", "), expr(node.row_pattern);
            if (node.flags != nullptr) raw(", "), expr(node.flags);
            raw(")");
            if (node.with_table) {
                kw("WITH ("), name(node.with_table), raw(")");
            } else if (node.has_with) {
                kw("WITH "), schema_columns(node.with_columns);
            }
            return alias(node.alias);
        }
        case NodeKind::VectorSearchTable: {
            const auto& node = any.as<VectorSearchTable>();
            kw("VECTOR_SEARCH(TABLE = "), source(*node.table), kw_inline(", COLUMN = ");
            name(node.column), kw_inline(", SIMILAR_TO = "), expr(node.similar_to);
            kw_inline(", METRIC = "), expr(node.metric);
            if (node.top_n != nullptr) kw_inline(", TOP_N = "), expr(node.top_n);
            raw(")"), alias(node.alias);
            return table_hints(node.hints);
        }
        case NodeKind::PredictTable: {
            const auto& node = any.as<PredictTable>();
            kw("PREDICT(MODEL = "), expr(node.model), kw_inline(", DATA = "), source(*node.data);
            if (!node.runtime.empty()) kw_inline(", RUNTIME = "), raw(node.runtime);
            raw(")"), kw("WITH "), schema_columns(node.columns);
            return alias(node.alias);
        }
        case NodeKind::FullTextTable: return full_text_table(any.as<FullTextTable>());
        case NodeKind::ChangeTable: {
            const auto& node = any.as<ChangeTable>();
            kw("CHANGETABLE("), kw(node.version ? "VERSION" : "CHANGES"), name_word(node.table);
            if (node.version) {
                raw(","), column_list(node.key_columns), raw(", "), arguments(node.key_values);
            }
            for (const Expr* argument : node.arguments) raw(", "), expr(argument);
            raw(")");
            return alias(node.alias, node.columns);
        }
        default: break;
    }
    assert_failed("a table source can be printed", __FILE__, __LINE__);
}

void Printer::remote(const RemoteTable& node) {
    switch (node.remote) {
        case RemoteKind::openrowset: {
            // 'provider', 'source';'user';'password', ...
            constexpr size_t k_with_user = 4;
            const bool with_user = node.arguments.size() >= k_with_user;
            kw("OPENROWSET(");
            for (size_t i = 0; i < node.arguments.size(); ++i) {
                if (i > 0) raw(with_user && (i == 2 || i == 3) ? ";" : ", ");
                expr(node.arguments[i]);
            }
            if (node.object) raw(", "), name(node.object);
            raw(")");
            break;
        }
        case RemoteKind::openrowset_bulk:
            kw("OPENROWSET(BULK ");
            if (node.arguments.size() == 1) {
                expr(node.arguments[0]);
            } else {
                arguments(node.arguments);
            }
            for (const Option* item : node.options) raw(", "), option(*item);
            raw(")");
            break;
        case RemoteKind::openquery:
            kw("OPENQUERY("), name(node.object), raw(", "), exprs(node.arguments), raw(")");
            break;
        case RemoteKind::opendatasource:
            kw("OPENDATASOURCE("), exprs(node.arguments), raw(")."), name(node.object);
            break;
    }
    if (!node.with_columns.empty()) kw("WITH "), schema_columns(node.with_columns);
    alias(node.alias, node.columns);
    table_hints(node.hints);
}

void Printer::full_text_table(const FullTextTable& node) {
    static constexpr std::string_view k_names[] = {
        "CONTAINSTABLE(", "FREETEXTTABLE(", "SEMANTICKEYPHRASETABLE(", "SEMANTICSIMILARITYTABLE(",
        "SEMANTICSIMILARITYDETAILSTABLE("};
    kw(k_names[size_t(node.function)]), name(node.table), raw(", ");
    full_text_columns(node.columns, node.property_name);
    bool first = true;
    for (const Expr* argument : node.arguments) {
        raw(", "), expr(argument);
        if (first && node.language != nullptr) raw(", LANGUAGE "), expr(node.language);
        first = false;
    }
    raw(")"), alias(node.alias, node.columns_alias);
}

}  // namespace gantry::tsql
