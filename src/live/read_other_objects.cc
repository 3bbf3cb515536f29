// Sequences, synonyms, extended properties, XML schema collections, plan guides, dependencies,
// external data, scoped configuration and Query Store's settings.

#include "live/reader.h"

namespace gantry::live {

using namespace catalog;

namespace {

constexpr CatalogQuery k_sequences = {
    .what = "sequences",
    .view = "sys.sequences",
    .columns =
        "object_id, schema_id, name, principal_id, create_date, modify_date, "
        "system_type_id, user_type_id, max_length=CAST(0 AS int), precision, scale, "
        "collation_name=CAST(NULL AS nvarchar(128)), "
        "start=CAST(t.start_value AS nvarchar(60)), "
        "step=CAST(t.increment AS nvarchar(60)), "
        "lowest=CAST(t.minimum_value AS nvarchar(60)), "
        "highest=CAST(t.maximum_value AS nvarchar(60)), "
        "now=CAST(t.current_value AS nvarchar(60)), is_cycling, is_cached, cache_size, "
        "is_exhausted",
    .rest = "FROM sys.sequences AS t ORDER BY t.object_id",
    .since = 11,
};
constexpr CatalogQuery k_synonyms = {
    .what = "synonyms",
    .view = "sys.synonyms",
    .columns = "object_id, schema_id, name, base_object_name",
    .rest = "FROM sys.synonyms AS t ORDER BY t.object_id",
};
constexpr CatalogQuery k_properties = {
    .what = "extended properties",
    .view = "sys.extended_properties",
    .columns = "class, major_id, minor_id, name, value=CAST(t.value AS nvarchar(4000))",
    .rest = "FROM sys.extended_properties AS t",
};
constexpr CatalogQuery k_xml_collections = {
    .what = "XML schema collections",
    .view = "sys.xml_schema_collections",
    .columns = "xml_collection_id, schema_id, name, principal_id",
    .rest =
        "FROM sys.xml_schema_collections AS t WHERE t.xml_collection_id >= 65536 "
        "ORDER BY t.xml_collection_id",
};
constexpr CatalogQuery k_plan_guides = {
    .what = "plan guides",
    .view = "sys.plan_guides",
    .columns =
        "plan_guide_id, name, is_disabled, query_text, scope_type_desc, scope_object_id, "
        "scope_batch, parameters, hints",
    .rest = "FROM sys.plan_guides AS t ORDER BY t.plan_guide_id",
};
constexpr CatalogQuery k_dependencies = {
    .what = "dependencies",
    .view = "sys.sql_expression_dependencies",
    .columns =
        "referencing_class, referencing_id, referencing_minor_id, referenced_class, "
        "referenced_id, referenced_minor_id, referenced_server_name, "
        "referenced_database_name, referenced_schema_name, referenced_entity_name, "
        "is_schema_bound_reference, is_caller_dependent, is_ambiguous",
    .rest = "FROM sys.sql_expression_dependencies AS t",
    .since = 10,
};
constexpr CatalogQuery k_data_sources = {
    .what = "external data sources",
    .view = "sys.external_data_sources",
    .columns =
        "data_source_id, name, type_desc, location, database_name, "
        "resource_manager_location, shard_map_name, credential_id, connection_options@15",
    .rest = "FROM sys.external_data_sources AS t ORDER BY t.data_source_id",
    .since = 13,
};
constexpr CatalogQuery k_file_formats = {
    .what = "external file formats",
    .view = "sys.external_file_formats",
    .columns =
        "file_format_id, name, format_type, field_terminator, string_delimiter, "
        "date_format, encoding, row_terminator, data_compression, use_type_default",
    .rest = "FROM sys.external_file_formats AS t ORDER BY t.file_format_id",
    .since = 13,
};
constexpr CatalogQuery k_scoped = {
    .what = "scoped configuration",
    .view = "sys.database_scoped_configurations",
    .columns =
        "configuration_id, name, value=CAST(t.value AS nvarchar(4000)), "
        "secondary=CAST(t.value_for_secondary AS nvarchar(4000)), is_value_default@14",
    .rest = "FROM sys.database_scoped_configurations AS t ORDER BY t.configuration_id",
    .since = 13,
};
constexpr CatalogQuery k_query_store = {
    .what = "settings of Query Store",
    .view = "sys.database_query_store_options",
    .columns =
        "desired_state_desc, actual_state_desc, max_storage_size_mb, "
        "flush_interval_seconds, interval_length_minutes, stale_query_threshold_days, "
        "max_plans_per_query, query_capture_mode_desc, size_based_cleanup_mode_desc, "
        "wait_stats_capture_mode_desc@14",
    .rest = "FROM sys.database_query_store_options AS t",
    .since = 13,
};

void read_sequences(Reader& reader) {
    reader.source.read(k_sequences, [&](const Row& row) {
        Sequence sequence;
        sequence.object_id = int_of(row, "object_id");
        sequence.schema_id = int_of(row, "schema_id");
        sequence.name = row.text("name");
        sequence.owner_id = int_of(row, "principal_id");
        sequence.created = row.text("create_date");
        sequence.modified = row.text("modify_date");
        sequence.type = reader.type(row);
        sequence.start = row.text("start");
        sequence.increment = row.text("step");
        sequence.minimum = row.text("lowest");
        sequence.maximum = row.text("highest");
        sequence.current = row.text("now");
        sequence.cycles = row.flag("is_cycling");
        sequence.cached = row.flag("is_cached");
        sequence.cache_size = row.integer("cache_size");
        sequence.exhausted = row.flag("is_exhausted");
        reader.out.sequences.push_back(std::move(sequence));
    });
}

void read_named_objects(Reader& reader) {
    reader.source.read(k_synonyms, [&](const Row& row) {
        reader.out.synonyms.push_back({int_of(row, "object_id"), int_of(row, "schema_id"),
                                       row.text("name"), row.text("base_object_name")});
    });
    reader.source.read(k_properties, [&](const Row& row) {
        ExtendedProperty property;
        property.object_class = uint8_t(row.integer("class"));
        property.major_id = int_of(row, "major_id");
        property.minor_id = int_of(row, "minor_id");
        property.name = row.text("name");
        property.value = row.text("value");
        reader.out.extended_properties.push_back(std::move(property));
    });
    reader.source.read(k_xml_collections, [&](const Row& row) {
        XmlSchemaCollection collection;
        collection.id = int_of(row, "xml_collection_id");
        collection.schema_id = int_of(row, "schema_id");
        collection.name = row.text("name");
        collection.owner_id = int_of(row, "principal_id");
        reader.out.xml_schema_collections.push_back(std::move(collection));
    });
    reader.source.read(k_plan_guides, [&](const Row& row) {
        PlanGuide guide;
        guide.id = int_of(row, "plan_guide_id");
        guide.name = row.text("name");
        guide.disabled = row.flag("is_disabled");
        guide.query_text = row.text("query_text");
        guide.scope = row.text("scope_type_desc");
        guide.scope_object_id = int_of(row, "scope_object_id");
        guide.scope_batch = row.text("scope_batch");
        guide.parameters = row.text("parameters");
        guide.hints = row.text("hints");
        reader.out.plan_guides.push_back(std::move(guide));
    });
}

void read_dependencies(Reader& reader) {
    reader.source.read(k_dependencies, [&](const Row& row) {
        Dependency one;
        one.referencing_class = uint8_t(row.integer("referencing_class"));
        one.referencing_id = int_of(row, "referencing_id");
        one.referencing_minor_id = int_of(row, "referencing_minor_id");
        one.referenced_class = uint8_t(row.integer("referenced_class"));
        one.referenced_id = int_of(row, "referenced_id");
        one.referenced_minor_id = int_of(row, "referenced_minor_id");
        one.server = row.text("referenced_server_name");
        one.database = row.text("referenced_database_name");
        one.schema = row.text("referenced_schema_name");
        one.entity = row.text("referenced_entity_name");
        one.schema_bound = row.flag("is_schema_bound_reference");
        one.caller_dependent = row.flag("is_caller_dependent");
        one.ambiguous = row.flag("is_ambiguous");
        reader.out.dependencies.push_back(std::move(one));
    });
}

void read_external(Reader& reader) {
    reader.source.read(k_data_sources, [&](const Row& row) {
        ExternalDataSource data_source;
        data_source.id = int_of(row, "data_source_id");
        data_source.name = row.text("name");
        data_source.type = row.text("type_desc");
        data_source.location = row.text("location");
        data_source.database_name = row.text("database_name");
        data_source.resource_manager = row.text("resource_manager_location");
        data_source.shard_map = row.text("shard_map_name");
        data_source.credential_id = int_of(row, "credential_id");
        data_source.connection_options = row.text("connection_options");
        reader.out.external_data_sources.push_back(std::move(data_source));
    });
    reader.source.read(k_file_formats, [&](const Row& row) {
        ExternalFileFormat format;
        format.id = int_of(row, "file_format_id");
        format.name = row.text("name");
        format.type = row.text("format_type");
        format.field_terminator = row.text("field_terminator");
        format.string_delimiter = row.text("string_delimiter");
        format.date_format = row.text("date_format");
        format.encoding = row.text("encoding");
        format.row_terminator = row.text("row_terminator");
        format.compression = row.text("data_compression");
        format.use_type_default = row.flag("use_type_default");
        reader.out.external_file_formats.push_back(std::move(format));
    });
}

void read_settings(Reader& reader) {
    reader.source.read(k_scoped, [&](const Row& row) {
        if (row.flag("is_value_default")) return;
        reader.out.scoped_configurations.push_back({int_of(row, "configuration_id"),
                                                    row.text("name"), row.text("value"),
                                                    row.text("secondary")});
    });
    reader.source.read(k_query_store, [&](const Row& row) {
        QueryStore& store = reader.out.query_store;
        store.present = true;
        store.desired_state = row.text("desired_state_desc");
        store.actual_state = row.text("actual_state_desc");
        store.max_megabytes = row.integer("max_storage_size_mb");
        store.flush_seconds = row.integer("flush_interval_seconds");
        store.interval_minutes = row.integer("interval_length_minutes");
        store.stale_days = row.integer("stale_query_threshold_days");
        store.max_plans = row.integer("max_plans_per_query");
        store.capture_mode = row.text("query_capture_mode_desc");
        store.size_cleanup_mode = row.text("size_based_cleanup_mode_desc");
        store.wait_stats_mode = row.text("wait_stats_capture_mode_desc");
    });
}

}  // namespace

void read_other_objects(Reader& reader) {
    read_sequences(reader);
    read_named_objects(reader);
    read_dependencies(reader);
    read_external(reader);
    read_settings(reader);
}

void add_other_object_queries(QueryList& out) {
    out.insert(out.end(),
               {&k_sequences, &k_synonyms, &k_properties, &k_xml_collections, &k_plan_guides,
                &k_dependencies, &k_data_sources, &k_file_formats, &k_scoped, &k_query_store});
}

}  // namespace gantry::live
