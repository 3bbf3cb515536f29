#pragma once
// The engine: a T-SQL statement in, a PostgreSQL statement out (DESIGN D3). Bind resolves names
// and types against a CatalogSnapshot; emit prints PostgreSQL SQL with $n parameters.
//
// Everything here is pure but execute_ddl: no I/O (a snapshot may load a database), no shared
// state, callable from any thread. Errors are SqlError with the line of the faulty construct in
// the batch. What is not supported is error 40510 "'X' is not supported.", see unsupported.h.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/compiled.h"
#include "engine/context.h"
#include "engine/snapshot/snapshot.h"
#include "types/sql_type.h"

namespace gantry::tsql {
struct Statement;
struct InsertStatement;
struct CursorDefinition;
struct Expr;
}  // namespace gantry::tsql

namespace gantry::engine {

// SELECT, INSERT, UPDATE, DELETE, TRUNCATE TABLE.
CompiledPtr compile(const tsql::Statement& statement, const CompileContext& context);

// Rows of one shape that INSERT ... EXECUTE has collected: a table whose columns are c1, c2, ...
struct StagedRows {
    std::string pg_table;  // quoted
    std::vector<types::SqlType> types;
};
// INSERT ... EXECUTE, once what was executed has given its rows; they go in as one statement.
// Without rows (compile() says so, too) it finds what is wrong with the target.
CompiledPtr compile_staged_insert(const tsql::InsertStatement& statement,
                                  const std::vector<StagedRows>& rows,
                                  const CompileContext& context);

// The query of a cursor.
CompiledPtr compile_cursor(const tsql::CursorDefinition& definition, const CompileContext& context);

// A scalar expression as a one-row, one-column query of type `target` (its own type when empty).
CompiledPtr compile_expression(const tsql::Expr& expression, const CompileContext& context,
                               std::optional<types::SqlType> target = std::nullopt);
// A search condition as a one-row query: one bit column, false for UNKNOWN.
CompiledPtr compile_condition(const tsql::Expr& condition, const CompileContext& context);

// The type a declaration names: built in, or an alias type of the current database. Throws 2715.
// (SqlType of types::type_by_name with the database's collation filled in.)

// For restore and DDL: T-SQL expression text as the catalog keeps it ("([Quantity]>(0))") to a
// PostgreSQL expression over the table's columns. Throw SqlError naming the construct when it
// can't be said.
std::string compile_check(const catalog::Database& database, const catalog::Table& table,
                          std::string_view text);
std::string compile_default(const catalog::Database& database, const catalog::Table& table,
                            const catalog::Column& column, std::string_view text);
std::string compile_computed(const catalog::Database& database, const catalog::Table& table,
                             const catalog::Column& column, std::string_view text);
// The WHERE of a filtered index.
std::string compile_filter(const catalog::Database& database, const catalog::Table& table,
                           std::string_view text);

}  // namespace gantry::engine
