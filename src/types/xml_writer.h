#pragma once
// XML text from a sequence of events, by the rules of "Define the serialization of XML data" in
// SQL Server's documentation. Declares a namespace that a name uses and no attribute declared.
// Internal to binary_xml.cc. Views given to it must live as long as the writer.

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gantry::types {

struct XmlName {
    std::string_view prefix;
    std::string_view local;
    std::string_view uri;
};

class XmlWriter {
  public:
    // Appends to `out`, `size_max` bytes at most.
    XmlWriter(std::string& out, size_t size_max) : out_(out), size_max_(out.size() + size_max) {}

    size_t depth() const { return open_.size(); }
    bool in_tag() const { return in_tag_; }
    // The text grew beyond its bound; the caller stops.
    bool overflow() const { return out_.size() + text_.size() > size_max_; }

    void start_element(const XmlName& name);
    void end_element();                         // one must be open
    void start_attribute(const XmlName& name);  // in_tag() must hold
    void end_attributes();
    // Of the attribute that is open, else content. Empty text counts as content.
    void text(std::string_view text);
    void comment(std::string_view text);
    void instruction(std::string_view target, std::string_view data);
    void start_cdata();
    void end_cdata();
    // Markup as it is: a document type, text that is XML already.
    void raw(std::string_view markup);
    void finish();

  private:
    struct Binding {
        std::string_view prefix;
        std::string_view uri;  // before
        size_t depth;
    };

    void name(const XmlName& name);
    void end_attribute();
    void close_tag();
    void flush_text();
    void content();  // whatever follows is inside of the open element
    void escaped(std::string_view text, bool attribute);
    void require_namespace(const XmlName& name, bool attribute);
    void bind(std::string_view prefix, std::string_view uri);

    std::string& out_;
    size_t size_max_;
    std::vector<XmlName> open_;
    std::vector<XmlName> tag_attributes_;  // of the start tag that is open
    std::unordered_map<std::string_view, std::string_view> namespaces_;
    std::vector<Binding> undo_;
    std::deque<std::string> declared_;  // values of namespace declarations
    std::string text_;                  // content not written yet: all of a text node
    std::string declaration_;           // value of the declaration being read
    bool in_tag_ = false;
    bool in_attribute_ = false;
    bool in_declaration_ = false;
    bool in_cdata_ = false;
};

}  // namespace gantry::types
