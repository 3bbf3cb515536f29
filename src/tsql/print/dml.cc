// DML statements, and which family prints a statement.

#include "tsql/print/printer_impl.h"

namespace gantry::tsql {

void Printer::statement(const Statement& any) {
    switch (any.kind) {
        case NodeKind::SelectStatement: return select(any.as<SelectStatement>());
        case NodeKind::InsertStatement: return insert(any.as<InsertStatement>());
        case NodeKind::UpdateStatement: return update(any.as<UpdateStatement>());
        case NodeKind::DeleteStatement: return delete_(any.as<DeleteStatement>());
        case NodeKind::MergeStatement: return merge(any.as<MergeStatement>());
        case NodeKind::TruncateStatement:
        case NodeKind::BulkInsertStatement:
        case NodeKind::InsertBulkStatement:
        case NodeKind::TextStatement: return dml_other(any);
        case NodeKind::ExecuteStatement: return execute(any.as<ExecuteStatement>());
        default: break;
    }
    const bool printed = control(any) || variables(any) || session(any) || table_ddl(any) ||
                         module(any) || database(any) || object(any) || security(any) ||
                         backup(any);
    if (!printed) assert_failed("a statement can be printed", __FILE__, __LINE__);
}

void Printer::outputs(const List<const OutputClause*>& list) {
    for (const OutputClause* node : list) {
        newline(), kw("OUTPUT"), space();
        commas(node->items, [&](const SelectItem* item) { select_item(*item); });
        if (node->into != nullptr) {
            kw("INTO"), space(), source(*node->into), column_list(node->columns);
        }
    }
}

void Printer::values(const ValuesTable& node) {
    kw("VALUES"), space();
    commas(node.rows, [&](const ValuesRow* row) { arguments(row->values); });
}

void Printer::insert(const InsertStatement& node) {
    with(node.with);
    kw("INSERT"), top(node.top), kw("INTO"), space(), source(*node.target);
    if (!node.columns.empty()) {
        raw(" (");
        commas(node.columns, [&](const ObjectName& column) { name(column); });
        raw(")");
    }
    outputs(node.outputs);
    newline();
    switch (node.source) {
        case InsertSource::values: values(*node.values); break;
        case InsertSource::query: query(*node.query); break;
        case InsertSource::execute: execute(*node.execute); break;
        case InsertSource::default_values: kw("DEFAULT VALUES"); break;
    }
    hints(node.hints);
}

void Printer::set_clauses(const List<const SetClause*>& list) {
    kw("SET"), space();
    commas(list, [&](const SetClause* node) {
        if (!node->variable.empty()) raw(node->variable);
        if (!node->variable.empty() && node->column) raw(" = ");
        if (node->column) name(node->column);
        if (node->value == nullptr) {
            raw("."), identifier(node->method);
            return arguments(node->arguments);
        }
        raw(" "), raw(assign_text(node->op)), raw(" "), expr(node->value);
    });
}

void Printer::update(const UpdateStatement& node) {
    with(node.with);
    kw("UPDATE"), top(node.top), space(), source(*node.target), newline();
    set_clauses(node.sets);
    outputs(node.outputs);
    from(node.from);
    where(node.where);
    hints(node.hints);
}

void Printer::delete_(const DeleteStatement& node) {
    with(node.with);
    kw("DELETE"), top(node.top), kw("FROM"), space(), source(*node.target);
    outputs(node.outputs);
    from(node.from);
    where(node.where);
    hints(node.hints);
}

void Printer::merge(const MergeStatement& node) {
    with(node.with);
    kw("MERGE"), top(node.top), kw("INTO"), space();
    if (const NamedTable* named = node.target->try_as<NamedTable>()) {
        name(named->name), table_hints(named->hints, !named->hints_without_with);
        alias(named->alias);
    } else {
        source(*node.target);
    }
    newline(), kw("USING"), space(), source(*node.source);
    kw("ON"), space(), expr(node.on);
    static constexpr std::string_view k_match[] = {
        "WHEN MATCHED", "WHEN NOT MATCHED BY TARGET", "WHEN NOT MATCHED BY SOURCE"};
    for (const MergeAction* action : node.actions) {
        newline(), kw(k_match[size_t(action->match)]);
        if (action->condition != nullptr) kw("AND"), space(), expr(action->condition);
        kw("THEN");
        switch (action->action) {
            case MergeActionKind::update: kw("UPDATE"), set_clauses(action->sets); break;
            case MergeActionKind::delete_: kw("DELETE"); break;
            case MergeActionKind::insert:
                kw("INSERT");
                if (!action->columns.empty()) {
                    raw(" (");
                    commas(action->columns, [&](const ObjectName& column) { name(column); });
                    raw(")");
                }
                if (action->values.empty()) {
                    kw("DEFAULT VALUES");
                } else {
                    kw("VALUES "), arguments(action->values);
                }
        }
    }
    outputs(node.outputs);
    hints(node.hints);
}

void Printer::dml_other(const Statement& any) {
    if (const auto* node = any.try_as<TruncateStatement>()) {
        kw("TRUNCATE TABLE"), name_word(node->table);
        if (node->partitions.empty()) return;
        kw("WITH (PARTITIONS"), options(node->partitions), raw(")");
    } else if (const auto* bulk = any.try_as<BulkInsertStatement>()) {
        kw("BULK INSERT"), name_word(bulk->table), kw("FROM"), space(), expr(bulk->file);
        with_options(bulk->options);
    } else if (const auto* driver = any.try_as<InsertBulkStatement>()) {
        kw("INSERT BULK"), name_word(driver->table);
        if (!driver->columns.empty()) {
            raw(" (");
            commas(driver->columns, [&](const BulkColumn* column) {
                identifier(column->name);
                if (column->type != nullptr) raw(" "), type(column->type);
                if (!column->collation.empty()) kw("COLLATE"), word(column->collation);
                if (column->nullable == BulkColumn::Nullable::null) kw("NULL");
                if (column->nullable == BulkColumn::Nullable::not_null) kw("NOT NULL");
            });
            raw(")");
        }
        with_options(driver->options);
    } else {
        const auto& text = any.as<TextStatement>();
        static constexpr std::string_view k_verbs[] = {"READTEXT", "WRITETEXT", "UPDATETEXT"};
        kw(k_verbs[size_t(text.text)]);
        if (text.bulk) kw("BULK");
        name_word(text.column);
        const size_t before_log = text.text == TextStatementKind::write ? 1 : 3;
        for (size_t i = 0; i < text.arguments.size(); ++i) {
            if (i == before_log && text.with_log) kw("WITH LOG");
            if (i == before_log && text.source_column) name_word(text.source_column);
            space(), expr(text.arguments[i]);
        }
        if (text.arguments.size() <= before_log && text.with_log) kw("WITH LOG");
        if (text.holdlock) kw("HOLDLOCK");
    }
}

// ---- options ----

void Printer::options(const List<const Option*>& list) {
    raw(" ("), commas(list, [&](const Option* item) { option(*item); }), raw(")");
}

void Printer::with_options(const List<const Option*>& list) {
    if (!list.empty()) kw("WITH"), options(list);
}

void Printer::bare_options(std::string_view words, const List<const Option*>& list) {
    if (list.empty()) return;
    kw(words), space();
    commas(list, [&](const Option* item) { option(*item); });
}

void Printer::option(const Option& node) {
    if (!node.name.empty()) kw(node.name);
    if (node.name.empty() && node.has_equals) name_word(node.target);
    if (node.has_equals) raw(" =");
    if (node.target && !(node.name.empty() && node.has_equals)) {
        name_word(node.target);
        if (node.name.empty() && !node.word.empty()) kw(node.word);  // ORDER (a DESC)
    } else if (!node.word.empty() && node.name != "ORDER") {
        kw(node.word);
    }
    if (node.value != nullptr) {
        space(), expr(node.value);
        if (node.unit == "%") {
            raw("%");
        } else if (!node.unit.empty()) {
            kw(node.unit);
        }
    }
    if (node.options.empty()) return;
    if (node.name == "MOVE TO" || node.name == "FILESTREAM_ON") { // ps (c) FILESTREAM_ON x
        for (const Option* item : node.options) {
            if (item->name.empty()) {
                raw(" ("), name(item->target), raw(")");
            } else {
                option(*item);
            }
        }
        return;
    }
    // What follows without parentheses: 3 TO 5, PAGE ON PARTITIONS (...), MOVE 'a' TO 'b'.
    const std::string_view first = node.options[0]->name;
    const bool bare = first == "TO" || first == "ON PARTITIONS" || first == "AFTER" ||
                      (node.name == "PASSWORD" && node.value != nullptr);
    if (!bare) {
        options(node.options);
        if (node.name == "ORDER" && !node.word.empty()) kw(node.word);  // ORDER (a) UNIQUE
        return;
    }
    for (const Option* item : node.options) space(), option(*item);
}

void Printer::tokens(const List<std::string_view>& list) {
    for (std::string_view token : list) {
        if (token == "," || token == ")" || token == ".") {
            raw(token);
        } else {
            word(token);
        }
    }
}

}  // namespace gantry::tsql
