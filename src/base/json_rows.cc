#include "base/json_rows.h"

#include <fmt/core.h>

#include <cmath>

#include "base/utf.h"

namespace gantry {

namespace {

constexpr char32_t k_replacement = 0xFFFD;

void append_text(std::string_view text, std::string& out) {
    out += '"';
    for (size_t at = 0; at < text.size();) {
        char c = text[at];
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
            ++at;
        } else if (uint8_t(c) < 0x20) {
            if (c != '\0') out += fmt::format("\\u{:04x}", int(c));
            ++at;
        } else if (uint8_t(c) < 0x80) {
            out += c;
            ++at;
        } else {
            size_t before = at;
            char32_t point = next_code_point(text, at);
            if (at == before) ++at;
            bool valid = is_valid_utf8(text.substr(before, at - before));
            bool half = point >= 0xD800 && point <= 0xDFFF;
            append_utf8(valid && !half ? point : k_replacement, out);
        }
    }
    out += '"';
}

}  // namespace

void JsonRows::begin() {
    text_ += text_.empty() ? "[{" : "},{";
    first_in_row_ = true;
}

void JsonRows::add_word(std::string_view key, std::string_view word) {
    if (!first_in_row_) text_ += ',';
    first_in_row_ = false;
    append_text(key, text_);
    text_ += ':';
    text_ += word;
}

void JsonRows::add(std::string_view key, std::string_view value) {
    add_word(key, {});
    append_text(value, text_);
}

void JsonRows::add(std::string_view key, double value) {
    add_word(key, std::isfinite(value) ? fmt::format("{}", value) : "null");
}

std::string JsonRows::take() {
    std::string out = text_.empty() ? "[" : std::move(text_) + "}";
    text_.clear();
    first_in_row_ = true;
    return out + "]";
}

}  // namespace gantry
