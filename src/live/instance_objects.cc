// What somebody made in master and msdb, and extended procedures.

#include "catalog/instance/instance_reader.h"
#include "live/instance_parts.h"

namespace gantry::live {

using namespace catalog;

namespace {

constexpr CatalogQuery k_extended = {
    .what = "extended procedures",
    .view = "sys.extended_procedures",
    .columns = "object_id, name, dll_name",
    .rest =
        "FROM master.sys.extended_procedures AS t WHERE t.is_ms_shipped = 0 ORDER BY t.object_id",
};

// The same of both databases; DDL triggers are in no schema.
constexpr const char* k_object_columns = "object_id, name, type, schema_name";
constexpr CatalogQuery k_master_objects = {
    .what = "objects in master",
    .view = "master.sys.objects",
    .columns = k_object_columns,
    .rest =
        "FROM (SELECT o.object_id, o.name, o.type, s.name AS schema_name "
        "FROM master.sys.objects AS o JOIN master.sys.schemas AS s ON s.schema_id = o.schema_id "
        "WHERE o.is_ms_shipped = 0 AND o.type IN ('U', 'V', 'P', 'PC', 'FN', 'IF', 'TF', 'FS', "
        "'FT', 'AF', 'TR', 'TA', 'SN') UNION ALL SELECT g.object_id, g.name, g.type, NULL "
        "FROM master.sys.triggers AS g WHERE g.parent_class = 0 AND g.is_ms_shipped = 0) AS t "
        "ORDER BY t.object_id",
};
constexpr CatalogQuery k_msdb_objects = {
    .what = "objects in msdb",
    .view = "msdb.sys.objects",
    .columns = k_object_columns,
    .rest =
        "FROM (SELECT o.object_id, o.name, o.type, s.name AS schema_name "
        "FROM msdb.sys.objects AS o JOIN msdb.sys.schemas AS s ON s.schema_id = o.schema_id "
        "WHERE o.is_ms_shipped = 0 AND o.type IN ('U', 'V', 'P', 'PC', 'FN', 'IF', 'TF', 'FS', "
        "'FT', 'AF', 'TR', 'TA', 'SN') UNION ALL SELECT g.object_id, g.name, g.type, NULL "
        "FROM msdb.sys.triggers AS g WHERE g.parent_class = 0 AND g.is_ms_shipped = 0) AS t "
        "ORDER BY t.object_id",
};
constexpr CatalogQuery k_master_types = {
    .what = "table types in master",
    .view = "master.sys.table_types",
    .columns = "name, schema_name=s.name",
    .rest =
        "FROM master.sys.table_types AS t JOIN master.sys.schemas AS s "
        "ON s.schema_id = t.schema_id WHERE t.is_user_defined = 1 ORDER BY t.user_type_id",
    .since = 10,
};
constexpr CatalogQuery k_msdb_types = {
    .what = "table types in msdb",
    .view = "msdb.sys.table_types",
    .columns = "name, schema_name=s.name",
    .rest =
        "FROM msdb.sys.table_types AS t JOIN msdb.sys.schemas AS s "
        "ON s.schema_id = t.schema_id WHERE t.is_user_defined = 1 ORDER BY t.user_type_id",
    .since = 10,
};
constexpr CatalogQuery k_master_catalogs = {
    .what = "full-text catalogs in master",
    .view = "master.sys.fulltext_catalogs",
    .columns = "name",
    .rest = "FROM master.sys.fulltext_catalogs AS t ORDER BY t.fulltext_catalog_id",
};

const char* type_of(std::string_view type) {
    if (type == "U") return "table";
    if (type == "V") return "view";
    if (type == "P") return "procedure";
    if (type == "FN" || type == "IF" || type == "TF") return "function";
    if (type == "TR") return "trigger";
    if (type == "SN") return "synonym";
    return "module";  // CLR
}

std::string name_of(const Row& row) {
    const std::string schema = row.text("schema_name");
    return schema.empty() ? row.text("name") : schema + "." + row.text("name");
}

}  // namespace

void read_extended_procedures(Source& source, Instance& out) {
    source.read(k_extended, [&](const Row& row) {
        out.extended_procedures.push_back({row.text("name"), row.text("dll_name")});
    });
}

void read_system_objects(Source& source, Instance& out) {
    const auto objects = [&](const CatalogQuery& query, const char* database) {
        source.read(query, [&](const Row& row) {
            const std::string type = word_of(row, "type");
            if (type != "SN" && is_shipped_object(database, row.text("name"))) return;
            out.system_objects.push_back({database, type_of(type), name_of(row), {}});
        });
    };
    const auto types = [&](const CatalogQuery& query, const char* database) {
        source.read(query, [&](const Row& row) {
            if (is_shipped_object(database, row.text("name"))) return;
            out.system_objects.push_back({database, "table type", name_of(row), {}});
        });
    };
    objects(k_master_objects, "master");
    types(k_master_types, "master");
    source.read(k_master_catalogs, [&](const Row& row) {
        out.system_objects.push_back({"master", "full-text catalog", row.text("name"), {}});
    });
    objects(k_msdb_objects, "msdb");
    types(k_msdb_types, "msdb");
}

void add_system_object_queries(QueryList& out) {
    out.insert(out.end(), {&k_extended, &k_master_objects, &k_msdb_objects, &k_master_types,
                           &k_msdb_types, &k_master_catalogs});
}

}  // namespace gantry::live
