#include "catalog/xml_schema_names.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/utf.h"

namespace gantry::catalog {
namespace {

constexpr std::string_view k_xml_namespace = "http://www.w3.org/XML/1998/namespace";
constexpr std::string_view k_sqltypes = "http://schemas.microsoft.com/sqlserver/2004/sqltypes";
constexpr size_t k_text_bytes_max = size_t{8} << 20;

}  // namespace

XmlSchemaNames::XmlSchemaNames(std::string target) : target_(std::move(target)) {
    prefixes_[std::string(k_xsd_namespace)] = "xsd";
    prefixes_[std::string(k_xml_namespace)] = "xml";
    prefixes_[std::string(k_sqltypes)] = "sqltypes";
    if (!target_.empty()) prefixes_.emplace(target_, "tns");
}

std::string XmlSchemaNames::qualified(const std::string& uri, const std::string& name) {
    used_.insert(uri);
    if (uri.empty()) return name;
    auto [found, is_new] = prefixes_.emplace(uri, "");
    if (is_new) found->second = fmt::format("ns{}", prefixes_.size());
    return found->second + ":" + name;
}

std::string XmlSchemaNames::declarations() const {
    std::string out = xml_attribute("xmlns:xsd", k_xsd_namespace);
    for (const auto& [uri, prefix] : prefixes_) {
        // xml is bound already and must not be bound anew to another name.
        if (prefix == "xsd" || prefix == "xml") continue;
        if (uri == target_ || used_.count(uri) != 0) out += xml_attribute("xmlns:" + prefix, uri);
    }
    return out;
}

std::string XmlSchemaNames::imports() const {
    std::string out;
    for (const std::string& uri : used_) {
        if (uri == target_ || uri == k_xsd_namespace) continue;
        out += fmt::format("  <xsd:import{}/>\n",
                           uri.empty() ? std::string() : xml_attribute("namespace", uri));
    }
    return out;
}

void XmlTags::line(std::string_view before, std::string_view tag, std::string_view attributes,
                   std::string_view after) {
    if (out_.size() > k_text_bytes_max) {
        throw FormatError("the text of an XML schema collection gets too large");
    }
    out_.append(size_t(depth_) * 2, ' ');
    out_ += fmt::format("{}xsd:{}{}{}\n", before, tag, attributes, after);
}

void XmlTags::open(std::string_view tag, std::string_view attributes) {
    line("<", tag, attributes, ">");
    ++depth_;
}

void XmlTags::close(std::string_view tag) {
    --depth_;
    line("</", tag, {}, ">");
}

void XmlTags::empty(std::string_view tag, std::string_view attributes) {
    line("<", tag, attributes, "/>");
}

std::string xml_attribute(std::string_view name, std::string_view value) {
    std::string out = fmt::format(" {}=\"", name);
    if (!is_valid_utf8(value)) {
        throw FormatError(fmt::format("a value of {} in an XML schema is no text", name));
    }
    for (char c : value) {
        if (c == '&') {
            out += "&amp;";
        } else if (c == '<') {
            out += "&lt;";
        } else if (c == '>') {
            out += "&gt;";
        } else if (c == '"') {
            out += "&quot;";
        } else if (c == '\t' || c == '\n' || c == '\r') {
            // Written plain, attributes turn them into blanks.
            out += fmt::format("&#{};", int(c));
        } else if (uint8_t(c) < 0x20) {
            throw FormatError(fmt::format("a value of {} in an XML schema has the character {:#x}",
                                          name, int(c)));
        } else {
            out += c;
        }
    }
    return out + '"';
}

}  // namespace gantry::catalog
