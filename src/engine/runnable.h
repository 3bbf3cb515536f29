#pragma once
// What a session runs: the statements its interpreter has, and those of their forms it refuses. The
// session asks here before it runs a statement, and an assessment asks without running any, so
// that both say the same. What has to be compiled (queries, changes, expressions) is compile()'s to
// refuse, and DDL is execute_ddl()'s.
//
// Stateless, callable from any thread. Errors are those the client would get: 40510 with the line.

#include <string>
#include <string_view>

#include "engine/compiled.h"
#include "engine/context.h"
#include "tsql/parser.h"

namespace gantry::engine {

// Throws for a statement, or a form of it, that is not built. `parsed` holds the statement.
void require_runnable(const tsql::Statement& statement, const tsql::ParseResult& parsed);
// Throws for a compiled change that needs what is not built: triggers, SET ROWCOUNT.
void require_runnable(const CompiledStatement& compiled, const SessionSettings& settings, int line);
// "BACKUP DATABASE": the words a statement begins with, for messages.
std::string statement_words(const tsql::Statement& statement, const tsql::ParseResult& parsed);

// Procedures that the server brings itself and that are no T-SQL (sp_executesql ...); those that
// are, are system_module()'s. The name is in lower case.
bool is_server_procedure(std::string_view name);

// Options of SET name ON|OFF that are accepted and change nothing.
bool is_option_without_effect(std::string_view name);

// The table of SET IDENTITY_INSERT as SessionSettings::identity_insert has it; 1088.
std::string identity_insert_table(const tsql::ObjectName& name, const CatalogSnapshot& catalog,
                                  const std::string& database);

}  // namespace gantry::engine
