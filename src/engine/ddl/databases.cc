// CREATE, ALTER and DROP DATABASE.

#include <fmt/format.h>

#include "base/utf.h"
#include "engine/bind/errors.h"
#include "engine/ddl/session.h"
#include "engine/store/database_options.h"
#include "engine/store/store.h"
#include "engine/unsupported.h"
#include "types/collation.h"

namespace gantry::engine::ddl {

namespace {

constexpr int32_t k_system_database_id_max = 4;

void create_database(const tsql::CreateDatabaseStatement& statement, pg::Executor& executor) {
    int line = static_cast<int>(statement.range.line);
    if (statement.snapshot_of) throw unsupported("database snapshots", line);
    if (!statement.for_clause.empty()) {
        throw unsupported(fmt::format("CREATE DATABASE ... FOR {}", statement.for_clause), line);
    }
    if (statement.copy_of) throw unsupported("CREATE DATABASE ... AS COPY OF", line);
    store::NewDatabase request;
    request.name = statement.name.name;
    if (statement.collation) {
        auto id = types::collation_by_name(statement.collation.name);
        if (!id) {
            bind::fail(448, 16, line,
                       fmt::format("Invalid collation '{}'.", statement.collation.name));
        }
        request.collation = *id;
    }
    store::create_database(executor, request);
}

void alter_database(const tsql::AlterDatabaseStatement& statement, const CompileContext& context,
                    pg::Executor& executor) {
    int line = static_cast<int>(statement.range.line);
    std::string name = statement.current ? context.database : std::string(statement.name.name);
    const DatabaseSummary* database = context.catalog.find_summary(name);
    if (database == nullptr) {
        bind::fail(5011, 14, line,
                   fmt::format("User does not have permission to alter database '{}', the database "
                               "does not exist, or the database is not in a state that allows "
                               "access checks.",
                               name));
    }
    if (database->state == "RESTORING") {
        bind::fail(5052, 16, line,
                   "ALTER DATABASE is not permitted while a database is in the Restoring state.");
    }
    if (statement.action == tsql::AlterDatabaseAction::modify_name) {
        if (database->id <= k_system_database_id_max) {
            bind::fail(5016, 16, line,
                       fmt::format("Cannot change the name of the system database {}.",
                                   database->name));
        }
        store::rename_database(executor, database->name, std::string(statement.target.name));
        return;
    }
    if (statement.action != tsql::AlterDatabaseAction::set) {
        throw unsupported("this form of ALTER DATABASE", line);
    }
    for (const tsql::Option* option : statement.options) {
        if (option->name == "RECOVERY") {
            store::set_recovery_model(executor, database->id, option->word);
        } else if (option->name == "COMPATIBILITY_LEVEL") {
            const auto* level = tsql::try_as<tsql::Literal>(option->value);
            int value = level == nullptr ? 0 : std::atoi(std::string(level->text).c_str());
            if (value < 100 || value > 170 || value % 10 != 0) {
                bind::fail(15048, 16, line,
                           "Valid values of the database compatibility level are 100, 110, 120, "
                           "130, 140, 150, 160, or 170.");
            }
            store::set_compatibility_level(executor, database->id, static_cast<uint8_t>(value));
        } else if (option->name == "OFFLINE" || option->word == "OFFLINE") {
            store::set_state(executor, database->id, store::DatabaseState::offline);
        } else if (option->name == "ONLINE" || option->word == "ONLINE") {
            store::set_state(executor, database->id, store::DatabaseState::online);
        } else {
            // What is not kept describes SQL Server's storage engine: there is nothing to set.
            store::set_database_option(executor, database->id, option->name, option->word);
        }
    }
}

void drop_databases(const tsql::DropStatement& statement, const CompileContext& context,
                    pg::Executor& executor) {
    for (const tsql::ObjectName& name : statement.names) {
        const DatabaseSummary* database = context.catalog.find_summary(name.object());
        int line = static_cast<int>(name.range.line);
        if (database == nullptr) {
            if (statement.if_exists) continue;
            bind::fail(3701, 11, line,
                       fmt::format("Cannot drop the database '{}', because it does not exist or "
                                   "you do not have permission.",
                                   name.object()));
        }
        if (same_name(database->name, context.database, 0)) {
            bind::fail(3702, 16, line,
                       fmt::format("Cannot drop database \"{}\" because it is currently in use.",
                                   database->name));
        }
        store::drop_database(executor, database->name);
    }
}

}  // namespace

DdlResult database_statement(const tsql::Statement& statement, const CompileContext& context,
                             pg::Executor& executor) {
    DdlResult out;
    if (const auto* create = statement.try_as<tsql::CreateDatabaseStatement>()) {
        create_database(*create, executor);
        out.database = create->name.name;
    } else if (const auto* alter = statement.try_as<tsql::AlterDatabaseStatement>()) {
        alter_database(*alter, context, executor);
        out.database = alter->current ? context.database : std::string(alter->name.name);
    } else {
        const auto& drop = statement.as<tsql::DropStatement>();
        drop_databases(drop, context, executor);
        out.database = drop.names.empty() ? "" : std::string(drop.names[0].object());
    }
    return out;
}

}  // namespace gantry::engine::ddl
