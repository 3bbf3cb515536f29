// Column references: the FROM clause of this query, then those around it.

#include "engine/bind/binder.h"
#include "engine/bind/errors.h"
#include "engine/unsupported.h"

namespace gantry::engine::bind {

Expr* Binder::column_of(const Relation& relation, size_t index) {
    const Column& column = relation.columns[index];
    if (!column.problem.empty()) throw unsupported(column.problem);
    if (column.inlined != nullptr) return column.inlined;
    Expr* out = pool_.expr();
    out->kind = ExprKind::column;
    out->relation = &relation;
    out->column = index;
    out->type = column.type;
    out->nullable = column.nullable;
    out->coercibility = column.coercibility;
    out->pg_collated = column.pg_collated;
    return out;
}

// Does the qualifier (all parts but the last `skip`) name the relation?
bool Binder::matches(const Relation& relation, const tsql::ObjectName& name, size_t skip) {
    std::string_view table = name.part(skip).name;
    std::string_view schema = name.part(skip + 1).name;
    std::string_view database = name.part(skip + 2).name;
    uint32_t collation = database_collation();
    if (schema.empty() && database.empty() && name.parts.size() == skip + 1) {
        return same_name(relation.alias, table, collation);
    }
    if (relation.has_alias || relation.object.empty()) return false;
    if (!same_name(relation.object, table, collation)) return false;
    std::string_view wanted = schema.empty() ? std::string_view(context_.default_schema) : schema;
    if (!same_name(relation.schema, wanted, collation)) return false;
    return database.empty() || same_name(relation.database, database, 0);
}

Expr* Binder::column(const tsql::ColumnRef& ref, Scope* scope) {
    int line = static_cast<int>(ref.range.line);
    std::string_view name = ref.name.object();
    bool qualified = ref.name.parts.size() > 1;
    uint32_t collation = database_collation();
    bool qualifier_found = false;
    for (Scope* level = scope; level != nullptr; level = level->parent) {
        const Relation* found = nullptr;
        size_t index = 0;
        for (const Relation* relation : level->relations) {
            if (qualified && !matches(*relation, ref.name, 1)) continue;
            qualifier_found = qualifier_found || qualified;
            for (size_t i = 0; i < relation->columns.size(); ++i) {
                if (!same_name(relation->columns[i].name, name, collation)) continue;
                if (found != nullptr) {
                    fail(209, 16, line, fmt::format("Ambiguous column name '{}'.", name));
                }
                found = relation;
                index = i;
            }
        }
        if (found != nullptr) {
            Expr* out = column_of(*found, index);
            if (out->line == 0) out->line = line;
            return out;
        }
        if (qualified && qualifier_found) break;
    }
    if (qualified && !qualifier_found) unbound_identifier(line, dotted(ref.name));
    if (scope == nullptr && !qualified) {
        fail(128, 15, line,
             fmt::format("The name \"{}\" is not permitted in this context. Valid expressions are "
                         "constants, constant expressions, and (in some contexts) variables. "
                         "Column names are not permitted.",
                         name));
    }
    invalid_column(line, name);
}

Expr* Binder::pseudo_column(const tsql::PseudoColumn& ref, Scope* scope) {
    int line = static_cast<int>(ref.range.line);
    bool identity = ref.pseudo == tsql::PseudoColumnKind::identity;
    if (ref.pseudo == tsql::PseudoColumnKind::action && merge_action_ != nullptr) {
        return merge_action_;
    }
    if (!identity && ref.pseudo != tsql::PseudoColumnKind::rowguid) {
        throw unsupported("graph and MERGE pseudo-columns", line);
    }
    for (Scope* level = scope; level != nullptr; level = level->parent) {
        for (const Relation* relation : level->relations) {
            if (ref.qualifier && !matches(*relation, ref.qualifier, 0)) continue;
            for (size_t i = 0; i < relation->columns.size(); ++i) {
                const Column& column = relation->columns[i];
                bool hit = identity ? column.identity
                                    : column.source != nullptr && column.source->rowguidcol;
                if (hit) return column_of(*relation, i);
            }
        }
    }
    invalid_column(line, identity ? "IDENTITYCOL" : "ROWGUIDCOL");
}

}  // namespace gantry::engine::bind
