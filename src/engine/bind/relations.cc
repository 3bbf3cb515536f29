// Tables, queries and lists of rows as relations: what a FROM clause is made of.

#include "engine/bind/binder.h"
#include "engine/bind/errors.h"
#include "engine/store/pg_names.h"
#include "engine/unsupported.h"
#include "tsql/parser.h"
#include "types/collation.h"

namespace gantry::engine::bind {

namespace {

Column column_of_table(const catalog::Column& source) {
    Column column;
    column.name = source.name;
    column.pg_name = store::pg_column(source.name);
    column.type = source.type;
    column.nullable = source.nullable;
    column.identity = source.identity.has_value();
    column.computed = source.is_computed();
    column.source = &source;
    column.base_column = source.name;
    if (types::is_character(source.type.id)) {
        column.coercibility = Coercibility::implicit;
        if (column.type.collation == 0) column.type.collation = types::k_default_collation;
    }
    return column;
}

}  // namespace

void Binder::name_relation(Relation& relation, const Found& found, std::string_view alias) {
    relation.database = found.database->name();
    relation.schema = found.schema == nullptr ? "dbo" : found.schema->name;
    relation.object = found.object.name();
    relation.has_alias = !alias.empty();
    relation.alias = relation.has_alias ? std::string(alias) : relation.object;
    relation.catalog = found.database;
}

// A table in a file that a piecemeal restore left out.
void Binder::require_online(const DatabaseCatalog& database, const catalog::Table& table) {
    if (database.find_gap(store::GapKind::table_rows, table.object_id, 0) == nullptr) return;
    fail(8653, 16, 0,
         fmt::format("The query processor is unable to produce a plan for the table or view '{}' "
                     "because the table resides in a filegroup that is not online.",
                     table.name));
}

Relation* Binder::table_relation(const Found& found, std::string_view alias) {
    Relation* out = pool_.relation();
    out->kind = RelationKind::table;
    out->pg_alias = new_alias();
    const catalog::Table& table = *found.object.table;
    require_online(*found.database, table);
    name_relation(*out, found, alias);
    out->table = &table;
    out->pg_source =
        found.temporary
            ? store::quoted("pg_temp", store::pg_object(table.name))
            : store::pg_qualified(found.database->name(), found.schema->name, table.name);
    add_table_columns(*out, *found.database, table);
    return out;
}

Relation* Binder::row_of_table(const DatabaseCatalog& database, const catalog::Table& table) {
    Relation* out = pool_.relation();
    out->kind = RelationKind::table;
    out->alias = table.name;
    out->object = table.name;
    const catalog::Schema* schema = database.schema_by_id(table.schema_id);
    out->schema = schema == nullptr ? "dbo" : schema->name;
    out->database = database.name();
    out->table = &table;
    out->catalog = &database;
    add_table_columns(*out, database, table);
    return out;
}

void Binder::add_table_columns(Relation& relation, const DatabaseCatalog& database,
                               const catalog::Table& table) {
    for (const catalog::Column& source : table.columns) {
        Column column = column_of_table(source);
        column.base_database = relation.database;
        column.base_schema = relation.schema;
        column.base_table = relation.object;
        relation.columns.push_back(std::move(column));
    }
    for (Column& column : relation.columns) {
        if (!column.computed || column.source->persisted) continue;
        const store::Gap* gap =
            database.find_gap(store::GapKind::computed_column, table.object_id, column.source->id);
        if (gap == nullptr) continue;
        // PostgreSQL does not have the column: its expression stands for it.
        try {
            CompileContext context = context_;
            context.database = database.name();
            Binder inner(context, pool_, nesting_ + 1);
            Scope scope;
            scope.relations.push_back(&relation);
            column.inlined = inner.convert(
                inner.catalog_expression(column.source->computed_text, false, &scope), column.type);
        } catch (const SqlError& error) {
            column.problem = fmt::format("computed column '{}' ({})", column.name, error.what());
        }
    }
}

Expr* Binder::catalog_expression(std::string_view text, bool is_predicate, Scope* scope) {
    tsql::ParseResult parsed =
        is_predicate ? tsql::parse_predicate(text) : tsql::parse_expression(text);
    if (!parsed.ok() || parsed.expression == nullptr) {
        const auto* diagnostic = parsed.diagnostics.empty() ? nullptr : &parsed.diagnostics[0];
        fail(diagnostic ? diagnostic->number : 102, 15, 0,
             diagnostic ? diagnostic->message : fmt::format("Incorrect syntax near '{}'.", text));
    }
    return is_predicate ? condition(*parsed.expression, scope) : value(*parsed.expression, scope);
}

Relation* Binder::query_relation(Query* query, std::string_view alias,
                                 const tsql::List<tsql::Identifier>& columns, int line) {
    Relation* out = pool_.relation();
    out->kind = RelationKind::derived;
    out->query = query;
    out->alias = alias;
    out->has_alias = true;
    finish_query_relation(*out, columns, line);
    return out;
}

void Binder::finish_query_relation(Relation& relation,
                                   const tsql::List<tsql::Identifier>& columns, int line) {
    relation.pg_alias = new_alias();
    if (relation.query != nullptr) relation.columns = relation.query->columns();
    if (!columns.empty() && columns.size() != relation.columns.size()) {
        bool few = columns.size() < relation.columns.size();
        fail(few ? 8158 : 8159, 16, line,
             fmt::format("'{}' has {} columns than were specified in the column list.",
                         relation.alias, few ? "more" : "fewer"));
    }
    for (size_t i = 0; i < relation.columns.size(); ++i) {
        Column& column = relation.columns[i];
        column.pg_name = fmt::format("c{}", i + 1);
        column.inlined = nullptr;
        column.source = nullptr;
        if (column.type.id == types::TypeId::none) column.type = types::int_type();
        if (types::is_character(column.type.id) && column.coercibility == Coercibility::explicit_) {
            column.coercibility = Coercibility::implicit;
        }
        if (!columns.empty()) column.name = columns[i].name;
        if (column.name.empty()) {
            fail(8155, 16, line,
                 fmt::format("No column name was specified for column {} of '{}'.", i + 1,
                             relation.alias));
        }
        for (size_t j = 0; j < i; ++j) {
            if (same_name(relation.columns[j].name, column.name, database_collation())) {
                fail(8156, 16, line,
                     fmt::format("The column '{}' was specified multiple times for '{}'.",
                                 column.name, relation.alias));
            }
        }
    }
}

Relation* Binder::derived(const tsql::DerivedTable& table, Scope* outer) {
    Query* bound = query(nullptr, *table.query, outer);
    return query_relation(bound, table.alias.name, table.columns,
                          static_cast<int>(table.range.line));
}

Relation* Binder::values(const tsql::ValuesTable& table, Scope* outer) {
    int line = static_cast<int>(table.range.line);
    Relation* out = pool_.relation();
    out->kind = RelationKind::values;
    out->alias = table.alias.name;
    out->has_alias = true;
    out->pg_alias = new_alias();
    size_t width = table.rows[0]->values.size();
    for (const tsql::ValuesRow* row : table.rows) {
        if (row->values.size() != width) {
            fail(10709, 16, line,
                 "The number of columns for each row in a table value constructor must be the "
                 "same.");
        }
        std::vector<Expr*> bound;
        for (const tsql::Expr* item : row->values) bound.push_back(value(*item, outer));
        out->rows.push_back(std::move(bound));
    }
    if (!table.columns.empty() && table.columns.size() != width) {
        fail(table.columns.size() < width ? 8158 : 8159, 16, line,
             fmt::format("'{}' has {} columns than were specified in the column list.", out->alias,
                         table.columns.size() < width ? "more" : "fewer"));
    }
    for (size_t i = 0; i < width; ++i) {
        std::vector<Expr*> items;
        for (auto& row : out->rows) items.push_back(row[i]);
        Column column;
        column.type = unify(items, line);
        column.nullable = false;
        for (size_t r = 0; r < items.size(); ++r) {
            out->rows[r][i] = items[r];
            column.nullable = column.nullable || items[r]->nullable;
        }
        if (types::is_character(column.type.id)) {
            Expr probe;
            combine_collations(&probe, items, false);
            column.coercibility = probe.coercibility;
            column.type.collation = probe.type.collation;
            column.pg_collated = probe.pg_collated;
        }
        column.expression = true;
        column.pg_name = fmt::format("c{}", i + 1);
        if (!table.columns.empty()) column.name = table.columns[i].name;
        out->columns.push_back(std::move(column));
    }
    return out;
}

}  // namespace gantry::engine::bind
