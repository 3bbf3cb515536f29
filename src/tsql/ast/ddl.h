#pragma once
// Modules (views, procedures, functions, triggers), types, sequences, synonyms, schemas, databases,
// DROP, and every administrative statement kept in a general form.

#include "tsql/ast/dml.h"
#include "tsql/ast/procedural.h"
#include "tsql/ast/table_ddl.h"

namespace gantry::tsql {

enum class DefineVerb : uint8_t { create, alter, create_or_alter };

struct Parameter : NodeOf<NodeKind::Parameter, Node> {
    std::string_view name;  // with '@'
    const DataType* type = nullptr;
    enum class Nullable : uint8_t { unspecified, null, not_null } nullable = Nullable::unspecified;
    const Expr* default_value = nullptr;
    bool output = false;
    bool readonly = false;
    GANTRY_TSQL_FIELDS(name, type, nullable, default_value, output, readonly)
};

// EXTERNAL NAME assembly.class.method.
struct ExternalName : NodeOf<NodeKind::ExternalName, Node> {
    Identifier assembly;
    Identifier class_name;
    Identifier method;
    GANTRY_TSQL_FIELDS(assembly, class_name, method)
};

struct CreateViewStatement : NodeOf<NodeKind::CreateViewStatement, Statement> {
    DefineVerb verb = DefineVerb::create;
    bool materialized = false;
    ObjectName name;
    List<Identifier> columns;
    List<const Option*> options;  // SCHEMABINDING, ENCRYPTION, VIEW_METADATA
    const WithClause* with = nullptr;
    const Query* query = nullptr;
    List<const QueryHint*> hints;
    bool with_check_option = false;
    GANTRY_TSQL_FIELDS(verb, materialized, name, columns, options, with, query, hints,
                       with_check_option)
};

struct CreateProcedureStatement : NodeOf<NodeKind::CreateProcedureStatement, Statement> {
    DefineVerb verb = DefineVerb::create;
    ObjectName name;
    const Expr* number = nullptr;  // proc;2
    List<const Parameter*> parameters;
    bool parenthesized = false;    // parameters in parentheses
    List<const Option*> options;   // RECOMPILE, ENCRYPTION, EXECUTE AS (word or value), SCHEMABINDING
    bool for_replication = false;
    List<const Statement*> body;
    SourceRange body_range;
    const ExternalName* external = nullptr;
    GANTRY_TSQL_FIELDS(verb, name, number, parameters, parenthesized, options, for_replication,
                       body, external)
};

enum class FunctionKind : uint8_t { scalar, inline_table, table, clr_scalar, clr_table, aggregate };

struct CreateFunctionStatement : NodeOf<NodeKind::CreateFunctionStatement, Statement> {
    DefineVerb verb = DefineVerb::create;
    ObjectName name;
    FunctionKind function = FunctionKind::scalar;
    List<const Parameter*> parameters;
    const DataType* returns = nullptr;             // scalar
    std::string_view table_variable;               // RETURNS @t TABLE
    const TableDefinition* table = nullptr;        // and CLR's TABLE (...)
    List<const IndexKey*> clr_order;               // ORDER (...)
    List<const Option*> options;  // SCHEMABINDING, RETURNS NULL ON NULL INPUT, EXECUTE AS, INLINE
    List<const Statement*> body;  // the inside of BEGIN ... END; one ReturnStatement when inline
    SourceRange body_range;
    bool atomic = false;  // BEGIN ATOMIC WITH (...)
    List<const Option*> atomic_options;
    const ExternalName* external = nullptr;
    GANTRY_TSQL_FIELDS(verb, name, function, parameters, returns, table_variable, table, clr_order,
                       options, body, atomic, atomic_options, external)
};

enum class TriggerScope : uint8_t { table, database, all_server };
enum class TriggerTime : uint8_t { for_, after, instead_of };

struct CreateTriggerStatement : NodeOf<NodeKind::CreateTriggerStatement, Statement> {
    DefineVerb verb = DefineVerb::create;
    ObjectName name;
    TriggerScope scope = TriggerScope::table;
    ObjectName target;  // table or view
    List<const Option*> options;
    TriggerTime time = TriggerTime::for_;
    List<std::string_view> events;  // INSERT, UPDATE, DELETE, LOGON, DDL_...: upper-cased
    bool with_append = false;
    bool not_for_replication = false;
    List<const Statement*> body;
    SourceRange body_range;
    const ExternalName* external = nullptr;
    GANTRY_TSQL_FIELDS(verb, name, scope, target, options, time, events, with_append,
                       not_for_replication, body, external)
};

// ENABLE|DISABLE TRIGGER names|ALL ON table|DATABASE|ALL SERVER.
struct EnableTriggerStatement : NodeOf<NodeKind::EnableTriggerStatement, Statement> {
    bool enable = true;
    bool all = false;
    List<ObjectName> names;
    TriggerScope scope = TriggerScope::table;
    ObjectName target;
    GANTRY_TSQL_FIELDS(enable, all, names, scope, target)
};

struct CreateTypeStatement : NodeOf<NodeKind::CreateTypeStatement, Statement> {
    ObjectName name;
    const DataType* from = nullptr;  // FROM base [NULL | NOT NULL]
    Parameter::Nullable nullable = Parameter::Nullable::unspecified;
    const TableDefinition* table = nullptr;  // AS TABLE (...)
    List<const Option*> options;
    const ExternalName* external = nullptr;
    GANTRY_TSQL_FIELDS(name, from, nullable, table, options, external)
};

// CREATE and ALTER SEQUENCE; options: START WITH, RESTART WITH, INCREMENT BY, MINVALUE,
// NO MINVALUE, MAXVALUE, NO MAXVALUE, CYCLE, NO CYCLE, CACHE, NO CACHE.
struct SequenceStatement : NodeOf<NodeKind::SequenceStatement, Statement> {
    DefineVerb verb = DefineVerb::create;
    ObjectName name;
    const DataType* type = nullptr;
    List<const Option*> options;
    GANTRY_TSQL_FIELDS(verb, name, type, options)
};

struct CreateSynonymStatement : NodeOf<NodeKind::CreateSynonymStatement, Statement> {
    ObjectName name;
    ObjectName target;
    GANTRY_TSQL_FIELDS(name, target)
};

struct CreateSchemaStatement : NodeOf<NodeKind::CreateSchemaStatement, Statement> {
    Identifier name;
    Identifier owner;  // AUTHORIZATION
    List<const Statement*> elements;
    GANTRY_TSQL_FIELDS(name, owner, elements)
};

// ALTER SCHEMA s TRANSFER [class::] name.
struct AlterSchemaStatement : NodeOf<NodeKind::AlterSchemaStatement, Statement> {
    Identifier name;
    std::string_view object_class;
    ObjectName object;
    GANTRY_TSQL_FIELDS(name, object_class, object)
};

// (NAME = x, FILENAME = 'f', SIZE = 10MB, ...): options of one file.
struct FileSpec : NodeOf<NodeKind::FileSpec, Node> {
    List<const Option*> options;
    GANTRY_TSQL_FIELDS(options)
};

struct FileGroupSpec : NodeOf<NodeKind::FileGroupSpec, Node> {
    Identifier name;  // empty: PRIMARY
    std::string_view contains;  // FILESTREAM, MEMORY_OPTIMIZED_DATA
    bool is_default = false;
    List<const FileSpec*> files;
    GANTRY_TSQL_FIELDS(name, contains, is_default, files)
};

struct CreateDatabaseStatement : NodeOf<NodeKind::CreateDatabaseStatement, Statement> {
    Identifier name;
    std::string_view containment;
    List<const FileGroupSpec*> filegroups;
    List<const FileSpec*> log_files;
    Identifier collation;
    List<const Option*> options;      // WITH ...
    List<const Option*> service;      // (EDITION = ...), in Azure
    std::string_view for_clause;      // ATTACH, ATTACH_REBUILD_LOG, ATTACH_FORCE_REBUILD_LOG, LOAD
    Identifier snapshot_of;
    ObjectName copy_of;
    GANTRY_TSQL_FIELDS(name, containment, filegroups, log_files, collation, options, service,
                       for_clause, snapshot_of, copy_of)
};

enum class AlterDatabaseAction : uint8_t {
    set, collate, modify_name, add_file, add_log_file, remove_file, modify_file, add_filegroup,
    remove_filegroup, modify_filegroup, modify, other,
};

struct AlterDatabaseStatement : NodeOf<NodeKind::AlterDatabaseStatement, Statement> {
    Identifier name;
    bool current = false;
    AlterDatabaseAction action = AlterDatabaseAction::set;
    List<const Option*> options;  // SET list; MODIFY FILEGROUP's words
    std::string_view termination; // ROLLBACK IMMEDIATE, NO_WAIT, ROLLBACK AFTER, MANUAL_CUTOVER
    const Expr* termination_seconds = nullptr;
    Identifier target;            // new name, collation, file or filegroup
    List<const FileSpec*> files;
    Identifier to_filegroup;
    List<const Node*> clauses;    // of another action, as written (ast/admin.h)
    GANTRY_TSQL_FIELDS(name, current, action, options, termination, termination_seconds, target,
                       files, to_filegroup, clauses)
};

// DROP TABLE a, b; also VIEW, PROCEDURE, FUNCTION, TRIGGER, TYPE, SEQUENCE, SYNONYM, SCHEMA,
// DATABASE, LOGIN, USER, ROLE, STATISTICS, RULE, DEFAULT ... Class words upper-cased.
struct DropStatement : NodeOf<NodeKind::DropStatement, Statement> {
    std::string_view object_class;
    bool if_exists = false;
    List<ObjectName> names;
    TriggerScope trigger_scope = TriggerScope::table;  // ON DATABASE | ON ALL SERVER
    bool has_trigger_scope = false;
    GANTRY_TSQL_FIELDS(object_class, if_exists, names, trigger_scope, has_trigger_scope)
};

}  // namespace gantry::tsql
