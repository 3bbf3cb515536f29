#include "engine/store/model_writer.h"

#include <fmt/format.h>

#include "engine/store/model_rows.h"

namespace gantry::store {

constexpr std::string_view k_keep = "ON CONFLICT DO NOTHING";
constexpr std::string_view k_replace =
    "ON CONFLICT (database_id, object_id) DO UPDATE SET schema_id = EXCLUDED.schema_id, "
    "name = EXCLUDED.name, type = EXCLUDED.type, parent_object_id = EXCLUDED.parent_object_id, "
    "modify_date = now() AT TIME ZONE 'UTC'";

// One row: `RowBuilder(*this, insert)(id)(ordinal).end(visit)`.
class ModelWriter::RowBuilder {
  public:
    RowBuilder(ModelWriter& writer, BulkInsert& insert) : writer_(writer), insert_(insert) {
        row_(writer.database_id_);
    }
    ~RowBuilder() = default;
    template <typename T>
    RowBuilder& operator()(const T& value) {
        row_(value);
        return *this;
    }
    RowBuilder& null() {
        row_.null();
        return *this;
    }
    RowWriter& io() { return row_; }
    void end() {
        writer_.lossy_ |= row_.lossy();
        insert_.add(row_.take());
    }

  private:
    ModelWriter& writer_;
    BulkInsert& insert_;
    RowWriter row_;
};

ModelWriter::ModelWriter(pg::Executor& executor, int32_t database_id, bool replace_objects)
    : database_id_(database_id),
      schemas_(executor, k_schemas),
      principals_(executor, k_principals),
      role_members_(executor, k_role_members),
      permissions_(executor, k_permissions),
      filegroups_(executor, k_filegroups),
      files_(executor, k_database_files),
      options_(executor, k_database_options),
      user_types_(executor, k_user_types),
      objects_(executor, k_objects, replace_objects ? k_replace : k_keep),
      tables_(executor, k_tables),
      columns_(executor, k_columns),
      indexes_(executor, k_indexes),
      index_columns_(executor, k_index_columns),
      foreign_keys_(executor, k_foreign_keys),
      foreign_key_columns_(executor, k_foreign_key_columns),
      checks_(executor, k_check_constraints),
      modules_(executor, k_modules),
      parameters_(executor, k_parameters),
      sequences_(executor, k_sequences),
      synonyms_(executor, k_synonyms),
      properties_(executor, k_extended_properties),
      warnings_(executor, k_warnings),
      gaps_(executor, k_gaps) {}

void ModelWriter::finish() {
    for (BulkInsert* insert :
         {&schemas_, &principals_, &role_members_, &permissions_, &filegroups_, &files_,
          &options_, &user_types_, &objects_, &tables_, &columns_, &indexes_,
          &index_columns_, &foreign_keys_, &foreign_key_columns_, &checks_, &modules_,
          &parameters_, &sequences_, &synonyms_, &properties_, &warnings_, &gaps_}) {
        insert->finish();
    }
}

void ModelWriter::add_object(int32_t object_id, int32_t schema_id, const std::string& name,
                             const std::string& type, int32_t parent_id, bool shipped) {
    if (object_id == 0) return;  // the source did not tell: the object lives in its own table only
    RowBuilder row(*this, objects_);
    row(object_id)(schema_id)(name)(type)(parent_id)(shipped).end();
}

void ModelWriter::add(const catalog::Schema& schema, int32_t ordinal) {
    RowBuilder row(*this, schemas_);
    row(ordinal);
    visit_schema(row.io(), schema);
    row.end();
}

void ModelWriter::add(const catalog::Principal& principal, int32_t ordinal) {
    RowBuilder row(*this, principals_);
    row(ordinal);
    visit_principal(row.io(), principal);
    row.end();
}

void ModelWriter::add(const catalog::RoleMember& member, int32_t ordinal) {
    RowBuilder row(*this, role_members_);
    row(ordinal);
    visit_role_member(row.io(), member);
    row.end();
}

void ModelWriter::add(const catalog::Permission& permission, int32_t ordinal) {
    RowBuilder row(*this, permissions_);
    row(ordinal);
    visit_permission(row.io(), permission);
    row.end();
}

void ModelWriter::add(const catalog::Filegroup& group, int32_t ordinal) {
    RowBuilder row(*this, filegroups_);
    row(ordinal);
    visit_filegroup(row.io(), group);
    row.end();
}

void ModelWriter::add(const catalog::DatabaseFile& file, int32_t ordinal) {
    RowBuilder row(*this, files_);
    row(ordinal);
    visit_database_file(row.io(), file);
    row.end();
}

void ModelWriter::add(const catalog::DatabaseOptions& options) {
    RowBuilder row(*this, options_);
    visit_database_options(row.io(), options);
    row.end();
}

void ModelWriter::add(const catalog::UserType& type, int32_t ordinal) {
    RowBuilder row(*this, user_types_);
    row(ordinal);
    visit_user_type(row.io(), type);
    row.end();
}

void ModelWriter::add(const catalog::Table& table, int32_t ordinal) {
    add_object(table.object_id, table.schema_id, table.name, table.is_table_type ? "TT" : "U", 0,
               table.is_system);
    RowBuilder row(*this, tables_);
    row(ordinal);
    visit_table(row.io(), table);
    row.end();
    add_columns(table.object_id, table.columns);
    for (const catalog::Column& column : table.columns) {
        if (!column.default_constraint) continue;
        add_object(column.default_constraint->object_id, table.schema_id,
                   column.default_constraint->name, "D", table.object_id, table.is_system);
    }
    add_indexes(table);
    add_foreign_keys(table);
    add_checks(table);
}

void ModelWriter::add_columns(int32_t object_id, const std::vector<catalog::Column>& columns) {
    int32_t ordinal = 0;
    for (const catalog::Column& column : columns) {
        RowBuilder row(*this, columns_);
        row(object_id)(ordinal++);
        visit_column(row.io(), column);
        row.end();
    }
}

void ModelWriter::add_indexes(const catalog::Table& table) {
    int32_t ordinal = 0;
    for (const catalog::Index& index : table.indexes) {
        if (index.primary_key || index.unique_constraint) {
            add_object(index.object_id, table.schema_id, index.name,
                       index.primary_key ? "PK" : "UQ", table.object_id, table.is_system);
        }
        RowBuilder row(*this, indexes_);
        row(table.object_id)(ordinal);
        visit_index(row.io(), index);
        row.end();
        int32_t column_ordinal = 0;
        for (const catalog::IndexColumn& column : index.columns) {
            RowBuilder column_row(*this, index_columns_);
            column_row(table.object_id)(ordinal)(column_ordinal++);
            visit_index_column(column_row.io(), column);
            column_row.end();
        }
        ++ordinal;
    }
}

void ModelWriter::add_foreign_keys(const catalog::Table& table) {
    int32_t ordinal = 0;
    for (const catalog::ForeignKey& key : table.foreign_keys) {
        add_object(key.object_id, table.schema_id, key.name, "F", table.object_id,
                   table.is_system);
        RowBuilder row(*this, foreign_keys_);
        row(table.object_id)(ordinal);
        visit_foreign_key(row.io(), key);
        row.end();
        size_t count = std::max(key.columns.size(), key.referenced_columns.size());
        for (size_t i = 0; i < count; ++i) {
            RowBuilder column(*this, foreign_key_columns_);
            column(table.object_id)(ordinal)(int32_t(i));
            i < key.columns.size() ? column(key.columns[i]) : column.null();
            i < key.referenced_columns.size() ? column(key.referenced_columns[i]) : column.null();
            column.end();
        }
        ++ordinal;
    }
}

void ModelWriter::add_checks(const catalog::Table& table) {
    int32_t ordinal = 0;
    for (const catalog::CheckConstraint& check : table.checks) {
        add_object(check.object_id, table.schema_id, check.name, "C", table.object_id,
                   table.is_system);
        RowBuilder row(*this, checks_);
        row(table.object_id)(ordinal++);
        visit_check(row.io(), check);
        row.end();
    }
}

void ModelWriter::add(const catalog::Module& module, int32_t ordinal) {
    add_object(module.object_id, module.schema_id, module.name, module.type,
               module.parent_object_id, module.is_system);
    RowBuilder row(*this, modules_);
    row(ordinal);
    visit_module(row.io(), module);
    row.end();
    add_columns(module.object_id, module.columns);
    int32_t parameter_ordinal = 0;
    for (const catalog::Parameter& parameter : module.parameters) {
        RowBuilder parameter_row(*this, parameters_);
        parameter_row(module.object_id)(parameter_ordinal++);
        visit_parameter(parameter_row.io(), parameter);
        parameter_row.end();
    }
}

void ModelWriter::add(const catalog::Sequence& sequence, int32_t ordinal) {
    add_object(sequence.object_id, sequence.schema_id, sequence.name, "SO", 0, false);
    RowBuilder row(*this, sequences_);
    row(ordinal);
    visit_sequence(row.io(), sequence);
    row.end();
}

void ModelWriter::add(const catalog::Synonym& synonym, int32_t ordinal) {
    add_object(synonym.object_id, synonym.schema_id, synonym.name, "SN", 0, false);
    RowBuilder row(*this, synonyms_);
    row(ordinal);
    visit_synonym(row.io(), synonym);
    row.end();
}

void ModelWriter::add(const catalog::ExtendedProperty& property, int32_t ordinal) {
    RowBuilder row(*this, properties_);
    row(ordinal);
    visit_extended_property(row.io(), property);
    row.end();
}

void ModelWriter::add_warning(const std::string& warning, int32_t ordinal) {
    RowBuilder row(*this, warnings_);
    row(ordinal)(warning).end();
}

void ModelWriter::add(const Gap& gap) {
    RowBuilder row(*this, gaps_);
    visit_gap(row.io(), gap);
    row.end();
}

void delete_object_rows(pg::Executor& executor, int32_t database_id, int32_t object_id) {
    struct Place {
        const char* table;
        const char* column;
    };
    constexpr Place k_places[] = {
        {"tables", "object_id"},           {"columns", "object_id"},
        {"indexes", "object_id"},          {"index_columns", "object_id"},
        {"foreign_keys", "table_id"},      {"foreign_key_columns", "table_id"},
        {"check_constraints", "table_id"}, {"modules", "object_id"},
        {"parameters", "object_id"},       {"sequences", "object_id"},
        {"synonyms", "object_id"}};
    std::string sql;
    for (const Place& place : k_places) {
        sql += fmt::format("DELETE FROM gantry.{} WHERE database_id = {} AND {} = {};",
                           place.table, database_id, place.column, object_id);
    }
    executor.execute(sql);
}

void delete_model_rows(pg::Executor& executor, int32_t database_id) {
    std::string sql;
    for (const TableSpec& spec :
         {k_schemas, k_principals, k_role_members, k_permissions, k_filegroups,
          k_database_files, k_database_options, k_user_types, k_objects, k_tables, k_columns,
          k_indexes,
          k_index_columns, k_foreign_keys, k_foreign_key_columns, k_check_constraints, k_modules,
          k_parameters, k_sequences, k_synonyms, k_extended_properties, k_warnings, k_gaps}) {
        sql += fmt::format("DELETE FROM gantry.{} WHERE database_id = {};", spec.table,
                           database_id);
    }
    executor.execute(sql);
}

}  // namespace gantry::store
