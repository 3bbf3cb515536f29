#pragma once
// Puts an XML schema collection together again from its components: one xsd:schema element for each
// namespace, as CREATE XML SCHEMA COLLECTION takes them. The schema is equivalent to the original,
// not the same text: comments, annotations and prefixes are not kept by SQL Server either.
//
// Pure function of its input, thread-safe. The components come from a file and may say anything:
// recursion and size are bounded. Throws FormatError, naming the component, when they make no
// schema.

#include "catalog/xml_schema_set.h"

namespace gantry::catalog {

struct XmlSchemaText {
    std::string text;
    std::vector<std::string> notes;  // what the text leaves out, for a warning
};

XmlSchemaText xml_schema_text(const XmlSchemaSet& set, int32_t collection_id);
// One namespace of it, "" being no namespace.
XmlSchemaText xml_schema_text(const XmlSchemaSet& set, int32_t collection_id,
                              const std::string& uri);

}  // namespace gantry::catalog
