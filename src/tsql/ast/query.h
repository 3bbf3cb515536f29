#pragma once
// SELECT and everything that may stand in FROM.

#include "tsql/ast/expressions.h"

namespace gantry::tsql {

struct ExecuteStatement;

// Name = value in WITH (...), OPTION, FOR XML, BACKUP ... : names are upper-cased, several words
// are joined by one space.
struct Option : NodeOf<NodeKind::Option, Node> {
    std::string_view name;
    bool has_equals = false;
    const Expr* value = nullptr;     // number, string, variable, expression
    std::string_view word;           // ON, OFF, AUTO ...: upper-cased
    std::string_view unit;           // MB, PERCENT, MINUTES ...: upper-cased
    ObjectName target;               // a name as value
    List<const Option*> options;     // a list in parentheses
    GANTRY_TSQL_FIELDS(name, has_equals, value, word, unit, target, options)
};

struct OrderItem : NodeOf<NodeKind::OrderItem, Node> {
    const Expr* expression = nullptr;
    enum class Direction : uint8_t { none, ascending, descending } direction = Direction::none;
    bool descending() const { return direction == Direction::descending; }
    GANTRY_TSQL_FIELDS(expression, direction)
};

enum class FrameUnit : uint8_t { none, rows, range };
enum class FrameBoundKind : uint8_t {
    unbounded_preceding, preceding, current_row, following, unbounded_following,
};

struct FrameBound : NodeOf<NodeKind::FrameBound, Node> {
    FrameBoundKind bound = FrameBoundKind::current_row;
    const Expr* offset = nullptr;
    GANTRY_TSQL_FIELDS(bound, offset)
};

// OVER name, OVER (...), and WINDOW name AS (...).
struct OverClause : NodeOf<NodeKind::OverClause, Node> {
    Identifier window;  // OVER w, or the base of OVER (w ...)
    bool bare_name = false;
    List<const Expr*> partition_by;
    List<const OrderItem*> order_by;
    FrameUnit frame = FrameUnit::none;
    const FrameBound* frame_start = nullptr;
    const FrameBound* frame_end = nullptr;  // nullptr: the short form
    GANTRY_TSQL_FIELDS(window, bare_name, partition_by, order_by, frame, frame_start, frame_end)
};

struct WindowDefinition : NodeOf<NodeKind::WindowDefinition, Node> {
    Identifier name;
    const OverClause* window = nullptr;
    GANTRY_TSQL_FIELDS(name, window)
};

struct TopClause : NodeOf<NodeKind::TopClause, Node> {
    const Expr* count = nullptr;
    bool percent = false;
    bool with_ties = false;
    bool with_approximate = false;  // of VECTOR_SEARCH
    GANTRY_TSQL_FIELDS(count, percent, with_ties, with_approximate)
};

// @v += e, alias = e, SET column *= e.
enum class AssignOp : uint8_t {
    assign, add, subtract, multiply, divide, modulo, bit_and, bit_or, bit_xor, concat,
};

enum class SelectItemKind : uint8_t { expression, star, assignment };
enum class AliasStyle : uint8_t { none, as, bare, equals };

struct SelectItem : NodeOf<NodeKind::SelectItem, Node> {
    SelectItemKind item = SelectItemKind::expression;
    const Expr* expression = nullptr;  // nullptr for a star
    ObjectName qualifier;              // of t.*
    Identifier alias;                  // quote single_quote: AS 'name'
    AliasStyle alias_style = AliasStyle::none;
    std::string_view variable;         // of an assignment, with '@'
    AssignOp op = AssignOp::assign;
    GANTRY_TSQL_FIELDS(item, expression, qualifier, alias, alias_style, variable, op)
};

enum class GroupingKind : uint8_t { simple, rollup, cube, grouping_sets, composite, grand_total };

// One element of GROUP BY. simple: `expressions` has one; composite: (a, b) inside ROLLUP, CUBE or
// GROUPING SETS; rollup, cube, grouping_sets: `items`.
struct GroupingItem : NodeOf<NodeKind::GroupingItem, Node> {
    GroupingKind grouping = GroupingKind::simple;
    List<const Expr*> expressions;
    List<const GroupingItem*> items;
    GANTRY_TSQL_FIELDS(grouping, expressions, items)
};

struct GroupByClause : NodeOf<NodeKind::GroupByClause, Node> {
    bool all = false;
    List<const GroupingItem*> items;
    enum class With : uint8_t { none, cube, rollup } with = With::none;
    bool distributed_agg = false;  // WITH (DISTRIBUTED_AGG)
    GANTRY_TSQL_FIELDS(all, items, with, distributed_agg)
};

struct QuerySpecification : NodeOf<NodeKind::QuerySpecification, QueryBody> {
    bool parenthesized = false;
    SetQuantifier quantifier = SetQuantifier::none;
    const TopClause* top = nullptr;
    List<const SelectItem*> items;
    ObjectName into;
    Identifier into_filegroup;
    List<const TableSource*> from;  // comma-separated sources are cross joined
    const Expr* where = nullptr;
    const GroupByClause* group_by = nullptr;
    const Expr* having = nullptr;
    List<const WindowDefinition*> windows;
    GANTRY_TSQL_FIELDS(parenthesized, quantifier, top, items, into, into_filegroup, from, where,
                       group_by, having, windows)
};

enum class SetOperator : uint8_t { union_, union_all, except, intersect };

// Chains of equal strength lean to the left.
struct SetOperation : NodeOf<NodeKind::SetOperation, QueryBody> {
    bool parenthesized = false;
    SetOperator op = SetOperator::union_;
    const QueryBody* left = nullptr;
    const QueryBody* right = nullptr;
    GANTRY_TSQL_FIELDS(parenthesized, op, left, right)
};

enum class ForKind : uint8_t { browse, xml, json };
enum class ForMode : uint8_t { none, raw, auto_, explicit_, path };

struct ForClause : NodeOf<NodeKind::ForClause, Node> {
    ForKind for_kind = ForKind::browse;
    ForMode mode = ForMode::none;
    const Expr* element = nullptr;       // RAW('row'), PATH('row')
    List<const Option*> directives;      // ROOT, TYPE, ELEMENTS XSINIL, WITHOUT_ARRAY_WRAPPER ...
    GANTRY_TSQL_FIELDS(for_kind, mode, element, directives)
};

// A query with its ordering: a statement's, a subquery's, a view's, a cursor's.
struct Query : NodeOf<NodeKind::Query, Node> {
    const QueryBody* body = nullptr;
    List<const OrderItem*> order_by;
    const Expr* offset = nullptr;
    const Expr* fetch = nullptr;
    const ForClause* for_clause = nullptr;
    GANTRY_TSQL_FIELDS(body, order_by, offset, fetch, for_clause)
};

struct CommonTable : NodeOf<NodeKind::CommonTable, Node> {
    Identifier name;
    List<Identifier> columns;
    const Query* query = nullptr;
    GANTRY_TSQL_FIELDS(name, columns, query)
};

struct XmlNamespace : NodeOf<NodeKind::XmlNamespace, Node> {
    std::string_view uri;
    Identifier alias;  // empty: DEFAULT 'uri'
    GANTRY_TSQL_FIELDS(uri, alias)
};

// WITH [XMLNAMESPACES (...),] cte AS (...), ...; WITH CHANGE_TRACKING_CONTEXT (x).
struct WithClause : NodeOf<NodeKind::WithClause, Node> {
    List<const XmlNamespace*> namespaces;
    const Expr* change_tracking_context = nullptr;
    List<const CommonTable*> tables;
    GANTRY_TSQL_FIELDS(namespaces, change_tracking_context, tables)
};

// INDEX(1, ix), FORCESEEK (ix (a, b)), NOLOCK, SPATIAL_WINDOW_MAX_CELLS = 4. Name upper-cased.
struct TableHint : NodeOf<NodeKind::TableHint, Node> {
    std::string_view name;
    bool has_equals = false;
    List<const Expr*> arguments;  // index names are ColumnRefs
    List<Identifier> columns;     // of FORCESEEK
    GANTRY_TSQL_FIELDS(name, has_equals, arguments, columns)
};

struct OptimizeFor : NodeOf<NodeKind::OptimizeFor, Node> {
    std::string_view variable;
    const Expr* value = nullptr;  // nullptr: UNKNOWN
    GANTRY_TSQL_FIELDS(variable, value)
};

// One hint of OPTION (...): "HASH JOIN", "MAXDOP" 4, "OPTIMIZE FOR", "USE HINT", "TABLE HINT" ...
struct QueryHint : NodeOf<NodeKind::QueryHint, Node> {
    std::string_view name;  // upper-cased words
    bool has_equals = false;
    const Expr* value = nullptr;
    List<const OptimizeFor*> optimize_for;  // empty with OPTIMIZE FOR UNKNOWN
    List<const Expr*> strings;              // USE HINT ('...', ...)
    ObjectName table;                       // TABLE HINT (table, ...)
    List<const TableHint*> table_hints;
    GANTRY_TSQL_FIELDS(name, has_equals, value, optimize_for, strings, table, table_hints)
};

struct ComputeClause : NodeOf<NodeKind::ComputeClause, Node> {
    List<const Expr*> aggregates;
    List<const Expr*> by;
    GANTRY_TSQL_FIELDS(aggregates, by)
};

struct SelectStatement : NodeOf<NodeKind::SelectStatement, Statement> {
    const WithClause* with = nullptr;
    const Query* query = nullptr;
    List<const ComputeClause*> computes;
    List<const QueryHint*> hints;
    GANTRY_TSQL_FIELDS(with, query, computes, hints)
};

// ---- FROM ----

struct TableSample : NodeOf<NodeKind::TableSample, Node> {
    bool system = false;
    const Expr* amount = nullptr;
    enum class Unit : uint8_t { none, percent, rows } unit = Unit::none;
    const Expr* repeatable = nullptr;
    GANTRY_TSQL_FIELDS(system, amount, unit, repeatable)
};

enum class TemporalKind : uint8_t { as_of, from_to, between, contained_in, all };

struct TemporalClause : NodeOf<NodeKind::TemporalClause, Node> {
    TemporalKind temporal = TemporalKind::as_of;
    const Expr* start = nullptr;
    const Expr* end = nullptr;
    GANTRY_TSQL_FIELDS(temporal, start, end)
};

// A table, view or synonym; also the target of INSERT, UPDATE, DELETE and MERGE.
struct NamedTable : NodeOf<NodeKind::NamedTable, TableSource> {
    ObjectName name;
    Identifier alias;
    const TemporalClause* temporal = nullptr;
    const TableSample* sample = nullptr;
    bool for_path = false;  // graph: FOR PATH
    List<const TableHint*> hints;
    bool hints_without_with = false;  // FROM t (NOLOCK)
    GANTRY_TSQL_FIELDS(name, alias, temporal, sample, for_path, hints, hints_without_with)
};

struct VariableTable : NodeOf<NodeKind::VariableTable, TableSource> {
    std::string_view variable;  // with '@'
    Identifier alias;
    List<const TableHint*> hints;
    GANTRY_TSQL_FIELDS(variable, alias, hints)
};

struct DerivedTable : NodeOf<NodeKind::DerivedTable, TableSource> {
    const Query* query = nullptr;
    Identifier alias;
    List<Identifier> columns;
    GANTRY_TSQL_FIELDS(query, alias, columns)
};

struct ValuesRow : NodeOf<NodeKind::ValuesRow, Node> {
    List<const Expr*> values;
    GANTRY_TSQL_FIELDS(values)
};

// (VALUES (...), (...)) AS t(a, b); also the rows of INSERT ... VALUES.
struct ValuesTable : NodeOf<NodeKind::ValuesTable, TableSource> {
    List<const ValuesRow*> rows;
    Identifier alias;
    List<Identifier> columns;
    GANTRY_TSQL_FIELDS(rows, alias, columns)
};

// A column of OPENJSON, OPENXML, OPENROWSET or PREDICT ... WITH.
struct SchemaColumn : NodeOf<NodeKind::SchemaColumn, Node> {
    Identifier name;
    const DataType* type = nullptr;
    std::string_view collation;
    const Expr* path = nullptr;
    bool as_json = false;
    enum class Nullable : uint8_t { unspecified, null, not_null };  // of PREDICT
    Nullable nullable = Nullable::unspecified;
    GANTRY_TSQL_FIELDS(name, type, collation, path, as_json, nullable)
};

// dbo.f(1) AS t(a, b); x.nodes('...') AS t(c); OPENJSON(@j, '$') WITH (...); STRING_SPLIT(...).
// `call` is a FunctionCall, MethodCall or StaticMember.
struct FunctionTable : NodeOf<NodeKind::FunctionTable, TableSource> {
    const Expr* call = nullptr;
    bool has_with = false;
    List<const SchemaColumn*> with_columns;  // OPENJSON
    Identifier alias;
    List<Identifier> columns;
    List<const TableHint*> hints;
    bool odbc = false;  // ::fn_x(), the old system function form, is `legacy_system`
    bool legacy_system = false;
    GANTRY_TSQL_FIELDS(call, has_with, with_columns, alias, columns, hints, odbc, legacy_system)
};

enum class JoinKind : uint8_t { inner, left, right, full, cross, cross_apply, outer_apply };
enum class JoinHint : uint8_t { none, loop, hash, merge, remote, reduce, replicate, redistribute };

struct JoinedTable : NodeOf<NodeKind::JoinedTable, TableSource> {
    JoinKind join = JoinKind::inner;
    JoinHint hint = JoinHint::none;
    bool parenthesized = false;
    bool odbc = false;  // {oj ...}
    const TableSource* left = nullptr;
    const TableSource* right = nullptr;
    const Expr* on = nullptr;
    GANTRY_TSQL_FIELDS(join, hint, parenthesized, odbc, left, right, on)
};

struct PivotTable : NodeOf<NodeKind::PivotTable, TableSource> {
    const TableSource* source = nullptr;
    const FunctionCall* aggregate = nullptr;
    ObjectName column;
    List<Identifier> values;
    Identifier alias;
    GANTRY_TSQL_FIELDS(source, aggregate, column, values, alias)
};

struct UnpivotTable : NodeOf<NodeKind::UnpivotTable, TableSource> {
    const TableSource* source = nullptr;
    Identifier value_column;
    Identifier name_column;
    List<ObjectName> columns;
    Identifier alias;
    GANTRY_TSQL_FIELDS(source, value_column, name_column, columns, alias)
};

// OPENROWSET('provider', ...), OPENROWSET(BULK 'file', ...), OPENQUERY(server, 'text'),
// OPENDATASOURCE('provider', 'init').db.schema.table.
enum class RemoteKind : uint8_t { openrowset, openrowset_bulk, openquery, opendatasource };

struct RemoteTable : NodeOf<NodeKind::RemoteTable, TableSource> {
    RemoteKind remote = RemoteKind::openrowset;
    List<const Expr*> arguments;     // BULK: the files
    ObjectName object;               // the object of OPENROWSET, OPENDATASOURCE; OPENQUERY: server
    List<const Option*> options;     // of BULK
    List<const SchemaColumn*> with_columns;
    Identifier alias;
    List<Identifier> columns;
    List<const TableHint*> hints;
    GANTRY_TSQL_FIELDS(remote, arguments, object, options, with_columns, alias, columns, hints)
};

struct OpenXmlTable : NodeOf<NodeKind::OpenXmlTable, TableSource> {
    const Expr* document = nullptr;
    const Expr* row_pattern = nullptr;
    const Expr* flags = nullptr;
    bool has_with = false;
    List<const SchemaColumn*> with_columns;
    ObjectName with_table;
    Identifier alias;
    GANTRY_TSQL_FIELDS(document, row_pattern, flags, has_with, with_columns, with_table, alias)
};

enum class FullTextTableKind : uint8_t {
    containstable, freetexttable, semantic_key_phrase, semantic_similarity,
    semantic_similarity_details,
};

struct FullTextTable : NodeOf<NodeKind::FullTextTable, TableSource> {
    FullTextTableKind function = FullTextTableKind::containstable;
    ObjectName table;
    List<const Expr*> columns;
    std::string_view property_name;
    List<const Expr*> arguments;  // the search, then the rank limit or the semantic keys
    const Expr* language = nullptr;
    Identifier alias;
    List<Identifier> columns_alias;
    GANTRY_TSQL_FIELDS(function, table, columns, property_name, arguments, language, alias,
                       columns_alias)
};

// CHANGETABLE(CHANGES t, @version), CHANGETABLE(VERSION t, (a), (1)).
struct ChangeTable : NodeOf<NodeKind::ChangeTable, TableSource> {
    bool version = false;
    ObjectName table;
    List<const Expr*> arguments;
    List<Identifier> key_columns;
    List<const Expr*> key_values;
    Identifier alias;
    List<Identifier> columns;
    GANTRY_TSQL_FIELDS(version, table, arguments, key_columns, key_values, alias, columns)
};

// VECTOR_SEARCH(TABLE = t AS a, COLUMN = c, SIMILAR_TO = v, METRIC = 'cosine', TOP_N = 10).
struct VectorSearchTable : NodeOf<NodeKind::VectorSearchTable, TableSource> {
    const TableSource* table = nullptr;
    ObjectName column;
    const Expr* similar_to = nullptr;
    const Expr* metric = nullptr;
    const Expr* top_n = nullptr;  // absent beside TOP ... WITH APPROXIMATE
    Identifier alias;
    List<const TableHint*> hints;
    GANTRY_TSQL_FIELDS(table, column, similar_to, metric, top_n, alias, hints)
};

// PREDICT(MODEL = m, DATA = t AS d [, RUNTIME = ONNX]) WITH (columns) AS p.
struct PredictTable : NodeOf<NodeKind::PredictTable, TableSource> {
    const Expr* model = nullptr;
    const TableSource* data = nullptr;
    std::string_view runtime;  // upper-cased; empty when none
    List<const SchemaColumn*> columns;
    Identifier alias;
    GANTRY_TSQL_FIELDS(model, data, runtime, columns, alias)
};

// (INSERT|UPDATE|DELETE|MERGE ... OUTPUT ...) AS t: rows of a nested statement.
struct DmlTable : NodeOf<NodeKind::DmlTable, TableSource> {
    const Statement* statement = nullptr;
    Identifier alias;
    List<Identifier> columns;
    GANTRY_TSQL_FIELDS(statement, alias, columns)
};

}  // namespace gantry::tsql
