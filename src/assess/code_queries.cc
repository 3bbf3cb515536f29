// Rules about queries, names and types.

#include <fmt/format.h>

#include <algorithm>

#include "assess/code_rules.h"
#include "assess/word_list.h"
#include "base/utf.h"

namespace gantry::assess {

using namespace tsql;

namespace {

constexpr std::string_view k_old_xpath[] = {
    "format-number(",     "formatNumber(",       "current(",
    "element-available(", "function-available(", "system-property("};

bool is_constant(const Expr* expression) {
    for (;;) {
        if (expression->is<Literal>() || expression->is<VariableRef>()) return true;
        if (const auto* sign = expression->try_as<UnaryExpr>()) {
            expression = sign->operand;
        } else if (const auto* binary = expression->try_as<BinaryExpr>()) {
            if (!binary->right->is<Literal>() && !binary->right->is<VariableRef>()) return false;
            expression = binary->left;
        } else {
            return false;
        }
    }
}

bool is_position(const Expr* expression) {
    const auto* literal = try_as<Literal>(expression);
    return literal != nullptr && literal->literal == LiteralKind::integer &&
           !literal->parenthesized;
}

// Whether the path of OPENROWSET(BULK 'path') is in storage by itself.
bool is_storage_path(const List<const Expr*>& files) {
    std::string path;
    if (files.empty() || !literal_text(files[0], path)) return false;
    path = ascii_lower(path);
    for (std::string_view scheme : {"https://", "abs://", "abfs://", "abfss://", "adls://"}) {
        if (path.starts_with(scheme)) return true;
    }
    return false;
}

bool joins_by_commas(const List<const TableSource*>& from) {
    return std::count_if(from.begin(), from.end(), [](const TableSource* source) {
               return !source->is<FunctionTable>();
           }) > 1;
}

}  // namespace

void CodeRules::query_node(const Node& any) {
    switch (any.kind) {
        case NodeKind::Query:
            return query(any.as<Query>());
        case NodeKind::QuerySpecification:
            return specification(any.as<QuerySpecification>());
        case NodeKind::UpdateStatement:
            if (joins_by_commas(any.as<UpdateStatement>().from) && crosses(90) &&
                any.as<UpdateStatement>().where != nullptr) {
                found("UR00333", any);
            }
            return;
        case NodeKind::DeleteStatement:
            if (joins_by_commas(any.as<DeleteStatement>().from) && crosses(90) &&
                any.as<DeleteStatement>().where != nullptr) {
                found("UR00333", any);
            }
            return;
        case NodeKind::NamedTable:
            return named_table(any.as<NamedTable>());
        case NodeKind::RemoteTable:
            return remote(any.as<RemoteTable>());
        case NodeKind::OpenXmlTable:
            return openxml(any.as<OpenXmlTable>());
        case NodeKind::FunctionTable:
            if (any.as<FunctionTable>().legacy_system) found("UR00304", any);
            return;
        case NodeKind::FullTextTable:
            if (any.as<FullTextTable>().function > FullTextTableKind::freetexttable) {
                found("Gantry.SemanticSearch", any);
            }
            return;
        case NodeKind::TableHint:
            if (any.as<TableHint>().name == "FASTFIRSTROW") found("FastFirstRowHint", any);
            if (context_.indexed_view && any.as<TableHint>().name != "NOEXPAND" && crosses(90)) {
                found("UR00050", any);
            }
            return;
        case NodeKind::ComparisonExpr: {
            const ComparisonOp op = any.as<ComparisonExpr>().op;
            if (op == ComparisonOp::left_outer) found("NonANSILeftOuterJoinSyntax", any);
            if (op == ComparisonOp::right_outer) found("NonANSIRightOuterJoinSyntax", any);
            return;
        }
        case NodeKind::FunctionCall:
            return function(any.as<FunctionCall>());
        case NodeKind::DataType:
            return data_type(any.as<DataType>());
        case NodeKind::GlobalVariableRef: {
            const std::string name = ascii_lower(any.as<GlobalVariableRef>().name);
            if (name == "@@servername" || name == "@@servicename") {
                found("Gantry.ServerIdentity", any, name);
            } else if (name == "@@remserver") {
                found("Gantry.Deprecated.RemoteServer", any, name);
            }
            return;
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
            return;
        }
        case NodeKind::CreateViewStatement: {
            const auto& view = any.as<CreateViewStatement>();
            const auto* body =
                view.query == nullptr ? nullptr : view.query->body->try_as<QuerySpecification>();
            if (view.with_check_option && body != nullptr && body->top != nullptr) {
                found("UR00301", any);
            }
            return;
        }
        default:
            return;
    }
}

void CodeRules::query(const Query& node) {
    if (crosses(90)) {
        for (const OrderItem* item : node.order_by) {
            if (is_position(item->expression)) {
                found("UR00325", *item);
            } else if (is_constant(item->expression)) {
                found("UR00326", *item);
            }
        }
    }
    if (node.for_clause == nullptr) return;
    const ForClause& clause = *node.for_clause;
    const auto* body = node.body->try_as<QuerySpecification>();
    if (clause.for_kind == ForKind::browse) {
        if (in_view_) found("UR00318", clause);
        if (body != nullptr && body->into && crosses(100)) {
            found("Gantry.Level100.ForBrowse", clause);
        }
    }
    if (clause.for_kind != ForKind::xml) return;
    if (has_option(clause.directives, "XMLDATA")) found("UR00317", clause);
    if (clause.mode == ForMode::explicit_ && crosses(90)) found("UR00334", clause);
    const bool derived = body != nullptr && std::any_of(body->from.begin(), body->from.end(),
                                                        [](const TableSource* source) {
                                                            return source->is<DerivedTable>();
                                                        });
    if (clause.mode == ForMode::auto_ && derived && crosses(90)) found("UR00335", clause);
}

void CodeRules::specification(const QuerySpecification& node) {
    if (node.where != nullptr && crosses(90) && joins_by_commas(node.from)) {
        found("UR00333", *node.from[0]);
    }
}

void CodeRules::remote(const RemoteTable& node) {
    switch (node.remote) {
        case RemoteKind::openrowset_bulk:
            if (!has_option(node.options, "DATA_SOURCE") && !is_storage_path(node.arguments)) {
                found("OpenRowsetWithNonBlobDataSourceBulk", node);
            }
            return;
        case RemoteKind::openquery:
            return linked_server(node, node.object.object());
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
    if (!(crosses(90) || crosses(110)) || !literal_text(node.row_pattern, pattern)) return;
    for (std::string_view function : k_old_xpath) {
        if (pattern.find(function) == pattern.npos) continue;
        if (crosses(90)) found("UR00336", node, std::string(function));
        if (crosses(110)) found("UR00066", node, std::string(function));
    }
}

void CodeRules::named_table(const NamedTable& node) {
    const bool common = node.name.parts.size() == 1 && common_names_.contains(node.name.object());
    if (!common) table_name(node, node.name);
}

// A name of the server's own that the database uses for an object of its own.
bool CodeRules::is_own(const ObjectName& name) const {
    if (context_.own_objects.empty() || name.parts.size() > 2) return false;
    const std::string schema = ascii_lower(name.schema());
    return context_.own_objects.contains((schema.empty() ? "dbo" : schema) + "." +
                                         ascii_lower(name.object()));
}

void CodeRules::table_name(const Node& node, const ObjectName& name) {
    if (!name.server().empty()) return linked_server(node, name.server());
    if (!name.database().empty()) other_database(node, name);
    const std::string_view schema = name.schema();
    const bool sys = ascii_iequals(schema, "sys");
    const std::string object = ascii_lower(name.object());
    if (sys) {
        for (const NamedRule& rule : rules_of_catalog_view(object))
            found(rule, node);
    }
    if (crosses(110) && object == "schemata" && ascii_iequals(schema, "INFORMATION_SCHEMA")) {
        found("UR00047", node);
    }
    if (!sys && !schema.empty() && !ascii_iequals(schema, "dbo")) return;
    if (object.starts_with('#') || is_own(name)) return;
    for (const NamedRule& rule : rules_of_old_table(object))
        found(rule, node);
}

void CodeRules::other_database(const Node& node, const ObjectName& name) {
    const std::string_view database = name.database();
    for (std::string_view known :
         {std::string_view(context_.database), std::string_view("master"), std::string_view("msdb"),
          std::string_view("tempdb"), std::string_view("model")}) {
        if (ascii_iequals(database, known)) return;
    }
    found("Gantry.CrossDatabase", node, std::string(database));
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
