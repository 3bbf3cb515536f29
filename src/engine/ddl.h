#pragma once
// DDL: the catalog and PostgreSQL change together, in the transaction the executor is in (the
// caller begins one when there is none). Errors are SqlError with the line in the batch.

#include <string_view>

#include "engine/context.h"
#include "engine/compiled.h"
#include "pg/executor.h"
#include "tsql/ast.h"

namespace gantry::engine {

// CREATE, ALTER and DROP of tables, indexes, views, procedures, functions, triggers, schemas,
// types, sequences, synonyms and databases; ENABLE and DISABLE TRIGGER.
bool is_ddl(const tsql::Statement& statement);
// CREATE, ALTER and DROP DATABASE, which SQL Server refuses inside a transaction (226).
bool is_database_ddl(const tsql::Statement& statement);

struct DdlResult {
    // The database whose model changed: CatalogCache::invalidate(database) after the commit.
    // Empty when only temporary tables changed.
    std::string database;
    // The catalog with the change in it: what this session sees from now on, also before commit.
    std::shared_ptr<const CatalogSnapshot> snapshot;
    // The session's temporary tables when they changed, else null.
    std::shared_ptr<const DatabaseCatalog> temporary;
};

// `batch` is the whole text the statement was parsed from: modules keep it.
DdlResult execute_ddl(const tsql::Statement& statement, std::string_view batch,
                      const CompileContext& context, pg::Executor& executor);

// DECLARE @t TABLE (...): a temporary table of that name. `batch` as above.
std::shared_ptr<const DatabaseCatalog> create_table_variable(
    std::string_view name, const tsql::TableDefinition& definition, std::string_view batch,
    const CompileContext& context, pg::Executor& executor);
// Of a table type, for a table-valued parameter or DECLARE @t dbo.Type.
std::shared_ptr<const DatabaseCatalog> create_table_of_type(std::string_view name,
                                                            const catalog::Table& type,
                                                            const CompileContext& context,
                                                            pg::Executor& executor);
// Drops the temporary table or table variable; null when there is none.
std::shared_ptr<const DatabaseCatalog> drop_temporary(std::string_view name,
                                                      const CompileContext& context,
                                                      pg::Executor& executor);

// Creates the table of a SELECT INTO, before its `sql` is run to fill it.
DdlResult create_into_table(const CompiledStatement& compiled, const CompileContext& context,
                            pg::Executor& executor);

}  // namespace gantry::engine
