#include "engine/store/change_support.h"

#include <fmt/format.h>

#include "base/utf.h"
#include "engine/store/model_writer.h"
#include "engine/store/pg_names.h"
#include "engine/store/store.h"
#include "types/pg_errors.h"

namespace gantry::store {
namespace {

std::string first_characters(const std::string& text, size_t count) {
    size_t position = 0;
    for (size_t i = 0; i < count && position < text.size(); ++i) next_code_point(text, position);
    return text.substr(0, position);
}

// PostgreSQL: "Key (a, b)=(1, x) is duplicated."
std::string duplicate_value(const std::string& detail) {
    size_t begin = detail.find(")=(");
    size_t end = detail.rfind(") ");
    if (begin == std::string::npos || end == std::string::npos || end < begin + 3) return "";
    return detail.substr(begin + 3, end - begin - 3);
}

}  // namespace

const catalog::Table& require_table(const Target& target, int32_t table_id) {
    for (const catalog::Table& table : target.model.tables) {
        if (table.object_id == table_id) return table;
    }
    throw SqlError(4902, fmt::format("Cannot find the object with id {} because it does not exist "
                                     "or you do not have permissions.",
                                     table_id));
}

const catalog::Column& require_column(const catalog::Table& table, int32_t column_id) {
    if (const catalog::Column* column = find_column(table, column_id)) return *column;
    throw SqlError(4924, fmt::format("ALTER TABLE failed because column {} does not exist in table "
                                     "'{}'.",
                                     column_id, table.name));
}

const catalog::Index& require_index(const catalog::Table& table, int32_t index_id) {
    for (const catalog::Index& index : table.indexes) {
        if (index.id == index_id) return index;
    }
    throw SqlError(3701, 11, 7,
                   fmt::format("Cannot drop the index '{}.{}', because it does not exist or you do "
                               "not have permission.",
                               table.name, index_id));
}

DdlWriter writer_of(const Target& target) { return {target.model, target.compiler}; }

void run_ddl(const Target& target, const std::string& sql, const std::string& object) {
    if (sql.empty()) return;
    try {
        target.executor.execute(sql);
    } catch (const pg::PgError& error) {
        rethrow_as_sql_error(target, error, object);
    }
}

void refuse_gaps(const std::vector<Gap>& gaps) {
    if (gaps.empty()) return;
    const Gap& gap = gaps.front();
    throw SqlError(40510, fmt::format("The {} '{}' cannot be created: {}.",
                                      gap_kind_name(gap.kind), gap.name, gap.reason));
}

void rethrow_as_sql_error(const Target& target, const pg::PgError& error,
                          const std::string& object) {
    const std::string& state = error.sqlstate();
    if (state == "23505") {
        throw SqlError(1505, fmt::format(
            "The CREATE UNIQUE INDEX statement terminated because a duplicate key was found for "
            "the object name '{}' and the index name '{}'. The duplicate key value is ({}).",
            object, error.constraint(), duplicate_value(error.detail())));
    }
    if (state == "23514" || state == "23503") {
        throw SqlError(547, 16, 0, fmt::format(
            "The ALTER TABLE statement conflicted with the {} constraint \"{}\". The conflict "
            "occurred in database \"{}\", table \"{}\".",
            state == "23514" ? "CHECK" : "FOREIGN KEY", error.constraint(), target.model.name,
            object));
    }
    if (state == "23502") {
        throw SqlError(515, 16, 2, fmt::format(
            "Cannot insert the value NULL into column '{}', table '{}.{}'; column does not allow "
            "nulls. UPDATE fails.", error.column(), target.model.name, object));
    }
    if (state == "42P07" || state == "42710") {
        size_t dot = object.find('.');
        throw SqlError(2714, 16, 6, fmt::format("There is already an object named '{}' in the "
                                                "database.", object.substr(dot + 1)));
    }
    if (auto detail = types::parse_detail(error.detail());
        state == types::k_sqlstate_gantry && detail) {
        throw SqlError(detail->number, detail->severity, detail->state, error.what());
    }
    throw error;
}

int32_t next_ordinal(const Target& target, const char* catalog_table) {
    pg::Result result = target.executor.query(
        fmt::format("SELECT coalesce(max(ordinal), -1) + 1 FROM gantry.{} WHERE database_id = {}",
                    catalog_table, target.database_id));
    return std::stoi(result.value().value_or("0"));
}

namespace {

int32_t ordinal_of(const Target& target, const char* catalog_table, int32_t object_id) {
    pg::Result result = target.executor.query(
        fmt::format("SELECT ordinal FROM gantry.{} WHERE database_id = {} AND object_id = {}",
                    catalog_table, target.database_id, object_id));
    return result.empty() ? next_ordinal(target, catalog_table) : std::stoi(*result.value());
}

std::string constraint_ids(const catalog::Table& table) {
    std::string ids = fmt::format("{}", table.object_id);
    auto add = [&](int32_t id) { ids += fmt::format(",{}", id); };
    for (const auto& column : table.columns) {
        if (column.default_constraint) add(column.default_constraint->object_id);
    }
    for (const auto& index : table.indexes) add(index.object_id);
    for (const auto& key : table.foreign_keys) add(key.object_id);
    for (const auto& check : table.checks) add(check.object_id);
    return ids;
}

}  // namespace

void store_table(const Target& target, const catalog::Table& table) {
    int32_t ordinal = ordinal_of(target, "tables", table.object_id);
    delete_object_rows(target.executor, target.database_id, table.object_id);
    target.executor.execute(fmt::format(
        "DELETE FROM gantry.objects WHERE database_id = {} AND parent_object_id = {} AND type IN "
        "('PK', 'UQ', 'F', 'C', 'D') AND object_id NOT IN ({})",
        target.database_id, table.object_id, constraint_ids(table)));
    ModelWriter writer(target.executor, target.database_id, true);
    writer.add(table, ordinal);
    writer.finish();
    bump_version(target.executor, target.database_id);
}

void store_module(const Target& target, const catalog::Module& module) {
    int32_t ordinal = ordinal_of(target, "modules", module.object_id);
    delete_object_rows(target.executor, target.database_id, module.object_id);
    ModelWriter writer(target.executor, target.database_id, true);
    writer.add(module, ordinal);
    writer.finish();
    bump_version(target.executor, target.database_id);
}

void forget_object(const Target& target, int32_t object_id) {
    delete_object_rows(target.executor, target.database_id, object_id);
    target.executor.execute(fmt::format(
        "DELETE FROM gantry.modules WHERE database_id = {0} AND parent_object_id = {1};"
        "DELETE FROM gantry.objects WHERE database_id = {0} AND (object_id = {1} OR "
        "parent_object_id = {1});"
        "DELETE FROM gantry.gaps WHERE database_id = {0} AND object_id = {1};"
        "DELETE FROM gantry.extended_properties WHERE database_id = {0} AND class = 1 AND "
        "major_id = {1}",
        target.database_id, object_id));
    bump_version(target.executor, target.database_id);
}

void delete_gaps(const Target& target, int32_t object_id, int32_t minor_id) {
    target.executor.execute(fmt::format(
        "DELETE FROM gantry.gaps WHERE database_id = {} AND object_id = {} AND minor_id = {}",
        target.database_id, object_id, minor_id));
}

void ensure_pg_schema(const Target& target, int32_t schema_id) {
    if (schema_id == 1 || (schema_id > 4 && schema_id < 16384)) return;
    target.executor.execute("CREATE SCHEMA IF NOT EXISTS " +
                            quoted(writer_of(target).schema(schema_id)));
}

std::string system_name(const std::string& prefix, const std::string& table,
                        const std::string& column, int32_t object_id) {
    if (column.empty()) {
        // SQL Server adds a time-like half to the object id; any will do.
        uint64_t id = uint64_t(uint32_t(object_id)) << 32 | uint32_t(object_id * 2654435761u);
        return fmt::format("{}__{}__{:016X}", prefix, first_characters(table, 8), id);
    }
    return fmt::format("{}__{}__{}__{:08X}", prefix, first_characters(table, 9),
                       first_characters(column, 5), uint32_t(object_id));
}

}  // namespace gantry::store
