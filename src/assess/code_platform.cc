// Rules about statements that a managed instance refuses or runs differently: servers, files, keys,
// principals, databases.

#include <fmt/format.h>

#include <algorithm>

#include "assess/code_rules.h"
#include "assess/word_list.h"
#include "base/utf.h"

namespace gantry::assess {

using namespace tsql;

namespace {

constexpr std::string_view k_old_dbcc =
    " DBREINDEX INDEXDEFRAG SHOWCONTIG PINTABLE UNPINTABLE DBREINDEXALL NEWALLOC ROWLOCK TEXTALL "
    "TEXTALLOC ";
// DBCC of the documentation; any other is undocumented and refused.
constexpr std::string_view k_documented_dbcc =
    " CHECKALLOC CHECKCATALOG CHECKCONSTRAINTS CHECKDB CHECKFILEGROUP CHECKIDENT CHECKTABLE "
    "CLEANTABLE CLONEDATABASE CONCURRENCYVIOLATION DROPCLEANBUFFERS FLUSHAUTHCACHE FREEPROCCACHE "
    "FREESESSIONCACHE FREESYSTEMCACHE HELP INPUTBUFFER OPENTRAN OUTPUTBUFFER PROCCACHE "
    "SHOW_STATISTICS SHRINKDATABASE SHRINKFILE SHRINKLOG SQLPERF TRACEOFF TRACEON TRACESTATUS "
    "UPDATEUSAGE USEROPTIONS ";
// Global trace flags that a managed instance lets be set.
constexpr std::string_view k_trace_flags =
    " 460 2301 2389 2390 2453 2467 7471 8207 9389 10316 11024 ";

struct TitleRule {
    std::string_view title;
    std::string_view rule;
    std::string_view word;  // that must be in it; empty: any
};
constexpr TitleRule k_titles[] = {
    {"CREATE CRYPTOGRAPHIC PROVIDER", "CryptographicProvider", ""},
    {"ALTER CRYPTOGRAPHIC PROVIDER", "CryptographicProvider", ""},
    {"CREATE AVAILABILITY GROUP", "Gantry.AvailabilityGroup", ""},
    {"ALTER AVAILABILITY GROUP", "Gantry.AvailabilityGroup", ""},
    {"DROP AVAILABILITY GROUP", "Gantry.AvailabilityGroup", ""},
    {"CREATE ENDPOINT", "UR00023", "SOAP"},
    {"ALTER ENDPOINT", "UR00023", "SOAP"},
    {"CREATE ENDPOINT", "Gantry.AvailabilityGroup", "DATABASE_MIRRORING"},
    {"ALTER ENDPOINT", "Gantry.AvailabilityGroup", "DATABASE_MIRRORING"},
    {"BACKUP CERTIFICATE", "Gantry.KeyBackup", "FILE"},
    {"BACKUP MASTER KEY", "Gantry.KeyBackup", ""},
    {"BACKUP SERVICE MASTER KEY", "Gantry.KeyBackup", ""},
    {"RESTORE MASTER KEY", "Gantry.KeyBackup", ""},
    {"RESTORE SERVICE MASTER KEY", "Gantry.KeyBackup", ""},
    {"CREATE CERTIFICATE", "Gantry.KeyBackup", "FILE"},
    {"CREATE CERTIFICATE", "Gantry.KeyBackup", "ASSEMBLY"},
    {"ALTER CERTIFICATE", "Gantry.KeyBackup", "FILE"},
    {"CREATE ASYMMETRIC KEY", "Gantry.KeyBackup", "FILE"},
    {"CREATE ASYMMETRIC KEY", "Gantry.KeyBackup", "ASSEMBLY"},
    {"CREATE REMOTE SERVICE BINDING", "Gantry.RemoteServiceBinding", ""},
    {"ALTER SERVER CONFIGURATION", "Gantry.BufferPoolExtension", ""},
    {"CREATE SERVER AUDIT", "Gantry.ServerAudit", "FILE"},
    {"CREATE SERVER AUDIT", "Gantry.ServerAudit", "APPLICATION_LOG"},
    {"CREATE SERVER AUDIT", "Gantry.ServerAudit", "SECURITY_LOG"},
    {"ALTER SERVER AUDIT", "Gantry.ServerAudit", "FILE"},
    {"ALTER SERVER AUDIT", "Gantry.ServerAudit", "APPLICATION_LOG"},
    {"ALTER SERVER AUDIT", "Gantry.ServerAudit", "SECURITY_LOG"},
    {"CREATE FULLTEXT INDEX ON", "Gantry.SemanticSearch", "STATISTICAL_SEMANTICS"},
    {"ALTER FULLTEXT INDEX ON", "Gantry.SemanticSearch", "STATISTICAL_SEMANTICS"},
    {"CREATE EXTERNAL LANGUAGE", "Gantry.ExternalScript", ""},
    {"ALTER EXTERNAL LANGUAGE", "Gantry.ExternalScript", ""},
    {"CREATE SYMMETRIC KEY", "UR00305", "RC4"},
    {"CREATE SYMMETRIC KEY", "UR00305", "RC4_128"},
    {"CREATE SYMMETRIC KEY", "UR00024", "DESX"},
    {"CREATE DEFAULT", "Gantry.Deprecated.DefaultObject", ""},
    {"CREATE RULE", "Gantry.Deprecated.RuleObject", ""},
};

// The string under a label; false: there is none.
bool text_of(const AdminStatement& node, std::string_view label, std::string& out) {
    const Node* value = node.value(label);
    return value != nullptr && value->is<Literal>() && literal_text(&value->as<Literal>(), out);
}

bool names_windows(std::string_view name) {
    return name.find('\\') != name.npos;
}

}  // namespace

void CodeRules::platform_node(const Node& any) {
    switch (any.kind) {
        case NodeKind::BackupStatement:
            return backup(any.as<BackupStatement>());
        case NodeKind::RestoreStatement:
            return restore(any.as<RestoreStatement>());
        case NodeKind::BulkInsertStatement:
            if (!has_option(any.as<BulkInsertStatement>().options, "DATA_SOURCE")) {
                found("BulkInsert", any);
            }
            return;
        case NodeKind::CreateDatabaseStatement:
            return create_database(any.as<CreateDatabaseStatement>());
        case NodeKind::AlterDatabaseStatement:
            return alter_database(any.as<AlterDatabaseStatement>());
        case NodeKind::DbccStatement:
            return dbcc(any.as<DbccStatement>());
        case NodeKind::LoginStatement:
            return login(any.as<LoginStatement>());
        case NodeKind::UserStatement:
            return user(any.as<UserStatement>());
        case NodeKind::CredentialStatement:
            return credential(any.as<CredentialStatement>());
        case NodeKind::AdminStatement:
            return administrative(any.as<AdminStatement>());
        case NodeKind::ShutdownStatement:
            return found("Gantry.Shutdown", any);
        case NodeKind::CreateTableStatement:
            return create_table(any.as<CreateTableStatement>());
        case NodeKind::ColumnDefinition:
            if (any.as<ColumnDefinition>().filestream) found("FileStream", any);
            return;
        case NodeKind::AlterTableStatement:
            if (has_option(any.as<AlterTableStatement>().options, "REMOTE_DATA_ARCHIVE")) {
                found("Gantry.StretchDatabase", any);
            }
            if (any.as<AlterTableStatement>().action == AlterTableAction::filetable_namespace) {
                found("FileStream", any);
            }
            return;
        case NodeKind::CreateProcedureStatement:
            if (has_option(any.as<CreateProcedureStatement>().options, "NATIVE_COMPILATION")) {
                found("Gantry.MemoryOptimized", any);
            }
            return;
        case NodeKind::CreateFunctionStatement:
            if (has_option(any.as<CreateFunctionStatement>().options, "NATIVE_COMPILATION")) {
                found("Gantry.MemoryOptimized", any);
            }
            return;
        default:
            return;
    }
}

void CodeRules::create_table(const CreateTableStatement& node) {
    if (node.filetable) found("FileStream", node);
    if (has_option(node.options, "REMOTE_DATA_ARCHIVE")) found("Gantry.StretchDatabase", node);
    if (const Option* option = find_option(node.options, "MEMORY_OPTIMIZED");
        option != nullptr && option->word != "OFF") {
        found("Gantry.MemoryOptimized", node);
    }
    // Files in a data lake have a format; tables of another system have none.
    if (node.external && !has_option(node.options, "FILE_FORMAT")) {
        found("Gantry.ExternalTable", node);
    }
}

void CodeRules::dbcc(const DbccStatement& node) {
    if (node.command == "CONCURRENCYVIOLATION") return found("UR00018", node);
    if (lists(k_old_dbcc, node.command)) {
        return found("UR00302", node, std::string(node.command));
    }
    if (node.command == "TRACEON" || node.command == "TRACEOFF") return trace_flags(node);
    if (!lists(k_documented_dbcc, node.command)) {
        return found("Gantry.DbccCommand", node, std::string(node.command));
    }
    for (const Option* argument : node.arguments) {
        const std::string_view word = argument->name.empty() ? argument->word : argument->name;
        if (word.starts_with("REPAIR_")) found("Gantry.DbccCommand", node, std::string(word));
    }
}

// Global ones (-1 is among the arguments) of a short list can be set; a session's cannot.
void CodeRules::trace_flags(const DbccStatement& node) {
    bool global = false;
    std::string refused;
    for (const Option* argument : node.arguments) {
        const auto* minus = try_as<UnaryExpr>(argument->value);
        const auto* number = try_as<Literal>(minus != nullptr ? minus->operand : argument->value);
        if (minus != nullptr) {
            global = true;
        } else if (number == nullptr || !lists(k_trace_flags, number->text)) {
            if (!refused.empty()) refused += ", ";
            refused += number == nullptr ? "not a literal" : number->text;
        }
    }
    if (global && refused.empty()) return;
    if (!global) refused += refused.empty() ? "of the session" : ", of the session";
    found("TraceFlags", node, std::move(refused));
}

void CodeRules::login(const LoginStatement& node) {
    if (node.verb == SecurityVerb::create && node.from == "WINDOWS") {
        found("Gantry.WindowsLogin", node, std::string(node.name.name));
    }
    if (node.verb == SecurityVerb::alter && has_option(node.options, "CREDENTIAL")) {
        found("Gantry.Deprecated.LoginCredential", node);
    }
}

void CodeRules::user(const UserStatement& node) {
    if (node.verb != SecurityVerb::create || node.from.starts_with("WITHOUT")) return;
    const std::string_view login = node.from_name ? node.from_name.name : node.name.name;
    if (names_windows(login)) found("Gantry.WindowsLogin", node, std::string(login));
}

void CodeRules::credential(const CredentialStatement& node) {
    if (node.database_scoped || node.provider) return;
    const Option* option = find_option(node.options, "IDENTITY");
    std::string identity;
    if (option == nullptr || !literal_text(option->value, identity)) return;
    if (ascii_iequals(identity, "SHARED ACCESS SIGNATURE") ||
        ascii_iequals(identity, "MANAGED IDENTITY")) {
        return;
    }
    found("Gantry.Credential", node, fmt::format("IDENTITY = '{}'", identity));
}

void CodeRules::administrative(const AdminStatement& node) {
    for (const TitleRule& known : k_titles) {
        if (node.title != known.title) continue;
        if (known.word.empty() || node.has_word(known.word)) found(known.rule, node);
    }
    if (node.title == "CREATE ASSEMBLY" || node.title == "ALTER ASSEMBLY") return assembly(node);
    if (node.title == "CREATE EVENT SESSION" || node.title == "ALTER EVENT SESSION") {
        return event_session(node);
    }
    if (node.title == "CREATE EXTERNAL DATA SOURCE") return external_source(node);
    std::string address;
    if ((node.title == "CREATE ROUTE" || node.title == "ALTER ROUTE") &&
        text_of(node, "address", address) && !ascii_iequals(address, "LOCAL")) {
        found("Gantry.ServiceBrokerRoute", node, address);
    }
}

// FROM 'path', and not FROM 0x...
void CodeRules::assembly(const AdminStatement& node) {
    bool from = false;
    for (const Node* item : node.items) {
        const auto* word = item->try_as<AdminWord>();
        if (word != nullptr && word->text == "FROM") from = true;
        if (word != nullptr && word->text == "WITH") from = false;
        const auto* value = item->try_as<AdminValue>();
        const auto* literal =
            value == nullptr ? nullptr : try_as<Literal>(static_cast<const Expr*>(value->value));
        if (!from || literal == nullptr) continue;
        if (literal->literal == LiteralKind::string || literal->literal == LiteralKind::national) {
            return found("AssemblyFromFile", node, std::string(literal->text));
        }
    }
}

// Targets that are files of the server, or of Windows: ADD TARGET package0.event_file (SET filename
// = 'https://...') goes.
void CodeRules::event_session(const AdminStatement& node) {
    std::string_view target, attribute;
    for (const Node* item : node.items) {
        if (const auto* name = item->try_as<AdminName>()) {
            if (name->label == "target") target = name->name.object();
            if (name->label == "attribute") attribute = name->name.object();
            if (name->label == "target" && ascii_iequals(target, "etw_classic_sync_target")) {
                found("Gantry.EventSession", *item, std::string(target));
            }
            continue;
        }
        const auto* value = item->try_as<AdminValue>();
        std::string path;
        if (value == nullptr || value->value == nullptr || !value->value->is<Literal>() ||
            !literal_text(&value->value->as<Literal>(), path)) {
            continue;
        }
        const bool file = ascii_iequals(target, "event_file") ||
                          ascii_iequals(target, "asynchronous_file_target");
        if (file && ascii_iequals(attribute, "filename") &&
            !ascii_iequals(std::string_view(path).substr(0, 8), "https://")) {
            found("Gantry.EventSession", *item, path);
        }
    }
}

// Blob storage and data lakes can be read; Hadoop, other databases and S3 cannot.
void CodeRules::external_source(const AdminStatement& node) {
    std::string location;
    if (!text_of(node, "text", location)) return;
    const std::string scheme = ascii_lower(location.substr(0, location.find(':')));
    static constexpr std::string_view k_storage = " abs abfs abfss adls https wasb wasbs ";
    const bool storage = lists(k_storage, scheme) && !node.has_word("HADOOP");
    if (!storage) found("Gantry.ExternalTable", node, location);
}

}  // namespace gantry::assess
