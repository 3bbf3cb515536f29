// Rules about queries, names and types.

#include <fmt/format.h>

#include <algorithm>

#include "assess/code_rules.h"
#include "assess/word_list.h"
#include "base/utf.h"

namespace gantry::assess {

using namespace tsql;

namespace {

// SQL Server 2000's system tables, views now, and undocumented ones.
constexpr std::string_view k_old_tables =
    " sysobjects syscolumns syscomments sysindexes sysindexkeys sysusers sysdepends sysforeignkeys "
    "sysreferences sysconstraints syspermissions sysprotects sysmembers systypes sysfiles "
    "sysfilegroups sysfulltextcatalogs sysdatabases sysaltfiles sysconfigures syscurconfigs "
    "sysprocesses syslockinfo sysperfinfo sysservers syslogins sysxlogins sysmessages sysdevices "
    "syscacheobjects syscharsets syslanguages sysremotelogins sysoledbusers sysopentapes "
    "sysopenrowset sysproperties sysfile1 spt_values spt_monitor ";
constexpr std::string_view k_filestream_functions =
    " getfilenamespacepath filetablerootpath getpathlocator get_filestream_transaction_context "
    "pathname ";
constexpr std::string_view k_old_xpath[] = {
    "format-number(",     "formatNumber(",       "current(",
    "element-available(", "function-available(", "system-property("};

bool is_constant(const Expr& expression) {
    if (expression.is<Literal>()) return expression.as<Literal>().literal != LiteralKind::integer;
    return expression.is<VariableRef>();
}

}  // namespace

bool CodeRules::query_node(const Node& any) {
    switch (any.kind) {
        case NodeKind::Query:
            query(any.as<Query>());
            return true;
        case NodeKind::QuerySpecification:
            specification(any.as<QuerySpecification>());
            return true;
        case NodeKind::NamedTable:
            table_name(any, any.as<NamedTable>().name);
            return true;
        case NodeKind::RemoteTable:
            remote(any.as<RemoteTable>());
            return true;
        case NodeKind::OpenXmlTable:
            openxml(any.as<OpenXmlTable>());
            return true;
        case NodeKind::FunctionTable:
            if (any.as<FunctionTable>().legacy_system) found("UR00304", any);
            return true;
        case NodeKind::FullTextTable:
            if (any.as<FullTextTable>().function > FullTextTableKind::freetexttable) {
                found("Gantry.SemanticSearch", any);
            }
            return true;
        case NodeKind::TableHint:
            if (any.as<TableHint>().name == "FASTFIRSTROW") found("FastFirstRowHint", any);
            if (context_.indexed_view && any.as<TableHint>().name != "NOEXPAND" && crosses(90)) {
                found("UR00050", any);
            }
            return true;
        case NodeKind::ComparisonExpr: {
            const ComparisonOp op = any.as<ComparisonExpr>().op;
            if (op == ComparisonOp::left_outer) found("NonANSILeftOuterJoinSyntax", any);
            if (op == ComparisonOp::right_outer) found("NonANSIRightOuterJoinSyntax", any);
            return true;
        }
        case NodeKind::FunctionCall:
            function(any.as<FunctionCall>());
            return true;
        case NodeKind::DataType:
            data_type(any.as<DataType>());
            return true;
        case NodeKind::GlobalVariableRef: {
            const std::string name = ascii_lower(any.as<GlobalVariableRef>().name);
            if (name == "@@servername" || name == "@@servicename") {
                found("Gantry.ServerIdentity", any, name);
            }
            return true;
        }
        case NodeKind::SelectItem: {
            // NEXT VALUE: a column NEXT with the alias VALUE and no AS between them.
            const auto& item = any.as<SelectItem>();
            const auto* column = try_as<ColumnRef>(item.expression);
            if (item.alias_style == AliasStyle::bare && column != nullptr &&
                ascii_iequals(column->name.object(), "NEXT") &&
                ascii_iequals(item.alias.name, "VALUE")) {
                found("NextColumn", any);
            }
            return true;
        }
        case NodeKind::CreateViewStatement: {
            const auto& view = any.as<CreateViewStatement>();
            const auto* body =
                view.query == nullptr ? nullptr : view.query->body->try_as<QuerySpecification>();
            if (view.with_check_option && body != nullptr && body->top != nullptr) {
                found("UR00301", any);
            }
            return true;
        }
        default:
            return false;
    }
}

void CodeRules::query(const Query& node) {
    for (const OrderItem* item : node.order_by) {
        const auto* literal = try_as<Literal>(item->expression);
        if (literal != nullptr && literal->literal == LiteralKind::integer) {
            if (crosses(90)) found("UR00325", *item);
        } else if (is_constant(*item->expression) && crosses(90)) {
            found("UR00326", *item);
        }
    }
    if (node.for_clause == nullptr) return;
    const ForClause& clause = *node.for_clause;
    if (clause.for_kind == ForKind::browse && in_view_) found("UR00318", clause);
    if (clause.for_kind != ForKind::xml) return;
    if (has_option(clause.directives, "XMLDATA")) found("UR00317", clause);
    const auto* body = node.body->try_as<QuerySpecification>();
    const bool derived = body != nullptr && std::any_of(body->from.begin(), body->from.end(),
                                                        [](const TableSource* source) {
                                                            return source->is<DerivedTable>();
                                                        });
    if (clause.mode == ForMode::auto_ && derived && crosses(90)) found("UR00335", clause);
}

void CodeRules::specification(const QuerySpecification& node) {
    if (node.from.size() > 1 && node.where != nullptr && crosses(90)) {
        found("UR00333", *node.from[0]);
    }
}

void CodeRules::remote(const RemoteTable& node) {
    switch (node.remote) {
        case RemoteKind::openrowset_bulk:
            if (!has_option(node.options, "DATA_SOURCE")) {
                found("OpenRowsetWithNonBlobDataSourceBulk", node);
            }
            return;
        case RemoteKind::openquery:
            linked_server(node, node.object.object());
            return;
        case RemoteKind::openrowset:
        case RemoteKind::opendatasource:
            break;
    }
    std::string provider;
    if (node.arguments.empty() || !literal_text(node.arguments[0], provider)) return;
    if (!is_sql_server_provider(provider)) {
        found("OpenRowsetWithNonSQLProvider", node, provider);
    }
}

void CodeRules::openxml(const OpenXmlTable& node) {
    std::string pattern;
    if (!crosses(90) || !literal_text(node.row_pattern, pattern)) return;
    for (std::string_view function : k_old_xpath) {
        if (pattern.find(function) != pattern.npos) found("UR00336", node, std::string(function));
    }
}

void CodeRules::function(const FunctionCall& node) {
    const std::string name = ascii_lower(node.name.object());
    if (node.name.parts.size() == 1) {
        if (name == "soundex" && crosses(110)) found("UR00108", node);
        std::string property;
        if (name == "serverproperty" && !node.arguments.empty() &&
            literal_text(node.arguments[0], property)) {
            if (ascii_iequals(property, "LCID") && crosses(90)) found("UR00319", node);
            if (ascii_iequals(property, "EngineEdition") ||
                ascii_iequals(property, "InstanceName")) {
                found("Gantry.ServerIdentity", node, property);
            }
        }
    }
    if (lists(k_filestream_functions, name)) found("Gantry.FilestreamFunction", node, name);
    const bool local = local_names_.contains(ascii_lower(node.name.database()));
    if (node.name.parts.size() == 3 && !local) table_name(node, node.name);
}

void CodeRules::data_type(const DataType& node) {
    const std::string name = ascii_lower(node.name.object());
    if (node.name.parts.size() == 1 && node.arguments.empty() && !node.is_max &&
        (name == "varchar" || name == "nvarchar")) {
        found("UR00329", node);
    }
}

void CodeRules::table_name(const Node& node, const ObjectName& name) {
    const std::string object = ascii_lower(name.object());
    if (name.server().size() > 0) return linked_server(node, name.server());
    const std::string database = ascii_lower(name.database());
    if (!database.empty() && database != ascii_lower(context_.database) && database != "master" &&
        database != "msdb" && database != "tempdb") {
        found("Gantry.CrossDatabase", node, std::string(name.database()));
    }
    if (object == "database_principal_aliases") found("DatabasePrincipalAlias", node);
    const std::string schema = ascii_lower(name.schema());
    const bool system_schema = schema.empty() || schema == "dbo" || schema == "sys";
    if (system_schema && lists(k_old_tables, object)) found("UR00312", node, object);
}

void CodeRules::linked_server(const Node& node, std::string_view server) {
    const auto known = context_.linked_servers.find(ascii_lower(server));
    const bool other = known != context_.linked_servers.end() && !known->second.empty() &&
                       !is_sql_server_provider(known->second);
    if (other) {
        found("LinkedServerWithNonSQLProvider", node,
              fmt::format("{} ({})", server, known->second));
        return;
    }
    found("Gantry.LinkedServerReference", node,
          known == context_.linked_servers.end() ? fmt::format("{}: provider not known", server)
                                                 : std::string(server));
}

}  // namespace gantry::assess
