// Nodes made by hand, and the collation that an expression gets from its parts.

#include <algorithm>

#include "engine/bind/binder.h"
#include "engine/bind/errors.h"
#include "engine/bind/type_rules.h"
#include "types/collation.h"

namespace gantry::engine::bind {

Binder::Binder(const CompileContext& context, Pool& pool, int nesting)
    : context_(context), pool_(pool), nesting_(nesting) {}

const DatabaseCatalog& Binder::current_database() {
    const DatabaseCatalog* database = context_.catalog.find(context_.database);
    if (database == nullptr) {
        throw SqlError(911, 16, 1,
                       fmt::format("Database '{}' does not exist. Make sure that the name is "
                                   "entered correctly.",
                                   context_.database));
    }
    return *database;
}

uint32_t Binder::database_collation() {
    const DatabaseSummary* summary = context_.catalog.find_summary(context_.database);
    uint32_t collation = summary == nullptr ? 0 : summary->collation;
    return collation == 0 ? types::k_default_collation : collation;
}

std::string Binder::new_alias() {
    return fmt::format("t{}", pool_.next_number());
}

Expr* Binder::call(std::string_view form, std::vector<Expr*> args, const types::SqlType& type,
                   bool nullable) {
    Expr* out = pool_.expr();
    out->kind = ExprKind::call;
    out->form = form;
    out->args = std::move(args);
    out->type = type;
    out->nullable = nullable;
    for (const Expr* arg : out->args) out->is_volatile |= arg->is_volatile;
    if (types::is_character(type.id)) combine_collations(out, out->args, false);
    return out;
}

Expr* Binder::predicate(std::string_view form, std::vector<Expr*> args, Op op) {
    Expr* out = pool_.expr();
    out->kind = ExprKind::call;
    out->op = op;
    out->form = form;
    out->args = std::move(args);
    out->type = types::bit_type();
    out->predicate = true;
    for (const Expr* arg : out->args) out->is_volatile |= arg->is_volatile;
    return out;
}

Expr* Binder::constant(types::Value value) {
    Expr* out = pool_.expr();
    out->kind = ExprKind::constant;
    out->type = value.type();
    out->nullable = value.is_null();
    if (types::is_character(out->type.id)) out->coercibility = Coercibility::coercible;
    out->value = std::move(value);
    return out;
}

Expr* Binder::integer(int64_t value) {
    bool fits = value >= INT32_MIN && value <= INT32_MAX;
    return constant(fits ? types::Value::of_int(value) : types::Value::of_bigint(value));
}

Expr* Binder::text(std::string_view value) {
    return constant(types::Value::of_nvarchar(std::string(value), database_collation()));
}

Expr* Binder::null_of(const types::SqlType& type) { return constant(types::Value::null(type)); }

Expr* Binder::parameter(std::string_view name, const types::SqlType& type, bool nullable) {
    Expr* out = pool_.expr();
    out->kind = ExprKind::parameter;
    out->variable = name;
    out->type = type;
    out->nullable = nullable;
    if (types::is_character(type.id)) {
        out->coercibility = Coercibility::coercible;
        out->type.collation = database_collation();
    }
    return out;
}

void Binder::combine_collations(Expr* result, const std::vector<Expr*>& args, bool must) {
    Coercibility label = Coercibility::none;
    uint32_t collation = 0;
    bool derived = false;
    uint32_t other = 0;
    for (const Expr* arg : args) {
        if (arg == nullptr || !types::is_character(arg->type.id)) continue;
        if (arg->coercibility == Coercibility::none) continue;
        if (arg->coercibility > label) {
            label = arg->coercibility;
            collation = arg->type.collation;
            derived = arg->pg_collated;
        } else if (arg->coercibility == label && arg->type.collation != collation &&
                   label >= Coercibility::implicit) {
            other = arg->type.collation;
            label = Coercibility::conflict;
        } else if (arg->coercibility == label) {
            derived = derived || arg->pg_collated;
        }
    }
    if (label == Coercibility::conflict && must) {
        fail(468, 16, result->line,
             fmt::format("Cannot resolve the collation conflict between \"{}\" and \"{}\" in the "
                         "equal to operation.",
                         types::collation_name(other), types::collation_name(collation)));
    }
    if (label == Coercibility::none) {
        label = Coercibility::coercible;
        collation = database_collation();
    }
    result->coercibility = label;
    result->type.collation = collation;
    result->pg_collated = derived;
}

Expr* Binder::with_collation(Expr* expr) {
    if (!types::is_character(expr->type.id) || expr->pg_collated) return expr;
    if (expr->coercibility == Coercibility::conflict) return expr;
    Expr* out = pool_.expr();
    *out = Expr();
    out->kind = ExprKind::collate;
    out->args = {expr};
    out->type = expr->type;
    if (out->type.collation == 0) out->type.collation = database_collation();
    out->nullable = expr->nullable;
    out->coercibility = expr->coercibility;
    out->pg_collated = true;
    out->is_volatile = expr->is_volatile;
    return out;
}

namespace {

bool same_orders(const std::vector<OrderItem>& a, const std::vector<OrderItem>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const OrderItem& x, const OrderItem& y) {
                          return x.descending == y.descending && x.position == y.position &&
                                 same(x.expression, y.expression);
                      });
}

bool same_lists(const std::vector<Expr*>& a, const std::vector<Expr*>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

bool same_windows(const Window* a, const Window* b) {
    if (a == b) return true;
    if (a == nullptr || b == nullptr) return false;
    return a->frame == b->frame && same_lists(a->partition_by, b->partition_by) &&
           same_orders(a->order_by, b->order_by);
}

bool same_values(const types::Value& a, const types::Value& b) {
    if (a.is_null() || b.is_null()) return a.is_null() == b.is_null();
    if (!(a.type() == b.type())) return false;
    return types::compare(a, b) == 0;
}

}  // namespace

bool same(const Expr* a, const Expr* b) {
    if (a == b) return true;
    if (a == nullptr || b == nullptr || a->kind != b->kind) return false;
    if (a->kind == ExprKind::constant) {
        return a->type == b->type && same_values(a->value, b->value);
    }
    return a->form == b->form && a->relation == b->relation && a->column == b->column &&
           a->query == b->query && a->variable == b->variable && a->distinct == b->distinct &&
           a->negated == b->negated && a->style == b->style &&
           same(a->style_value, b->style_value) && a->type == b->type &&
           same_lists(a->args, b->args) && same_orders(a->within, b->within) &&
           same_windows(a->window, b->window);
}

bool mentions(const Expr* expr, std::string_view variable) {
    if (expr == nullptr) return false;
    if (expr->kind == ExprKind::parameter && expr->variable == variable) return true;
    return std::any_of(expr->args.begin(), expr->args.end(),
                       [&](const Expr* arg) { return mentions(arg, variable); });
}

}  // namespace gantry::engine::bind
