// Groups, breaks and lists; the walk over the tree.

#include "tsql/format/plan.h"

#include <algorithm>
#include <numeric>

namespace gantry::tsql::format {

uint32_t Planner::back_to(uint32_t from, Word wanted) const {
    constexpr uint32_t k_near = 40;
    for (uint32_t i = from; i-- > 0 && from - i < k_near;) {
        if (word(i) == wanted && kind(i) == TokenKind::word) return i;
    }
    return k_none;
}

uint32_t Planner::forward_to(uint32_t from, uint32_t end, Word wanted) const {
    for (uint32_t i = from; i < end; ++i) {
        if (word(i) == wanted && kind(i) == TokenKind::word) return i;
        if (kind(i) == TokenKind::lparen && layout_.match[i] != k_none) i = layout_.match[i];
    }
    return k_none;
}

uint32_t Planner::new_group(uint32_t first, uint32_t last) {
    layout_.groups.push_back({first, std::max(last, first + 1)});
    return uint32_t(layout_.groups.size() - 1);
}

void Planner::mark(uint32_t i, uint32_t group, BreakKind kind, int indent, bool closes) {
    if (i == k_none || i >= layout_.size() || group == k_none) return;
    Piece& piece = layout_.pieces[i];
    if (piece.group != k_none) return;  // the outer one's
    piece.group = group;
    piece.kind = kind;
    piece.indent = uint8_t(indent);
    piece.closes = closes;
}

void Planner::commas(uint32_t first, uint32_t end, uint32_t group, BreakKind kind, int indent) {
    for (uint32_t i = first; i < end; ++i) {
        if (this->kind(i) == TokenKind::comma) {
            mark(options_.comma_first ? i : i + 1, group, kind, indent);
        } else if (this->kind(i) == TokenKind::lparen && layout_.match[i] != k_none) {
            i = layout_.match[i];
        }
    }
}

void Planner::list(uint32_t first, uint32_t end, int indent) {
    if (first >= end) return;
    const uint32_t group = new_group(first - 1, end);
    mark(first, group, BreakKind::soft, indent);
    commas(first, end, group, BreakKind::soft, indent);
}

void Planner::block_list(uint32_t open, bool always) {
    if (open == k_none || kind(open) != TokenKind::lparen) return;
    const uint32_t close = layout_.match[open];
    if (close == k_none || !planned_.insert(open).second) return;
    const BreakKind how = always ? BreakKind::hard : BreakKind::soft;
    const uint32_t group = new_group(open, close + 1);
    mark(open + 1, group, how, 1);
    commas(open + 1, close, group, how, 1);
    mark(close, group, how, 0, true);
}

void Planner::parentheses() {
    for (uint32_t open = 0; open < layout_.size(); ++open) {
        const uint32_t close = layout_.match[open];
        if (close == k_none || close <= open || planned_.contains(open)) continue;
        bool any = false;
        for (uint32_t i = open + 1; i < close && !any; ++i) {
            if (kind(i) == TokenKind::lparen && layout_.match[i] != k_none) i = layout_.match[i];
            any = kind(i) == TokenKind::comma;
        }
        if (!any) continue;
        const uint32_t group = new_group(open, close + 1);
        mark(open + 1, group, BreakKind::soft, 1);
        commas(open + 1, close, group, BreakKind::fill, 1);
        mark(close, group, BreakKind::soft, 0, true);
    }
}

void Planner::glue_open(uint32_t name_end) {
    if (name_end < layout_.size() && kind(name_end) == TokenKind::lparen) {
        // a$(b) would be a sqlcmd variable
        const Token& open = layout_.pieces[name_end].token;
        const std::string_view before = layout_.text.substr(0, open.offset);
        const size_t last = before.find_last_not_of(" \t\r\n");
        if (last != before.npos && before[last] == '$') return;
        layout_.pieces[name_end].glue = true;
    }
}

void Planner::batch(const List<const Statement*>& statements) {
    if (statements.empty()) return;
    const uint32_t group = new_group(0, layout_.size());
    statement_list(statements, group, 0);
    for (const Statement* statement : statements)
        walk(*statement, *this);
    parentheses();
}

bool Planner::enter(const Node& node) {
    if (!module(node) && !dml(node)) expression(node);
    return true;
}

namespace {

// Commas and semicolons stand directly behind what they end, before its comments; with commas first
// the other way around.
void move_comments(Layout& layout, bool comma_first,
                   const std::unordered_set<uint32_t>& statement_ends) {
    for (uint32_t i = 0; i < layout.size(); ++i) {
        Piece& piece = layout.pieces[i];
        Piece& next = layout.pieces[i + 1];
        const bool comma = piece.token.kind == TokenKind::comma;
        const bool semicolon =
            piece.token.kind == TokenKind::semicolon && statement_ends.contains(i);
        if (comma && comma_first) {
            piece.comments.insert(piece.comments.end(), next.comments.begin(), next.comments.end());
            next.comments.clear();
        } else if (comma || semicolon) {
            next.comments.insert(next.comments.begin(), piece.comments.begin(),
                                 piece.comments.end());
            piece.comments.clear();
        }
    }
}

// A semicolon that ends nothing, as in BEGIN ;WITH ..., goes with what follows.
void place_leading_semicolons(Layout& layout, const std::unordered_set<uint32_t>& ends) {
    for (uint32_t i = 0; i + 1 < layout.size(); ++i) {
        Piece& piece = layout.pieces[i];
        Piece& next = layout.pieces[i + 1];
        if (piece.token.kind != TokenKind::semicolon || next.group == k_none) continue;
        const bool after_semicolon =
            i > 0 && layout.pieces[i - 1].token.kind == TokenKind::semicolon;
        if (ends.contains(i) || after_semicolon || next.kind != BreakKind::hard) continue;
        piece.group = next.group;
        piece.kind = next.kind;
        piece.indent = next.indent;
        piece.keep_blank = next.keep_blank;
        next.group = k_none;
        next.glue = next.comments.empty();
    }
}

// Outer groups first; ones that start together keep their order only when it is that one.
void sort_groups(Layout& layout) {
    std::vector<uint32_t> order(layout.groups.size());
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
        const Group& x = layout.groups[a];
        const Group& y = layout.groups[b];
        return x.first != y.first ? x.first < y.first : x.last > y.last;
    });
    std::vector<Group> sorted;
    std::vector<uint32_t> place(order.size());
    for (uint32_t i = 0; i < order.size(); ++i) {
        sorted.push_back(layout.groups[order[i]]);
        place[order[i]] = i;
    }
    layout.groups = std::move(sorted);
    for (Piece& piece : layout.pieces) {
        if (piece.group != k_none) piece.group = place[piece.group];
    }
}

}  // namespace

void Planner::finish() {
    move_comments(layout_, options_.comma_first, statement_ends_);
    place_leading_semicolons(layout_, statement_ends_);
    sort_groups(layout_);
}

void plan(Layout& layout, const ParseResult& result, const FormatOptions& options) {
    Planner planner(layout, options);
    planner.batch(result.statements);
    planner.finish();
}

}  // namespace gantry::tsql::format
