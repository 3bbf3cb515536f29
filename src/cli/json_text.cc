#include "cli/json_text.h"

#include <fmt/format.h>

#include "base/utf.h"

namespace gantry::cli {

std::string json_string(std::string_view text) {
    std::string out = "\"";
    for (size_t position = 0; position < text.size();) {
        const char32_t c = next_code_point(text, position);
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                if (c < 0x20 || c == 0x7F || (c >= 0xD800 && c <= 0xDFFF)) {
                    out += fmt::format("\\u{:04x}", uint32_t(c));
                } else {
                    append_utf8(c, out);
                }
        }
    }
    return out + '"';
}

}  // namespace gantry::cli
