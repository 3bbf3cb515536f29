#pragma once
// The XML schema collections of a database as SQL Server keeps them: shredded into components, as
// sys.xml_schema_components, _placements, _facets and the views beside them show. Values only; the
// reader is model_xml_collections.cc, the way back to text xml_schema_text.h.
//
// Facts: the documentation of those views; what the collection sys.sys, which every database has,
// shows of their base tables is in docs/formats/catalog.md.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gantry::catalog {

constexpr int32_t k_xml_unbounded = INT32_MAX;  // maxOccurs
constexpr int32_t k_xml_system_collection = 1;  // sys.sys: XML Schema itself, sqltypes, xml

// A component inside another one: a particle, an attribute's use, or the type of an element,
// attribute or list.
struct XmlPlacement {
    int32_t ordinal = 0;
    int32_t component_id = 0;
    bool fixed = false;  // of the default
    int32_t min_occurs = 1;
    int32_t max_occurs = 1;
    std::optional<std::string> default_value;
};

struct XmlFacet {
    int32_t ordinal = 0;
    std::string kind;  // "LG", "EU", ... of sys.xml_schema_facets
    bool fixed = false;
    std::string value;
};

struct XmlComponent {
    int32_t id = 0;
    int32_t collection_id = 0;
    int32_t namespace_id = 0;  // ordinal in the collection
    bool qualified = true;
    std::string name;
    char symbol_space = 0;  // N T E M A G
                            // empty: anonymous
    int32_t scope_id = 0;   // 0: global
    char kind = 0;          // N Z P S L U C K E M W A G V
    char derivation = 'N';  // N none, X extension, R restriction, S substitution
    int32_t status = 0;     // flags, whose meaning depends on the kind
    char detail = 0;        // compositor A C S of M; S L P (strict, lax, skip) of W and V
    std::optional<std::string> default_value;
    int32_t base_id = 0;                   // base type, or head of the substitution group
    std::vector<XmlPlacement> placements;  // by ordinal
    std::vector<XmlFacet> facets;          // by ordinal
    std::vector<std::string> namespaces;   // of wildcards; empty: no namespace

    bool is_global() const { return !name.empty() && scope_id == 0; }
};

struct XmlSchemaSet {
    std::map<int32_t, XmlComponent> components;
    std::map<std::pair<int32_t, int32_t>, std::string> namespaces;  // collection, ordinal

    // Made by index(): ids of components by collection, ascending.
    std::map<int32_t, std::vector<int32_t>> members;
    // Which flags of elements are which; 0 when they are not known.
    int32_t element_abstract = 0, element_nillable = 0;

    // To be called when all is read.
    void index();
    const std::vector<int32_t>& members_of(int32_t collection_id) const;
};

// Flags of XmlComponent::status. Of types and attributes the second is proven by sys.sys, and with
// it that flags follow the order of the view's columns, lowest bit first. Elements do the same, or
// have the second flag of attributes: both say whether a name is qualified, which is known.
constexpr int32_t k_xml_default_fixed = 0x1;  // of elements and attributes
constexpr int32_t k_xml_wildcard_not = 0x1;   // the namespaces listed are those not allowed
constexpr int32_t k_xml_type_abstract = 0x1;
constexpr int32_t k_xml_type_mixed = 0x2;
constexpr int32_t k_xml_type_block_extension = 0x4;
constexpr int32_t k_xml_type_block_restriction = 0x8;
constexpr int32_t k_xml_type_final_extension = 0x10;
constexpr int32_t k_xml_type_final_restriction = 0x20;
constexpr int32_t k_xml_type_final_list = 0x40;
constexpr int32_t k_xml_type_final_union = 0x80;
constexpr int32_t k_xml_attribute_qualified = 0x2;
constexpr int32_t k_xml_element_abstract = 0x2;
constexpr int32_t k_xml_element_nillable = 0x4;
constexpr int32_t k_xml_element_qualified = 0x8;
constexpr int32_t k_xml_element_block_extension = 0x10;
constexpr int32_t k_xml_element_block_restriction = 0x20;
constexpr int32_t k_xml_element_block_substitution = 0x40;
constexpr int32_t k_xml_element_final_extension = 0x80;
constexpr int32_t k_xml_element_final_restriction = 0x100;

}  // namespace gantry::catalog
