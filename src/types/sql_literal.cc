#include "types/sql_literal.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <iterator>

#include "base/error.h"
#include "base/utf.h"
#include "types/binary_xml.h"
#include "types/collation.h"
#include "types/export_text.h"
#include "types/stored_value.h"
#include "types/vector_text.h"

namespace gantry::types {
namespace {

// "GO" alone in a line, with a count perhaps: some tools end a batch there even inside of a string.
bool is_go_line(std::string_view line) {
    size_t at = line.find_first_not_of(" \t");
    if (at == std::string_view::npos || !ascii_iequals(line.substr(at, 2), "go")) return false;
    return line.find_first_not_of(" \t\r0123456789", at + 2) == std::string_view::npos;
}

bool has_go_line(std::string_view text) {
    size_t at = 0;
    while (at < text.size()) {
        size_t end = std::min(text.find('\n', at), text.size());
        if (is_go_line(text.substr(at, end - at))) return true;
        at = end + 1;
    }
    return false;
}

bool has_surrogate(std::string_view text) {
    for (size_t i = text.find('\xED'); i != std::string_view::npos; i = text.find('\xED', i + 1)) {
        if (i + 1 < text.size() && uint8_t(text[i + 1]) >= 0xA0) return true;
    }
    return false;
}

// Text that a script in a file cannot hold inside of quotes.
bool needs_binary(std::string_view text) {
    if (std::memchr(text.data(), 0, text.size()) != nullptr) return true;
    if (text.find('\n') != std::string_view::npos) {
        // T-SQL joins a line that ends in a backslash with the next one.
        if (text.find("\\\n") != std::string_view::npos) return true;
        if (text.find("\\\r\n") != std::string_view::npos) return true;
        if (has_go_line(text)) return true;
    }
    return text.find("$(") != std::string_view::npos || has_surrogate(text);
}

// Makes a literal of the text that `out` holds from `at` on.
void quote_tail(size_t at, std::string& out) {
    std::string_view text = std::string_view(out).substr(at);
    if (text.empty()) {
        out += "N''";
        return;
    }
    if (needs_binary(text)) {
        Bytes utf16 = utf8_to_utf16le(text);
        out.resize(at);
        out += "CAST(";
        append_hex(utf16, out);
        out += " AS nvarchar(max))";
        return;
    }
    if (text.find('\'') == std::string_view::npos) {
        out.insert(at, "N'");
        out += '\'';
        return;
    }
    std::string copy(text);
    out.resize(at);
    out += "N'";
    for (char c : copy) {
        if (c == '\'') out += '\'';
        out += c;
    }
    out += '\'';
}

void append_float_literal(double value, std::string& out) {
    if (!std::isfinite(value)) {
        throw Error("a float that is not a finite number has no literal in T-SQL",
                    "export the table as csv or jsonl");
    }
    fmt::format_to(std::back_inserter(out), "{:.16E}", value);
}

void append_date_time_literal(ByteSpan storage, const SqlType& type, std::string& out) {
    out += "CAST('";
    append_date_time(stored_date_time(storage, type), type, 'T', out);
    out += "' AS ";
    out += type_name(type);
    out += ')';
}

// CAST keeps the collation of a text, so it is said inside: the code page of the result is right.
void append_variant_literal(ByteSpan storage, std::string& out) {
    StoredVariant variant = stored_variant(storage);
    SqlType type = variant.type;
    if (is_date_time(type.id)) return append_date_time_literal(variant.value, type, out);
    out += "CAST(";
    append_sql_literal(variant.value, type, out);
    if (is_character(type.id)) {
        std::string collation = collation_name(type.collation);
        if (!collation.empty()) out += " COLLATE " + collation;
    }
    // A column cannot be declared with length 0, but a variant of an empty text has it.
    if (type.length == 0)
        type.length = type.id == TypeId::nchar || type.id == TypeId::nvarchar ? 2 : 1;
    out += " AS " + type_name(type) + ")";
}

void append_xml_literal(ByteSpan storage, std::string& out) {
    out += "CONVERT(xml, ";
    size_t at = out.size();
    append_binary_xml_text(storage, out);
    // Style 1 keeps white space; a document type needs style 2 as well.
    bool has_dtd = out.find("<!DOCTYPE", at) != std::string::npos;
    quote_tail(at, out);
    out += has_dtd ? ", 3)" : ", 1)";
}

}  // namespace

void append_text_literal(std::string_view text, std::string& out) {
    size_t at = out.size();
    out += text;
    quote_tail(at, out);
}

void append_sql_literal(ByteSpan storage, const SqlType& type, std::string& out) {
    if (is_vector(type)) {
        out += "CAST('";
        append_vector_text(storage, VectorStyle::shortest, out);
        out += fmt::format("' AS vector({}))", vector_count(storage));
        return;
    }
    switch (type.id) {
        case TypeId::real:
            // As a double: its 17 digits read back to the same double, which is exactly the real.
            return append_float_literal(std::bit_cast<float>(stored_as<uint32_t>(storage, type)),
                                        out);
        case TypeId::float_:
            return append_float_literal(std::bit_cast<double>(stored_as<uint64_t>(storage, type)),
                                        out);
        case TypeId::date:
        case TypeId::time:
        case TypeId::datetime2:
        case TypeId::datetimeoffset:
        case TypeId::datetime:
        case TypeId::smalldatetime:
            return append_date_time_literal(storage, type, out);
        case TypeId::uniqueidentifier:
            out += '\'';
            append_export_text(storage, type, out);
            out += '\'';
            return;
        case TypeId::char_:
        case TypeId::varchar:
        case TypeId::text:
        case TypeId::nchar:
        case TypeId::nvarchar:
        case TypeId::ntext: {
            size_t at = out.size();
            append_stored_text(storage, type, out);
            return quote_tail(at, out);
        }
        case TypeId::xml:
            return append_xml_literal(storage, out);
        case TypeId::clr: {
            bool builtin = type.user_type >= k_hierarchyid && type.user_type <= k_geography;
            if (builtin) out += "CAST(";
            append_hex(storage, out);
            if (builtin) out += " AS " + std::string(base_type_name(type)) + ")";
            return;
        }
        case TypeId::sql_variant:
            return append_variant_literal(storage, out);
        default:
            append_export_text(storage, type, out);
    }
}

}  // namespace gantry::types
