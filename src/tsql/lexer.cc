#include <array>
#include <cstring>

#include "base/utf.h"
#include "tsql/name_chars.h"
#include "tsql/token.h"

namespace gantry::tsql {
namespace {

enum CharClass : uint8_t { k_other, k_space, k_letter, k_digit, k_high };

// '$' continues a name but doesn't start one; '@' and '#' do both.
constexpr auto make_classes() {
    std::array<uint8_t, 256> classes{};
    for (int c = 0; c <= 32; ++c) classes[size_t(c)] = k_space;
    for (int c = 'a'; c <= 'z'; ++c) classes[size_t(c)] = k_letter;
    for (int c = 'A'; c <= 'Z'; ++c) classes[size_t(c)] = k_letter;
    for (int c = '0'; c <= '9'; ++c) classes[size_t(c)] = k_digit;
    for (int c = 128; c < 256; ++c) classes[size_t(c)] = k_high;
    classes['_'] = classes['#'] = k_letter;
    classes[127] = k_space;
    return classes;
}
constexpr auto k_classes = make_classes();

bool is_unicode_space(char32_t c) {
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200B) || c == 0x2028 ||
           c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF || c == 0x180E;
}

bool is_currency(char32_t c) {
    return (c >= 0xA2 && c <= 0xA5) || c == 0x9F2 || c == 0x9F3 || c == 0xE3F || c == 0x17DB ||
           (c >= 0x20A0 && c <= 0x20C0) || c == 0xFDFC || c == 0xFE69 || c == 0xFF04 ||
           c == 0xFFE0 || c == 0xFFE1 || c == 0xFFE5 || c == 0xFFE6;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

class Lexer {
  public:
    Lexer(std::string_view text, const ParseOptions& options, std::vector<Token>& tokens,
          std::vector<Diagnostic>& diagnostics)
        : text_(text),
          end_(text.size()),
          level_(options.compatibility_level),
          quoted_identifier_(options.quoted_identifier),
          tokens_(tokens),
          diagnostics_(diagnostics) {}

    void run() {
        tokens_.clear();
        tokens_.reserve(end_ / 5 + 64);
        while (skip_blanks()) next();
        Token last;
        last.offset = uint32_t(end_);
        last.line = line_;
        for (size_t i = 0; i < k_end_tokens; ++i) tokens_.push_back(last);
    }

  private:
    char at(size_t position) const { return position < end_ ? text_[position] : '\0'; }

    // Moves to the next token's first byte; false at the end of the text.
    bool skip_blanks() {
        while (position_ < end_) {
            const char c = text_[position_];
            const uint8_t char_class = k_classes[uint8_t(c)];
            if (char_class == k_space) {
                if (c == '\n') ++line_;
                ++position_;
            } else if (c == '-' && at(position_ + 1) == '-') {
                const void* end =
                    std::memchr(text_.data() + position_, '\n', end_ - position_);
                position_ = end == nullptr ? end_
                                           : size_t(static_cast<const char*>(end) - text_.data());
            } else if (c == '/' && at(position_ + 1) == '*') {
                if (!skip_block_comment()) return false;
            } else if (char_class == k_high) {
                size_t next = position_;
                if (!is_unicode_space(next_code_point(text_, next))) return true;
                position_ = next;
            } else {
                return true;
            }
        }
        return false;
    }

    bool skip_block_comment() {
        const size_t start = position_;
        const uint32_t start_line = line_;
        int depth = 1;  // comments nest
        position_ += 2;
        while (position_ < end_) {
            const char c = text_[position_];
            if (c == '\n') {
                ++line_;
            } else if (c == '*' && at(position_ + 1) == '/') {
                position_ += 2;
                if (--depth == 0) return true;
                continue;
            } else if (c == '/' && at(position_ + 1) == '*') {
                position_ += 2;
                ++depth;
                continue;
            }
            ++position_;
        }
        position_ = end_;
        report(113, "Missing end comment mark '*/'.", start, start_line);
        return false;
    }

    void report(int number, std::string message, size_t offset, uint32_t line) {
        Diagnostic diagnostic;
        diagnostic.number = number;
        diagnostic.offset = uint32_t(offset);
        diagnostic.line = line;
        diagnostic.message = std::move(message);
        diagnostics_.push_back(std::move(diagnostic));
    }

    void push(TokenKind kind, size_t start, uint32_t line, Word word = Word::None) {
        Token token;
        token.offset = uint32_t(start);
        token.length = uint32_t(position_ - start);
        token.line = line;
        token.word = word;
        token.kind = kind;
        token.reserved = word != Word::None && is_reserved(word, level_);
        tokens_.push_back(token);
    }
    void push_op(TokenKind kind, size_t length) {
        const size_t start = position_;
        position_ += length;
        push(kind, start, line_);
    }

    void next() {
        const char c = text_[position_];
        switch (k_classes[uint8_t(c)]) {
            case k_letter:
                if ((c == 'N' || c == 'n') && at(position_ + 1) == '\'') {
                    return quoted_text(TokenKind::national, position_ + 1, '\'');
                }
                return name();
            case k_digit: return number();
            case k_high: return high();
            default: return symbol(c);
        }
    }

    void high() {
        size_t next = position_;
        const char32_t c = next_code_point(text_, next);
        // A currency sign alone is zero, as "$" is.
        if (is_currency(c)) return money(next);
        if (!is_name_char(c)) return push_op(TokenKind::invalid, next - position_);
        name();
    }

    size_t scan_name(size_t position) const {
        for (;;) {
            while (position < end_) {
                const char c = text_[position];
                const uint8_t char_class = k_classes[uint8_t(c)];
                if (char_class != k_letter && char_class != k_digit && c != '@') {
                    if (c != '$' || at(position + 1) == '(') break;
                }
                ++position;
            }
            if (position >= end_) return position;
            if (text_[position] == '$') {  // t_$(suffix): a sqlcmd variable inside a name
                const size_t after = sqlcmd_end(position);
                if (after == 0) return position + 1;
                position = after;
                continue;
            }
            if (k_classes[uint8_t(text_[position])] != k_high) return position;
            size_t next = position;
            const char32_t c = next_code_point(text_, next);
            if (is_unicode_space(c) || !is_name_char(c)) return position;
            position = next;
        }
    }

    // The end of $(name) that begins at `position`; 0 when it isn't one.
    size_t sqlcmd_end(size_t position) const {
        constexpr size_t k_longest = 130;
        if (at(position) != '$' || at(position + 1) != '(') return 0;
        size_t p = position + 2;
        if (is_digit(at(p))) return 0;
        for (; p < end_ && p - position < k_longest; ++p) {
            const char c = text_[p];
            if (c == ')') return p == position + 2 ? 0 : p + 1;
            const uint8_t char_class = k_classes[uint8_t(c)];
            if (char_class == k_space || c == '(' || c == '$' || c == '\'' || c == ',') return 0;
        }
        return 0;
    }

    void name() {
        const size_t start = position_;
        position_ = scan_name(start);
        if (position_ == start) ++position_;
        const Word word = find_word(text_.substr(start, position_ - start));
        if (word == Word::None && has_sqlcmd(start)) {
            return push(TokenKind::sqlcmd, start, line_);
        }
        push(TokenKind::word, start, line_, word);
        if (word == Word::On || word == Word::Off) watch_quoted_identifier(word == Word::On);
    }

    // SET QUOTED_IDENTIFIER acts on the rest of a batch from where it stands, while it is parsed;
    // inside a module it does nothing.
    void watch_quoted_identifier(bool on) {
        bool seen = false;
        for (size_t i = tokens_.size() - 1; i-- > 0 && tokens_.size() - i < 40;) {
            const Token& token = tokens_[i];
            if (token.word == Word::Set) break;
            if (token.kind != TokenKind::word && token.kind != TokenKind::comma) return;
            if (token.word == Word::QuotedIdentifier || token.word == Word::AnsiDefaults) {
                seen = true;
            } else if (token.reserved) {
                return;
            }
        }
        if (!seen) return;
        if (!in_module()) quoted_identifier_ = on;
    }

    // CREATE [OR ALTER] or ALTER PROCEDURE, FUNCTION, VIEW or TRIGGER begins the batch.
    bool in_module() const {
        size_t i = 0;
        while (i < tokens_.size() && tokens_[i].kind == TokenKind::semicolon) ++i;
        const auto word = [&] { return i < tokens_.size() ? tokens_[i].word : Word::None; };
        if (word() != Word::Create && word() != Word::Alter) return false;
        ++i;
        if (word() == Word::Or) i += 2;
        return word() == Word::Proc || word() == Word::Procedure || word() == Word::Function ||
               word() == Word::Trigger || word() == Word::View;
    }

    void number() {
        const size_t start = position_;
        if (text_[start] == '0' && (at(start + 1) == 'x' || at(start + 1) == 'X')) {
            return binary();
        }
        size_t p = start;
        while (is_digit(at(p))) ++p;
        TokenKind kind = TokenKind::integer;
        if (at(p) == '.') {
            kind = TokenKind::decimal;
            ++p;
            while (is_digit(at(p))) ++p;
        }
        finish_number(start, p, kind);
    }

    void finish_number(size_t start, size_t p, TokenKind kind) {
        if (at(p) == 'e' || at(p) == 'E') {  // "1e" alone is a float too
            size_t q = p + 1;
            const bool sign = at(q) == '+' || at(q) == '-';
            if (sign) ++q;
            if (is_digit(at(q)) || !sign) {
                while (is_digit(at(q))) ++q;
                const uint8_t follow = k_classes[uint8_t(at(q))];
                if (q > p + 1 || (follow != k_letter && follow != k_high)) {
                    kind = TokenKind::real;
                    p = q;
                }
            }
        }
        position_ = p;
        push(kind, start, line_);
    }

    void binary() {
        const size_t start = position_;
        const uint32_t line = line_;
        size_t p = start + 2;
        for (;;) {
            while (is_hex(at(p))) ++p;
            // A backslash at the end of a line carries the constant on.
            if (at(p) != '\\') break;
            size_t q = p + 1;
            if (at(q) == '\r') ++q;
            if (at(q) != '\n') break;
            ++line_;
            p = q + 1;
        }
        position_ = p;
        push(TokenKind::binary, start, line);
    }

    void money(size_t after_sign) {
        const size_t start = position_;
        size_t p = after_sign;
        if ((at(p) == '-' || at(p) == '+') && (is_digit(at(p + 1)) || at(p + 1) == '.')) ++p;
        while (is_digit(at(p))) ++p;
        if (at(p) == '.') {
            ++p;
            while (is_digit(at(p))) ++p;
        }
        position_ = p;
        push(TokenKind::money, start, line_);
    }

    // Whether the name from `start` to here holds a $(...). '(' stands in a name only there.
    bool has_sqlcmd(size_t start) const {
        return std::memchr(text_.data() + start, '(', position_ - start) != nullptr;
    }

    void dollar() {
        const char next = at(position_ + 1);
        if (const size_t after = sqlcmd_end(position_); after != 0) {
            const size_t start = position_;
            position_ = scan_name(after);
            return push(TokenKind::sqlcmd, start, line_);
        }
        const uint8_t char_class = k_classes[uint8_t(next)];
        if (char_class == k_letter || char_class == k_high) {
            const size_t start = position_;
            position_ = scan_name(start + 1);
            return push(TokenKind::pseudo, start, line_);
        }
        money(position_ + 1);
    }

    void variable_name() {
        const size_t start = position_;
        position_ = scan_name(start + 1);
        // Variables may be named @@x too: only the functions are not declared.
        const bool global = is_global_function(text_.substr(start, position_ - start));
        push(global ? TokenKind::global : TokenKind::variable, start, line_);
    }

    // `open` is the position of the opening delimiter, `close` the closing one.
    void quoted_text(TokenKind kind, size_t open, char close) {
        const size_t start = position_;
        const uint32_t line = line_;
        size_t p = open + 1;
        for (;;) {
            while (p < end_ && text_[p] != close) {
                if (text_[p] == '\n') ++line_;
                ++p;
            }
            if (p >= end_) break;
            if (at(p + 1) != close) {
                position_ = p + 1;
                return push(kind, start, line);
            }
            p += 2;
        }
        position_ = end_;
        constexpr size_t k_shown_max = 1000;
        std::string rest(text_.substr(open + 1, k_shown_max));
        report(105, "Unclosed quotation mark after the character string '" + rest + "'.", start,
               line);
    }

    void symbol(char c);

    std::string_view text_;
    size_t end_;
    size_t position_ = 0;
    uint32_t line_ = 1;
    int level_;
    bool quoted_identifier_;
    std::vector<Token>& tokens_;
    std::vector<Diagnostic>& diagnostics_;
};

void Lexer::symbol(char c) {
    using enum TokenKind;
    const char d = at(position_ + 1);
    switch (c) {
        case '\'': return quoted_text(string, position_, '\'');
        case '"': return quoted_text(quoted_identifier_ ? quoted : string, position_, '"');
        case '[': return quoted_text(bracketed, position_, ']');
        case '@': return variable_name();
        case '$': return dollar();
        case '(': return push_op(lparen, 1);
        case ')': return push_op(rparen, 1);
        case '{': return push_op(lbrace, 1);
        case '}': return push_op(rbrace, 1);
        case ',': return push_op(comma, 1);
        case ';': return push_op(semicolon, 1);
        case ':': return d == ':' ? push_op(double_colon, 2) : push_op(colon, 1);
        case '~': return push_op(tilde, 1);
        case '.': {
            if (!is_digit(d)) return push_op(dot, 1);
            // ".5" is a number, but not in "t.5" (which is an error anyway) or "1.5".
            size_t p = position_ + 1;
            while (is_digit(at(p))) ++p;
            return finish_number(position_, p, decimal);
        }
        case '+': return d == '=' ? push_op(plus_equal, 2) : push_op(plus, 1);
        case '-':
            if (d == '>') return push_op(arrow, 2);
            return d == '=' ? push_op(minus_equal, 2) : push_op(minus, 1);
        case '*': return d == '=' ? push_op(star_equal, 2) : push_op(star, 1);
        case '/': return d == '=' ? push_op(slash_equal, 2) : push_op(slash, 1);
        case '%': return d == '=' ? push_op(percent_equal, 2) : push_op(percent, 1);
        case '&': return d == '=' ? push_op(ampersand_equal, 2) : push_op(ampersand, 1);
        case '^': return d == '=' ? push_op(caret_equal, 2) : push_op(caret, 1);
        case '|':
            if (d == '|') {
                return at(position_ + 2) == '=' ? push_op(concat_equal, 3) : push_op(concat, 2);
            }
            return d == '=' ? push_op(pipe_equal, 2) : push_op(pipe, 1);
        case '=': return push_op(equal, 1);
        case '<':
            if (d == '=') return push_op(less_equal, 2);
            if (d == '>') return push_op(not_equal, 2);
            return d == '<' ? push_op(shift_left, 2) : push_op(less, 1);
        case '>':
            if (d == '=') return push_op(greater_equal, 2);
            return d == '>' ? push_op(shift_right, 2) : push_op(greater, 1);
        case '!':
            if (d == '=') return push_op(bang_equal, 2);
            if (d == '<') return push_op(not_less, 2);
            return d == '>' ? push_op(not_greater, 2) : push_op(bang, 1);
        default: return push_op(invalid, 1);
    }
}

}  // namespace

void tokenize(std::string_view text, const ParseOptions& options, std::vector<Token>& tokens,
              std::vector<Diagnostic>& diagnostics) {
    Lexer(text, options, tokens, diagnostics).run();
}

std::string_view decode_token(std::string_view text, const Token& token, Arena& arena) {
    std::string_view raw = text.substr(token.offset, token.length);
    if (token.kind == TokenKind::national) raw.remove_prefix(1);
    if (raw.size() < 2) return raw;
    const char close = raw.back();
    const bool is_string = token.kind == TokenKind::string || token.kind == TokenKind::national;
    raw = raw.substr(1, raw.size() - 2);
    const bool changes =
        std::memchr(raw.data(), close, raw.size()) != nullptr ||
        (is_string && raw.find("\\\n") != raw.npos) || (is_string && raw.find("\\\r") != raw.npos);
    if (!changes) return raw;
    char* out = arena.allocate_array<char>(raw.size());
    size_t size = 0;
    for (size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] == close) ++i;  // doubled: the lexer saw to it
        if (is_string && raw[i] == '\\') {
            const size_t newline = raw.substr(i + 1).starts_with("\r\n") ? 2
                                   : raw.substr(i + 1).starts_with('\n') ? 1 : 0;
            if (newline != 0) {
                i += newline;
                continue;
            }
        }
        out[size++] = raw[i];
    }
    return {out, size};
}

}  // namespace gantry::tsql
