#include "catalog/column_set.h"

#include <cstdio>

#include "base/utf.h"
#include "types/export_text.h"

namespace gantry::catalog {

using types::TypeId;

namespace {

void append_base64(ByteSpan bytes, std::string& out) {
    static constexpr char k_letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t at = 0; at < bytes.size(); at += 3) {
        size_t count = std::min<size_t>(3, bytes.size() - at);
        uint32_t bits = 0;
        for (size_t i = 0; i < 3; ++i)
            bits = bits << 8 | (i < count ? bytes[at + i] : 0u);
        for (size_t i = 0; i < 4; ++i)
            out.push_back(i <= count ? k_letters[bits >> (18 - 6 * i) & 63] : '=');
    }
}

void append_escaped(std::string_view text, std::string& out) {
    for (char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '\r':
                out += "&#x0D;";
                break;
            default:
                out.push_back(c);
        }
    }
}

// One digit, the type's digits behind the point, an exponent of three digits.
void append_float(double value, int digits, std::string& out) {
    char text[40];
    std::snprintf(text, sizeof text, "%.*e", digits, value);
    std::string_view all(text);
    size_t exponent = all.find('e');
    if (exponent == std::string_view::npos) {  // not a number that SQL Server has
        out += all;
        return;
    }
    out += all.substr(0, exponent + 2);
    std::string_view number = all.substr(exponent + 2);
    out.append(3 - std::min<size_t>(3, number.size()), '0');
    out += number;
}

void append_date_time(ByteSpan bytes, const types::SqlType& type, std::string& out) {
    std::string text = types::export_text(bytes, type);
    size_t blank = text.find(' ');
    if (blank != std::string::npos) text[blank] = 'T';
    // "+02:00" follows without a blank; a datetime shows no fraction that is 0.
    size_t second = text.find(' ');
    if (second != std::string::npos) text.erase(second, 1);
    bool is_datetime = type.id == TypeId::datetime;
    if (is_datetime && text.ends_with(".000")) text.resize(text.size() - 4);
    out += text;
}

void append_value(ByteSpan bytes, const types::SqlType& type, std::string& out) {
    if (types::is_binary(type.id)) {
        append_base64(bytes, out);
    } else if (type.id == TypeId::float_ && bytes.size() == 8) {
        append_float(std::bit_cast<double>(load_le<uint64_t>(bytes.data())), 15, out);
    } else if (type.id == TypeId::real && bytes.size() == 4) {
        append_float(std::bit_cast<float>(load_le<uint32_t>(bytes.data())), 7, out);
    } else if (types::is_date_time(type.id)) {
        append_date_time(bytes, type, out);
    } else if (type.id == TypeId::xml) {
        out += types::export_text(bytes, type);
    } else {
        append_escaped(types::export_text(bytes, type), out);
    }
}

bool starts_name(uint16_t unit) {
    return (unit >= 'A' && unit <= 'Z') || (unit >= 'a' && unit <= 'z') || unit == '_' ||
           unit >= 0xC0;
}

bool continues_name(uint16_t unit) {
    return starts_name(unit) || (unit >= '0' && unit <= '9') || unit == '-' || unit == '.' ||
           unit == 0xB7;
}

}  // namespace

std::string xml_element_name(std::string_view utf8) {
    Bytes units = utf8_to_utf16le(utf8);
    Bytes out;
    auto put = [&](uint16_t unit) {
        out.push_back(uint8_t(unit));
        out.push_back(uint8_t(unit >> 8));
    };
    for (size_t at = 0; at + 1 < units.size(); at += 2) {
        uint16_t unit = load_le<uint16_t>(units.data() + at);
        bool kept = at == 0 ? starts_name(unit) : continues_name(unit);
        // "_x" must not be read back as the start of such a code.
        bool next_is_x = at + 3 < units.size() && load_le<uint16_t>(units.data() + at + 2) == 'x';
        if (kept && !(unit == '_' && next_is_x)) {
            put(unit);
            continue;
        }
        char code[8];
        std::snprintf(code, sizeof code, "_x%04X_", unit);
        for (const char* c = code; *c != 0; ++c)
            put(uint8_t(*c));
    }
    return utf16le_to_utf8(out);
}

std::optional<std::string> column_set_text(const Table& table, const RowView& row) {
    std::optional<std::string> out;
    std::vector<size_t> columns = stored_columns(table);
    for (size_t i = 0; i < columns.size() && i < row.size(); ++i) {
        const Column& column = table.columns[columns[i]];
        if (!column.sparse || row[i].null) continue;
        if (!out) out.emplace();
        std::string name = xml_element_name(column.name);
        *out += "<" + name + ">";
        append_value(row[i].bytes(), column.type, *out);
        *out += "</" + name + ">";
    }
    return out;
}

}  // namespace gantry::catalog
