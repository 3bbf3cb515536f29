#include "catalog/script/names.h"

#include <fmt/format.h>

#include <algorithm>

#include "catalog/script/quote.h"
#include "types/collation.h"

namespace gantry::catalog::script {
namespace {

using types::SqlType;
using types::TypeId;

std::string sized(std::string_view name, int length) {
    if (length == types::k_max_length) return fmt::format("{}(max)", name);
    return fmt::format("{}({})", name, length);
}

// As CREATE TABLE takes it.
std::string system_type(const SqlType& type) {
    switch (type.id) {
        case TypeId::decimal:
            return fmt::format("decimal({}, {})", type.precision, type.scale);
        case TypeId::numeric:
            return fmt::format("numeric({}, {})", type.precision, type.scale);
        case TypeId::time:
            return fmt::format("time({})", type.scale);
        case TypeId::datetime2:
            return fmt::format("datetime2({})", type.scale);
        case TypeId::datetimeoffset:
            return fmt::format("datetimeoffset({})", type.scale);
        case TypeId::char_:
            return sized("char", type.length);
        case TypeId::varchar:
            return sized("varchar", type.length);
        case TypeId::binary:
            return sized("binary", type.length);
        case TypeId::varbinary:
            if (types::is_vector(type)) return types::type_name(type);
            return sized("varbinary", type.length);
        case TypeId::nchar:
            return sized("nchar", type.length / 2);
        case TypeId::nvarchar:
            return sized("nvarchar", type.length < 0 ? type.length : type.length / 2);
        case TypeId::rowversion:
            return "timestamp";
        case TypeId::vector:
            return types::type_name(type);
        default:
            return std::string(types::base_type_name(type));
    }
}

std::string_view clr_system_type(int32_t user_type) {
    switch (user_type) {
        case types::k_hierarchyid:
            return "sys.hierarchyid";
        case types::k_geometry:
            return "sys.geometry";
        case types::k_geography:
            return "sys.geography";
        default:
            return {};
    }
}

}  // namespace

Names::Names(const Database& database)
    : database_(database), case_sensitive_(types::is_case_sensitive(database.collation)) {
    for (const Schema& schema : database.schemas)
        schemas_.emplace(schema.id, &schema);
    for (const Principal& principal : database.principals)
        principals_.emplace(principal.id, &principal);
    for (const UserType& type : database.user_types)
        user_types_.emplace(type.id, &type);
    for (const Table& table : database.tables)
        add_table(table);
    for (const Module& module : database.modules)
        add_module(module);
    for (const Sequence& s : database.sequences)
        add({s.object_id, s.schema_id, s.name, "SO"});
    for (const Synonym& s : database.synonyms)
        add({s.object_id, s.schema_id, s.name, "SN"});
    for (const ServiceQueue& q : database.service_queues) {
        add({q.object_id, q.schema_id, q.name, "SQ", nullptr, nullptr, q.is_system});
    }
    for (const SecurityPolicy& p : database.security_policies) {
        add({p.object_id, p.schema_id, p.name, "SP"});
    }
}

void Names::add(NamedObject object) {
    if (object.type != "TT" && !object.name.empty()) {
        by_name_.emplace(std::pair(fold(schema(object.schema_id)), fold(object.name)), object.id);
    }
    objects_.emplace(object.id, object);
}

void Names::add_table(const Table& table) {
    add({table.object_id, table.schema_id, table.name, table.is_table_type ? "TT" : "U", &table,
         nullptr, table.is_system});
    if (table.is_table_type && table.options.type_id != 0) {
        table_types_.emplace(table.options.type_id, &table);
    }
    auto constraint = [&](int32_t id, std::string_view name, std::string_view type) {
        if (id != 0) {
            objects_.emplace(
                id, NamedObject{id, table.schema_id, name, type, &table, nullptr, table.is_system});
        }
    };
    for (const Column& column : table.columns) {
        if (column.default_constraint) {
            constraint(column.default_constraint->object_id, column.default_constraint->name, "D");
        }
    }
    for (const Index& index : table.indexes) {
        constraint(index.object_id, index.name, index.primary_key ? "PK" : "UQ");
    }
    for (const ForeignKey& key : table.foreign_keys)
        constraint(key.object_id, key.name, "F");
    for (const CheckConstraint& check : table.checks)
        constraint(check.object_id, check.name, "C");
    for (const EdgeConstraint& edge : table.edge_constraints) {
        constraint(edge.object_id, edge.name, "EC");
    }
}

void Names::add_module(const Module& module) {
    add({module.object_id, module.schema_id, module.name, module.type, nullptr, &module,
         module.is_system});
}

std::string_view Names::schema(int32_t id) const {
    auto found = schemas_.find(id);
    if (found != schemas_.end()) return found->second->name;
    return id == 1 ? "dbo" : id == 4 ? "sys" : "";
}

const Principal* Names::principal(int32_t id) const {
    auto found = principals_.find(id);
    return found == principals_.end() ? nullptr : found->second;
}

std::string_view Names::principal_name(int32_t id) const {
    const Principal* found = principal(id);
    return found == nullptr ? std::string_view() : found->name;
}

const UserType* Names::user_type(int32_t id) const {
    auto found = user_types_.find(id);
    return found == user_types_.end() ? nullptr : found->second;
}

const Table* Names::table_type(int32_t id) const {
    auto found = table_types_.find(id);
    return found == table_types_.end() ? nullptr : found->second;
}

std::string Names::type_name(int32_t id) const {
    if (const UserType* type = user_type(id)) return qualified(type->schema_id, type->name);
    if (const Table* table = table_type(id)) return qualified(table->schema_id, table->name);
    return {};
}

const Assembly* Names::assembly(int32_t id) const {
    for (const Assembly& assembly : database_.assemblies) {
        if (assembly.id == id) return &assembly;
    }
    return nullptr;
}

const XmlSchemaCollection* Names::xml_collection(int32_t id) const {
    for (const XmlSchemaCollection& collection : database_.xml_schema_collections) {
        if (collection.id == id) return &collection;
    }
    return nullptr;
}

const NamedObject* Names::object(int32_t id) const {
    auto found = objects_.find(id);
    return found == objects_.end() ? nullptr : &found->second;
}

std::string Names::object_name(int32_t id) const {
    const NamedObject* found = object(id);
    return found == nullptr ? std::string() : qualified(found->schema_id, found->name);
}

const NamedObject* Names::find(std::string_view schema_name, std::string_view name,
                               int32_t default_schema) const {
    auto look = [&](std::string_view in) -> const NamedObject* {
        auto found = by_name_.find({fold(in), fold(name)});
        return found == by_name_.end() ? nullptr : object(found->second);
    };
    if (!schema_name.empty()) return look(schema_name);
    const NamedObject* found = look(schema(default_schema));
    return found != nullptr || default_schema == 1 ? found : look("dbo");
}

std::string Names::qualified(int32_t schema_id, std::string_view name) const {
    return two_part(schema(schema_id), name);
}

std::string Names::type(const SqlType& type) const {
    if (type.user_type == types::k_sysname) return "sysname";
    if (std::string_view clr = clr_system_type(type.user_type); !clr.empty()) {
        return std::string(clr);
    }
    if (std::string name = type_name(type.user_type); !name.empty()) return name;
    return system_type(type);
}

std::string Names::type(const Column& column) const {
    std::string text = type(column.type);
    const XmlSchemaCollection* collection = xml_collection(column.xml_collection_id);
    // One that cannot be made would keep the table from being made.
    if (collection != nullptr && !collection->text.empty()) {
        text += fmt::format("({} {})", column.xml_document ? "DOCUMENT" : "CONTENT",
                            qualified(collection->schema_id, collection->name));
    }
    return text;
}

std::string Names::fold(std::string_view name) const {
    return case_sensitive_ ? std::string(name) : types::upper(name, database_.collation);
}

const Column* column_by_id(const std::vector<Column>& columns, int32_t id) {
    auto found = std::find_if(columns.begin(), columns.end(),
                              [&](const Column& column) { return column.id == id; });
    return found == columns.end() ? nullptr : &*found;
}

}  // namespace gantry::catalog::script
