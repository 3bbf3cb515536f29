// Rules about calls of built-in functions and about types.

#include <fmt/format.h>

#include <algorithm>

#include "assess/code_rules.h"
#include "assess/word_list.h"
#include "base/utf.h"

namespace gantry::assess {

using namespace tsql;

namespace {

// The server's function: a bare name, sys.name, or of master.
bool is_system_call(const ObjectName& name) {
    const std::string_view schema = name.schema();
    if (name.parts.size() == 1 || ascii_iequals(schema, "sys")) return true;
    return ascii_iequals(name.database(), "master") &&
           (schema.empty() || ascii_iequals(schema, "dbo"));
}

// column.PathName(): a method of a FILESTREAM column looks like a function of a schema.
bool is_filestream_method(const FunctionCall& node) {
    const std::string_view name = node.name.object();
    return node.name.parts.size() > 1 && node.arguments.size() <= 2 &&
           !ascii_iequals(node.name.schema(), "dbo") &&
           (ascii_iequals(name, "PathName") || ascii_iequals(name, "GetFileNamespacePath"));
}

constexpr std::string_view k_old_hashes = " md2 md4 md5 sha sha1 ";
// Properties of full-text search that mean nothing any more.
constexpr std::string_view k_full_text_properties =
    " logsize connecttimeout datatimeout resourceusage ";

}  // namespace

void CodeRules::function(const FunctionCall& node) {
    const std::string name = ascii_lower(node.name.object());
    if (is_filestream_method(node)) found("Gantry.FilestreamFunction", node, name);
    const std::string_view database = node.name.database();
    if (!database.empty() && node.name.parts.size() == 3 && !local_names_.contains(database)) {
        table_name(node, node.name);
    }
    if (!is_system_call(node.name)) {
        // An unqualified table function of the database's own is called so too; see is_own().
        return xml_method(node, name, node.arguments);
    }
    if (!is_own(node.name)) {
        for (const NamedRule& rule : rules_of_function(name))
            found(rule, node);
    }
    if (node.name.parts.size() != 1) return;
    if (name == "soundex" && crosses(110)) found("UR00108", node);
    if (name == "host_id" && crosses(110) &&
        (context_.indexed_view || text_.type == "computed column")) {
        found("UR00045", node);
    }
    std::string text;
    if (node.arguments.empty() || !literal_text(node.arguments[0], text)) text.clear();
    if (name == "serverproperty") {
        if (ascii_iequals(text, "LCID") && crosses(90)) found("UR00319", node);
        if (ascii_iequals(text, "EngineEdition") || ascii_iequals(text, "InstanceName")) {
            found("Gantry.ServerIdentity", node, text);
        }
    } else if (name == "hashbytes" && lists(k_old_hashes, ascii_lower(text))) {
        found("Gantry.Deprecated.HashAlgorithm", node, ascii_upper(text));
        if (crosses(130)) found("Gantry.Level130.HashAlgorithm", node, ascii_upper(text));
    } else if (name == "fulltextcatalogproperty" || name == "fulltextserviceproperty") {
        if (name == "fulltextcatalogproperty" && node.arguments.size() > 1) {
            text.clear();
            if (!literal_text(node.arguments[1], text)) return;
        }
        if (lists(k_full_text_properties, ascii_lower(text))) found("UR00039", node, text);
        if (ascii_iequals(text, "ItemCount") && crosses(110)) found("UR00036", node);
    }
}

void CodeRules::data_type(const DataType& node) {
    if (node.name.parts.size() != 1) return;
    const std::string name = ascii_lower(node.name.object());
    if (node.arguments.empty() && !node.is_max && (name == "varchar" || name == "nvarchar")) {
        found("UR00329", node);
    } else if (name == "text" || name == "ntext" || name == "image") {
        found("UR00306", node, name);
    } else if (name == "timestamp") {
        found("Gantry.Deprecated.Timestamp", node);
    } else if (crosses(110) &&
               (name == "geometry" || name == "geography" || name == "hierarchyid")) {
        found("UR00010", node, name);
    }
}

}  // namespace gantry::assess
