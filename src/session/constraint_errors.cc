#include "session/constraint_errors.h"

#include <fmt/core.h>

#include "engine/store/pg_names.h"

namespace gantry::session {

namespace {

using pg::Diagnostic;

struct Place {
    const engine::DatabaseCatalog* database = nullptr;
    const catalog::Table* table = nullptr;
};

Place find_target(const StatementNames& names, const engine::CatalogSnapshot* snapshot) {
    Place out;
    if (snapshot == nullptr || names.table.empty()) return out;
    out.database = snapshot->find(names.database);
    if (out.database == nullptr) return out;
    const catalog::Schema* schema = out.database->find_schema(names.schema);
    if (schema != nullptr) {
        out.table = out.database->find_object(schema->id, names.table).table;
    }
    return out;
}

std::string full_name(const engine::DatabaseCatalog& database, const catalog::Table& table) {
    const catalog::Schema* schema = database.schema_by_id(table.schema_id);
    return (schema == nullptr ? std::string("dbo") : schema->name) + "." + table.name;
}

std::string target_name(const StatementNames& names, const Diagnostic& d) {
    return names.table.empty() ? d.table : names.schema + "." + names.table;
}

const std::string* column_name(const catalog::Table& table, int32_t id) {
    for (const catalog::Column& column : table.columns) {
        if (column.id == id) return &column.name;
    }
    return nullptr;
}

// The value list of "Key (a, b)=(1, 2) already exists."; empty when it has another form.
std::string key_values(const std::string& detail) {
    size_t start = detail.find(")=(");
    if (start == std::string::npos) return {};
    size_t end = detail.rfind(") already exists");
    if (end == std::string::npos || end < start + 3) return {};
    return detail.substr(start + 3, end - start - 3);
}

SqlError duplicate_key(const Diagnostic& d, const StatementNames& names, const Place& place) {
    const catalog::Index* index = nullptr;
    if (place.table != nullptr) {
        for (const catalog::Index& candidate : place.table->indexes) {
            bool same = store::pg_object(candidate.name) == d.constraint ||
                        store::pg_index(candidate.name, place.table->object_id) == d.constraint;
            if (!candidate.name.empty() && same) index = &candidate;
        }
    }
    std::string name = index == nullptr ? d.constraint : index->name;
    std::string object = target_name(names, d);
    std::string values = key_values(d.detail);
    if (!values.empty()) values = fmt::format(" The duplicate key value is ({}).", values);
    bool plain = index != nullptr && !index->primary_key && !index->unique_constraint;
    if (plain) {
        return SqlError(2601, 14, 1,
                        fmt::format("Cannot insert duplicate key row in object '{}' with unique "
                                    "index '{}'.{}", object, name, values));
    }
    std::string_view kind = index != nullptr && index->primary_key ? "PRIMARY KEY" : "UNIQUE KEY";
    return SqlError(2627, 14, 1,
                    fmt::format("Violation of {} constraint '{}'. Cannot insert duplicate key in "
                                "object '{}'.{}", kind, name, object, values));
}

SqlError null_value(const Diagnostic& d, const StatementNames& names, const Place& place) {
    std::string column = d.column;
    if (place.table != nullptr) {
        for (const catalog::Column& candidate : place.table->columns) {
            if (store::pg_column(candidate.name) == d.column) column = candidate.name;
        }
    }
    std::string table = names.database.empty() ? target_name(names, d)
                                               : names.database + "." + target_name(names, d);
    return SqlError(515, 16, 2,
                    fmt::format("Cannot insert the value NULL into column '{}', table '{}'; column "
                                "does not allow nulls. {} fails.", column, table,
                                names.verb.empty() ? "INSERT" : names.verb));
}

SqlError conflict(const StatementNames& names, std::string_view kind, std::string_view constraint,
                  std::string_view table, const std::string* column) {
    std::string text = fmt::format(
        "The {} statement conflicted with the {} constraint \"{}\". The conflict occurred in "
        "database \"{}\", table \"{}\"", names.verb.empty() ? "INSERT" : names.verb, kind,
        constraint, names.database, table);
    if (column != nullptr) text += fmt::format(", column '{}'", *column);
    return SqlError(547, 16, 0, text + ".");
}

SqlError check_violation(const Diagnostic& d, const StatementNames& names, const Place& place) {
    if (place.table != nullptr) {
        for (const catalog::CheckConstraint& check : place.table->checks) {
            if (store::pg_object(check.name) != d.constraint) continue;
            return conflict(names, "CHECK", check.name, target_name(names, d),
                            column_name(*place.table, check.column_id));
        }
    }
    return conflict(names, "CHECK", d.constraint, target_name(names, d), nullptr);
}

struct FoundKey {
    const catalog::Table* owner = nullptr;
    const catalog::ForeignKey* key = nullptr;
};

// The foreign key of that PostgreSQL name that has to do with the target.
FoundKey find_key(const Diagnostic& d, const Place& place) {
    FoundKey out;
    if (place.database == nullptr || place.table == nullptr) return out;
    for (const catalog::Table& table : place.database->model().tables) {
        for (const catalog::ForeignKey& key : table.foreign_keys) {
            bool concerns = table.object_id == place.table->object_id ||
                            key.referenced_table_id == place.table->object_id;
            if (concerns && store::pg_object(key.name) == d.constraint) return {&table, &key};
        }
    }
    return out;
}

SqlError foreign_key_violation(const Diagnostic& d, const StatementNames& names,
                               const Place& place) {
    // PostgreSQL's detail: "... is still referenced from table ..." when the referenced row goes.
    bool referenced = d.detail.find("still referenced") != std::string::npos;
    FoundKey found = find_key(d, place);
    std::string_view kind = referenced ? "REFERENCE" : "FOREIGN KEY";
    if (found.key == nullptr) {
        return conflict(names, kind, d.constraint, target_name(names, d), nullptr);
    }
    const catalog::ForeignKey& key = *found.key;
    bool same_table = key.referenced_table_id == found.owner->object_id;
    if (same_table) kind = referenced ? "SAME TABLE REFERENCE" : "FOREIGN KEY SAME TABLE";
    const catalog::Table* other =
        referenced ? found.owner : place.database->object_by_id(key.referenced_table_id).table;
    if (other == nullptr) other = place.table;
    const std::vector<int32_t>& columns = referenced ? key.columns : key.referenced_columns;
    const std::string* column =
        columns.size() == 1 ? column_name(*other, columns[0]) : nullptr;
    return conflict(names, kind, key.name, full_name(*place.database, *other), column);
}

}  // namespace

std::optional<SqlError> constraint_error(const Diagnostic& d, const StatementNames& names,
                                         const engine::CatalogSnapshot* snapshot) {
    if (!d.sqlstate.starts_with("23")) return std::nullopt;
    Place place = find_target(names, snapshot);
    if (d.sqlstate == "23505") return duplicate_key(d, names, place);
    if (d.sqlstate == "23502") return null_value(d, names, place);
    if (d.sqlstate == "23503") return foreign_key_violation(d, names, place);
    if (d.sqlstate == "23514") return check_violation(d, names, place);
    return std::nullopt;
}

}  // namespace gantry::session
