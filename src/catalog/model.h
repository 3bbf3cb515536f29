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

#include "catalog/model_objects.h"
#include "catalog/model_options.h"
#include "catalog/model_security.h"
#include "catalog/model_storage.h"
#include "types/sql_type.h"

namespace gantry::catalog {

struct Schema {
    int32_t id = 0;  // 1 = dbo
    std::string name;
    int32_t owner_id = 1;
};

// CREATE TYPE ... FROM and CREATE TYPE ... EXTERNAL NAME; table types are Tables with
// is_table_type.
struct UserType {
    int32_t id = 0;  // sys.types.user_type_id, 257 and up
    int32_t schema_id = 1;
    std::string name;
    types::SqlType base;
    bool nullable = true;
    int32_t default_object_id = 0;  // sp_bindefault, sp_bindrule
    int32_t rule_object_id = 0;
    // CLR types
    int32_t assembly_id = 0;
    std::string assembly_class = {};
    bool fixed_length = false;
    bool binary_ordered = false;
};

struct Identity {
    std::string seed = "1";  // decimal text: up to 38 digits
    std::string increment = "1";
    std::string last;  // empty: no value was used yet
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
    std::string computed_text;     // empty: not computed
    bool persisted = false;        // of a computed column
    uint8_t generated_always = 0;  // sys.columns.generated_always_type: 1 row start, 2 row end,
                                   // 7/8 transaction id start/end, 9/10 sequence number start/end
    std::string masking_function;  // "partial(1,\"x\",0)"; empty: not masked
    uint8_t encryption_type = 0;   // 1 deterministic, 2 randomised (Always Encrypted)
    int32_t encryption_key_id = 0;
    std::string encryption_algorithm;
    int32_t xml_collection_id = 0;
    bool xml_document = false;     // else CONTENT
    int32_t bound_default_id = 0;  // stand-alone default (sp_bindefault), a Module of type D
    int32_t bound_rule_id = 0;     // sp_bindrule, a Module of type R
    uint8_t graph_type = 0;        // sys.columns.graph_type: 1 $graph_id, 2 $node_id, ...

    bool is_computed() const { return !computed_text.empty(); }
    // $node_id, $from_id and $to_id are made of the ids beside them.
    bool is_graph_pseudo() const { return graph_type == 2 || graph_type == 5 || graph_type == 8; }
    // True when rows carry a value for it.
    bool is_stored() const { return !(is_computed() || is_graph_pseudo()) || persisted; }
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
    uint8_t partition_ordinal = 0;  // 1: the partitioning column; 0: none
    uint8_t columnstore_order = 0;  // ORDER (...) of a columnstore index, 1-based
};

// CREATE SPATIAL INDEX ... USING ... WITH (...)
struct SpatialTessellation {
    std::string scheme;  // GEOMETRY_GRID, GEOGRAPHY_GRID, GEOMETRY_AUTO_GRID, GEOGRAPHY_AUTO_GRID
    double xmin = 0, ymin = 0, xmax = 0, ymax = 0;
    std::string level_1, level_2, level_3, level_4;  // LOW, MEDIUM, HIGH; empty with AUTO
    int32_t cells_per_object = 0;
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
    std::string filter_text;           // "([x] IS NOT NULL)"; empty: not filtered
    std::vector<IndexColumn> columns;  // keys in key order, then included ones
    int32_t data_space_id = 0;         // filegroup or partition scheme
    bool padded = false;
    bool ignore_duplicate_keys = false;
    bool allow_row_locks = true;
    bool allow_page_locks = true;
    bool statistics_no_recompute = false;
    bool statistics_incremental = false;
    bool optimize_for_sequential_key = false;
    bool auto_created = false;
    bool suppress_duplicate_key_messages = false;
    int64_t bucket_count = 0;           // of hash indexes
    int32_t compression_delay = 0;      // minutes, of columnstore indexes
    std::vector<Partition> partitions;  // by number
    // XML indexes
    bool xml_primary = false;
    int32_t xml_primary_index_id = 0;  // of a secondary one
    char xml_secondary_type = 0;       // P path, V value, R property
    bool xml_selective = false;
    std::optional<SpatialTessellation> tessellation;
};

enum class ReferentialAction : uint8_t {
    no_action = 0,
    cascade = 1,
    set_null = 2,
    set_default = 3
};

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
    std::string text;       // "([Quantity]>(0))"
    int32_t column_id = 0;  // 0: table level
    bool disabled = false;
    bool not_trusted = false;
    bool not_for_replication = false;
    bool system_named = false;
};

enum class TemporalType : uint8_t { none = 0, history = 1, versioned = 2 };
enum class LedgerType : uint8_t { none = 0, history = 1, updatable = 2, append_only = 3 };

// What CREATE and ALTER TABLE set beside columns, keys and checks.
struct TableOptions {
    std::string created, modified;  // "2012-05-06T07:08:09.123"
    int32_t owner_id = 0;           // 0: the schema's owner
    int32_t type_id = 0;            // of a table type: sys.types.user_type_id
    int32_t data_space_id = 0;      // filegroup or partition scheme of the rows
    int32_t lob_data_space_id = 0;  // TEXTIMAGE_ON; 0: none
    int32_t filestream_data_space_id = 0;
    bool ansi_nulls = true;
    int32_t text_in_row_limit = 0;
    bool large_values_out_of_row = false;
    char lock_escalation = 'T';  // T table, D disable, A auto
    bool memory_optimized = false;
    bool schema_only = false;  // durability of a memory-optimised table
    bool replicated = false;
    bool tracked_by_cdc = false;
    bool change_tracking = false;
    bool change_tracking_columns = false;
    bool filetable = false;
    std::string filetable_directory;
    bool graph_node = false;
    bool graph_edge = false;
    bool external = false;
    bool remote_data_archive = false;
    bool locked_on_bulk_load = false;
    bool vardecimal = false;
    TemporalType temporal = TemporalType::none;
    int32_t history_table_id = 0;
    int32_t period_start_column = 0, period_end_column = 0;  // column ids; 0: no period
    int32_t history_retention = -1;                          // -1: infinite
    std::string history_retention_unit;                      // DAY, WEEK, MONTH, YEAR
    LedgerType ledger = LedgerType::none;
    int32_t ledger_view_id = 0;
};

// CREATE TABLE ... CONSTRAINT ... CONNECTION (from TO to) of an edge table.
struct EdgeConstraint {
    int32_t object_id = 0;
    std::string name;
    std::vector<std::pair<int32_t, int32_t>> connections;  // node tables' object ids
    bool cascade = false;
};

struct Table {
    int32_t object_id = 0;
    int32_t schema_id = 1;
    std::string name;
    bool is_table_type = false;   // name and schema are the type's
    bool is_system = false;       // shipped by Microsoft: is_ms_shipped
    std::vector<Column> columns;  // in column_id order
    std::vector<Index> indexes;   // heap or clustered first
    std::vector<ForeignKey> foreign_keys;
    std::vector<CheckConstraint> checks;
    int64_t row_count = 0;  // what sysrowsets.rcrows said, summed over partitions
    TableOptions options;
    std::vector<EdgeConstraint> edge_constraints;
};

struct Parameter {
    int32_t id = 0;    // 0: return value
    std::string name;  // with '@'
    types::SqlType type;
    bool output = false;
    bool has_default = false;  // known only from the text
    bool readonly = false;     // table-valued
    int32_t xml_collection_id = 0;
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

struct TriggerEvent {
    std::string name;                  // INSERT, UPDATE, DELETE, or a DDL event or group
    bool first = false, last = false;  // sp_settriggerorder
};

// EXTERNAL NAME of a CLR module.
struct ClrEntry {
    int32_t assembly_id = 0;
    std::string class_name, method;
    bool null_on_null_input = false;
};

struct NumberedProcedure {
    int32_t number = 2;
    std::string text;
    bool encrypted = false;
    std::vector<Parameter> parameters;
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
    std::string created, modified;
    int32_t owner_id = 0;  // 0: the schema's owner
    bool schema_bound = false;
    bool recompile = false;
    bool natively_compiled = false;
    bool null_on_null_input = false;
    bool uses_database_collation = false;
    bool inlineable = false;
    bool startup = false;  // sp_procoption, in master
    bool for_replication = false;
    int32_t execute_as = 0;  // principal id; 0 CALLER; -2 OWNER
    // Views
    bool check_option = false;
    bool view_metadata = false;
    bool opaque_metadata = false;
    uint8_t ledger_view_type = 0;
    std::vector<Index> indexes;  // of an indexed view
    // Triggers
    uint8_t parent_class = 1;  // 0: DDL trigger of the database, 100: of the server
    bool instead_of = false;
    bool not_for_replication = false;
    std::vector<TriggerEvent> events;
    std::optional<ClrEntry> clr;
    std::vector<NumberedProcedure> numbered;
};

struct Sequence {
    int32_t object_id = 0;
    int32_t schema_id = 1;
    std::string name;
    types::SqlType type;
    std::string start, increment, minimum, maximum, current;
    bool cycles = false;
    bool cached = true;
    int64_t cache_size = 0;  // 0: the server's choice
    bool exhausted = false;
    std::string last_used = {};
    std::string created = {}, modified = {};
    int32_t owner_id = 0;
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
    std::string value;                  // as text
    types::SqlType type = {};           // of the value; id sql_variant when it is NULL
    std::vector<uint8_t> variant = {};  // the stored sql_variant
};

struct Database {
    std::string name;
    int32_t id = 0;                 // on its own server
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
    DatabaseOptions options;
    // Storage
    std::vector<Filegroup> filegroups;
    std::vector<DatabaseFile> files;
    std::vector<PartitionFunction> partition_functions;
    std::vector<PartitionScheme> partition_schemes;
    std::vector<Statistics> statistics;
    std::vector<FulltextCatalog> fulltext_catalogs;
    std::vector<FulltextIndex> fulltext_indexes;
    std::vector<FulltextStoplist> fulltext_stoplists;
    std::vector<SearchPropertyList> search_property_lists;
    // Security
    std::vector<RoleMember> role_members;
    std::vector<Permission> permissions;
    std::vector<Certificate> certificates;
    std::vector<AsymmetricKey> asymmetric_keys;
    std::vector<SymmetricKey> symmetric_keys;
    std::vector<ColumnMasterKey> column_master_keys;
    std::vector<ColumnEncryptionKey> column_encryption_keys;
    std::vector<Credential> scoped_credentials;
    std::vector<SecurityPolicy> security_policies;
    std::vector<AuditSpecification> audit_specifications;
    // Objects
    std::vector<Assembly> assemblies;
    std::vector<XmlSchemaCollection> xml_schema_collections;
    std::vector<MessageType> message_types;
    std::vector<ServiceContract> service_contracts;
    std::vector<ServiceQueue> service_queues;
    std::vector<Service> services;
    std::vector<Route> routes;
    std::vector<RemoteServiceBinding> remote_service_bindings;
    std::vector<ConversationPriority> conversation_priorities;
    std::vector<EventNotification> event_notifications;
    std::vector<PlanGuide> plan_guides;
    std::vector<Dependency> dependencies;
    std::vector<ExternalDataSource> external_data_sources;
    std::vector<ExternalFileFormat> external_file_formats;
    std::vector<ScopedConfiguration> scoped_configurations;
    QueryStore query_store;
    // Tables the server makes for its own use (sys.internal_tables, type IT): XML index nodes,
    // queue messages, Query Store, change tracking, full-text. Their rows can be scanned like any
    // table's.
    std::vector<Table> internal_tables;
    // What could not be read or is not modelled yet, one sentence each; shown by inspect and
    // restore. Never silently dropped.
    std::vector<std::string> warnings;
};

}  // namespace gantry::catalog
