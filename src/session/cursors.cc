// DECLARE CURSOR, OPEN, FETCH, CLOSE, DEALLOCATE and cursor variables. Rules of the documentation:
// a cursor is global unless it says LOCAL; it goes forward only unless SCROLL, STATIC, KEYSET or
// DYNAMIC is said without FORWARD_ONLY.

#include <fmt/core.h>

#include <algorithm>

#include "base/utf.h"
#include "engine/engine.h"
#include "session/captured_rows.h"
#include "session/cursor.h"
#include "session/interpreter.h"
#include "session/row_encoder.h"
#include "types/convert.h"
#include "types/pg_binary.h"

namespace gantry::session {

namespace {

using types::Value;

class CursorRows : public RowSink {
  public:
    explicit CursorRows(Cursor& cursor) : cursor_(cursor) {}
    void row(ByteSpan body) override { cursor_.add_row(body); }

  private:
    Cursor& cursor_;
};

bool has(const tsql::List<std::string_view>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool can_scroll(const tsql::CursorDefinition& definition) {
    if (definition.iso_scroll || has(definition.options, "SCROLL")) return true;
    if (has(definition.options, "FORWARD_ONLY") || has(definition.options, "FAST_FORWARD")) {
        return false;
    }
    return has(definition.options, "STATIC") || has(definition.options, "KEYSET") ||
           has(definition.options, "DYNAMIC");
}

std::string_view word_of(tsql::FetchDirection direction) {
    switch (direction) {
        case tsql::FetchDirection::prior:
            return "prior";
        case tsql::FetchDirection::first:
            return "first";
        case tsql::FetchDirection::last:
            return "last";
        case tsql::FetchDirection::absolute:
            return "absolute";
        case tsql::FetchDirection::relative:
            return "relative";
        default:
            return "next";
    }
}

SqlError no_cursor(std::string_view name) {
    return SqlError(16916, 16, 1, fmt::format("A cursor with the name '{}' does not exist.", name));
}

int64_t target_of(tsql::FetchDirection direction, int64_t offset, const Cursor& cursor) {
    switch (direction) {
        case tsql::FetchDirection::prior:
            return cursor.position() - 1;
        case tsql::FetchDirection::first:
            return 1;
        case tsql::FetchDirection::last:
            return cursor.row_count();
        case tsql::FetchDirection::absolute:
            return offset >= 0 ? offset : cursor.row_count() + 1 + offset;
        case tsql::FetchDirection::relative:
            return cursor.position() + offset;
        default:
            return cursor.position() + 1;
    }
}

}  // namespace

CursorPtr Interpreter::make_cursor(const tsql::CursorDefinition& definition) {
    auto cursor = std::make_shared<Cursor>();
    cursor->unit = frame_->unit;
    cursor->definition = &definition;
    cursor->variables = frame_->variables;
    cursor->database = frame_->database;
    cursor->default_schema = frame_->default_schema;
    cursor->quoted_identifier = frame_->quoted_identifier;
    cursor->ansi_nulls = frame_->ansi_nulls;
    cursor->trigger = frame_->trigger;
    cursor->scroll = can_scroll(definition);
    return cursor;
}

void Interpreter::declare_cursor(const tsql::DeclareCursorStatement& statement) {
    const tsql::CursorDefinition& definition = *statement.definition;
    Cursors& cursors = has(definition.options, "LOCAL") ? frame_->cursors : state_.global_cursors;
    std::string name = ascii_lower(statement.name.name);
    if (cursors.contains(name)) {
        throw SqlError(
            16915, 16, 1,
            fmt::format("A cursor with the name '{}' already exists.", statement.name.name));
    }
    cursors[name] = make_cursor(definition);
}

// SET @c = CURSOR FOR ..., SET @c = name, SET @c = @other.
bool Interpreter::set_cursor(const tsql::SetVariableStatement& statement) {
    auto variable = frame_->cursor_variables.find(ascii_lower(statement.variable));
    if (variable == frame_->cursor_variables.end()) {
        if (statement.cursor != nullptr) throw undeclared(statement.variable);
        return false;
    }
    if (statement.cursor != nullptr) {
        variable->second = make_cursor(*statement.cursor);
        return true;
    }
    tsql::CursorRef from;
    if (auto* other = tsql::try_as<tsql::VariableRef>(statement.value)) {
        from.variable = other->name;
    } else if (auto* word = tsql::try_as<tsql::ColumnRef>(statement.value)) {
        from.name = word->name.parts.back();
    } else {
        throw SqlError(206, 16, 2, "Operand type clash: cursor is needed.");
    }
    variable->second = find_cursor(from);
    return true;
}

CursorPtr Interpreter::find_cursor(const tsql::CursorRef& reference) const {
    if (!reference.variable.empty()) {
        auto found = frame_->cursor_variables.find(ascii_lower(reference.variable));
        if (found == frame_->cursor_variables.end()) throw undeclared(reference.variable);
        if (!found->second) {
            throw SqlError(16950, 16, 2,
                           fmt::format("The variable '{}' does not currently have a cursor "
                                       "allocated to it.",
                                       reference.variable));
        }
        return found->second;
    }
    std::string name = ascii_lower(reference.name.name);
    if (!reference.global) {
        auto local = frame_->cursors.find(name);
        if (local != frame_->cursors.end()) return local->second;
    }
    auto found = state_.global_cursors.find(name);
    if (found == state_.global_cursors.end()) throw no_cursor(reference.name.name);
    return found->second;
}

void Interpreter::cursor_statement(const tsql::CursorStatement& statement) {
    CursorPtr cursor = find_cursor(*statement.cursor);
    switch (statement.action) {
        case tsql::CursorAction::open:
            open_cursor(*cursor);
            return;
        case tsql::CursorAction::close:
            if (!cursor->is_open()) throw SqlError(16917, 16, 2, "Cursor is not open.");
            cursor->close();
            return;
        case tsql::CursorAction::deallocate:
            break;
    }
    if (!statement.cursor->variable.empty()) {
        frame_->cursor_variables[ascii_lower(statement.cursor->variable)].reset();
        return;
    }
    std::string name = ascii_lower(statement.cursor->name.name);
    if (statement.cursor->global || frame_->cursors.erase(name) == 0) {
        state_.global_cursors.erase(name);
    }
}

void Interpreter::open_cursor(Cursor& cursor) {
    if (cursor.is_open()) throw SqlError(16905, 16, 1, "The cursor is already open.");
    // As where it was declared, with the values variables had there.
    Frame inner;
    inner.caller = frame_;
    inner.unit = cursor.unit;
    inner.variables = cursor.variables;
    inner.database = cursor.database;
    inner.default_schema = cursor.default_schema;
    inner.quoted_identifier = cursor.quoted_identifier;
    inner.ansi_nulls = cursor.ansi_nulls;
    inner.trigger = cursor.trigger;
    inner.done_kind = frame_->done_kind;
    Frame* outer = frame_;
    frame_ = &inner;
    try {
        auto compiled = engine::compile_cursor(*cursor.definition, compile_context());
        cursor.open(compiled);
        CursorRows rows(cursor);
        run_compiled(compiled, rows);
    } catch (...) {
        frame_ = outer;
        cursor.close();
        throw;
    }
    frame_ = outer;
    state_.cursor_rows = cursor.row_count();
}

void Interpreter::fetch(const tsql::FetchStatement& statement) {
    CursorPtr cursor = find_cursor(*statement.cursor);
    if (!cursor->is_open()) throw SqlError(16917, 16, 2, "Cursor is not open.");
    bool next = statement.direction == tsql::FetchDirection::none ||
                statement.direction == tsql::FetchDirection::next;
    if (!next && !cursor->scroll) {
        throw SqlError(16911, 16, 1,
                       fmt::format("fetch: The fetch type {} cannot be used with forward only "
                                   "cursors.",
                                   word_of(statement.direction)));
    }
    int64_t offset = 0;
    if (statement.offset != nullptr) {
        Value value = evaluate(*statement.offset, types::bigint_type());
        if (!value.is_null()) offset = value.integer();
    }
    const std::vector<engine::ResultColumn>& columns = cursor->compiled()->columns;
    if (!statement.into.empty() && statement.into.size() != columns.size()) {
        throw SqlError(16924, 16, 1,
                       "Cursorfetch: The number of variables declared in the INTO list must match "
                       "that of selected columns.");
    }
    bool found = cursor->move_to(target_of(statement.direction, offset, *cursor));
    state_.fetch_status = found ? 0 : -1;
    if (statement.into.empty()) {
        send_fetched(*cursor, found);
    } else if (found) {
        Bytes row = cursor->row();
        for (size_t i = 0; i < columns.size(); ++i) {
            frame_->variables.assign(statement.into[i], field_value(row, i, columns[i].type));
        }
    }
    state_.row_count = found ? 1 : 0;
    state_.error_number = 0;
}

// FETCH without INTO: a result of one row, or of none.
void Interpreter::send_fetched(const Cursor& cursor, bool found) {
    if (capture_ != nullptr) {
        CaptureSink rows(*capture_, types_of(cursor.compiled()->columns));
        if (found) rows.row(cursor.row());
        return;
    }
    std::shared_ptr<const RowEncoder> encoder = encoder_for(cursor.compiled());
    reply_.token(encoder->metadata());
    if (found) encoder->append_row(cursor.row(), reply_.row_bytes());
    statement_done(tds::k_command_select, true, found ? 1 : 0);
}

// CURSOR_STATUS(): 1 open, 0 open without rows, -1 closed, -2 nothing in the variable, -3 unknown.
int Interpreter::cursor_status(std::string_view kind, std::string_view name) const {
    CursorPtr cursor;
    if (ascii_iequals(kind, "variable")) {
        auto found = frame_->cursor_variables.find(ascii_lower(name));
        if (found == frame_->cursor_variables.end()) return -3;
        if (!found->second) return -2;
        cursor = found->second;
    } else {
        const Cursors& cursors =
            ascii_iequals(kind, "local") ? frame_->cursors : state_.global_cursors;
        auto found = cursors.find(ascii_lower(name));
        if (found == cursors.end()) return -3;
        cursor = found->second;
    }
    if (!cursor->is_open()) return -1;
    return cursor->row_count() > 0 ? 1 : 0;
}

}  // namespace gantry::session
