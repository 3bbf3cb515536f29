// Statements that change the catalog, temporary tables and table variables, and what of the
// catalog this session sees before others do.

#include "engine/ddl.h"

#include <fmt/core.h>

#include "engine/runnable.h"
#include "restore/kept_backups.h"
#include "session/interpreter.h"
#include "session/logins.h"
#include "session/managed_rules.h"
#include "session/server_permissions.h"

namespace gantry::session {

namespace {

constexpr int k_no_such_database = 3701;

// The table of a statement that builds an index or writes its rows anew; nullptr for others.
const tsql::ObjectName* grown_table(const tsql::Statement& statement) {
    using Action = tsql::AlterTableAction;
    if (auto* index = tsql::try_as<tsql::CreateIndexStatement>(&statement)) return &index->table;
    if (auto* index = tsql::try_as<tsql::AlterIndexStatement>(&statement)) {
        return index->action == tsql::AlterIndexAction::rebuild ? &index->table : nullptr;
    }
    auto* table = tsql::try_as<tsql::AlterTableStatement>(&statement);
    if (table == nullptr) return nullptr;
    bool grows = table->action == Action::add || table->action == Action::alter_column ||
                 table->action == Action::rebuild;
    return grows ? &table->name : nullptr;
}

}  // namespace

void Interpreter::execute_ddl(const tsql::Statement& statement, engine::DdlResult& result) {
    const auto run = [&] {
        state_.backend->with_executor([&](pg::Executor& executor) {
            result = engine::execute_ddl(statement, frame_->unit->parsed().text(),
                                         compile_context(), executor);
        });
    };
    const tsql::ObjectName* table = grown_table(statement);
    if (table == nullptr) return run();
    StorageGate& gate = state_.env.storage;
    const auto error = [&] {
        return storage_full(gate.state(), frame_->database, table->schema(), table->object());
    };
    if (!gate.may_grow()) throw error();
    StorageGate::Growth growth(gate, state_.storage.slot(), state_.backend->wire());
    try {
        run();
    } catch (const pg::PgError& failure) {
        if (failure.sqlstate() == "57014" && growth.cancelled()) throw error();
        throw;
    }
}

void Interpreter::ddl(const tsql::Statement& statement) {
    if (auto* declaration = tsql::try_as<tsql::DeclareStatement>(&statement)) {
        declare_tables(*declaration);
        return;
    }
    if (auto* request = tsql::try_as<tsql::RestoreStatement>(&statement)) {
        if (state_.env.managed_rules) check_managed_restore(*request);
        switch (request->restore) {
            case tsql::RestoreKind::headeronly:
            case tsql::RestoreKind::filelistonly:
            case tsql::RestoreKind::labelonly:
            case tsql::RestoreKind::verifyonly: return restore_only(*request);
            default: return restore(*request);
        }
    }
    if (state_.options.noexec) return;
    bool of_databases = engine::is_database_ddl(statement);
    if (of_databases && state_.transaction.count > 0) {
        throw SqlError(226, 16, 5,
                       fmt::format("{} statement not allowed within multi-statement transaction.",
                                   engine::statement_words(statement, frame_->unit->parsed())));
    }
    if (state_.transaction.doomed) {
        throw SqlError(3930, 16, 1,
                       "The current transaction cannot be committed and cannot support operations "
                       "that write to the log file. Roll back the transaction.");
    }
    if (state_.options.implicit_transactions && state_.transaction.count == 0 && !of_databases) {
        begin_transaction({});
    }
    if (auto* request = tsql::try_as<tsql::CredentialStatement>(&statement)) {
        credential(*request);
        return;
    }
    if (auto* drop = tsql::try_as<tsql::DropStatement>(&statement);
        drop != nullptr && drop->object_class == "CREDENTIAL") {
        drop_credential(*drop);
        return;
    }
    if (server_principal(statement)) return;
    if (of_databases) check_database_ddl(statement);
    if (auto* create = tsql::try_as<tsql::CreateTableStatement>(&statement)) {
        if (create->name.object().starts_with('#')) hide_outer_table(create->name.object());
    }
    if (auto* alter = tsql::try_as<tsql::AlterDatabaseStatement>(&statement)) {
        end_other_users(*alter);
    }
    bool ended_restore = end_restores_of_dropped(statement);
    auto kept = kept_for_dropped(statement);
    engine::DdlResult result;
    try {
        execute_ddl(statement, result);
    } catch (const SqlError& error) {
        // The database was nothing but the restore that has just been ended.
        if (!ended_restore || error.number() != k_no_such_database) throw;
    }
    restore::KeptBackups backups(state_.env.keep_dir);
    for (const auto& [database, step] : kept)
        backups.remove_step(database, step);
    apply_ddl(std::move(result));
}

bool Interpreter::server_principal(const tsql::Statement& statement) {
    auto* login = tsql::try_as<tsql::LoginStatement>(&statement);
    auto* role = tsql::try_as<tsql::RoleStatement>(&statement);
    auto* drop = tsql::try_as<tsql::DropStatement>(&statement);
    if (drop != nullptr && drop->object_class != "LOGIN") drop = nullptr;
    if (login == nullptr && role == nullptr && drop == nullptr) return false;
    refresh_snapshot();
    if (login != nullptr) run_login_statement(*login, state_);
    if (role != nullptr) run_server_role(*role, state_);
    if (drop != nullptr) run_drop_login(*drop, state_);
    return true;
}

// Whether the login may CREATE, ALTER or DROP DATABASE; errors of who may not.
void Interpreter::check_database_ddl(const tsql::Statement& statement) {
    if (statement.kind == tsql::NodeKind::CreateDatabaseStatement) {
        if (permits(state_, ServerPermission::create_any_database)) return;
        throw create_database_denied();
    }
    if (permits(state_, ServerPermission::alter_any_database)) return;
    if (auto* alter = tsql::try_as<tsql::AlterDatabaseStatement>(&statement)) {
        throw SqlError(5011, 14, 7,
                       fmt::format("User does not have permission to alter database '{}', the "
                                   "database does not exist, or the database is not in a state "
                                   "that allows access checks.",
                                   alter->current ? std::string_view(state_.database)
                                                  : alter->name.name));
    }
    for (const tsql::ObjectName& name : statement.as<tsql::DropStatement>().names) {
        throw SqlError(3701, 11, 2,
                       fmt::format("Cannot drop the database '{}', because it does not exist or "
                                   "you do not have permission.",
                                   name.object()));
    }
}

void Interpreter::apply_ddl(engine::DdlResult result) {
    if (result.temporary) {
        note_new_temporaries(*result.temporary);
        set_temporary(std::move(result.temporary));
    }
    if (!result.database.empty()) {
        if (state_.transaction.count > 0) {
            state_.snapshot = std::move(result.snapshot);
            state_.private_snapshot = true;
            state_.changed_databases.push_back(result.database);
            state_.private_version = state_.env.next_private_version++;
        } else {
            state_.env.catalogs.invalidate(result.database);
            refresh_snapshot();
        }
    }
}

void Interpreter::set_temporary(std::shared_ptr<const engine::DatabaseCatalog> temporary) {
    state_.temporary = std::move(temporary);
    state_.private_version = state_.env.next_private_version++;
}

void Interpreter::catalog_committed() {
    state_.temporary_before.reset();
    for (const std::string& database : state_.changed_databases) {
        state_.env.catalogs.invalidate(database);
    }
    leave_private_snapshot();
}

void Interpreter::catalog_rolled_back() {
    // Temporary tables made in the transaction went with it.
    if (state_.transaction.count == 0 && state_.temporary_before) {
        state_.temporary = *state_.temporary_before;
        state_.temporary_before.reset();
        state_.private_version = state_.env.next_private_version++;
    }
    leave_private_snapshot();
}

// Part of our changes may be left: read what there is, inside the transaction.
void Interpreter::catalog_rolled_back_to_savepoint() {
    if (!state_.private_snapshot) return;
    for (const std::string& database : state_.changed_databases) {
        state_.snapshot = state_.snapshot->with_database(
            engine::load_from_store(state_.backend->wire(), database));
    }
    state_.private_version = state_.env.next_private_version++;
}

void Interpreter::leave_private_snapshot() {
    if (!state_.private_snapshot) return;
    state_.changed_databases.clear();
    state_.private_snapshot = false;
    state_.private_version = state_.temporary ? state_.env.next_private_version++ : 0;
    refresh_snapshot();
}

void Interpreter::create_into(const engine::CompiledPtr& compiled) {
    if (compiled->into->name.starts_with('#')) hide_outer_table(compiled->into->name);
    engine::DdlResult result;
    state_.backend->with_executor([&](pg::Executor& executor) {
        result = engine::create_into_table(*compiled, compile_context(), executor);
    });
    apply_ddl(std::move(result));
}

}  // namespace gantry::session
