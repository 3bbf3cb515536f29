// Conditions: OR, AND, NOT and the predicates.

#include <fmt/format.h>

#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {
namespace {

constexpr const char* k_old_join_message =
    "The query uses non-ANSI outer join operators (\"*=\" or \"=*\"). To run this query without "
    "modification, please set the compatibility level for current database to 80, using the SET "
    "COMPATIBILITY_LEVEL option of ALTER DATABASE. It is strongly recommended to rewrite the query "
    "using ANSI outer join operators (LEFT OUTER JOIN, RIGHT OUTER JOIN). In the future versions "
    "of SQL Server, non-ANSI join operators will not be supported even in backward-compatibility "
    "modes.";

}  // namespace

const Expr* Parser::condition() {
    const Expr* out = or_chain();
    if (!failed_ && !is_predicate(*out)) condition_missing();
    return out;
}

// The chains below return a scalar unchanged: parenthesised scalars come this way too, and
// condition() or the caller decides whether one may stand there.
const Expr* Parser::or_chain() {
    const Expr* left = and_chain();
    for (int length = 1; at(Word::Or); ++length) {
        if (!is_predicate(*left)) break;
        check_chain(length);
        advance();
        LogicalExpr* node = start_at<LogicalExpr>(left);
        node->op = LogicalOp::or_;
        node->left = left;
        node->right = and_chain();
        if (!failed_ && !is_predicate(*node->right)) condition_missing();
        left = finish(node);
    }
    return left;
}

const Expr* Parser::and_chain() {
    const Expr* left = not_term();
    for (int length = 1; at(Word::And); ++length) {
        if (!is_predicate(*left)) break;
        check_chain(length);
        advance();
        LogicalExpr* node = start_at<LogicalExpr>(left);
        node->op = LogicalOp::and_;
        node->left = left;
        node->right = not_term();
        if (!failed_ && !is_predicate(*node->right)) condition_missing();
        left = finish(node);
    }
    return left;
}

void Parser::condition_missing() {
    const Token& token = at_end() ? last_ : cur();
    fail_at(token, 4145,
            fmt::format("An expression of non-boolean type specified in a context where a "
                        "condition is expected, near '{}'.",
                        near_text(token)));
}

const Expr* Parser::not_term() {
    if (!at(Word::Not)) return predicate();
    Depth depth(*this);
    NotExpr* node = start<NotExpr>();
    advance();
    node->operand = not_term();
    if (!failed_ && !is_predicate(*node->operand)) condition_missing();
    return finish(node);
}

bool Parser::comparison_op(ComparisonOp& op, bool& bang) {
    bang = false;
    const bool equal_next = peek_is(1, TokenKind::equal);  // "> =" may be written apart
    switch (cur().kind) {
        case TokenKind::equal:
            op = ComparisonOp::equal;
            if (peek_is(1, TokenKind::star)) {
                advance();
                op = ComparisonOp::right_outer;
            }
            break;
        case TokenKind::star_equal: op = ComparisonOp::left_outer; break;
        case TokenKind::not_equal: op = ComparisonOp::not_equal; break;
        case TokenKind::bang_equal: op = ComparisonOp::not_equal, bang = true; break;
        case TokenKind::less_equal: op = ComparisonOp::less_equal; break;
        case TokenKind::greater_equal: op = ComparisonOp::greater_equal; break;
        case TokenKind::not_less: op = ComparisonOp::not_less; break;
        case TokenKind::not_greater: op = ComparisonOp::not_greater; break;
        case TokenKind::less:
            op = ComparisonOp::less;
            if (equal_next) op = ComparisonOp::less_equal, advance();
            else if (peek_is(1, TokenKind::greater)) op = ComparisonOp::not_equal, advance();
            break;
        case TokenKind::greater:
            op = ComparisonOp::greater;
            if (equal_next) op = ComparisonOp::greater_equal, advance();
            break;
        case TokenKind::bang:
            if (equal_next) op = ComparisonOp::not_equal, bang = true;
            else if (peek_is(1, TokenKind::less)) op = ComparisonOp::not_less;
            else if (peek_is(1, TokenKind::greater)) op = ComparisonOp::not_greater;
            else return false;
            advance();
            break;
        default: return false;
    }
    advance();
    return true;
}

const Expr* Parser::predicate() {
    if (const Expr* special = keyword_predicate()) return special;
    const Expr* left = binary_chain(k_additive, true);
    if (is_predicate(*left)) return left;
    ComparisonOp op;
    bool bang;
    const Token operator_token = cur();
    if (comparison_op(op, bang)) {
        constexpr int k_last_level = 80;
        const bool old_join = op == ComparisonOp::left_outer || op == ComparisonOp::right_outer;
        if (old_join && options_.compatibility_level > k_last_level) {
            fail_at(operator_token, 4147, k_old_join_message);
        }
        return comparison_tail(left, op, bang);
    }
    const bool negated = at(Word::Not) && (peek_is(1, Word::Like) || peek_is(1, Word::Between) ||
                                           peek_is(1, Word::In));
    if (negated) advance();
    switch (cur().word) {
        case Word::Like: return like_tail(left, negated);
        case Word::Between: return between_tail(left, negated);
        case Word::In: return in_tail(left, negated);
        case Word::Is: return is_tail(left);
        default: return left;
    }
}

const Expr* Parser::comparison_tail(const Expr* left, ComparisonOp op, bool bang) {
    if ((at(Word::Any) || at(Word::Some) || at(Word::All)) && peek_is(1, TokenKind::lparen)) {
        QuantifiedComparison* node = start_at<QuantifiedComparison>(left);
        node->op = op;
        node->left = left;
        node->quantifier = at(Word::Any)    ? Quantifier::any
                           : at(Word::Some) ? Quantifier::some
                                            : Quantifier::all;
        advance();
        advance();
        node->query = subquery();
        return finish(node);
    }
    ComparisonExpr* node = start_at<ComparisonExpr>(left);
    node->op = op;
    node->bang_equal = bang;
    node->left = left;
    node->right = expression();
    return finish(node);
}

const Expr* Parser::like_tail(const Expr* left, bool negated) {
    LikeExpr* node = start_at<LikeExpr>(left);
    advance();
    node->negated = negated;
    node->operand = left;
    node->pattern = expression();
    if (accept(Word::Escape)) {
        node->escape = expression();
    } else if (at(TokenKind::lbrace) && peek_is(1, Word::Escape)) {
        advance();
        advance();
        node->odbc_escape = true;
        node->escape = expression();
        expect(TokenKind::rbrace);
    }
    return finish(node);
}

const Expr* Parser::between_tail(const Expr* left, bool negated) {
    BetweenExpr* node = start_at<BetweenExpr>(left);
    advance();
    node->negated = negated;
    node->operand = left;
    node->low = expression();
    expect(Word::And);
    node->high = expression();
    return finish(node);
}

const Expr* Parser::in_tail(const Expr* left, bool negated) {
    InExpr* node = start_at<InExpr>(left);
    advance();
    node->negated = negated;
    node->operand = left;
    if (at(TokenKind::lparen) && peek_is(1, Word::Select)) {
        advance();
        node->query = subquery();
        return finish(node);
    }
    Depth depth(*this);
    expect(TokenKind::lparen);
    const Expr* first = expression();
    if (const SubqueryExpr* operand = first->try_as<SubqueryExpr>();
        operand != nullptr && (at_query_continuation() || at(TokenKind::rparen))) {
        node->query = continued_query(*operand);  // IN ((SELECT ...) UNION ...), IN ((SELECT ...))
        expect(TokenKind::rparen);
        return finish(node);
    }
    ListBuilder<const Expr*> values(arena_);
    values.add(first);
    while (accept(TokenKind::comma)) values.add(expression());
    node->values = values.finish();
    expect(TokenKind::rparen);
    return finish(node);
}

const Expr* Parser::is_tail(const Expr* left) {
    advance();
    const bool negated = accept(Word::Not);
    if (at(Word::Distinct)) {
        IsDistinctExpr* node = start_at<IsDistinctExpr>(left);
        advance();
        expect(Word::From);
        node->negated = negated;
        node->left = left;
        node->right = expression();
        return finish(node);
    }
    expect(Word::Null);
    IsNullExpr* node = start_at<IsNullExpr>(left);
    node->negated = negated;
    node->operand = left;
    return finish(node);
}

const Expr* Parser::keyword_predicate() {
    switch (cur().word) {
        case Word::Exists: {
            ExistsExpr* node = start<ExistsExpr>();
            advance();
            expect(TokenKind::lparen);
            node->query = subquery();
            return finish(node);
        }
        case Word::Update: {
            UpdatedExpr* node = start<UpdatedExpr>();
            if (!in_trigger_) {
                fail(140, "Can only use IF UPDATE within a CREATE TRIGGER statement.");
            }
            advance();
            expect(TokenKind::lparen);
            node->column = identifier();
            expect(TokenKind::rparen);
            return finish(node);
        }
        case Word::Tsequal: {
            TsEqualExpr* node = start<TsEqualExpr>();
            advance();
            expect(TokenKind::lparen);
            node->left = expression();
            expect(TokenKind::comma);
            node->right = expression();
            expect(TokenKind::rparen);
            return finish(node);
        }
        case Word::Contains:
        case Word::Freetext: return full_text_predicate();
        case Word::RegexpLike: {
            if (!peek_is(1, TokenKind::lparen) || !at(TokenKind::word)) return nullptr;
            RegexpLikeExpr* node = start<RegexpLikeExpr>();
            advance();
            advance();
            Depth depth(*this);
            node->arguments = expression_list();
            expect(TokenKind::rparen);
            return finish(node);
        }
        case Word::Match:
            return peek_is(1, TokenKind::lparen) && at(TokenKind::word) ? graph_match() : nullptr;
        default: return nullptr;
    }
}

const Expr* Parser::full_text_predicate() {
    FullTextExpr* node = start<FullTextExpr>();
    node->freetext = at(Word::Freetext);
    advance();
    expect(TokenKind::lparen);
    node->columns = full_text_columns(node->property_name);
    expect(TokenKind::comma);
    node->search = expression();
    if (accept(TokenKind::comma)) {
        expect(Word::Language);
        node->language = expression();
    }
    expect(TokenKind::rparen);
    return finish(node);
}

// column, (a, b), *, t.*, PROPERTY(column, 'name').
List<const Expr*> Parser::full_text_columns(std::string_view& property_name) {
    if (at_text("PROPERTY") && peek_is(1, TokenKind::lparen)) {
        advance();
        advance();
        ListBuilder<const Expr*> list(arena_);
        list.add(name_or_star());
        expect(TokenKind::comma);
        if (at_string()) {
            property_name = decoded(cur());
            advance();
        } else {
            fail();
        }
        expect(TokenKind::rparen);
        return list.finish();
    }
    if (accept(TokenKind::lparen)) {
        List<const Expr*> list = comma_list<const Expr*>([&] { return name_or_star(); });
        expect(TokenKind::rparen);
        return list;
    }
    ListBuilder<const Expr*> list(arena_);
    list.add(name_or_star());
    return list.finish();
}

const Expr* Parser::name_or_star() {
    const Token first = cur();
    if (at(TokenKind::star)) {
        StarExpr* star = start<StarExpr>();
        advance();
        return finish(star);
    }
    ObjectName name = object_name();
    if (at(TokenKind::dot) && peek_is(1, TokenKind::star)) {
        advance();
        advance();
        StarExpr* star = arena_.make<StarExpr>();
        star->qualifier = name;
        star->range = {first.offset, last_.end() - first.offset, first.line};
        return star;
    }
    ColumnRef* column = arena_.make<ColumnRef>();
    column->name = name;
    column->range = name.range;
    return column;
}

// MATCH(a-(e)->b AND SHORTEST_PATH(...))
const Expr* Parser::graph_match() {
    GraphMatchExpr* node = start<GraphMatchExpr>();
    advance();
    node->tokens = checked_tokens("match_pattern");
    return finish(node);
}

}  // namespace gantry::tsql
