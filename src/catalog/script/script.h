#pragma once
// From the schema model to runnable T-SQL: the statements that make the database again, in an order
// in which each finds what it needs. Pure: a model in, text out; the same model and options give
// the same bytes.
//
// Names are bracketed, texts are N'' literals, batches end with GO. Modules come with the text and
// the SET options they were stored with. What cannot be written as T-SQL stays in the script as a
// `-- cannot be scripted: ...` comment and is counted in Script::problems; nothing is left out
// silently.
//
// The forms follow the T-SQL reference of each statement.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/model.h"

namespace gantry::catalog {

// What --objects chooses from.
enum class ScriptPart : uint8_t {
    principals,
    schemas,
    types,
    assemblies,
    keys,  // certificates, asymmetric and symmetric keys
    partitions,
    full_text,
    sequences,
    synonyms,
    rules,  // CREATE RULE, CREATE DEFAULT and their bindings
    tables,
    indexes,
    foreign_keys,
    views,
    functions,
    procedures,
    triggers,
    statistics,
    broker,
    policies,
    properties,
    permissions,
    instance,  // logins, jobs, ... of master and msdb: script/instance.h
    count_,
};

std::string_view script_part_name(ScriptPart part);

struct ScriptOptions {
    uint32_t parts = ~0u;        // bit 1 << ScriptPart
    std::string object;          // "schema.name" or "name": this table or module alone
    bool if_not_exists = false;  // each statement behind a test for what it makes
    bool drop = false;           // statements that drop, before those that make
    bool with_database = false;  // CREATE DATABASE and its options
    bool with_storage = false;   // filegroups, partition schemes
    bool all_names = false;      // names the server made up for constraints too

    bool has(ScriptPart part) const { return (parts >> uint32_t(part) & 1) != 0; }
};

struct Script {
    std::string text;
    uint32_t statement_count = 0;       // batches that make something
    std::vector<std::string> problems;  // "procedure dbo.p: was created WITH ENCRYPTION"
};

// Throws Error when options.object names nothing.
Script script_database(const Database& database, const ScriptOptions& options = {});

}  // namespace gantry::catalog
