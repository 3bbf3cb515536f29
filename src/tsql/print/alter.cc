// ALTER TABLE and ALTER INDEX.

#include "tsql/print/printer_impl.h"

namespace gantry::tsql {

void Printer::partition(const Expr* number, bool all, std::string_view words) {
    if (number == nullptr && !all) return;
    kw(words), space();
    if (all) {
        kw("ALL");
    } else {
        expr(number);
    }
}

void Printer::alter_table(const AlterTableStatement& node) {
    kw(node.external ? "ALTER EXTERNAL TABLE" : "ALTER TABLE"), name_word(node.name);
    if (node.with == AlterTableStatement::With::check) kw("WITH CHECK");
    if (node.with == AlterTableStatement::With::nocheck) kw("WITH NOCHECK");
    auto names = [&] {
        space();
        if (node.all) return kw("ALL");
        commas(node.names, [&](const Identifier& item) { identifier(item); });
    };
    switch (node.action) {
        case AlterTableAction::add:
            kw("ADD"), space();
            commas(node.elements, [&](const TableElement* item) { element(*item); });
            return;
        case AlterTableAction::alter_column:
            kw("ALTER COLUMN"), space();
            if (node.column_name) {
                identifier(node.column_name), kw(node.column_change);
                with_options(node.masked);
            } else {
                element(*node.elements[0]);
            }
            return with_options(node.options);
        case AlterTableAction::drop: return drop_items(node.drops);
        case AlterTableAction::check_constraint:
            kw(node.on ? "CHECK CONSTRAINT" : "NOCHECK CONSTRAINT");
            return names();
        case AlterTableAction::trigger:
            kw(node.on ? "ENABLE TRIGGER" : "DISABLE TRIGGER");
            return names();
        case AlterTableAction::change_tracking:
            kw(node.on ? "ENABLE CHANGE_TRACKING" : "DISABLE CHANGE_TRACKING");
            return with_options(node.options);
        case AlterTableAction::switch_:
            kw("SWITCH"), partition(node.partition, false, "PARTITION");
            kw("TO"), name_word(node.target);
            partition(node.target_partition, false, "PARTITION");
            return with_options(node.options);
        case AlterTableAction::set: kw("SET"); return options(node.options);
        case AlterTableAction::rebuild:
            kw("REBUILD"), partition(node.partition, node.partition_all, "PARTITION =");
            return with_options(node.options);
        case AlterTableAction::split_range:
        case AlterTableAction::merge_range:
            kw(node.action == AlterTableAction::split_range ? "SPLIT RANGE (" : "MERGE RANGE (");
            expr(node.partition);
            return raw(")");
        case AlterTableAction::filetable_namespace:
            return kw(node.on ? "ENABLE FILETABLE_NAMESPACE" : "DISABLE FILETABLE_NAMESPACE");
        case AlterTableAction::alter_index:
            kw("ALTER INDEX"), space(), identifier(node.column_name), kw("REBUILD");
            if (!node.column_change.empty()) kw(node.column_change);
            return with_options(node.options);
    }
}

void Printer::drop_items(const List<const DropTableItem*>& items) {
    static constexpr std::string_view k_words[] = {"", "CONSTRAINT", "COLUMN", "INDEX",
                                                   "PERIOD FOR SYSTEM_TIME"};
    kw("DROP"), space();
    commas(items, [&](const DropTableItem* item) {
        if (!item->continues) kw_inline(k_words[size_t(item->what)]);
        if (item->if_exists) {
            if (!item->continues && item->what != DropTableItem::What::unspecified) raw(" ");
            kw_inline("IF EXISTS");
        }
        if (!item->name) return;
        space(), identifier(item->name), with_options(item->options);
    });
}

void Printer::alter_index(const AlterIndexStatement& node) {
    kw("ALTER INDEX"), space();
    if (node.name) {
        identifier(node.name);
    } else {
        kw("ALL");
    }
    kw("ON"), name_word(node.table);
    switch (node.action) {
        case AlterIndexAction::rebuild: kw("REBUILD"); break;
        case AlterIndexAction::disable: kw("DISABLE"); break;
        case AlterIndexAction::reorganize: kw("REORGANIZE"); break;
        case AlterIndexAction::set: kw("SET"); return options(node.options);
        case AlterIndexAction::resume: kw("RESUME"); break;
        case AlterIndexAction::pause: kw("PAUSE"); break;
        case AlterIndexAction::abort: kw("ABORT"); break;
        case AlterIndexAction::paths:
            if (!node.namespaces.empty()) kw("WITH XMLNAMESPACES"), namespaces(node.namespaces);
            kw("FOR ("), tokens(node.paths), raw(")");
            break;
    }
    partition(node.partition, node.partition_all, "PARTITION =");
    with_options(node.options);
}

}  // namespace gantry::tsql
