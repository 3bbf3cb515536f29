#pragma once
// A light scan of stored T-SQL: enough to find the names in it and to replace the name in its
// header. Not a parser (src/tsql lies above this folder). Never fails: what it does not know is a
// symbol, an open string or comment ends with the text.

#include <string>
#include <string_view>
#include <vector>

namespace gantry::catalog::script {

enum class TokenKind : uint8_t { word, quoted_name, variable, string, number, symbol };

struct Token {
    TokenKind kind = TokenKind::symbol;
    size_t offset = 0;
    size_t length = 0;
    std::string_view text;  // as written

    // A name without its brackets or quotes; other tokens as written.
    std::string value() const;
    bool is_name() const { return kind == TokenKind::word || kind == TokenKind::quoted_name; }
    bool is(char symbol) const {
        return kind == TokenKind::symbol && length == 1 && text[0] == symbol;
    }
    bool is_word(std::string_view upper) const;
    size_t end() const { return offset + length; }
};

// Comments and blanks are left out. The tokens point into `text`.
std::vector<Token> scan_tokens(std::string_view text, bool quoted_identifier = true);

// A name of one to four parts, as `a.b` or `[a].[b]`; empty parts for `a..b`.
struct NamePath {
    std::vector<std::string> parts;
    size_t first_token = 0;  // index of the first token of the name
    size_t last_token = 0;
    bool call = false;  // a parenthesis follows
};

std::vector<NamePath> names_in(const std::vector<Token>& tokens);

}  // namespace gantry::catalog::script
