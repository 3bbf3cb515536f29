#pragma once
// A user's function that runs inside queries: T-SQL compiled to PL/pgSQL (DESIGN D6). It is made in
// pg_temp of the session that needs it, before the first statement that calls it.
//
// What PL/pgSQL's body is made of goes through compile() like any other statement; variables keep
// their T-SQL names ("@x"), which no column has. Errors: SqlError of the statement in the body that
// cannot be compiled, with the function's name.

#include <memory>
#include <string>
#include <vector>

#include "engine/context.h"
#include "tsql/ast.h"
#include "tsql/parser.h"
#include "types/sql_type.h"

namespace gantry::engine {

struct Routine {
    std::string name;  // quoted: "pg_temp"."fn$5$1234"
    std::string sql;   // makes it
    // Of a table function.
    std::shared_ptr<const DatabaseCatalog> shape;       // its one table has the columns
    std::vector<std::shared_ptr<const Routine>> calls;  // to be made before it
};
using RoutinePtr = std::shared_ptr<const Routine>;

// The functions being compiled around this one: a function may call itself.
struct RoutineChain {
    int32_t module_id = 0;
    const DatabaseCatalog* database = nullptr;
    const RoutineChain* outer = nullptr;
};

std::string routine_name(const DatabaseCatalog& database, const catalog::Module& module);
bool is_being_compiled(const CompileContext& context, const DatabaseCatalog& database,
                       const catalog::Module& module);

RoutinePtr compile_routine(const DatabaseCatalog& database, const catalog::Module& module,
                           const tsql::CreateFunctionStatement& statement,
                           const tsql::ParseResult& parsed, const CompileContext& context);

}  // namespace gantry::engine
