// Binary XML of xml columns (MS-BINXML): a stream of tokens after the signature DF FF. Names are
// defined on the way and numbered from 1; values are typed. Written back as text without an
// encoding declaration, as SQL Server returns xml.
//
// Read: elements, attributes, namespaces, comments, processing instructions, CDATA and the value
// types below. Any other token is a FormatError that names it and its place.

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "base/code_page.h"
#include "base/error.h"
#include "base/utf.h"
#include "types/convert.h"
#include "types/pg_binary.h"

namespace gantry::types {
namespace {

enum Token : uint8_t {  // MS-BINXML 2.2
    k_xml_declaration = 0xFE,
    k_encoding = 0xFD,
    k_element = 0xF8,
    k_end_element = 0xF7,
    k_attribute = 0xF6,
    k_end_attributes = 0xF5,
    k_instruction = 0xF4,
    k_comment = 0xF3,
    k_cdata = 0xF2,
    k_cdata_end = 0xF1,
    k_name = 0xF0,
    k_qname = 0xEF,
    k_nest = 0xEC,
    k_nest_end = 0xEB,
    k_extension = 0xEA,
    k_flush = 0xE9,
};

constexpr size_t k_max_depth = 4096;

class Decoder {
  public:
    explicit Decoder(ByteSpan bytes) : in_(bytes) {}

    std::string run() {
        if (in_.u8() != 0xDF || in_.u8() != 0xFF) fail("signature");
        uint8_t version = in_.u8();
        if (version != 1 && version != 2) fail("version");
        if (in_.u8() != 0xB0 || in_.u8() != 0x04) fail("encoding (UTF-16 expected)");
        while (!in_.at_end()) token();
        if (in_.failed() || !open_.empty()) fail("end");
        return std::move(out_);
    }

  private:
    [[noreturn]] void fail(std::string_view what) const {
        throw FormatError(fmt::format("binary XML is malformed at byte {}: {}", in_.position(),
                                      what));
    }

    uint32_t number() {  // 7 bits a byte, least significant first
        uint32_t value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            uint8_t byte = in_.u8();
            if (in_.failed()) fail("number");
            value |= uint32_t(byte & 0x7F) << shift;
            if ((byte & 0x80) == 0) return value;
        }
        fail("number");
    }

    std::string utf16() {
        uint64_t units = number();
        if (units * 2 > in_.remaining()) fail("text length");
        return utf16le_to_utf8(in_.take(size_t(units) * 2));
    }
    ByteSpan blob() {
        uint32_t size = number();
        if (size > in_.remaining()) fail("length");
        return in_.take(size);
    }

    const std::string& name(uint32_t id) const {
        if (id > names_.size()) fail("name number");
        static const std::string k_empty;
        return id == 0 ? k_empty : names_[id - 1];
    }

    void define_qname() {
        number();  // namespace URI: the xmlns attributes say it again
        const std::string& prefix = name(number());
        const std::string& local = name(number());
        qnames_.push_back(prefix.empty() ? local : local.empty() ? prefix : prefix + ":" + local);
    }
    const std::string& qname() {
        uint32_t id = number();
        if (id == 0 || id > qnames_.size()) fail("qualified name number");
        return qnames_[id - 1];
    }

    void close_start_tag() {
        end_attribute();
        if (in_tag_) out_ += '>';
        in_tag_ = false;
    }
    void end_attribute() {
        if (in_attribute_) out_ += '"';
        in_attribute_ = false;
    }

    void escaped(std::string_view text) {
        for (char c : text) {
            switch (c) {
                case '&': out_ += "&amp;"; break;
                case '<': out_ += "&lt;"; break;
                case '>': out_ += "&gt;"; break;
                case '\r': out_ += "&#x0D;"; break;
                case '"': out_ += in_attribute_ ? "&quot;" : "\""; break;
                case '\n': out_ += in_attribute_ ? "&#x0A;" : "\n"; break;
                case '\t': out_ += in_attribute_ ? "&#x09;" : "\t"; break;
                default: out_ += c;
            }
        }
    }
    void value(std::string_view text) {
        if (in_cdata_) {
            out_ += text;
            return;
        }
        if (!in_attribute_) close_start_tag();
        escaped(text);
    }

    void token() {
        uint8_t token = in_.u8();
        switch (token) {
            case k_name: names_.push_back(utf16()); return;
            case k_qname: define_qname(); return;
            case k_element: {
                close_start_tag();
                if (open_.size() == k_max_depth) fail("depth");
                open_.push_back(qname());
                out_ += "<" + open_.back();
                in_tag_ = true;
                return;
            }
            case k_attribute:
                if (!in_tag_) fail("attribute outside a tag");
                end_attribute();
                out_ += " " + qname() + "=\"";
                in_attribute_ = true;
                return;
            case k_end_attributes: close_start_tag(); return;
            case k_end_element:
                if (open_.empty()) fail("end of an element that is not open");
                end_attribute();
                if (in_tag_ || ends_start_tag_of_last()) {
                    if (!in_tag_) out_.pop_back();
                    out_ += "/>";
                    in_tag_ = false;
                } else {
                    out_ += "</" + open_.back() + ">";
                }
                open_.pop_back();
                return;
            case k_comment:
                close_start_tag();
                out_ += "<!--" + utf16() + "-->";
                return;
            case k_instruction: {
                close_start_tag();
                std::string target = name(number());
                std::string data = utf16();
                out_ += "<?" + target + (data.empty() ? "" : " ") + data + "?>";
                return;
            }
            case k_cdata:
                close_start_tag();
                out_ += "<![CDATA[" + utf16();
                in_cdata_ = true;
                return;
            case k_cdata_end:
                out_ += "]]>";
                in_cdata_ = false;
                return;
            case k_xml_declaration:  // the declaration is not kept by SQL Server
                utf16();
                if (!in_.at_end()) skip_encoding_and_standalone();
                return;
            case k_nest:
            case k_nest_end:
            case k_flush: return;
            case k_extension: blob(); return;
            default: typed_value(token);
        }
    }

    void skip_encoding_and_standalone() {
        uint8_t next = in_.u8();
        if (next == k_encoding) {
            utf16();
            next = in_.u8();
        }
        if (next > 2) fail("standalone");
    }

    // "<a>" directly before: the element is empty.
    bool ends_start_tag_of_last() const {
        return out_.ends_with("<" + open_.back() + ">") && !out_.ends_with("/>");
    }

    void number_value(const Value& v, int style = k_default_style) {
        value(convert(v, nvarchar_type(k_max_length, 0), style, false).text());
    }
    Value stored(std::string_view type, size_t size) {
        ByteSpan bytes = in_.take(size);
        if (in_.failed()) fail("value");
        return value_from_storage(bytes, *type_by_name(type));
    }

    // MS-BINXML 2.3.3: values of SQL types.
    void typed_value(uint8_t token) {
        switch (token) {
            case 0x01: return number_value(stored("smallint", 2));
            case 0x02: return number_value(stored("int", 4));
            case 0x03: return value(fmt::format("{}", stored("real", 4).real()));
            case 0x04: return value(fmt::format("{}", stored("float", 8).real()));
            case 0x05: return number_value(stored("money", 8), 2);
            case 0x06: return value(in_.u8() != 0 ? "true" : "false");
            case 0x07: return number_value(stored("tinyint", 1));
            case 0x08: return number_value(stored("bigint", 8));
            case 0x09: return number_value(stored("uniqueidentifier", 16));
            case 0x0A:
            case 0x0B: return decimal();
            case 0x0D:
            case 0x10: return value(code_page_to_utf8(code_page_blob(), page_));
            case 0x0E:
            case 0x11: return value(utf16());
            case 0x12: return date_time("datetime", 8);
            case 0x13: return date_time("smalldatetime", 4);
            case 0x14: return number_value(stored("smallmoney", 4), 2);
            default: fail(fmt::format("token {:02X} is not known", token));
        }
    }

    void decimal() {
        uint32_t size = in_.u8();
        SqlType type = decimal_type(38, 0);
        type.precision = in_.u8();
        type.scale = in_.u8();
        if (size < 3 || type.precision > 38 || type.scale > type.precision) fail("decimal");
        ByteSpan bytes = in_.take(size - 2);
        if (in_.failed()) fail("decimal");
        value(to_text(value_from_storage(bytes, type)));
    }

    ByteSpan code_page_blob() {
        uint32_t size = number();
        page_ = uint16_t(in_.u32());
        if (!is_known_code_page(page_)) fail("code page");
        if (size < 4 || size - 4 > in_.remaining()) fail("length");
        return in_.take(size - 4);
    }

    void date_time(std::string_view type, size_t size) {
        Bytes bytes(size);
        ByteSpan raw = in_.take(size);
        if (in_.failed()) fail("value");
        // Days come first here, the time first on a page.
        std::copy(raw.begin() + long(size / 2), raw.end(), bytes.begin());
        std::copy(raw.begin(), raw.begin() + long(size / 2), bytes.begin() + long(size / 2));
        number_value(value_from_storage(bytes, *type_by_name(type)), 126);
    }

    ByteReader in_;
    std::string out_;
    std::vector<std::string> names_;
    std::vector<std::string> qnames_;
    std::vector<std::string> open_;
    uint16_t page_ = 1252;
    bool in_tag_ = false;
    bool in_attribute_ = false;
    bool in_cdata_ = false;
};

}  // namespace

std::string binary_xml_to_text(ByteSpan binary) {
    if (binary.empty()) return {};
    return Decoder(binary).run();
}

}  // namespace gantry::types
