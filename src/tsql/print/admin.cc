// Databases, security, backup and restore.

#include "tsql/print/printer_impl.h"

namespace gantry::tsql {

void Printer::files(const List<const FileSpec*>& files) {
    commas(files, [&](const FileSpec* file) { options(file->options); });
}

void Printer::filegroups(const List<const FileGroupSpec*>& groups) {
    bool first = true;
    for (const FileGroupSpec* group : groups) {
        if (!first) raw(",");
        if (group->name) {
            kw("FILEGROUP"), space(), identifier(group->name);
            if (!group->contains.empty()) kw("CONTAINS"), kw(group->contains);
            if (group->is_default) kw("DEFAULT");
        } else if (first) {
            kw("PRIMARY");
        }
        first = false;
        files(group->files);
    }
}

bool Printer::database(const Statement& any) {
    if (const auto* node = any.try_as<CreateDatabaseStatement>()) {
        kw("CREATE DATABASE"), space(), identifier(node->name);
        if (!node->containment.empty()) kw("CONTAINMENT ="), kw(node->containment);
        if (!node->filegroups.empty()) kw("ON"), filegroups(node->filegroups);
        if (!node->log_files.empty()) kw("LOG ON"), files(node->log_files);
        if (node->collation) kw("COLLATE"), space(), identifier(node->collation);
        if (node->snapshot_of) kw("AS SNAPSHOT OF"), space(), identifier(node->snapshot_of);
        if (node->copy_of) kw("AS COPY OF"), name_word(node->copy_of);
        if (!node->service.empty()) options(node->service);
        if (!node->for_clause.empty()) kw("FOR"), kw(node->for_clause);
        bare_options("WITH", node->options);
        return true;
    }
    const auto* node = any.try_as<AlterDatabaseStatement>();
    if (node == nullptr) return false;
    kw("ALTER DATABASE");
    if (node->current) {
        kw("CURRENT");
    } else {
        space(), identifier(node->name);
    }
    auto target = [&](std::string_view words) { kw(words), space(), identifier(node->target); };
    switch (node->action) {
        case AlterDatabaseAction::set: bare_options("SET", node->options); break;
        case AlterDatabaseAction::collate: target("COLLATE"); break;
        case AlterDatabaseAction::modify_name: target("MODIFY NAME ="); break;
        case AlterDatabaseAction::add_file: kw("ADD FILE"), files(node->files); break;
        case AlterDatabaseAction::add_log_file: kw("ADD LOG FILE"), files(node->files); break;
        case AlterDatabaseAction::remove_file: target("REMOVE FILE"); break;
        case AlterDatabaseAction::modify_file: kw("MODIFY FILE"), files(node->files); break;
        case AlterDatabaseAction::add_filegroup:
            target("ADD FILEGROUP");
            for (const Option* item : node->options) option(*item);
            break;
        case AlterDatabaseAction::remove_filegroup: target("REMOVE FILEGROUP"); break;
        case AlterDatabaseAction::modify_filegroup:
            target("MODIFY FILEGROUP"), option(*node->options[0]);
            break;
        case AlterDatabaseAction::modify: kw("MODIFY"), options(node->options); break;
        case AlterDatabaseAction::other: admin_items(node->clauses); break;
    }
    if (node->to_filegroup) kw("TO FILEGROUP"), space(), identifier(node->to_filegroup);
    if (!node->termination.empty()) kw("WITH"), kw(node->termination);
    if (node->termination_seconds != nullptr) space(), expr(node->termination_seconds);
    return true;
}

void Printer::securable(std::string_view object_class, const ObjectName& object) {
    if (!object_class.empty()) kw_inline(object_class), raw("::");
    name(object);
}

void Printer::grant(const GrantStatement& node) {
    static constexpr std::string_view k_verbs[] = {"GRANT", "DENY", "REVOKE"};
    kw(k_verbs[size_t(node.verb)]);
    if (node.grant_option_for) kw("GRANT OPTION FOR");
    space();
    commas(node.permissions, [&](const Permission* item) {
        kw_inline(item->name), column_list(item->columns);
    });
    if (node.object) {
        kw("ON"), space(), securable(node.object_class, node.object), column_list(node.columns);
    }
    kw(node.revoke_from ? "FROM" : "TO"), space();
    commas(node.principals, [&](const Identifier& item) { principal(item); });
    if (node.with_grant_option) kw("WITH GRANT OPTION");
    if (node.cascade) kw("CASCADE");
    if (node.as_principal) kw("AS"), space(), principal(node.as_principal);
}

// PUBLIC is reserved and still a name here.
void Printer::principal(const Identifier& name) {
    if (name.quote == Quote::none) return raw(name.name);
    identifier(name);
}

bool Printer::security(const Statement& any) {
    static constexpr std::string_view k_verbs[] = {"CREATE", "ALTER"};
    switch (any.kind) {
        case NodeKind::GrantStatement: grant(any.as<GrantStatement>()); return true;
        case NodeKind::LoginStatement: {
            const auto& node = any.as<LoginStatement>();
            kw(k_verbs[size_t(node.verb)]), kw("LOGIN"), space(), identifier(node.name);
            if (!node.action.empty()) kw(node.action);
            if (!node.from.empty()) kw("FROM"), kw(node.from);
            if (node.from_name) space(), identifier(node.from_name);
            bare_options("WITH", node.options);
            return true;
        }
        case NodeKind::UserStatement: {
            const auto& node = any.as<UserStatement>();
            kw(k_verbs[size_t(node.verb)]), kw("USER"), space(), identifier(node.name);
            if (!node.from.empty()) kw(node.from);
            if (node.from_name) space(), identifier(node.from_name);
            bare_options("WITH", node.options);
            return true;
        }
        case NodeKind::RoleStatement: {
            const auto& node = any.as<RoleStatement>();
            kw(k_verbs[size_t(node.verb)]), kw(node.object_class), space();
            identifier(node.name);
            if (node.owner) kw("AUTHORIZATION"), space(), identifier(node.owner);
            if (node.member) kw(node.action), space(), identifier(node.member);
            bare_options("WITH", node.options);
            return true;
        }
        case NodeKind::AlterAuthorizationStatement: {
            const auto& node = any.as<AlterAuthorizationStatement>();
            kw("ALTER AUTHORIZATION ON"), space();
            securable(node.object_class, node.object), kw("TO");
            if (node.schema_owner) return kw("SCHEMA OWNER"), true;
            return space(), identifier(node.principal), true;
        }
        case NodeKind::CredentialStatement: {
            const auto& node = any.as<CredentialStatement>();
            kw(k_verbs[size_t(node.verb)]);
            kw(node.database_scoped ? "DATABASE SCOPED CREDENTIAL" : "CREDENTIAL");
            space(), identifier(node.name), bare_options("WITH", node.options);
            if (node.provider) {
                kw("FOR CRYPTOGRAPHIC PROVIDER"), space(), identifier(node.provider);
            }
            return true;
        }
        default: return false;
    }
}

void Printer::device(const BackupDevice& node) {
    if (!node.type.empty()) kw_inline(node.type), raw(" = ");
    if (node.path != nullptr) {
        expr(node.path);
    } else {
        identifier(node.logical_name);
    }
}

void Printer::devices(const List<const BackupDevice*>& list) {
    space();
    commas(list, [&](const BackupDevice* item) { device(*item); });
}

void Printer::mirrors(const List<const BackupDevice*>& list) {
    for (const BackupDevice* item : list) {
        if (item->begins_mirror) {
            kw("MIRROR TO"), space();
        } else {
            raw(", ");
        }
        device(*item);
    }
}

void Printer::backup_files(const List<const BackupFile*>& list) {
    if (list.empty()) return;
    space();
    commas(list, [&](const BackupFile* file) {
        kw_inline(file->type);
        if (file->name != nullptr) raw(" = "), expr(file->name);
    });
}

bool Printer::backup(const Statement& any) {
    if (const auto* node = any.try_as<BackupStatement>()) {
        static constexpr std::string_view k_kinds[] = {"DATABASE", "LOG", "GROUP", "SERVER"};
        kw(node->dump_word ? "DUMP" : "BACKUP"), kw(k_kinds[size_t(node->backup)]);
        if (node->database) space(), identifier(node->database);
        if (!node->database_variable.empty()) word(node->database_variable);
        if (!node->group.empty()) space();
        commas(node->group, [&](const Identifier& item) { identifier(item); });
        backup_files(node->files);
        if (!node->to.empty()) kw("TO"), devices(node->to);
        if (!node->mirrors.empty()) mirrors(node->mirrors);
        bare_options("WITH", node->options);
        return true;
    }
    const auto* node = any.try_as<RestoreStatement>();
    if (node == nullptr) return false;
    static constexpr std::string_view k_kinds[] = {"DATABASE",  "LOG",        "HEADERONLY",
                                                   "FILELISTONLY", "LABELONLY", "VERIFYONLY",
                                                   "REWINDONLY"};
    kw(node->load_word ? "LOAD" : "RESTORE"), kw(k_kinds[size_t(node->restore)]);
    if (node->database) space(), identifier(node->database);
    if (!node->database_variable.empty()) word(node->database_variable);
    backup_files(node->files);
    if (!node->from.empty()) kw("FROM"), devices(node->from);
    bare_options("WITH", node->options);
    return true;
}

}  // namespace gantry::tsql
