// INSERT, UPDATE and DELETE. A change with joins or TOP names its rows by ctid in a source query,
// each row once, as SQL Server changes each row once.

#include <fmt/format.h>

#include "engine/emit/emitter.h"
#include "engine/store/pg_names.h"
#include "pg/executor.h"

namespace gantry::engine::emit {

using bind::Dml;

namespace {

std::string column_name(const bind::Column& column) { return store::quoted(column.pg_name); }

std::string identity_sequence(const bind::Relation& target) {
    if (target.table == nullptr) return "";
    return store::quoted(store::pg_schema(target.database, target.schema),
                         store::pg_identity_sequence(target.table->object_id));
}

}  // namespace

// The sequence follows a value given under IDENTITY_INSERT.
std::string Emitter::follow_identity(const Dml& dml) {
    if (dml.target->pg_source.starts_with("\"pg_temp\"")) return "0";
    std::string sequence = identity_sequence(*dml.target);
    return fmt::format("setval({}::regclass, greatest(({})::bigint, (SELECT last_value FROM {})))",
                       pg::quote_literal(sequence), expression(*dml.identity), sequence);
}

std::string Emitter::returning(const Dml& dml) {
    if (dml.capture.level != 0) {
        return dml.capture.instead ? "" : " RETURNING " + captured_items(dml);
    }
    std::string out;
    int number = 0;
    for (const bind::SelectItem& item : dml.output) {
        if (!out.empty()) out += ", ";
        out += expression(*item.expression);
        if (dml.into != nullptr) out += fmt::format(" AS c{}", ++number);
    }
    if (dml.identity != nullptr && dml.into == nullptr) {
        std::string identity = expression(*dml.identity);
        out += (out.empty() ? "" : ", ") + identity;
        if (dml.explicit_identity) out += ", " + follow_identity(dml);
    }
    return out.empty() ? "" : " RETURNING " + out;
}

// OUTPUT ... INTO: the statement becomes the source of an INSERT.
std::string Emitter::output_into(const Dml& dml, std::string statement) {
    if (dml.capture.level != 0) {
        return dml.capture.instead ? statement : captured(dml, statement);
    }
    if (dml.into == nullptr) return statement;
    std::string names;
    for (const bind::Column* column : dml.into_columns) {
        names += (names.empty() ? "" : ", ") + column_name(*column);
    }
    return fmt::format("WITH changed AS ({}) INSERT INTO {} ({}) SELECT * FROM changed", statement,
                       dml.into->pg_source, names);
}

std::string Emitter::insert(const Dml& dml) { return output_into(dml, insert_text(dml)); }
std::string Emitter::update(const Dml& dml) {
    if (dml.capture.instead) return instead_of_change(dml);
    return output_into(dml, update_text(dml));
}
std::string Emitter::delete_rows(const Dml& dml) {
    if (dml.capture.instead) return instead_of_change(dml);
    return output_into(dml, delete_text(dml));
}

std::string Emitter::insert_text(const Dml& dml) {
    std::string out = with(dml.ctes);
    out += fmt::format("INSERT INTO {} AS {}",
                       dml.capture.instead ? dml.capture.inserted_table : dml.target->pg_source,
                       dml.target->pg_alias);
    if (dml.default_values || (dml.columns.empty() && dml.source == nullptr)) {
        return out + " DEFAULT VALUES" + returning(dml);
    }
    std::string names;
    for (const bind::Column* column : dml.columns) {
        names += (names.empty() ? "" : ", ") + column_name(*column);
    }
    out += fmt::format(" ({}) ", names);
    if (dml.source != nullptr) {
        std::string source = query(*dml.source, false);
        if (dml.top.count != nullptr) {
            out += fmt::format("SELECT * FROM ({}) AS s{}", source, limit(dml.top, source));
        } else {
            out += source;
        }
    } else {
        std::string rows;
        for (const auto& row : dml.rows) {
            std::string values;
            for (const bind::Expr* value : row) {
                values += values.empty() ? "" : ", ";
                values += value == nullptr ? "DEFAULT" : expression(*value);
            }
            rows += fmt::format("{}({})", rows.empty() ? "" : ", ", values);
        }
        out += "VALUES " + rows;
    }
    return out + returning(dml);
}

// SELECT DISTINCT ON (ctid) of the rows to change, with `items` beside.
std::string Emitter::limited_source(const Dml& dml, const std::string& items) {
    const std::string& alias = dml.target->pg_alias;
    std::string from = dml.from == nullptr ? this->from(*dml.target) : this->from(*dml.from);
    if (dml.from != nullptr && !dml.target_in_from) {
        from = fmt::format("{} CROSS JOIN {}", this->from(*dml.target), from);
    }
    std::string text = fmt::format(
        "SELECT {}{}.ctid AS id{} FROM {}",
        dml.from == nullptr ? "" : fmt::format("DISTINCT ON ({}.ctid) ", alias), alias, items,
        from);
    // An outer join may leave the target's row empty.
    std::string where = fmt::format("{}.ctid IS NOT NULL", alias);
    if (dml.where != nullptr) where = expression(*dml.where) + " AND " + where;
    if (dml.from != nullptr || dml.where != nullptr) text += " WHERE " + where;
    text += limit(dml.top, text);
    return text;
}

std::string Emitter::set_list(const Dml& dml, bool from_source, std::string& items) {
    std::string out;
    size_t number = 0;
    for (const bind::Assignment& assignment : dml.assignments) {
        if (!out.empty()) out += ", ";
        out += column_name(*assignment.target) + " = ";
        if (assignment.value == nullptr) {
            out += "DEFAULT";
        } else if (from_source) {
            items += fmt::format(", {} AS v{}", expression(*assignment.value), number);
            out += fmt::format("s.v{}", number++);
        } else {
            out += expression(*assignment.value);
        }
    }
    return out;
}

// A row somebody else changed meanwhile has another ctid. Where the source can lock its rows they
// are found by primary key: PostgreSQL then goes on with their newest values. Empty where not.
std::string Emitter::locked_place(const Dml& dml, std::string& items) {
    if (dml.from != nullptr || dml.target->table == nullptr) return "";
    std::string out;
    for (const catalog::Index& index : dml.target->table->indexes) {
        if (!index.primary_key) continue;
        for (const catalog::IndexColumn& key : index.columns) {
            for (const bind::Column& column : dml.target->columns) {
                if (column.source == nullptr || column.source->id != key.column_id) continue;
                std::string name = fmt::format("{}.{}", dml.target->pg_alias, column_name(column));
                items += fmt::format(", {} AS k{}", name, key.column_id);
                out += fmt::format("{}{} = s.k{}", out.empty() ? "" : " AND ", name, key.column_id);
            }
        }
    }
    return out;
}

std::string Emitter::update_text(const Dml& dml) {
    std::string out = with(dml.ctes);
    bool plain = dml.top.count == nullptr && !dml.target_in_from && dml.deleted_row == nullptr &&
                 dml.source_values.empty();
    std::string items;
    std::string sets = set_list(dml, !plain, items);
    if (plain) {
        out += fmt::format("UPDATE {} AS {} SET {}", dml.target->pg_source, dml.target->pg_alias,
                           sets);
        if (dml.from != nullptr) out += " FROM " + from(*dml.from);
        if (dml.where != nullptr) out += " WHERE " + expression(*dml.where);
        return out + returning(dml);
    }
    if (dml.deleted_row != nullptr) {
        for (size_t i = 0; i < dml.target->columns.size(); ++i) {
            if (!bind::is_stored(dml.target->columns[i])) continue;
            items += fmt::format(", {}.{} AS o{}", dml.target->pg_alias,
                                 column_name(dml.target->columns[i]), i);
        }
    }
    for (size_t i = 0; i < dml.source_values.size(); ++i) {
        items += fmt::format(", {} AS w{}", expression(*dml.source_values[i]), i);
    }
    std::string place = locked_place(dml, items);
    std::string source = limited_source(dml, items);
    if (!place.empty()) source += fmt::format(" FOR UPDATE OF {}", dml.target->pg_alias);
    if (place.empty()) place = fmt::format("{}.ctid = s.id", dml.target->pg_alias);
    // The target's alias is free again outside the source.
    out += fmt::format("UPDATE {0} AS {1} SET {2} FROM ({3}) AS s WHERE {4}",
                       dml.target->pg_source, dml.target->pg_alias, sets, source, place);
    return out + returning(dml);
}

std::string Emitter::delete_text(const Dml& dml) {
    std::string out = with(dml.ctes);
    const std::string& alias = dml.target->pg_alias;
    if (dml.top.count == nullptr && dml.from == nullptr) {
        out += fmt::format("DELETE FROM {} AS {}", dml.target->pg_source, alias);
        if (dml.where != nullptr) out += " WHERE " + expression(*dml.where);
        return out + returning(dml);
    }
    out += fmt::format("DELETE FROM {0} AS {1} USING ({2}) AS s WHERE {1}.ctid = s.id",
                       dml.target->pg_source, alias, limited_source(dml, ""));
    return out + returning(dml);
}

}  // namespace gantry::engine::emit
