// Rules about forms of T-SQL that work and will go.

#include <fmt/format.h>

#include <algorithm>

#include "assess/code_rules.h"
#include "assess/word_list.h"
#include "base/utf.h"

namespace gantry::assess {

using namespace tsql;

namespace {

struct CollationRule {
    std::string_view begin;  // of its name; upper-cased
    std::string_view advice;
};
constexpr CollationRule k_collations[] = {
    {"KOREAN_WANSUNG_UNICODE", "feature 191: Korean_Wansung"},
    {"LITHUANIAN_CLASSIC", "feature 192: Lithuanian"},
    {"SQL_ALTDICTION_CP1253_CS_AS", "feature 194: Greek_CS_AS"},
    {"HINDI_", "feature 190: Indic_General_90"},
    {"MACEDONIAN_C", "feature 193: Macedonian_FYROM_90"},
    {"MACEDONIAN_B", "feature 193: Macedonian_FYROM_90"},
    {"AZERI_LATIN_90_", "feature 232: Azeri_Latin_100"},
    {"AZERI_CYRILLIC_90_", "feature 233: Azeri_Cyrillic_100"},
};

bool counts_big(const QuerySpecification& node) {
    return std::any_of(node.items.begin(), node.items.end(), [](const SelectItem* item) {
        const auto* call = try_as<FunctionCall>(item->expression);
        return call != nullptr && ascii_iequals(call->name.object(), "COUNT_BIG") &&
               call->arguments.size() == 1 && call->arguments[0]->is<StarExpr>();
    });
}

}  // namespace

void CodeRules::deprecated_node(const Node& any) {
    switch (any.kind) {
        case NodeKind::ColumnRef:
            return column(any.as<ColumnRef>());
        case NodeKind::SelectItem: {
            const auto& item = any.as<SelectItem>();
            if (item.alias_style == AliasStyle::equals && item.alias.quote == Quote::single_quote) {
                found("Gantry.Deprecated.StringAlias", any);
            }
            return;
        }
        case NodeKind::PseudoColumn: {
            const auto& column = any.as<PseudoColumn>();
            if (!column.legacy) return;
            return found(column.pseudo == PseudoColumnKind::identity
                             ? "Gantry.Deprecated.IdentityCol"
                             : "Gantry.Deprecated.RowguidCol",
                         any);
        }
        case NodeKind::GroupByClause:
            if (any.as<GroupByClause>().all) found("Gantry.Deprecated.GroupByAll", any);
            return;
        case NodeKind::QuerySpecification: {
            const auto& body = any.as<QuerySpecification>();
            if (context_.indexed_view && body.group_by != nullptr && !counts_big(body)) {
                found("Gantry.Deprecated.IndexedViewCount", any);
            }
            return;
        }
        case NodeKind::VariableDeclaration:
            return declared(any, any.as<VariableDeclaration>().name);
        case NodeKind::Parameter:
            return declared(any, any.as<Parameter>().name);
        case NodeKind::CreateTableStatement: {
            const std::string_view name = any.as<CreateTableStatement>().name.object();
            if (name == "#" || name == "##") found("Gantry.Deprecated.TemporaryName", any);
            return;
        }
        case NodeKind::CreateProcedureStatement: {
            const std::string_view name = any.as<CreateProcedureStatement>().name.object();
            if (name == "#" || name == "##") found("Gantry.Deprecated.TemporaryName", any);
            return;
        }
        case NodeKind::ColumnDefinition: {
            const auto& column = any.as<ColumnDefinition>();
            if (column.type == nullptr && column.computed == nullptr &&
                ascii_iequals(column.name.name, "timestamp")) {
                found("Gantry.Deprecated.Timestamp", any);
            }
            if (!column.collation.empty()) collation(any, column.collation);
            return;
        }
        case NodeKind::CollateExpr:
            return collation(any, any.as<CollateExpr>().collation);
        case NodeKind::IndexDefinition: {
            const auto& index = any.as<IndexDefinition>();
            return index_options(any, index.options, index.options_in_parentheses);
        }
        case NodeKind::Constraint: {
            const auto& constraint = any.as<Constraint>();
            return index_options(any, constraint.options, constraint.options_in_parentheses);
        }
        case NodeKind::DropIndexItem:
            if (!any.as<DropIndexItem>().table) found("Gantry.Deprecated.DropIndexName", any);
            return;
        case NodeKind::DropStatement: {
            const std::string_view of = any.as<DropStatement>().object_class;
            if (of == "DEFAULT") found("Gantry.Deprecated.DefaultObject", any);
            if (of == "RULE") found("Gantry.Deprecated.RuleObject", any);
            return;
        }
        case NodeKind::GrantStatement:
            for (const Permission* permission : any.as<GrantStatement>().permissions) {
                if (permission->name == "ALL" || permission->name == "ALL PRIVILEGES") {
                    found("Gantry.Deprecated.AllPermission", any);
                }
            }
            return;
        case NodeKind::NamedTable:
            return table_hints(any.as<NamedTable>());
        case NodeKind::UpdateStatement:
            return target_hints(any.as<UpdateStatement>().target, any.as<UpdateStatement>().from);
        case NodeKind::DeleteStatement:
            return target_hints(any.as<DeleteStatement>().target, any.as<DeleteStatement>().from);
        case NodeKind::InsertStatement:
            return insert_hints(any.as<InsertStatement>());
        default:
            return;
    }
}

// schema.table.column, database.schema.table.column. alias.column.Property of a CLR type looks the
// same but begins with the name of a table in FROM; database.schema.object in other places has no
// such table in its middle.
void CodeRules::column(const ColumnRef& node) {
    view_column(node);
    const ObjectName& name = node.name;
    if (name.parts.size() < 3 || local_names_.contains(name.parts[0].name)) return;
    if (local_names_.contains(name.schema())) found("Gantry.Deprecated.ColumnParts", node);
}

void CodeRules::declared(const Node& node, std::string_view variable) {
    if (variable == "@" || variable.starts_with("@@")) {
        found("Gantry.Deprecated.VariableName", node, std::string(variable));
    }
}

void CodeRules::collation(const Node& node, std::string_view name) {
    const std::string upper = ascii_upper(name);
    for (const CollationRule& old : k_collations) {
        if (upper.starts_with(old.begin)) {
            found("Gantry.Deprecated.Collation", node, fmt::format("{} ({})", name, old.advice));
        }
    }
}

void CodeRules::index_options(const Node& node, const List<const Option*>& options,
                              bool in_parentheses) {
    if (!options.empty() && !in_parentheses) {
        found("Gantry.Deprecated.IndexOption", node, std::string(options[0]->name));
    }
}

}  // namespace gantry::assess
