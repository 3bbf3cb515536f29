#pragma once
// What DDL makes, in a schema model in memory: so that what follows it in a script or in a module
// can be compiled. Lenient where order decides: it adds and replaces, and drops nothing, since a
// text is seldom run whole (IF EXISTS ... DROP before CREATE).

#include <string_view>

#include "catalog/model.h"
#include "engine/context.h"
#include "tsql/ast.h"

namespace gantry::assess {

// False when the statement makes nothing that names can find. `batch` is the text it was parsed
// from. Throws what the engine throws for a bad definition.
bool apply_ddl(catalog::Database& model, const tsql::Statement& statement, std::string_view batch,
               const engine::CompileContext& context);

}  // namespace gantry::assess
