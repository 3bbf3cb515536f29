// Operators: chains of binary ones, unary ones, COLLATE and AT TIME ZONE.

#include <fmt/format.h>

#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {
namespace {

struct OperatorInfo {
    int strength;
    BinaryOp op;
};

// "Operator precedence (Transact-SQL)": * / % above + - & ^ |, which are of one strength.
OperatorInfo operator_info(TokenKind kind) {
    switch (kind) {
        case TokenKind::star: return {k_multiplicative, BinaryOp::multiply};
        case TokenKind::slash: return {k_multiplicative, BinaryOp::divide};
        case TokenKind::percent: return {k_multiplicative, BinaryOp::modulo};
        case TokenKind::plus: return {k_additive, BinaryOp::add};
        case TokenKind::minus: return {k_additive, BinaryOp::subtract};
        case TokenKind::ampersand: return {k_additive, BinaryOp::bit_and};
        case TokenKind::pipe: return {k_additive, BinaryOp::bit_or};
        case TokenKind::caret: return {k_additive, BinaryOp::bit_xor};
        case TokenKind::concat: return {k_additive, BinaryOp::concat};
        case TokenKind::shift_left: return {k_additive, BinaryOp::shift_left};
        case TokenKind::shift_right: return {k_additive, BinaryOp::shift_right};
        default: return {0, BinaryOp::add};
    }
}

}  // namespace

bool is_predicate(const Expr& expression) {
    switch (expression.kind) {
        case NodeKind::ComparisonExpr:
        case NodeKind::QuantifiedComparison:
        case NodeKind::LogicalExpr:
        case NodeKind::NotExpr:
        case NodeKind::LikeExpr:
        case NodeKind::BetweenExpr:
        case NodeKind::InExpr:
        case NodeKind::IsNullExpr:
        case NodeKind::IsDistinctExpr:
        case NodeKind::ExistsExpr:
        case NodeKind::FullTextExpr:
        case NodeKind::RegexpLikeExpr:
        case NodeKind::UpdatedExpr:
        case NodeKind::TsEqualExpr:
        case NodeKind::CurrentOfExpr:
        case NodeKind::GraphMatchExpr: return true;
        default: return false;
    }
}

const Expr* Parser::expression() { return binary_chain(k_additive, false); }

List<const Expr*> Parser::expression_list() {
    return comma_list<const Expr*>([&] { return expression(); });
}

// Operators of at least `lowest` strength, left to right. `conditions`: parentheses at the start
// may hold a predicate, which then is the whole of it.
const Expr* Parser::binary_chain(int lowest, bool conditions) {
    const Expr* left = unary(conditions);
    if (conditions && is_predicate(*left)) return left;
    for (int length = 1;; ++length) {
        const OperatorInfo info = operator_info(cur().kind);
        if (info.strength < lowest || info.strength == 0) return left;
        check_chain(length);
        advance();
        BinaryExpr* node = start_at<BinaryExpr>(left);
        node->op = info.op;
        node->left = left;
        node->right = info.strength == k_additive ? binary_chain(k_multiplicative, false)
                                                  : unary(false);
        left = finish(node);
    }
}

// A sign is as weak as + and -: -100/-100*10 is -(100/(-(100*10))), as SQL Server computes it.
const Expr* Parser::unary(bool conditions) {
    UnaryOp op;
    switch (cur().kind) {
        case TokenKind::plus: op = UnaryOp::plus; break;
        case TokenKind::minus: op = UnaryOp::minus; break;
        case TokenKind::tilde: op = UnaryOp::bit_not; break;
        default: return primary(conditions);
    }
    Depth depth(*this);
    UnaryExpr* node = start<UnaryExpr>();
    advance();
    node->op = op;
    node->operand = op == UnaryOp::bit_not ? unary(false) : binary_chain(k_multiplicative, false);
    return finish(node);
}

// What may follow any primary: .method(...), COLLATE name, AT TIME ZONE zone.
const Expr* Parser::postfix(const Expr* operand) {
    for (int length = 1;; ++length) {
        if (at(Word::Collate)) {
            advance();
            CollateExpr* node = start_at<CollateExpr>(operand);
            node->operand = operand;
            node->collation = collation_name();
            operand = finish(node);
        } else if (at(Word::At) && peek_is(1, Word::Time) && peek_is(2, Word::Zone)) {
            advance();
            advance();
            advance();
            AtTimeZoneExpr* node = start_at<AtTimeZoneExpr>(operand);
            node->operand = operand;
            Depth depth(*this);
            node->zone = at(TokenKind::lparen) || at_string() || at(TokenKind::variable)
                             ? primary(false)
                             : unary(false);
            return finish(node);
        } else if (at(TokenKind::dot) && is_identifier(peek())) {
            operand = method_call(operand);
        } else {
            return operand;
        }
        check_short_chain(length);
    }
}

const Expr* Parser::parse_whole_expression(bool predicate_wanted) {
    const Expr* out = predicate_wanted ? condition() : expression();
    if (!at_end()) fail();
    return failed_ ? nullptr : out;
}

}  // namespace gantry::tsql
