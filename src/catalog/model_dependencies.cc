// Dependencies between objects, plan guides, external data, extended properties.

#include <fmt/format.h>

#include <unordered_set>

#include "base/utf.h"
#include "catalog/model_parts.h"

namespace gantry::catalog {

namespace {

constexpr uint8_t k_class_object = 1;
constexpr int32_t k_schema_dbo = 1;

// Users' objects by schema and lower-case name.
class NameIndex {
  public:
    explicit NameIndex(const ModelSources& sources) : sources_(sources) {
        for (const auto& [id, object] : sources.objects) {
            if (object.name_class == 0) {
                ids_[{object.schema_id, ascii_lower(object.name)}] = id;
            }
        }
        for (const NamedRow& schema : sources.named(k_class_schema))
            schemas_[ascii_lower(schema.name)] = schema.id;
    }

    // 0: no such object. Without a schema: the referencing object's, then dbo.
    int32_t find(const std::string& schema, const std::string& name, int32_t referencing) const {
        std::string lower = ascii_lower(name);
        if (!schema.empty()) {
            auto found = schemas_.find(ascii_lower(schema));
            return found == schemas_.end() ? 0 : by_key(found->second, lower);
        }
        const ObjectRow* object = sources_.object(referencing);
        int32_t own = object == nullptr ? 0 : by_key(object->schema_id, lower);
        return own != 0 ? own : by_key(k_schema_dbo, lower);
    }

  private:
    int32_t by_key(int32_t schema_id, const std::string& name) const {
        auto found = ids_.find({schema_id, name});
        return found == ids_.end() ? 0 : found->second;
    }

    const ModelSources& sources_;
    std::map<std::pair<int32_t, std::string>, int32_t> ids_;
    std::map<std::string, int32_t> schemas_;
};

void name_target(const ModelSources& sources, Dependency& dependency) {
    const ObjectRow* object = sources.object(dependency.referenced_id);
    if (object == nullptr) return;
    dependency.entity = object->name;
    for (const NamedRow& schema : sources.named(k_class_schema)) {
        if (schema.id == object->schema_id) dependency.schema = schema.name;
    }
}

}  // namespace

void add_dependencies(const ModelSources& sources, Database& out) {
    NameIndex names(sources);
    std::unordered_set<int32_t> by_name;
    sources.catalog.scan(
        k_syssoftobjrefs,
        {"depclass", "depid", "indepclass", "indepname", "indepschema", "indepdb", "indepserver"},
        [&](const SystemRow& row) {
            Dependency dependency;
            dependency.referencing_class = uint8_t(row.integer(0));
            dependency.referencing_id = int32_t(row.integer(1));
            dependency.referenced_class = uint8_t(row.integer(2));
            dependency.entity = row.text(3);
            dependency.schema = row.text(4);
            dependency.database = row.text(5);
            dependency.server = row.text(6);
            if (dependency.database.empty() && dependency.referenced_class == k_class_object) {
                dependency.referenced_id =
                    names.find(dependency.schema, dependency.entity, dependency.referencing_id);
            }
            by_name.insert(dependency.referencing_id);
            out.dependencies.push_back(std::move(dependency));
        });
    // References by id: schema-bound ones, and all of them where the version keeps none by name.
    for (const auto& [key, rows] : sources.multi_references) {
        bool bound = key.first == k_multi_bound_dependency;
        bool by_id = key.first == k_multi_dependency && by_name.count(key.second) == 0;
        const ObjectRow* referencing = sources.object(key.second);
        if (referencing == nullptr || !(bound || by_id)) continue;
        for (const ReferenceRow& r : rows) {
            Dependency dependency;
            dependency.referencing_id = key.second;
            dependency.referencing_minor_id = r.sub_id;
            dependency.referenced_id = r.target_id;
            dependency.referenced_minor_id = r.target_sub_id;
            dependency.schema_bound = bound;
            name_target(sources, dependency);
            out.dependencies.push_back(std::move(dependency));
        }
    }
}

void add_guides_and_externals(const ModelSources& sources, Database& out) {
    constexpr std::string_view k_scopes[] = {"", "OBJECT", "SQL", "TEMPLATE"};
    sources.catalog.scan(
        k_syssqlguides,
        {"id", "name", "scopetype", "scopeid", "status", "batchtext", "paramorhinttext"},
        [&](const SystemRow& row) {
            PlanGuide guide;
            guide.id = int32_t(row.integer(0));
            guide.name = row.text(1);
            int64_t scope = row.integer(2);
            if (scope > 0 && scope < int64_t(std::size(k_scopes))) guide.scope = k_scopes[scope];
            guide.scope_object_id = int32_t(row.integer(3));
            guide.disabled = (row.integer(4) & 1) != 0;
            guide.scope_batch = row.text(5);
            guide.hints = row.text(6);
            for (const ValueRow* value : sources.values_of(guide.id)) {
                std::string text = image_text(*value);
                if (guide.query_text.empty() && !text.empty()) guide.query_text = text;
            }
            out.warnings.push_back(fmt::format(
                "plan guide {} was read, but no sample shows which of its texts is the hint",
                guide.name));
            out.plan_guides.push_back(std::move(guide));
        });
    sources.catalog.scan(k_sysextsources,
                         {"data_source_id", "name", "type_desc", "location", "credential_id",
                          "job_tracker_location", "shard_map_manager_db", "shard_map_name"},
                         [&](const SystemRow& row) {
                             ExternalDataSource source;
                             source.id = int32_t(row.integer(0));
                             source.name = row.text(1);
                             source.type = row.text(2);
                             source.location = row.text(3);
                             source.credential_id = int32_t(row.integer(4));
                             source.resource_manager = row.text(5);
                             source.database_name = row.text(6);
                             source.shard_map = row.text(7);
                             out.external_data_sources.push_back(std::move(source));
                         });
    sources.catalog.scan(
        k_sysextfileformats,
        {"file_format_id", "name", "format_type", "field_terminator", "string_delimiter",
         "date_format", "use_type_default", "row_terminator", "encoding", "data_compression"},
        [&](const SystemRow& row) {
            ExternalFileFormat format;
            format.id = int32_t(row.integer(0));
            format.name = row.text(1);
            format.type = row.text(2);
            format.field_terminator = row.text(3);
            format.string_delimiter = row.text(4);
            format.date_format = row.text(5);
            format.use_type_default = row.integer(6) != 0;
            format.row_terminator = row.text(7);
            format.encoding = row.text(8);
            format.compression = row.text(9);
            out.external_file_formats.push_back(std::move(format));
        });
}

void add_extended_properties(const ModelSources& sources, Database& out) {
    sources.catalog.scan(k_sysxprops, {"class", "id", "subid", "name", "value"},
                         [&](const SystemRow& row) {
                             ExtendedProperty property;
                             property.object_class = uint8_t(row.integer(0));
                             property.major_id = int32_t(row.integer(1));
                             property.minor_id = int32_t(row.integer(2));
                             property.name = row.text(3);
                             property.value = variant_text(row.bytes(4));
                             property.variant = to_bytes(row.bytes(4));
                             property.type = variant_stored_type(property.variant);
                             out.extended_properties.push_back(std::move(property));
                         });
}

}  // namespace gantry::catalog
