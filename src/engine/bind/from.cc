// FROM: table sources and joins.

#include "base/utf.h"
#include "engine/bind/binder.h"
#include "engine/bind/errors.h"
#include "engine/triggers.h"
#include "engine/unsupported.h"

namespace gantry::engine::bind {

using tsql::JoinKind;
using tsql::NodeKind;

void Binder::expose(Relation* relation, Scope& scope, int line) {
    for (const Relation* other : scope.relations) {
        if (!same_name(other->alias, relation->alias, database_collation())) continue;
        bool both_plain = !other->has_alias && !relation->has_alias;
        if (both_plain && (!same_name(other->schema, relation->schema, database_collation()) ||
                           !same_name(other->database, relation->database, 0))) {
            continue;
        }
        fail(other->has_alias && relation->has_alias ? 1011 : 1013, 16, line,
             other->has_alias && relation->has_alias
                 ? fmt::format("The correlation name '{}' is specified multiple times in a FROM "
                               "clause.",
                               relation->alias)
                 : fmt::format("The objects \"{}\" and \"{}\" in the FROM clause have the same "
                               "exposed names. Use correlation names to distinguish them.",
                               other->alias, relation->alias));
    }
    scope.relations.push_back(relation);
}

Relation* Binder::from_list(const tsql::List<const tsql::TableSource*>& sources, Scope& scope) {
    Relation* out = nullptr;
    for (const tsql::TableSource* item : sources) {
        Relation* next = source(*item, scope);
        if (out == nullptr) {
            out = next;
            continue;
        }
        Relation* joined = pool_.relation();
        joined->kind = RelationKind::join;
        joined->join = JoinKind::cross;
        joined->left = out;
        joined->right = next;
        out = joined;
    }
    return out;
}

Relation* Binder::source(const tsql::TableSource& item, Scope& scope) {
    int line = static_cast<int>(item.range.line);
    Relation* out = nullptr;
    switch (item.kind) {
        case NodeKind::NamedTable: out = named_table(item.as<tsql::NamedTable>()); break;
        case NodeKind::VariableTable: {
            const auto& table = item.as<tsql::VariableTable>();
            const DatabaseCatalog* temporary = context_.temporary;
            Found found;
            if (temporary != nullptr) found.object = temporary->find_object(1, table.variable);
            if (!found.object) {
                fail(1087, 15, line,
                     fmt::format("Must declare the table variable \"{}\".", table.variable));
            }
            found.database = temporary;
            found.schema = temporary->schema_by_id(1);
            found.temporary = true;
            out = table_relation(found, table.alias.name);
            break;
        }
        case NodeKind::DerivedTable:
            out = derived(item.as<tsql::DerivedTable>(), scope.parent);
            break;
        case NodeKind::ValuesTable: out = values(item.as<tsql::ValuesTable>(), scope.parent); break;
        case NodeKind::JoinedTable: return join(item.as<tsql::JoinedTable>(), scope);
        case NodeKind::FunctionTable: {
            Scope outer;
            outer.parent = scope.parent;
            out = function_table(item.as<tsql::FunctionTable>(), outer);
            break;
        }
        case NodeKind::PivotTable: throw unsupported("PIVOT", line);
        case NodeKind::UnpivotTable: throw unsupported("UNPIVOT", line);
        case NodeKind::RemoteTable: throw unsupported("OPENROWSET, OPENQUERY and OPENDATASOURCE", line);
        case NodeKind::OpenXmlTable: throw unsupported("OPENXML", line);
        case NodeKind::FullTextTable: throw unsupported("full-text tables", line);
        case NodeKind::ChangeTable: throw unsupported("CHANGETABLE", line);
        case NodeKind::DmlTable: throw unsupported("a data change in FROM", line);
        default: throw unsupported("this table source", line);
    }
    expose(out, scope, line);
    return out;
}

// `inserted` and `deleted` in a trigger; nullptr for other names.
Relation* Binder::trigger_rows(const tsql::NamedTable& table) {
    const TriggerContext* trigger = context_.trigger;
    if (trigger == nullptr || table.name.parts.size() != 1) return nullptr;
    bool inserted = ascii_iequals(table.name.object(), "inserted");
    if (!inserted && !ascii_iequals(table.name.object(), "deleted")) return nullptr;
    Found found;
    found.database = trigger->database;
    found.schema = trigger->database->schema_by_id(trigger->table->schema_id);
    found.object.table = trigger->table;
    Relation* out = table_relation(found, table.alias.name);
    out->pg_source = inserted ? inserted_table(trigger->level) : deleted_table(trigger->level);
    out->table = nullptr;  // not the target of a change
    out->object = inserted ? "inserted" : "deleted";
    if (!out->has_alias) out->alias = out->object;
    return out;
}

Relation* Binder::named_table(const tsql::NamedTable& table) {
    int line = static_cast<int>(table.range.line);
    if (table.temporal != nullptr) throw unsupported("FOR SYSTEM_TIME", line);
    if (table.sample != nullptr) throw unsupported("TABLESAMPLE", line);
    if (Cte* cte = find_cte(table.name)) {
        return cte_relation(cte, table.alias ? table.alias.name : table.name.object());
    }
    if (Relation* rows = trigger_rows(table)) return rows;
    Found found = find_object_raw(table.name);
    if (!found.object) {
        if (Relation* system = system_relation(table.name, table.alias.name)) return system;
        if (!table.name.database().empty() &&
            context_.catalog.find_summary(table.name.database()) == nullptr) {
            invalid_object(line, dotted(table.name));
        }
        invalid_object(line, dotted(table.name));
    }
    // A synonym's own name is what the rest of the query calls it.
    std::string_view alias = table.alias.name;
    if (found.object.synonym != nullptr) {
        if (alias.empty()) alias = table.name.object();
        found = follow_synonym(found, line);
    }
    if (found.object.table != nullptr) return table_relation(found, alias);
    if (found.object.module == nullptr) invalid_object(line, dotted(table.name));
    const catalog::Module& module = *found.object.module;
    if (module.kind == catalog::ModuleKind::view) {
        try {
            return view_relation(found, alias);
        } catch (SqlError& error) {
            if (nesting_ == 0 && error.procedure().empty()) error.set_line(line);
            throw;
        }
    }
    if (module.kind == catalog::ModuleKind::inline_function ||
        module.kind == catalog::ModuleKind::table_function) {
        fail(216, 16, line,
             fmt::format("Parameters were not supplied for the function '{}'.",
                         dotted(table.name)));
    }
    fail(2809, 18, line,
         fmt::format("The request for procedure '{}' failed because '{}' is a procedure object.",
                     module.name, module.name));
}

Relation* Binder::join(const tsql::JoinedTable& ast, Scope& scope) {
    size_t start = scope.relations.size();
    Relation* out = pool_.relation();
    out->kind = RelationKind::join;
    out->join = ast.join;
    out->left = source(*ast.left, scope);
    bool apply = ast.join == JoinKind::cross_apply || ast.join == JoinKind::outer_apply;
    if (apply) {
        Scope outer;
        outer.parent = scope.parent;
        outer.relations.assign(scope.relations.begin() + static_cast<std::ptrdiff_t>(start),
                              scope.relations.end());
        out->right = applied(*ast.right, outer);
        for (Relation* relation : applied_relations_) expose(relation, scope, int(ast.range.line));
        applied_relations_.clear();
    } else {
        out->right = source(*ast.right, scope);
    }
    using enum JoinKind;
    if (ast.join == left || ast.join == full || ast.join == outer_apply) make_nullable(*out->right);
    if (ast.join == right || ast.join == full) make_nullable(*out->left);
    if (ast.on != nullptr) {
        Scope on;
        on.parent = scope.parent;
        on.relations.assign(scope.relations.begin() + static_cast<std::ptrdiff_t>(start),
                            scope.relations.end());
        out->on = condition(*ast.on, &on);
    }
    return out;
}

// The right side of APPLY sees the left one.
Relation* Binder::applied(const tsql::TableSource& item, Scope& left) {
    Relation* out = nullptr;
    if (const auto* table = item.try_as<tsql::DerivedTable>()) {
        out = derived(*table, &left);
    } else if (const auto* rows = item.try_as<tsql::ValuesTable>()) {
        out = values(*rows, &left);
    } else if (const auto* function = item.try_as<tsql::FunctionTable>()) {
        out = function_table(*function, left);
    } else {
        Scope inner;
        inner.parent = &left;
        out = source(item, inner);
        applied_relations_ = inner.relations;
        mark_lateral(*out);
        return out;
    }
    out->lateral = true;
    applied_relations_ = {out};
    return out;
}

// Columns of the side an outer join may leave empty.
void Binder::make_nullable(Relation& relation) {
    if (relation.kind == RelationKind::join) {
        make_nullable(*relation.left);
        make_nullable(*relation.right);
        return;
    }
    for (Column& column : relation.columns) column.nullable = true;
}

void Binder::mark_lateral(Relation& relation) {
    if (relation.kind == RelationKind::join) {
        mark_lateral(*relation.left);
        mark_lateral(*relation.right);
        return;
    }
    if (relation.kind != RelationKind::table && relation.kind != RelationKind::cte) {
        relation.lateral = true;
    }
}

Relation* Binder::function_table(const tsql::FunctionTable& table, Scope& scope) {
    int line = static_cast<int>(table.range.line);
    const auto* call = tsql::try_as<tsql::FunctionCall>(table.call);
    if (call == nullptr) throw unsupported("a method in FROM (nodes)", line);
    std::string name = ascii_lower(call->name.object());
    if (call->name.parts.size() == 1) {
        if (Relation* builtin = builtin_table(table, *call, scope)) return builtin;
    }
    if (Relation* system = system_function(table, *call, scope)) return system;
    Found found = find_object_raw(call->name);
    if (found.object.synonym != nullptr) found = follow_synonym(found, line);
    if (found.object.module == nullptr) {
        if (name == "nodes") throw unsupported("nodes()", line);
        if (call->name.parts.size() == 2 && ascii_iequals(call->name.schema(), "sys")) {
            throw unsupported(dotted(call->name), line);
        }
        invalid_object(line, dotted(call->name));
    }
    bool with_body = found.object.module->kind == catalog::ModuleKind::table_function;
    Relation* out = with_body ? table_routine(found, *call, &scope)
                              : inline_function(found, *call, &scope);
    out->alias = table.alias ? table.alias.name : found.object.name();
    out->has_alias = static_cast<bool>(table.alias);
    finish_query_relation(*out, table.columns, line);
    name_relation(*out, found, table.alias.name);
    return out;
}

// STRING_SPLIT and GENERATE_SERIES.
Relation* Binder::builtin_table(const tsql::FunctionTable& table, const tsql::FunctionCall& call,
                                Scope& scope) {
    int line = static_cast<int>(call.range.line);
    std::string name = ascii_lower(call.name.object());
    if (name == "openjson") throw unsupported("OPENJSON", line);
    if (name != "string_split" && name != "generate_series") return nullptr;
    Relation* out = pool_.relation();
    out->kind = RelationKind::function;
    out->alias = table.alias ? std::string(table.alias.name) : name;
    out->has_alias = true;
    out->lateral = true;
    out->pg_alias = new_alias();
    Column column;
    column.name = table.columns.empty() ? "value" : std::string(table.columns[0].name);
    column.pg_name = "c1";
    column.expression = true;
    for (const tsql::Expr* argument : call.arguments) out->args.push_back(value(*argument, &scope));
    if (name == "string_split") {
        if (out->args.size() != 2) throw unsupported("STRING_SPLIT with enable_ordinal", line);
        types::SqlType text = types::nvarchar_type(-1, database_collation());
        for (Expr*& arg : out->args) arg = convert(arg, text);
        column.type = types::nvarchar_type(4000, database_collation());
        column.coercibility = Coercibility::coercible;
        column.pg_collated = false;
        out->pg_source =
            "(SELECT v::sys.nvarchar FROM unnest(string_to_array(({0})::text, ({1})::text)) AS u(v))";
    } else {
        if (out->args.size() < 2 || out->args.size() > 3) {
            fail(313, 16, line, "An insufficient number of arguments were supplied for the "
                                "procedure or function GENERATE_SERIES.");
        }
        column.type = unify(out->args, line);
        column.nullable = false;
        out->pg_source = "generate_series({*})";
    }
    out->columns.push_back(std::move(column));
    return out;
}

}  // namespace gantry::engine::bind
