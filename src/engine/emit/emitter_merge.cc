// MERGE as one statement of PostgreSQL: `s` holds the rows with the number of the clause each takes
// and the values it needs; a change for each clause takes its rows from there and returns them to
// `r`, of which OUTPUT is made.

#include <fmt/format.h>

#include "engine/emit/emitter.h"
#include "engine/store/pg_names.h"
#include "types/pg_binary.h"

namespace gantry::engine::emit {

using bind::Merge;
using bind::MergeClause;

namespace {

constexpr std::string_view k_twice =
    "The MERGE statement attempted to UPDATE or DELETE the same row more than once. This happens "
    "when a target row matches more than one source row. A MERGE statement cannot UPDATE/DELETE "
    "the same row of the target table multiple times. Refine the ON clause to ensure a target row "
    "matches at most one source row, or use the GROUP BY clause to group the source rows.";

std::string null_of(const types::SqlType& type) {
    if (type.id == types::TypeId::none) return "NULL::int";
    return fmt::format("NULL::{}", types::pg_base_type_name(type));
}

std::string_view word_of(tsql::MergeActionKind action) {
    switch (action) {
        case tsql::MergeActionKind::update:
            return "UPDATE";
        case tsql::MergeActionKind::delete_:
            return "DELETE";
        case tsql::MergeActionKind::insert:
            return "INSERT";
    }
    return "";
}

bool needs_rows(const Merge& merge) {
    return !merge.dml.output.empty();
}

}  // namespace

// One half of `s`: rows that come from the source, or those of the target it does not have.
std::string Emitter::merge_rows(const Merge& merge, bool by_source) {
    const bind::Relation& target = *merge.dml.target;
    std::string id = target.pg_alias + ".ctid";
    std::string cases, values;
    for (size_t c = 0; c < merge.clauses.size(); ++c) {
        const MergeClause& clause = merge.clauses[c];
        bool here = (clause.match == tsql::MergeMatch::not_matched_by_source) == by_source;
        if (here) {
            bool insert = clause.match == tsql::MergeMatch::not_matched_by_target;
            std::string when = fmt::format("{} IS {}NULL", id, insert ? "" : "NOT ");
            if (clause.condition != nullptr) when += " AND " + expression(*clause.condition);
            cases += fmt::format(" WHEN {} THEN {}", when, c + 1);
        }
        for (size_t i = 0; i < clause.assignments.size(); ++i) {
            const bind::Expr* value = clause.assignments[i].value;
            if (value == nullptr) continue;
            values += fmt::format(", {} AS v{}_{}",
                                  here ? expression(*value) : null_of(value->type), c + 1, i);
        }
    }
    if (needs_rows(merge)) {
        for (size_t i = 0; i < target.columns.size(); ++i) {
            if (!bind::is_stored(target.columns[i])) continue;
            values += fmt::format(", {}.{} AS o{}", target.pg_alias,
                                  store::quoted(target.columns[i].pg_name), i);
        }
        for (size_t i = 0; i < merge.source->columns.size(); ++i) {
            const bind::Column& column = merge.source->columns[i];
            if (!bind::is_stored(column)) continue;
            values += fmt::format(", {} AS x{}",
                                  by_source ? null_of(column.type)
                                            : fmt::format("{}.{}", merge.source->pg_alias,
                                                          store::quoted(column.pg_name)),
                                  i);
        }
    }
    std::string on = expression(*merge.on);
    std::string rows =
        by_source ? fmt::format("{} WHERE NOT EXISTS (SELECT FROM {} WHERE {})", from(target),
                                from(*merge.source), on)
                  : fmt::format("{} LEFT JOIN {} ON {}", from(*merge.source), from(target), on);
    return fmt::format("SELECT {} AS id, {} AS act{} FROM {}", id,
                       cases.empty() ? "NULL::int" : fmt::format("(CASE{} END)", cases), values,
                       rows);
}

// What a changed row is for OUTPUT.
std::string Emitter::merge_returning(const Merge& merge, const MergeClause& clause) {
    const bind::Relation& target = *merge.dml.target;
    bool insert = clause.action == tsql::MergeActionKind::insert;
    bool remove = clause.action == tsql::MergeActionKind::delete_;
    std::string out = fmt::format("'{}'::text AS act", word_of(clause.action));
    if (merge.dml.identity != nullptr) {
        out += insert ? fmt::format(", {} AS id", expression(*merge.dml.identity))
                      : fmt::format(", {} AS id", null_of(merge.dml.identity->type));
    }
    if (!needs_rows(merge)) return out;
    for (size_t i = 0; i < target.columns.size(); ++i) {
        const bind::Column& column = target.columns[i];
        if (!bind::is_stored(column)) continue;
        std::string now = fmt::format("{}.{}", target.pg_alias, store::quoted(column.pg_name));
        out += fmt::format(", {} AS n{}", remove ? null_of(column.type) : now, i);
        out +=
            fmt::format(", {} AS o{}", insert ? null_of(column.type) : fmt::format("s.o{}", i), i);
    }
    for (size_t i = 0; i < merge.source->columns.size(); ++i) {
        const bind::Column& column = merge.source->columns[i];
        if (!bind::is_stored(column)) continue;
        out +=
            fmt::format(", {} AS x{}", insert ? null_of(column.type) : fmt::format("s.x{}", i), i);
    }
    return out;
}

std::string Emitter::merge_change(const Merge& merge, size_t number) {
    const MergeClause& clause = merge.clauses[number];
    const bind::Relation& target = *merge.dml.target;
    std::string place = fmt::format("s.act = {} AND s.twice IS NULL", number + 1);
    std::string names, values, sets;
    for (size_t i = 0; i < clause.assignments.size(); ++i) {
        std::string name = store::quoted(clause.assignments[i].target->pg_name);
        std::string value = fmt::format("s.v{}_{}", number + 1, i);
        names += (names.empty() ? "" : ", ") + name;
        values += (values.empty() ? "" : ", ") + value;
        sets += fmt::format("{}{} = {}", sets.empty() ? "" : ", ", name,
                            clause.assignments[i].value == nullptr ? "DEFAULT" : value);
    }
    std::string returning = merge_returning(merge, clause);
    switch (clause.action) {
        case tsql::MergeActionKind::update:
            return fmt::format(
                "UPDATE {0} AS {1} SET {2} FROM s WHERE {1}.ctid = s.id AND {3} "
                "RETURNING {4}",
                target.pg_source, target.pg_alias, sets, place, returning);
        case tsql::MergeActionKind::delete_:
            return fmt::format(
                "DELETE FROM {0} AS {1} USING s WHERE {1}.ctid = s.id AND {2} "
                "RETURNING {3}",
                target.pg_source, target.pg_alias, place, returning);
        case tsql::MergeActionKind::insert:
            break;
    }
    std::string columns = names.empty() ? "" : fmt::format(" ({})", names);
    return fmt::format("INSERT INTO {} AS {}{} SELECT {} FROM s WHERE {} RETURNING {}",
                       target.pg_source, target.pg_alias, columns, values, place, returning);
}

std::string Emitter::merge(const Merge& merge) {
    std::string out = with(merge.dml.ctes) + (merge.dml.ctes.empty() ? "WITH " : ", ");
    std::string rows = merge_rows(merge, false);
    for (const MergeClause& clause : merge.clauses) {
        if (clause.match != tsql::MergeMatch::not_matched_by_source) continue;
        rows += " UNION ALL " + merge_rows(merge, true);
        break;
    }
    out += fmt::format(
        "s AS MATERIALIZED (SELECT q.*, CASE WHEN id IS NOT NULL AND count(*) OVER "
        "(PARTITION BY id) > 1 THEN sys.raise(8672, {}, count(*) OVER (PARTITION "
        "BY id)) END AS twice FROM ({}) AS q WHERE act IS NOT NULL)",
        quote_text(k_twice), rows);
    std::string all;
    // Inserts are the last, so that the last row has the identity.
    for (bool inserts : {false, true}) {
        for (size_t i = 0; i < merge.clauses.size(); ++i) {
            if ((merge.clauses[i].action == tsql::MergeActionKind::insert) != inserts) continue;
            out += fmt::format(", m{} AS ({})", i + 1, merge_change(merge, i));
            all += fmt::format("{}SELECT * FROM m{}", all.empty() ? "" : " UNION ALL ", i + 1);
        }
    }
    std::string items;
    for (const bind::SelectItem& item : merge.dml.output) {
        items += (items.empty() ? "" : ", ") + expression(*item.expression);
    }
    if (merge.dml.into != nullptr) {
        std::string names;
        for (const bind::Column* column : merge.dml.into_columns) {
            names += (names.empty() ? "" : ", ") + store::quoted(column->pg_name);
        }
        return fmt::format("{} INSERT INTO {} ({}) SELECT {} FROM ({}) AS r", out,
                           merge.dml.into->pg_source, names, items, all);
    }
    if (merge.dml.identity != nullptr) items += items.empty() ? "r.id" : ", r.id";
    return fmt::format("{} SELECT {} FROM ({}) AS r", out, items, all);
}

}  // namespace gantry::engine::emit
