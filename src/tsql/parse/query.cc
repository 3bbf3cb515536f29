// SELECT: bodies, set operators, select list, grouping, ordering.

#include <fmt/format.h>

#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {

const SelectStatement* Parser::select_statement(const WithClause* with) {
    SelectStatement* node = start<SelectStatement>();
    if (with != nullptr) node->range = with->range;
    node->with = with;
    const IntoPlace outer = into_;
    into_ = IntoPlace::here;
    Query* select = start<Query>();
    select->body = query_body(nullptr);
    node->query = query_tail(select);
    into_ = outer;
    ListBuilder<const ComputeClause*> computes(arena_);
    constexpr int k_last_compute_level = 100;  // COMPUTE went with SQL Server 2012
    while (at(Word::Compute) && options_.compatibility_level <= k_last_compute_level) {
        computes.add(compute_clause());
    }
    node->computes = computes.finish();
    if (!node->computes.empty() && at(Word::For)) select->for_clause = for_clause();
    if (at(Word::For)) refuse_for_clause();
    node->hints = option_clause();
    return finish(node);
}

// Behind a SELECT that is no cursor's.
void Parser::refuse_for_clause() {
    if (peek_is(1, Word::Update) || (peek_is(1, Word::Read) && peek_is(2, Word::Only))) {
        fail(1003, fmt::format("Line {}: FOR {} clause allowed only for DECLARE CURSOR.",
                               cur().line, peek_is(1, Word::Update) ? "UPDATE" : "READ ONLY"));
    }
    advance();
    fail();
}

const Query* Parser::query() {
    const IntoPlace outer = into_;
    into_ = IntoPlace::nowhere;
    Query* node = start<Query>();
    node->body = query_body(nullptr);
    into_ = outer;
    return query_tail(node);
}

const Query* Parser::query_tail(Query* query) {
    if (at(Word::Order)) {
        query->order_by = order_list();
        if (at(Word::Offset)) {
            advance();
            query->offset = expression();
            if (!accept(Word::Rows)) expect(Word::Row);
            if (at(Word::Fetch) && (peek_is(1, Word::First) || peek_is(1, Word::Next))) {
                advance();
                advance();
                query->fetch = expression();
                if (!accept(Word::Rows)) expect(Word::Row);
                expect(Word::Only);
            }
        }
    }
    if (at(Word::For) &&
        (peek_is(1, Word::Browse) || peek_is(1, Word::Xml) || peek_is(1, Word::Json))) {
        query->for_clause = for_clause();
    }
    check_query(*query);
    return finish(query);
}

void Parser::check_query(const Query& query) {
    const QuerySpecification* body = query.body->try_as<QuerySpecification>();
    if (failed_ || body == nullptr || body->parenthesized) return;
    const ForClause* rows = query.for_clause;
    if (rows != nullptr && rows->for_kind != ForKind::browse &&
        body->items[0]->item == SelectItemKind::assignment) {
        const bool xml = rows->for_kind == ForKind::xml;
        fail_at(last_, xml ? 6819 : 13602,
                fmt::format("The FOR {} clause is not allowed in a ASSIGNMENT statement.",
                            xml ? "XML" : "JSON"));
        return;
    }
    if (body->top == nullptr) return;
    if (query.offset != nullptr) {
        fail_at(last_, 10741, "A TOP can not be used in the same query or sub-query as a OFFSET.");
    } else if (body->top->with_ties && query.order_by.empty()) {
        fail_at(last_, 1062,
                "The TOP N WITH TIES clause is not allowed without a corresponding ORDER BY "
                "clause.");
    }
}

// After '('.
const Query* Parser::subquery() {
    constexpr int k_cost = 4;  // a query takes about as many calls as four parentheses
    Depth depth(*this, k_cost);
    ++subquery_count_;
    const bool outer = rows_of_insert_;
    rows_of_insert_ = false;
    const Query* out = query();
    rows_of_insert_ = outer;
    expect(TokenKind::rparen);
    return out;
}

bool Parser::at_query_continuation() const {
    return at(Word::Union) || at(Word::Except) || at(Word::Intersect) || at(Word::Order);
}

const Query* Parser::continued_query(const SubqueryExpr& first) {
    Query* node = start_at<Query>(&first);
    if (!first.query->order_by.empty() || first.query->for_clause != nullptr) fail();
    QueryBody* body = const_cast<QueryBody*>(first.query->body);  // made just now
    mark_parenthesized(body);
    node->body = query_body(body);
    return query_tail(node);
}

void Parser::mark_parenthesized(QueryBody* body) {
    if (body->is<QuerySpecification>()) {
        static_cast<QuerySpecification*>(body)->parenthesized = true;
    } else {
        static_cast<SetOperation*>(body)->parenthesized = true;
    }
}

// UNION and EXCEPT are equal and go left to right; INTERSECT binds tighter.
const QueryBody* Parser::query_body(const QueryBody* first) {
    const QueryBody* left = intersect_chain(first);
    for (int length = 1; at(Word::Union) || at(Word::Except); ++length) {
        check_chain(length);
        SetOperation* node = start_at<SetOperation>(left);
        if (accept(Word::Except)) {
            node->op = SetOperator::except;
            refuse_all("EXCEPT");
        } else {
            advance();
            node->op = accept(Word::All) ? SetOperator::union_all : SetOperator::union_;
        }
        node->left = left;
        node->right = intersect_chain(nullptr);
        left = finish(node);
    }
    return left;
}

const QueryBody* Parser::intersect_chain(const QueryBody* first) {
    const QueryBody* left = first != nullptr ? first : query_term();
    for (int length = 1; at(Word::Intersect); ++length) {
        check_chain(length);
        advance();
        refuse_all("INTERSECT");
        SetOperation* node = start_at<SetOperation>(left);
        node->op = SetOperator::intersect;
        node->left = left;
        node->right = query_term();
        left = finish(node);
    }
    return left;
}

void Parser::refuse_all(std::string_view set_operator) {
    if (!at(Word::All)) return;
    fail(324, fmt::format("The 'ALL' version of the {} operator is not supported.", set_operator));
}

const QueryBody* Parser::query_term() {
    if (!at(TokenKind::lparen)) return query_specification();
    constexpr int k_cost = 2;
    Depth depth(*this, k_cost);
    advance();
    QueryBody* body = const_cast<QueryBody*>(query_body(nullptr));  // made just now
    mark_parenthesized(body);
    expect(TokenKind::rparen);
    return body;
}

const QuerySpecification* Parser::query_specification() {
    QuerySpecification* node = start<QuerySpecification>();
    const IntoPlace into = into_;
    if (into_ == IntoPlace::here) into_ = IntoPlace::behind_set_operator;
    expect(Word::Select);
    if (accept(Word::Distinct)) {
        node->quantifier = SetQuantifier::distinct;
    } else if (accept(Word::All)) {
        node->quantifier = SetQuantifier::all;
    }
    if (at(Word::Top)) node->top = top_clause(false);
    node->items = select_items();
    if (at(Word::Into)) {
        if (into == IntoPlace::nowhere) fail();
        if (into == IntoPlace::behind_set_operator) {
            fail(196,
                 "SELECT INTO must be the first query in a statement containing a UNION, "
                 "INTERSECT or EXCEPT operator.");
        }
        advance();
        node->into = object_name();
        if (accept(Word::On)) node->into_filegroup = identifier_or_string();
    }
    if (accept(Word::From)) node->from = from_clause();
    if (at(Word::Where)) node->where = where_clause();
    if (at(Word::Group)) node->group_by = group_by();
    if (accept(Word::Having)) node->having = condition();
    if (at(Word::Window) && is_identifier(peek()) && peek_is(2, Word::As)) {
        advance();
        node->windows = comma_list<const WindowDefinition*>([&] {
            WindowDefinition* definition = start<WindowDefinition>();
            definition->name = identifier();
            expect(Word::As);
            definition->window = window_body(start<OverClause>());
            return finish(definition);
        });
    }
    return finish(node);
}

// A data change asks for parentheses and knows no ties.
const TopClause* Parser::top_clause(bool of_change) {
    TopClause* node = start<TopClause>();
    advance();
    if (of_change && !at(TokenKind::lparen)) fail();
    if (at(TokenKind::lparen)) {
        node->count = parenthesized(false);
    } else if (at(TokenKind::integer)) {
        node->count = number_literal(LiteralKind::integer);
    } else if (at(TokenKind::decimal) || at(TokenKind::real)) {
        node->count = number_literal(at(TokenKind::real) ? LiteralKind::real
                                                         : LiteralKind::decimal);
    } else if (at(TokenKind::sqlcmd)) {
        node->count = sqlcmd_value();
    } else {
        fail();
    }
    node->percent = accept(Word::Percent);
    if (of_change) return finish(node);
    if (at_words(Word::With, Word::Ties)) {
        advance();
        advance();
        node->with_ties = true;
    } else if (at(Word::With) && peek_text(1, "APPROXIMATE")) {
        advance();
        advance();
        node->with_approximate = true;
    }
    return finish(node);
}

List<const SelectItem*> Parser::select_items() {
    return comma_list<const SelectItem*>([&] { return select_item(); });
}

bool Parser::accept_assign_op(AssignOp& op) {
    switch (cur().kind) {
        case TokenKind::equal: op = AssignOp::assign; break;
        case TokenKind::plus_equal: op = AssignOp::add; break;
        case TokenKind::minus_equal: op = AssignOp::subtract; break;
        case TokenKind::star_equal: op = AssignOp::multiply; break;
        case TokenKind::slash_equal: op = AssignOp::divide; break;
        case TokenKind::percent_equal: op = AssignOp::modulo; break;
        case TokenKind::ampersand_equal: op = AssignOp::bit_and; break;
        case TokenKind::pipe_equal: op = AssignOp::bit_or; break;
        case TokenKind::caret_equal: op = AssignOp::bit_xor; break;
        case TokenKind::concat_equal: op = AssignOp::concat; break;
        default: return false;
    }
    advance();
    return true;
}

const SelectItem* Parser::select_item() {
    SelectItem* item = start<SelectItem>();
    if (accept(TokenKind::star)) {
        item->item = SelectItemKind::star;
        return finish(item);
    }
    if (at(TokenKind::variable)) {
        const Token variable = cur();
        const Token* place = cur_;
        advance();
        if (accept_assign_op(item->op)) {
            item->item = SelectItemKind::assignment;
            item->variable = source(variable);
            item->expression = expression();
            return finish(item);
        }
        if (!failed_) cur_ = place;
    } else if ((at_identifier() || at_string()) && peek_is(1, TokenKind::equal) &&
               !peek_is(2, TokenKind::star)) {
        item->alias = identifier_or_string();
        item->alias_style = AliasStyle::equals;
        advance();
        item->expression = expression();
        return finish(item);
    }
    item->expression = expression();
    if (at(TokenKind::dot) && peek_is(1, TokenKind::star)) {
        if (const ColumnRef* name = item->expression->try_as<ColumnRef>()) {
            advance();
            advance();
            item->item = SelectItemKind::star;
            item->qualifier = name->name;
            item->expression = nullptr;
            return finish(item);
        }
    }
    const bool as = at(Word::As);
    item->alias = optional_alias(true);
    if (item->alias) item->alias_style = as ? AliasStyle::as : AliasStyle::bare;
    return finish(item);
}

const Expr* Parser::where_clause() {
    advance();
    if (at(Word::Current) && peek_is(1, Word::Of)) {
        CurrentOfExpr* node = start<CurrentOfExpr>();
        advance();
        advance();
        if (at(Word::Global) && is_identifier(peek())) {
            advance();
            node->global = true;
        }
        if (at(TokenKind::variable)) {
            node->variable = variable_name();
        } else {
            node->cursor = identifier();
        }
        return finish(node);
    }
    return condition();
}

List<const OrderItem*> Parser::order_list() {
    advance();
    expect(Word::By);
    return comma_list<const OrderItem*>([&] { return order_item(); });
}

const OrderItem* Parser::order_item() {
    OrderItem* item = start<OrderItem>();
    item->expression = expression();
    if (accept(Word::Asc)) {
        item->direction = OrderItem::Direction::ascending;
    } else if (accept(Word::Desc)) {
        item->direction = OrderItem::Direction::descending;
    }
    return finish(item);
}

const ComputeClause* Parser::compute_clause() {
    ComputeClause* node = start<ComputeClause>();
    advance();
    node->aggregates = expression_list();
    if (accept(Word::By)) node->by = expression_list();
    return finish(node);
}

}  // namespace gantry::tsql
