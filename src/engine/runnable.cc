#include "engine/runnable.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/utf.h"
#include "engine/ddl.h"
#include "engine/unsupported.h"

namespace gantry::engine {

using tsql::NodeKind;

namespace {

// Upper-cased, as the parser gives them.
constexpr std::array<std::string_view, 16> k_options_with_effect = {
    "ANSI_NULLS",
    "QUOTED_IDENTIFIER",
    "ANSI_PADDING",
    "ANSI_WARNINGS",
    "ANSI_NULL_DFLT_ON",
    "ARITHABORT",
    "NUMERIC_ROUNDABORT",
    "CONCAT_NULL_YIELDS_NULL",
    "NOCOUNT",
    "XACT_ABORT",
    "IMPLICIT_TRANSACTIONS",
    "CURSOR_CLOSE_ON_COMMIT",
    "NOEXEC",
    "PARSEONLY",
    "FMTONLY",
    "ANSI_DEFAULTS",
};

constexpr std::array<std::string_view, 9> k_options_without_effect = {
    "ARITHIGNORE",          "FORCEPLAN",      "STATISTICS IO",      "STATISTICS TIME",
    "STATISTICS PROFILE",   "NO_BROWSETABLE", "ANSI_NULL_DFLT_OFF", "REMOTE_PROC_TRANSACTIONS",
    "DISABLE_DEF_CNST_CHK",
};

constexpr std::array<std::string_view, 11> k_values = {
    "ROWCOUNT",
    "TEXTSIZE",
    "DATEFIRST",
    "DATEFORMAT",
    "LANGUAGE",
    "LOCK_TIMEOUT",
    "CONTEXT_INFO",
    "DEADLOCK_PRIORITY",
    "FIPS_FLAGGER",
    "OFFSETS",
    "QUERY_GOVERNOR_COST_LIMIT",
};

constexpr std::array<std::string_view, 11> k_server_procedures = {
    "sp_executesql",       "sp_prepare",           "sp_prepexec",    "sp_execute",
    "sp_unprepare",        "sp_reset_connection",  "sp_server_info", "sp_datatype_info",
    "sp_datatype_info_90", "sp_datatype_info_100", "gantry_delete_backup_history",
};

template <size_t N>
bool has(const std::array<std::string_view, N>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

[[noreturn]] void refuse(const tsql::Statement& statement, const tsql::ParseResult& parsed) {
    std::string what = statement_words(statement, parsed);
    throw unsupported(what.empty() ? "this statement" : what, int(statement.range.line));
}

bool is_refused(const tsql::ExecuteStatement& statement) {
    return statement.at_server || statement.at_data_source || !statement.as_kind.empty() ||
           statement.result_sets == tsql::ResultSets::defined;
}

// Table variables are declared apart from others.
bool is_refused(const tsql::DeclareStatement& statement) {
    bool tables = false, others = false;
    for (const tsql::VariableDeclaration* variable : statement.variables) {
        (variable->table != nullptr ? tables : others) = true;
    }
    return tables && others;
}

void require_options(const tsql::SetOptionStatement& statement) {
    for (std::string_view option : statement.options) {
        if (has(k_options_with_effect, option) || has(k_options_without_effect, option)) continue;
        throw unsupported(fmt::format("SET {}", option), int(statement.range.line));
    }
}

}  // namespace

std::string statement_words(const tsql::Statement& statement, const tsql::ParseResult& parsed) {
    switch (statement.kind) {  // those whose second word is a name
        case NodeKind::TextStatement:
            return std::array{"READTEXT", "WRITETEXT", "UPDATETEXT"}.at(
                size_t(statement.as<tsql::TextStatement>().text));
        case NodeKind::SetVariableStatement:
            return "SET of a method or property";
        case NodeKind::DeclareStatement:
            return "DECLARE of table variables and others together";
        default:
            break;
    }
    std::string out;
    int words = 0;
    bool in_word = false;
    for (char c : parsed.text(statement.range).substr(0, 80)) {
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (!letter && !in_word) break;
        if (letter) {
            in_word = true;
            out += c;
        } else {
            bool is_space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
            if (++words == 2 || !is_space) break;
            in_word = false;
            out += ' ';
            // Runs of blanks between two words are rare enough to end the text here.
        }
    }
    while (!out.empty() && out.back() == ' ')
        out.pop_back();
    return ascii_upper(out);
}

void require_runnable(const tsql::Statement& statement, const tsql::ParseResult& parsed) {
    switch (statement.kind) {
        case NodeKind::SelectStatement:
        case NodeKind::InsertStatement:
        case NodeKind::UpdateStatement:
        case NodeKind::DeleteStatement:
        case NodeKind::MergeStatement:
        case NodeKind::TruncateStatement:
        case NodeKind::BlockStatement:
        case NodeKind::IfStatement:
        case NodeKind::WhileStatement:
        case NodeKind::TryStatement:
        case NodeKind::BreakStatement:
        case NodeKind::ContinueStatement:
        case NodeKind::ReturnStatement:
        case NodeKind::GotoStatement:
        case NodeKind::LabelStatement:
        case NodeKind::PrintStatement:
        case NodeKind::ThrowStatement:
        case NodeKind::SetIsolationStatement:
        case NodeKind::SetIdentityInsertStatement:
        case NodeKind::UseStatement:
        case NodeKind::CheckpointStatement:
        case NodeKind::ReconfigureStatement:
        case NodeKind::LinenoStatement:
        case NodeKind::DeclareCursorStatement:
        case NodeKind::CursorStatement:
        case NodeKind::FetchStatement:
        case NodeKind::RestoreStatement:
        case NodeKind::KillStatement:
            return;
        case NodeKind::CredentialStatement:
            if (statement.as<tsql::CredentialStatement>().database_scoped) {
                throw unsupported("DATABASE SCOPED CREDENTIAL (use CREATE CREDENTIAL)",
                                  int(statement.range.line));
            }
            return;
        case NodeKind::LoginStatement:
            return;
        case NodeKind::RoleStatement: {
            const auto& role = statement.as<tsql::RoleStatement>();
            const bool of_server = role.object_class == "SERVER ROLE";
            if (!of_server || !role.action.ends_with("MEMBER")) refuse(statement, parsed);
            return;
        }
        case NodeKind::DropStatement:
            if (statement.as<tsql::DropStatement>().object_class == "LOGIN") return;
            if (!is_ddl(statement)) refuse(statement, parsed);
            return;
        // Nobody is impersonated: the caller's is the only context there is, and stays.
        case NodeKind::ExecuteAsStatement:
            if (statement.as<tsql::ExecuteAsStatement>().as_kind != "CALLER") {
                refuse(statement, parsed);
            }
            return;
        case NodeKind::RevertStatement:
            if (statement.as<tsql::RevertStatement>().cookie != nullptr) refuse(statement, parsed);
            return;
        case NodeKind::TransactionStatement:
            if (statement.as<tsql::TransactionStatement>().action ==
                tsql::TransactionKind::begin_distributed) {
                refuse(statement, parsed);
            }
            return;
        case NodeKind::RaiserrorStatement: {
            const auto& raise = statement.as<tsql::RaiserrorStatement>();
            if (raise.old_style || raise.arguments.size() < 3) refuse(statement, parsed);
            return;
        }
        case NodeKind::WaitForStatement:
            if (statement.as<tsql::WaitForStatement>().wait == tsql::WaitForKind::statement) {
                refuse(statement, parsed);
            }
            return;
        case NodeKind::DeclareStatement:
            if (is_refused(statement.as<tsql::DeclareStatement>())) refuse(statement, parsed);
            return;
        case NodeKind::SetVariableStatement: {
            const auto& set = statement.as<tsql::SetVariableStatement>();
            if (set.member) refuse(statement, parsed);
            return;
        }
        case NodeKind::SetOptionStatement:
            return require_options(statement.as<tsql::SetOptionStatement>());
        case NodeKind::SetValueStatement: {
            std::string_view option = statement.as<tsql::SetValueStatement>().option;
            if (has(k_values, option)) return;
            throw unsupported(fmt::format("SET {}", option), int(statement.range.line));
        }
        case NodeKind::ExecuteStatement:
            if (is_refused(statement.as<tsql::ExecuteStatement>())) refuse(statement, parsed);
            return;
        default:
            if (!is_ddl(statement)) refuse(statement, parsed);
    }
}

void require_runnable(const CompiledStatement& compiled, const SessionSettings& settings,
                      int line) {
    const bool writes =
        compiled.kind != StatementKind::select && compiled.kind != StatementKind::expression;
    if (!writes) return;
    // Of changes it would need TOP in the statement.
    if (settings.rowcount > 0) {
        throw unsupported("SET ROWCOUNT with INSERT, UPDATE or DELETE (use TOP)", line);
    }
}

bool is_server_procedure(std::string_view name) {
    return has(k_server_procedures, name);
}

bool is_option_without_effect(std::string_view name) {
    return has(k_options_without_effect, name);
}

std::string identity_insert_table(const tsql::ObjectName& name, const CatalogSnapshot& catalog,
                                  const std::string& database) {
    if (name.object().starts_with('#')) return "tempdb.dbo." + std::string(name.object());
    const DatabaseCatalog* found =
        catalog.find(name.database().empty() ? std::string_view(database) : name.database());
    const catalog::Schema* schema =
        found == nullptr ? nullptr
                         : found->find_schema(name.schema().empty() ? "dbo" : name.schema());
    ObjectRef object;
    if (schema != nullptr) object = found->find_object(schema->id, name.object());
    if (object.table == nullptr) {
        throw SqlError(1088, 16, 11,
                       fmt::format("Cannot find the object \"{}\" because it does not exist or "
                                   "you do not have permissions.",
                                   name.object()));
    }
    return found->name() + "." + schema->name + "." + object.table->name;
}

}  // namespace gantry::engine
