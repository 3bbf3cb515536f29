#include "catalog/xml_schema_text.h"

#include <fmt/format.h>

#include <map>

#include "base/error.h"
#include "catalog/xml_schema_writer.h"

namespace gantry::catalog {

namespace {
constexpr int k_depth_max = 200;
constexpr int64_t k_steps_max = 300'000;
}  // namespace

void XmlSchemaWriter::enter(const XmlComponent& c) {
    if (++depth_ > k_depth_max) {
        throw FormatError(fmt::format("XML schema component {} is nested too deep", c.id));
    }
    // Components that are placed twice each, level by level, need not write anything.
    if (++steps_ > k_steps_max) {
        throw FormatError("an XML schema collection places too many components");
    }
}

std::string XmlSchemaWriter::schema() const {
    std::string out = "<xsd:schema" + names_.declarations();
    if (!names_.target().empty()) out += xml_attribute("targetNamespace", names_.target());
    if (manner_.elements_qualified) out += xml_attribute("elementFormDefault", "qualified");
    if (manner_.attributes_qualified) out += xml_attribute("attributeFormDefault", "qualified");
    return out + ">\n" + names_.imports() + tags_.text() + "</xsd:schema>\n";
}

const XmlComponent& XmlSchemaWriter::get(int32_t id, const XmlComponent& from) const {
    auto found = set_.components.find(id);
    if (found == set_.components.end()) {
        throw FormatError(
            fmt::format("XML schema component {} refers to {}, which is not there", from.id, id));
    }
    return found->second;
}

std::string XmlSchemaWriter::name_of(const XmlComponent& c) {
    auto found = set_.namespaces.find({c.collection_id, c.namespace_id});
    if (found == set_.namespaces.end()) {
        throw FormatError(fmt::format("namespace {} of XML schema component {} is not known",
                                      c.namespace_id, c.id));
    }
    return names_.qualified(found->second, c.name);
}

const XmlComponent* XmlSchemaWriter::placed_type(const XmlComponent& c) const {
    for (const XmlPlacement& at : c.placements) {
        const XmlComponent& placed = get(at.component_id, c);
        if (is_type(placed.kind)) return &placed;
    }
    // The base of an element is the head of its substitution group; were it a type, it is its own.
    if ((c.kind != 'E' && c.kind != 'A') || c.base_id == 0) return nullptr;
    const XmlComponent& base = get(c.base_id, c);
    return is_type(base.kind) ? &base : nullptr;
}

const XmlComponent* XmlSchemaWriter::base_of(const XmlComponent& c) const {
    return c.base_id == 0 ? nullptr : &get(c.base_id, c);
}

void XmlSchemaWriter::global(const XmlComponent& c) {
    switch (c.kind) {
        case 'E':
            return element(c, {}, false);
        case 'A':
            return attribute(c, {}, true);
        case 'M':
            return group_definition(c);
        case 'G':
            tags_.open("attributeGroup", xml_attribute("name", c.name));
            attributes(c, nullptr);
            return tags_.close("attributeGroup");
        default:
            return type(c);
    }
}

namespace {

XmlSchemaManner manner_of(const XmlSchemaSet& set, int32_t collection_id) {
    int elements = 0, attributes = 0;
    XmlSchemaManner manner;
    manner.abstract_flag = set.element_abstract;
    manner.nillable_flag = set.element_nillable;
    for (int32_t id : set.members_of(collection_id)) {
        const XmlComponent& c = set.components.at(id);
        if (c.is_global()) continue;
        if (c.kind == 'E') elements += c.qualified ? 1 : -1;
        if (c.kind == 'A') attributes += c.qualified ? 1 : -1;
    }
    manner.elements_qualified = elements > 0;
    manner.attributes_qualified = attributes > 0;
    return manner;
}

void add_notes(const XmlSchemaSet& set, int32_t collection_id, const XmlSchemaManner& manner,
               XmlSchemaText& out) {
    if (manner.nillable_flag != 0) return;
    int32_t flags = 0;
    for (int32_t id : set.members_of(collection_id)) {
        const XmlComponent& c = set.components.at(id);
        if (c.kind == 'E') flags |= c.status;
    }
    out.notes.push_back(
        fmt::format("flags of elements ({:#x}) are not where they were thought to be: nillable, "
                    "abstract, block and final are left out",
                    flags));
}

// Global components of a collection by their namespace.
std::map<std::string, std::vector<const XmlComponent*>> by_namespace(const XmlSchemaSet& set,
                                                                     int32_t collection_id) {
    std::map<std::string, std::vector<const XmlComponent*>> out;
    for (auto at = set.namespaces.lower_bound({collection_id, INT32_MIN});
         at != set.namespaces.end() && at->first.first == collection_id; ++at) {
        out[at->second];
    }
    for (int32_t id : set.members_of(collection_id)) {
        const XmlComponent& c = set.components.at(id);
        if (!c.is_global()) continue;
        auto found = set.namespaces.find({collection_id, c.namespace_id});
        if (found == set.namespaces.end()) {
            throw FormatError(fmt::format("namespace {} of XML schema component {} is not known",
                                          c.namespace_id, c.id));
        }
        out[found->second].push_back(&c);
    }
    return out;
}

void add_namespace(const XmlSchemaSet& set, const XmlSchemaManner& manner, const std::string& uri,
                   const std::vector<const XmlComponent*>& components, XmlSchemaText& out) {
    XmlSchemaWriter writer(set, manner, uri);
    for (const XmlComponent* c : components)
        writer.global(*c);
    out.text += writer.schema();
    out.notes.insert(out.notes.end(), writer.notes().begin(), writer.notes().end());
}

}  // namespace

void XmlSchemaSet::index() {
    // One flag of an element says what is known of each: whether it must be qualified.
    bool in_order = true, like_attributes = true;
    members.clear();
    for (const auto& [id, c] : components) {
        members[c.collection_id].push_back(id);
        if (c.kind != 'E') continue;
        bool qualified = c.qualified || c.is_global();
        if (((c.status & k_xml_element_qualified) != 0) != qualified) in_order = false;
        if (((c.status & k_xml_attribute_qualified) != 0) != qualified) like_attributes = false;
    }
    element_abstract = element_nillable = 0;
    // Both: it is rather the others that are all nillable than all abstract.
    if (like_attributes) {
        element_abstract = k_xml_element_nillable;
        element_nillable = k_xml_element_qualified;
    } else if (in_order) {
        element_abstract = k_xml_element_abstract;
        element_nillable = k_xml_element_nillable;
    }
}

const std::vector<int32_t>& XmlSchemaSet::members_of(int32_t collection_id) const {
    static const std::vector<int32_t> k_none;
    auto found = members.find(collection_id);
    return found == members.end() ? k_none : found->second;
}

XmlSchemaText xml_schema_text(const XmlSchemaSet& set, int32_t collection_id) {
    XmlSchemaManner manner = manner_of(set, collection_id);
    XmlSchemaText out;
    for (const auto& [uri, components] : by_namespace(set, collection_id)) {
        // No namespace may be listed only because unqualified names are in none.
        if (components.empty() && uri.empty()) continue;
        add_namespace(set, manner, uri, components, out);
    }
    add_notes(set, collection_id, manner, out);
    return out;
}

XmlSchemaText xml_schema_text(const XmlSchemaSet& set, int32_t collection_id,
                              const std::string& uri) {
    XmlSchemaManner manner = manner_of(set, collection_id);
    XmlSchemaText out;
    add_namespace(set, manner, uri, by_namespace(set, collection_id)[uri], out);
    add_notes(set, collection_id, manner, out);
    return out;
}

}  // namespace gantry::catalog
