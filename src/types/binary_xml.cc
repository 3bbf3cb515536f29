// The tokens of binary XML. Names are given once and numbered from 1 after that; a qualified name
// is three of them; elements, attributes and values follow as they stand in the document.

#include "types/binary_xml.h"

#include <fmt/format.h>

#include <deque>
#include <vector>

#include "base/error.h"
#include "types/xml_values.h"
#include "types/xml_writer.h"

namespace gantry::types {
namespace {

enum Token : uint8_t {  // MS-BINXML 2.2
    k_xml_declaration = 0xFE,
    k_encoding = 0xFD,
    k_document_type = 0xFC,
    k_system = 0xFB,
    k_public = 0xFA,
    k_subset = 0xF9,
    k_element = 0xF8,
    k_end_element = 0xF7,
    k_attribute = 0xF6,
    k_end_attributes = 0xF5,
    k_instruction = 0xF4,
    k_comment = 0xF3,
    k_cdata = 0xF2,
    k_end_cdata = 0xF1,
    k_name = 0xF0,
    k_qualified_name = 0xEF,
    k_xml_text = 0xED,
    k_nest = 0xEC,
    k_end_nest = 0xEB,
    k_extension = 0xEA,
    k_flush_names = 0xE9,
    k_qname_value = 0x8C,
};

constexpr size_t k_max_depth = 4096;  // SQL Server's own is 128
constexpr size_t k_max_nested_documents = 32;
// A tag of a few bytes may stand for a long name, but not for ever.
constexpr size_t k_text_per_byte = 256;
constexpr size_t k_text_bytes_free = 1 << 20;

class Decoder {
  public:
    Decoder(ByteSpan bytes, std::string& out)
        : in_(bytes), writer_(out, k_text_bytes_free + bytes.size() * k_text_per_byte) {}

    void run() {
        header();
        while (!in_.at_end()) {
            token(in_.u8());
            if (in_.failed()) fail("end of the bytes");
            if (writer_.overflow()) fail("size of the text");
        }
        if (writer_.depth() != 0) fail("an element without end");
        writer_.finish();
    }

  private:
    struct Tables {
        std::vector<std::string_view> names;
        std::vector<XmlName> qualified;
        size_t depth = 0;  // of the elements around the document
    };

    [[noreturn]] void fail(std::string_view what) const {
        throw FormatError(fmt::format("binary XML is malformed at byte {}: {}", in_.position(),
                                      what));
    }

    // Signature, version, code page 1200, and a declaration that SQL Server does not give back.
    void header() {
        if (in_.u8() != 0xDF || in_.u8() != 0xFF) fail("signature");
        uint8_t version = in_.u8();
        if (version != 1 && version != 2) fail("version");
        if (in_.u16() != 1200) fail("encoding (UTF-16 expected)");
        if (peek() != k_xml_declaration) return;
        in_.u8();
        string();
        if (peek() == k_encoding) {
            in_.u8();
            string();
        }
        if (in_.u8() > 2) fail("standalone");
    }

    uint8_t peek() const {
        ByteReader copy = in_;
        return copy.u8();
    }

    std::string string() {
        std::string out;
        append_xml_string(in_, out);
        if (in_.failed()) fail("text length");
        return out;
    }

    std::string_view name() {
        uint64_t id = read_multi_byte(in_);
        if (id > tables_.names.size()) fail("name number");
        return id == 0 ? std::string_view() : tables_.names[size_t(id - 1)];
    }
    const XmlName& qualified_name() {
        uint64_t id = read_multi_byte(in_);
        if (id == 0 || id > tables_.qualified.size()) fail("qualified name number");
        return tables_.qualified[size_t(id - 1)];
    }

    void define_name() { tables_.names.push_back(strings_.emplace_back(string())); }
    void define_qualified_name() {
        XmlName out;
        out.uri = name();
        out.prefix = name();
        out.local = name();
        tables_.qualified.push_back(out);
    }

    void token(uint8_t token) {
        if (token < 0xE0 || token == k_xml_text) return content(token);
        if (token == k_name) return define_name();
        if (token == k_qualified_name) return define_qualified_name();
        after_typed_ = false;
        switch (token) {
            case k_element:
                if (writer_.depth() == k_max_depth) fail("depth");
                writer_.start_element(qualified_name());
                return;
            case k_end_element:
                if (writer_.depth() == tables_.depth) fail("end of an element that is not open");
                writer_.end_element();
                return;
            case k_attribute:
                if (!writer_.in_tag()) fail("attribute outside of a tag");
                writer_.start_attribute(qualified_name());
                return;
            case k_end_attributes:
                if (!writer_.in_tag()) fail("end of attributes outside of a tag");
                writer_.end_attributes();
                return;
            case k_instruction: {
                std::string_view target = name();
                writer_.instruction(target, string());
                return;
            }
            case k_comment: writer_.comment(string()); return;
            case k_cdata:
                writer_.start_cdata();
                writer_.text(string());
                return;
            case k_end_cdata: writer_.end_cdata(); return;
            case k_document_type: document_type(); return;
            case k_nest: nest(); return;
            case k_end_nest: end_nest(); return;
            case k_extension: in_.skip(size_t(read_multi_byte(in_))); return;
            case k_flush_names:
                tables_.names.clear();
                tables_.qualified.clear();
                return;
            default: fail(fmt::format("token {:02X} is not known", token));
        }
    }

    void content(uint8_t token) {
        value_.clear();
        if (token == k_xml_text) {
            after_typed_ = false;
            return xml_text();
        }
        XmlValueKind kind = XmlValueKind::typed;
        if (token == k_qname_value) {
            const XmlName& value = qualified_name();
            value_ += value.prefix;
            if (!value.prefix.empty()) value_ += ':';
            value_ += value.local;
        } else {
            kind = append_xml_value(token, in_, value_);
        }
        if (kind == XmlValueKind::none) fail(fmt::format("token {:02X} is not known", token));
        if (in_.failed()) fail("value");
        // Items of a list type, as xs:NMTOKENS, stand apart.
        if (kind == XmlValueKind::typed && after_typed_) writer_.text(" ");
        writer_.text(value_);
        after_typed_ = kind == XmlValueKind::typed;
    }

    // XML in its text form, in the place of content; its own declaration is left out.
    void xml_text() {
        std::string text = string();
        std::string_view rest = text;
        if (rest.starts_with("<?xml ")) {
            size_t end = rest.find("?>");
            rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 2);
        }
        writer_.raw(rest);
    }

    void document_type() {
        std::string out = "<!DOCTYPE " + string();
        std::string system;
        std::string public_id;
        if (peek() == k_system) {
            in_.u8();
            system = string();
        }
        if (peek() == k_public) {
            in_.u8();
            public_id = string();
        }
        if (!public_id.empty()) {
            out += " PUBLIC \"" + public_id + "\" \"" + system + "\"";
        } else if (!system.empty()) {
            out += " SYSTEM \"" + system + "\"";
        }
        if (peek() == k_subset) {
            in_.u8();
            out += " [" + string() + "]";
        }
        writer_.raw(out + ">");
    }

    // A document inside of content, with tables of its own.
    void nest() {
        if (outer_.size() == k_max_nested_documents) fail("depth of documents");
        outer_.push_back(std::move(tables_));
        tables_ = Tables{};
        tables_.depth = writer_.depth();
        header();
    }
    void end_nest() {
        if (outer_.empty() || writer_.depth() != tables_.depth) fail("end of a document");
        tables_ = std::move(outer_.back());
        outer_.pop_back();
    }

    ByteReader in_;
    std::deque<std::string> strings_;  // what names and the writer's views point into
    Tables tables_;
    std::vector<Tables> outer_;
    std::string value_;
    XmlWriter writer_;
    bool after_typed_ = false;
};

}  // namespace

void append_binary_xml_text(ByteSpan binary, std::string& out) {
    if (!binary.empty()) Decoder(binary, out).run();
}

}  // namespace gantry::types
