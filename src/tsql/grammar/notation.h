#pragma once
// The notation in which the syntax of administrative statements is written, close to that of the
// product documentation, and its compiled form.
//
//   CERTIFICATE            a keyword; ( ) = , . : :: * + - / and the like stand for themselves,
//                          '<=' in quotes when the notation has a meaning of its own for them
//   [ x ]                  optional
//   { a | b }              one of them, tried in order; | works inside [ ] and at the top too
//   x...                   once or more; [ x ]... any number of times
//   x,...                  once or more, with commas between
//   <label:kind>           a name or value; <kind> alone takes the kind as label, and <label> alone
//                          is a name
//   $rule                  a syntax of its own, by name (grammar/statements.h)
//
// Kinds: see Capture. Matching is ordered choice with backtracking over tokens; what a capture of
// kind expr, condition, type, query or item does wrong is final.

#include <string_view>
#include <vector>

#include "tsql/token.h"

namespace gantry::tsql {

enum class Capture : uint8_t {
    name,       // one identifier
    object,     // up to four parts
    principal,  // an identifier, or PUBLIC
    word,       // any word, reserved or not, kept as an unquoted name
    string,     // 'x' or N'x'
    integer,
    number,  // with a sign, a decimal point, an exponent
    binary,  // 0x...
    variable,
    literal,  // string, number or binary
    value,    // literal, variable or NULL
    expr,
    condition,
    type,
    query,
    item,  // of a select list
};

struct Pattern {
    enum class Kind : uint8_t {
        sequence,
        choice,
        optional,
        repeat,
        list,
        word,
        symbol,
        capture,
        rule
    };

    Kind kind = Kind::sequence;
    TokenKind symbol = TokenKind::end;
    Capture capture = Capture::name;
    Word word = Word::None;  // of a keyword the parser knows
    std::string_view text;   // the keyword, symbol, label or rule's name
    std::vector<Pattern> parts;
};

// The notation must outlive the pattern. A mistake in it is an assertion: it is our own text.
Pattern compile_notation(std::string_view notation);

}  // namespace gantry::tsql
