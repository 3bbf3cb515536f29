#pragma once
// Writes the components of one namespace of an XML schema collection as an xsd:schema element; what
// xml_schema_text.h is made with. Private to src/catalog. One use, one thread. Throws FormatError
// naming the component that makes no schema.

#include <initializer_list>

#include "catalog/xml_schema_names.h"
#include "catalog/xml_schema_set.h"

namespace gantry::catalog {

inline bool is_simple(char kind) {
    return kind == 'Z' || kind == 'P' || kind == 'S' || kind == 'L' || kind == 'U';
}

inline bool is_type(char kind) {
    return is_simple(kind) || kind == 'N' || kind == 'C' || kind == 'K';
}

inline bool is_particle(char kind) {
    return kind == 'M' || kind == 'E' || kind == 'W';
}

// ` name="word word"` of the bits that are set.
std::string xml_flags(std::string_view name, int32_t status,
                      std::initializer_list<std::pair<int32_t, std::string_view>> words);

// What holds for a whole collection: how its local names are qualified most often; and for a whole
// database: which flags of elements are which, 0 where they are not known.
struct XmlSchemaManner {
    bool elements_qualified = false, attributes_qualified = false;
    int32_t abstract_flag = 0, nillable_flag = 0;
};

// Writes the components of one namespace.
class XmlSchemaWriter {
  public:
    XmlSchemaWriter(const XmlSchemaSet& set, const XmlSchemaManner& manner,
                    const std::string& target)
        : set_(set), manner_(manner), names_(target), tags_(1) {}

    void global(const XmlComponent& c);
    std::string schema() const;
    const std::vector<std::string>& notes() const { return notes_; }

  private:
    // Counts nesting while it lives: anonymous components nest, and a damaged file may close the
    // circle.
    class Nested {
      public:
        Nested(XmlSchemaWriter& writer, const XmlComponent& c) : writer_(writer) {
            writer_.enter(c);
        }
        ~Nested() { --writer_.depth_; }
        Nested(const Nested&) = delete;
        Nested& operator=(const Nested&) = delete;

      private:
        XmlSchemaWriter& writer_;
    };

    void enter(const XmlComponent& c);
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
    const XmlSchemaManner& manner_;
    XmlSchemaNames names_;
    XmlTags tags_;
    std::vector<std::string> notes_;
    int depth_ = 0;
    int64_t steps_ = 0;
    mutable int compared_ = 0;
};

}  // namespace gantry::catalog
