// Cases of rules about tables, columns, indexes, types, XML schemas, views and names.

#include "assess/rule_cases_test_tools.h"

namespace gantry::assess {

using namespace catalog;
using types::TypeId;

namespace {

Table& table(SchemaInput& in) {
    return in.database.tables[0];
}
Column& column(SchemaInput& in) {
    return in.database.tables[0].columns[0];
}

void add_index(std::vector<Index>& indexes, const char* name, int32_t column_id = 1) {
    Index index;
    index.id = int32_t(indexes.size()) + 1, index.name = name, index.kind = IndexKind::nonclustered;
    index.columns.push_back({column_id});
    indexes.push_back(index);
}

void add_type(SchemaInput& in, const char* name) {
    UserType type;
    type.id = 257, type.name = name;
    in.database.user_types.push_back(type);
}

void add_xml_schema(SchemaInput& in, const char* type) {
    XmlSchemaCollection collection;
    collection.id = 65536, collection.name = "Orders";
    collection.text =
        std::string("<xsd:schema><xsd:element name=\"a\" type=\"xsd:") + type + "\"/></xsd:schema>";
    in.database.xml_schema_collections.push_back(collection);
}

void add_union_view(SchemaInput& in, TypeId type, const char* server) {
    Module view;
    view.object_id = 200, view.name = "v", view.kind = ModuleKind::view;
    view.text = "CREATE VIEW v AS SELECT d FROM t UNION ALL SELECT d FROM srv2.Sales.dbo.t";
    view.columns.emplace_back().type.id = type;
    in.database.modules.push_back(view);
    Dependency dependency;
    dependency.referencing_id = 200, dependency.server = server;
    in.database.dependencies.push_back(dependency);
    in.database.compatibility_level = 100;
}

void add_computed(SchemaInput& in, const char* text, bool persisted) {
    Column computed;
    computed.id = 2, computed.name = "c", computed.computed_text = text;
    computed.persisted = persisted;
    table(in).columns.push_back(computed);
    in.database.compatibility_level = 120;
}

constexpr uint32_t k_lithuanian_classic = 0x0000D027;  // CI_AS
constexpr uint32_t k_lithuanian = 0x0000D01F;

constexpr SchemaCase k_cases[] = {
    {"UR00306", [](SchemaInput& in) { column(in).type.id = TypeId::ntext; },
     [](SchemaInput& in) {
         column(in).type.id = TypeId::nvarchar, column(in).type.length = types::k_max_length;
     }},
    {"UR00316", [](SchemaInput& in) { table(in).options.vardecimal = true; },
     [](SchemaInput& in) { column(in).type.id = TypeId::decimal; }},
    {"Gantry.Deprecated.TextInRow",
     [](SchemaInput& in) { table(in).options.text_in_row_limit = 256; },
     [](SchemaInput& in) { table(in).options.large_values_out_of_row = true; }},
    {"Gantry.StretchDatabase",
     [](SchemaInput& in) { table(in).options.remote_data_archive = true; },
     [](SchemaInput& in) { table(in).options.temporal = TemporalType::versioned; }},
    {"Gantry.MemoryOptimized", [](SchemaInput& in) { table(in).options.memory_optimized = true; },
     [](SchemaInput& in) { table(in).options.schema_only = true; }},
    {"Gantry.ExternalTable", [](SchemaInput& in) { table(in).options.external = true; },
     [](SchemaInput& in) { table(in).options.graph_node = true; }},
    {"Gantry.Replication", [](SchemaInput& in) { column(in).name = "msrepl_tran_version"; },
     [](SchemaInput& in) { column(in).name = "tran_version"; }},
    {"UR00062",
     [](SchemaInput& in) { column(in).name = "Next", in.database.compatibility_level = 100; },
     [](SchemaInput& in) { column(in).name = "NextOne", in.database.compatibility_level = 100; }},
    {"UR00030",
     [](SchemaInput& in) {
         add_index(table(in).indexes, "IX_a"), add_index(table(in).indexes, "ix_A");
     },
     [](SchemaInput& in) {
         // The name of an index is its table's alone.
         in.database.tables.push_back(table(in));
         add_index(in.database.tables[0].indexes, "IX_a");
         add_index(in.database.tables[1].indexes, "IX_a");
     }},
    {"UR00044",
     [](SchemaInput& in) { add_type(in, "geometry"), in.database.compatibility_level = 90; },
     [](SchemaInput& in) { add_type(in, "geometry2"), in.database.compatibility_level = 90; }},
    {"UR00061", [](SchemaInput& in) { add_type(in, "Time"), in.database.compatibility_level = 90; },
     [](SchemaInput& in) { add_type(in, "WorkTime"), in.database.compatibility_level = 90; }},
    {"UR00086", [](SchemaInput& in) { add_type(in, "XML"); },
     [](SchemaInput& in) { add_type(in, "XmlText"); }},
    {"UR00132",
     [](SchemaInput& in) { add_xml_schema(in, "dateTime"), in.database.internal_version = 611; },
     [](SchemaInput& in) { add_xml_schema(in, "dateTime"), in.database.internal_version = 661; }},
    {"Gantry.Level100.XmlAnyType",
     [](SchemaInput& in) { add_xml_schema(in, "anyType"), in.database.compatibility_level = 90; },
     [](SchemaInput& in) { add_xml_schema(in, "string"), in.database.compatibility_level = 90; }},
    {"UR00027", [](SchemaInput& in) { add_union_view(in, TypeId::smalldatetime, "srv2"); },
     [](SchemaInput& in) { add_union_view(in, TypeId::smalldatetime, ""); }},
    {"Gantry.PersistedValue",
     [](SchemaInput& in) { add_computed(in, "(CONVERT([datetime2],[a]))", true); },
     [](SchemaInput& in) { add_computed(in, "(CONVERT([datetime2],[a]))", false); }},
    {"Gantry.Deprecated.Collation",
     [](SchemaInput& in) { column(in).type = types::varchar_type(10, k_lithuanian_classic); },
     [](SchemaInput& in) { column(in).type = types::varchar_type(10, k_lithuanian); }},
    {"UR00048", [](SchemaInput& in) { table(in).name = "a\xEF\xBF\xBF"; },
     [](SchemaInput& in) { table(in).name = "a\xEF\xBF\xBD"; }},
};

}  // namespace

std::span<const SchemaCase> table_cases() {
    return k_cases;
}

}  // namespace gantry::assess
