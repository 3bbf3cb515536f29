// WITH name AS (...), recursive ones too.

#include "engine/bind/binder.h"
#include "engine/bind/errors.h"
#include "engine/unsupported.h"
#include "types/pg_binary.h"

namespace gantry::engine::bind {

namespace {

bool source_mentions(const tsql::TableSource& source, std::string_view name);

bool body_mentions(const tsql::QueryBody& body, std::string_view name) {
    if (const auto* operation = body.try_as<tsql::SetOperation>()) {
        return body_mentions(*operation->left, name) || body_mentions(*operation->right, name);
    }
    for (const tsql::TableSource* source : body.as<tsql::QuerySpecification>().from) {
        if (source_mentions(*source, name)) return true;
    }
    return false;
}

bool source_mentions(const tsql::TableSource& source, std::string_view name) {
    if (const auto* table = source.try_as<tsql::NamedTable>()) {
        return table->name.parts.size() == 1 && same_name(table->name.object(), name, 0);
    }
    if (const auto* join = source.try_as<tsql::JoinedTable>()) {
        return source_mentions(*join->left, name) || source_mentions(*join->right, name);
    }
    if (const auto* derived = source.try_as<tsql::DerivedTable>()) {
        return body_mentions(*derived->query->body, name);
    }
    return false;
}

}  // namespace

Cte* Binder::find_cte(const tsql::ObjectName& name) {
    if (name.parts.size() != 1) return nullptr;
    for (auto frame = cte_frames_.rbegin(); frame != cte_frames_.rend(); ++frame) {
        for (Cte* cte : *frame) {
            if (same_name(cte->name, name.object(), database_collation())) return cte;
        }
    }
    return nullptr;
}

Relation* Binder::cte_relation(Cte* cte, std::string_view alias) {
    Relation* out = pool_.relation();
    out->kind = RelationKind::cte;
    out->alias = alias;
    out->has_alias = true;
    out->pg_alias = new_alias();
    out->pg_source = cte->pg_name;
    out->columns = cte->columns;
    out->query = cte->query;  // none yet inside of its own recursion
    out->cte = cte;
    cte->used = true;
    return out;
}

void Binder::name_cte_columns(const tsql::CommonTable& table, Cte& cte,
                              const std::vector<Column>& columns) {
    Relation probe;
    probe.alias = cte.name;
    Query query;
    Body body;
    body.columns = columns;
    query.body = &body;
    probe.query = &query;
    finish_query_relation(probe, table.columns, static_cast<int>(table.range.line));
    cte.columns = probe.columns;
}

void Binder::with_clause(const tsql::WithClause& with, std::vector<Cte*>& out) {
    int line = static_cast<int>(with.range.line);
    if (!with.namespaces.empty()) throw unsupported("WITH XMLNAMESPACES", line);
    cte_frames_.emplace_back();
    for (const tsql::CommonTable* table : with.tables) {
        for (const Cte* other : cte_frames_.back()) {
            if (same_name(other->name, table->name.name, database_collation())) {
                fail(239, 16, line,
                     fmt::format("Duplicate common table expression name '{}' was specified.",
                                 table->name.name));
            }
        }
        Cte* cte = pool_.cte();
        cte->name = table->name.name;
        cte->pg_name = fmt::format("\"w{}\"", pool_.next_number());
        const auto* operation = table->query->body->try_as<tsql::SetOperation>();
        cte->recursive = operation != nullptr && body_mentions(*operation->right, cte->name);
        if (cte->recursive) {
            recursive_cte(*table, *cte);
        } else {
            cte->query = query(nullptr, *table->query, nullptr);
            name_cte_columns(*table, *cte, cte->query->columns());
            cte_frames_.back().push_back(cte);
        }
        out.push_back(cte);
    }
}

// The anchor decides the types. PostgreSQL wants both parts to agree in type and modifier, so the
// columns of both lose their modifier.
void Binder::recursive_cte(const tsql::CommonTable& table, Cte& cte) {
    const auto& operation = table.query->body->as<tsql::SetOperation>();
    int line = static_cast<int>(table.range.line);
    if (operation.op != tsql::SetOperator::union_all) {
        fail(252, 16, line,
             fmt::format("Recursive common table expression '{}' does not contain a top-level "
                         "UNION ALL operator.",
                         cte.name));
    }
    Query* out = pool_.query();
    out->body = pool_.body();
    out->body->op = operation.op;
    Scope anchor_scope;
    out->body->left = body(*operation.left, nullptr, anchor_scope);
    for (Column& column : out->body->left->columns) {
        if (column.type.id == types::TypeId::none) column.type = types::int_type();
        column.nullable = true;
    }
    name_cte_columns(table, cte, out->body->left->columns);
    cte_frames_.back().push_back(&cte);
    Scope scope;
    out->body->right = body(*operation.right, nullptr, scope);
    if (out->body->right->columns.size() != cte.columns.size()) {
        fail(205, 16, line,
             "All queries combined using a UNION, INTERSECT or EXCEPT operator must have an equal "
             "number of expressions in their target lists.");
    }
    std::vector<types::SqlType> types;
    for (const Column& column : cte.columns) types.push_back(column.type);
    coerce_body(*out->body->left, types);
    coerce_body(*out->body->right, types);
    strip_modifiers(*out->body);
    out->body->columns = cte.columns;
    cte.query = out;
}

void Binder::strip_modifiers(Body& body) {
    if (body.left != nullptr) {
        strip_modifiers(*body.left);
        strip_modifiers(*body.right);
        return;
    }
    for (SelectItem& item : body.select->items) {
        Expr* expression = item.expression;
        Expr* out = call(fmt::format("({{0}})::{}", types::pg_base_type_name(expression->type)),
                         {expression}, expression->type, expression->nullable);
        if (types::is_character(out->type.id)) {
            combine_collations(out, {expression}, false);
            out = with_collation(out);
        }
        item.expression = out;
    }
}

}  // namespace gantry::engine::bind
