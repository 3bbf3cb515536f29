// GROUP BY.

#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {

const GroupByClause* Parser::group_by() {
    GroupByClause* node = start<GroupByClause>();
    advance();
    expect(Word::By);
    node->all = accept(Word::All);
    node->items = comma_list<const GroupingItem*>([&] { return grouping_item(false); });
    if (at(Word::With)) {
        if (peek_is(1, Word::Rollup) || peek_is(1, Word::Cube)) {
            advance();
            node->with = at(Word::Cube) ? GroupByClause::With::cube : GroupByClause::With::rollup;
            advance();
        } else if (peek_is(1, TokenKind::lparen) && peek_text(2, "DISTRIBUTED_AGG")) {
            for (int i = 0; i < 3; ++i)
                advance();
            expect(TokenKind::rparen);
            node->distributed_agg = true;
        }
    }
    check_grouping(*node);
    return finish(node);
}

void Parser::check_grouping(const GroupByClause& clause) {
    if (failed_) return;
    bool sets = false;
    for (const GroupingItem* item : clause.items) {
        sets |= item->grouping == GroupingKind::rollup || item->grouping == GroupingKind::cube ||
                item->grouping == GroupingKind::grouping_sets;
    }
    const bool with = clause.with != GroupByClause::With::none;
    constexpr int k_first_level = 100;
    if (clause.all && (sets || with)) {
        fail_at(last_, 1028,
                "The CUBE, ROLLUP, and GROUPING SETS constructs are not allowed in a GROUP BY ALL "
                "clause.");
    } else if (sets && with) {
        fail_at(last_, 10702,
                "The WITH CUBE and WITH ROLLUP options are not permitted with a ROLLUP, CUBE, or "
                "GROUPING SETS specification.");
    } else if (sets && options_.compatibility_level < k_first_level) {
        fail_at(last_, 10707,
                "The CUBE() and ROLLUP() grouping constructs are not allowed in the current "
                "compatibility mode. They are only allowed in 100 mode or higher.");
    }
}

const GroupingItem* Parser::grouping_item(bool nested) {
    Depth depth(*this);
    GroupingItem* item = start<GroupingItem>();
    const bool rollup = at(Word::Rollup) && peek_is(1, TokenKind::lparen);
    const bool cube = at(Word::Cube) && peek_is(1, TokenKind::lparen);
    const bool sets = !nested && at(Word::Grouping) && peek_is(1, Word::Sets);
    if (rollup || cube || sets) {
        item->grouping = rollup ? GroupingKind::rollup
                         : cube ? GroupingKind::cube
                                : GroupingKind::grouping_sets;
        advance();
        if (sets) advance();
        expect(TokenKind::lparen);
        item->items = comma_list<const GroupingItem*>([&] { return grouping_item(true); });
        expect(TokenKind::rparen);
        return finish(item);
    }
    ListBuilder<const Expr*> expressions(arena_);
    if (at(TokenKind::lparen) && peek_is(1, TokenKind::rparen)) {
        advance();
        advance();
        item->grouping = GroupingKind::grand_total;
    } else if (nested && at(TokenKind::lparen)) {
        const Token* place = cur_;
        const Token before = last_;
        advance();
        item->expressions = expression_list();
        expect(TokenKind::rparen);
        if (failed_ || at(TokenKind::comma) || at(TokenKind::rparen)) {
            item->grouping = GroupingKind::composite;
        } else {  // (a + b) * 2: the parentheses are the expression's own
            cur_ = place;
            last_ = before;
            expressions.add(expression());
            item->expressions = expressions.finish();
        }
    } else {
        expressions.add(expression());
        item->expressions = expressions.finish();
    }
    return finish(item);
}

}  // namespace gantry::tsql
