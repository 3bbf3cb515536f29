#include "engine/ddl.h"

#include "base/utf.h"
#include "engine/ddl/session.h"
#include "engine/unsupported.h"

namespace gantry::engine {

using tsql::NodeKind;

bool is_database_ddl(const tsql::Statement& statement) {
    if (const auto* drop = statement.try_as<tsql::DropStatement>()) {
        return drop->object_class == "DATABASE";
    }
    return statement.kind == NodeKind::CreateDatabaseStatement ||
           statement.kind == NodeKind::AlterDatabaseStatement;
}

bool is_ddl(const tsql::Statement& statement) {
    switch (statement.kind) {
        case NodeKind::CreateTableStatement:
        case NodeKind::AlterTableStatement:
        case NodeKind::CreateIndexStatement:
        case NodeKind::AlterIndexStatement:
        case NodeKind::DropIndexStatement:
        case NodeKind::CreateViewStatement:
        case NodeKind::CreateProcedureStatement:
        case NodeKind::CreateFunctionStatement:
        case NodeKind::CreateTriggerStatement:
        case NodeKind::EnableTriggerStatement:
        case NodeKind::CreateTypeStatement:
        case NodeKind::SequenceStatement:
        case NodeKind::CreateSynonymStatement:
        case NodeKind::CreateSchemaStatement:
        case NodeKind::AlterSchemaStatement: return true;
        case NodeKind::DropStatement: {
            std::string_view words = statement.as<tsql::DropStatement>().object_class;
            return words != "LOGIN" && words != "USER" && words != "ROLE";
        }
        default: return is_database_ddl(statement);
    }
}

namespace {

void run(ddl::Work& work, const tsql::Statement& statement) {
    switch (statement.kind) {
        case NodeKind::CreateTableStatement:
            return ddl::create_table(work, statement.as<tsql::CreateTableStatement>());
        case NodeKind::AlterTableStatement:
            return ddl::alter_table(work, statement.as<tsql::AlterTableStatement>());
        case NodeKind::CreateIndexStatement:
            return ddl::create_index(work, statement.as<tsql::CreateIndexStatement>());
        case NodeKind::AlterIndexStatement:
            return ddl::alter_index(work, statement.as<tsql::AlterIndexStatement>());
        case NodeKind::DropIndexStatement:
            return ddl::drop_index(work, statement.as<tsql::DropIndexStatement>());
        case NodeKind::EnableTriggerStatement:
            return ddl::enable_trigger(work, statement.as<tsql::EnableTriggerStatement>());
        case NodeKind::CreateTypeStatement:
            return ddl::create_type(work, statement.as<tsql::CreateTypeStatement>());
        case NodeKind::SequenceStatement:
            return ddl::define_sequence(work, statement.as<tsql::SequenceStatement>());
        case NodeKind::CreateSynonymStatement:
            return ddl::create_synonym(work, statement.as<tsql::CreateSynonymStatement>());
        case NodeKind::CreateSchemaStatement:
            return ddl::create_schema(work, statement.as<tsql::CreateSchemaStatement>());
        case NodeKind::AlterSchemaStatement:
            return ddl::alter_schema(work, statement.as<tsql::AlterSchemaStatement>());
        case NodeKind::DropStatement:
            return ddl::drop_objects(work, statement.as<tsql::DropStatement>());
        default: return ddl::define_module(work, statement);
    }
}

}  // namespace

DdlResult execute_ddl(const tsql::Statement& statement, std::string_view batch,
                      const CompileContext& context, pg::Executor& executor) {
    if (!is_ddl(statement)) {
        throw unsupported("this statement", static_cast<int>(statement.range.line));
    }
    try {
        if (is_database_ddl(statement)) {
            return ddl::database_statement(statement, context, executor);
        }
        ddl::Work work(context, executor, batch);
        run(work, statement);
        return work.result();
    } catch (SqlError& error) {
        if (error.line() == 0) error.set_line(static_cast<int>(statement.range.line));
        throw;
    }
}

DdlResult create_into_table(const CompiledStatement& compiled, const CompileContext& context,
                            pg::Executor& executor) {
    GANTRY_ASSERT(compiled.into != nullptr);
    ddl::Work work(context, executor, "");
    catalog::Table table = *compiled.into;
    if (table.name.starts_with('#')) {
        ddl::add_temporary(work, std::move(table));
        return work.result();
    }
    const DatabaseCatalog* database = context.catalog.find(compiled.target.database);
    GANTRY_ASSERT(database != nullptr);
    store::create_table(work.target(*database), std::move(table));
    return work.result();
}

}  // namespace gantry::engine
