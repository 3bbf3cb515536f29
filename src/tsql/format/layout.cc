// What stands between tokens, and blanks between them.

#include "tsql/format/layout.h"

#include <algorithm>

#include "base/utf.h"

namespace gantry::tsql::format {
namespace {

size_t block_comment_end(std::string_view text, size_t at) {
    int depth = 0;  // comments nest
    for (size_t i = at; i + 1 < text.size(); ++i) {
        if (text[i] == '/' && text[i + 1] == '*') {
            ++depth, ++i;
        } else if (text[i] == '*' && text[i + 1] == '/') {
            ++i;
            if (--depth == 0) return i + 1;
        }
    }
    return text.size();
}

// Comments between two tokens. `first` is true before the text's first token.
void read_gap(std::string_view text, size_t from, size_t to, bool first, Piece& piece) {
    int newlines = first ? 1 : 0;
    bool anything = !first;  // empty lines at the start of the text go
    for (size_t i = from; i < to;) {
        const bool line = text.substr(i, 2) == "--";
        if (!line && text.substr(i, 2) != "/*") {
            if (text[i] == '\n') ++newlines;
            ++i;
            continue;
        }
        size_t end = line ? std::min(text.find('\n', i), to) : block_comment_end(text, i);
        const size_t next = end;
        while (line && static_cast<unsigned char>(text[end - 1]) <= ' ')
            --end;
        Comment comment;
        comment.offset = uint32_t(i);
        comment.length = uint32_t(end - i);
        comment.line = line;
        comment.own_line = newlines > 0;
        comment.blank_before = anything && newlines > 1;
        piece.comments.push_back(comment);
        anything = true;
        newlines = 0;
        i = next;
    }
    piece.blank_before = anything && newlines > 1;
}

bool is_word_like(const Token& token) {
    switch (token.kind) {
        case TokenKind::word:
        case TokenKind::bracketed:
        case TokenKind::quoted:
        case TokenKind::variable:
        case TokenKind::global:
        case TokenKind::pseudo:
        case TokenKind::sqlcmd:
            return true;
        default:
            return false;
    }
}

bool is_number(const Token& token) {
    return token.kind == TokenKind::integer || token.kind == TokenKind::decimal ||
           token.kind == TokenKind::real || token.kind == TokenKind::binary ||
           token.kind == TokenKind::money;
}

bool glued(const Layout& layout, uint32_t i) {
    using enum TokenKind;
    const Piece& piece = layout.pieces[i];
    const Token& a = layout.pieces[i - 1].token;
    const Token& b = piece.token;
    const bool adjacent = a.end() == b.offset;
    // What is put in for a variable may continue a word.
    if (a.kind == sqlcmd || b.kind == sqlcmd) return adjacent;
    if (a.kind == lbrace || b.kind == rbrace) return true;
    if (a.kind == dot || b.kind == dot) return !is_number(a);
    if (a.kind == double_colon || b.kind == double_colon) return true;
    if (b.kind == comma || b.kind == semicolon || b.kind == rparen || b.kind == colon) return true;
    if (a.kind == lparen) return true;
    if (layout.pieces[i - 1].sign) return b.kind != minus && b.kind != plus;
    if (a.kind == bang || a.kind == invalid || b.kind == invalid) return adjacent;
    if (b.kind == percent && !piece.operator_of_two) return true;  // FILEGROWTH = 10%
    if (a.kind == arrow || b.kind == arrow) return adjacent;
    if (b.kind == word && is_number(a)) return adjacent;  // 10MB
    if (b.kind == lparen && is_word_like(a)) {
        return adjacent && !(a.kind == word && a.reserved);
    }
    return false;
}

}  // namespace

uint32_t Layout::at(uint32_t offset) const {
    const auto found = std::lower_bound(
        pieces.begin(), pieces.end() - 1, offset,
        [](const Piece& piece, uint32_t wanted) { return piece.token.offset < wanted; });
    return uint32_t(found - pieces.begin());
}

Layout read_layout(std::string_view text, const ParseOptions& options) {
    Layout layout;
    layout.text = text;
    std::vector<Token> tokens;
    std::vector<Diagnostic> ignored;
    tokenize(text, options, tokens, ignored);
    const size_t count = tokens.size() - k_end_tokens;
    layout.pieces.resize(count + 1);
    layout.match.assign(count + 1, k_none);
    std::vector<uint32_t> open;
    size_t position = 0;
    for (size_t i = 0; i <= count; ++i) {
        Piece& piece = layout.pieces[i];
        piece.token = tokens[i];
        const size_t start = i == count ? text.size() : tokens[i].offset;
        read_gap(text, position, start, i == 0, piece);
        position = tokens[i].end();
        if (tokens[i].kind == TokenKind::lparen) open.push_back(uint32_t(i));
        if (tokens[i].kind == TokenKind::rparen && !open.empty()) {
            layout.match[i] = open.back();
            layout.match[open.back()] = uint32_t(i);
            open.pop_back();
        }
    }
    return layout;
}

void set_spaces(Layout& layout) {
    for (uint32_t i = 1; i < layout.size(); ++i) {
        Piece& piece = layout.pieces[i];
        piece.glue = piece.glue || glued(layout, i);
    }
}

}  // namespace gantry::tsql::format
