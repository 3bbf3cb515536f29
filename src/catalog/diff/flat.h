#pragma once
// A schema model as flat texts: objects of a kind and name, each with parts and their properties.
// What diff_databases() compares. Private to src/catalog/diff.

#include <fmt/format.h>

#include <string>
#include <vector>

#include "catalog/model.h"
#include "catalog/script/names.h"

namespace gantry::catalog::diff {

struct FlatProperty {
    const char* name;
    std::string value;
    bool is_text = false;  // source text: its difference is told in lines
};

struct FlatPart {
    std::string kind;
    std::string key;   // what parts are matched by
    std::string name;  // what a person reads
    std::vector<FlatProperty> properties;

    FlatPart& set(const char* property, std::string value) {
        properties.push_back({property, std::move(value)});
        return *this;
    }
    FlatPart& set(const char* property, std::string_view value) {
        return set(property, std::string(value));
    }
    FlatPart& set(const char* property, const char* value) {
        return set(property, std::string(value));
    }
    FlatPart& flag(const char* property, bool value) { return set(property, value ? "yes" : "no"); }
    FlatPart& number(const char* property, int64_t value) {
        return set(property, fmt::format("{}", value));
    }
    FlatPart& text(const char* property, std::string value) {
        properties.push_back({property, std::move(value), true});
        return *this;
    }
};

struct FlatObject {
    std::string kind;
    std::string key;
    std::string name;
    FlatPart self;
    std::vector<FlatPart> parts;

    FlatPart& part(std::string part_kind, std::string part_name, std::string part_key) {
        parts.push_back({std::move(part_kind), std::move(part_key), std::move(part_name), {}});
        return parts.back();
    }
};

class Flattener {
  public:
    // `fold_like` says whether case tells names apart: one and the same for both sides.
    Flattener(const Database& database, const Database& fold_like)
        : db_(database), names_(database), fold_names_(fold_like) {}

    std::vector<FlatObject> run();

  private:
    FlatObject& add(std::string kind, std::string name);
    std::string fold(std::string_view name) const { return fold_names_.fold(name); }
    // "dbo.Orders"
    std::string dotted(int32_t schema_id, std::string_view name) const;
    std::string object_name(int32_t object_id) const;
    std::string owner(int32_t principal_id) const;
    std::string data_space(int32_t id) const;
    std::string column_names(const std::vector<Column>& columns,
                             const std::vector<int32_t>& ids) const;

    // flat_tables.cc
    void add_tables();
    void add_table(const Table& table);
    void add_table_options(const Table& table, FlatPart& self);
    void add_column(const Table& table, const Column& column, FlatObject& out);
    void add_keys(const Table& table, FlatObject& out);
    // flat_indexes.cc
    void add_indexes(const std::vector<Index>& indexes, const std::vector<Column>& columns,
                     FlatObject& out);
    void add_index(const Index& index, const std::vector<Column>& columns, FlatObject& out);
    void add_statistics(int32_t object_id, const std::vector<Column>& columns, FlatObject& out);
    void add_fulltext_index(int32_t object_id, const std::vector<Column>& columns, FlatObject& out);
    // flat_modules.cc
    void add_modules();
    void add_module(const Module& module);
    void add_sequences();
    void add_synonyms();
    void add_types();
    // flat_security.cc
    void add_schemas();
    void add_principals();
    void add_role_members();
    void add_permissions();
    void add_encryption_keys();
    void add_policies();
    std::string securable(const Permission& permission) const;
    // flat_storage.cc
    void add_options();
    void add_files();
    void add_partitioning();
    void add_fulltext();
    void add_scoped_configurations();
    // flat_objects.cc
    void add_assemblies();
    void add_xml_collections();
    void add_broker();
    void add_extended_properties();
    void add_others();

    const Database& db_;
    script::Names names_;
    script::Names fold_names_;
    std::vector<FlatObject> out_;
};

// A short stand-in for bytes: "1,234 bytes, hash 0123456789ABCDEF".
std::string digest(const std::vector<uint8_t>& bytes);

}  // namespace gantry::catalog::diff
