#include "catalog/xml_schema_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "catalog/xml_schema_names.h"

namespace gantry::catalog {
namespace {

constexpr int k_depth_max = 200;
constexpr int k_compare_depth_max = 8;

bool is_simple(char kind) {
    return kind == 'Z' || kind == 'P' || kind == 'S' || kind == 'L' || kind == 'U';
}

bool is_type(char kind) {
    return is_simple(kind) || kind == 'N' || kind == 'C' || kind == 'K';
}

bool is_particle(char kind) {
    return kind == 'M' || kind == 'E' || kind == 'W';
}

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

// ` name="word word"` of the bits that are set.
std::string flag_list(std::string_view name, int32_t status,
                      std::initializer_list<std::pair<int32_t, std::string_view>> words) {
    std::string out;
    for (const auto& [bit, word] : words) {
        if ((status & bit) == 0) continue;
        if (!out.empty()) out += ' ';
        out += word;
    }
    return out.empty() ? out : xml_attribute(name, out);
}

std::string_view facet_name(const std::string& kind) {
    static const std::map<std::string, std::string_view, std::less<>> k_names = {
        {"LG", "length"},       {"LN", "minLength"},      {"LX", "maxLength"},
        {"PT", "pattern"},      {"EU", "enumeration"},    {"IN", "minInclusive"},
        {"IX", "maxInclusive"}, {"EN", "minExclusive"},   {"EX", "maxExclusive"},
        {"DT", "totalDigits"},  {"DF", "fractionDigits"}, {"WS", "whiteSpace"}};
    auto found = k_names.find(kind);
    if (found == k_names.end()) {
        throw FormatError(fmt::format("facet kind \"{}\" of an XML schema is not known", kind));
    }
    return found->second;
}

// What holds for a whole collection: how its local names are qualified most often; and for a whole
// database: which flags of elements are which, 0 where they are not known.
struct Manner {
    bool elements_qualified = false, attributes_qualified = false;
    int32_t abstract_flag = 0, nillable_flag = 0;
};

// Writes the components of one namespace.
class SchemaWriter {
  public:
    SchemaWriter(const XmlSchemaSet& set, const Manner& manner, const std::string& target)
        : set_(set), manner_(manner), names_(target), tags_(1) {}

    void global(const XmlComponent& c);
    std::string schema() const;
    const std::vector<std::string>& notes() const { return notes_; }

  private:
    // Counts nesting while it lives: anonymous components nest, and a damaged file may close the
    // circle.
    class Nested {
      public:
        Nested(SchemaWriter& writer, const XmlComponent& c) : writer_(writer) {
            if (++writer_.depth_ > k_depth_max) {
                throw FormatError(fmt::format("XML schema component {} is nested too deep", c.id));
            }
        }
        ~Nested() { --writer_.depth_; }
        Nested(const Nested&) = delete;
        Nested& operator=(const Nested&) = delete;

      private:
        SchemaWriter& writer_;
    };

    const XmlComponent& get(int32_t id, const XmlComponent& from) const;
    std::string name_of(const XmlComponent& c);
    const XmlComponent* placed_type(const XmlComponent& c) const;
    // Base type; null when there is none.
    const XmlComponent* base_of(const XmlComponent& c) const;

    void type(const XmlComponent& c);
    void simple_type(const XmlComponent& c);
    void list(const XmlComponent& c);
    void union_members(const XmlComponent& c);
    void restriction(const XmlComponent& c, const XmlComponent& base);
    void facets(const XmlComponent& c);
    void complex_type(const XmlComponent& c);
    void simple_content(const XmlComponent& c);
    void complex_content(const XmlComponent& c, const XmlComponent& base);
    void content(const XmlComponent& c, const XmlComponent* extended);
    void particle(const XmlComponent& from, const XmlPlacement& at);
    void group_definition(const XmlComponent& c);
    void group_body(const XmlComponent& c, const std::string& attributes, size_t leave_out = 0);
    const XmlComponent* particle_of(const XmlComponent& type) const;
    bool same(const XmlComponent& a, const XmlComponent& b, int depth) const;
    size_t inherited_particles(const XmlComponent& group, const XmlComponent& extended) const;
    void element(const XmlComponent& c, const std::string& attributes, bool local);
    void attribute_use(const XmlComponent& from, const XmlPlacement& at);
    void attribute(const XmlComponent& c, const std::string& attributes, bool with_default);
    void attributes(const XmlComponent& c, const XmlComponent* extended);
    void wildcard(const XmlComponent& c, const std::string& attributes);
    // An element or attribute with its type inside or named.
    void typed(std::string_view tag, std::string attributes, const XmlComponent& c);

    const XmlSchemaSet& set_;
    const Manner& manner_;
    XmlSchemaNames names_;
    XmlTags tags_;
    std::vector<std::string> notes_;
    int depth_ = 0;
};

std::string SchemaWriter::schema() const {
    std::string out = "<xsd:schema" + names_.declarations();
    if (!names_.target().empty()) out += xml_attribute("targetNamespace", names_.target());
    if (manner_.elements_qualified) out += xml_attribute("elementFormDefault", "qualified");
    if (manner_.attributes_qualified) out += xml_attribute("attributeFormDefault", "qualified");
    return out + ">\n" + names_.imports() + tags_.text() + "</xsd:schema>\n";
}

const XmlComponent& SchemaWriter::get(int32_t id, const XmlComponent& from) const {
    auto found = set_.components.find(id);
    if (found == set_.components.end()) {
        throw FormatError(
            fmt::format("XML schema component {} refers to {}, which is not there", from.id, id));
    }
    return found->second;
}

std::string SchemaWriter::name_of(const XmlComponent& c) {
    auto found = set_.namespaces.find({c.collection_id, c.namespace_id});
    if (found == set_.namespaces.end()) {
        throw FormatError(fmt::format("namespace {} of XML schema component {} is not known",
                                      c.namespace_id, c.id));
    }
    return names_.qualified(found->second, c.name);
}

const XmlComponent* SchemaWriter::placed_type(const XmlComponent& c) const {
    for (const XmlPlacement& at : c.placements) {
        const XmlComponent& placed = get(at.component_id, c);
        if (is_type(placed.kind)) return &placed;
    }
    // The base of an element is the head of its substitution group; were it a type, it is its own.
    if ((c.kind != 'E' && c.kind != 'A') || c.base_id == 0) return nullptr;
    const XmlComponent& base = get(c.base_id, c);
    return is_type(base.kind) ? &base : nullptr;
}

const XmlComponent* SchemaWriter::base_of(const XmlComponent& c) const {
    return c.base_id == 0 ? nullptr : &get(c.base_id, c);
}

void SchemaWriter::global(const XmlComponent& c) {
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

void SchemaWriter::type(const XmlComponent& c) {
    Nested nested(*this, c);
    if (is_simple(c.kind)) return simple_type(c);
    if (c.kind == 'C' || c.kind == 'K') return complex_type(c);
    throw FormatError(fmt::format("XML schema component {} of kind \"{}\" is no type", c.id,
                                  c.kind == 0 ? '?' : c.kind));
}

void SchemaWriter::simple_type(const XmlComponent& c) {
    std::string attributes = c.is_global() ? xml_attribute("name", c.name) : std::string();
    attributes += flag_list("final", c.status,
                            {{k_xml_type_final_restriction, "restriction"},
                             {k_xml_type_final_list, "list"},
                             {k_xml_type_final_union, "union"}});
    tags_.open("simpleType", attributes);
    const XmlComponent* base = base_of(c);
    // Lists and unions are kinds of their own; a restriction of one has its kind and it as base.
    bool restricts = base != nullptr && (c.kind == 'S' || base->kind == c.kind);
    if (restricts) {
        restriction(c, *base);
    } else if (c.kind == 'L') {
        list(c);
    } else if (c.kind == 'U') {
        union_members(c);
    } else {
        throw FormatError(fmt::format("simple type {} ({}) has no base", c.id, c.name));
    }
    tags_.close("simpleType");
}

void SchemaWriter::restriction(const XmlComponent& c, const XmlComponent& base) {
    if (!base.is_global()) {
        tags_.open("restriction");
        type(base);
    } else if (c.facets.empty()) {
        return tags_.empty("restriction", xml_attribute("base", name_of(base)));
    } else {
        tags_.open("restriction", xml_attribute("base", name_of(base)));
    }
    facets(c);
    tags_.close("restriction");
}

void SchemaWriter::facets(const XmlComponent& c) {
    for (const XmlFacet& facet : c.facets) {
        std::string_view name = facet_name(facet.kind);
        std::string attributes = xml_attribute("value", facet.value);
        // Patterns and enumerations cannot be fixed.
        bool may_be_fixed = facet.kind != "PT" && facet.kind != "EU";
        if (facet.fixed && may_be_fixed) attributes += xml_attribute("fixed", "true");
        tags_.empty(name, attributes);
    }
}

// The item type is placed in a list; the three lists of XML Schema itself have it as their base.
void SchemaWriter::list(const XmlComponent& c) {
    const XmlComponent* item = placed_type(c);
    if (item == nullptr) item = base_of(c);
    if (item == nullptr) throw FormatError(fmt::format("list type {} has no item type", c.id));
    // Facets of a list need a restriction around it.
    bool restricted = !c.facets.empty();
    if (restricted) {
        tags_.open("restriction");
        tags_.open("simpleType");
    }
    if (item->is_global()) {
        tags_.empty("list", xml_attribute("itemType", name_of(*item)));
    } else {
        tags_.open("list");
        type(*item);
        tags_.close("list");
    }
    if (restricted) {
        tags_.close("simpleType");
        facets(c);
        tags_.close("restriction");
    }
}

void SchemaWriter::union_members(const XmlComponent& c) {
    std::string named;
    std::vector<const XmlComponent*> nested;
    for (const XmlPlacement& at : c.placements) {
        const XmlComponent& member = get(at.component_id, c);
        if (!is_simple(member.kind)) continue;
        // memberTypes come before nested types, and the first member that fits counts.
        if (member.is_global() && nested.empty()) {
            if (!named.empty()) named += ' ';
            named += name_of(member);
        } else {
            nested.push_back(&member);
        }
    }
    if (named.empty() && nested.empty()) {
        throw FormatError(fmt::format("union type {} has no members", c.id));
    }
    tags_.open("union", named.empty() ? named : xml_attribute("memberTypes", named));
    for (const XmlComponent* member : nested) {
        if (member->is_global()) {
            tags_.open("simpleType");
            tags_.empty("restriction", xml_attribute("base", name_of(*member)));
            tags_.close("simpleType");
        } else {
            type(*member);
        }
    }
    tags_.close("union");
}

void SchemaWriter::complex_type(const XmlComponent& c) {
    std::string flags = c.is_global() ? xml_attribute("name", c.name) : std::string();
    if ((c.status & k_xml_type_abstract) != 0) flags += xml_attribute("abstract", "true");
    if (c.kind == 'K' && (c.status & k_xml_type_mixed) != 0)
        flags += xml_attribute("mixed", "true");
    flags += flag_list(
        "block", c.status,
        {{k_xml_type_block_extension, "extension"}, {k_xml_type_block_restriction, "restriction"}});
    flags += flag_list(
        "final", c.status,
        {{k_xml_type_final_extension, "extension"}, {k_xml_type_final_restriction, "restriction"}});
    tags_.open("complexType", flags);
    const XmlComponent* base = base_of(c);
    if (c.kind == 'C') {
        simple_content(c);
    } else if (base == nullptr || (base->kind == 'N' && c.derivation != 'X')) {
        content(c, nullptr);  // a restriction of anyType: the short form
    } else {
        complex_content(c, *base);
    }
    tags_.close("complexType");
}

void SchemaWriter::simple_content(const XmlComponent& c) {
    const XmlComponent* base = base_of(c);
    const XmlComponent* placed = placed_type(c);
    if (base == nullptr) std::swap(base, placed);
    if (base == nullptr || !base->is_global()) {
        throw FormatError(fmt::format("the base of simple content {} has no name", c.id));
    }
    // Only complex types can be restricted here; whatever has a simple base extends it.
    bool restricts = c.derivation == 'R' && !is_simple(base->kind);
    std::string_view tag = restricts ? "restriction" : "extension";
    tags_.open("simpleContent");
    tags_.open(tag, xml_attribute("base", name_of(*base)));
    if (restricts) {
        if (placed != nullptr && is_simple(placed->kind) && !placed->is_global()) type(*placed);
        facets(c);
    }
    attributes(c, restricts ? nullptr : base);
    tags_.close(tag);
    tags_.close("simpleContent");
}

void SchemaWriter::complex_content(const XmlComponent& c, const XmlComponent& base) {
    if (!base.is_global()) {
        throw FormatError(fmt::format("the base of complex type {} has no name", c.id));
    }
    bool extends = c.derivation == 'X';
    std::string_view tag = extends ? "extension" : "restriction";
    tags_.open("complexContent");
    tags_.open(tag, xml_attribute("base", name_of(base)));
    content(c, extends ? &base : nullptr);
    tags_.close(tag);
    tags_.close("complexContent");
}

const XmlComponent* SchemaWriter::particle_of(const XmlComponent& type) const {
    for (const XmlPlacement& at : type.placements) {
        const XmlComponent& placed = get(at.component_id, type);
        if (is_particle(placed.kind)) return &placed;
    }
    return nullptr;
}

// Whether two particles are the same or copies of each other.
bool SchemaWriter::same(const XmlComponent& a, const XmlComponent& b, int depth) const {
    if (a.id == b.id) return true;
    if (depth > k_compare_depth_max || a.kind != b.kind || a.name != b.name ||
        a.detail != b.detail || a.status != b.status || a.is_global() || b.is_global() ||
        a.placements.size() != b.placements.size()) {
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
size_t SchemaWriter::inherited_particles(const XmlComponent& group,
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

void SchemaWriter::content(const XmlComponent& c, const XmlComponent* extended) {
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

void SchemaWriter::particle(const XmlComponent& from, const XmlPlacement& at) {
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

void SchemaWriter::group_definition(const XmlComponent& c) {
    tags_.open("group", xml_attribute("name", c.name));
    bool has_compositor = c.detail == 'A' || c.detail == 'C' || c.detail == 'S';
    if (!has_compositor && c.placements.size() == 1) {
        particle(c, c.placements[0]);
    } else {
        group_body(c, {});
    }
    tags_.close("group");
}

void SchemaWriter::group_body(const XmlComponent& c, const std::string& attributes,
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

void SchemaWriter::typed(std::string_view tag, std::string attributes, const XmlComponent& c) {
    const XmlComponent* found = placed_type(c);
    if (found != nullptr && !found->is_global()) {
        tags_.open(tag, attributes);
        type(*found);
        return tags_.close(tag);
    }
    if (found != nullptr) attributes += xml_attribute("type", name_of(*found));
    tags_.empty(tag, attributes);
}

void SchemaWriter::element(const XmlComponent& c, const std::string& attributes, bool local) {
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
        out += flag_list("block", c.status,
                         {{k_xml_element_block_extension, "extension"},
                          {k_xml_element_block_restriction, "restriction"},
                          {k_xml_element_block_substitution, "substitution"}});
        if (!local) {
            if ((c.status & manner_.abstract_flag) != 0) out += xml_attribute("abstract", "true");
            out += flag_list("final", c.status,
                             {{k_xml_element_final_extension, "extension"},
                              {k_xml_element_final_restriction, "restriction"}});
        }
    }
    typed("element", out, c);
}

void SchemaWriter::attributes(const XmlComponent& c, const XmlComponent* extended) {
    // An extension may not declare an attribute anew: what is there again is inherited.
    std::set<int32_t> inherited;
    std::set<std::pair<std::string, bool>> names;
    std::set<int32_t> visited;
    for (const XmlComponent* at = extended; at != nullptr && visited.insert(at->id).second;
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

void SchemaWriter::attribute_use(const XmlComponent& from, const XmlPlacement& at) {
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

void SchemaWriter::attribute(const XmlComponent& c, const std::string& attributes,
                             bool with_default) {
    std::string out = xml_attribute("name", c.name) + attributes;
    if (with_default) {
        out += default_text(c.default_value, (c.status & k_xml_default_fixed) != 0);
    }
    typed("attribute", out, c);
}

void SchemaWriter::wildcard(const XmlComponent& c, const std::string& attributes) {
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

// One flag of an element says what is known of each: whether it must be qualified.
void find_element_flags(const XmlSchemaSet& set, Manner& manner) {
    bool in_order = true, like_attributes = true;
    for (const auto& [id, c] : set.components) {
        if (c.kind != 'E') continue;
        bool qualified = c.qualified || c.is_global();
        if (((c.status & k_xml_element_qualified) != 0) != qualified) in_order = false;
        if (((c.status & k_xml_attribute_qualified) != 0) != qualified) like_attributes = false;
    }
    // Both: it is rather the others that are all nillable than all abstract.
    if (like_attributes) {
        manner.abstract_flag = k_xml_element_nillable;
        manner.nillable_flag = k_xml_element_qualified;
    } else if (in_order) {
        manner.abstract_flag = k_xml_element_abstract;
        manner.nillable_flag = k_xml_element_nillable;
    }
}

Manner manner_of(const XmlSchemaSet& set, int32_t collection_id) {
    int elements = 0, attributes = 0;
    Manner manner;
    find_element_flags(set, manner);
    for (const auto& [id, c] : set.components) {
        if (c.collection_id != collection_id || c.is_global()) continue;
        if (c.kind == 'E') elements += c.qualified ? 1 : -1;
        if (c.kind == 'A') attributes += c.qualified ? 1 : -1;
    }
    manner.elements_qualified = elements > 0;
    manner.attributes_qualified = attributes > 0;
    return manner;
}

void add_notes(const XmlSchemaSet& set, int32_t collection_id, const Manner& manner,
               XmlSchemaText& out) {
    if (manner.nillable_flag != 0) return;
    int32_t flags = 0;
    for (const auto& [id, c] : set.components) {
        if (c.collection_id == collection_id && c.kind == 'E') flags |= c.status;
    }
    out.notes.push_back(
        fmt::format("flags of elements ({:#x}) are not where they were thought to be: nillable, "
                    "abstract, block and final are left out",
                    flags));
}

std::string namespace_text(const XmlSchemaSet& set, int32_t collection_id, const Manner& manner,
                           const std::string& uri, bool* is_empty,
                           std::vector<std::string>& notes) {
    SchemaWriter writer(set, manner, uri);
    *is_empty = true;
    for (const auto& [id, c] : set.components) {
        if (c.collection_id != collection_id || !c.is_global()) continue;
        auto found = set.namespaces.find({collection_id, c.namespace_id});
        if (found == set.namespaces.end()) {
            throw FormatError(fmt::format("namespace {} of XML schema component {} is not known",
                                          c.namespace_id, c.id));
        }
        if (found->second != uri) continue;
        writer.global(c);
        *is_empty = false;
    }
    notes.insert(notes.end(), writer.notes().begin(), writer.notes().end());
    return writer.schema();
}

}  // namespace

XmlSchemaText xml_schema_text(const XmlSchemaSet& set, int32_t collection_id) {
    Manner manner = manner_of(set, collection_id);
    XmlSchemaText out;
    std::set<std::string> uris;
    for (const auto& [key, uri] : set.namespaces) {
        if (key.first == collection_id) uris.insert(uri);
    }
    for (const std::string& uri : uris) {
        bool is_empty = false;
        std::string text = namespace_text(set, collection_id, manner, uri, &is_empty, out.notes);
        // No namespace may be listed only because unqualified names are in none.
        if (!is_empty || !uri.empty()) out.text += text;
    }
    add_notes(set, collection_id, manner, out);
    return out;
}

XmlSchemaText xml_schema_text(const XmlSchemaSet& set, int32_t collection_id,
                              const std::string& uri) {
    Manner manner = manner_of(set, collection_id);
    XmlSchemaText out;
    bool is_empty = false;
    out.text = namespace_text(set, collection_id, manner, uri, &is_empty, out.notes);
    add_notes(set, collection_id, manner, out);
    return out;
}

}  // namespace gantry::catalog
