#pragma once
// Internal to src/tsql/format: a batch's tokens with what stands between them and where lines may
// break. plan.cc and its fellows mark places while they walk the tree; writer.cc makes the text.

#include <cstdint>
#include <string_view>
#include <vector>

#include "tsql/format.h"
#include "tsql/token.h"

namespace gantry::tsql::format {

constexpr uint32_t k_none = UINT32_MAX;

struct Comment {
    uint32_t offset = 0;
    uint32_t length = 0;
    bool line = false;          // -- to the line's end
    bool own_line = false;      // nothing but blanks before it on its line
    bool blank_before = false;  // an empty line before it
};

enum class BreakKind : uint8_t {
    soft,  // when the group is broken
    fill,  // when what follows, up to the group's next break, doesn't fit on the line
    hard,  // always
};

struct Piece {
    Token token;
    std::vector<Comment> comments;  // before the token
    bool blank_before = false;      // an empty line before it (after its comments)
    bool keep_blank = false;        // such empty lines stay: a statement starts here
    bool glue = false;              // no blank before it
    bool keyword = false;           // its case may change
    bool add_semicolon = false;     // after it
    bool operator_of_two = false;   // of a binary expression
    bool sign = false;              // of a unary expression
    // The place to break before the token.
    uint32_t group = k_none;
    BreakKind kind = BreakKind::soft;
    uint8_t indent = 0;   // levels from the group's
    bool closes = false;  // comments before it belong to what it closes: one level deeper
};

// Tokens first .. last - 1, on one line when they fit.
struct Group {
    uint32_t first = 0;
    uint32_t last = 0;
};

struct Layout {
    std::string_view text;
    std::vector<Piece> pieces;    // the last is the end of the text
    std::vector<uint32_t> match;  // of parentheses: the other one's index; else k_none
    std::vector<Group> groups;    // outer ones before inner ones that start at the same token

    uint32_t size() const { return uint32_t(pieces.size() - 1); }
    std::string_view source(const Token& token) const {
        return text.substr(token.offset, token.length);
    }
    // Index of the first token at or after a byte offset.
    uint32_t at(uint32_t offset) const;
};

// Tokens and comments of the text; spaces as they follow from the tokens alone.
Layout read_layout(std::string_view text, const ParseOptions& options);
// Marks everything that needs the tree.
void plan(Layout& layout, const ParseResult& result, const FormatOptions& options);
// After plan(): blanks between tokens.
void set_spaces(Layout& layout);
std::string write(Layout& layout, const FormatOptions& options, std::string_view line_end);

}  // namespace gantry::tsql::format
