// UNION, EXCEPT, INTERSECT: columns of both sides become one type.

#include "engine/bind/binder.h"
#include "engine/bind/errors.h"
#include "engine/bind/type_rules.h"

namespace gantry::engine::bind {

Body* Binder::set_operation(const tsql::SetOperation& ast, Scope* parent) {
    int line = static_cast<int>(ast.range.line);
    Body* out = pool_.body();
    out->op = ast.op;
    Scope left_scope;
    left_scope.parent = parent;
    Scope right_scope;
    right_scope.parent = parent;
    out->left = body(*ast.left, parent, left_scope);
    out->right = body(*ast.right, parent, right_scope);
    if (out->left->columns.size() != out->right->columns.size()) {
        fail(205, 16, line,
             "All queries combined using a UNION, INTERSECT or EXCEPT operator must have an equal "
             "number of expressions in their target lists.");
    }
    std::vector<types::SqlType> types;
    out->columns = out->left->columns;
    for (size_t i = 0; i < out->columns.size(); ++i) {
        Column& column = out->columns[i];
        const Column& other = out->right->columns[i];
        types::SqlType type = common(column.type, other.type, line);
        if (type.id == types::TypeId::none) type = types::int_type();
        if (types::is_character(type.id)) {
            Expr a, b, probe;
            const std::pair<Expr*, const Column*> sides[] = {{&a, &column}, {&b, &other}};
            for (auto [side, from] : sides) {
                side->type = from->type;
                side->coercibility = from->coercibility;
                side->pg_collated = from->pg_collated;
            }
            combine_collations(&probe, {&a, &b}, false);
            type.collation = probe.type.collation;
            column.coercibility = probe.coercibility;
            column.pg_collated = probe.pg_collated;
        }
        column.type = type;
        column.nullable = column.nullable || other.nullable;
        column.expression = true;
        column.identity = false;
        column.base_table.clear();
        column.base_column.clear();
        types.push_back(type);
    }
    std::vector<Column> merged = out->columns;
    coerce_body(*out->left, types);
    coerce_body(*out->right, types);
    out->columns = std::move(merged);
    return out;
}

void Binder::coerce_body(Body& body, const std::vector<types::SqlType>& wanted) {
    if (body.left != nullptr) {
        coerce_body(*body.left, wanted);
        coerce_body(*body.right, wanted);
    }
    for (size_t i = 0; i < wanted.size() && i < body.columns.size(); ++i) {
        if (body.select != nullptr) {
            Expr*& expression = body.select->items[i].expression;
            expression = convert(expression, wanted[i]);
        }
        uint32_t collation = body.columns[i].type.collation;
        body.columns[i].type = wanted[i];
        if (collation != 0) body.columns[i].type.collation = collation;
    }
}

void Binder::coerce_columns(Query& query, const std::vector<types::SqlType>& wanted) {
    coerce_body(*query.body, wanted);
    if (query.body->select == nullptr) return;
    for (OrderItem& item : query.order_by) {
        if (item.position != 0) {
            item.expression = query.body->select->items[item.position - 1].expression;
        }
    }
}

}  // namespace gantry::engine::bind
