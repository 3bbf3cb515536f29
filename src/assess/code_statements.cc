// Rules about statements.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "assess/code_rules.h"
#include "assess/word_list.h"
#include "base/utf.h"

namespace gantry::assess {

using namespace tsql;

namespace {

constexpr std::string_view k_old_dbcc =
    " DBREINDEX INDEXDEFRAG SHOWCONTIG PINTABLE UNPINTABLE DBREINDEXALL NEWALLOC ROWLOCK TEXTALL "
    "TEXTALLOC CONCURRENCYVIOLATION ";
constexpr std::string_view k_undocumented_dbcc =
    " IND PAGE EXTENTINFO TAB LOG LOGINFO DBINFO DBTABLE FLUSHPROCINDB MEMORYSTATUS WRITEPAGE "
    "RULEON RULEOFF STACKDUMP ";
// ALTER DATABASE ... SET options that belong to the platform of a managed instance.
constexpr std::string_view k_refused_database_options =
    " AUTO_CLOSE ENABLE_BROKER DISABLE_BROKER NEW_BROKER ERROR_BROKER_CONVERSATIONS EMERGENCY "
    "FILESTREAM HADR OFFLINE ONLINE PAGE_VERIFY PARTNER WITNESS READ_ONLY REMOTE_DATA_ARCHIVE "
    "RESTRICTED_USER SINGLE_USER ";
constexpr std::string_view k_always_on = " ANSI_NULLS ANSI_PADDING CONCAT_NULL_YIELDS_NULL ";

struct TitleRule {
    std::string_view begin;  // of an administrative statement's title
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
    {"CREATE REMOTE SERVICE BINDING", "Gantry.RemoteServiceBinding", ""},
    {"ALTER SERVER CONFIGURATION", "Gantry.BufferPoolExtension", ""},
};

}  // namespace

bool CodeRules::statement_node(const Node& any) {
    switch (any.kind) {
        case NodeKind::ExecuteStatement:
            execute(any.as<ExecuteStatement>());
            return true;
        case NodeKind::SetOptionStatement:
            set_option(any.as<SetOptionStatement>());
            return true;
        case NodeKind::SetValueStatement: {
            const auto& set = any.as<SetValueStatement>();
            if (set.option != "ROWCOUNT") return true;
            const auto* number = try_as<Literal>(set.value);
            row_count_limited_ = number == nullptr || number->text != "0";
            return true;
        }
        case NodeKind::InsertStatement:
        case NodeKind::UpdateStatement:
        case NodeKind::DeleteStatement:
            data_change(any);
            return true;
        case NodeKind::SelectStatement:
            select(any.as<SelectStatement>());
            return true;
        case NodeKind::BackupStatement:
            backup(any.as<BackupStatement>());
            return true;
        case NodeKind::RestoreStatement:
            restore(any.as<RestoreStatement>());
            return true;
        case NodeKind::BulkInsertStatement:
            bulk_insert(any.as<BulkInsertStatement>());
            return true;
        case NodeKind::CreateDatabaseStatement:
            create_database(any.as<CreateDatabaseStatement>());
            return true;
        case NodeKind::AlterDatabaseStatement:
            alter_database(any.as<AlterDatabaseStatement>());
            return true;
        case NodeKind::DbccStatement:
            dbcc(any.as<DbccStatement>());
            return true;
        case NodeKind::LoginStatement:
            login(any.as<LoginStatement>());
            return true;
        case NodeKind::AdminStatement:
            administrative(any.as<AdminStatement>());
            return true;
        case NodeKind::RaiserrorStatement:
            if (any.as<RaiserrorStatement>().old_style) found("RAISERROR", any);
            return true;
        case NodeKind::TransactionStatement:
            if (any.as<TransactionStatement>().action == TransactionKind::begin_distributed) {
                distributed_transaction(any);
            }
            return true;
        case NodeKind::TextStatement:
            found("UR00313", any);
            return true;
        case NodeKind::ExecuteAsStatement:
            if (any.as<ExecuteAsStatement>().as_kind == "SETUSER") found("UR00310", any);
            return true;
        case NodeKind::CreateProcedureStatement:
            if (any.as<CreateProcedureStatement>().number != nullptr) found("UR00323", any);
            return true;
        default:
            return false;
    }
}

void CodeRules::set_option(const SetOptionStatement& node) {
    for (std::string_view option : node.options) {
        if (option == "DISABLE_DEF_CNST_CHK") found("DisableDefCNSTCHK", node);
        if (!node.on && lists(k_always_on, option)) found("UR00303", node, std::string(option));
    }
}

void CodeRules::data_change(const Node& node) {
    if (row_count_limited_) found("UR00328", node);
}

void CodeRules::select(const SelectStatement& node) {
    if (!node.computes.empty()) found("ComputeClause", *node.computes[0]);
    if (!in_trigger_ || node.query == nullptr) return;
    const auto* body = node.query->body->try_as<QuerySpecification>();
    const bool assigns = body != nullptr && !body->items.empty() &&
                         body->items[0]->item == SelectItemKind::assignment;
    if (!assigns && (body == nullptr || !body->into)) found("UR00315", node);
}

void CodeRules::backup(const BackupStatement& node) {
    const std::string_view words = result_.text(node.range);
    if (node.backup == BackupKind::log && words.size() > 12) {
        const std::string begin = ascii_lower(words.substr(0, 12));
        if (begin.starts_with("backup tran")) found("UR00007", node);
    }
    if (has_option(node.options, "NO_LOG") || has_option(node.options, "TRUNCATE_ONLY")) {
        found("UR00006", node);
    }
    if (has_option(node.options, "PASSWORD") || has_option(node.options, "MEDIAPASSWORD")) {
        found("UR00300", node);
    }
    const bool to_url = !node.to.empty() &&
                        std::all_of(node.to.begin(), node.to.end(), [](const BackupDevice* device) {
                            return device->type == "URL";
                        });
    if (node.backup == BackupKind::database && to_url && has_option(node.options, "COPY_ONLY") &&
        !has_option(node.options, "DIFFERENTIAL")) {
        return;
    }
    found("Gantry.BackupStatement", node);
}

void CodeRules::restore(const RestoreStatement& node) {
    if (node.restore == RestoreKind::log &&
        ascii_lower(result_.text(node.range)).starts_with("restore tran")) {
        found("UR00007", node);
    }
    if (has_option(node.options, "PASSWORD") || has_option(node.options, "MEDIAPASSWORD")) {
        found("UR00300", node);
    }
    const bool database = node.restore == RestoreKind::database;
    const bool from_url = !node.from.empty() && std::all_of(node.from.begin(), node.from.end(),
                                                            [](const BackupDevice* device) {
                                                                return device->type == "URL";
                                                            });
    const bool refused = node.restore == RestoreKind::log ||
                         node.restore == RestoreKind::rewindonly || !from_url ||
                         (database && !node.options.empty());
    if (refused) found("Gantry.RestoreStatement", node);
}

void CodeRules::bulk_insert(const BulkInsertStatement& node) {
    if (!has_option(node.options, "DATA_SOURCE")) found("BulkInsert", node);
}

void CodeRules::create_database(const CreateDatabaseStatement& node) {
    const bool plain = node.filegroups.empty() && node.log_files.empty() && node.options.empty() &&
                       node.containment.empty() && node.for_clause.empty() && !node.snapshot_of;
    if (!plain) found("Gantry.CreateDatabaseOptions", node);
}

void CodeRules::alter_database(const AlterDatabaseStatement& node) {
    if (node.action != AlterDatabaseAction::set) return;
    for (const Option* option : node.options) {
        if (option->name == "PARTNER" || option->name == "WITNESS" ||
            option->name.starts_with("PARTNER ") || option->name.starts_with("WITNESS ")) {
            found("UR00017", node);
            continue;
        }
        const std::string_view first = option->name.substr(0, option->name.find(' '));
        const bool recovery =
            first == "RECOVERY" && option->word != "FULL" && option->name != "RECOVERY FULL";
        if (recovery || lists(k_refused_database_options, first)) {
            found("Gantry.AlterDatabaseOptions", node, std::string(option->name));
        }
    }
}

void CodeRules::dbcc(const DbccStatement& node) {
    if (lists(k_old_dbcc, node.command)) found("UR00302", node, std::string(node.command));
    if (node.command == "TRACEON" || node.command == "TRACEOFF") {
        found("TraceFlags", node);
    } else if (lists(k_undocumented_dbcc, node.command)) {
        found("Gantry.DbccCommand", node, std::string(node.command));
    } else if (node.command == "CHECKDB") {
        for (const Option* argument : node.arguments) {
            const std::string_view word = argument->name.empty() ? argument->word : argument->name;
            if (word.starts_with("REPAIR_")) found("Gantry.DbccCommand", node, std::string(word));
        }
    }
}

void CodeRules::login(const LoginStatement& node) {
    if (node.verb == SecurityVerb::create && node.from == "WINDOWS") {
        found("Gantry.WindowsLogin", node);
    }
}

void CodeRules::administrative(const AdminStatement& node) {
    for (const TitleRule& known : k_titles) {
        if (!node.title.starts_with(known.begin)) continue;
        if (known.word.empty() || node.has_word(known.word)) found(known.rule, node);
    }
    if (node.title == "CREATE ASSEMBLY" || node.title == "ALTER ASSEMBLY") {
        // FROM 'path', and not FROM 0x...
        bool from = false;
        for (const Node* item : node.items) {
            const auto* word = item->try_as<AdminWord>();
            if (word != nullptr && word->text == "FROM") from = true;
            if (word != nullptr && word->text == "WITH") from = false;
            const auto* value = item->try_as<AdminValue>();
            const auto* literal = value == nullptr
                                      ? nullptr
                                      : try_as<Literal>(static_cast<const Expr*>(value->value));
            if (!from || literal == nullptr) continue;
            if (literal->literal == LiteralKind::string ||
                literal->literal == LiteralKind::national) {
                found("AssemblyFromFile", node, std::string(literal->text));
                return;
            }
        }
    }
}

// Which systems take part is known from the linked servers of a master backup alone.
void CodeRules::distributed_transaction(const Node& node) {
    bool other = false;
    for (const auto& [name, provider] : context_.linked_servers) {
        other |= !provider.empty() && !is_sql_server_provider(provider) &&
                 ascii_lower(std::string_view(result_.text())).find(name) != std::string::npos;
    }
    found(other ? "MIHeterogeneousMSDTCTransactSQL" : "MIHomogeneousMSDTCTransactSQL", node,
          context_.linked_servers_known ? "" : "the servers that take part are not known");
}

}  // namespace gantry::assess
