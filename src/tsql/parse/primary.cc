// What an expression is made of: literals, variables, names, parentheses, CASE.

#include <fmt/format.h>

#include <charconv>

#include "base/utf.h"
#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {

const Expr* Parser::primary(bool conditions) {
    switch (cur().kind) {
        case TokenKind::integer: return postfix(number_literal(LiteralKind::integer));
        case TokenKind::decimal: return postfix(number_literal(LiteralKind::decimal));
        case TokenKind::real: return postfix(number_literal(LiteralKind::real));
        case TokenKind::money:
        case TokenKind::binary:
        case TokenKind::string:
        case TokenKind::national: return postfix(literal());
        case TokenKind::variable:
        case TokenKind::global: return postfix(variable_expr());
        case TokenKind::lparen: {
            const Expr* inner = parenthesized(conditions);
            return is_predicate(*inner) ? inner : postfix(inner);
        }
        case TokenKind::lbrace: return postfix(odbc_escape());
        case TokenKind::pseudo: return postfix(pseudo_column(nullptr));
        case TokenKind::double_colon: {  // ::fn_name(...), the old form for system functions
            advance();
            const Expr* call = name_expr();
            const FunctionCall* made = call->try_as<FunctionCall>();
            if (made == nullptr) {
                fail();
                return call;
            }
            const_cast<FunctionCall*>(made)->legacy_system = true;
            return postfix(call);
        }
        case TokenKind::word:
            if (cur().word != Word::None) return postfix(keyword_expr());
            return postfix(name_expr());
        case TokenKind::bracketed:
        case TokenKind::quoted:
        case TokenKind::sqlcmd:
        case TokenKind::dot: return postfix(name_expr());
        default: {
            Literal* missing = start<Literal>();
            fail();
            return missing;
        }
    }
}

const Expr* Parser::number_literal(LiteralKind kind) {
    Literal* node = start<Literal>();
    node->literal = kind;
    node->text = source(cur());
    check_number(node->text, kind);
    advance();
    return finish(node);
}

// Exact numbers have up to 38 digits, floating ones fit a double.
void Parser::check_number(std::string_view text, LiteralKind kind) {
    constexpr size_t k_digits_max = 38;
    if (kind == LiteralKind::real) {
        double value;
        const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
        if (result.ec == std::errc::result_out_of_range && text.find("-") == text.npos) {
            fail(168, fmt::format("The floating point value '{}' is out of the range of computer "
                                  "representation (8 bytes).",
                                  text));
        }
        return;
    }
    if (text.size() <= k_digits_max) return;
    size_t digits = 0;
    for (char c : text) {
        if (c >= '0' && c <= '9' && (digits > 0 || c != '0')) ++digits;
    }
    if (digits > k_digits_max) {
        fail(1007, fmt::format("The number '{}' is out of the range for numeric representation "
                               "(maximum precision 38).",
                               text));
    }
}

const Expr* Parser::sqlcmd_value() {
    ColumnRef* node = start<ColumnRef>();
    node->name = object_name(1);
    return finish(node);
}

// What RAISERROR, THROW and the like take: a literal with or without sign, a variable, NULL.
const Expr* Parser::constant() {
    switch (cur().kind) {
        case TokenKind::string:
        case TokenKind::national:
        case TokenKind::money:
        case TokenKind::binary: return literal();
        case TokenKind::variable:
        case TokenKind::global: return variable_expr();
        case TokenKind::sqlcmd: return sqlcmd_value();
        case TokenKind::minus:
        case TokenKind::plus: {
            UnaryExpr* sign = start<UnaryExpr>();
            sign->op = at(TokenKind::minus) ? UnaryOp::minus : UnaryOp::plus;
            advance();
            sign->operand = at(TokenKind::variable) ? variable_expr() : execute_number();
            return finish(sign);
        }
        case TokenKind::word:
            if (at(Word::Null)) return keyword_expr();
            break;
        default: break;
    }
    return execute_number();
}

const Expr* Parser::string_literal() {
    if (at_string()) return literal();
    if (at(TokenKind::sqlcmd)) return sqlcmd_value();
    Literal* missing = start<Literal>();
    fail();
    return missing;
}

const Expr* Parser::literal() {
    Literal* node = start<Literal>();
    const std::string_view text = source(cur());
    switch (cur().kind) {
        case TokenKind::string:
            node->literal = LiteralKind::string;
            node->text = decoded(cur());
            break;
        case TokenKind::national:
            node->literal = LiteralKind::national;
            node->text = decoded(cur());
            break;
        case TokenKind::money: {
            node->literal = LiteralKind::money;
            size_t sign = 0;
            next_code_point(text, sign);
            node->currency = text.substr(0, sign);
            node->text = text.substr(sign);
            break;
        }
        default: {
            node->literal = LiteralKind::binary;
            node->text = text.substr(2);
            if (node->text.find('\\') == node->text.npos) break;
            char* out = arena_.allocate_array<char>(node->text.size());
            size_t size = 0;
            for (char c : node->text) {
                if (c != '\\' && c != '\r' && c != '\n') out[size++] = c;
            }
            node->text = {out, size};
        }
    }
    advance();
    return finish(node);
}

const Expr* Parser::variable_expr() {
    if (at(TokenKind::global)) {
        GlobalVariableRef* node = start<GlobalVariableRef>();
        node->name = source(cur());
        advance();
        return finish(node);
    }
    VariableRef* node = start<VariableRef>();
    node->name = variable_name();
    return finish(node);
}

// (expression), (condition) where one may stand, (SELECT ...), and ((SELECT ...) UNION ...).
const Expr* Parser::parenthesized(bool conditions) {
    Depth depth(*this);
    const Token open = cur();
    advance();
    if (at(Word::Select)) {
        SubqueryExpr* node = arena_.make<SubqueryExpr>();
        node->range = {open.offset, 0, open.line};
        node->query = subquery();
        return finish(node);
    }
    const Expr* inner = conditions ? or_chain() : expression();
    if (const SubqueryExpr* first = inner->try_as<SubqueryExpr>();
        first != nullptr && at_query_continuation()) {
        SubqueryExpr* node = arena_.make<SubqueryExpr>();
        node->query = continued_query(*first);
        inner = node;
    } else {
        const_cast<Expr*>(inner)->parenthesized = true;  // made just now, seen by nobody else
    }
    expect(TokenKind::rparen);
    const_cast<Expr*>(inner)->range = {open.offset, last_.end() - open.offset, open.line};
    return inner;
}

const Expr* Parser::keyword_expr() {
    const bool call = peek_is(1, TokenKind::lparen);
    switch (cur().word) {
        case Word::Null: {
            Literal* node = start<Literal>();
            advance();
            return finish(node);
        }
        case Word::Case: return case_expr();
        case Word::Convert: return convert_expr(CastKind::convert);
        case Word::TryConvert: return convert_expr(CastKind::try_convert);
        case Word::Cast: if (call) return cast_expr(CastKind::cast); break;
        case Word::TryCast: if (call) return cast_expr(CastKind::try_cast); break;
        case Word::Parse: if (call) return cast_expr(CastKind::parse); break;
        case Word::TryParse: if (call) return cast_expr(CastKind::try_parse); break;
        case Word::Iif: if (call) return iif_expr(); break;
        case Word::Next: if (peek_is(1, Word::Value)) return next_value_for(); break;
        case Word::Coalesce: {
            CoalesceExpr* node = start<CoalesceExpr>();
            Depth depth(*this);
            advance();
            expect(TokenKind::lparen);
            node->arguments = expression_list();
            expect(TokenKind::rparen);
            return finish(node);
        }
        case Word::Nullif: {
            NullIfExpr* node = start<NullIfExpr>();
            Depth depth(*this);
            advance();
            expect(TokenKind::lparen);
            node->left = expression();
            expect(TokenKind::comma);
            node->right = expression();
            expect(TokenKind::rparen);
            return finish(node);
        }
        case Word::CurrentTimestamp: return niladic(NiladicKind::current_timestamp);
        case Word::CurrentUser: return niladic(NiladicKind::current_user);
        case Word::SessionUser: return niladic(NiladicKind::session_user);
        case Word::SystemUser: return niladic(NiladicKind::system_user);
        case Word::User: return niladic(NiladicKind::user);
        case Word::CurrentDate: return niladic(NiladicKind::current_date);
        case Word::CurrentTime: return niladic(NiladicKind::current_time);
        case Word::Identitycol:
        case Word::Rowguidcol: return pseudo_column(nullptr);
        case Word::Left:
        case Word::Right:
        case Word::Identity:
            if (call) {
                const Token first = cur();
                ListBuilder<Identifier> parts(arena_);
                parts.add(make_identifier(first));
                advance();
                ObjectName name;
                name.parts = parts.finish();
                name.range = name.parts[0].range;
                return function_call(name, first);
            }
            break;
        default: break;
    }
    return name_expr();
}

const Expr* Parser::niladic(NiladicKind kind) {
    NiladicFunction* node = start<NiladicFunction>();
    node->function = kind;
    advance();
    return finish(node);
}

const Expr* Parser::name_expr() {
    const Token first = cur();
    if (!at_identifier() && !at(TokenKind::dot)) {
        ColumnRef* missing = start<ColumnRef>();
        fail();
        return missing;
    }
    ListBuilder<Identifier> parts(arena_);
    while (at(TokenKind::dot) && parts.size() < 3) {  // ..t.c
        Identifier omitted;
        omitted.range = {cur().offset, 0, cur().line};
        parts.add(omitted);
        if (!peek_is(1, TokenKind::dot)) {
            advance();
            break;
        }
        advance();
    }
    parts.add(identifier());
    constexpr size_t k_parts_max = 10;  // names, then members of CLR types
    member_names(parts, k_parts_max);
    if (at(TokenKind::dot) &&
        (peek_is(1, TokenKind::pseudo) || peek_is(1, Word::Identitycol) ||
         peek_is(1, Word::Rowguidcol))) {
        advance();
        return pseudo_column(&parts);
    }
    ObjectName name;
    name.parts = parts.finish();
    name.range = {first.offset, last_.end() - first.offset, first.line};
    if (at(TokenKind::lparen)) return function_call(name, first);
    if (at(TokenKind::double_colon)) return static_member(name, first.offset, first.line);
    ColumnRef* node = arena_.make<ColumnRef>();
    node->range = name.range;
    node->name = name;
    return node;
}

const Expr* Parser::pseudo_column(ListBuilder<Identifier>* qualifier) {
    PseudoColumn* node = start<PseudoColumn>();
    if (qualifier != nullptr) {
        node->qualifier.parts = qualifier->finish();
        node->qualifier.range = node->qualifier.parts[0].range;
        node->range = node->qualifier.range;
    }
    if (at(Word::Identitycol) || at(Word::Rowguidcol)) {
        node->legacy = true;
        node->pseudo = at(Word::Identitycol) ? PseudoColumnKind::identity
                                             : PseudoColumnKind::rowguid;
        advance();
        return finish(node);
    }
    const std::string_view name = upper(source(cur()));
    if (name == "$PARTITION" && peek_is(1, TokenKind::dot)) {
        const Token first = cur();
        advance();
        advance();
        ListBuilder<Identifier> parts(arena_);
        if (qualifier != nullptr) {
            for (const Identifier& part : node->qualifier.parts) parts.add(part);
        }
        parts.add(identifier());
        ObjectName function;
        function.parts = parts.finish();
        function.range = {first.offset, last_.end() - first.offset, first.line};
        const Expr* call = function_call(function, first);
        if (const FunctionCall* made = call->try_as<FunctionCall>()) {
            const_cast<FunctionCall*>(made)->partition = true;
        }
        return call;
    }
    struct Known {
        std::string_view name;
        PseudoColumnKind kind;
    };
    static constexpr Known k_known[] = {
        {"$IDENTITY", PseudoColumnKind::identity}, {"$ROWGUID", PseudoColumnKind::rowguid},
        {"$ACTION", PseudoColumnKind::action},     {"$NODE_ID", PseudoColumnKind::node_id},
        {"$EDGE_ID", PseudoColumnKind::edge_id},   {"$FROM_ID", PseudoColumnKind::from_id},
        {"$TO_ID", PseudoColumnKind::to_id},       {"$CUID", PseudoColumnKind::cuid},
    };
    for (const Known& known : k_known) {
        if (known.name == name) {
            node->pseudo = known.kind;
            advance();
            return finish(node);
        }
    }
    fail(126, "Invalid pseudocolumn \"" + std::string(source(cur())) + "\".");
    return node;
}

const Expr* Parser::case_expr() {
    Depth depth(*this);
    CaseExpr* node = start<CaseExpr>();
    advance();
    if (!at(Word::When)) node->input = expression();
    ListBuilder<const CaseWhen*> whens(arena_);
    while (at(Word::When)) {
        CaseWhen* when = start<CaseWhen>();
        advance();
        when->when = node->input != nullptr ? expression() : condition();
        expect(Word::Then);
        when->then = expression();
        whens.add(finish(when));
    }
    if (whens.empty()) fail();
    node->whens = whens.finish();
    if (accept(Word::Else)) node->otherwise = expression();
    expect(Word::End);
    return finish(node);
}

}  // namespace gantry::tsql
