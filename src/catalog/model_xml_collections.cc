// XML schema collections: their components, and the schema text these make.

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "catalog/model_parts.h"
#include "catalog/xml_schema_text.h"

namespace gantry::catalog {

namespace {

constexpr int32_t k_first_user_id = 65536;

char letter(const SystemRow& row, size_t column) {
    std::string text = trimmed(row.text(column));
    return text.empty() ? 0 : text[0];
}

std::optional<std::string> optional_text(const SystemRow& row, size_t column) {
    if (row.is_null(column)) return std::nullopt;
    return row.text(column);
}

void read_placements(const ModelSources& sources, XmlSchemaSet& out) {
    sources.catalog.scan(
        k_sysxmlplacement,
        {"placingid", "ordinal", "placedid", "status", "minoccur", "maxoccur", "defval"},
        [&](const SystemRow& row) {
            auto owner = out.components.find(int32_t(row.integer(0)));
            if (owner == out.components.end()) return;
            XmlPlacement at;
            at.ordinal = int32_t(row.integer(1));
            at.component_id = int32_t(row.integer(2));
            at.fixed = (row.integer(3) & k_xml_default_fixed) != 0;
            at.min_occurs = int32_t(row.integer(4));
            at.max_occurs = int32_t(row.integer(5));
            at.default_value = optional_text(row, 6);
            owner->second.placements.push_back(std::move(at));
        });
    sources.catalog.scan(
        k_sysxmlfacet, {"compid", "ord", "kind", "status", "dflt"}, [&](const SystemRow& row) {
            auto owner = out.components.find(int32_t(row.integer(0)));
            if (owner == out.components.end()) return;
            owner->second.facets.push_back({int32_t(row.integer(1)), trimmed(row.text(2)),
                                            (row.integer(3) & 1) != 0, row.text(4)});
        });
    auto by_ordinal = [](const auto& a, const auto& b) { return a.ordinal < b.ordinal; };
    for (auto& [id, c] : out.components) {
        std::stable_sort(c.placements.begin(), c.placements.end(), by_ordinal);
        std::stable_sort(c.facets.begin(), c.facets.end(), by_ordinal);
    }
}

void read_references(const ModelSources& sources, const std::map<int32_t, std::string>& names,
                     XmlSchemaSet& out) {
    auto name = [&](int32_t id) {
        auto found = names.find(id);
        return found == names.end() ? std::string() : found->second;
    };
    for (const auto& [key, rows] : sources.references) {
        if (key.first != k_reference_xml_namespace) continue;
        for (const ReferenceRow& r : rows)
            out.namespaces[{key.second, r.sub_id}] = name(r.target_id);
    }
    for (auto& [id, c] : out.components) {
        c.base_id = sources.target(k_reference_xml_base, id);
        if (c.scope_id == 0) c.scope_id = sources.target(k_reference_xml_scope, id);
        if (c.kind != 'W' && c.kind != 'V') continue;
        // Which of the two tables has them is not known; several a wildcard suit either.
        for (const ReferenceRow& r : sources.multi(k_reference_xml_wildcard_namespace, id))
            c.namespaces.push_back(name(r.target_id));
        for (const ReferenceRow& r : sources.refs(k_reference_xml_wildcard_namespace, id))
            c.namespaces.push_back(name(r.target_id));
    }
}

// "E {namespace}name", of components that have a name.
std::vector<std::string> component_list(const XmlSchemaSet& set, int32_t collection_id) {
    std::vector<std::string> out;
    for (int32_t id : set.members_of(collection_id)) {
        const XmlComponent& c = set.components.at(id);
        if (c.name.empty()) continue;
        auto uri = set.namespaces.find({collection_id, c.namespace_id});
        out.push_back(fmt::format("{} {{{}}}{}", c.symbol_space == 0 ? '?' : c.symbol_space,
                                  uri == set.namespaces.end() ? std::string() : uri->second,
                                  c.name));
    }
    return out;
}

void set_text(const XmlSchemaSet& set, XmlSchemaCollection& collection, Database& out) {
    try {
        XmlSchemaText made = xml_schema_text(set, collection.id);
        collection.text = std::move(made.text);
        for (const std::string& note : made.notes) {
            out.warnings.push_back(
                fmt::format("XML schema collection {}: {}", collection.name, note));
        }
    } catch (const FormatError& e) {
        out.warnings.push_back(
            fmt::format("the schema text of XML schema collection {} could not be put together "
                        "from its {} named components: {}",
                        collection.name, collection.components.size(), e.what()));
    }
}

}  // namespace

XmlSchemaSet read_xml_schemas(const ModelSources& sources) {
    std::map<int32_t, std::string> names = qualified_names(sources);
    XmlSchemaSet out;
    sources.catalog.scan(k_sysxmlcomponent,
                         {"id", "xsdid", "uriord", "qual", "nameid", "nmscope", "kind", "deriv",
                          "status", "enum", "defval", "symspace"},
                         [&](const SystemRow& row) {
                             XmlComponent c;
                             c.id = int32_t(row.integer(0));
                             c.collection_id = int32_t(row.integer(1));
                             c.namespace_id = int32_t(row.integer(2));
                             c.qualified = row.integer(3) != 0;
                             auto name = names.find(int32_t(row.integer(4)));
                             if (name != names.end()) c.name = name->second;
                             c.scope_id = int32_t(row.integer(5));
                             c.kind = letter(row, 6);
                             c.derivation = letter(row, 7);
                             c.status = int32_t(row.integer(8));
                             c.detail = letter(row, 9);
                             c.default_value = optional_text(row, 10);
                             c.symbol_space = letter(row, 11);
                             out.components[c.id] = std::move(c);
                         });
    read_placements(sources, out);
    read_references(sources, names, out);
    out.index();
    return out;
}

void add_xml_collections(const ModelSources& sources, Database& out) {
    auto found = sources.namespace_named.find(k_class_xml_collection);
    if (found == sources.namespace_named.end()) return;
    XmlSchemaSet set;
    for (const NamedRow& row : found->second) {
        if (row.id < k_first_user_id) continue;  // sys.sys, the same everywhere
        if (set.components.empty()) {
            set = read_xml_schemas(sources);
        }
        XmlSchemaCollection collection;
        collection.id = row.id;
        collection.name = row.name;
        collection.schema_id = row.schema_id;
        for (const ReferenceRow& r : sources.refs(k_reference_xml_namespace, row.id)) {
            collection.namespaces.push_back({r.sub_id, set.namespaces[{row.id, r.sub_id}]});
        }
        collection.components = component_list(set, row.id);
        set_text(set, collection, out);
        out.xml_schema_collections.push_back(std::move(collection));
    }
    std::sort(out.xml_schema_collections.begin(), out.xml_schema_collections.end(),
              [](const auto& a, const auto& b) { return a.id < b.id; });
}

}  // namespace gantry::catalog
