// The content of complex types: particles, elements, attributes and wildcards.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "catalog/xml_schema_writer.h"

namespace gantry::catalog {
namespace {

constexpr int k_compare_depth_max = 8;
constexpr int k_compared_max = 100'000;  // in all
constexpr size_t k_bases_max = 100;

std::string occurs(const XmlPlacement& at) {
    std::string out;
    if (at.min_occurs != 1) out += fmt::format(" minOccurs=\"{}\"", std::max(0, at.min_occurs));
    if (at.max_occurs == k_xml_unbounded || at.max_occurs < 0) {
        out += " maxOccurs=\"unbounded\"";
    } else if (at.max_occurs != 1) {
        out += fmt::format(" maxOccurs=\"{}\"", at.max_occurs);
    }
    return out;
}

std::string default_text(const std::optional<std::string>& value, bool fixed) {
    return value ? xml_attribute(fixed ? "fixed" : "default", *value) : std::string();
}

}  // namespace

const XmlComponent* XmlSchemaWriter::particle_of(const XmlComponent& type) const {
    for (const XmlPlacement& at : type.placements) {
        const XmlComponent& placed = get(at.component_id, type);
        if (is_particle(placed.kind)) return &placed;
    }
    return nullptr;
}

// Whether two particles are the same or copies of each other.
bool XmlSchemaWriter::same(const XmlComponent& a, const XmlComponent& b, int depth) const {
    if (a.id == b.id) return true;
    if (depth > k_compare_depth_max || ++compared_ > k_compared_max || a.kind != b.kind ||
        a.name != b.name || a.detail != b.detail || a.status != b.status || a.is_global() ||
        b.is_global() || a.placements.size() != b.placements.size()) {
        return false;
    }
    for (size_t i = 0; i < a.placements.size(); ++i) {
        const XmlPlacement& at = a.placements[i];
        const XmlPlacement& bt = b.placements[i];
        if (at.min_occurs != bt.min_occurs || at.max_occurs != bt.max_occurs ||
            !same(get(at.component_id, a), get(bt.component_id, b), depth + 1)) {
            return false;
        }
    }
    return true;
}

// How many particles of a type's sequence are those of the type it extends: whether a server keeps
// the whole content of an extension or what it adds is not known. The first particle may be the
// whole of the other's, or the first few those in it. Elements that are local to the other type
// tell; one may use the same global ones again.
size_t XmlSchemaWriter::inherited_particles(const XmlComponent& group,
                                            const XmlComponent& extended) const {
    const XmlComponent* before = particle_of(extended);
    if (before == nullptr || group.detail != 'S' || group.placements.empty()) return 0;
    if (same(get(group.placements[0].component_id, group), *before, 0)) return 1;
    size_t count = before->placements.size();
    if (before->detail != 'S' || count > group.placements.size()) return 0;
    bool any_local = false;
    for (size_t i = 0; i < count; ++i) {
        const XmlComponent& placed = get(before->placements[i].component_id, *before);
        if (placed.id != group.placements[i].component_id) return 0;
        if (!placed.is_global()) any_local = true;
    }
    return any_local ? count : 0;
}

void XmlSchemaWriter::content(const XmlComponent& c, const XmlComponent* extended) {
    std::vector<const XmlPlacement*> particles;
    const XmlComponent* inherited = extended == nullptr ? nullptr : particle_of(*extended);
    for (const XmlPlacement& at : c.placements) {
        const XmlComponent& placed = get(at.component_id, c);
        bool again = inherited != nullptr && placed.id == inherited->id && !placed.is_global();
        if (is_particle(placed.kind) && !again) particles.push_back(&at);
    }
    const XmlComponent* group =
        particles.size() == 1 ? &get(particles[0]->component_id, c) : nullptr;
    if (group != nullptr && group->kind == 'M') {
        size_t skip =
            extended == nullptr || group->is_global() ? 0 : inherited_particles(*group, *extended);
        if (skip > 0) {
            Nested nested(*this, *group);
            group_body(*group, occurs(*particles[0]), skip);
        } else {
            particle(c, *particles[0]);
        }
    } else if (!particles.empty()) {
        tags_.open("sequence");
        for (const XmlPlacement* at : particles)
            particle(c, *at);
        tags_.close("sequence");
    }
    attributes(c, extended);
}

void XmlSchemaWriter::particle(const XmlComponent& from, const XmlPlacement& at) {
    const XmlComponent& c = get(at.component_id, from);
    Nested nested(*this, c);
    std::string times = occurs(at);
    if (c.kind == 'W') return wildcard(c, times);
    if (c.kind == 'E') {
        if (!c.is_global()) return element(c, times, true);
        return tags_.empty("element", xml_attribute("ref", name_of(c)) + times);
    }
    if (c.kind != 'M') {
        throw FormatError(
            fmt::format("component {} of XML schema group {} is no particle", c.id, from.id));
    }
    if (c.is_global()) return tags_.empty("group", xml_attribute("ref", name_of(c)) + times);
    group_body(c, times);
}

void XmlSchemaWriter::group_definition(const XmlComponent& c) {
    tags_.open("group", xml_attribute("name", c.name));
    bool has_compositor = c.detail == 'A' || c.detail == 'C' || c.detail == 'S';
    if (!has_compositor && c.placements.size() == 1) {
        particle(c, c.placements[0]);
    } else {
        group_body(c, {});
    }
    tags_.close("group");
}

void XmlSchemaWriter::group_body(const XmlComponent& c, const std::string& attributes,
                                 size_t leave_out) {
    std::string_view tag = c.detail == 'A'   ? "all"
                           : c.detail == 'C' ? "choice"
                           : c.detail == 'S' ? "sequence"
                                             : "";
    if (tag.empty()) {
        throw FormatError(fmt::format("the compositor of XML schema group {} is not known", c.id));
    }
    tags_.open(tag, attributes);
    for (size_t i = leave_out; i < c.placements.size(); ++i)
        particle(c, c.placements[i]);
    tags_.close(tag);
}

void XmlSchemaWriter::typed(std::string_view tag, std::string attributes, const XmlComponent& c) {
    const XmlComponent* found = placed_type(c);
    if (found != nullptr && !found->is_global()) {
        tags_.open(tag, attributes);
        type(*found);
        return tags_.close(tag);
    }
    if (found != nullptr) attributes += xml_attribute("type", name_of(*found));
    tags_.empty(tag, attributes);
}

void XmlSchemaWriter::element(const XmlComponent& c, const std::string& attributes, bool local) {
    std::string out = xml_attribute("name", c.name);
    if (local && c.qualified != manner_.elements_qualified) {
        out += xml_attribute("form", c.qualified ? "qualified" : "unqualified");
    }
    out += attributes;
    if (!local && c.derivation == 'S') {
        const XmlComponent* head = base_of(c);
        if (head != nullptr && head->kind == 'E') {
            out += xml_attribute("substitutionGroup", name_of(*head));
        }
    }
    out += default_text(c.default_value, (c.status & k_xml_default_fixed) != 0);
    if (manner_.nillable_flag != 0) {
        if ((c.status & manner_.nillable_flag) != 0) out += xml_attribute("nillable", "true");
        out += xml_flags("block", c.status,
                         {{k_xml_element_block_extension, "extension"},
                          {k_xml_element_block_restriction, "restriction"},
                          {k_xml_element_block_substitution, "substitution"}});
        if (!local) {
            if ((c.status & manner_.abstract_flag) != 0) out += xml_attribute("abstract", "true");
            out += xml_flags("final", c.status,
                             {{k_xml_element_final_extension, "extension"},
                              {k_xml_element_final_restriction, "restriction"}});
        }
    }
    typed("element", out, c);
}

void XmlSchemaWriter::attributes(const XmlComponent& c, const XmlComponent* extended) {
    // An extension may not declare an attribute anew: what is there again is inherited.
    std::set<int32_t> inherited;
    std::set<std::pair<std::string, bool>> names;
    std::set<int32_t> visited;
    for (const XmlComponent* at = extended;
         at != nullptr && visited.size() < k_bases_max && visited.insert(at->id).second;
         at = base_of(*at)) {
        for (const XmlPlacement& placement : at->placements) {
            const XmlComponent& placed = get(placement.component_id, *at);
            inherited.insert(placed.id);
            if (placed.kind == 'A' && !placed.is_global()) {
                names.insert({placed.name, placed.qualified});
            }
        }
    }
    const XmlComponent* any = nullptr;
    for (const XmlPlacement& at : c.placements) {
        const XmlComponent& placed = get(at.component_id, c);
        if (placed.kind == 'V') any = &placed;  // must come last
        if (placed.kind != 'A' && placed.kind != 'G') continue;
        bool again = inherited.count(placed.id) != 0 ||
                     (!placed.is_global() && names.count({placed.name, placed.qualified}) != 0);
        if (!again) attribute_use(c, at);
    }
    if (any != nullptr) wildcard(*any, {});
}

void XmlSchemaWriter::attribute_use(const XmlComponent& from, const XmlPlacement& at) {
    const XmlComponent& c = get(at.component_id, from);
    Nested nested(*this, c);
    if (c.kind == 'G') {
        if (c.is_global()) return tags_.empty("attributeGroup", xml_attribute("ref", name_of(c)));
        return attributes(c, nullptr);
    }
    std::string use = at.max_occurs == 0   ? xml_attribute("use", "prohibited")
                      : at.min_occurs != 0 ? xml_attribute("use", "required")
                                           : std::string();
    // A use that is required has no default, but may be fixed.
    bool fixed = at.fixed;
    if (at.default_value && (use.empty() || fixed)) use += default_text(at.default_value, fixed);
    if (c.is_global()) return tags_.empty("attribute", xml_attribute("ref", name_of(c)) + use);
    bool declared_fixed = (c.status & k_xml_default_fixed) != 0;
    bool with_default = !at.default_value && (at.min_occurs == 0 || declared_fixed);
    if (c.qualified != manner_.attributes_qualified) {
        use += xml_attribute("form", c.qualified ? "qualified" : "unqualified");
    }
    attribute(c, use, with_default && at.max_occurs != 0);
}

void XmlSchemaWriter::attribute(const XmlComponent& c, const std::string& attributes,
                                bool with_default) {
    std::string out = xml_attribute("name", c.name) + attributes;
    if (with_default) {
        out += default_text(c.default_value, (c.status & k_xml_default_fixed) != 0);
    }
    typed("attribute", out, c);
}

void XmlSchemaWriter::wildcard(const XmlComponent& c, const std::string& attributes) {
    std::string out = attributes;
    bool negated = (c.status & k_xml_wildcard_not) != 0;
    std::string listed;
    for (const std::string& uri : c.namespaces) {
        if (!listed.empty()) listed += ' ';
        listed += uri.empty() ? "##local" : uri == names_.target() ? "##targetNamespace" : uri;
    }
    if (!negated) {
        if (listed.empty()) {
            // Those of others are what lists are for most often.
            listed = "##other";
            notes_.push_back(
                fmt::format("the namespaces of wildcard {} were not found: any other "
                            "than the target namespace is allowed",
                            c.id));
        }
        out += xml_attribute("namespace", listed);
    } else if (!listed.empty()) {
        // XML Schema can exclude the target namespace only, and what has none with it.
        for (const std::string& uri : c.namespaces) {
            if (uri.empty() || uri == names_.target()) continue;
            throw FormatError(
                fmt::format("wildcard {} excludes a namespace that is not its own", c.id));
        }
        out += xml_attribute("namespace", "##other");
    }
    if (c.detail == 'L') out += xml_attribute("processContents", "lax");
    if (c.detail == 'P') out += xml_attribute("processContents", "skip");
    tags_.empty(c.kind == 'V' ? "anyAttribute" : "any", out);
}

}  // namespace gantry::catalog
