#include "pg/executor.h"

namespace gantry::pg {
namespace {

std::string quote_doubling(std::string_view text, char quote) {
    std::string out(1, quote);
    for (char c : text) {
        if (c == quote) out += quote;
        out += c;
    }
    out += quote;
    return out;
}

}  // namespace

std::string quote_identifier(std::string_view name) {
    return quote_doubling(name, '"');
}

std::string quote_literal(std::string_view text) {
    return quote_doubling(text, '\'');
}

std::string quote_conninfo(std::string_view value) {
    std::string out = "'";
    for (char c : value) {
        if (c == '\'' || c == '\\') out += '\\';
        out += c;
    }
    out += '\'';
    return out;
}

}  // namespace gantry::pg
