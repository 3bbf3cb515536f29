// Rules about behaviour that a compatibility level changes, and about what is gone whatever the
// level is.

#include <fmt/format.h>

#include <algorithm>

#include "assess/code_rules.h"
#include "assess/word_list.h"
#include "base/utf.h"
#include "tsql/visit.h"

namespace gantry::assess {

using namespace tsql;

namespace {

constexpr std::string_view k_old_configurations =
    " disable_batch_mode_adaptive_joins disable_batch_mode_adaptive_join "
    "disable_batch_mode_memory_grant_feedback disable_interleaved_execution_tvf ";
constexpr std::string_view k_xml_methods = " exist modify nodes query value ";

bool refers_to(const Node& node, std::string_view name) {
    bool out = false;
    for_each_node(node, [&](const Node& any) {
        const auto* table = any.try_as<NamedTable>();
        out |= table != nullptr && table->name.parts.size() == 1 &&
               ascii_iequals(table->name.object(), name);
    });
    return out;
}

// Of the first query of a chain: the anchor of a recursion.
const QuerySpecification* anchor_of(const QueryBody* body) {
    while (body != nullptr && body->is<SetOperation>())
        body = body->as<SetOperation>().left;
    return try_as<QuerySpecification>(body);
}

std::string_view name_of(const SelectItem& item) {
    if (item.alias) return item.alias.name;
    const auto* column = try_as<ColumnRef>(item.expression);
    return column == nullptr ? std::string_view() : column->name.object();
}

bool has_duplicate(const CommonTable& node) {
    NameSet seen;
    auto twice = [&](std::string_view name) { return !name.empty() && !seen.insert(name).second; };
    if (!node.columns.empty()) {
        return std::any_of(node.columns.begin(), node.columns.end(),
                           [&](const Identifier& column) { return twice(column.name); });
    }
    const QuerySpecification* anchor = anchor_of(node.query->body);
    return anchor != nullptr &&
           std::any_of(anchor->items.begin(), anchor->items.end(),
                       [&](const SelectItem* item) { return twice(name_of(*item)); });
}

bool has_outputs(const Node& any) {
    switch (any.kind) {
        case NodeKind::InsertStatement:
            return !any.as<InsertStatement>().outputs.empty();
        case NodeKind::UpdateStatement:
            return !any.as<UpdateStatement>().outputs.empty();
        case NodeKind::DeleteStatement:
            return !any.as<DeleteStatement>().outputs.empty();
        default:
            return false;
    }
}

// CREATE PARTITION FUNCTION f (datetime) ... VALUES ('1.2.2005'): dates as strings.
bool has_date_strings(const AdminStatement& node) {
    const auto* type = try_as<DataType>(node.value("parameter"));
    if (type == nullptr || date_kind_of_type(type->name.object()) == DateKind::none) return false;
    return std::any_of(node.items.begin(), node.items.end(), [](const Node* item) {
        const auto* value = item->try_as<AdminValue>();
        std::string text;
        return value != nullptr && value->label == "boundary" && value->value != nullptr &&
               value->value->is<Literal>() && literal_text(&value->value->as<Literal>(), text);
    });
}

}  // namespace

void CodeRules::level_node(const Node& any) {
    if (crosses(100) && has_outputs(any)) found("Gantry.Level100.OutputError", any);
    switch (any.kind) {
        case NodeKind::InsertStatement: {
            const auto* query = any.as<InsertStatement>().query;
            if (crosses(100) && query != nullptr && query->for_clause != nullptr &&
                query->for_clause->for_kind == ForKind::browse) {
                found("Gantry.Level100.ForBrowse", *query->for_clause);
            }
            return;
        }
        case NodeKind::MergeStatement:
            if (!crosses(120)) return;
            for (const OutputClause* output : any.as<MergeStatement>().outputs) {
                for (const SelectItem* item : output->items) {
                    const auto* column = try_as<PseudoColumn>(item->expression);
                    if (column != nullptr && column->pseudo == PseudoColumnKind::action) {
                        found("Gantry.Level120.MergeAction", *item);
                    }
                }
            }
            return;
        case NodeKind::CreateFunctionStatement: {
            const auto& function = any.as<CreateFunctionStatement>();
            if (!crosses(100) || text_.quoted_identifier ||
                function.function != FunctionKind::table) {
                return;
            }
            bool quoted = false;
            for_each_node(any, [&](const Node& part) {
                quoted |= part.is<Literal>() && result_.text(part.range).starts_with('"');
            });
            if (quoted) found("Gantry.Level100.QuotedIdentifier", any);
            return;
        }
        case NodeKind::CreateTriggerStatement: {
            const auto& trigger = any.as<CreateTriggerStatement>();
            if (trigger.with_append) found("Gantry.Removed.TriggerWithAppend", any);
            if (trigger.verb == DefineVerb::alter && crosses(120)) {
                found("Gantry.Level120.AlterTrigger", any);
            }
            return;
        }
        case NodeKind::AdminStatement: {
            const auto& statement = any.as<AdminStatement>();
            if (statement.title == "ALTER DATABASE SCOPED CONFIGURATION") {
                const std::string setting = ascii_lower(statement.name("setting").object());
                if (lists(k_old_configurations, setting)) {
                    found("Gantry.Removed.ScopedConfiguration", any, ascii_upper(setting));
                }
            } else if (statement.title == "CREATE PARTITION FUNCTION") {
                if (crosses(100) && has_date_strings(statement)) {
                    found("Gantry.Level100.PartitionDates", any);
                }
            } else if (statement.title == "CREATE XML SCHEMA COLLECTION") {
                const bool any_type = result_.text(any.range).find("anyType") != std::string::npos;
                if (crosses(100) && any_type) found("Gantry.Level100.XmlAnyType", any);
            }
            return;
        }
        case NodeKind::CommonTable:
            if (crosses(110) || crosses(120)) recursive_table(any.as<CommonTable>());
            return;
        case NodeKind::MethodCall: {
            const auto& method = any.as<MethodCall>();
            return xml_method(any, method.member.name, method.arguments);
        }
        default:
            return;
    }
}

void CodeRules::recursive_table(const CommonTable& node) {
    if (node.query == nullptr || !node.query->body->is<SetOperation>() ||
        !refers_to(*node.query, node.name.name)) {
        return;
    }
    if (crosses(120) && has_duplicate(node)) found("Gantry.Level120.DuplicateColumns", node);
    bool pivots = false, behind_except = false;
    for_each_node(*node.query, [&](const Node& any) {
        pivots |= any.is<PivotTable>();
        const auto* operation = any.try_as<SetOperation>();
        behind_except |= operation != nullptr && operation->op == SetOperator::except &&
                         refers_to(*operation->right, node.name.name);
    });
    if (pivots && crosses(110)) found("Gantry.Level110.PivotRecursion", node);
    if (behind_except && crosses(120)) found("Gantry.Level120.ExceptRecursion", node);
}

// Methods of the xml type, by their names and a literal for the XQuery.
void CodeRules::xml_method(const Node& node, std::string_view method,
                           const List<const Expr*>& arguments) {
    if (!crosses(100) && !crosses(110)) return;
    std::string path;
    if (arguments.empty() || !lists(k_xml_methods, ascii_lower(method)) ||
        !literal_text(arguments[0], path)) {
        return;
    }
    if (crosses(110) &&
        (path.find("string-length(") != path.npos || path.find("substring(") != path.npos)) {
        found("UR00124", node);
    }
    if (!crosses(100)) return;
    if (path.find("xsi:nil") != path.npos || path.find("xsi:type") != path.npos) {
        found("Gantry.Level100.XsiAttributes", node);
    }
    std::string type;
    if (in_function_ && arguments.size() == 2 && literal_text(arguments[1], type) &&
        date_kind_of_type(type.substr(0, type.find('('))) != DateKind::none) {
        found("Gantry.Level100.XmlDates", node);
    }
}

void CodeRules::view_column(const ColumnRef& node) {
    if (old_views_.empty()) return;
    const std::string column = ascii_lower(node.name.object());
    if (!is_old_view_column(column)) return;
    for (std::string_view view : old_views_) {
        for (const NamedRule& rule : rules_of_view_column(ascii_lower(view) + "." + column))
            found(rule, node);
    }
}

}  // namespace gantry::assess
