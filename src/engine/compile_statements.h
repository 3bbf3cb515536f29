#pragma once
// Parts of compile(): statements with more to them than bind and emit.

#include <string_view>

#include "engine/bind/binder.h"
#include "engine/compiled.h"

namespace gantry::engine {

bool is_select_into(const tsql::SelectStatement& statement);
void compile_select_into(const tsql::SelectStatement& statement, bind::Binder& binder,
                         CompiledStatement& out);
void compile_truncate(const tsql::TruncateStatement& statement, bind::Binder& binder,
                      CompiledStatement& out);
// An enabled DML trigger of the table fires at `event` (INSERT, UPDATE, DELETE).
bool has_trigger(const DatabaseCatalog& database, int32_t object_id, std::string_view event);

}  // namespace gantry::engine
