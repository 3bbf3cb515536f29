#pragma once
// What a code base uses, counted: statements, clauses, functions, types, hints, SET options,
// features with a history, and what ties it to its surroundings.

#include <cstdint>
#include <map>
#include <string>

#include "tsql/ast.h"

namespace gantry::tsql {

using Counts = std::map<std::string, uint64_t>;

struct Usage {
    Counts statements;      // "SELECT", "CREATE PROCEDURE", "ALTER DATABASE" ...; nested too
    Counts clauses;         // kinds of the other nodes that are no expressions
    Counts functions;       // built in, lower-cased
    Counts user_functions;  // with a schema; methods of columns look the same
    Counts types;           // the server's, lower-cased
    Counts user_types;
    Counts hints;              // "table NOLOCK", "query MAXDOP", "join HASH"
    Counts set_options;        // "NOCOUNT ON"
    Counts features;           // names of feature.h
    Counts databases;          // of names with three parts and more, and of USE
    Counts linked_servers;     // of names with four parts, OPENQUERY, EXECUTE ... AT
    Counts temporary_tables;   // created or named with #
    uint64_t dynamic_sql = 0;  // EXECUTE (text), sp_executesql
    uint64_t cursors = 0;
    int level = 0;    // the lowest compatibility level all features allow; 0: any
    int version = 0;  // the oldest release that has all of them; 0: 2005 or older

    void add(const Usage& other);
};

// Adds what a statement and everything below it uses.
void count_usage(const Statement& statement, Usage& usage);

// "SELECT", "CREATE TABLE": the words a statement is known by.
std::string statement_title(const Statement& statement);

}  // namespace gantry::tsql
