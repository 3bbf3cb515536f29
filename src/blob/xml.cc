#include "blob/xml.h"

#include <algorithm>
#include <charconv>
#include <pugixml.hpp>

#include "base/error.h"
#include "base/utf.h"
#include "blob/base64.h"

namespace gantry::blob {
namespace {

constexpr size_t k_entries_max = 5000;
constexpr size_t k_blocks_max = 100'000;  // committed or uncommitted
constexpr size_t k_name_bytes_max = 4096;
constexpr size_t k_marker_bytes_max = 16 << 10;
constexpr size_t k_code_bytes_max = 64;

pugi::xml_document load(std::string_view xml, const char* what) {
    pugi::xml_document document;
    pugi::xml_parse_result result = document.load_buffer(
        xml.data(), xml.size(), pugi::parse_default & ~pugi::parse_eol, pugi::encoding_utf8);
    if (!result)
        throw FormatError(std::string("the service's ") + what +
                          " is no XML: " + result.description());
    return document;
}

std::string_view text_of(const pugi::xml_node& parent, const char* name) {
    return parent.child(name).text().get();
}

uint64_t size_of(std::string_view text, const char* what) {
    uint64_t value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value > (uint64_t(1) << 53))
        throw FormatError(std::string("the service's ") + what + " holds a size that is none");
    return value;
}

// Names that XML cannot hold come percent-encoded and say so.
std::string name_of(const pugi::xml_node& node) {
    std::string_view text = node.text().get();
    if (text.empty() || text.size() > k_name_bytes_max || !is_valid_utf8(text))
        throw FormatError("the service's list holds a blob without a usable name");
    if (!node.attribute("Encoded").as_bool()) return std::string(text);
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        unsigned value = 0;
        if (text[i] == '%' && i + 2 < text.size() &&
            std::from_chars(&text[i + 1], &text[i + 3], value, 16).ptr == &text[i + 3]) {
            out += char(value);
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

BlobItem item_of(const pugi::xml_node& node) {
    BlobItem item;
    item.name = name_of(node.child("Name"));
    pugi::xml_node properties = node.child("Properties");
    item.properties.size = size_of(text_of(properties, "Content-Length"), "list");
    item.properties.etag = text_of(properties, "Etag");
    // Lists give it bare, If-Match wants the quotes.
    if (!item.properties.etag.empty() && item.properties.etag.front() != '"')
        item.properties.etag = '"' + item.properties.etag + '"';
    item.properties.last_modified = text_of(properties, "Last-Modified");
    item.properties.kind = blob_kind(text_of(properties, "BlobType"));
    item.properties.content_md5 = md5_of_base64(text_of(properties, "Content-MD5"));
    return item;
}

std::vector<BlobBlock> blocks_of(const pugi::xml_node& parent) {
    std::vector<BlobBlock> out;
    for (const pugi::xml_node& node : parent.children("Block")) {
        if (out.size() == k_blocks_max)
            throw FormatError("the service's block list is longer than it can be");
        out.push_back(
            {std::string(text_of(node, "Name")), size_of(text_of(node, "Size"), "block list")});
    }
    return out;
}

}  // namespace

BlobKind blob_kind(std::string_view text) {
    if (text == "BlockBlob") return BlobKind::block;
    if (text == "PageBlob") return BlobKind::page;
    if (text == "AppendBlob") return BlobKind::append;
    return BlobKind::other;
}

Bytes md5_of_base64(std::string_view text) {
    std::optional<Bytes> bytes = from_base64(text);
    return bytes && bytes->size() == 16 ? *bytes : Bytes();
}

BlobList parse_list_xml(std::string_view xml) {
    pugi::xml_document document = load(xml, "list");
    pugi::xml_node root = document.child("EnumerationResults");
    pugi::xml_node blobs = root.child("Blobs");
    if (!root || !blobs) throw FormatError("the service's list is not one of blobs");
    BlobList out;
    for (const pugi::xml_node& node : blobs.children()) {
        if (out.items.size() + out.prefixes.size() == k_entries_max)
            throw FormatError("the service's list has more than 5,000 entries on one page");
        std::string_view kind = node.name();
        if (kind == "Blob") out.items.push_back(item_of(node));
        if (kind == "BlobPrefix") out.prefixes.push_back(name_of(node.child("Name")));
    }
    out.next_marker = text_of(root, "NextMarker");
    if (out.next_marker.size() > k_marker_bytes_max)
        throw FormatError("the service's list has a marker that is too long");
    return out;
}

BlobBlockList parse_block_list_xml(std::string_view xml) {
    pugi::xml_document document = load(xml, "block list");
    pugi::xml_node root = document.child("BlockList");
    if (!root) throw FormatError("the service's block list is none");
    return {blocks_of(root.child("CommittedBlocks")), blocks_of(root.child("UncommittedBlocks"))};
}

std::string block_list_xml(const std::vector<std::string>& block_ids) {
    std::string out = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<BlockList>\n";
    for (const std::string& id : block_ids)
        out += "<Latest>" + id + "</Latest>\n";
    return out + "</BlockList>\n";
}

std::string parse_error_xml(std::string_view xml) {
    pugi::xml_document document;
    if (!document.load_buffer(xml.data(), xml.size(), pugi::parse_default, pugi::encoding_utf8))
        return {};
    std::string code = document.child("Error").child("Code").text().get();
    bool plain =
        code.size() <= k_code_bytes_max && std::all_of(code.begin(), code.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        });
    return plain ? code : std::string();
}

}  // namespace gantry::blob
