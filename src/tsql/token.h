#pragma once
// Tokens of T-SQL text and the lexer that makes them. The whole text is cut at once: the parser
// looks ahead freely. 16 bytes a token; texts are ranges of the source and decoded on demand.

#include <cstdint>
#include <string_view>
#include <vector>

#include "tsql/arena.h"
#include "tsql/parser.h"
#include "tsql/words.h"

namespace gantry::tsql {

enum class TokenKind : uint8_t {
    end,
    word,          // a plain name or keyword: Token::word says which keyword
    bracketed,     // [name]
    quoted,        // "name" with QUOTED_IDENTIFIER ON
    string,        // 'text', and "text" with QUOTED_IDENTIFIER OFF
    national,      // N'text'
    integer,
    decimal,
    real,
    money,
    binary,
    variable,      // @name
    global,        // @@name
    pseudo,        // $action, $identity ...
    sqlcmd,        // $(name) left in the text: stands for a name
    lparen, rparen, lbrace, rbrace, comma, semicolon, dot, colon, double_colon,
    plus, minus, star, slash, percent, ampersand, pipe, caret, tilde, concat,
    shift_left, shift_right,
    equal, less, greater, less_equal, greater_equal, not_equal, bang_equal, not_less, not_greater,
    bang,
    plus_equal, minus_equal, star_equal, slash_equal, percent_equal, ampersand_equal, pipe_equal,
    caret_equal, concat_equal,
    arrow,         // -> of MATCH
    invalid,       // a character no token starts with
};

struct Token {
    uint32_t offset = 0;
    uint32_t length = 0;
    uint32_t line = 0;
    Word word = Word::None;
    TokenKind kind = TokenKind::end;
    bool reserved = false;  // at the compatibility level asked for

    uint32_t end() const { return offset + length; }
};

// Cuts `text` (at most 4 GB) into tokens; the vector ends with k_end_tokens tokens of kind end so
// that a short look ahead needs no check. Unclosed strings, comments and brackets are reported and
// end the token list there.
constexpr size_t k_end_tokens = 8;
void tokenize(std::string_view text, const ParseOptions& options, std::vector<Token>& tokens,
              std::vector<Diagnostic>& diagnostics);

// The value of a string, quoted or bracketed token: delimiters off, doubled ones undone, backslash
// line continuations removed. Copies into the arena only when something has to change.
std::string_view decode_token(std::string_view text, const Token& token, Arena& arena);

}  // namespace gantry::tsql
