#include "types/xml_writer.h"

namespace gantry::types {
namespace {

constexpr std::string_view k_xmlns_uri = "http://www.w3.org/2000/xmlns/";

bool is_declaration(const XmlName& name) {
    return name.uri == k_xmlns_uri || name.prefix == "xmlns" ||
           (name.prefix.empty() && name.local == "xmlns");
}

// "p" of xmlns:p, nothing of xmlns.
std::string_view declared_prefix(const XmlName& name) {
    return name.prefix == "xmlns" ? name.local : std::string_view();
}

std::string_view white_space_entity(char c) {
    switch (c) {
        case '\t':
            return "&#x09;";
        case '\n':
            return "&#x0A;";
        case '\r':
            return "&#x0D;";
        default:
            return "&#x20;";
    }
}

}  // namespace

// A qualified name may lack either part: xmlns without a local name is the default namespace.
void XmlWriter::name(const XmlName& name) {
    out_ += name.prefix;
    if (!name.prefix.empty() && !name.local.empty()) out_ += ':';
    out_ += name.local;
}

void XmlWriter::escaped(std::string_view text, bool attribute) {
    size_t plain = 0;
    auto replace = [&](size_t at, std::string_view with) {
        out_.append(text, plain, at - plain);
        out_ += with;
        plain = at + 1;
    };
    for (size_t i = 0; i < text.size(); ++i) {
        switch (text[i]) {
            case '&':
                replace(i, "&amp;");
                break;
            case '<':
                replace(i, "&lt;");
                break;
            case '>':
                replace(i, "&gt;");
                break;
            case '\r':
                replace(i, "&#x0D;");
                break;
            case '"':
                if (attribute) replace(i, "&quot;");
                break;
            case '\n':
            case '\t':
                if (attribute) replace(i, white_space_entity(text[i]));
                break;
            default:
                break;
        }
    }
    out_.append(text, plain);
}

// A text node of nothing but white space gets its last character as an entity, so that a parser
// which drops such nodes keeps it.
void XmlWriter::flush_text() {
    if (text_.empty()) return;
    if (text_.find_first_not_of(" \t\n\r") == std::string::npos) {
        char last = text_.back();
        text_.pop_back();
        escaped(text_, false);
        out_ += white_space_entity(last);
    } else {
        escaped(text_, false);
    }
    text_.clear();
}

void XmlWriter::bind(std::string_view prefix, std::string_view uri) {
    std::string_view& bound = namespaces_[prefix];
    undo_.push_back({prefix, bound, open_.size()});
    bound = uri;
}

void XmlWriter::require_namespace(const XmlName& name, bool attribute) {
    if (name.prefix == "xml" || is_declaration(name)) return;
    if (name.prefix.empty() && attribute) return;          // in no namespace
    if (name.uri.empty() && !name.prefix.empty()) return;  // nothing a declaration could say
    auto found = namespaces_.find(name.prefix);
    std::string_view bound = found == namespaces_.end() ? std::string_view() : found->second;
    if (bound == name.uri) return;
    out_ += name.prefix.empty() ? " xmlns" : " xmlns:";
    out_ += name.prefix;
    out_ += "=\"";
    escaped(name.uri, true);
    out_ += '"';
    bind(name.prefix, name.uri);
}

void XmlWriter::end_attribute() {
    if (!in_attribute_) return;
    out_ += '"';
    in_attribute_ = false;
    if (!in_declaration_) return;
    in_declaration_ = false;
    declared_.push_back(std::move(declaration_));
    declaration_.clear();
    bind(declared_prefix(tag_attributes_.back()), declared_.back());
}

// Ends the attributes; the tag's ">" or "/>" is still to come.
void XmlWriter::close_tag() {
    end_attribute();
    require_namespace(open_.back(), false);
    for (const XmlName& attribute : tag_attributes_)
        require_namespace(attribute, true);
    tag_attributes_.clear();
    in_tag_ = false;
}

void XmlWriter::content() {
    if (in_tag_) {
        close_tag();
        out_ += '>';
    }
    flush_text();
}

void XmlWriter::start_element(const XmlName& element) {
    content();
    open_.push_back(element);
    out_ += '<';
    name(element);
    in_tag_ = true;
}

void XmlWriter::end_element() {
    if (in_tag_) {
        close_tag();
        out_ += "/>";
    } else {
        flush_text();
        out_ += "</";
        name(open_.back());
        out_ += '>';
    }
    while (!undo_.empty() && undo_.back().depth == open_.size()) {
        namespaces_[undo_.back().prefix] = undo_.back().uri;
        undo_.pop_back();
    }
    open_.pop_back();
}

void XmlWriter::start_attribute(const XmlName& attribute) {
    end_attribute();
    out_ += ' ';
    name(attribute);
    out_ += "=\"";
    tag_attributes_.push_back(attribute);
    in_attribute_ = true;
    in_declaration_ = is_declaration(attribute);
}

// The tag stays open: an end may follow, and then it has no content.
void XmlWriter::end_attributes() {
    end_attribute();
}

void XmlWriter::text(std::string_view text) {
    if (in_attribute_) {
        if (in_declaration_) declaration_ += text;
        escaped(text, true);
    } else if (in_cdata_) {
        out_ += text;
    } else {
        if (in_tag_) content();
        text_ += text;
    }
}

void XmlWriter::comment(std::string_view text) {
    content();
    out_ += "<!--";
    out_ += text;
    out_ += "-->";
}

void XmlWriter::instruction(std::string_view target, std::string_view data) {
    content();
    out_ += "<?";
    out_ += target;
    if (!data.empty()) out_ += ' ';
    out_ += data;
    out_ += "?>";
}

void XmlWriter::start_cdata() {
    if (in_cdata_) return;
    content();
    out_ += "<![CDATA[";
    in_cdata_ = true;
}

void XmlWriter::end_cdata() {
    if (in_cdata_) out_ += "]]>";
    in_cdata_ = false;
}

void XmlWriter::raw(std::string_view markup) {
    content();
    out_ += markup;
}

void XmlWriter::finish() {
    flush_text();
}

}  // namespace gantry::types
