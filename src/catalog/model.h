#pragma once
// The neutral schema model of one database. One model, four users: the backup reader fills it from
// system base tables, the backup writer builds pages from it, the instance's store keeps it in
// PostgreSQL, and the binder resolves names in it. Plain data; ids are SQL Server's own.
//
// Texts are UTF-8. Expressions and modules are kept as T-SQL text exactly as the server stored it.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "types/sql_type.h"

namespace gantry::catalog {

struct Schema {
    int32_t id = 0;  // 1 = dbo
    std::string name;
    int32_t owner_id = 1;
};

struct Principal {
    int32_t id = 0;  // 0 public, 1 dbo, 2 guest, 3 INFORMATION_SCHEMA, 4 sys, 16384.. fixed roles
    std::string name;
    char type = 'S';  // sys.database_principals.type: S, U, G, R, A, C, K
    std::string default_schema;
    std::vector<uint8_t> sid;
};

// CREATE TYPE ... FROM; table types are Tables with is_table_type.
struct UserType {
    int32_t id = 0;  // sys.types.user_type_id, 257 and up
    int32_t schema_id = 1;
    std::string name;
    types::SqlType base;
    bool nullable = true;
};

struct Identity {
    std::string seed = "1";       // decimal text: up to 38 digits
    std::string increment = "1";
    std::string last;             // empty: no value was used yet
    bool not_for_replication = false;
};

struct DefaultConstraint {
    int32_t object_id = 0;
    std::string name;
    std::string text;  // "((0))", "(getdate())"
    bool system_named = false;
};

struct Column {
    int32_t id = 0;  // sys.columns.column_id, 1-based, gaps after drops
    std::string name;
    types::SqlType type;  // type.user_type set for alias types
    bool nullable = true;
    bool ansi_padded = true;
    bool rowguidcol = false;
    bool sparse = false;
    bool column_set = false;
    bool filestream = false;
    bool hidden = false;
    std::optional<Identity> identity;
    std::optional<DefaultConstraint> default_constraint;
    std::string computed_text;  // empty: not computed
    bool persisted = false;     // of a computed column

    bool is_computed() const { return !computed_text.empty(); }
    // True when rows carry a value for it.
    bool is_stored() const { return !is_computed() || persisted; }
};

enum class IndexKind : uint8_t {  // sys.indexes.type
    heap = 0,
    clustered = 1,
    nonclustered = 2,
    xml = 3,
    spatial = 4,
    clustered_columnstore = 5,
    nonclustered_columnstore = 6,
    nonclustered_hash = 7,
};

struct IndexColumn {
    int32_t column_id = 0;
    bool descending = false;
    bool included = false;
};

struct Index {
    int32_t id = 0;         // sys.indexes.index_id: 0 heap, 1 clustered
    int32_t object_id = 0;  // of the constraint, 0 when it is a plain index
    std::string name;       // empty for a heap
    IndexKind kind = IndexKind::heap;
    bool unique = false;
    bool primary_key = false;
    bool unique_constraint = false;
    bool disabled = false;
    bool hypothetical = false;
    bool system_named = false;
    uint8_t fill_factor = 0;
    std::string filter_text;  // "([x] IS NOT NULL)"; empty: not filtered
    std::vector<IndexColumn> columns;  // keys in key order, then included ones
};

enum class ReferentialAction : uint8_t { no_action = 0, cascade = 1, set_null = 2, set_default = 3 };

struct ForeignKey {
    int32_t object_id = 0;
    std::string name;
    int32_t referenced_table_id = 0;
    std::vector<int32_t> columns;             // column ids of this table
    std::vector<int32_t> referenced_columns;  // column ids of the referenced table, same order
    ReferentialAction on_delete = ReferentialAction::no_action;
    ReferentialAction on_update = ReferentialAction::no_action;
    bool disabled = false;
    bool not_trusted = false;
    bool not_for_replication = false;
    bool system_named = false;
};

struct CheckConstraint {
    int32_t object_id = 0;
    std::string name;
    std::string text;        // "([Quantity]>(0))"
    int32_t column_id = 0;   // 0: table level
    bool disabled = false;
    bool not_trusted = false;
    bool not_for_replication = false;
    bool system_named = false;
};

struct Table {
    int32_t object_id = 0;
    int32_t schema_id = 1;
    std::string name;
    bool is_table_type = false;  // name and schema are the type's
    bool is_system = false;      // shipped by Microsoft: is_ms_shipped
    std::vector<Column> columns;  // in column_id order
    std::vector<Index> indexes;   // heap or clustered first
    std::vector<ForeignKey> foreign_keys;
    std::vector<CheckConstraint> checks;
    int64_t row_count = 0;  // what sysrowsets.rcrows said, summed over partitions
};

struct Parameter {
    int32_t id = 0;  // 0: return value
    std::string name;  // with '@'
    types::SqlType type;
    bool output = false;
    bool has_default = false;  // known only from the text
    bool readonly = false;     // table-valued
};

enum class ModuleKind : uint8_t {
    view,
    procedure,
    scalar_function,
    inline_function,
    table_function,
    trigger,
    clr,  // assembly-backed: text empty
    other,
};

struct Module {
    int32_t object_id = 0;
    int32_t schema_id = 1;
    std::string name;
    std::string type;  // sys.objects.type, trimmed: V, P, FN, IF, TF, TR, PC, FS, FT, TA, AF, R, D
    ModuleKind kind = ModuleKind::other;
    int32_t parent_object_id = 0;  // table or view of a DML trigger; 0 for a database trigger
    std::string text;              // CREATE ... as stored; empty when encrypted or CLR
    bool encrypted = false;
    bool disabled = false;  // triggers
    bool quoted_identifier = true;
    bool ansi_nulls = true;
    bool is_system = false;
    std::vector<Column> columns;  // of a view or table function, as recorded at creation
    std::vector<Parameter> parameters;
};

struct Sequence {
    int32_t object_id = 0;
    int32_t schema_id = 1;
    std::string name;
    types::SqlType type;
    std::string start, increment, minimum, maximum, current;
    bool cycles = false;
};

struct Synonym {
    int32_t object_id = 0;
    int32_t schema_id = 1;
    std::string name;
    std::string target;  // "[db].[schema].[object]" as written
};

struct ExtendedProperty {
    uint8_t object_class = 0;  // sys.extended_properties.class
    int32_t major_id = 0;
    int32_t minor_id = 0;
    std::string name;
    std::string value;  // as text
};

struct Database {
    std::string name;
    int32_t id = 0;  // on its own server
    uint16_t internal_version = 0;  // 611 = 2005 ... 957 = 2022
    uint16_t created_version = 0;
    uint8_t compatibility_level = 0;
    uint32_t collation = 0;  // collation id, types/collation.h
    std::string recovery_model = "FULL";
    std::vector<Schema> schemas;
    std::vector<Principal> principals;
    std::vector<UserType> user_types;
    std::vector<Table> tables;  // user tables and table types, by object_id
    std::vector<Module> modules;
    std::vector<Sequence> sequences;
    std::vector<Synonym> synonyms;
    std::vector<ExtendedProperty> extended_properties;
    // What could not be read or is not modelled yet, one sentence each; shown by inspect and
    // restore. Never silently dropped.
    std::vector<std::string> warnings;
};

}  // namespace gantry::catalog
