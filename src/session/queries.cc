// SELECT and data changes: compile, bind parameters, run, send rows.

#include <algorithm>

#include <fmt/core.h>

#include "engine/engine.h"
#include "engine/routines/routine.h"
#include "engine/runnable.h"
#include "engine/store/pg_names.h"
#include "engine/store/store.h"
#include "session/errors.h"
#include "session/interpreter.h"
#include "session/server_permissions.h"
#include "session/captured_rows.h"
#include "session/row_encoder.h"
#include "types/pg_binary.h"

namespace gantry::session {

namespace {

using engine::CompiledStatement;
using engine::Shape;
using engine::StatementKind;
using types::Value;

constexpr size_t k_encoders_max = 400;
constexpr std::string_view k_runtime_prefix = "#runtime:";

enum Purpose : uint8_t { as_statement, as_value, as_condition };

uint16_t command_of(StatementKind kind) {
    switch (kind) {
        case StatementKind::insert:
            return tds::k_command_insert;
        case StatementKind::update:
            return tds::k_command_update;
        case StatementKind::delete_:
            return tds::k_command_delete;
        case StatementKind::merge:
            return tds::k_command_merge;
        case StatementKind::truncate:
            return tds::k_command_none;
        default:
            return tds::k_command_select;
    }
}

// A restore may have ended just now: the database, or what is in it, is not there, or it cannot be
// opened.
bool may_be_of_before(const SqlError& error) {
    constexpr int32_t k_no_such_object = 208, k_no_such_database = 911, k_cannot_be_opened = 927;
    return error.number() == k_no_such_object || error.number() == k_no_such_database ||
           error.number() == k_cannot_be_opened;
}

std::string_view verb_of(StatementKind kind) {
    switch (kind) {
        case StatementKind::insert:
        case StatementKind::select_into:
            return "INSERT";
        case StatementKind::update:
            return "UPDATE";
        case StatementKind::delete_:
            return "DELETE";
        case StatementKind::merge:
            return "MERGE";
        default:
            return "SELECT";
    }
}

// What takes storage; the rest may free some, or only reads.
bool grows(StatementKind kind) {
    return kind == StatementKind::insert || kind == StatementKind::update ||
           kind == StatementKind::merge || kind == StatementKind::select_into;
}

bool writes(StatementKind kind) {
    return kind != StatementKind::select && kind != StatementKind::expression;
}

// Rows to the client.
class ClientRows : public RowSink {
  public:
    ClientRows(Reply& reply, const RowEncoder& encoder) : reply_(reply), encoder_(encoder) {}

    void start() override {
        reply_.token(encoder_.metadata());
        started_ = true;
    }
    void row(ByteSpan body) override {
        encoder_.append_row(body, reply_.row_bytes());
        ++rows_;
        reply_.drain_if_large();
    }
    bool is_full() override { return reply_.is_client_behind(); }

    bool started() const { return started_; }
    uint64_t rows() const { return rows_; }

  private:
    Reply& reply_;
    const RowEncoder& encoder_;
    bool started_ = false;
    uint64_t rows_ = 0;
};

// Keeps the last row, for assignments and identity values.
class LastRow : public RowSink {
  public:
    void row(ByteSpan body) override {
        bytes_.assign(body.begin(), body.end());
        ++rows_;
    }
    uint64_t rows() const { return rows_; }
    ByteSpan bytes() const { return bytes_; }

  private:
    Bytes bytes_;
    uint64_t rows_ = 0;
};

// Rows to the client, and the identity value behind them.
class ClientRowsAndLast : public ClientRows {
  public:
    using ClientRows::ClientRows;
    void row(ByteSpan body) override {
        ClientRows::row(body);
        last_.row(body);
    }
    const LastRow& last() const { return last_; }

  private:
    LastRow last_;
};

// Cancelled for it, or refused by the disk itself.
bool is_out_of_storage(const pg::PgError& error,
                       const std::optional<StorageGate::Growth>& growth) {
    if (error.sqlstate() == "53100") return true;
    return growth && growth->cancelled() && error.sqlstate() == "57014";
}

StorageState state_of_full(const StorageGate& gate, const pg::PgError& error) {
    StorageState state = gate.state();
    if (error.sqlstate() == "53100") state.by_disk = true;
    return state;
}

// Parameters in PostgreSQL's binary form; keeps the bytes alive.
class BoundParameters {
  public:
    void add(const Value& value) {
        Slot slot{bytes_.size(), 0, value.is_null()};
        if (!slot.null) types::encode_pg(value, bytes_);
        slot.end = bytes_.size();
        slots_.push_back(slot);
    }
    void add_text(std::string_view text) {
        size_t start = bytes_.size();
        ByteSpan span = as_bytes(text);
        bytes_.insert(bytes_.end(), span.begin(), span.end());
        slots_.push_back({start, bytes_.size(), false});
    }
    std::span<const pg::BindParam> finish() {
        for (const Slot& slot : slots_) {
            ByteSpan value = ByteSpan(bytes_).subspan(slot.start, slot.end - slot.start);
            params_.push_back({value, slot.null, pg::Format::binary});
        }
        return params_;
    }

  private:
    struct Slot {
        size_t start;
        size_t end;
        bool null;
    };
    Bytes bytes_;
    std::vector<Slot> slots_;
    std::vector<pg::BindParam> params_;
};

void append_setting(std::string& out, bool value) { out += value ? '1' : '0'; }

}  // namespace

// Everything the text of a statement depends on but its node and the catalog.
const std::string& Interpreter::context_key() {
    Frame& frame = *frame_;
    if (frame.context_generation == state_.context_generation) return frame.context;
    const engine::SessionSettings& s = state_.settings;
    std::string& key = frame.context;
    key = frame.database;
    key += '\0';
    key += frame.default_schema;
    key += '\0';
    for (bool value : {frame.quoted_identifier, frame.ansi_nulls, s.ansi_padding, s.ansi_warnings,
                       s.ansi_null_default, s.arithabort, s.concat_null_yields_null,
                       s.numeric_roundabort}) {
        append_setting(key, value);
    }
    key += char(s.datefirst);
    key += char(state_.trigger_level);
    key += s.dateformat + '\0' + s.language + '\0' + s.identity_insert + '\0';
    key += std::to_string(s.rowcount) + '\0';
    key += frame.variables.signature();
    frame.context_generation = state_.context_generation;
    return key;
}

void Interpreter::refresh_snapshot() {
    if (!state_.private_snapshot) state_.snapshot = state_.env.catalogs.current();
}

// False when the snapshot is as good as a new one.
bool Interpreter::catch_up() {
    if (state_.private_snapshot) return false;
    if (!state_.env.catalogs.has_moved_on(*state_.snapshot)) return false;
    refresh_snapshot();
    return true;
}

engine::CompileContext Interpreter::compile_context() {
    engine::CompileContext context{*state_.snapshot, frame_->database, state_.settings,
                                   &frame_->variables.scope(), state_.temporary.get(),
                                   frame_->default_schema};
    context.settings.quoted_identifier = frame_->quoted_identifier;
    context.settings.ansi_nulls = frame_->ansi_nulls;
    if (frame_->trigger) context.trigger = &frame_->trigger->context;
    context.trigger_level = state_.trigger_level;
    return context;
}

engine::CompiledPtr Interpreter::compiled(const tsql::Node& node, uint8_t purpose,
                                          std::optional<types::SqlType> target) {
    CompileKey key;
    key.node = &node;
    key.purpose = purpose;
    if (target) key.target = *target;
    key.catalog_version = state_.snapshot->version();
    key.private_version = state_.private_version;
    key.context = context_key();
    if (engine::CompiledPtr hit = frame_->unit->find(key)) return hit;
    engine::CompiledPtr out;
    try {
        out = compile(node, purpose, target);
    } catch (const SqlError& error) {
        if (!may_be_of_before(error) || !catch_up()) throw;
        key.catalog_version = state_.snapshot->version();
        out = compile(node, purpose, target);
    }
    frame_->unit->store(key, out);
    return out;
}

engine::CompiledPtr Interpreter::compile(const tsql::Node& node, uint8_t purpose,
                                         std::optional<types::SqlType> target) {
    engine::CompileContext context = compile_context();
    switch (purpose) {
        case as_statement:
            return engine::compile(static_cast<const tsql::Statement&>(node), context);
        case as_value:
            return engine::compile_expression(static_cast<const tsql::Expr&>(node), context,
                                              target);
        default:
            return engine::compile_condition(static_cast<const tsql::Expr&>(node), context);
    }
}

// SET ROWCOUNT, of queries.
int32_t Interpreter::row_limit(const CompiledStatement& compiled) const {
    int64_t limit = state_.settings.rowcount;
    if (limit <= 0 || compiled.kind == StatementKind::expression) return 0;
    return int32_t(std::min<int64_t>(limit, INT32_MAX));
}

// A collation of a COLLATE clause that no column has is made when it is first used.
void Interpreter::ensure_collations(const CompiledStatement& compiled) {
    for (uint32_t collation : compiled.collations) {
        if (state_.ensured_collations.contains(collation)) continue;
        state_.backend->with_executor(
            [&](pg::Executor& executor) { store::ensure_collation(executor, collation); });
        // A rollback would take it along.
        if (!state_.backend->in_transaction()) state_.ensured_collations.insert(collation);
    }
}

// Functions that queries call are made in this session when they are first needed.
void Interpreter::ensure_routine(const engine::Routine& routine) {
    for (const auto& call : routine.calls) ensure_routine(*call);
    auto found = state_.routines.find(routine.name);
    if (found != state_.routines.end() && found->second == routine.sql) return;
    state_.backend->with_executor([&](pg::Executor& executor) { executor.execute(routine.sql); });
    // A rollback would take it along.
    if (!state_.backend->in_transaction()) state_.routines[routine.name] = routine.sql;
}

SqlError Interpreter::storage_error(const CompiledStatement& compiled,
                                    const StorageState& state) {
    std::string database = compiled.target.database;
    if (database.empty()) database = frame_->database;
    if (compiled.into) return storage_full(state, database, {}, compiled.into->name);
    return storage_full(state, database, compiled.target.schema, compiled.target.table);
}

// Before a statement that changes data; the instance may be out of storage.
void Interpreter::check_storage(const CompiledStatement& compiled) {
    StorageGate& gate = state_.env.storage;
    if (gate.level() == StorageLevel::free) return;
    if (grows(compiled.kind) && !gate.may_grow()) throw storage_error(compiled, gate.state());
    if (compiled.kind != StatementKind::delete_) return;
    if (!gate.may_change()) throw log_full(gate.state(), frame_->database);
}

// A DELETE or a failed INSERT leaves rows behind that only a vacuum removes.
void Interpreter::note_freed_storage(const CompiledStatement& compiled) {
    const engine::TargetTable& target = compiled.target;
    if (state_.env.storage.level() == StorageLevel::free || target.table.empty()) return;
    if (target.table.starts_with('#') || target.table.starts_with('@')) return;
    state_.env.storage.note_freed(
        store::pg_qualified(target.database, target.schema, target.table));
}

uint64_t Interpreter::run_compiled(const engine::CompiledPtr& compiled, RowSink& sink) {
    if (!compiled->collations.empty()) ensure_collations(*compiled);
    for (const auto& routine : compiled->routines) ensure_routine(*routine);
    std::optional<StorageGate::Growth> growth;
    if (writes(compiled->kind)) {
        check_storage(*compiled);
        if (grows(compiled->kind)) {
            growth.emplace(state_.env.storage, state_.storage.slot(), state_.backend->wire());
        }
    }
    BoundParameters parameters;
    for (const engine::ParameterSource& source : compiled->parameters) {
        if (source.variable == "#constant") {
            parameters.add_text(source.constant);
        } else if (source.variable.starts_with(k_runtime_prefix)) {
            std::string_view name = std::string_view(source.variable).substr(k_runtime_prefix.size());
            const bool sees_all =
                has_permission(state_.login, ServerPermission::view_server_state);
            const bool sees_hashes = has_permission(state_.login, ServerPermission::control_server);
            Viewer viewer{state_.spid, sees_all, sees_hashes};
            parameters.add_text(state_.env.runtime.rows(name, viewer));
        } else {
            parameters.add(parameter_value(source));
        }
    }
    try {
        uint64_t count = state_.backend->run(compiled, parameters.finish(), sink,
                                             frame_->keep_prepared, row_limit(*compiled));
        if (compiled->kind == StatementKind::delete_) note_freed_storage(*compiled);
        return count;
    } catch (const pg::PgError& error) {
        if (error.fatal()) throw;
        if (growth) note_freed_storage(*compiled);
        if (is_out_of_storage(error, growth)) {
            throw storage_error(*compiled, state_of_full(state_.env.storage, error));
        }
        StatementNames names{std::string(verb_of(compiled->kind)), compiled->target.database,
                             compiled->target.schema, compiled->target.table};
        if (names.database.empty()) names.database = frame_->database;
        throw to_sql_error(error, names, state_.snapshot.get());
    }
}

Value Interpreter::single_value(const engine::CompiledPtr& compiled) {
    GANTRY_ASSERT(compiled->columns.size() == 1);
    LastRow row;
    run_compiled(compiled, row);
    if (row.rows() == 0) return Value::null(compiled->columns[0].type);
    return field_value(row.bytes(), 0, compiled->columns[0].type);
}

void Interpreter::assign_row(const CompiledStatement& compiled, ByteSpan row) {
    for (size_t i = 0; i < compiled.assignment_targets.size(); ++i) {
        frame_->variables.assign(compiled.assignment_targets[i],
                                 field_value(row, i, compiled.columns[i].type));
    }
}

void Interpreter::statement_done(uint16_t command, bool has_count, uint64_t count) {
    // Rows that are held back are counted where they go in.
    if (capture_ != nullptr && command == tds::k_command_select) return;
    uint16_t status = has_count && !state_.settings.nocount ? tds::k_done_count : 0;
    reply_.done(frame_->done_kind, status, command, status != 0 ? count : 0);
}

void Interpreter::query(const tsql::Statement& statement) {
    engine::CompiledPtr compiled_statement = compiled(statement, as_statement);
    const CompiledStatement& compiled = *compiled_statement;
    if (state_.options.noexec) return;
    if (state_.options.fmtonly) {
        describe(compiled);
        return;
    }
    engine::require_runnable(compiled, state_.settings, int(statement.range.line));
    if (state_.transaction.doomed && writes(compiled.kind)) {
        throw SqlError(3930, 16, 1,
                       "The current transaction cannot be committed and cannot support operations "
                       "that write to the log file. Roll back the transaction.");
    }
    start_implicit_transaction(statement);
    auto* insert = tsql::try_as<tsql::InsertStatement>(&statement);
    if (insert != nullptr && insert->execute != nullptr) return insert_execute(*insert);
    bool own_transaction = compiled.into != nullptr && !state_.backend->in_transaction();
    if (own_transaction) state_.backend->begin({});
    try {
        if (compiled.into) create_into(compiled_statement);
        run_change(compiled_statement);
    } catch (...) {
        if (own_transaction) state_.backend->rollback();
        throw;
    }
    if (own_transaction) {
        state_.backend->commit();
        catalog_committed();
    }
}

// SET FMTONLY ON: the columns, and that there are no rows.
void Interpreter::describe(const CompiledStatement& compiled) {
    if (compiled.shape != Shape::rows) return;
    reply_.token(RowEncoder(compiled.columns, reply_.version()).metadata());
    statement_done(tds::k_command_select, true, 0);
}

// Kept with the statement, which is often run again.
std::shared_ptr<const RowEncoder> Interpreter::encoder_for(const engine::CompiledPtr& compiled) {
    if (state_.encoders.size() >= k_encoders_max) state_.encoders.clear();
    CachedEncoder& cached = state_.encoders[compiled.get()];
    if (!cached.encoder) {
        cached.compiled = compiled;
        cached.encoder = std::make_shared<RowEncoder>(compiled->columns, reply_.version());
    }
    return cached.encoder;
}

void Interpreter::run_query(const engine::CompiledPtr& compiled_statement) {
    const CompiledStatement& compiled = *compiled_statement;
    uint16_t command = command_of(compiled.kind);
    uint64_t count = 0;
    const LastRow* last = nullptr;
    LastRow last_row;
    std::optional<ClientRowsAndLast> both;
    if (compiled.shape == Shape::rows && capture_ != nullptr) {
        CaptureSink rows(*capture_, types_of(compiled.columns));
        count = run_compiled(compiled_statement, rows);
        last_row.row(rows.last());
        last = &last_row;
    } else if (compiled.shape == Shape::rows) {
        std::shared_ptr<const RowEncoder> encoder = encoder_for(compiled_statement);
        if (compiled.identity_column >= 0) {
            both.emplace(reply_, *encoder);
            count = run_compiled(compiled_statement, *both);
            last = &both->last();
        } else {
            ClientRows rows(reply_, *encoder);
            count = run_compiled(compiled_statement, rows);
        }
    } else {
        count = run_compiled(compiled_statement, last_row);
        last = &last_row;
    }
    if (compiled.shape == Shape::assignment && last->rows() > 0) {
        assign_row(compiled, last->bytes());
    }
    if (compiled.identity_column >= 0 && last != nullptr && !last->bytes().empty()) {
        Value identity = field_value(last->bytes(), size_t(compiled.identity_column),
                                     compiled.identity_type);
        // A MERGE that inserted nothing gives none.
        if (!identity.is_null()) state_.identity = frame_->identity = identity;
    }
    state_.row_count = compiled.kind == StatementKind::truncate ? 0 : int64_t(count);
    state_.error_number = 0;
    if (compiled.target.triggers) fire_triggers(compiled, count);
    if (compiled.shape != Shape::assignment &&
        (compiled.shape != Shape::rows || capture_ == nullptr)) {
        statement_done(command, compiled.kind != StatementKind::truncate, count);
    }
}

}  // namespace gantry::session
