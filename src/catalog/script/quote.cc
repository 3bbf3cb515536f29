#include "catalog/script/quote.h"

namespace gantry::catalog::script {
namespace {

std::string enclosed(std::string_view text, std::string_view open, char close) {
    std::string out(open);
    out.reserve(text.size() + 4);
    for (char c : text) {
        out += c;
        if (c == close) out += c;
    }
    out += close;
    return out;
}

}  // namespace

std::string bracket(std::string_view name) {
    return enclosed(name, "[", ']');
}

std::string two_part(std::string_view schema, std::string_view name) {
    return bracket(schema) + "." + bracket(name);
}

std::string literal(std::string_view text) {
    return enclosed(text, "N'", '\'');
}

std::string ascii_literal(std::string_view text) {
    return enclosed(text, "'", '\'');
}

std::string hex(std::span<const uint8_t> bytes) {
    constexpr char k_digits[] = "0123456789ABCDEF";
    std::string out = "0x";
    out.reserve(2 + bytes.size() * 2);
    for (uint8_t byte : bytes) {
        out += k_digits[byte >> 4];
        out += k_digits[byte & 15];
    }
    return out;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
    std::string out;
    for (const std::string& part : parts) {
        if (!out.empty()) out += separator;
        out += part;
    }
    return out;
}

std::string one_line(std::string_view text) {
    std::string out;
    for (char c : text)
        out += c == '\n' || c == '\r' ? ' ' : c;
    return out;
}

}  // namespace gantry::catalog::script
