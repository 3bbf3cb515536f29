#pragma once
// INSERT, UPDATE, DELETE, MERGE and their relatives.

#include "tsql/ast/query.h"

namespace gantry::tsql {

// OUTPUT items [INTO target [(columns)]]; a statement may have one of each form.
struct OutputClause : NodeOf<NodeKind::OutputClause, Node> {
    List<const SelectItem*> items;
    const TableSource* into = nullptr;  // NamedTable or VariableTable
    List<Identifier> columns;
    GANTRY_TSQL_FIELDS(items, into, columns)
};

// Target: NamedTable (name may be a CTE or an alias of FROM), VariableTable, RemoteTable or
// FunctionTable.
enum class InsertSource : uint8_t { values, query, execute, default_values };

struct InsertStatement : NodeOf<NodeKind::InsertStatement, Statement> {
    const WithClause* with = nullptr;
    const TopClause* top = nullptr;
    const TableSource* target = nullptr;
    List<ObjectName> columns;  // one part, or $identity/$rowguid as a name
    List<const OutputClause*> outputs;
    InsertSource source = InsertSource::values;
    const ValuesTable* values = nullptr;
    const Query* query = nullptr;
    const ExecuteStatement* execute = nullptr;
    List<const QueryHint*> hints;
    GANTRY_TSQL_FIELDS(with, top, target, columns, outputs, source, values, query, execute, hints)
};

// column = e, @v = e, @v = column = e, column.WRITE(e, offset, length), column.method(args).
struct SetClause : NodeOf<NodeKind::SetClause, Node> {
    std::string_view variable;  // with '@'; empty when none
    ObjectName column;          // empty for @v = e
    AssignOp op = AssignOp::assign;
    const Expr* value = nullptr;  // nullptr: a method call
    Identifier method;            // WRITE, or a CLR mutator
    List<const Expr*> arguments;
    GANTRY_TSQL_FIELDS(variable, column, op, value, method, arguments)
};

struct UpdateStatement : NodeOf<NodeKind::UpdateStatement, Statement> {
    const WithClause* with = nullptr;
    const TopClause* top = nullptr;
    const TableSource* target = nullptr;
    List<const SetClause*> sets;
    List<const OutputClause*> outputs;
    List<const TableSource*> from;
    const Expr* where = nullptr;  // may be a CurrentOfExpr
    List<const QueryHint*> hints;
    GANTRY_TSQL_FIELDS(with, top, target, sets, outputs, from, where, hints)
};

struct DeleteStatement : NodeOf<NodeKind::DeleteStatement, Statement> {
    const WithClause* with = nullptr;
    const TopClause* top = nullptr;
    const TableSource* target = nullptr;
    List<const OutputClause*> outputs;
    List<const TableSource*> from;  // the second FROM
    const Expr* where = nullptr;
    List<const QueryHint*> hints;
    GANTRY_TSQL_FIELDS(with, top, target, outputs, from, where, hints)
};

enum class MergeMatch : uint8_t { matched, not_matched_by_target, not_matched_by_source };
enum class MergeActionKind : uint8_t { update, delete_, insert };

struct MergeAction : NodeOf<NodeKind::MergeAction, Node> {
    MergeMatch match = MergeMatch::matched;
    const Expr* condition = nullptr;
    MergeActionKind action = MergeActionKind::update;
    List<const SetClause*> sets;
    List<ObjectName> columns;
    List<const Expr*> values;  // empty with INSERT: DEFAULT VALUES
    GANTRY_TSQL_FIELDS(match, condition, action, sets, columns, values)
};

struct MergeStatement : NodeOf<NodeKind::MergeStatement, Statement> {
    const WithClause* with = nullptr;
    const TopClause* top = nullptr;
    const TableSource* target = nullptr;  // alias and hints inside
    const TableSource* source = nullptr;
    const Expr* on = nullptr;
    List<const MergeAction*> actions;
    List<const OutputClause*> outputs;
    List<const QueryHint*> hints;
    GANTRY_TSQL_FIELDS(with, top, target, source, on, actions, outputs, hints)
};

struct TruncateStatement : NodeOf<NodeKind::TruncateStatement, Statement> {
    ObjectName table;
    List<const Option*> partitions;  // WITH (PARTITIONS (1, 3 TO 5)): value, and TO in options
    GANTRY_TSQL_FIELDS(table, partitions)
};

struct BulkInsertStatement : NodeOf<NodeKind::BulkInsertStatement, Statement> {
    ObjectName table;
    const Expr* file = nullptr;
    List<const Option*> options;  // ORDER's columns as options of it
    GANTRY_TSQL_FIELDS(table, file, options)
};

struct BulkColumn : NodeOf<NodeKind::BulkColumn, Node> {
    Identifier name;
    const DataType* type = nullptr;
    std::string_view collation;
    enum class Nullable : uint8_t { unspecified, null, not_null } nullable = Nullable::unspecified;
    GANTRY_TSQL_FIELDS(name, type, collation, nullable)
};

// INSERT BULK t (a int, ...) WITH (...): sent by drivers before bulk data.
struct InsertBulkStatement : NodeOf<NodeKind::InsertBulkStatement, Statement> {
    ObjectName table;
    List<const BulkColumn*> columns;
    List<const Option*> options;
    GANTRY_TSQL_FIELDS(table, columns, options)
};

enum class TextStatementKind : uint8_t { read, write, update };

// READTEXT, WRITETEXT, UPDATETEXT.
struct TextStatement : NodeOf<NodeKind::TextStatement, Statement> {
    TextStatementKind text = TextStatementKind::read;
    bool bulk = false;
    ObjectName column;
    List<const Expr*> arguments;  // pointer, then offsets, lengths or data in the order written
    ObjectName source_column;     // UPDATETEXT from another column
    bool with_log = false;
    bool holdlock = false;
    GANTRY_TSQL_FIELDS(text, bulk, column, arguments, source_column, with_log, holdlock)
};

}  // namespace gantry::tsql
