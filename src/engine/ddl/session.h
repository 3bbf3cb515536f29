#pragma once
// What the DDL statements share: the target database, names, and the state after the change.

#include <string>
#include <string_view>

#include "engine/bind/binder.h"
#include "engine/ddl.h"
#include "engine/ddl_model.h"
#include "engine/store/changes.h"

namespace gantry::engine::ddl {

// One DDL statement while it runs.
class Work {
  public:
    Work(const CompileContext& context, pg::Executor& executor, std::string_view batch);

    const CompileContext& context() const { return context_; }
    pg::Executor& executor() { return executor_; }
    std::string_view batch() const { return batch_; }
    bind::Binder& binder() { return binder_; }
    DdlNames names();

    // The database a name says, or the current one; 911.
    const DatabaseCatalog& database(const tsql::ObjectName& name);
    // The schema a name says, or the default one; 2760.
    const catalog::Schema& schema(const DatabaseCatalog& database, const tsql::ObjectName& name);
    // 2714 when the schema has an object of that name.
    void require_free(const DatabaseCatalog& database, const catalog::Schema& schema,
                      std::string_view name, int line);
    // Also remembers the database as the one that changes.
    store::Target target(const DatabaseCatalog& database);
    DdlResult result();  // reads the changed model anew

    // Fills in type and nullability of the computed columns.
    void type_computed_columns(const DatabaseCatalog& database, catalog::Table& table);
    // Throws what a bad default or check would throw when a row is inserted.
    void check_expressions(const DatabaseCatalog& database, const catalog::Table& table);

    void set_temporary(std::shared_ptr<const DatabaseCatalog> temporary) {
        temporary_ = std::move(temporary);
    }

  private:
    const CompileContext& context_;
    pg::Executor& executor_;
    std::string_view batch_;
    bind::Pool pool_;
    bind::Binder binder_;
    std::string changed_;
    std::shared_ptr<const DatabaseCatalog> temporary_;
};

// The families, one file each; they throw `unsupported` for what is theirs and not built.
void create_table(Work& work, const tsql::CreateTableStatement& statement);
void alter_table(Work& work, const tsql::AlterTableStatement& statement);
void create_index(Work& work, const tsql::CreateIndexStatement& statement);
void alter_index(Work& work, const tsql::AlterIndexStatement& statement);
void drop_index(Work& work, const tsql::DropIndexStatement& statement);
void define_module(Work& work, const tsql::Statement& statement);
void enable_trigger(Work& work, const tsql::EnableTriggerStatement& statement);
void drop_objects(Work& work, const tsql::DropStatement& statement);
void create_schema(Work& work, const tsql::CreateSchemaStatement& statement);
void alter_schema(Work& work, const tsql::AlterSchemaStatement& statement);
void create_type(Work& work, const tsql::CreateTypeStatement& statement);
void define_sequence(Work& work, const tsql::SequenceStatement& statement);
void create_synonym(Work& work, const tsql::CreateSynonymStatement& statement);

DdlResult database_statement(const tsql::Statement& statement, const CompileContext& context,
                             pg::Executor& executor);
// 4901 when rows would lack a value for a new NOT NULL column. tables.cc
void require_empty(Work& work, const DatabaseCatalog& database, const catalog::Table& table,
                   const catalog::Column& column);
// Temporary tables: a new overlay. temporary.cc
std::shared_ptr<const DatabaseCatalog> add_temporary(Work& work, catalog::Table table);

}  // namespace gantry::engine::ddl
