// Modules, schemas, sequences, synonyms, types, properties; renames and transfers.
#include <algorithm>

#include <fmt/format.h>

#include "engine/store/change_support.h"
#include "engine/store/model_writer.h"
#include "engine/store/pg_names.h"
#include "engine/store/store.h"

namespace gantry::store {
namespace {

template <typename List>
auto* find_by_id(List& list, int32_t id) {
    auto it = std::find_if(list.begin(), list.end(), [&](auto& x) { return x.object_id == id; });
    return it == list.end() ? nullptr : &*it;
}

template <typename T>
T store_new(const Target& target, T item, const char* catalog_table) {
    if (item.object_id == 0) {
        item.object_id = allocate_object_id(target.executor, target.database_id);
    }
    ModelWriter writer(target.executor, target.database_id, true);
    writer.add(item, next_ordinal(target, catalog_table));
    writer.finish();
    bump_version(target.executor, target.database_id);
    return item;
}

[[noreturn]] void no_such_object(int32_t object_id) {
    throw SqlError(15225, 11, 1, fmt::format("No item by the id {} could be found in the current "
                                             "database.",
                                             object_id));
}

void update_object(const Target& target, int32_t object_id, const std::string& set) {
    for (const char* table : {"objects", "tables", "modules", "sequences", "synonyms"}) {
        target.executor.execute(fmt::format("UPDATE gantry.{} SET {} WHERE database_id = {} AND "
                                            "object_id = {}",
                                            table, set, target.database_id, object_id));
    }
    bump_version(target.executor, target.database_id);
}

}  // namespace

catalog::Module create_module(const Target& target, catalog::Module module) {
    ensure_pg_schema(target, module.schema_id);
    return store_new(target, std::move(module), "modules");
}

void alter_module(const Target& target, const catalog::Module& module) {
    if (!find_by_id(target.model.modules, module.object_id)) no_such_object(module.object_id);
    delete_gaps(target, module.object_id, 0);
    store_module(target, module);
}

void drop_module(const Target& target, int32_t object_id) { forget_object(target, object_id); }

void set_trigger_disabled(const Target& target, int32_t object_id, bool disabled) {
    target.executor.execute(fmt::format("UPDATE gantry.modules SET is_disabled = {} WHERE "
                                        "database_id = {} AND object_id = {}",
                                        disabled, target.database_id, object_id));
    bump_version(target.executor, target.database_id);
}

catalog::Schema create_schema(const Target& target, catalog::Schema schema) {
    if (schema.id == 0) {
        schema.id = 5;
        for (const auto& other : target.model.schemas) {
            if (other.id < 16384) schema.id = std::max(schema.id, other.id + 1);
        }
    }
    run_ddl(target, "CREATE SCHEMA " + quoted(pg_schema(target.model.name, schema.name)),
            schema.name);
    ModelWriter writer(target.executor, target.database_id, true);
    writer.add(schema, next_ordinal(target, "schemas"));
    writer.finish();
    bump_version(target.executor, target.database_id);
    return schema;
}

void drop_schema(const Target& target, int32_t schema_id) {
    auto refuse = [&](const std::string& object) {
        throw SqlError(3729, fmt::format("Cannot drop schema '{}' because it is being referenced "
                                         "by object '{}'.",
                                         schema_id, object));
    };
    auto check = [&](const auto& list) {
        for (const auto& item : list) {
            if (item.schema_id == schema_id) refuse(item.name);
        }
    };
    check(target.model.tables);
    check(target.model.modules);
    check(target.model.sequences);
    check(target.model.synonyms);
    check(target.model.user_types);
    std::string name = writer_of(target).schema(schema_id);
    run_ddl(target, "DROP SCHEMA IF EXISTS " + quoted(name), name);
    target.executor.execute(fmt::format(
        "DELETE FROM gantry.schemas WHERE database_id = {} AND schema_id = {}",
        target.database_id, schema_id));
    bump_version(target.executor, target.database_id);
}

catalog::Sequence create_sequence(const Target& target, catalog::Sequence sequence) {
    ensure_pg_schema(target, sequence.schema_id);
    run_ddl(target, writer_of(target).create_sequence(sequence), "." + sequence.name);
    return store_new(target, std::move(sequence), "sequences");
}

void drop_sequence(const Target& target, int32_t object_id) {
    const auto* sequence = find_by_id(target.model.sequences, object_id);
    if (!sequence) no_such_object(object_id);
    run_ddl(target,
            "DROP SEQUENCE IF EXISTS " + quoted(writer_of(target).schema(sequence->schema_id),
                                                pg_object(sequence->name)),
            sequence->name);
    forget_object(target, object_id);
}

catalog::Synonym create_synonym(const Target& target, catalog::Synonym synonym) {
    return store_new(target, std::move(synonym), "synonyms");
}

void drop_synonym(const Target& target, int32_t object_id) { forget_object(target, object_id); }

catalog::UserType create_user_type(const Target& target, catalog::UserType type) {
    if (type.id == 0) {
        type.id = 257;
        for (const auto& other : target.model.user_types) type.id = std::max(type.id, other.id + 1);
    }
    ModelWriter writer(target.executor, target.database_id, true);
    writer.add(type, next_ordinal(target, "user_types"));
    writer.finish();
    bump_version(target.executor, target.database_id);
    return type;
}

catalog::Table create_table_type(const Target& target, catalog::Table type) {
    type.is_table_type = true;
    int32_t next_id = 1;
    for (catalog::Column& column : type.columns) {
        if (column.id == 0) column.id = next_id;
        next_id = column.id + 1;
    }
    return store_new(target, std::move(type), "tables");
}

void drop_user_type(const Target& target, int32_t user_type_id) {
    for (const catalog::Table& table : target.model.tables) {
        for (const catalog::Column& column : table.columns) {
            if (column.type.user_type != user_type_id) continue;
            throw SqlError(3732, fmt::format("Cannot drop type '{}' because it is being referenced "
                                             "by object '{}'. There may be other objects that "
                                             "reference this type.",
                                             user_type_id, table.name));
        }
    }
    target.executor.execute(fmt::format(
        "DELETE FROM gantry.user_types WHERE database_id = {} AND type_id = {}",
        target.database_id, user_type_id));
    bump_version(target.executor, target.database_id);
}

void drop_table_type(const Target& target, int32_t object_id) { forget_object(target, object_id); }

void set_extended_property(const Target& target, const catalog::ExtendedProperty& property) {
    target.executor.query(
        "DELETE FROM gantry.extended_properties WHERE database_id = $1 AND class = $2 AND "
        "major_id = $3 AND minor_id = $4 AND name = $5",
        {std::to_string(target.database_id), std::to_string(property.object_class),
         std::to_string(property.major_id), std::to_string(property.minor_id), property.name});
    ModelWriter writer(target.executor, target.database_id, true);
    writer.add(property, next_ordinal(target, "extended_properties"));
    writer.finish();
    bump_version(target.executor, target.database_id);
}

void drop_extended_property(const Target& target, const catalog::ExtendedProperty& property) {
    target.executor.query(
        "DELETE FROM gantry.extended_properties WHERE database_id = $1 AND class = $2 AND "
        "major_id = $3 AND minor_id = $4 AND name = $5",
        {std::to_string(target.database_id), std::to_string(property.object_class),
         std::to_string(property.major_id), std::to_string(property.minor_id), property.name});
    bump_version(target.executor, target.database_id);
}

void rename_object(const Target& target, int32_t object_id, const std::string& new_name) {
    DdlWriter writer = writer_of(target);
    std::string set = "name = " + pg::quote_literal(new_name);
    if (const auto* table = find_by_id(target.model.tables, object_id)) {
        if (!table->is_table_type) {
            run_ddl(target,
                    fmt::format("ALTER TABLE {} RENAME TO {}", writer.table_name(*table),
                                quoted(pg_object(new_name))),
                    "." + new_name);
        }
        return update_object(target, object_id, set);
    }
    if (const auto* sequence = find_by_id(target.model.sequences, object_id)) {
        run_ddl(target,
                fmt::format("ALTER SEQUENCE {} RENAME TO {}",
                            quoted(writer.schema(sequence->schema_id), pg_object(sequence->name)),
                            quoted(pg_object(new_name))),
                "." + new_name);
        return update_object(target, object_id, set);
    }
    if (find_by_id(target.model.modules, object_id) ||
        find_by_id(target.model.synonyms, object_id)) {
        return update_object(target, object_id, set);
    }
    for (const catalog::Table& found : target.model.tables) {
        catalog::Table table = found;
        for (catalog::Index& index : table.indexes) {
            if (index.object_id != object_id) continue;
            run_ddl(target,
                    fmt::format("ALTER INDEX IF EXISTS {} RENAME TO {}",
                                quoted(writer.schema(table.schema_id), pg_object(index.name)),
                                quoted(pg_object(new_name))),
                    "." + new_name);
            index.name = new_name;
            return store_table(target, table);
        }
        auto rename_in = [&](auto& list) {
            auto* item = find_by_id(list, object_id);
            if (!item) return false;
            if (!item->disabled) {
                run_ddl(target,
                        fmt::format("ALTER TABLE {} RENAME CONSTRAINT {} TO {}",
                                    writer.table_name(table), quoted(pg_object(item->name)),
                                    quoted(pg_object(new_name))),
                        "." + new_name);
            }
            item->name = new_name;
            store_table(target, table);
            return true;
        };
        if (rename_in(table.foreign_keys) || rename_in(table.checks)) return;
        for (catalog::Column& column : table.columns) {
            if (!column.default_constraint || column.default_constraint->object_id != object_id) {
                continue;
            }
            column.default_constraint->name = new_name;
            return store_table(target, table);
        }
    }
    no_such_object(object_id);
}

void transfer_object(const Target& target, int32_t object_id, int32_t new_schema_id) {
    DdlWriter writer = writer_of(target);
    ensure_pg_schema(target, new_schema_id);
    std::string to = quoted(writer.schema(new_schema_id));
    const auto* table = find_by_id(target.model.tables, object_id);
    if (table && !table->is_table_type) {
        run_ddl(target, "ALTER TABLE " + writer.table_name(*table) + " SET SCHEMA " + to,
                "." + table->name);
    }
    if (const auto* sequence = find_by_id(target.model.sequences, object_id)) {
        run_ddl(target,
                "ALTER SEQUENCE " +
                    quoted(writer.schema(sequence->schema_id), pg_object(sequence->name)) +
                    " SET SCHEMA " + to,
                "." + sequence->name);
    }
    update_object(target, object_id, fmt::format("schema_id = {}", new_schema_id));
}

}  // namespace gantry::store
