#pragma once
// Checks of schema texts in tests: split into one file a namespace, imports pointed at the files,
// each compiled by xmllint. Without xmllint nothing is checked but a caller can say so.

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

namespace gantry::catalog {

inline bool have_xmllint() {
    static const bool found = std::system("xmllint --version >/dev/null 2>&1") == 0;
    return found;
}

// The schemas of a text by target namespace.
inline std::map<std::string, std::string> split_schemas(const std::string& text) {
    std::map<std::string, std::string> out;
    constexpr std::string_view k_end = "</xsd:schema>\n";
    for (size_t at = 0; at < text.size();) {
        size_t end = text.find(k_end, at);
        if (end == std::string::npos) break;
        std::string one = text.substr(at, end + k_end.size() - at);
        at = end + k_end.size();
        std::string head = one.substr(0, one.find('>'));
        size_t target = head.find(" targetNamespace=\"");
        std::string uri;
        if (target != std::string::npos) {
            target += std::string_view(" targetNamespace=\"").size();
            uri = head.substr(target, head.find('"', target) - target);
        }
        out[uri] = one;
    }
    return out;
}

// What xmllint says of `document` (or of an empty one, that the schema is compiled at all) against
// the schema of namespace `uri`; "valid", or its messages.
inline std::string validate(std::map<std::string, std::string> schemas, const std::string& uri,
                            const std::string& document) {
    char pattern[] = "/tmp/gantry_xsd_XXXXXX";
    if (mkdtemp(pattern) == nullptr) return "no directory";
    std::string directory = pattern;
    auto file_of = [&](const std::string& of) {
        size_t index = size_t(std::distance(schemas.begin(), schemas.find(of)));
        return "schema" + std::to_string(index) + ".xsd";
    };
    for (auto& [of, text] : schemas) {
        for (const auto& [other, unused] : schemas) {
            std::string import = other.empty() ? std::string("<xsd:import")
                                               : "<xsd:import namespace=\"" + other + "\"";
            size_t at = text.find(import + "/>");
            if (at == std::string::npos) continue;
            text.insert(at + import.size(), " schemaLocation=\"" + file_of(other) + "\"");
        }
        std::ofstream(directory + "/" + file_of(of)) << text;
    }
    std::ofstream(directory + "/document.xml") << document;
    std::string command = "cd " + directory + " && xmllint --nonet --noout --schema " +
                          file_of(uri) + " document.xml >messages 2>&1";
    int result = std::system(command.c_str());
    std::stringstream messages;
    messages << std::ifstream(directory + "/messages").rdbuf();
    std::system(("rm -r " + directory).c_str());
    return result == 0 ? "valid" : messages.str();
}

}  // namespace gantry::catalog
