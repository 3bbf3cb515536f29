// Administrative statements, by their documented syntax (grammar/statements.h).

#include <algorithm>

#include "base/utf.h"
#include "tsql/parse/admin_matcher.h"

namespace gantry::tsql {

// The statement whose title stands here; nullptr when none does.
const Statement* Parser::admin_statement() {
    const std::string_view verb = upper(source(cur()));
    for (const StatementSyntax& known : statements_beginning_with(verb)) {
        bool match = true;
        for (size_t i = 1; match && i < known.words.size(); ++i) {
            match = peek_text(i, known.words[i]);
        }
        const int until = known.syntax->until;
        if (!match || (until != 0 && options_.compatibility_level > until)) continue;
        AdminStatement* node = start<AdminStatement>();
        node->title = known.title;
        advance();
        if (verb == "CREATE") check_starts_batch(DefineVerb::create);
        for (size_t i = 1; i < known.words.size(); ++i)
            advance();
        AdminMatcher matcher(*this);
        node->items = matcher.whole(*known.pattern);
        return finish(node);
    }
    return nullptr;
}

// What was parsed loosely since `first` must follow a rule of the grammar too.
void Parser::require_syntax(std::string_view rule, const Token* first) {
    if (failed_) return;
    const Token* end = cur_;
    const Token last = last_;
    cur_ = first;
    AdminMatcher matcher(*this);
    matcher.up_to(*find_rule(rule), end);
    if (!failed_) last_ = last;
}

// Whether what stands here follows a rule of the grammar; the parser stays where it is, or fails
// where the text does not follow.
bool Parser::follows_syntax(std::string_view rule) {
    if (failed_) return false;
    const Token* here = cur_;
    const Token last = last_;
    AdminMatcher matcher(*this);
    matcher.whole(*find_rule(rule));
    if (failed_) return false;
    cur_ = here;
    last_ = last;
    return true;
}

// ---- AdminMatcher ----

List<const Node*> AdminMatcher::whole(const Pattern& pattern) {
    const bool matched = match(pattern);
    if (!parser_.failed_ && (!matched || stopped_short())) fail_at_farthest();
    const Node** out = parser_.arena_.allocate_array<const Node*>(items_.size());
    std::copy(items_.begin(), items_.end(), out);
    return {out, items_.size()};
}

void AdminMatcher::up_to(const Pattern& pattern, const Token* end) {
    const bool matched = match(pattern);
    if (!parser_.failed_ && (!matched || parser_.cur_ != end)) fail_at_farthest();
}

// An optional part began and did not go on as it should: what stands here belongs to it, unless it
// is only the first word of the next statement.
bool AdminMatcher::stopped_short() const {
    if (farthest_ <= parser_.cur_ || parser_.at(TokenKind::semicolon)) return false;
    return farthest_ - parser_.cur_ > 1 || !parser_.at_statement_start();
}

void AdminMatcher::fail_at_farthest() {
    if (farthest_ != nullptr && farthest_ > parser_.cur_) {
        parser_.cur_ = farthest_;
        parser_.last_ = farthest_[-1];
    }
    parser_.fail();
}

bool AdminMatcher::missing() {
    if (farthest_ == nullptr || parser_.cur_ > farthest_) farthest_ = parser_.cur_;
    return false;
}

void AdminMatcher::back_to(const Place& place) {
    parser_.cur_ = place.token;
    parser_.last_ = place.last;
    items_.resize(place.items);
}

bool AdminMatcher::match(const Pattern& pattern) {
    switch (pattern.kind) {
        case Pattern::Kind::word:
            return word(pattern);
        case Pattern::Kind::symbol:
            return symbol(pattern);
        case Pattern::Kind::capture:
            return capture(pattern);
        case Pattern::Kind::sequence:
            for (const Pattern& part : pattern.parts) {
                if (!match(part)) return false;
            }
            return true;
        case Pattern::Kind::choice: {
            const Place start = place();
            for (const Pattern& part : pattern.parts) {
                if (match(part)) return true;
                if (parser_.failed_) return false;
                back_to(start);
            }
            return false;
        }
        case Pattern::Kind::optional: {
            const Place start = place();
            if (match(pattern.parts.front())) return true;
            if (parser_.failed_) return false;
            back_to(start);
            return true;
        }
        case Pattern::Kind::repeat:
        case Pattern::Kind::list:
            return repeat(pattern);
        case Pattern::Kind::rule: {
            Parser::Depth depth(parser_);
            return !parser_.failed_ && match(*find_rule(pattern.text));
        }
    }
    return false;
}

bool AdminMatcher::repeat(const Pattern& pattern) {
    const Pattern& part = pattern.parts.front();
    if (!match(part)) return false;
    for (;;) {
        const Place start = place();
        if (pattern.kind == Pattern::Kind::list) {
            if (!parser_.at(TokenKind::comma)) {
                missing();
                return true;
            }
            add_word(",");
        }
        if (!match(part)) {
            if (parser_.failed_) return false;
            back_to(start);
            return true;
        }
        if (parser_.cur_ == start.token) return true;
    }
}

// Consumes the token here.
void AdminMatcher::add_word(std::string_view text) {
    AdminWord* node = parser_.start<AdminWord>();
    node->text = text;
    parser_.advance();
    items_.push_back(parser_.finish(node));
}

bool AdminMatcher::word(const Pattern& pattern) {
    bool here = pattern.word != Word::None
                    ? parser_.at(TokenKind::word) && parser_.at(pattern.word)
                    : parser_.at_text(pattern.text);
    if (checking_ && !here) {
        here = parser_.at(TokenKind::sqlcmd) ||
               (parser_.at(TokenKind::bracketed) &&
                ascii_iequals(parser_.decoded(parser_.cur()), pattern.text));
    }
    if (!here) return missing();
    add_word(pattern.text);
    return true;
}

bool AdminMatcher::symbol(const Pattern& pattern) {
    if (!parser_.at(pattern.symbol)) return missing();
    add_word(pattern.text);
    return true;
}

void AdminMatcher::add_name(const Pattern& pattern, const Token& first, ObjectName name) {
    AdminName* node = parser_.start_at_token<AdminName>(first);
    node->label = pattern.text;
    node->name = name;
    items_.push_back(parser_.finish(node));
}

bool AdminMatcher::name(const Pattern& pattern) {
    const Token first = parser_.cur();
    // public is reserved and a role's name; any word is one where the syntax says so.
    const bool any = (pattern.capture == Capture::principal && parser_.at(Word::Public)) ||
                     (pattern.capture == Capture::word && parser_.at(TokenKind::word));
    if (!any && !parser_.at_identifier()) return missing();
    if (pattern.capture == Capture::object) {
        add_name(pattern, first, parser_.object_name());
        return !parser_.failed_;
    }
    Identifier* part = parser_.arena_.allocate_array<Identifier>(1);
    *part = any ? parser_.any_word() : parser_.identifier();
    ObjectName single;
    single.parts = {part, 1};
    single.range = part->range;
    add_name(pattern, first, single);
    return !parser_.failed_;
}

// Whether the tokens here may be a value of that kind.
bool AdminMatcher::at_value(Capture kind) const {
    const bool number = [&] {
        const size_t sign = parser_.at(TokenKind::minus) || parser_.at(TokenKind::plus) ? 1 : 0;
        const TokenKind after = sign != 0 ? parser_.peek().kind : parser_.cur().kind;
        return after == TokenKind::integer || after == TokenKind::decimal ||
               after == TokenKind::real || after == TokenKind::money;
    }();
    switch (kind) {
        case Capture::string:
            return parser_.at_string();
        case Capture::integer:
            return parser_.at(TokenKind::integer);
        case Capture::number:
            return number;
        case Capture::binary:
            return parser_.at(TokenKind::binary);
        case Capture::variable:
            return parser_.at(TokenKind::variable);
        case Capture::literal:
            return number || parser_.at_string() || parser_.at(TokenKind::binary);
        case Capture::value:
            return number || parser_.at_string() || parser_.at(TokenKind::binary) ||
                   parser_.at(TokenKind::variable) || parser_.at(Word::Null);
        default:
            return true;
    }
}

bool AdminMatcher::capture(const Pattern& pattern) {
    switch (pattern.capture) {
        case Capture::name:
        case Capture::object:
        case Capture::principal:
        case Capture::word:
            return name(pattern);
        default:
            break;
    }
    // A sqlcmd variable may stand for any value.
    if (parser_.at(TokenKind::sqlcmd) && pattern.capture < Capture::expr) return name(pattern);
    if (!at_value(pattern.capture)) return missing();
    if (pattern.capture >= Capture::expr &&
        (parser_.at_end() || parser_.at(TokenKind::semicolon) || parser_.at(TokenKind::rparen))) {
        return missing();
    }
    AdminValue* node = parser_.start<AdminValue>();
    node->label = pattern.text;
    switch (pattern.capture) {
        case Capture::expr:
            node->value = parser_.expression();
            break;
        case Capture::condition:
            node->value = parser_.condition();
            break;
        case Capture::type:
            node->value = parser_.data_type();
            break;
        case Capture::query:
            node->value = parser_.query();
            break;
        case Capture::item:
            node->value = parser_.select_item();
            break;
        default:
            node->value = parser_.unary(false);
            break;
    }
    items_.push_back(parser_.finish(node));
    return !parser_.failed_;
}

}  // namespace gantry::tsql
