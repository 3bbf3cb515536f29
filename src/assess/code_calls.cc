// Calls of procedures, and dynamic SQL.

#include <fmt/format.h>

#include <algorithm>

#include "assess/code_rules.h"
#include "assess/word_list.h"
#include "base/utf.h"

namespace gantry::assess {

using namespace tsql;

namespace {

// A name the server's own procedures are reached by: bare, or in sys or dbo of any database.
bool is_system_procedure(const ObjectName& name) {
    const std::string_view schema = name.schema();
    return name.server().empty() &&
           (schema.empty() || ascii_iequals(schema, "dbo") || ascii_iequals(schema, "sys"));
}

bool is_literal(const ExecuteStatement& node, size_t position, std::string_view name,
                std::string_view value) {
    std::string text;
    const Expr* argument = call_argument(node, position, name);
    return argument != nullptr && literal_text(argument, text) && ascii_iequals(text, value);
}

}  // namespace

const Expr* call_argument(const ExecuteStatement& node, size_t position, std::string_view name) {
    for (const ExecuteArgument* one : node.arguments) {
        if (!one->name.empty() && ascii_iequals(one->name, name)) return one->value;
    }
    if (position >= node.arguments.size() || !node.arguments[position]->name.empty())
        return nullptr;
    return node.arguments[position]->value;
}

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
    if (node.number != nullptr) found("UR00323", node);
    if (!node.procedure.server().empty()) return linked_server(node, node.procedure.server());
    if (!node.procedure.database().empty()) other_database(node, node.procedure);
    if (!is_system_procedure(node.procedure) || is_own(node.procedure)) return;
    call(node, ascii_lower(node.procedure.object()));
}

void CodeRules::call(const ExecuteStatement& node, const std::string& procedure) {
    for (const NamedRule& known : rules_of_procedure(procedure))
        found(known, node);
    if (procedure.starts_with("sp_")) call_with_arguments(node, procedure);
}

void CodeRules::call_with_arguments(const ExecuteStatement& node, std::string_view procedure) {
    if (procedure == "sp_executesql") {
        if (const Expr* statement = call_argument(node, 0, "@stmt"); statement != nullptr) {
            dynamic(node, statement);
        }
    } else if (procedure == "sp_configure") {
        configure(node);
    } else if (procedure == "sp_send_dbmail") {
        if (call_argument(node, k_by_name, "@file_attachments") != nullptr) {
            found("Gantry.MailAttachment", node);
        }
    } else if (procedure == "sp_addlinkedserver") {
        add_linked_server(node);
    } else if (procedure == "sp_addumpdevice") {
        if (is_literal(node, 0, "@devtype", "tape")) {
            found("Gantry.Deprecated.TapeDevice", node, "feature 236");
        }
    } else if (procedure == "sp_tableoption") {
        if (is_literal(node, 1, "@OptionName", "text in row")) {
            found("Gantry.Deprecated.TextInRow", node);
        } else if (is_literal(node, 1, "@OptionName", "vardecimal storage format")) {
            found("UR00316", node, "feature 200");
        }
    } else if (procedure == "sp_procoption") {
        if (is_literal(node, 1, "@OptionName", "startup")) {
            found("Gantry.StartupProcedure", node);
        }
    } else if (procedure == "sp_fulltext_service") {
        for (std::string_view property :
             {"clean_up", "connect_timeout", "data_timeout", "resource_usage"}) {
            if (is_literal(node, 0, "@action", property)) {
                found("UR00039", node, std::string(property));
            }
        }
    } else if (procedure.ends_with("extendedproperty")) {
        // sp_addextendedproperty has the value in front of the level, sp_drop... has not.
        const size_t level = procedure == "sp_dropextendedproperty" ? 1 : 2;
        const bool user = is_literal(node, level, "@level0type", "USER") &&
                          call_argument(node, level + 2, "@level1type") != nullptr;
        if (user) found("Gantry.Deprecated.ExtendedPropertyLevel", node, "feature 14: USER");
        if (is_literal(node, level, "@level0type", "TYPE")) {
            found("Gantry.Deprecated.ExtendedPropertyLevel", node, "feature 13: TYPE");
        }
    } else {
        agent_call(node, procedure);
        replication_call(node, procedure);
    }
}

// A call that only shows an option is no change of it.
void CodeRules::configure(const ExecuteStatement& node) {
    std::string option;
    const Expr* name = call_argument(node, 0, "@configname");
    if (name == nullptr || !literal_text(name, option)) return;
    if (call_argument(node, 1, "@configvalue") == nullptr) return;
    for (const NamedRule& rule : rules_of_configuration(ascii_lower(option)))
        found(rule, node);
}

void CodeRules::add_linked_server(const ExecuteStatement& node) {
    std::string provider;
    const Expr* name = call_argument(node, 2, "@provider");
    if (name == nullptr || !literal_text(name, provider) || provider.empty()) return;
    if (!is_sql_server_provider(provider)) {
        found("LinkedServerWithNonSQLProvider", node, provider);
    } else if (ascii_iequals(provider, "SQLOLEDB")) {
        found("Gantry.Deprecated.LinkedServerProvider", node, provider);
    }
}

void CodeRules::dynamic(const Node& node, const Expr* text) {
    std::string sql;
    bool known = literal_text(text, sql);
    if (!known) {
        if (!constants_) constants_ = constant_texts(result_.statements);
        sql.clear();
        known = constant_text(text, *constants_, sql);
    }
    if (!known) {
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
    const auto* execute = node.try_as<ExecuteStatement>();
    inner.remote = text_.remote || (execute != nullptr && execute->at_server);
    scan_code_at_depth(inner, context_, findings_, depth_ + 1);
}

}  // namespace gantry::assess
