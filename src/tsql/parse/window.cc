// OVER and WINDOW, and what SQL Server checks of window functions while it parses.

#include <fmt/format.h>

#include "base/utf.h"
#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {
namespace {

struct WindowFunction {
    std::string_view name;
    bool ordered;       // OVER (ORDER BY ...) is a must
    bool framed;        // ROWS and RANGE may stand
    bool within_group;  // the order is WITHIN GROUP's
};

// Functions that need OVER ("Analytic functions", "Ranking functions").
constexpr WindowFunction k_functions[] = {
    {"ROW_NUMBER", true, false, false},
    {"RANK", true, false, false},
    {"DENSE_RANK", true, false, false},
    {"NTILE", true, false, false},
    {"LAG", true, false, false},
    {"LEAD", true, false, false},
    {"FIRST_VALUE", true, true, false},
    {"LAST_VALUE", true, true, false},
    {"CUME_DIST", true, false, false},
    {"PERCENT_RANK", true, false, false},
    {"PERCENTILE_CONT", false, false, true},
    {"PERCENTILE_DISC", false, false, true},
};

const WindowFunction* find_window_function(std::string_view name) {
    for (const WindowFunction& function : k_functions) {
        if (function.name.size() == name.size() && ascii_iequals(function.name, name)) {
            return &function;
        }
    }
    return nullptr;
}

}  // namespace

void Parser::check_window_function(const FunctionCall& call, const Token& first) {
    if (failed_) return;
    if (call.over != nullptr && call.quantifier == SetQuantifier::distinct) {
        fail_at(first, 10759, "Use of DISTINCT is not allowed with the OVER clause.");
        return;
    }
    if (call.name.parts.size() != 1 || call.within_graph_path) return;
    const WindowFunction* function = find_window_function(call.name.object());
    if (function == nullptr) return;
    const auto refuse = [&](int number, std::string_view what) {
        fail_at(first, number, fmt::format("The function '{}' {}", call.name.object(), what));
    };
    if (call.over == nullptr) {
        refuse(10753, "must have an OVER clause.");
    } else if (function->within_group && call.within_group.empty()) {
        refuse(10754, "must have a WITHIN GROUP clause.");
    } else if (function->ordered && !call.over->window && call.over->order_by.empty()) {
        refuse(4112, "must have an OVER clause with ORDER BY.");
    } else if (function->within_group && !call.over->order_by.empty()) {
        refuse(10758, "may not have ORDER BY in OVER clause.");
    } else if (!function->framed && call.over->frame != FrameUnit::none) {
        refuse(10752, "may not have a window frame.");
    }
}

void Parser::check_frame(const OverClause& over) {
    if (failed_ || over.frame == FrameUnit::none) return;
    if (over.order_by.empty() && !over.window) {
        fail_at(last_, 10756, "Window frame with ROWS or RANGE must have an ORDER BY clause.");
        return;
    }
    const FrameBoundKind start = over.frame_start->bound;
    const FrameBoundKind end =
        over.frame_end != nullptr ? over.frame_end->bound : FrameBoundKind::current_row;
    // The kinds are in the order of the rows they mean.
    if (start > end || start == FrameBoundKind::unbounded_following ||
        end == FrameBoundKind::unbounded_preceding) {
        const uint32_t from = over.frame_start->range.offset;
        fail_at(last_, 4193,
                fmt::format("'{} {}{}' is not a valid window frame and cannot be used with the "
                            "OVER clause.",
                            over.frame == FrameUnit::rows ? "ROWS" : "RANGE",
                            over.frame_end != nullptr ? "BETWEEN " : "",
                            text_.substr(from, last_.offset - from)));
        return;
    }
    const bool offset = over.frame_start->offset != nullptr ||
                        (over.frame_end != nullptr && over.frame_end->offset != nullptr);
    if (over.frame == FrameUnit::range && offset) {
        fail_at(last_, 4194,
                "RANGE is only supported with UNBOUNDED and CURRENT ROW window frame delimiters.");
    }
}

const OverClause* Parser::over_clause() {
    OverClause* over = start<OverClause>();
    advance();
    if (at_identifier()) {
        over->window = identifier();
        over->bare_name = true;
        return finish(over);
    }
    return window_body(over);
}

const OverClause* Parser::window_body(OverClause* over) {
    expect(TokenKind::lparen);
    if (at_identifier() && !at_words(Word::Partition, Word::By) && !at(Word::Rows) &&
        !at(Word::Range)) {
        over->window = identifier();
    }
    if (accept_words(Word::Partition, Word::By)) over->partition_by = expression_list();
    if (at(Word::Order)) over->order_by = order_list();
    if (at(Word::Rows) || at(Word::Range)) {
        over->frame = at(Word::Rows) ? FrameUnit::rows : FrameUnit::range;
        advance();
        if (accept(Word::Between)) {
            over->frame_start = frame_bound();
            expect(Word::And);
            over->frame_end = frame_bound();
        } else {
            over->frame_start = frame_bound();
        }
    }
    expect(TokenKind::rparen);
    check_frame(*over);
    return finish(over);
}

const FrameBound* Parser::frame_bound() {
    FrameBound* bound = start<FrameBound>();
    if (accept(Word::Unbounded)) {
        bound->bound = at(Word::Following) ? FrameBoundKind::unbounded_following
                                           : FrameBoundKind::unbounded_preceding;
        if (!accept(Word::Following)) expect(Word::Preceding);
    } else if (accept(Word::Current)) {
        expect(Word::Row);
        bound->bound = FrameBoundKind::current_row;
    } else {
        bound->offset = expression();
        bound->bound = at(Word::Following) ? FrameBoundKind::following : FrameBoundKind::preceding;
        if (!accept(Word::Following)) expect(Word::Preceding);
    }
    return finish(bound);
}

}  // namespace gantry::tsql
