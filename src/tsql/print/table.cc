// Tables and indexes.

#include "tsql/print/printer_impl.h"

namespace gantry::tsql {

void Printer::place(std::string_view words, const StoragePlace* node) {
    if (node == nullptr) return;
    kw(words), space();
    // ON DEFAULT and ON PRIMARY are words there, but quoted in canonical text: [PRIMARY].
    identifier(node->name);
    if (node->partition_column) raw(" ("), identifier(node->partition_column), raw(")");
}

void Printer::table_definition(const TableDefinition& node) {
    raw(" (");
    ++indent_;
    bool first = true;
    for (const TableElement* item : node.elements) {
        if (!first) raw(",");
        first = false;
        newline(), element(*item);
    }
    --indent_;
    newline(), raw(")");
}

void Printer::element(const TableElement& any) {
    switch (any.kind) {
        case NodeKind::ColumnDefinition: return column(any.as<ColumnDefinition>());
        case NodeKind::Constraint: return constraint(any.as<Constraint>());
        case NodeKind::IndexDefinition: return index(any.as<IndexDefinition>());
        default: break;
    }
    const auto& period = any.as<PeriodDefinition>();
    kw("PERIOD FOR SYSTEM_TIME ("), identifier(period.start), raw(", ");
    identifier(period.end), raw(")");
}

void Printer::column(const ColumnDefinition& node) {
    static constexpr std::string_view k_generated[] = {
        "", "ROW START", "ROW END", "TRANSACTION_ID START", "TRANSACTION_ID END",
        "SEQUENCE_NUMBER START", "SEQUENCE_NUMBER END"};
    identifier(node.name);
    if (node.type != nullptr) raw(" "), type(node.type);
    if (node.computed != nullptr) kw("AS"), space(), expr(node.computed);
    if (node.persisted) kw("PERSISTED");
    if (node.column_set) kw("COLUMN_SET FOR ALL_SPARSE_COLUMNS");
    if (node.filestream) kw("FILESTREAM");
    if (!node.collation.empty()) kw("COLLATE"), word(node.collation);
    if (node.sparse) kw("SPARSE");
    if (node.generated != GeneratedKind::none) {
        kw("GENERATED ALWAYS AS"), kw(k_generated[size_t(node.generated)]);
    }
    if (node.hidden) kw("HIDDEN");
    if (!node.masked.empty()) kw("MASKED"), with_options(node.masked);
    if (!node.encrypted.empty()) kw("ENCRYPTED WITH"), options(node.encrypted);
    if (node.identity != nullptr) {
        kw("IDENTITY");
        if (node.identity->seed != nullptr) {
            raw("("), expr(node.identity->seed);
            if (node.identity->increment != nullptr) raw(", "), expr(node.identity->increment);
            raw(")");
        }
        if (node.identity->not_for_replication) kw("NOT FOR REPLICATION");
    }
    if (node.rowguidcol) kw("ROWGUIDCOL");
    for (const Constraint* item : node.constraints) space(), constraint(*item);
    if (node.index != nullptr) space(), index(*node.index);
}

void Printer::index_keys(const List<const IndexKey*>& keys) {
    raw(" (");
    commas(keys, [&](const IndexKey* key) {
        name(key->column);
        if (key->direction == OrderItem::Direction::ascending) kw("ASC");
        if (key->direction == OrderItem::Direction::descending) kw("DESC");
    });
    raw(")");
}

void Printer::constraint(const Constraint& node) {
    static constexpr std::string_view k_actions[] = {"", "NO ACTION", "CASCADE", "SET NULL",
                                                     "SET DEFAULT"};
    if (node.name) kw("CONSTRAINT"), space(), identifier(node.name);
    switch (node.constraint) {
        case ConstraintKind::null: kw("NULL"); break;
        case ConstraintKind::not_null: kw("NOT NULL"); break;
        case ConstraintKind::primary_key: kw("PRIMARY KEY"); break;
        case ConstraintKind::unique: kw("UNIQUE"); break;
        case ConstraintKind::foreign_key:
            if (node.foreign_key_words) kw("FOREIGN KEY");
            break;
        case ConstraintKind::check:
            kw("CHECK");
            if (node.not_for_replication) kw("NOT FOR REPLICATION");
            raw(" ("), expr(node.expression), raw(")");
            break;
        case ConstraintKind::default_:
            kw("DEFAULT"), space(), expr(node.expression);
            if (node.for_column) kw("FOR"), space(), identifier(node.for_column);
            if (node.with_values) kw("WITH VALUES");
            break;
        case ConstraintKind::connection: kw("CONNECTION"), options(node.connections); break;
    }
    if (node.clustering == Clustering::clustered) kw("CLUSTERED");
    if (node.clustering == Clustering::nonclustered) kw("NONCLUSTERED");
    if (node.hash) kw("HASH");
    if (!node.columns.empty()) index_keys(node.columns);
    if (node.constraint == ConstraintKind::foreign_key) {
        kw("REFERENCES"), name_word(node.references), column_list(node.referenced_columns);
    }
    if (node.options_in_parentheses) {
        with_options(node.options);
    } else {
        bare_options("WITH", node.options);
    }
    place("ON", node.place);
    if (node.on_delete != ForeignKeyAction::unspecified) {
        kw("ON DELETE"), kw(k_actions[size_t(node.on_delete)]);
    }
    if (node.on_update != ForeignKeyAction::unspecified) {
        kw("ON UPDATE"), kw(k_actions[size_t(node.on_update)]);
    }
    if (node.not_for_replication && node.constraint != ConstraintKind::check) {
        kw("NOT FOR REPLICATION");
    }
    if (node.enforced == Constraint::Enforced::enforced) kw("ENFORCED");
    if (node.enforced == Constraint::Enforced::not_enforced) kw("NOT ENFORCED");
}

void Printer::index(const IndexDefinition& node) {
    kw("INDEX"), space(), identifier(node.name);
    if (node.unique) kw("UNIQUE");
    if (node.clustering == Clustering::clustered) kw("CLUSTERED");
    if (node.clustering == Clustering::nonclustered) kw("NONCLUSTERED");
    if (node.type == IndexType::hash) kw("HASH");
    if (node.type == IndexType::columnstore) kw("COLUMNSTORE");
    index_columns(node);
}

void Printer::index_columns(const IndexDefinition& node) {
    if (!node.columns.empty()) index_keys(node.columns);
    if (node.using_index) {
        kw("USING XML INDEX"), name_word(node.using_index);
        if (node.type == IndexType::xml_selective_secondary) {
            kw("FOR ("), raw(node.using_for), raw(")");
        } else if (!node.using_for.empty()) {
            kw("FOR"), kw(node.using_for);
        }
    }
    if (!node.grid.empty()) kw("USING"), kw(node.grid);
    if (!node.namespaces.empty()) kw("WITH XMLNAMESPACES"), namespaces(node.namespaces);
    if (!node.paths.empty()) kw("FOR ("), tokens(node.paths), raw(")");
    if (!node.included.empty()) kw("INCLUDE"), column_list(node.included);
    if (!node.order.empty()) kw("ORDER"), column_list(node.order);
    if (node.filter != nullptr) kw("WHERE"), space(), expr(node.filter);
    if (node.options_in_parentheses) {
        with_options(node.options);
    } else {
        bare_options("WITH", node.options);
    }
    place("ON", node.place);
    place("FILESTREAM_ON", node.filestream_place);
}

void Printer::create_index(const CreateIndexStatement& node) {
    const IndexDefinition& body = *node.index;
    kw("CREATE");
    if (body.unique) kw("UNIQUE");
    if (body.clustering == Clustering::clustered) kw("CLUSTERED");
    if (body.clustering == Clustering::nonclustered) kw("NONCLUSTERED");
    switch (body.type) {
        case IndexType::rowstore:
        case IndexType::hash: break;
        case IndexType::columnstore: kw("COLUMNSTORE"); break;
        case IndexType::xml_primary: kw("PRIMARY XML"); break;
        case IndexType::xml_secondary:
        case IndexType::xml_selective_secondary: kw("XML"); break;
        case IndexType::xml_selective: kw("SELECTIVE XML"); break;
        case IndexType::spatial: kw("SPATIAL"); break;
        case IndexType::json: kw("JSON"); break;
        case IndexType::vector: kw("VECTOR"); break;
    }
    kw("INDEX"), space(), identifier(body.name), kw("ON"), name_word(node.table);
    index_columns(body);
}

bool Printer::table_ddl(const Statement& any) {
    switch (any.kind) {
        case NodeKind::CreateTableStatement: {
            const auto& node = any.as<CreateTableStatement>();
            kw(node.external ? "CREATE EXTERNAL TABLE" : "CREATE TABLE"), name_word(node.name);
            if (node.definition != nullptr) table_definition(*node.definition);
            if (node.filetable) kw("AS FILETABLE");
            if (node.clone_of) kw("AS CLONE OF"), name_word(node.clone_of);
            if (node.clone_at != nullptr) kw("AT"), space(), expr(node.clone_at);
            if (!node.graph.empty()) kw("AS"), kw(node.graph);
            place("ON", node.place);
            place("TEXTIMAGE_ON", node.textimage_place);
            place("FILESTREAM_ON", node.filestream_place);
            with_options(node.options);
            if (node.as_query != nullptr) {
                kw("AS"), newline(), with(node.as_with), query(*node.as_query);
            }
            return true;
        }
        case NodeKind::AlterTableStatement: alter_table(any.as<AlterTableStatement>()); return true;
        case NodeKind::CreateIndexStatement:
            create_index(any.as<CreateIndexStatement>());
            return true;
        case NodeKind::AlterIndexStatement: alter_index(any.as<AlterIndexStatement>()); return true;
        case NodeKind::DropIndexStatement: {
            const auto& node = any.as<DropIndexStatement>();
            kw(node.if_exists ? "DROP INDEX IF EXISTS" : "DROP INDEX"), space();
            commas(node.items, [&](const DropIndexItem* item) {
                name(item->name);
                if (item->table) kw("ON"), name_word(item->table);
                with_options(item->options);
            });
            return true;
        }
        case NodeKind::CreateStatisticsStatement: {
            const auto& node = any.as<CreateStatisticsStatement>();
            kw("CREATE STATISTICS"), space(), identifier(node.name);
            kw("ON"), name_word(node.table), column_list(node.columns);
            if (node.filter != nullptr) kw("WHERE"), space(), expr(node.filter);
            bare_options("WITH", node.options);
            return true;
        }
        case NodeKind::UpdateStatisticsStatement: {
            const auto& node = any.as<UpdateStatisticsStatement>();
            kw("UPDATE STATISTICS"), name_word(node.table);
            if (node.in_parentheses) {
                column_list(node.names);
            } else if (!node.names.empty()) {
                space(), identifier(node.names[0]);
            }
            bare_options("WITH", node.options);
            return true;
        }
        default: return false;
    }
}

}  // namespace gantry::tsql
