#pragma once
// One level of execution: a batch, a procedure, a dynamic batch. Frames form a stack through
// `caller`; they live on the C++ stack of the interpreter.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "catalog/model.h"
#include "engine/compiled.h"
#include "engine/context.h"
#include "session/unit_cache.h"
#include "session/variables.h"
#include "tds/tokens.h"

namespace gantry::session {

struct HiddenTable {
    catalog::Table table;
    std::string parked;  // its name meanwhile
};

class Cursor;
using CursorPtr = std::shared_ptr<Cursor>;
using Cursors = std::map<std::string, CursorPtr>;  // by name, in lower case

// A trigger that runs, and what fired it.
struct TriggerFrame {
    int32_t module_id = 0;
    engine::TriggerContext context;
    std::shared_ptr<const engine::TriggerPlan> plan;
};

struct Frame {
    Frame* caller = nullptr;
    UnitPtr unit;
    Variables variables;
    std::string procedure;  // empty in a batch
    int32_t procedure_id = 0;
    // Where names are looked up, and options fixed when a module was created.
    std::string database;
    std::string default_schema = "dbo";  // of a module: its own schema, before dbo
    bool quoted_identifier = true;
    bool ansi_nulls = true;
    tds::DoneKind done_kind = tds::DoneKind::done;
    int try_depth = 0;         // TRY blocks of this frame we are in
    types::Value identity;     // SCOPE_IDENTITY()
    int32_t return_status = 0;
    bool keep_prepared = false;  // its statements come again: keep PostgreSQL's plans
    std::string goto_label;
    std::optional<TriggerFrame> trigger;
    Cursors cursors;           // LOCAL ones
    Cursors cursor_variables;  // by "@name"; null: nothing allocated
    std::vector<std::string> temporaries;  // temporary tables and table variables made here
    std::vector<HiddenTable> hidden;       // of calling frames, by ours of the same names

    // Cached key of compiling in this frame.
    std::string context;
    uint64_t context_generation = 0;
};

}  // namespace gantry::session
