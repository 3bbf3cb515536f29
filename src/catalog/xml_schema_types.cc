// Simple and complex types of an XML schema, but for the content of complex ones.

#include <fmt/format.h>

#include "base/error.h"
#include "catalog/xml_schema_writer.h"

namespace gantry::catalog {
namespace {

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

}  // namespace

std::string xml_flags(std::string_view name, int32_t status,
                      std::initializer_list<std::pair<int32_t, std::string_view>> words) {
    std::string out;
    for (const auto& [bit, word] : words) {
        if ((status & bit) == 0) continue;
        if (!out.empty()) out += ' ';
        out += word;
    }
    return out.empty() ? out : xml_attribute(name, out);
}

void XmlSchemaWriter::type(const XmlComponent& c) {
    Nested nested(*this, c);
    if (is_simple(c.kind)) return simple_type(c);
    if (c.kind == 'C' || c.kind == 'K') return complex_type(c);
    throw FormatError(fmt::format("XML schema component {} of kind \"{}\" is no type", c.id,
                                  c.kind == 0 ? '?' : c.kind));
}

void XmlSchemaWriter::simple_type(const XmlComponent& c) {
    std::string attributes = c.is_global() ? xml_attribute("name", c.name) : std::string();
    attributes += xml_flags("final", c.status,
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

void XmlSchemaWriter::restriction(const XmlComponent& c, const XmlComponent& base) {
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

void XmlSchemaWriter::facets(const XmlComponent& c) {
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
void XmlSchemaWriter::list(const XmlComponent& c) {
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

void XmlSchemaWriter::union_members(const XmlComponent& c) {
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

void XmlSchemaWriter::complex_type(const XmlComponent& c) {
    std::string flags = c.is_global() ? xml_attribute("name", c.name) : std::string();
    if ((c.status & k_xml_type_abstract) != 0) flags += xml_attribute("abstract", "true");
    if (c.kind == 'K' && (c.status & k_xml_type_mixed) != 0)
        flags += xml_attribute("mixed", "true");
    flags += xml_flags(
        "block", c.status,
        {{k_xml_type_block_extension, "extension"}, {k_xml_type_block_restriction, "restriction"}});
    flags += xml_flags(
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

void XmlSchemaWriter::simple_content(const XmlComponent& c) {
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

void XmlSchemaWriter::complex_content(const XmlComponent& c, const XmlComponent& base) {
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

}  // namespace gantry::catalog
