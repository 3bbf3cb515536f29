// Upgrade rules about system objects, triggers' tables, OUTPUT and FROM.

#include <fmt/format.h>

#include <algorithm>

#include "assess/code_rules.h"
#include "base/utf.h"
#include "tsql/visit.h"

namespace gantry::assess {

using namespace tsql;

namespace {

// Longer constants are of a (max) type, and were of text, ntext or image before level 90.
constexpr size_t k_plain_bytes_max = 8000, k_national_units_max = 4000;

bool is_large(const Literal& node) {
    switch (node.literal) {
        case LiteralKind::string:
            return node.text.size() > k_plain_bytes_max;
        case LiteralKind::binary:
            return node.text.size() > 2 * k_plain_bytes_max;
        case LiteralKind::national:
            return node.text.size() > k_national_units_max &&
                   utf8_to_utf16le(node.text).size() > 2 * k_national_units_max;
        default:
            return false;
    }
}

bool is_system_schema(std::string_view schema) {
    return ascii_iequals(schema, "sys") || ascii_iequals(schema, "INFORMATION_SCHEMA");
}

bool is_old_system_table(const ObjectName& name) {
    const std::string_view schema = name.schema();
    if (!schema.empty() && !ascii_iequals(schema, "dbo")) return false;
    return !rules_of_old_table(ascii_lower(name.object())).empty();
}

bool is_transition_table(const ObjectName& name) {
    return name.parts.size() == 1 &&
           (ascii_iequals(name.object(), "inserted") || ascii_iequals(name.object(), "deleted"));
}

bool has_columns(const GrantStatement& node) {
    return !node.columns.empty() ||
           std::any_of(node.permissions.begin(), node.permissions.end(),
                       [](const Permission* one) { return !one->columns.empty(); });
}

std::vector<const NamedTable*> named_tables(const List<const TableSource*>& from) {
    std::vector<const NamedTable*> out;
    std::vector<const TableSource*> pending(from.begin(), from.end());
    while (!pending.empty()) {
        const TableSource* source = pending.back();
        pending.pop_back();
        if (source == nullptr) continue;
        if (const auto* join = source->try_as<JoinedTable>()) {
            pending.push_back(join->right);
            pending.push_back(join->left);
        } else if (const auto* table = source->try_as<NamedTable>()) {
            out.push_back(table);
        }
    }
    return out;
}

bool reads_audit_file(const QuerySpecification& node) {
    const bool star = std::any_of(node.items.begin(), node.items.end(), [](const SelectItem* item) {
        return item->item == SelectItemKind::star;
    });
    return star && std::any_of(node.from.begin(), node.from.end(), [](const TableSource* source) {
               const auto* table = source->try_as<FunctionTable>();
               const auto* call = table == nullptr ? nullptr : try_as<FunctionCall>(table->call);
               return call != nullptr && ascii_iequals(call->name.object(), "fn_get_audit_file");
           });
}

std::string qualified(const ObjectName& name) {
    return (name.schema().empty() ? "dbo" : ascii_lower(name.schema())) + "." +
           ascii_lower(name.object());
}

}  // namespace

void CodeRules::upgrade_node(const Node& any) {
    switch (any.kind) {
        case NodeKind::Literal:
            if (crosses(90) && is_large(any.as<Literal>())) found("UR00051", any);
            return;
        case NodeKind::GrantStatement: {
            const auto& grant = any.as<GrantStatement>();
            const bool system = is_system_schema(grant.object.schema()) ||
                                (grant.object && is_old_system_table(grant.object));
            if (system && has_columns(grant)) found("UR00012", any);
            return;
        }
        case NodeKind::DropStatement:
            for (const ObjectName& name : any.as<DropStatement>().names) {
                if (is_system_schema(name.schema())) found("UR00028", any);
                transition_ddl(any, name);
            }
            return;
        case NodeKind::InsertStatement:
            return system_change(any.as<InsertStatement>().target);
        case NodeKind::UpdateStatement:
            return system_change(any.as<UpdateStatement>().target);
        case NodeKind::DeleteStatement:
            return system_change(any.as<DeleteStatement>().target);
        case NodeKind::MergeStatement:
            return system_change(any.as<MergeStatement>().target);
        case NodeKind::AlterTableStatement:
            return transition_ddl(any, any.as<AlterTableStatement>().name);
        case NodeKind::CreateIndexStatement:
            return transition_ddl(any, any.as<CreateIndexStatement>().table);
        case NodeKind::TruncateStatement:
            return transition_ddl(any, any.as<TruncateStatement>().table);
        case NodeKind::CreateStatisticsStatement:
            return transition_ddl(any, any.as<CreateStatisticsStatement>().table);
        case NodeKind::OutputClause:
            return output_into(any.as<OutputClause>());
        case NodeKind::QuerySpecification:
            if (reads_audit_file(any.as<QuerySpecification>())) found("UR00127", any);
            if (crosses(90)) same_names(any.as<QuerySpecification>());
            return;
        default:
            return;
    }
}

// Catalog views cannot be changed, whatever 'allow updates' is.
void CodeRules::system_change(const TableSource* target) {
    const auto* table = try_as<NamedTable>(target);
    if (table == nullptr) return;
    const ObjectName& name = table->name;
    if (name.parts.size() == 1 && common_names_.contains(name.object())) return;
    const bool old =
        is_old_system_table(name) && !is_own(name) && !name.object().starts_with("spt_");
    if (is_system_schema(name.schema()) || old) found("UR00109", *table);
}

void CodeRules::transition_ddl(const Node& node, const ObjectName& name) {
    if (in_trigger_ && is_transition_table(name)) found("UR00119", node);
}

void CodeRules::output_into(const OutputClause& node) {
    if (crosses(100)) {
        bool full_text = false;
        for_each_node(node, [&](const Node& any) { full_text |= any.is<FullTextExpr>(); });
        if (full_text) found("UR00071", node);
    }
    const auto* target = try_as<NamedTable>(node.into);
    if (target == nullptr) return;
    const std::string name = qualified(target->name);
    if (context_.tables_with_triggers.contains(name)) found("UR00072", node, name);
    if (crosses(120) && context_.tables_with_identity.contains(name)) {
        found("Gantry.Level120.OutputIdentity", node, name);
    }
}

// Two tables of FROM without alias are told apart by their names: whatever the database is.
void CodeRules::same_names(const QuerySpecification& node) {
    std::vector<std::string> names;
    for (const NamedTable* table : named_tables(node.from)) {
        if (table->alias || !table->name.server().empty()) continue;
        names.push_back(qualified(table->name));
    }
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice != names.end()) found("UR00307", *node.from[0], *twice);
}

}  // namespace gantry::assess
