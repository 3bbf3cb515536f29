#include "tsql/usage.h"

#include <algorithm>

#include "base/utf.h"
#include "tsql/feature.h"
#include "tsql/references.h"
#include "tsql/visit.h"

namespace gantry::tsql {
namespace {

// Kinds of statements lie anywhere in the list: they are known by their names.
bool is_statement(const Node& node) {
    return kind_name(node.kind).ends_with("Statement");
}
bool is_expression(NodeKind kind) {
    return (kind >= NodeKind::Literal && kind <= NodeKind::RegexpLikeExpr) ||
           kind == NodeKind::DataType;
}

// "CreateTableStatement": "CREATE TABLE".
std::string title_of_kind(NodeKind kind) {
    std::string_view name = kind_name(kind);
    name.remove_suffix(std::string_view("Statement").size());
    std::string out;
    for (char c : name) {
        if (c >= 'A' && c <= 'Z' && !out.empty()) out += ' ';
        out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    }
    return out;
}

std::string verb_title(DefineVerb verb, std::string_view object) {
    static constexpr std::string_view k_verbs[] = {"CREATE ", "ALTER ", "CREATE OR ALTER "};
    return std::string(k_verbs[size_t(verb)]) + std::string(object);
}

std::string security_title(SecurityVerb verb, std::string_view object) {
    return (verb == SecurityVerb::create ? "CREATE " : "ALTER ") + std::string(object);
}

class UsageCounter {
  public:
    explicit UsageCounter(Usage& usage) : usage_(usage) {}

    void node(const Node& any) {
        if (is_statement(any)) {
            ++usage_.statements[statement_title(static_cast<const Statement&>(any))];
        } else if (!is_expression(any.kind)) {
            ++usage_.clauses[std::string(kind_name(any.kind))];
        }
        switch (any.kind) {
            case NodeKind::FunctionCall:
                return call(any.as<FunctionCall>());
            case NodeKind::DataType:
                return type(any.as<DataType>());
            case NodeKind::TableHint:
                ++usage_.hints["table " + std::string(any.as<TableHint>().name)];
                return;
            case NodeKind::QueryHint:
                ++usage_.hints["query " + std::string(any.as<QueryHint>().name)];
                return;
            case NodeKind::JoinedTable:
                return join(any.as<JoinedTable>());
            case NodeKind::SetOptionStatement:
                for (std::string_view option : any.as<SetOptionStatement>().options) {
                    const bool on = any.as<SetOptionStatement>().on;
                    ++usage_.set_options[std::string(option) + (on ? " ON" : " OFF")];
                }
                return;
            case NodeKind::SetValueStatement:
                ++usage_.set_options[std::string(any.as<SetValueStatement>().option)];
                return;
            case NodeKind::SetIsolationStatement:
                ++usage_.set_options["TRANSACTION ISOLATION LEVEL"];
                return;
            case NodeKind::CursorDefinition:
                ++usage_.cursors;
                return;
            case NodeKind::UseStatement:
                ++usage_.databases[std::string(any.as<UseStatement>().database.name)];
                return;
            case NodeKind::ExecuteStatement:
                return execute(any.as<ExecuteStatement>());
            default:
                return;
        }
    }

    void reference(const Reference& reference) {
        const ObjectName& name = reference.name;
        if (reference.kind == ReferenceKind::server) {
            ++usage_.linked_servers[std::string(name.object())];
            return;
        }
        if (name.object().starts_with('#')) {
            ++usage_.temporary_tables[std::string(name.object())];
        } else if (name.server().empty()) {
            if (!name.database().empty()) ++usage_.databases[std::string(name.database())];
        } else {
            ++usage_.linked_servers[std::string(name.server())];
        }
    }

    void feature(const Feature& feature) {
        ++usage_.features[std::string(feature.name)];
        usage_.level = std::max(usage_.level, feature.since_level);
        usage_.version = std::max(usage_.version, feature.since_version);
    }

  private:
    void call(const FunctionCall& call) {
        if (call.name.parts.size() > 1) {
            std::string name;
            for (const Identifier& part : call.name.parts) {
                if (!name.empty()) name += '.';
                name += part.name;
            }
            ++usage_.user_functions[name];
        } else {
            ++usage_.functions[ascii_lower(call.name.object())];
        }
    }

    void type(const DataType& type) {
        const std::string name = ascii_lower(type.name.object());
        ++(is_system_type(type.name) ? usage_.types : usage_.user_types)[name];
    }

    void join(const JoinedTable& join) {
        static constexpr std::string_view k_hints[] = {
            "", "LOOP", "HASH", "MERGE", "REMOTE", "REDUCE", "REPLICATE", "REDISTRIBUTE"};
        if (join.hint == JoinHint::none) return;
        ++usage_.hints["join " + std::string(k_hints[size_t(join.hint)])];
    }

    void execute(const ExecuteStatement& execute) {
        const bool dynamic = execute.execute == ExecuteKind::text ||
                             ascii_iequals(execute.procedure.object(), "sp_executesql");
        if (dynamic) ++usage_.dynamic_sql;
        if (execute.at_server) ++usage_.linked_servers[std::string(execute.at_server.name)];
    }

    Usage& usage_;
};

void add_counts(Counts& to, const Counts& from) {
    for (const auto& [name, count] : from)
        to[name] += count;
}

}  // namespace

std::string statement_title(const Statement& any) {
    switch (any.kind) {
        case NodeKind::AdminStatement:
            return std::string(any.as<AdminStatement>().title);
        case NodeKind::DropStatement:
            return "DROP " + std::string(any.as<DropStatement>().object_class);
        case NodeKind::CreateViewStatement:
            return verb_title(any.as<CreateViewStatement>().verb, "VIEW");
        case NodeKind::CreateProcedureStatement:
            return verb_title(any.as<CreateProcedureStatement>().verb, "PROCEDURE");
        case NodeKind::CreateFunctionStatement:
            return verb_title(any.as<CreateFunctionStatement>().verb, "FUNCTION");
        case NodeKind::CreateTriggerStatement:
            return verb_title(any.as<CreateTriggerStatement>().verb, "TRIGGER");
        case NodeKind::SequenceStatement:
            return verb_title(any.as<SequenceStatement>().verb, "SEQUENCE");
        case NodeKind::LoginStatement:
            return security_title(any.as<LoginStatement>().verb, "LOGIN");
        case NodeKind::UserStatement:
            return security_title(any.as<UserStatement>().verb, "USER");
        case NodeKind::RoleStatement:
            return security_title(any.as<RoleStatement>().verb,
                                  any.as<RoleStatement>().object_class);
        case NodeKind::CredentialStatement:
            return security_title(any.as<CredentialStatement>().verb, "CREDENTIAL");
        case NodeKind::GrantStatement: {
            static constexpr std::string_view k_verbs[] = {"GRANT", "DENY", "REVOKE"};
            return std::string(k_verbs[size_t(any.as<GrantStatement>().verb)]);
        }
        case NodeKind::TransactionStatement: {
            static constexpr std::string_view k_verbs[] = {
                "BEGIN TRANSACTION", "BEGIN DISTRIBUTED TRANSACTION", "COMMIT", "ROLLBACK",
                "SAVE TRANSACTION"};
            return std::string(k_verbs[size_t(any.as<TransactionStatement>().action)]);
        }
        case NodeKind::CursorStatement: {
            static constexpr std::string_view k_verbs[] = {"OPEN", "CLOSE", "DEALLOCATE"};
            return std::string(k_verbs[size_t(any.as<CursorStatement>().action)]);
        }
        case NodeKind::TextStatement: {
            static constexpr std::string_view k_verbs[] = {"READTEXT", "WRITETEXT", "UPDATETEXT"};
            return std::string(k_verbs[size_t(any.as<TextStatement>().text)]);
        }
        case NodeKind::BlockStatement:
            return "BEGIN ... END";
        case NodeKind::TryStatement:
            return "BEGIN TRY ... END CATCH";
        case NodeKind::SetOptionStatement:
        case NodeKind::SetValueStatement:
            return "SET option";
        case NodeKind::DbccStatement:
            return "DBCC " + std::string(any.as<DbccStatement>().command);
        case NodeKind::TruncateStatement:
            return "TRUNCATE TABLE";
        case NodeKind::WaitForStatement:
            return "WAITFOR";
        default:
            return title_of_kind(any.kind);
    }
}

void Usage::add(const Usage& other) {
    add_counts(statements, other.statements);
    add_counts(clauses, other.clauses);
    add_counts(functions, other.functions);
    add_counts(user_functions, other.user_functions);
    add_counts(types, other.types);
    add_counts(user_types, other.user_types);
    add_counts(hints, other.hints);
    add_counts(set_options, other.set_options);
    add_counts(features, other.features);
    add_counts(databases, other.databases);
    add_counts(linked_servers, other.linked_servers);
    add_counts(temporary_tables, other.temporary_tables);
    dynamic_sql += other.dynamic_sql;
    cursors += other.cursors;
    level = std::max(level, other.level);
    version = std::max(version, other.version);
}

void count_usage(const Statement& statement, Usage& usage) {
    UsageCounter counter(usage);
    for_each_node(statement, [&](const Node& node) { counter.node(node); });
    for (const Reference& reference : find_references(statement))
        counter.reference(reference);
    find_features(statement,
                  [&](const Feature& feature, const Node&) { counter.feature(feature); });
}

}  // namespace gantry::tsql
