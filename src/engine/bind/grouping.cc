// GROUP BY, and which columns may then be used.

#include <algorithm>

#include "engine/bind/binder.h"
#include "engine/bind/errors.h"
#include "engine/unsupported.h"

namespace gantry::engine::bind {

namespace {

bool has_column(const Expr* expr) {
    if (expr == nullptr) return false;
    if (expr->kind == ExprKind::column) return true;
    if (expr->query != nullptr) return true;
    return std::any_of(expr->args.begin(), expr->args.end(), has_column);
}

void collect(const Grouping& grouping, std::vector<Expr*>& out) {
    out.insert(out.end(), grouping.expressions.begin(), grouping.expressions.end());
    for (const Grouping& item : grouping.items) collect(item, out);
}

class GroupingCheck {
  public:
    GroupingCheck(const std::vector<Expr*>& groups, const std::vector<Relation*>& relations)
        : groups_(groups), relations_(relations) {}

    // The first column that is neither grouped nor aggregated.
    const Expr* violation(const Expr* expr) const {
        if (expr == nullptr) return nullptr;
        for (const Expr* group : groups_) {
            if (same(expr, group)) return nullptr;
        }
        if (expr->kind == ExprKind::aggregate && expr->window == nullptr) return nullptr;
        if (expr->kind == ExprKind::column) {
            bool own = std::find(relations_.begin(), relations_.end(), expr->relation) !=
                       relations_.end();
            return own ? expr : nullptr;
        }
        for (const Expr* arg : expr->args) {
            if (const Expr* bad = violation(arg)) return bad;
        }
        if (expr->window != nullptr) {
            for (const Expr* part : expr->window->partition_by) {
                if (const Expr* bad = violation(part)) return bad;
            }
            for (const OrderItem& item : expr->window->order_by) {
                if (const Expr* bad = violation(item.expression)) return bad;
            }
        }
        return nullptr;
    }

  private:
    const std::vector<Expr*>& groups_;
    const std::vector<Relation*>& relations_;
};

std::string column_text(const Expr& column) {
    return fmt::format("{}.{}", column.relation->alias,
                       column.relation->columns[column.column].name);
}

}  // namespace

Grouping Binder::grouping(const tsql::GroupingItem& item, Scope& scope) {
    Grouping out;
    out.kind = item.grouping;
    for (const tsql::Expr* expression : item.expressions) {
        Expr* bound = value(*expression, &scope);
        if (!has_column(bound)) {
            fail(164, 15, static_cast<int>(expression->range.line),
                 "Each GROUP BY expression must contain at least one column that is not an outer "
                 "reference.");
        }
        out.expressions.push_back(bound);
    }
    for (const tsql::GroupingItem* child : item.items) out.items.push_back(grouping(*child, scope));
    return out;
}

void Binder::group_by(const tsql::QuerySpecification& spec, Select& select, Scope& scope) {
    const tsql::GroupByClause& clause = *spec.group_by;
    if (clause.all) throw unsupported("GROUP BY ALL", static_cast<int>(clause.range.line));
    std::vector<Grouping> items;
    for (const tsql::GroupingItem* item : clause.items) items.push_back(grouping(*item, scope));
    if (clause.with == tsql::GroupByClause::With::none) {
        select.group_by = std::move(items);
        return;
    }
    Grouping all;
    all.kind = clause.with == tsql::GroupByClause::With::cube ? tsql::GroupingKind::cube
                                                              : tsql::GroupingKind::rollup;
    all.items = std::move(items);
    select.group_by.push_back(std::move(all));
}

void Binder::check_grouping(const tsql::QuerySpecification& spec, const Select& select,
                            Scope& scope) {
    if (!select.aggregated) return;
    std::vector<Expr*> groups;
    for (const Grouping& grouping : select.group_by) collect(grouping, groups);
    GroupingCheck check(groups, scope.relations);
    for (size_t i = 0; i < select.items.size(); ++i) {
        const Expr* bad = check.violation(select.items[i].expression);
        if (bad == nullptr) continue;
        int line = bad->line != 0 ? bad->line : static_cast<int>(spec.range.line);
        fail(8120, 16, line,
             fmt::format("Column '{}' is invalid in the select list because it is not contained "
                         "in either an aggregate function or the GROUP BY clause.",
                         column_text(*bad)));
    }
    if (const Expr* bad = check.violation(select.having)) {
        fail(8121, 16, bad->line,
             fmt::format("Column '{}' is invalid in the HAVING clause because it is not contained "
                         "in either an aggregate function or the GROUP BY clause.",
                         column_text(*bad)));
    }
}

void Binder::check_ordering(const Select& select, const Expr* expr, Scope& scope) {
    if (!select.aggregated) return;
    std::vector<Expr*> groups;
    for (const Grouping& grouping : select.group_by) collect(grouping, groups);
    GroupingCheck check(groups, scope.relations);
    if (const Expr* bad = check.violation(expr)) {
        fail(8127, 16, bad->line,
             fmt::format("Column \"{}\" is invalid in the ORDER BY clause because it is not "
                         "contained in either an aggregate function or the GROUP BY clause.",
                         column_text(*bad)));
    }
}

}  // namespace gantry::engine::bind
