#pragma once
// The parts of a script and what they share. Private to src/catalog/script. Each function writes
// one kind of objects; script.cc calls them in order.

#include <set>
#include <string>
#include <vector>

#include "catalog/model.h"
#include "catalog/script/names.h"
#include "catalog/script/script.h"
#include "catalog/script/writer.h"

namespace gantry::catalog::script {

struct Context {
    Context(const Database& database, const ScriptOptions& options_in);

    const Database& db;
    const ScriptOptions& options;
    Names names;
    ScriptWriter out;
    // All of the model's by schema and name, so that ids do not show in the script.
    std::vector<const Table*> tables;
    std::vector<const Module*> modules;
    // Only this object and what hangs on it, when not 0.
    int32_t only_object = 0;
    // Default and check constraints that call functions: written when those are there.
    std::set<int32_t> deferred_constraints;
    // Computed columns that a circle of needs puts off: (table, column).
    std::set<std::pair<int32_t, int32_t>> deferred_columns;
    // Tables and modules in the order of their needs (objects_part.cc).
    std::vector<int32_t> order;
    // Modules and tables left to the server because it ships them itself.
    uint32_t shipped_count = 0;

    bool wants(ScriptPart part) const { return options.has(part); }
    bool chosen(int32_t object_id) const { return only_object == 0 || only_object == object_id; }
};

// database_part.cc
void script_create_database(Context& context);
void script_database_options(Context& context);
void script_database_end(Context& context);
// principals_part.cc
void script_principals(Context& context);
void script_role_members(Context& context);
void script_schemas(Context& context);
// types_part.cc
void script_user_types(Context& context);
void script_table_types(Context& context);
void script_xml_collections(Context& context);
void script_sequences(Context& context);
void script_synonyms(Context& context);
// rules_part.cc
void script_rules(Context& context);
void script_rule_bindings(Context& context);
// keys_part.cc
void script_assemblies(Context& context);
void script_keys(Context& context);
void script_key_users(Context& context);
// external_part.cc
void script_external_sources(Context& context);
// storage_part.cc
void script_partition_functions(Context& context);
void script_partition_schemes(Context& context);
void script_statistics(Context& context);
// full_text_part.cc
void script_full_text_catalogs(Context& context);
void script_full_text_indexes(Context& context);
// objects_part.cc: tables, views, functions and procedures in the order of their needs
void order_objects(Context& context);
void script_objects(Context& context);
// constraints_part.cc
void script_deferred_constraints(Context& context);
void script_foreign_keys(Context& context);
// triggers_part.cc
void script_table_triggers(Context& context);
void script_database_triggers(Context& context);
// broker_part.cc
void script_broker(Context& context);
// policies_part.cc
void script_policies(Context& context);
void script_plan_guides(Context& context);
// properties_part.cc
void script_properties(Context& context);
// permissions_part.cc
void script_owners(Context& context);
void script_permissions(Context& context);
// drop_part.cc
void script_drops(Context& context);

// What several parts need.

// tables.cc: CREATE TABLE, and its indexes.
void script_table(Context& context, const Table& table);
// columns.cc: one line of a column list. Constraints are left out of it where they are written
// apart, and nameless in table types.
struct ColumnStyle {
    bool named_constraints = true;
    bool constraints = true;
};
std::string column_text(const Context& context, const Table& table, const Column& column,
                        const ColumnStyle& style);
// The column a check stands at; nullptr for a check of the table, and where it cannot stand at its
// column: computed ones take none in CREATE TYPE, and CREATE TABLE only persisted ones.
const Column* column_of_check(const Table& table, const CheckConstraint& check);
// "CONSTRAINT [name] ", or nothing for a name the server made up.
std::string constraint_name(const Context& context, const std::string& name, bool system_named);

// indexes.cc
std::string key_columns(const std::vector<Column>& columns, const Index& index);
// " WITH (...)" of options that are not the defaults, or nothing.
std::string index_options(const Context& context, const Index& index);
// " ON [filegroup]", or " ON [scheme]([column])", under --with-storage.
std::string placement(const Context& context, const std::vector<Column>& columns,
                      const Index& index, int32_t data_space_id);
// A filegroup's or partition scheme's name in brackets; empty when unknown.
std::string data_space(const Context& context, int32_t id);
// "PRIMARY KEY CLUSTERED (...)" or "UNIQUE ...", for tables and table types.
std::string key_constraint(const Context& context, const Table& table, const Index& index);
// INDEX [x] ... inside CREATE TABLE and CREATE TYPE.
std::string inline_index(const Context& context, const Table& table, const Index& index);
// Everything on a table or view that CREATE INDEX makes.
void script_indexes(Context& context, const std::string& object_name,
                    const std::vector<Column>& columns, const std::vector<Index>& indexes);
// The data compression of a heap or index: "DATA_COMPRESSION = PAGE", one for each different run of
// partitions.
std::vector<std::string> compression_options(const Context& context, const Index& index);

// modules.cc
bool is_trigger(const Module& module);
bool is_database_trigger(const Module& module);
void script_module(Context& context, const Module& module);
std::string module_title(const Context& context, const Module& module);  // "procedure [s].[p]"
// The stored text with the name that the object has now.
std::string current_text(const Context& context, const Module& module);

// " AUTHORIZATION [owner]" when the owner is not dbo.
std::string authorization(const Context& context, int32_t owner_id);

}  // namespace gantry::catalog::script
