// Components of XML schema collections that say anything: few ids, so that they find each other.

#include "base/error.h"
#include "catalog/xml_schema_text.h"

namespace {

class Input {
  public:
    Input(const uint8_t* data, size_t size) : data_(data), size_(size) {}
    bool at_end() const { return at_ >= size_; }
    uint8_t next() { return at_end() ? 0 : data_[at_++]; }
    char letter(const char* of, size_t count) { return of[next() % count]; }
    std::string name() {
        uint8_t c = next();
        return c % 4 == 0 ? std::string() : std::string(1, char(c));
    }

  private:
    const uint8_t* data_;
    size_t size_;
    size_t at_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace gantry::catalog;
    Input input(data, size);
    XmlSchemaSet set;
    set.namespaces = {{{1, 1}, "a"}, {{1, 2}, "b"}, {{1, 3}, ""}};
    while (!input.at_end()) {
        XmlComponent c;
        c.id = input.next() % 32;
        c.collection_id = 1;
        c.namespace_id = input.next() % 4;
        c.qualified = (input.next() & 1) != 0;
        c.name = input.name();
        c.scope_id = input.next() % 2;
        c.kind = input.letter("NZPSLUCKEMWAGV?", 15);
        c.derivation = input.letter("NXRS", 4);
        c.status = input.next();
        c.detail = input.letter("ACSLP?", 6);
        c.base_id = input.next() % 32;
        for (int i = input.next() % 4; i > 0; --i) {
            XmlPlacement at;
            at.component_id = input.next() % 32;
            at.min_occurs = int8_t(input.next());
            at.max_occurs = int8_t(input.next());
            if (at.min_occurs == 2) at.default_value = input.name();
            c.placements.push_back(at);
        }
        if (input.next() % 4 == 0) c.facets.push_back({1, "EU", true, input.name()});
        if (input.next() % 4 == 0) c.namespaces.push_back(input.name());
        set.components[c.id] = c;
    }
    set.index();
    try {
        xml_schema_text(set, 1);
    } catch (const gantry::FormatError&) {
    }
    return 0;
}
