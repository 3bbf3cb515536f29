#pragma once
// Names and tags of a schema text that is being written: qualified names with the prefixes and
// imports they need, and elements with escaped attributes. Private to src/catalog.

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace gantry::catalog {

constexpr std::string_view k_xsd_namespace = "http://www.w3.org/2001/XMLSchema";

// Prefixes of one xsd:schema element.
class XmlSchemaNames {
  public:
    explicit XmlSchemaNames(std::string target);

    // "prefix:name"; remembers that the namespace is used.
    std::string qualified(const std::string& uri, const std::string& name);
    // xmlns attributes and, as elements, imports; complete when every name has been asked for.
    std::string declarations() const;
    std::string imports() const;
    const std::string& target() const { return target_; }

  private:
    std::string target_;
    std::map<std::string, std::string> prefixes_;
    std::set<std::string> used_;
};

// Elements with indentation. Throws FormatError for characters XML cannot have and when the text
// gets larger than any collection can be.
class XmlTags {
  public:
    explicit XmlTags(int depth) : depth_(depth) {}
    // `attributes` are ` name="value"` already.
    void open(std::string_view tag, std::string_view attributes = {});
    void close(std::string_view tag);
    void empty(std::string_view tag, std::string_view attributes = {});
    const std::string& text() const { return out_; }

  private:
    void line(std::string_view before, std::string_view tag, std::string_view attributes,
              std::string_view after);
    std::string out_;
    int depth_;
};

// ` name="value"`, escaped.
std::string xml_attribute(std::string_view name, std::string_view value);

}  // namespace gantry::catalog
