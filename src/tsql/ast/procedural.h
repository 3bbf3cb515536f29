#pragma once
// Control flow, variables, EXECUTE, transactions, cursors and messages.

#include "tsql/ast/query.h"

namespace gantry::tsql {

// BEGIN ... END. `atomic`: BEGIN ATOMIC WITH (...) of natively compiled modules.
struct BlockStatement : NodeOf<NodeKind::BlockStatement, Statement> {
    List<const Statement*> statements;
    bool atomic = false;
    List<const Option*> options;
    GANTRY_TSQL_FIELDS(statements, atomic, options)
};

struct IfStatement : NodeOf<NodeKind::IfStatement, Statement> {
    const Expr* condition = nullptr;
    const Statement* then = nullptr;
    const Statement* otherwise = nullptr;
    GANTRY_TSQL_FIELDS(condition, then, otherwise)
};

struct WhileStatement : NodeOf<NodeKind::WhileStatement, Statement> {
    const Expr* condition = nullptr;
    const Statement* body = nullptr;
    GANTRY_TSQL_FIELDS(condition, body)
};

struct TryStatement : NodeOf<NodeKind::TryStatement, Statement> {
    List<const Statement*> try_block;
    List<const Statement*> catch_block;
    GANTRY_TSQL_FIELDS(try_block, catch_block)
};

struct BreakStatement : NodeOf<NodeKind::BreakStatement, Statement> { GANTRY_TSQL_FIELDS() };
struct ContinueStatement : NodeOf<NodeKind::ContinueStatement, Statement> { GANTRY_TSQL_FIELDS() };

struct ReturnStatement : NodeOf<NodeKind::ReturnStatement, Statement> {
    const Expr* value = nullptr;
    const Query* query = nullptr;  // the body of an inline table function
    const WithClause* with = nullptr;
    List<const QueryHint*> hints;
    GANTRY_TSQL_FIELDS(value, query, with, hints)
};

struct GotoStatement : NodeOf<NodeKind::GotoStatement, Statement> {
    Identifier label;
    GANTRY_TSQL_FIELDS(label)
};

struct LabelStatement : NodeOf<NodeKind::LabelStatement, Statement> {
    Identifier label;
    GANTRY_TSQL_FIELDS(label)
};

enum class WaitForKind : uint8_t { delay, time, statement };

struct WaitForStatement : NodeOf<NodeKind::WaitForStatement, Statement> {
    WaitForKind wait = WaitForKind::delay;
    const Expr* value = nullptr;
    const Statement* statement = nullptr;  // WAITFOR (RECEIVE ...), TIMEOUT t
    const Expr* timeout = nullptr;
    GANTRY_TSQL_FIELDS(wait, value, statement, timeout)
};

struct PrintStatement : NodeOf<NodeKind::PrintStatement, Statement> {
    const Expr* value = nullptr;
    GANTRY_TSQL_FIELDS(value)
};

// RAISERROR (...) WITH ...; `old_style`: RAISERROR 50001 'text'.
struct RaiserrorStatement : NodeOf<NodeKind::RaiserrorStatement, Statement> {
    bool old_style = false;
    List<const Expr*> arguments;  // message, severity, state, values
    bool with_log = false;
    bool with_nowait = false;
    bool with_seterror = false;
    GANTRY_TSQL_FIELDS(old_style, arguments, with_log, with_nowait, with_seterror)
};

struct ThrowStatement : NodeOf<NodeKind::ThrowStatement, Statement> {
    const Expr* number = nullptr;  // nullptr: rethrow
    const Expr* message = nullptr;
    const Expr* state = nullptr;
    GANTRY_TSQL_FIELDS(number, message, state)
};

// ---- variables ----

struct TableDefinition;  // ddl.h
struct CursorDefinition;

struct VariableDeclaration : NodeOf<NodeKind::VariableDeclaration, Node> {
    std::string_view name;             // with '@'
    const DataType* type = nullptr;    // nullptr: a table variable or CURSOR
    const Expr* value = nullptr;       // DECLARE @a int = 1
    const TableDefinition* table = nullptr;
    bool cursor = false;
    bool has_as = false;
    bool not_null = false;  // natively compiled modules
    GANTRY_TSQL_FIELDS(name, type, value, table, cursor, has_as, not_null)
};

struct DeclareStatement : NodeOf<NodeKind::DeclareStatement, Statement> {
    List<const VariableDeclaration*> variables;
    GANTRY_TSQL_FIELDS(variables)
};

// SET @v = e, SET @v += e, SET @v = CURSOR ..., SET @x.modify('...'), SET @p.X = 1.
struct SetVariableStatement : NodeOf<NodeKind::SetVariableStatement, Statement> {
    std::string_view variable;
    Identifier member;             // method or property
    bool has_arguments = false;
    List<const Expr*> arguments;
    AssignOp op = AssignOp::assign;
    const Expr* value = nullptr;
    const CursorDefinition* cursor = nullptr;
    GANTRY_TSQL_FIELDS(variable, member, has_arguments, arguments, op, value, cursor)
};

// SET NOCOUNT ON; SET ANSI_NULLS, QUOTED_IDENTIFIER ON: on/off options, upper-cased.
struct SetOptionStatement : NodeOf<NodeKind::SetOptionStatement, Statement> {
    List<std::string_view> options;  // "STATISTICS IO" with its word
    bool on = false;
    GANTRY_TSQL_FIELDS(options, on)
};

// SET DATEFIRST 1, SET LANGUAGE us_english, SET ROWCOUNT @n, SET LOCK_TIMEOUT -1, SET CONTEXT_INFO
// 0x..., SET DEADLOCK_PRIORITY LOW, SET FIPS_FLAGGER 'FULL', SET TEXTSIZE 1, SET OFFSETS ... ON.
struct SetValueStatement : NodeOf<NodeKind::SetValueStatement, Statement> {
    std::string_view option;  // upper-cased
    const Expr* value = nullptr;
    std::string_view word;    // LOW, NORMAL, OFF, us_english, a date format: as written
    GANTRY_TSQL_FIELDS(option, value, word)
};

enum class IsolationLevel : uint8_t {
    read_uncommitted, read_committed, repeatable_read, snapshot, serializable,
};

struct SetIsolationStatement : NodeOf<NodeKind::SetIsolationStatement, Statement> {
    IsolationLevel level = IsolationLevel::read_committed;
    GANTRY_TSQL_FIELDS(level)
};

struct SetIdentityInsertStatement : NodeOf<NodeKind::SetIdentityInsertStatement, Statement> {
    ObjectName table;
    bool on = false;
    GANTRY_TSQL_FIELDS(table, on)
};

struct UseStatement : NodeOf<NodeKind::UseStatement, Statement> {
    Identifier database;
    GANTRY_TSQL_FIELDS(database)
};

// ---- EXECUTE ----

struct ExecuteArgument : NodeOf<NodeKind::ExecuteArgument, Node> {
    std::string_view name;  // with '@'; empty: positional
    const Expr* value = nullptr;  // DefaultExpr, a literal, a variable or a bare word (ColumnRef)
    bool output = false;
    GANTRY_TSQL_FIELDS(name, value, output)
};

struct ResultColumn : NodeOf<NodeKind::ResultColumn, Node> {
    Identifier name;
    const DataType* type = nullptr;
    std::string_view collation;
    enum class Nullable : uint8_t { unspecified, null, not_null } nullable = Nullable::unspecified;
    GANTRY_TSQL_FIELDS(name, type, collation, nullable)
};

struct ResultSet : NodeOf<NodeKind::ResultSet, Node> {
    List<const ResultColumn*> columns;
    std::string_view as_kind;  // OBJECT, TYPE, FOR XML
    ObjectName as_name;
    GANTRY_TSQL_FIELDS(columns, as_kind, as_name)
};

enum class ExecuteKind : uint8_t {
    procedure,  // EXEC name arguments
    variable,   // EXEC @name arguments
    text,       // EXEC ('text' + @v, arguments) [AS LOGIN = ...] [AT server]
};
enum class ResultSets : uint8_t { unspecified, undefined, none, defined };

struct ExecuteStatement : NodeOf<NodeKind::ExecuteStatement, Statement> {
    ExecuteKind execute = ExecuteKind::procedure;
    bool implicit = false;  // first in a batch, without EXEC
    std::string_view return_variable;
    ObjectName procedure;
    const Expr* number = nullptr;  // proc;2
    std::string_view procedure_variable;
    List<const Expr*> text;  // one expression; further ones are parameters of AT
    List<const ExecuteArgument*> arguments;
    std::string_view as_kind;  // USER, LOGIN, CALLER
    const Expr* as_name = nullptr;
    Identifier at_server;
    Identifier at_data_source;
    bool recompile = false;
    ResultSets result_sets = ResultSets::unspecified;
    List<const ResultSet*> results;
    GANTRY_TSQL_FIELDS(execute, implicit, return_variable, procedure, number, procedure_variable,
                       text, arguments, as_kind, as_name, at_server, at_data_source, recompile,
                       result_sets, results)
};

// EXECUTE AS LOGIN = 'x' WITH NO REVERT | COOKIE INTO @c; SETUSER 'x'.
struct ExecuteAsStatement : NodeOf<NodeKind::ExecuteAsStatement, Statement> {
    std::string_view as_kind;  // USER, LOGIN, CALLER; SETUSER for the old statement
    const Expr* name = nullptr;
    bool no_revert = false;
    std::string_view cookie_variable;
    GANTRY_TSQL_FIELDS(as_kind, name, no_revert, cookie_variable)
};

struct RevertStatement : NodeOf<NodeKind::RevertStatement, Statement> {
    const Expr* cookie = nullptr;
    GANTRY_TSQL_FIELDS(cookie)
};

// ---- transactions ----

enum class TransactionKind : uint8_t { begin, begin_distributed, commit, rollback, save };

struct TransactionStatement : NodeOf<NodeKind::TransactionStatement, Statement> {
    TransactionKind action = TransactionKind::begin;
    bool work = false;  // COMMIT WORK
    Identifier name;
    std::string_view name_variable;
    bool with_mark = false;
    const Expr* mark = nullptr;
    bool delayed_durability = false;
    bool delayed_durability_on = false;
    GANTRY_TSQL_FIELDS(action, work, name, name_variable, with_mark, mark, delayed_durability,
                       delayed_durability_on)
};

// ---- cursors ----

struct CursorDefinition : NodeOf<NodeKind::CursorDefinition, Node> {
    bool insensitive = false;  // the ISO form's words
    bool iso_scroll = false;
    List<std::string_view> options;  // LOCAL, GLOBAL, FAST_FORWARD ...: upper-cased
    const WithClause* with = nullptr;
    const Query* query = nullptr;
    List<const QueryHint*> hints;
    bool for_read_only = false;
    bool for_update = false;
    List<ObjectName> update_columns;
    GANTRY_TSQL_FIELDS(insensitive, iso_scroll, options, with, query, hints, for_read_only,
                       for_update, update_columns)
};

struct DeclareCursorStatement : NodeOf<NodeKind::DeclareCursorStatement, Statement> {
    Identifier name;
    const CursorDefinition* definition = nullptr;
    GANTRY_TSQL_FIELDS(name, definition)
};

// A cursor by name or variable.
struct CursorRef : NodeOf<NodeKind::CursorRef, Node> {
    bool global = false;
    Identifier name;
    std::string_view variable;
    GANTRY_TSQL_FIELDS(global, name, variable)
};

enum class CursorAction : uint8_t { open, close, deallocate };

struct CursorStatement : NodeOf<NodeKind::CursorStatement, Statement> {
    CursorAction action = CursorAction::open;
    const CursorRef* cursor = nullptr;
    GANTRY_TSQL_FIELDS(action, cursor)
};

enum class FetchDirection : uint8_t { none, next, prior, first, last, absolute, relative };

struct FetchStatement : NodeOf<NodeKind::FetchStatement, Statement> {
    FetchDirection direction = FetchDirection::none;
    const Expr* offset = nullptr;
    bool has_from = false;
    const CursorRef* cursor = nullptr;
    List<std::string_view> into;
    GANTRY_TSQL_FIELDS(direction, offset, has_from, cursor, into)
};

// ---- others ----

enum class KillKind : uint8_t { session, query_notification, stats_job };

struct KillStatement : NodeOf<NodeKind::KillStatement, Statement> {
    KillKind target = KillKind::session;
    const Expr* id = nullptr;  // nullptr: ALL
    bool with_status_only = false;
    bool with_commit = false;
    bool with_rollback = false;
    GANTRY_TSQL_FIELDS(target, id, with_status_only, with_commit, with_rollback)
};

struct CheckpointStatement : NodeOf<NodeKind::CheckpointStatement, Statement> {
    const Expr* duration = nullptr;
    GANTRY_TSQL_FIELDS(duration)
};

struct ShutdownStatement : NodeOf<NodeKind::ShutdownStatement, Statement> {
    bool with_nowait = false;
    GANTRY_TSQL_FIELDS(with_nowait)
};

struct ReconfigureStatement : NodeOf<NodeKind::ReconfigureStatement, Statement> {
    bool with_override = false;
    GANTRY_TSQL_FIELDS(with_override)
};

struct LinenoStatement : NodeOf<NodeKind::LinenoStatement, Statement> {
    const Expr* line = nullptr;
    GANTRY_TSQL_FIELDS(line)
};

struct DbccStatement : NodeOf<NodeKind::DbccStatement, Statement> {
    std::string_view command;  // upper-cased
    bool has_arguments = false;
    List<const Option*> arguments;  // value, word or name = value
    List<const Option*> options;    // WITH ...
    GANTRY_TSQL_FIELDS(command, has_arguments, arguments, options)
};

}  // namespace gantry::tsql
