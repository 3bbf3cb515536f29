#pragma once
// Tables, indexes, statistics and what they are made of.

#include "tsql/ast/query.h"

namespace gantry::tsql {

enum class ConstraintKind : uint8_t {
    null,  // NULL
    not_null,
    primary_key,
    unique,
    foreign_key,
    check,
    default_,
    connection,  // graph edge constraint
};

enum class Clustering : uint8_t { unspecified, clustered, nonclustered };
enum class ForeignKeyAction : uint8_t { unspecified, no_action, cascade, set_null, set_default };

struct IndexKey : NodeOf<NodeKind::IndexKey, Node> {
    ObjectName column;  // one part; $node_id and the like as a name
    OrderItem::Direction direction = OrderItem::Direction::none;
    bool descending() const { return direction == OrderItem::Direction::descending; }
    GANTRY_TSQL_FIELDS(column, direction)
};

// ON filegroup | "default" | scheme(column); TEXTIMAGE_ON; FILESTREAM_ON.
struct StoragePlace : NodeOf<NodeKind::StoragePlace, Node> {
    Identifier name;
    Identifier partition_column;
    GANTRY_TSQL_FIELDS(name, partition_column)
};

// A constraint of a column (no key columns of its own) or of a table.
struct Constraint : NodeOf<NodeKind::Constraint, TableElement> {
    ConstraintKind constraint = ConstraintKind::check;
    Identifier name;  // CONSTRAINT name
    Clustering clustering = Clustering::unspecified;
    bool hash = false;
    bool columnstore = false;
    List<const IndexKey*> columns;
    List<const Option*> options;  // WITH (...), or WITH FILLFACTOR = n
    bool options_in_parentheses = false;
    const StoragePlace* place = nullptr;
    const Expr* expression = nullptr;  // CHECK predicate, DEFAULT value
    bool with_values = false;          // DEFAULT ... WITH VALUES
    Identifier for_column;             // table-level DEFAULT ... FOR column
    bool not_for_replication = false;
    bool foreign_key_words = false;    // a column's FOREIGN KEY REFERENCES
    ObjectName references;
    List<Identifier> referenced_columns;
    ForeignKeyAction on_delete = ForeignKeyAction::unspecified;
    ForeignKeyAction on_update = ForeignKeyAction::unspecified;
    enum class Enforced : uint8_t { unspecified, enforced, not_enforced };
    Enforced enforced = Enforced::unspecified;
    List<const Option*> connections;  // CONNECTION (a TO b, ...): target and TO target in options
    GANTRY_TSQL_FIELDS(constraint, name, clustering, hash, columnstore, columns, options,
                       options_in_parentheses, place, expression, with_values, for_column,
                       not_for_replication, foreign_key_words, references, referenced_columns,
                       on_delete, on_update, enforced, connections)
};

struct IndexDefinition;

struct IdentitySpec : NodeOf<NodeKind::IdentitySpec, Node> {
    const Expr* seed = nullptr;  // nullptr: 1
    const Expr* increment = nullptr;
    bool not_for_replication = false;
    GANTRY_TSQL_FIELDS(seed, increment, not_for_replication)
};

enum class GeneratedKind : uint8_t {
    none, row_start, row_end, transaction_start, transaction_end, sequence_start, sequence_end,
};

struct ColumnDefinition : NodeOf<NodeKind::ColumnDefinition, TableElement> {
    Identifier name;
    const DataType* type = nullptr;      // nullptr: computed, or a bare timestamp column
    const Expr* computed = nullptr;      // AS expression
    bool persisted = false;
    std::string_view collation;
    bool sparse = false;
    bool column_set = false;             // XML COLUMN_SET FOR ALL_SPARSE_COLUMNS
    bool filestream = false;
    bool rowguidcol = false;
    bool hidden = false;
    const IdentitySpec* identity = nullptr;
    GeneratedKind generated = GeneratedKind::none;
    List<const Option*> masked;          // MASKED WITH (FUNCTION = '...')
    List<const Option*> encrypted;       // ENCRYPTED WITH (...)
    List<const Constraint*> constraints; // NULL and NOT NULL among them, in the order written
    const IndexDefinition* index = nullptr;
    GANTRY_TSQL_FIELDS(name, type, computed, persisted, collation, sparse, column_set, filestream,
                       rowguidcol, hidden, identity, generated, masked, encrypted, constraints,
                       index)
};

// Nullability as declared: the last NULL or NOT NULL among the constraints.
const Constraint* nullability(const ColumnDefinition& column);

enum class IndexType : uint8_t {
    rowstore, columnstore, hash, xml_primary, xml_secondary, xml_selective,
    xml_selective_secondary, spatial, json, vector,
};

// INDEX ... in CREATE TABLE, and the body of CREATE INDEX.
struct IndexDefinition : NodeOf<NodeKind::IndexDefinition, TableElement> {
    Identifier name;
    IndexType type = IndexType::rowstore;
    bool unique = false;
    Clustering clustering = Clustering::unspecified;
    List<const IndexKey*> columns;
    List<Identifier> included;
    List<Identifier> order;          // ORDER (...) of a columnstore
    const Expr* filter = nullptr;
    List<const Option*> options;
    bool options_in_parentheses = false;
    const StoragePlace* place = nullptr;
    const StoragePlace* filestream_place = nullptr;
    ObjectName using_index;          // XML: USING XML INDEX name FOR ...
    std::string_view using_for;      // VALUE, PATH, PROPERTY; a path name in parentheses
    std::string_view grid;           // spatial: USING GEOMETRY_GRID
    List<const XmlNamespace*> namespaces;
    List<std::string_view> paths;    // tokens of selective XML and JSON paths
    GANTRY_TSQL_FIELDS(name, type, unique, clustering, columns, included, order, filter, options,
                       options_in_parentheses, place, filestream_place, using_index, using_for,
                       grid, namespaces, paths)
};

// PERIOD FOR SYSTEM_TIME (a, b).
struct PeriodDefinition : NodeOf<NodeKind::PeriodDefinition, TableElement> {
    Identifier start;
    Identifier end;
    GANTRY_TSQL_FIELDS(start, end)
};

// The part in parentheses: CREATE TABLE, DECLARE @t TABLE, CREATE TYPE AS TABLE, RETURNS @t TABLE.
struct TableDefinition : NodeOf<NodeKind::TableDefinition, Node> {
    List<const TableElement*> elements;
    GANTRY_TSQL_FIELDS(elements)
};

struct CreateTableStatement : NodeOf<NodeKind::CreateTableStatement, Statement> {
    ObjectName name;
    bool external = false;
    const TableDefinition* definition = nullptr;  // nullptr: AS FILETABLE, AS CLONE OF, CTAS
    bool filetable = false;
    std::string_view graph;  // NODE, EDGE
    const StoragePlace* place = nullptr;
    const StoragePlace* textimage_place = nullptr;
    const StoragePlace* filestream_place = nullptr;
    List<const Option*> options;     // WITH (...)
    const Query* as_query = nullptr; // CREATE TABLE/EXTERNAL TABLE ... AS SELECT
    const WithClause* as_with = nullptr;
    ObjectName clone_of;             // AS CLONE OF table [AT 'time'], in Fabric
    const Expr* clone_at = nullptr;
    GANTRY_TSQL_FIELDS(name, external, definition, filetable, graph, place, textimage_place,
                       filestream_place, options, as_query, as_with, clone_of, clone_at)
};

enum class AlterTableAction : uint8_t {
    add,                 // elements; check_option
    alter_column,        // column; or column_name and words
    drop,                // drops
    check_constraint,    // names, all; `on`: CHECK or NOCHECK
    trigger,             // names, all; `on`: ENABLE or DISABLE
    change_tracking,     // on; options
    switch_,             // target, partitions, options
    set,                 // options
    rebuild,             // partition, options
    split_range,         // ALTER TABLE ... SPLIT RANGE (value)
    merge_range,
    filetable_namespace, // on
    alter_index,         // column_name: the index; column_change; options
};

struct DropTableItem : NodeOf<NodeKind::DropTableItem, Node> {
    enum class What : uint8_t { unspecified, constraint, column, index, period } what =
        What::unspecified;
    bool if_exists = false;
    Identifier name;
    bool continues = false;       // DROP COLUMN a, b: the word was said once
    List<const Option*> options;  // WITH (MOVE TO ..., ONLINE = ON)
    GANTRY_TSQL_FIELDS(what, if_exists, name, continues, options)
};

struct AlterTableStatement : NodeOf<NodeKind::AlterTableStatement, Statement> {
    ObjectName name;
    bool external = false;
    AlterTableAction action = AlterTableAction::add;
    enum class With : uint8_t { unspecified, check, nocheck } with = With::unspecified;
    bool on = false;
    bool all = false;
    List<const TableElement*> elements;
    Identifier column_name;
    std::string_view column_change;  // "ADD ROWGUIDCOL", "DROP PERSISTED"; an index's kind
    List<const Option*> masked;      // of ADD MASKED
    List<const DropTableItem*> drops;
    List<Identifier> names;
    const Expr* partition = nullptr;
    bool partition_all = false;
    ObjectName target;
    const Expr* target_partition = nullptr;
    List<const Option*> options;
    GANTRY_TSQL_FIELDS(name, external, action, with, on, all, elements, column_name, column_change,
                       masked, drops, names, partition, partition_all, target, target_partition,
                       options)
};

struct CreateIndexStatement : NodeOf<NodeKind::CreateIndexStatement, Statement> {
    const IndexDefinition* index = nullptr;
    ObjectName table;
    GANTRY_TSQL_FIELDS(index, table)
};

enum class AlterIndexAction : uint8_t {
    rebuild, disable, reorganize, set, resume, pause, abort, paths,
};

struct AlterIndexStatement : NodeOf<NodeKind::AlterIndexStatement, Statement> {
    Identifier name;  // empty: ALL
    ObjectName table;
    AlterIndexAction action = AlterIndexAction::rebuild;
    const Expr* partition = nullptr;
    bool partition_all = false;
    List<const Option*> options;
    List<const XmlNamespace*> namespaces;
    List<std::string_view> paths;
    GANTRY_TSQL_FIELDS(name, table, action, partition, partition_all, options, namespaces, paths)
};

struct DropIndexItem : NodeOf<NodeKind::DropIndexItem, Node> {
    ObjectName name;   // old form: table.index
    ObjectName table;  // ON table; empty in the old form
    List<const Option*> options;
    GANTRY_TSQL_FIELDS(name, table, options)
};

struct DropIndexStatement : NodeOf<NodeKind::DropIndexStatement, Statement> {
    bool if_exists = false;
    List<const DropIndexItem*> items;
    GANTRY_TSQL_FIELDS(if_exists, items)
};

struct CreateStatisticsStatement : NodeOf<NodeKind::CreateStatisticsStatement, Statement> {
    Identifier name;
    ObjectName table;
    List<Identifier> columns;
    const Expr* filter = nullptr;
    List<const Option*> options;
    GANTRY_TSQL_FIELDS(name, table, columns, filter, options)
};

struct UpdateStatisticsStatement : NodeOf<NodeKind::UpdateStatisticsStatement, Statement> {
    ObjectName table;
    List<Identifier> names;
    bool in_parentheses = false;
    List<const Option*> options;
    GANTRY_TSQL_FIELDS(table, names, in_parentheses, options)
};

}  // namespace gantry::tsql
