// The one XML schema collection that every database has, sys.sys, put together from its rows.

#include <gtest/gtest.h>

#include "catalog/database_image.h"
#include "catalog/model_parts.h"
#include "catalog/sample_files.h"
#include "catalog/xml_schema_test_tools.h"
#include "catalog/xml_schema_text.h"

namespace gantry::catalog {
namespace {

constexpr const char* k_sqltypes = "http://schemas.microsoft.com/sqlserver/2004/sqltypes";
constexpr const char* k_xml = "http://www.w3.org/XML/1998/namespace";

class SystemSchemas : public testing::TestWithParam<const char*> {};

TEST_P(SystemSchemas, ArePutTogether) {
    GANTRY_NEED_SAMPLES();
    auto image = DatabaseImage::open({sample(GetParam())});
    SystemCatalog catalog(image->pages());
    ModelSources sources(catalog);
    XmlSchemaSet set = read_xml_schemas(sources);
    ASSERT_GE(set.components.size(), 90u);
    std::string text = xml_schema_text(set, k_xml_system_collection, k_sqltypes).text;
    // As the published sqltypes.xsd has them.
    for (const char* part :
         {"<xsd:complexType name=\"xml\" mixed=\"true\">",
          "<xsd:any minOccurs=\"0\" maxOccurs=\"unbounded\" processContents=\"skip\"/>",
          "<xsd:list itemType=\"tns:sqlCompareOptionsEnum\"/>",
          "<xsd:enumeration value=\"UniqueIdentifier\"/>", "<xsd:maxLength value=\"8\"/>",
          "<xsd:attribute name=\"sqlDbType\"", "<xsd:attribute name=\"maxLength\"",
          "<xsd:restriction base=\"xsd:decimal\">", "<xsd:totalDigits value=\"19\"/>"}) {
        std::string wanted = part;
        size_t tns = wanted.find("tns:");
        if (tns != std::string::npos) wanted.replace(tns, 4, "sqltypes:");
        EXPECT_NE(text.find(wanted), std::string::npos) << wanted << "\n" << text;
    }
    std::string xml = xml_schema_text(set, k_xml_system_collection, k_xml).text;
    EXPECT_NE(xml.find("<xsd:attribute name=\"lang\" type=\"xsd:language\"/>"), std::string::npos)
        << xml;
    if (!have_xmllint()) GTEST_SKIP() << "no xmllint";
    std::map<std::string, std::string> schemas = split_schemas(text + xml);
    ASSERT_EQ(schemas.size(), 2u);
    // Neither declares an element: that is what must be said, not that the schema is wrong.
    for (const auto& [uri, one] : schemas) {
        std::string said = validate(schemas, uri, "<a/>");
        EXPECT_NE(said.find("No matching global declaration"), std::string::npos) << said;
        EXPECT_EQ(said.find("Schemas parser error"), std::string::npos) << said;
    }
}

INSTANTIATE_TEST_SUITE_P(Samples, SystemSchemas,
                         testing::Values("full/2005-northwind.bak", "datafiles-2008/pubs.mdf",
                                         "full/2012-pubs.bak", "full/2016-tsqlv4-compressed.bak",
                                         "full/2022-library-compressed.bak"),
                         [](const auto& info) {
                             std::string name = info.param;
                             for (char& c : name) {
                                 if (!isalnum(uint8_t(c))) c = '_';
                             }
                             return name;
                         });

}  // namespace
}  // namespace gantry::catalog
