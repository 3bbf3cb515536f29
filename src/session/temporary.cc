// Temporary tables and table variables: which frame made them, when they end, and how one hides
// another of the same name in a calling frame. Their PostgreSQL tables are in pg_temp, under their
// T-SQL name; a hidden one is renamed while it is hidden.

#include <algorithm>

#include <fmt/core.h>

#include "base/log.h"
#include "base/utf.h"
#include "engine/ddl.h"
#include "engine/store/pg_names.h"
#include "session/interpreter.h"

namespace gantry::session {

namespace {

bool contains(const std::vector<std::string>& names, std::string_view name) {
    return std::any_of(names.begin(), names.end(), [&](const std::string& other) {
        return ascii_iequals(other, name);
    });
}

std::string rename_sql(const std::string& from, const std::string& to) {
    return fmt::format("ALTER TABLE {} RENAME TO {}",
                       store::quoted("pg_temp", store::pg_object(from)),
                       store::quoted(store::pg_object(to)));
}

const catalog::Table* find_table(const std::shared_ptr<const engine::DatabaseCatalog>& temporary,
                                 std::string_view name) {
    if (!temporary) return nullptr;
    for (const catalog::Table& table : temporary->model().tables) {
        if (ascii_iequals(table.name, name)) return &table;
    }
    return nullptr;
}

}  // namespace

std::vector<std::string> Interpreter::temporary_names() const {
    std::vector<std::string> out;
    if (!state_.temporary) return out;
    for (const catalog::Table& table : state_.temporary->model().tables) out.push_back(table.name);
    return out;
}

// Tables that are in `temporary` for the first time belong to the current frame.
void Interpreter::note_new_temporaries(const engine::DatabaseCatalog& temporary) {
    std::vector<std::string> before = temporary_names();
    for (const catalog::Table& table : temporary.model().tables) {
        if (!contains(before, table.name)) frame_->temporaries.push_back(table.name);
    }
}

// A table of that name in a calling frame steps aside until this frame ends.
void Interpreter::hide_outer_table(std::string_view name) {
    const catalog::Table* outer = find_table(state_.temporary, name);
    if (outer == nullptr || frame_->caller == nullptr || contains(frame_->temporaries, name)) {
        return;
    }
    HiddenTable hidden{*outer, fmt::format("{}${}", outer->name, state_.next_hidden++)};
    state_.backend->with_executor([&](pg::Executor& executor) {
        executor.execute(rename_sql(outer->name, hidden.parked));
    });
    catalog::Database model = state_.temporary->model();
    int32_t id = outer->object_id;
    std::erase_if(model.tables, [&](const catalog::Table& t) { return t.object_id == id; });
    frame_->hidden.push_back(std::move(hidden));
    set_temporary(std::make_shared<engine::DatabaseCatalog>(std::move(model)));
}

void Interpreter::show_outer_table(const HiddenTable& hidden) {
    // After a rollback it has its name again already.
    if (find_table(state_.temporary, hidden.table.name) != nullptr) return;
    state_.backend->with_executor([&](pg::Executor& executor) {
        executor.execute(rename_sql(hidden.parked, hidden.table.name));
    });
    catalog::Database model;
    if (state_.temporary) model = state_.temporary->model();
    model.tables.push_back(hidden.table);
    set_temporary(std::make_shared<engine::DatabaseCatalog>(std::move(model)));
}

void Interpreter::declare_tables(const tsql::DeclareStatement& statement) {
    for (const tsql::VariableDeclaration* variable : statement.variables) {
        std::string name(variable->name);
        // A declaration that is reached again, in a loop, keeps its table.
        if (contains(frame_->temporaries, name)) continue;
        hide_outer_table(name);
        std::shared_ptr<const engine::DatabaseCatalog> temporary;
        state_.backend->with_executor([&](pg::Executor& executor) {
            temporary = engine::create_table_variable(name, *variable->table,
                                                      frame_->unit->parsed().text(),
                                                      compile_context(), executor);
        });
        set_temporary(std::move(temporary));
        frame_->temporaries.push_back(std::move(name));
    }
}

bool Interpreter::is_temporary(std::string_view name) const {
    return find_table(state_.temporary, name) != nullptr;
}

// DECLARE @t dbo.Type; and the table behind a parameter of such a type.
void Interpreter::make_table(const catalog::Table& type, std::string_view name) {
    if (contains(frame_->temporaries, name)) return;
    hide_outer_table(name);
    std::shared_ptr<const engine::DatabaseCatalog> temporary;
    state_.backend->with_executor([&](pg::Executor& executor) {
        temporary = engine::create_table_of_type(name, type, compile_context(), executor);
    });
    set_temporary(std::move(temporary));
    frame_->temporaries.emplace_back(name);
}

// A copy, as the parameter is read only.
void Interpreter::bind_table(const catalog::Table& type, std::string_view name,
                             std::string_view from) {
    make_table(type, name);
    if (from.empty()) return;
    std::string source(from);
    for (const HiddenTable& hidden : frame_->hidden) {
        if (ascii_iequals(hidden.table.name, from)) source = hidden.parked;
    }
    if (const catalog::Table* table = find_table(state_.temporary, source)) source = table->name;
    std::string columns;
    for (const catalog::Column& column : type.columns) {
        if (column.is_computed()) continue;
        columns += (columns.empty() ? "" : ", ") + store::quoted(store::pg_column(column.name));
    }
    state_.backend->with_executor([&](pg::Executor& executor) {
        executor.execute(fmt::format("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM {}",
                                     store::quoted("pg_temp", store::pg_object(name)), columns,
                                     columns, store::quoted("pg_temp", store::pg_object(source))));
    });
}

void Interpreter::drop_temporary(const std::string& name) {
    std::shared_ptr<const engine::DatabaseCatalog> left;
    state_.backend->with_executor([&](pg::Executor& executor) {
        left = engine::drop_temporary(name, compile_context(), executor);
    });
    if (left) set_temporary(std::move(left));
}

// Table variables end with their frame; #tables with the procedure or dynamic batch that made
// them, but those of a client's own batch stay.
void Interpreter::drop_frame_temporaries(Frame& frame) {
    auto attempt = [&](const std::string& name, auto&& work) {
        try {
            work();
        } catch (const pg::PgError& error) {
            // A rollback to a savepoint took the table along: there is nothing to do.
            log::debug("temporary_table_gone", {{"name", name}, {"why", error.what()}});
        }
    };
    for (const std::string& name : frame.temporaries) {
        bool global = name.starts_with("##");
        if (global || (name.starts_with('#') && frame.caller == nullptr)) continue;
        attempt(name, [&] { drop_temporary(name); });
    }
    for (auto hidden = frame.hidden.rbegin(); hidden != frame.hidden.rend(); ++hidden) {
        attempt(hidden->table.name, [&] { show_outer_table(*hidden); });
    }
}

void Interpreter::drop_temporary_objects() {
    if (!state_.temporary) return;
    Frame frame;
    frame.database = state_.database;
    frame_ = &frame;
    try {
        for (const std::string& name : temporary_names()) drop_temporary(name);
    } catch (...) {
        frame_ = nullptr;
        throw;
    }
    frame_ = nullptr;
    state_.temporary.reset();
    state_.private_version = 0;
}

}  // namespace gantry::session
