// Comparison of two values: the type they meet in, and the collation.

#include <array>

#include "engine/bind/binder.h"
#include "engine/bind/errors.h"
#include "engine/bind/type_rules.h"
#include "engine/unsupported.h"

namespace gantry::engine::bind {

using tsql::ComparisonOp;
using types::SqlType;
using types::TypeId;

namespace {

struct Comparison {
    ComparisonOp op;
    std::string_view word;
    std::string_view form;
    Op bound;
};

constexpr std::array<Comparison, 8> k_comparisons = {{
    {ComparisonOp::equal, "equal to", "({0} = {1})", Op::equal},
    {ComparisonOp::not_equal, "not equal to", "({0} <> {1})", Op::not_equal},
    {ComparisonOp::less, "less than", "({0} < {1})", Op::less},
    {ComparisonOp::greater, "greater than", "({0} > {1})", Op::greater},
    {ComparisonOp::less_equal, "less than or equal to", "({0} <= {1})", Op::less_equal},
    {ComparisonOp::greater_equal, "greater than or equal to", "({0} >= {1})", Op::greater_equal},
    {ComparisonOp::not_less, "greater than or equal to", "({0} >= {1})", Op::greater_equal},
    {ComparisonOp::not_greater, "less than or equal to", "({0} <= {1})", Op::less_equal},
}};

bool not_comparable(const SqlType& type) {
    return type.id == TypeId::text || type.id == TypeId::ntext || type.id == TypeId::image ||
           type.id == TypeId::xml ||
           (type.id == TypeId::clr && type.user_type != types::k_hierarchyid);
}

bool is_plain_number(TypeId id) { return types::is_integer(id) || is_decimal(id); }

// bit against the literals 0 and 1, which SQL Server would convert the other way round: the answer
// is the same and PostgreSQL can use an index.
Expr* as_bit_literal(Binder& binder, const Expr* expr) {
    if (expr->kind != ExprKind::constant || expr->type.id != TypeId::int_) return nullptr;
    if (expr->value.is_null()) return nullptr;
    int64_t value = expr->value.integer();
    return value == 0 || value == 1 ? binder.constant(types::Value::of_bit(value == 1)) : nullptr;
}

}  // namespace

void Binder::align_for_comparison(Expr*& left, Expr*& right, std::string_view word, int line) {
    if (left->predicate) left = convert(left, types::bit_type());
    if (right->predicate) right = convert(right, types::bit_type());
    for (const Expr* side : {left, right}) {
        if (not_comparable(side->type)) {
            if (left->type.id == right->type.id || left->type.id == TypeId::none ||
                right->type.id == TypeId::none || types::is_character(left->type.id)) {
                incompatible(line, left->type, right->type, word);
            }
            operand_clash(line, left->type, right->type);
        }
    }
    TypeId l = left->type.id;
    TypeId r = right->type.id;
    if (types::is_character(l) && types::is_character(r)) return;
    if (types::is_binary(l) && types::is_binary(r) && l != TypeId::rowversion &&
        r != TypeId::rowversion) {
        SqlType plain = types::varbinary_type(-1);
        left = convert(left, plain);
        right = convert(right, plain);
        return;
    }
    if (is_plain_number(l) && is_plain_number(r)) return;
    if (l == TypeId::bit) {
        if (Expr* literal = as_bit_literal(*this, right)) {
            right = literal;
            return;
        }
    }
    if (r == TypeId::bit) {
        if (Expr* literal = as_bit_literal(*this, left)) {
            left = literal;
            return;
        }
    }
    SqlType type = common(left->type, right->type, line);
    if (type.id == TypeId::none) type = types::int_type();
    left = convert(left, type);
    right = convert(right, type);
}

// Puts the collation both sides are compared in onto the left one, where PostgreSQL needs it said.
void Binder::collate_for_comparison(Expr* result, Expr*& left, Expr*& right) {
    if (!types::is_character(left->type.id) || !types::is_character(right->type.id)) return;
    Expr probe;
    probe.line = result->line;
    combine_collations(&probe, {left, right}, true);
    if (probe.pg_collated) return;
    Expr* collated = pool_.expr();
    collated->kind = ExprKind::collate;
    collated->args = {left};
    collated->type = left->type;
    collated->type.collation = probe.type.collation;
    collated->nullable = left->nullable;
    collated->coercibility = probe.coercibility;
    collated->pg_collated = true;
    collated->is_volatile = left->is_volatile;
    left = collated;
}

Expr* Binder::compare(ComparisonOp op, Expr* left, Expr* right, int line) {
    if (op == ComparisonOp::left_outer || op == ComparisonOp::right_outer) {
        throw unsupported("*= and =* outer joins", line);
    }
    const Comparison* comparison = &k_comparisons[0];
    for (const Comparison& c : k_comparisons) {
        if (c.op == op) comparison = &c;
    }
    bool null_literal = (left->kind == ExprKind::constant && left->value.is_null()) ||
                        (right->kind == ExprKind::constant && right->value.is_null());
    bool variable = left->kind == ExprKind::parameter || right->kind == ExprKind::parameter;
    align_for_comparison(left, right, comparison->word, line);
    std::string_view form = comparison->form;
    Op bound = comparison->bound;
    if (!context_.settings.ansi_nulls && (null_literal || variable)) {
        if (op == ComparisonOp::equal) form = "({0} IS NOT DISTINCT FROM {1})";
        if (op == ComparisonOp::not_equal) form = "({0} IS DISTINCT FROM {1})";
        if (form != comparison->form) bound = Op::none;
    }
    Expr* out = predicate(form, {left, right}, bound);
    out->line = line;
    collate_for_comparison(out, out->args[0], out->args[1]);
    return out;
}

}  // namespace gantry::engine::bind
