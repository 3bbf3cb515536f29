// DECLARE, SET and USE.

#include <fmt/format.h>

#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {
namespace {

constexpr std::string_view k_on_off_options[] = {
    "ANSI_DEFAULTS", "ANSI_NULLS", "ANSI_NULL_DFLT_OFF", "ANSI_NULL_DFLT_ON", "ANSI_PADDING",
    "ANSI_WARNINGS", "ARITHABORT", "ARITHIGNORE", "CONCAT_NULL_YIELDS_NULL",
    "CURSOR_CLOSE_ON_COMMIT", "DISABLE_DEF_CNST_CHK", "FMTONLY", "FORCEPLAN",
    "IMPLICIT_TRANSACTIONS", "NOCOUNT", "NOEXEC", "NO_BROWSETABLE", "NUMERIC_ROUNDABORT",
    "PARSEONLY", "QUOTED_IDENTIFIER", "REMOTE_PROC_TRANSACTIONS", "RESULT_SET_CACHING",
    "SHOWPLAN_ALL", "SHOWPLAN_TEXT", "SHOWPLAN_XML", "XACT_ABORT",
};
// With a number, a string, a variable or a word.
constexpr std::string_view k_value_options[] = {
    "CONTEXT_INFO", "DATEFIRST", "DATEFORMAT", "DEADLOCK_PRIORITY", "ERRLVL", "FIPS_FLAGGER",
    "LANGUAGE", "LOCK_TIMEOUT", "QUERY_GOVERNOR_COST_LIMIT", "ROWCOUNT", "TEXTSIZE",
};

template <size_t N>
bool among(const std::string_view (&list)[N], std::string_view word) {
    for (std::string_view item : list) {
        if (item == word) return true;
    }
    return false;
}

}  // namespace

const Statement* Parser::declare_statement() {
    if (is_identifier(peek())) {
        DeclareCursorStatement* node = start<DeclareCursorStatement>();
        advance();
        node->name = identifier();
        CursorDefinition* cursor = start<CursorDefinition>();
        cursor->insensitive = accept(Word::Insensitive);
        cursor->iso_scroll = accept(Word::Scroll);
        node->definition = cursor_definition(cursor);
        return finish(node);
    }
    DeclareStatement* node = start<DeclareStatement>();
    advance();
    node->variables =
        comma_list<const VariableDeclaration*>([&] { return variable_declaration(); });
    return finish(node);
}

const VariableDeclaration* Parser::variable_declaration() {
    VariableDeclaration* node = start<VariableDeclaration>();
    node->name = variable_name();
    node->has_as = accept(Word::As);
    if (accept(Word::Table)) {
        node->table = table_definition(true);
        return finish(node);
    }
    if (at(Word::Cursor)) {
        advance();
        node->cursor = true;
        return finish(node);
    }
    node->type = data_type();
    if (accept(Word::Null)) {
        // natively compiled modules declare nullability; NULL says nothing
    } else if (at_words(Word::Not, Word::Null)) {
        advance();
        advance();
        node->not_null = true;
    }
    if (accept(TokenKind::equal)) node->value = expression();
    return finish(node);
}

const Statement* Parser::set_statement() {
    if (peek_is(1, TokenKind::variable)) return set_variable();
    if (peek_is(1, Word::Transaction) || peek_is(1, Word::Tran)) return set_isolation();
    if (peek_is(1, Word::IdentityInsert)) {
        SetIdentityInsertStatement* node = start<SetIdentityInsertStatement>();
        advance();
        advance();
        node->table = object_name();
        node->on = at(Word::On);
        if (!accept(Word::On)) expect(Word::Off);
        return finish(node);
    }
    if (peek().kind == TokenKind::word && among(k_value_options, upper(source(peek())))) {
        SetValueStatement* node = start<SetValueStatement>();
        advance();
        node->option = upper(source(cur()));
        advance();
        if (at(TokenKind::word) && !at(Word::Null)) {
            node->word = source(cur());
            advance();
        } else if (at(TokenKind::bracketed) || at(TokenKind::quoted)) {
            node->word = identifier().name;
        } else {
            node->value = unary(false);
        }
        return finish(node);
    }
    return set_option_list();
}

const Statement* Parser::set_option_list() {
    SetOptionStatement* node = start<SetOptionStatement>();
    advance();
    ListBuilder<std::string_view> options(arena_);
    if (accept(Word::Statistics)) {
        do {
            const std::string_view word = upper(any_word().name);
            if (word == "IO") {
                options.add("STATISTICS IO");
            } else if (word == "TIME") {
                options.add("STATISTICS TIME");
            } else if (word == "PROFILE") {
                options.add("STATISTICS PROFILE");
            } else if (word == "XML") {
                options.add("STATISTICS XML");
            } else if (!failed_) {
                fail_at(last_, 102, "Incorrect syntax near '" + near_text(last_) + "'.");
            }
        } while (accept(TokenKind::comma));
    } else if (accept(Word::Offsets)) {
        std::string words = "OFFSETS";
        do {
            words += words.size() == 7 ? " " : ", ";
            words += upper(any_word().name);
        } while (accept(TokenKind::comma));
        options.add(arena_.copy(words));
    } else {
        do {
            if (!at(TokenKind::word)) fail();
            const std::string_view word = upper(source(cur()));
            if (!failed_ && !among(k_on_off_options, word)) {
                fail(195, fmt::format("'{}' is not a recognized SET option.", source(cur())));
            }
            options.add(word);
            advance();
        } while (accept(TokenKind::comma));
    }
    node->options = options.finish();
    node->on = at(Word::On);
    if (!accept(Word::On)) expect(Word::Off);
    return finish(node);
}

const Statement* Parser::set_isolation() {
    SetIsolationStatement* node = start<SetIsolationStatement>();
    advance();
    advance();
    expect(Word::Isolation);
    expect(Word::Level);
    if (accept(Word::Read)) {
        if (accept(Word::Uncommitted)) {
            node->level = IsolationLevel::read_uncommitted;
        } else {
            expect(Word::Committed);
            node->level = IsolationLevel::read_committed;
        }
    } else if (accept(Word::Repeatable)) {
        expect(Word::Read);
        node->level = IsolationLevel::repeatable_read;
    } else if (accept(Word::Snapshot)) {
        node->level = IsolationLevel::snapshot;
    } else {
        expect(Word::Serializable);
        node->level = IsolationLevel::serializable;
    }
    return finish(node);
}

const Statement* Parser::set_variable() {
    SetVariableStatement* node = start<SetVariableStatement>();
    advance();
    node->variable = variable_name();
    if (accept(TokenKind::dot) || accept(TokenKind::double_colon)) {
        node->member = identifier();
        if (accept(TokenKind::lparen)) {
            node->has_arguments = true;
            node->arguments = argument_list();
            return finish(node);
        }
    }
    if (!accept_assign_op(node->op)) fail();
    if (at(Word::Cursor)) {
        node->cursor = cursor_definition(start<CursorDefinition>());
    } else {
        node->value = expression();
    }
    return finish(node);
}

const Statement* Parser::use_statement() {
    UseStatement* node = start<UseStatement>();
    advance();
    node->database = identifier();
    return finish(node);
}

}  // namespace gantry::tsql
