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

}  // namespace gantry::engine
