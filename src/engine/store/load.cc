// catalog::Database out of the tables of schema gantry.
#include <unordered_map>

#include <fmt/format.h>

#include "engine/store/model_rows.h"
#include "engine/store/pg_names.h"
#include "engine/store/store.h"

namespace gantry::store {
namespace {

class ModelReader {
  public:
    ModelReader(pg::Executor& executor, int32_t database_id)
        : executor_(executor), database_id_(database_id) {}

    catalog::Database read() {
        read_database();
        read_list(k_schemas, model_.schemas, [](auto& io, auto& x) { visit_schema(io, x); });
        read_list(k_principals, model_.principals,
                  [](auto& io, auto& x) { visit_principal(io, x); });
        read_list(k_role_members, model_.role_members,
                  [](auto& io, auto& x) { visit_role_member(io, x); });
        read_list(k_permissions, model_.permissions,
                  [](auto& io, auto& x) { visit_permission(io, x); });
        read_list(k_filegroups, model_.filegroups,
                  [](auto& io, auto& x) { visit_filegroup(io, x); });
        read_list(k_database_files, model_.files,
                  [](auto& io, auto& x) { visit_database_file(io, x); });
        for (const pg::Row& row : select(k_database_options, "database_id").rows) {
            RowReader io(row);
            int32_t ignored;
            io(ignored);
            visit_database_options(io, model_.options);
        }
        read_list(k_user_types, model_.user_types,
                  [](auto& io, auto& x) { visit_user_type(io, x); });
        read_list(k_tables, model_.tables, [](auto& io, auto& x) { visit_table(io, x); });
        read_list(k_modules, model_.modules, [](auto& io, auto& x) { visit_module(io, x); });
        read_list(k_sequences, model_.sequences,
                  [](auto& io, auto& x) { visit_sequence(io, x); });
        read_list(k_synonyms, model_.synonyms, [](auto& io, auto& x) { visit_synonym(io, x); });
        read_list(k_extended_properties, model_.extended_properties,
                  [](auto& io, auto& x) { visit_extended_property(io, x); });
        read_list(k_warnings, model_.warnings, [](auto& io, auto& x) { io(x); });
        for (catalog::Table& table : model_.tables) tables_[table.object_id] = &table;
        for (catalog::Module& module : model_.modules) modules_[module.object_id] = &module;
        read_columns();
        read_indexes();
        read_foreign_keys();
        read_checks();
        read_parameters();
        return std::move(model_);
    }

  private:
    pg::Result select(const TableSpec& spec, std::string_view order) {
        return executor_.query(fmt::format("SELECT {} FROM gantry.{} WHERE database_id = {} "
                                           "ORDER BY {}",
                                           column_names(spec), spec.table, database_id_, order));
    }

    // A list right below the database: rows are database_id, ordinal, then the fields.
    template <typename T, typename Visit>
    void read_list(const TableSpec& spec, std::vector<T>& out, Visit visit) {
        pg::Result result = select(spec, "ordinal");
        out.reserve(result.size());
        for (const pg::Row& row : result.rows) {
            RowReader io(row);
            int32_t ignored;
            io(ignored), io(ignored);
            visit(io, out.emplace_back());
        }
    }

    void read_database() {
        pg::Result result = executor_.query(
            "SELECT name, internal_version, created_version, compatibility_level, collation_id, "
            "recovery_model FROM gantry.databases WHERE database_id = $1",
            {std::to_string(database_id_)});
        if (result.empty()) throw Error(fmt::format("no database with id {}", database_id_));
        RowReader io(result[0]);
        io(model_.name), io(model_.internal_version), io(model_.created_version);
        io(model_.compatibility_level), io(model_.collation), io(model_.recovery_model);
        model_.id = database_id_;
    }

    void read_columns() {
        for (const pg::Row& row : select(k_columns, "object_id, ordinal").rows) {
            RowReader io(row);
            int32_t ignored, object_id;
            io(ignored), io(object_id), io(ignored);
            catalog::Column column;
            visit_column(io, column);
            if (auto table = tables_.find(object_id); table != tables_.end()) {
                table->second->columns.push_back(std::move(column));
            } else if (auto module = modules_.find(object_id); module != modules_.end()) {
                module->second->columns.push_back(std::move(column));
            }
        }
    }

    void read_indexes() {
        for (const pg::Row& row : select(k_indexes, "object_id, ordinal").rows) {
            RowReader io(row);
            int32_t ignored, object_id;
            io(ignored), io(object_id), io(ignored);
            catalog::Index index;
            visit_index(io, index);
            if (auto it = tables_.find(object_id); it != tables_.end()) {
                it->second->indexes.push_back(std::move(index));
            }
        }
        for (const pg::Row& row :
             select(k_index_columns, "object_id, index_ordinal, ordinal").rows) {
            RowReader io(row);
            int32_t ignored, object_id;
            uint32_t index_ordinal;
            io(ignored), io(object_id), io(index_ordinal), io(ignored);
            catalog::IndexColumn column;
            visit_index_column(io, column);
            auto it = tables_.find(object_id);
            if (it == tables_.end() || index_ordinal >= it->second->indexes.size()) continue;
            it->second->indexes[index_ordinal].columns.push_back(column);
        }
    }

    void read_foreign_keys() {
        for (const pg::Row& row : select(k_foreign_keys, "table_id, ordinal").rows) {
            RowReader io(row);
            int32_t ignored, table_id;
            io(ignored), io(table_id), io(ignored);
            catalog::ForeignKey key;
            visit_foreign_key(io, key);
            if (auto it = tables_.find(table_id); it != tables_.end()) {
                it->second->foreign_keys.push_back(std::move(key));
            }
        }
        for (const pg::Row& row :
             select(k_foreign_key_columns, "table_id, key_ordinal, ordinal").rows) {
            RowReader io(row);
            int32_t ignored, table_id, column_id;
            uint32_t key_ordinal;
            io(ignored), io(table_id), io(key_ordinal), io(ignored);
            auto it = tables_.find(table_id);
            if (it == tables_.end() || key_ordinal >= it->second->foreign_keys.size()) continue;
            catalog::ForeignKey& key = it->second->foreign_keys[key_ordinal];
            for (auto* list : {&key.columns, &key.referenced_columns}) {
                if (io.next_is_null()) {
                    io.null();
                } else {
                    io(column_id);
                    list->push_back(column_id);
                }
            }
        }
    }

    void read_checks() {
        for (const pg::Row& row : select(k_check_constraints, "table_id, ordinal").rows) {
            RowReader io(row);
            int32_t ignored, table_id;
            io(ignored), io(table_id), io(ignored);
            catalog::CheckConstraint check;
            visit_check(io, check);
            if (auto it = tables_.find(table_id); it != tables_.end()) {
                it->second->checks.push_back(std::move(check));
            }
        }
    }

    void read_parameters() {
        for (const pg::Row& row : select(k_parameters, "object_id, ordinal").rows) {
            RowReader io(row);
            int32_t ignored, object_id;
            io(ignored), io(object_id), io(ignored);
            catalog::Parameter parameter;
            visit_parameter(io, parameter);
            if (auto it = modules_.find(object_id); it != modules_.end()) {
                it->second->parameters.push_back(std::move(parameter));
            }
        }
    }

    pg::Executor& executor_;
    int32_t database_id_;
    catalog::Database model_;
    std::unordered_map<int32_t, catalog::Table*> tables_;
    std::unordered_map<int32_t, catalog::Module*> modules_;
};

}  // namespace

catalog::Database load_database(pg::Executor& executor, int32_t database_id) {
    return ModelReader(executor, database_id).read();
}

catalog::Database load_database(pg::Executor& executor, std::string_view name) {
    std::optional<DatabaseInfo> info = find_database(executor, name);
    if (!info) {
        throw SqlError(911, fmt::format("Database '{}' does not exist. Make sure that the name is "
                                        "entered correctly.",
                                        name));
    }
    return load_database(executor, info->id);
}

std::vector<Gap> load_gaps(pg::Executor& executor, int32_t database_id) {
    pg::Result result = executor.query(
        fmt::format("SELECT {} FROM gantry.gaps WHERE database_id = {} "
                    "ORDER BY kind, object_id, minor_id, name",
                    column_names(k_gaps), database_id));
    std::vector<Gap> gaps;
    for (const pg::Row& row : result.rows) {
        RowReader io(row);
        int32_t ignored;
        io(ignored);
        visit_gap(io, gaps.emplace_back());
    }
    return gaps;
}

}  // namespace gantry::store
