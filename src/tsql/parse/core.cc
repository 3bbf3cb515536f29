// Token access, errors and recovery.

#include <fmt/format.h>

#include "base/utf.h"
#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {

Parser::Parser(Arena& arena, std::string_view text, const ParseOptions& options,
               const std::vector<Token>& tokens, std::vector<Diagnostic>& diagnostics)
    : arena_(arena),
      text_(text),
      options_(options),
      tokens_(tokens),
      diagnostics_(diagnostics),
      cur_(tokens.data()) {}

bool Parser::accept_words(Word a, Word b) {
    if (!at_words(a, b)) return false;
    advance();
    advance();
    return true;
}

void Parser::expect(TokenKind kind) {
    if (at(kind)) {
        advance();
    } else {
        fail();
    }
}

void Parser::expect(Word word) {
    if (at(word)) {
        advance();
    } else {
        fail();
    }
}

bool Parser::is_text(const Token& token, std::string_view upper) const {
    return token.kind == TokenKind::word && token.length == upper.size() &&
           ascii_iequals(source(token), upper);
}

bool Parser::accept_text(std::string_view upper) {
    if (!at_text(upper)) return false;
    advance();
    return true;
}

void Parser::expect_text(std::string_view upper) {
    if (!accept_text(upper)) fail();
}

std::string_view Parser::upper(std::string_view text) {
    bool changes = false;
    for (char c : text) changes |= c >= 'a' && c <= 'z';
    if (!changes) return text;
    char* out = arena_.allocate_array<char>(text.size());
    for (size_t i = 0; i < text.size(); ++i) {
        out[i] = text[i] >= 'a' && text[i] <= 'z' ? char(text[i] - 32) : text[i];
    }
    return {out, text.size()};
}

std::string Parser::near_text(const Token& token) const {
    std::string_view text = source(token);
    switch (token.kind) {
        case TokenKind::national: text = text.substr(2, text.size() - 3); break;
        case TokenKind::string:
        case TokenKind::bracketed:
        case TokenKind::quoted: text = text.substr(1, text.size() - 2); break;
        default: break;
    }
    constexpr size_t k_shown_max = 512;
    return std::string(text.substr(0, k_shown_max));
}

void Parser::fail() {
    if (failed_) return;
    if (at_end()) {
        // What is missing comes after the last token: that is the one SQL Server names.
        const bool have_last = last_.length != 0;
        const Token& token = have_last ? last_ : *cur_;
        fail_at(token, 102, fmt::format("Incorrect syntax near '{}'.", near_text(token)));
    } else if (at(Word::With)) {
        fail(319,
             "Incorrect syntax near the keyword 'with'. If this statement is a common table "
             "expression, an xmlnamespaces clause or a change tracking context clause, the "
             "previous statement must be terminated with a semicolon.");
    } else if (cur_->kind == TokenKind::word && cur_->reserved) {
        fail(156, fmt::format("Incorrect syntax near the keyword '{}'.", source(*cur_)));
    } else {
        fail(102, fmt::format("Incorrect syntax near '{}'.", near_text(*cur_)));
    }
}

void Parser::fail(int number, std::string message) { fail_at(*cur_, number, std::move(message)); }

void Parser::fail_at(const Token& token, int number, std::string message) {
    if (failed_) return;
    failed_ = true;
    stopped_at_ = cur_;
    const bool ending = at_end();
    const bool silent = fatal_ || (cut_ && ending);
    cur_ = &tokens_.back();
    if (silent) return;
    // Three blocks that miss their END at the text's end miss it at one place.
    if (ending && !diagnostics_.empty() && diagnostics_.back().offset == token.offset &&
        diagnostics_.back().number == number) {
        return;
    }
    Diagnostic diagnostic;
    diagnostic.number = number;
    diagnostic.offset = token.offset;
    diagnostic.line = token.line;
    diagnostic.message = std::move(message);
    diagnostics_.push_back(std::move(diagnostic));
}

void Parser::fail_too_deep() {
    fail(191,
         "Some part of your SQL statement is nested too deeply. Rewrite the query or break it up "
         "into smaller queries.");
    fatal_ = true;
}

namespace {

// Reserved words that begin a statement and hardly ever a line inside one.
bool restarts(Word word) {
    switch (word) {
        case Word::Alter: case Word::Backup: case Word::Begin: case Word::Break: case Word::Close:
        case Word::Commit: case Word::Continue: case Word::Create: case Word::Dbcc:
        case Word::Deallocate: case Word::Declare: case Word::Delete: case Word::Deny:
        case Word::Drop: case Word::Exec: case Word::Execute: case Word::Fetch: case Word::Goto:
        case Word::Grant: case Word::If: case Word::Insert: case Word::Kill: case Word::Merge:
        case Word::Open: case Word::Print: case Word::Raiserror: case Word::Restore:
        case Word::Return: case Word::Revoke: case Word::Rollback: case Word::Save:
        case Word::Select: case Word::Set: case Word::Truncate: case Word::Update: case Word::Use:
        case Word::Waitfor: case Word::While: case Word::With: return true;
        default: return false;
    }
}

}  // namespace

void Parser::recover_here() {
    if (!failed_ || fatal_) return;
    failed_ = false;
    cur_ = stopped_at_;
}

// Goes on at the next ';', at a statement's first word that begins a line, or at the END of the
// block the statement stood in.
void Parser::recover() {
    if (!failed_) return;
    failed_ = false;
    cur_ = stopped_at_;
    if (fatal_) {
        cur_ = &tokens_.back();
        return;
    }
    int cases = 0;
    for (const Token* token = start_at_; token != nullptr && token < cur_; ++token) {
        if (token->word == Word::Case) ++cases;
        if (token->word == Word::End && cases > 0) --cases;
    }
    bool moved = cur_->offset > start_.offset;
    while (!at_end()) {
        if (at(TokenKind::semicolon)) return;
        if (at(Word::Case)) ++cases;
        if (at(Word::End)) {
            if (cases == 0 && moved && block_depth_ > 0) return;
            if (cases > 0) --cases;
        }
        if (moved && restarts(cur_->word) && cur_->line > last_.line) {
            terminated_ = true;  // a WITH here is a new statement's
            return;
        }
        advance();
        moved = true;
    }
}

}  // namespace gantry::tsql
