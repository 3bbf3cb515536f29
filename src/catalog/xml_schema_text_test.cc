#include "catalog/xml_schema_text.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "catalog/xml_schema_test_tools.h"

namespace gantry::catalog {
namespace {

constexpr int32_t k_collection = 65536;
constexpr int32_t k_string = 15, k_decimal = 19, k_int = 113, k_any_type = 6;

// Components of a collection, numbered as they are made.
class SchemaText : public testing::Test {
  protected:
    SchemaText() {
        set_.namespaces = {{{k_xml_system_collection, 1}, "http://www.w3.org/2001/XMLSchema"},
                           {{k_collection, 1}, "urn:a"}};
        for (const auto& [id, name] : {std::pair(k_string, "string"),
                                       {k_decimal, "decimal"},
                                       {k_int, "int"},
                                       {k_any_type, "anyType"}}) {
            XmlComponent c;
            c.id = id;
            c.collection_id = k_xml_system_collection;
            c.namespace_id = 1;
            c.name = name;
            c.kind = id == k_any_type ? 'N' : 'P';
            set_.components[id] = c;
        }
    }

    void TearDown() override {
        if (unchecked_) GTEST_SKIP() << "no xmllint: schemas were not compiled";
    }

    // References stay valid: std::map.
    XmlComponent& add(char kind, const std::string& name = {}, bool local = false) {
        XmlComponent c;
        c.id = next_++;
        c.collection_id = k_collection;
        c.namespace_id = 1;
        c.name = name;
        c.kind = kind;
        if (name.empty() || local) c.scope_id = c.id;
        if (kind == 'E') c.status = k_xml_element_qualified;
        return set_.components[c.id] = c;
    }
    XmlComponent& simple(int32_t base, const std::string& name = {}) {
        XmlComponent& c = add('S', name);
        c.derivation = 'R';
        c.base_id = base;
        return c;
    }
    XmlComponent& complex(const std::string& name = {}) {
        XmlComponent& c = add('K', name);
        c.derivation = 'R';
        c.base_id = k_any_type;
        return c;
    }
    XmlComponent& group(char compositor, const std::string& name = {}) {
        XmlComponent& c = add('M', name);
        c.detail = compositor;
        return c;
    }
    static XmlPlacement& place(XmlComponent& in, int32_t id, int32_t min = 1, int32_t max = 1) {
        XmlPlacement at;
        at.ordinal = int32_t(in.placements.size() + 1);
        at.component_id = id;
        at.min_occurs = min;
        at.max_occurs = max;
        in.placements.push_back(at);
        return in.placements.back();
    }
    XmlComponent& element(const std::string& name, int32_t type, bool local = true) {
        XmlComponent& c = add('E', name, local);
        if (type != 0) place(c, type);
        return c;
    }
    XmlComponent& attribute(const std::string& name, int32_t type, bool local = true) {
        XmlComponent& c = add('A', name, local);
        c.qualified = !local;
        place(c, type);
        return c;
    }
    static void facet(XmlComponent& c, const char* kind, const char* value, bool fixed = false) {
        c.facets.push_back({int32_t(c.facets.size() + 1), kind, fixed, value});
    }
    std::string text() {
        set_.index();
        XmlSchemaText made = xml_schema_text(set_, k_collection);
        notes_ = made.notes;
        return made.text;
    }
    // That xmllint takes the document, or says nothing when there is none.
    void expect_valid(const std::string& document) {
        if (!have_xmllint()) {
            unchecked_ = true;
            return;
        }
        std::string made = text();
        EXPECT_EQ(validate(split_schemas(made), "urn:a", document), "valid") << made;
    }
    void expect_invalid(const std::string& document) {
        if (!have_xmllint()) {
            unchecked_ = true;
            return;
        }
        std::string made = text();
        std::string said = validate(split_schemas(made), "urn:a", document);
        EXPECT_NE(said.find("fails to validate"), std::string::npos) << said << made;
    }
    void expect_part(const std::string& part) {
        std::string made = text();
        EXPECT_NE(made.find(part), std::string::npos) << part << "\n" << made;
    }

    XmlSchemaSet set_;
    std::vector<std::string> notes_;
    int32_t next_ = 70000;
    bool unchecked_ = false;
};

TEST_F(SchemaText, SimpleTypesWithEveryFacet) {
    XmlComponent& code = simple(k_string, "code");
    facet(code, "PT", "[A-Z]\"<&>\\d+");
    facet(code, "PT", "B.*");
    facet(code, "LN", "2");
    facet(code, "LX", "9", true);
    facet(code, "WS", "collapse");
    XmlComponent& money = simple(k_decimal, "money");
    facet(money, "DT", "10");
    facet(money, "DF", "2");
    facet(money, "IN", "0");
    facet(money, "EX", "100.5");
    XmlComponent& fixed = simple(k_string, "fixed");
    facet(fixed, "LG", "3");
    facet(fixed, "EU", "abc");
    facet(fixed, "EU", "d\te");
    XmlComponent& range = simple(k_decimal, "range");
    facet(range, "EN", "0");
    facet(range, "IX", "7");
    element("e", code.id, false);
    element("m", money.id, false);
    EXPECT_EQ(text(),
              "<xsd:schema xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xmlns:tns=\"urn:a\" "
              "targetNamespace=\"urn:a\">\n"
              "  <xsd:simpleType name=\"code\">\n"
              "    <xsd:restriction base=\"xsd:string\">\n"
              "      <xsd:pattern value=\"[A-Z]&quot;&lt;&amp;&gt;\\d+\"/>\n"
              "      <xsd:pattern value=\"B.*\"/>\n"
              "      <xsd:minLength value=\"2\"/>\n"
              "      <xsd:maxLength value=\"9\" fixed=\"true\"/>\n"
              "      <xsd:whiteSpace value=\"collapse\"/>\n"
              "    </xsd:restriction>\n"
              "  </xsd:simpleType>\n"
              "  <xsd:simpleType name=\"money\">\n"
              "    <xsd:restriction base=\"xsd:decimal\">\n"
              "      <xsd:totalDigits value=\"10\"/>\n"
              "      <xsd:fractionDigits value=\"2\"/>\n"
              "      <xsd:minInclusive value=\"0\"/>\n"
              "      <xsd:maxExclusive value=\"100.5\"/>\n"
              "    </xsd:restriction>\n"
              "  </xsd:simpleType>\n"
              "  <xsd:simpleType name=\"fixed\">\n"
              "    <xsd:restriction base=\"xsd:string\">\n"
              "      <xsd:length value=\"3\"/>\n"
              "      <xsd:enumeration value=\"abc\"/>\n"
              "      <xsd:enumeration value=\"d&#9;e\"/>\n"
              "    </xsd:restriction>\n"
              "  </xsd:simpleType>\n"
              "  <xsd:simpleType name=\"range\">\n"
              "    <xsd:restriction base=\"xsd:decimal\">\n"
              "      <xsd:minExclusive value=\"0\"/>\n"
              "      <xsd:maxInclusive value=\"7\"/>\n"
              "    </xsd:restriction>\n"
              "  </xsd:simpleType>\n"
              "  <xsd:element name=\"e\" type=\"tns:code\"/>\n"
              "  <xsd:element name=\"m\" type=\"tns:money\"/>\n"
              "</xsd:schema>\n");
    expect_valid("<e xmlns='urn:a'>B12</e>");
    expect_invalid("<m xmlns='urn:a'>100.5</m>");
}

TEST_F(SchemaText, ListsUnionsAndTheirRestrictions) {
    XmlComponent& list = add('L', "ints");
    place(list, k_int);
    XmlComponent& three = add('L', "three");
    three.derivation = 'R';
    three.base_id = list.id;
    facet(three, "LG", "3");
    XmlComponent& word = simple(k_string);
    facet(word, "EU", "none");
    XmlComponent& either = add('U', "either");
    place(either, word.id);
    place(either, three.id);
    XmlComponent& built_in = add('L', "idrefs");  // as those of XML Schema itself are kept
    built_in.derivation = 'R';
    built_in.base_id = k_string;
    facet(built_in, "LN", "1");
    XmlComponent& some = add('U', "some");
    some.derivation = 'R';
    some.base_id = either.id;
    facet(some, "EU", "1 2 3");
    element("e", either.id, false);
    element("s", some.id, false);
    expect_part("<xsd:list itemType=\"xsd:int\"/>");
    expect_part("<xsd:restriction base=\"tns:ints\">\n      <xsd:length value=\"3\"/>");
    expect_part("<xsd:restriction base=\"tns:three\"/>");
    expect_part("<xsd:list itemType=\"xsd:string\"/>");
    expect_valid("<e xmlns='urn:a'>none</e>");
    expect_valid("<e xmlns='urn:a'>1 2 3</e>");
    expect_invalid("<e xmlns='urn:a'>1 2</e>");
    expect_invalid("<s xmlns='urn:a'>none</s>");
}

TEST_F(SchemaText, GroupsOccurrencesAndMixedContent) {
    XmlComponent& root = complex();
    root.status = k_xml_type_mixed;
    XmlComponent& sequence = group('S');
    place(root, sequence.id);
    place(sequence, element("first", k_int).id, 0, 2);
    XmlComponent& choice = group('C');
    place(sequence, choice.id, 0, k_xml_unbounded);
    place(choice, element("left", k_string).id);
    XmlComponent& right = element("right", k_string);
    right.default_value = "r";
    place(choice, right.id);
    XmlComponent& shared = group('S', "shared");
    place(shared, element("last", 0).id);
    place(sequence, shared.id);
    XmlComponent& all = group('A');
    XmlComponent& any_order = complex("any_order");
    place(any_order, all.id, 0);
    place(all, element("x", k_int).id, 0);
    place(all, element("y", k_int).id);
    XmlComponent& top = element("root", root.id, false);
    place(sequence, top.id, 0);
    element("o", any_order.id, false);
    expect_part("elementFormDefault=\"qualified\"");
    expect_part("<xsd:element name=\"first\" minOccurs=\"0\" maxOccurs=\"2\" type=\"xsd:int\"/>");
    expect_part("<xsd:group ref=\"tns:shared\"/>");
    expect_part("<xsd:element ref=\"tns:root\" minOccurs=\"0\"/>");
    expect_valid("<root xmlns='urn:a'>t<first>1</first><left/>u<right/><last><a/></last></root>");
    expect_invalid("<root xmlns='urn:a'><first>1</first></root>");
    expect_valid("<o xmlns='urn:a'><y>2</y><x>1</x></o>");
    expect_invalid("<o xmlns='urn:a'><y>2</y><y>1</y></o>");
}

TEST_F(SchemaText, AttributesTheirUsesAndGroups) {
    XmlComponent& global = attribute("g", k_int, false);
    global.qualified = true;
    XmlComponent& kind = simple(k_string);
    facet(kind, "EU", "k");
    XmlComponent& root = complex();
    place(root, attribute("needed", kind.id).id, 1);
    place(root, attribute("plain", k_int).id, 0).default_value = "5";
    XmlPlacement& fixed = place(root, attribute("fixed", k_int).id, 0);
    fixed.default_value = "7";
    fixed.fixed = true;
    XmlComponent& declared = attribute("declared", k_int);
    declared.default_value = "8";
    place(root, declared.id, 0);
    XmlComponent& any = add('V');
    any.status = k_xml_wildcard_not;
    any.namespaces = {"urn:a"};
    any.detail = 'L';
    place(root, any.id);
    XmlComponent& group = add('G', "common");
    place(group, global.id, 0);
    place(root, group.id);
    XmlComponent& form = attribute("form", k_int);
    form.qualified = true;
    place(root, form.id, 0);
    element("root", root.id, false);
    expect_part("<xsd:attribute name=\"plain\" default=\"5\" type=\"xsd:int\"/>");
    expect_part("<xsd:attribute name=\"fixed\" fixed=\"7\" type=\"xsd:int\"/>");
    expect_part("<xsd:attribute name=\"declared\" default=\"8\" type=\"xsd:int\"/>");
    expect_part("<xsd:attribute name=\"form\" form=\"qualified\" type=\"xsd:int\"/>");
    expect_part("<xsd:attribute name=\"needed\" use=\"required\">");
    expect_part("<xsd:anyAttribute namespace=\"##other\" processContents=\"lax\"/>");
    expect_valid("<a:root xmlns:a='urn:a' needed='k' a:g='1' a:form='2' fixed='7'/>");
    expect_invalid("<root xmlns='urn:a' needed='k' fixed='8'/>");
    expect_invalid("<root xmlns='urn:a'/>");
}

TEST_F(SchemaText, ExtensionAndRestrictionOfComplexTypes) {
    XmlComponent& base = complex("base");
    XmlComponent& base_group = group('S');
    place(base, base_group.id);
    place(base_group, element("a", k_int).id, 0);
    XmlComponent& base_attribute = attribute("at", k_string);
    place(base, base_attribute.id, 0);
    XmlComponent& more = add('K', "more");
    more.derivation = 'X';
    more.base_id = base.id;
    XmlComponent& more_group = group('S');
    place(more_group, base_group.id);  // the whole content: what is inherited is left out
    place(more_group, element("b", k_int).id);
    place(more, more_group.id);
    place(more, base_attribute.id, 0);
    place(more, attribute("bt", k_string).id, 0);
    XmlComponent& less = add('K', "less");
    less.derivation = 'R';
    less.base_id = base.id;
    XmlComponent& less_group = group('S');
    place(less_group, element("a", k_int).id);
    place(less, less_group.id);
    XmlComponent& priced = add('C', "priced");
    priced.derivation = 'X';
    priced.base_id = k_decimal;
    place(priced, attribute("unit", k_string).id, 1);
    XmlComponent& cheap = add('C', "cheap");
    cheap.derivation = 'R';
    cheap.base_id = priced.id;
    facet(cheap, "IX", "10");
    element("m", more.id, false);
    element("l", less.id, false);
    element("c", cheap.id, false);
    expect_part(
        "<xsd:extension base=\"tns:base\">\n        <xsd:sequence>\n          "
        "<xsd:element name=\"b\"");
    expect_part("<xsd:restriction base=\"tns:base\">");
    expect_part("<xsd:extension base=\"xsd:decimal\">");
    expect_valid("<m xmlns='urn:a' at='' bt=''><a>1</a><b>2</b></m>");
    expect_valid("<l xmlns='urn:a'><a>1</a></l>");
    expect_invalid("<l xmlns='urn:a'/>");
    expect_valid("<c xmlns='urn:a' unit='x'>9.5</c>");
    expect_invalid("<c xmlns='urn:a' unit='x'>19.5</c>");
}

TEST_F(SchemaText, FlagsOfElementsAndTypes) {
    XmlComponent& type = complex("type");
    type.status = k_xml_type_abstract | k_xml_type_block_extension | k_xml_type_final_restriction;
    XmlComponent& final_simple = simple(k_string, "final_simple");
    final_simple.status = k_xml_type_final_list | k_xml_type_final_union;
    XmlComponent& head = element("head", k_string, false);
    head.status |= k_xml_element_abstract | k_xml_element_final_extension;
    XmlComponent& member = element("member", k_string, false);
    member.derivation = 'S';
    member.base_id = head.id;
    member.status |= k_xml_element_nillable | k_xml_element_block_substitution;
    XmlComponent& fixed = element("fixed", k_string, false);
    fixed.default_value = "";
    fixed.status |= k_xml_default_fixed;
    expect_part(
        "<xsd:complexType name=\"type\" abstract=\"true\" block=\"extension\" "
        "final=\"restriction\">");
    expect_part("<xsd:simpleType name=\"final_simple\" final=\"list union\">");
    expect_part(
        "<xsd:element name=\"head\" abstract=\"true\" final=\"extension\" "
        "type=\"xsd:string\"/>");
    expect_part(
        "<xsd:element name=\"member\" substitutionGroup=\"tns:head\" nillable=\"true\" "
        "block=\"substitution\" type=\"xsd:string\"/>");
    expect_part("<xsd:element name=\"fixed\" fixed=\"\" type=\"xsd:string\"/>");
    expect_valid(
        "<member xmlns='urn:a' xmlns:i='http://www.w3.org/2001/XMLSchema-instance' "
        "i:nil='true'/>");
    expect_invalid("<head xmlns='urn:a'>x</head>");
    EXPECT_TRUE(notes_.empty());
}

// Elements are qualified or not, which is known: the flag that says so tells the others.
TEST_F(SchemaText, FlagsOfElementsLikeThoseOfAttributes) {
    element("e", k_string, false).status = k_xml_attribute_qualified | 0x8;
    element("a", k_string, false).status = k_xml_attribute_qualified | 0x4;
    expect_part("<xsd:element name=\"e\" nillable=\"true\" type=\"xsd:string\"/>");
    expect_part("<xsd:element name=\"a\" abstract=\"true\" type=\"xsd:string\"/>");
    EXPECT_TRUE(notes_.empty());
}

TEST_F(SchemaText, FlagsThatAreSomethingElseAreLeftOut) {
    element("e", k_string, false).status = 0x4;
    EXPECT_EQ(text().find("nillable"), std::string::npos);
    ASSERT_EQ(notes_.size(), 1u);
    EXPECT_NE(notes_[0].find("0x4"), std::string::npos);
}

// Whatever way the content of an extension is kept, what it adds is written.
TEST_F(SchemaText, InheritedContentIsNotRepeated) {
    XmlComponent& base = complex("base");
    XmlComponent& base_group = group('S');
    place(base, base_group.id);
    XmlComponent& a = element("a", k_int);
    place(base_group, a.id, 0);
    place(base, attribute("at", k_string).id, 0);
    for (int way = 0; way < 4; ++way) {
        XmlComponent& more = add('K', "more" + std::to_string(way));
        more.derivation = 'X';
        more.base_id = base.id;
        XmlComponent& more_group = group('S');
        place(more, more_group.id);
        XmlComponent& copy = group('S');
        place(copy, element("a", k_int).id, 0);
        if (way == 1) place(more_group, base_group.id);
        if (way == 2) place(more_group, copy.id);
        if (way == 3) place(more_group, a.id, 0);
        place(more_group, element("b", k_int).id);
        if (way == 2) place(more, attribute("at", k_string).id, 0);
        place(more, attribute("bt", k_string).id, 0);
        element("m" + std::to_string(way), more.id, false);
    }
    for (const char* name : {"m0", "m1", "m2", "m3"}) {
        std::string tag = name;
        expect_valid("<" + tag + " xmlns='urn:a' at='' bt=''><a>1</a><b>2</b></" + tag + ">");
        expect_invalid("<" + tag + " xmlns='urn:a'><a>1</a><a>1</a><b>2</b></" + tag + ">");
    }
}

TEST_F(SchemaText, SeveralNamespacesImportEachOther) {
    set_.namespaces[{k_collection, 2}] = "urn:b";
    set_.namespaces[{k_collection, 3}] = "";
    set_.namespaces[{k_xml_system_collection, 3}] = "http://www.w3.org/XML/1998/namespace";
    XmlComponent& lang = add('A', "lang");
    lang.collection_id = k_xml_system_collection;
    lang.namespace_id = 3;
    XmlComponent& other = simple(k_int, "number");
    other.namespace_id = 2;
    XmlComponent& none = simple(k_int, "none");
    none.namespace_id = 3;
    XmlComponent& root = complex();
    XmlComponent& sequence = group('S');
    place(root, sequence.id);
    XmlComponent& local = element("n", other.id);
    local.qualified = false;
    place(sequence, local.id);
    place(sequence, element("m", none.id).id);
    place(root, lang.id, 0);
    element("root", root.id, false);
    EXPECT_EQ(split_schemas(text()).size(), 3u);
    expect_part("xmlns:ns5=\"urn:b\"");
    expect_part("<xsd:import namespace=\"urn:b\"/>");
    expect_part("<xsd:import/>");
    expect_part("<xsd:import namespace=\"http://www.w3.org/XML/1998/namespace\"/>");
    expect_part("<xsd:attribute ref=\"xml:lang\"/>");
    expect_part("type=\"none\"");
    set_.components[root.id].placements.pop_back();  // xmllint has no schema of the xml namespace
    expect_valid("<a:root xmlns:a='urn:a'><n>1</n><a:m>2</a:m></a:root>");
}

// Unqualified local names belong to no namespace, which is no schema for that.
TEST_F(SchemaText, NoNamespaceWithoutComponentsIsNoSchema) {
    set_.namespaces[{k_collection, 2}] = "";
    element("e", k_string, false);
    EXPECT_EQ(split_schemas(text()).size(), 1u);
    set_.components.clear();
    EXPECT_EQ(split_schemas(text()).size(), 1u);
}

TEST_F(SchemaText, Wildcards) {
    XmlComponent& root = complex();
    XmlComponent& sequence = group('S');
    place(root, sequence.id);
    XmlComponent& listed = add('W');
    listed.namespaces = {"urn:a", "", "urn:x"};
    listed.detail = 'L';
    place(sequence, listed.id, 0, 1);
    XmlComponent& any = add('W');
    any.status = k_xml_wildcard_not;
    any.detail = 'P';
    XmlComponent& end = element("end", k_int);
    place(sequence, end.id);
    XmlComponent& other = complex("other");
    XmlComponent& others = group('S');
    place(other, others.id);
    place(others, any.id, 0, k_xml_unbounded);
    element("root", root.id, false);
    expect_part(
        "<xsd:any minOccurs=\"0\" namespace=\"##targetNamespace ##local urn:x\" "
        "processContents=\"lax\"/>");
    expect_part("<xsd:any minOccurs=\"0\" maxOccurs=\"unbounded\" processContents=\"skip\"/>");
    set_.components[listed.id].namespaces = {"urn:x"};
    expect_valid("<root xmlns='urn:a'><x xmlns='urn:x'/><end>1</end></root>");
    expect_invalid("<root xmlns='urn:a'><x xmlns='urn:y'/><end>1</end></root>");
    EXPECT_TRUE(notes_.empty());
    set_.components[listed.id].namespaces.clear();
    expect_part("<xsd:any minOccurs=\"0\" namespace=\"##other\" processContents=\"lax\"/>");
    EXPECT_EQ(notes_.size(), 1u);
}

TEST_F(SchemaText, ComponentsThatMakeNoSchemaAreErrors) {
    XmlComponent& type = complex("type");
    XmlComponent& a = group('S');
    place(type, a.id);
    place(a, a.id);  // a group in itself
    EXPECT_THROW(text(), FormatError);
    set_.components[a.id].placements = {};
    place(set_.components[a.id], 1);  // not there
    EXPECT_THROW(text(), FormatError);
    set_.components[a.id].placements = {};
    set_.components[a.id].detail = 'x';
    EXPECT_THROW(text(), FormatError);
    set_.components[a.id].detail = 'S';
    EXPECT_NO_THROW(text());
    facet(simple(k_string, "s"), "??", "1");
    EXPECT_THROW(text(), FormatError);
}

// Groups inside groups, twice each: the text would double with every level.
TEST_F(SchemaText, SizeIsBounded) {
    XmlComponent& type = complex("type");
    XmlComponent* at = &group('S');
    place(type, at->id);
    for (int level = 0; level < 60; ++level) {
        XmlComponent& inner = group('S');
        place(*at, inner.id);
        place(*at, inner.id);
        at = &inner;
    }
    EXPECT_THROW(text(), FormatError);
}

// The same of attribute groups without a name, which write nothing by themselves; and of copies.
TEST_F(SchemaText, TimeIsBounded) {
    XmlComponent& base = complex("base");
    XmlComponent* one = &group('S');
    place(base, one->id);
    XmlComponent& type = add('K', "type");
    type.derivation = 'X';
    type.base_id = base.id;
    XmlComponent& outer = group('S');
    place(type, outer.id);
    XmlComponent* other = &group('S');
    place(outer, other->id);
    XmlComponent* attributes = &add('G');
    place(type, attributes->id);
    for (int level = 0; level < 7; ++level) {
        XmlComponent& next_one = group('S');
        XmlComponent& next_other = group('S');
        XmlComponent& next_attributes = add('G');
        for (int i = 0; i < 20; ++i) {
            place(*one, next_one.id);
            place(*other, next_other.id);
            place(*attributes, next_attributes.id);
        }
        one = &next_one;
        other = &next_other;
        attributes = &next_attributes;
    }
    EXPECT_THROW(text(), FormatError);
    base.placements.clear();
    outer.placements.clear();
    EXPECT_THROW(text(), FormatError);
}

}  // namespace
}  // namespace gantry::catalog
