#include "engine/compile_statements.h"

#include <algorithm>

#include "base/utf.h"
#include "engine/bind/errors.h"
#include "engine/emit/emitter.h"
#include "engine/store/pg_names.h"
#include "engine/unsupported.h"
#include "tsql/parser.h"

namespace gantry::engine {

bool is_select_into(const tsql::SelectStatement& statement) {
    const auto* spec = tsql::try_as<tsql::QuerySpecification>(statement.query->body);
    return spec != nullptr && static_cast<bool>(spec->into);
}

void compile_select_into(const tsql::SelectStatement& statement, bind::Binder& binder,
                         CompiledStatement& out) {
    int line = static_cast<int>(statement.range.line);
    const auto& spec = statement.query->body->as<tsql::QuerySpecification>();
    bind::Binder::Found found = binder.find_object_raw(spec.into);
    if (found.object) {
        bind::fail(2714, 16, line,
                   fmt::format("There is already an object named '{}' in the database.",
                               spec.into.object()));
    }
    const bind::Query& query = *binder.select_statement(statement);
    auto table = std::make_shared<catalog::Table>();
    table->name = spec.into.object();
    bool temporary = table->name.starts_with('#');
    std::string database = temporary ? "tempdb" : binder.context().database;
    std::string schema = binder.context().default_schema;
    if (!temporary) {
        if (!spec.into.database().empty()) database = spec.into.database();
        if (!spec.into.schema().empty()) schema = spec.into.schema();
        const DatabaseCatalog* target = binder.context().catalog.find(database);
        const catalog::Schema* known = target == nullptr ? nullptr : target->find_schema(schema);
        if (known == nullptr) {
            bind::fail(2760, 16, line,
                       fmt::format("The specified schema name \"{}\" either does not exist or you "
                                   "do not have permission to use it.",
                                   schema));
        }
        database = target->name();
        schema = known->name;
        table->schema_id = known->id;
    }
    std::string names;
    int32_t id = 0;
    for (const bind::Column& source : query.columns()) {
        if (source.name.empty()) {
            bind::fail(1038, 15, line,
                       "An object or column name is missing or empty. For SELECT INTO statements, "
                       "verify each column has a name. For other statements, look for empty alias "
                       "names. Aliases defined as \"\" or [] are not allowed. Change the alias to a "
                       "valid name.");
        }
        catalog::Column column;
        column.id = ++id;
        column.name = source.name;
        column.type = source.type.id == types::TypeId::none ? types::int_type() : source.type;
        column.nullable = source.nullable;
        if (source.identity && query.body->select != nullptr && query.columns().size() > 0) {
            column.identity = catalog::Identity{};
        }
        names += (names.empty() ? "" : ", ") + store::quoted(store::pg_column(column.name));
        table->columns.push_back(std::move(column));
    }
    emit::Emitter emitter;
    std::string target = temporary ? store::quoted("pg_temp", store::pg_object(table->name))
                                   : store::pg_qualified(database, schema, table->name);
    out.sql = fmt::format("INSERT INTO {} ({}) {}", target, names, emitter.query(query, true));
    out.kind = StatementKind::select_into;
    out.shape = Shape::row_count;
    out.parameters = emitter.take_parameters();
    out.collations = emitter.collations();
    out.routines = binder.pool().routines();
    out.is_volatile = binder.is_volatile();
    out.target.database = database;
    out.target.schema = schema;
    out.target.table = table->name;
    out.catalog_version = binder.context().catalog.version();
    out.into = std::move(table);
}

void compile_truncate(const tsql::TruncateStatement& statement, bind::Binder& binder,
                      CompiledStatement& out) {
    int line = static_cast<int>(statement.range.line);
    if (!statement.partitions.empty()) throw unsupported("TRUNCATE TABLE ... WITH (PARTITIONS)", line);
    bind::Binder::Found found = binder.find_object_raw(statement.table);
    if (found.object.table == nullptr) {
        bind::fail(4701, 16, line,
                   fmt::format("Cannot find the object \"{}\" because it does not exist or you do "
                               "not have permissions.",
                               statement.table.object()));
    }
    const catalog::Table& table = *found.object.table;
    if (!found.temporary) {
        for (const catalog::Table& other : found.database->model().tables) {
            for (const catalog::ForeignKey& key : other.foreign_keys) {
                if (key.referenced_table_id == table.object_id && &other != &table) {
                    bind::fail(4712, 16, line,
                               fmt::format("Cannot truncate table '{}' because it is being "
                                           "referenced by a FOREIGN KEY constraint.",
                                           table.name));
                }
            }
        }
    }
    std::string name = found.temporary
                           ? store::quoted("pg_temp", store::pg_object(table.name))
                           : store::pg_qualified(found.database->name(), found.schema->name,
                                                 table.name);
    out.sql = fmt::format("TRUNCATE TABLE ONLY {} RESTART IDENTITY", name);
    out.kind = StatementKind::truncate;
    out.shape = Shape::nothing;
    out.target.database = found.database->name();
    out.target.schema = found.schema == nullptr ? "dbo" : found.schema->name;
    out.target.table = table.name;
    out.target.object_id = table.object_id;
}

}  // namespace gantry::engine
