// Calls of procedures, and dynamic SQL.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "assess/code_rules.h"
#include "assess/word_list.h"
#include "base/utf.h"

namespace gantry::assess {

using namespace tsql;

namespace {

struct CalledRule {
    std::string_view rule;
    std::string_view procedures;  // lower-cased, separated by blanks, with one at each end
};

constexpr CalledRule k_called[] = {
    {"XpCmdshell", " xp_cmdshell "},
    {"SqlMail",
     " xp_sendmail xp_readmail xp_startmail xp_stopmail xp_deletemail xp_findnextmsg "
     "sp_processmail "},
    {"SystemProcedures110",
     " sp_dboption sp_addserver sp_dropalias sp_activedirectory_obj sp_activedirectory_scp "
     "sp_activedirectory_start "},
    {"UR00110", " sp_helptrigger "},
    {"UR00311",
     " sp_addgroup sp_changegroup sp_dropgroup sp_helpgroup sp_makewebtask sp_dropwebtask "
     "sp_runwebtask sp_enumcodepages sp_addremotelogin sp_addserver sp_dropremotelogin "
     "sp_helpremotelogin sp_remoteoption sp_attach_db sp_attach_single_file_db sp_bindrule "
     "sp_bindefault sp_change_users_login sp_depends sp_renamedb sp_getbindtoken sp_unbindrule "
     "sp_unbindefault sp_bindsession sp_resetstatus xp_grantlogin xp_revokelogin xp_loginconfig "
     "sp_addextendedproc sp_dropextendedproc sp_helpextendedproc sp_certify_removable "
     "sp_create_removable sp_dbremove sp_addapprole sp_dropapprole sp_addlogin sp_droplogin "
     "sp_adduser sp_dropuser sp_grantdbaccess sp_revokedbaccess sp_addrole sp_droprole "
     "sp_approlepassword sp_password sp_changeobjectowner sp_defaultdb sp_defaultlanguage "
     "sp_denylogin sp_grantlogin sp_revokelogin sp_srvrolepermission sp_dbfixedrolepermission "},
    {"Gantry.ExtendedProcedure",
     " sp_addextendedproc sp_dropextendedproc sp_attach_db sp_attach_single_file_db sp_detach_db "
     "xp_dirtree xp_fileexist xp_regread xp_regwrite xp_instance_regread xp_instance_regwrite "
     "sp_oacreate sp_oamethod "},
    {"Gantry.AddMessage", " sp_addmessage "},
};

constexpr std::array k_refused_configuration = {
    "allow polybase export",   "allow updates",          "filestream access level",
    "filestream_access_level", "remote access",          "remote data archive",
    "remote proc trans",       "scan for startup procs", "ole automation procedures"};

const Expr* argument(const ExecuteStatement& node, size_t position, std::string_view name) {
    for (const ExecuteArgument* one : node.arguments) {
        if (!one->name.empty() && ascii_iequals(one->name, name)) return one->value;
    }
    if (position >= node.arguments.size() || !node.arguments[position]->name.empty())
        return nullptr;
    return node.arguments[position]->value;
}

}  // namespace

void CodeRules::execute(const ExecuteStatement& node) {
    if (node.at_server) linked_server(node, node.at_server.name);
    switch (node.execute) {
        case ExecuteKind::text:
            if (!node.text.empty()) dynamic(node, node.text[0]);
            return;
        case ExecuteKind::variable:
            findings_.not_analysed(
                {text_.object, text_.type,
                 fmt::format("the procedure's name is in {}", node.procedure_variable),
                 node.range.line + text_.first_line - 1});
            return;
        case ExecuteKind::procedure:
            break;
    }
    table_name(node, node.procedure);
    call(node, ascii_lower(node.procedure.object()));
}

void CodeRules::call(const ExecuteStatement& node, std::string_view procedure) {
    for (const CalledRule& known : k_called) {
        if (lists(known.procedures, procedure)) found(known.rule, node, std::string(procedure));
    }
    if (procedure == "sp_executesql") {
        if (const Expr* statement = argument(node, 0, "@stmt"); statement != nullptr) {
            dynamic(node, statement);
        }
    } else if (procedure == "sp_configure") {
        std::string option;
        const Expr* name = argument(node, 0, "@configname");
        if (name == nullptr || !literal_text(name, option)) return;
        option = ascii_lower(option);
        const auto* end = k_refused_configuration.end();
        if (std::find(k_refused_configuration.begin(), end, option) != end) {
            found("Gantry.SpConfigure", node, option);
        }
    } else if (procedure == "sp_send_dbmail") {
        if (argument(node, size_t(-1), "@file_attachments") != nullptr) {
            found("Gantry.MailAttachment", node);
        }
    } else if (procedure == "sp_addlinkedserver") {
        std::string provider;
        const Expr* name = argument(node, 2, "@provider");
        if (name != nullptr && literal_text(name, provider)) {
            if (!is_sql_server_provider(provider)) {
                found("LinkedServerWithNonSQLProvider", node, provider);
            }
        }
    }
}

void CodeRules::dynamic(const Node& node, const Expr* text) {
    std::string sql;
    if (!literal_text(text, sql)) {
        findings_.not_analysed({text_.object, text_.type, "dynamic SQL made of variables",
                                node.range.line + text_.first_line - 1});
        return;
    }
    CodeText inner;
    inner.object = text_.object;
    inner.type = text_.type;
    inner.text = sql;
    inner.quoted_identifier = text_.quoted_identifier;
    inner.first_line = node.range.line + text_.first_line - 1;
    scan_code_at_depth(inner, context_, findings_, depth_ + 1);
}

}  // namespace gantry::assess
