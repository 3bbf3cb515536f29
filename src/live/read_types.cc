// Alias types and types of assemblies. Table types are tables (read_tables.cc).

#include "live/reader.h"

namespace gantry::live {

using namespace catalog;

namespace {

constexpr CatalogQuery k_types = {
    .what = "types",
    .view = "sys.types",
    .columns =
        "name, schema_id, " GANTRY_TYPE_COLUMNS ", is_nullable, default_object_id, rule_object_id",
    .rest =
        "FROM sys.types AS t WHERE t.is_user_defined = 1 AND t.system_type_id <> 243 "
        "ORDER BY t.user_type_id",
};
constexpr CatalogQuery k_assembly_types = {
    .what = "types of assemblies",
    .view = "sys.assembly_types",
    .columns = "user_type_id, assembly_id, assembly_class, is_binary_ordered, is_fixed_length",
    .rest = "FROM sys.assembly_types AS t WHERE t.user_type_id > 256",
};

}  // namespace

void read_types(Reader& reader) {
    std::map<int32_t, size_t> places;
    reader.source.read(k_types, [&](const Row& row) {
        UserType type;
        type.id = int_of(row, "user_type_id");
        type.schema_id = int_of(row, "schema_id");
        type.name = row.text("name");
        type.base = reader.type(row);
        type.base.user_type = 0;
        type.nullable = row.flag("is_nullable");
        type.default_object_id = int_of(row, "default_object_id");
        type.rule_object_id = int_of(row, "rule_object_id");
        places[type.id] = reader.out.user_types.size();
        reader.out.user_types.push_back(std::move(type));
    });
    reader.source.read(k_assembly_types, [&](const Row& row) {
        const auto found = places.find(int_of(row, "user_type_id"));
        if (found == places.end()) return;
        UserType& type = reader.out.user_types[found->second];
        type.assembly_id = int_of(row, "assembly_id");
        type.assembly_class = row.text("assembly_class");
        type.binary_ordered = row.flag("is_binary_ordered");
        type.fixed_length = row.flag("is_fixed_length");
    });
}

void add_type_queries(QueryList& out) {
    out.insert(out.end(), {&k_types, &k_assembly_types});
}

}  // namespace gantry::live
