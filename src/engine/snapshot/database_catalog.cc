#include <fmt/format.h>

#include "engine/snapshot/snapshot.h"

namespace gantry::engine {

int32_t ObjectRef::object_id() const {
    if (table) return table->object_id;
    if (module) return module->object_id;
    if (sequence) return sequence->object_id;
    return synonym ? synonym->object_id : 0;
}

int32_t ObjectRef::schema_id() const {
    if (table) return table->schema_id;
    if (module) return module->schema_id;
    if (sequence) return sequence->schema_id;
    return synonym ? synonym->schema_id : 0;
}

std::string_view ObjectRef::name() const {
    if (table) return table->name;
    if (module) return module->name;
    if (sequence) return sequence->name;
    return synonym ? std::string_view(synonym->name) : std::string_view();
}

std::string_view ObjectRef::type() const {
    if (table) return table->is_table_type ? "TT" : "U";
    if (module) return module->type;
    if (sequence) return "SO";
    return synonym ? "SN" : "";
}

DatabaseCatalog::DatabaseCatalog(catalog::Database model, std::vector<store::Gap> gaps)
    : model_(std::move(model)), gaps_(std::move(gaps)) {
    for (const catalog::Schema& schema : model_.schemas) {
        schemas_.emplace(fold_name(schema.name, model_.collation), &schema);
    }
    auto add = [this](const ObjectRef& ref) {
        objects_.emplace(key(ref.schema_id(), ref.name()), ref);
        by_id_.emplace(ref.object_id(), ref);
    };
    for (const catalog::Table& table : model_.tables) {
        ObjectRef ref;
        ref.table = &table;
        if (!table.is_table_type) {
            add(ref);
            continue;
        }
        table_types_.emplace(key(table.schema_id, table.name), &table);
        by_id_.emplace(table.object_id, ref);
    }
    for (const catalog::Module& module : model_.modules) {
        ObjectRef ref;
        ref.module = &module;
        add(ref);
    }
    for (const catalog::Sequence& sequence : model_.sequences) {
        ObjectRef ref;
        ref.sequence = &sequence;
        add(ref);
    }
    for (const catalog::Synonym& synonym : model_.synonyms) {
        ObjectRef ref;
        ref.synonym = &synonym;
        add(ref);
    }
    for (const catalog::UserType& type : model_.user_types) {
        user_types_.emplace(key(type.schema_id, type.name), &type);
    }
}

std::string DatabaseCatalog::key(int32_t schema_id, std::string_view name) const {
    return fmt::format("{}.{}", schema_id, fold_name(name, model_.collation));
}

const catalog::Schema* DatabaseCatalog::find_schema(std::string_view name) const {
    auto it = schemas_.find(fold_name(name, model_.collation));
    return it == schemas_.end() ? nullptr : it->second;
}

const catalog::Schema* DatabaseCatalog::schema_by_id(int32_t id) const {
    for (const catalog::Schema& schema : model_.schemas) {
        if (schema.id == id) return &schema;
    }
    return nullptr;
}

ObjectRef DatabaseCatalog::find_object(int32_t schema_id, std::string_view name) const {
    auto it = objects_.find(key(schema_id, name));
    return it == objects_.end() ? ObjectRef{} : it->second;
}

ObjectRef DatabaseCatalog::object_by_id(int32_t object_id) const {
    auto it = by_id_.find(object_id);
    return it == by_id_.end() ? ObjectRef{} : it->second;
}

const catalog::UserType* DatabaseCatalog::find_user_type(int32_t schema_id,
                                                         std::string_view name) const {
    auto it = user_types_.find(key(schema_id, name));
    return it == user_types_.end() ? nullptr : it->second;
}

const catalog::UserType* DatabaseCatalog::user_type_by_id(int32_t id) const {
    for (const catalog::UserType& type : model_.user_types) {
        if (type.id == id) return &type;
    }
    return nullptr;
}

const catalog::Table* DatabaseCatalog::find_table_type(int32_t schema_id,
                                                       std::string_view name) const {
    auto it = table_types_.find(key(schema_id, name));
    return it == table_types_.end() ? nullptr : it->second;
}

const store::Gap* DatabaseCatalog::find_gap(store::GapKind kind, int32_t object_id,
                                            int32_t minor_id) const {
    for (const store::Gap& gap : gaps_) {
        if (gap.kind == kind && gap.object_id == object_id && gap.minor_id == minor_id) return &gap;
    }
    return nullptr;
}

const catalog::Column* DatabaseCatalog::find_column(const catalog::Table& table,
                                                    std::string_view name) const {
    for (const catalog::Column& column : table.columns) {
        if (same_name(column.name, name, model_.collation)) return &column;
    }
    return nullptr;
}

}  // namespace gantry::engine
