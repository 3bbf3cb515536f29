#pragma once
// A T-SQL cursor: its query, and while it is open the rows the query gave, which do not change
// (every cursor is a static one). Shared by the names and variables that refer to it. One thread.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "session/frame.h"
#include "session/row_store.h"
#include "session/state.h"

namespace gantry::session {

class Cursor {
  public:
    // What DECLARE saw: the query's unit, the values of variables, names and options.
    UnitPtr unit;
    const tsql::CursorDefinition* definition = nullptr;
    Variables variables;
    std::string database, default_schema;
    bool quoted_identifier = true, ansi_nulls = true;
    std::optional<TriggerFrame> trigger;
    bool scroll = false;

    bool is_open() const { return rows_ != nullptr; }
    const engine::CompiledPtr& compiled() const { return compiled_; }
    // Begins to take rows; nothing is current.
    void open(engine::CompiledPtr compiled);
    void add_row(ByteSpan row);
    void close();

    int64_t row_count() const { return int64_t(ends_.size()); }
    // Rows are 1..row_count(); 0 is before the first, row_count() + 1 behind the last.
    int64_t position() const { return position_; }
    // False when there is no row there.
    bool move_to(int64_t position);
    // Body of the current row as PostgreSQL sent it.
    Bytes row() const;

  private:
    engine::CompiledPtr compiled_;
    std::unique_ptr<RowStore> rows_;
    std::vector<uint64_t> ends_;
    int64_t position_ = 0;
};

}  // namespace gantry::session
