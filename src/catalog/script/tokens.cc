#include "catalog/script/tokens.h"

#include "base/utf.h"

namespace gantry::catalog::script {
namespace {

bool is_space(char c) {
    return static_cast<unsigned char>(c) <= ' ';
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool begins_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '@' || c == '#' ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool continues_word(char c) {
    return begins_word(c) || is_digit(c) || c == '$';
}

class Scanner {
  public:
    Scanner(std::string_view text, bool quoted_identifier)
        : text_(text), quoted_identifier_(quoted_identifier) {}

    std::vector<Token> run() {
        while (skip_blanks())
            take();
        return std::move(tokens_);
    }

  private:
    char at(size_t i) const { return i < text_.size() ? text_[i] : '\0'; }

    // False at the end. T-SQL's block comments nest.
    bool skip_blanks() {
        while (position_ < text_.size()) {
            if (is_space(at(position_))) {
                ++position_;
            } else if (at(position_) == '-' && at(position_ + 1) == '-') {
                position_ = text_.find('\n', position_);
                if (position_ == text_.npos) position_ = text_.size();
            } else if (at(position_) == '/' && at(position_ + 1) == '*') {
                int depth = 0;
                do {
                    if (at(position_) == '/' && at(position_ + 1) == '*') {
                        ++depth, position_ += 2;
                    } else if (at(position_) == '*' && at(position_ + 1) == '/') {
                        --depth, position_ += 2;
                    } else {
                        ++position_;
                    }
                } while (depth > 0 && position_ < text_.size());
            } else {
                return true;
            }
        }
        position_ = text_.size();
        return false;
    }

    void add(TokenKind kind, size_t end) {
        end = std::min(end, text_.size());
        tokens_.push_back(
            {kind, position_, end - position_, text_.substr(position_, end - position_)});
        position_ = end;
    }

    // Behind the closing quote, which is doubled inside.
    size_t after_quote(size_t open, char close) const {
        for (size_t i = open + 1; i < text_.size(); ++i) {
            if (text_[i] != close) continue;
            if (at(i + 1) != close) return i + 1;
            ++i;
        }
        return text_.size();
    }

    void take() {
        const char c = at(position_);
        if (c == '\'') return add(TokenKind::string, after_quote(position_, '\''));
        if ((c == 'N' || c == 'n') && at(position_ + 1) == '\'') {
            return add(TokenKind::string, after_quote(position_ + 1, '\''));
        }
        if (c == '"') {
            return add(quoted_identifier_ ? TokenKind::quoted_name : TokenKind::string,
                       after_quote(position_, '"'));
        }
        if (c == '[') return add(TokenKind::quoted_name, after_quote(position_, ']'));
        if (is_digit(c)) {
            size_t end = position_ + 1;
            while (continues_word(at(end)) || at(end) == '.')
                ++end;
            return add(TokenKind::number, end);
        }
        if (begins_word(c)) {
            size_t end = position_ + 1;
            while (continues_word(at(end)))
                ++end;
            return add(c == '@' ? TokenKind::variable : TokenKind::word, end);
        }
        add(TokenKind::symbol, position_ + 1);
    }

    std::string_view text_;
    bool quoted_identifier_;
    size_t position_ = 0;
    std::vector<Token> tokens_;
};

}  // namespace

std::string Token::value() const {
    if (kind != TokenKind::quoted_name || length < 2) return std::string(text);
    const char close = text[0] == '[' ? ']' : '"';
    std::string out;
    const size_t last = text.back() == close ? length - 1 : length;
    for (size_t i = 1; i < last; ++i) {
        out += text[i];
        if (text[i] == close) ++i;
    }
    return out;
}

bool Token::is_word(std::string_view upper) const {
    return kind == TokenKind::word && ascii_iequals(text, upper);
}

std::vector<Token> scan_tokens(std::string_view text, bool quoted_identifier) {
    return Scanner(text, quoted_identifier).run();
}

std::vector<NamePath> names_in(const std::vector<Token>& tokens) {
    std::vector<NamePath> out;
    for (size_t i = 0; i < tokens.size(); ++i) {
        if (!tokens[i].is_name()) continue;
        NamePath path;
        path.first_token = path.last_token = i;
        path.parts.push_back(tokens[i].value());
        while (path.last_token + 1 < tokens.size() && tokens[path.last_token + 1].is('.')) {
            size_t next = path.last_token + 2;
            if (next < tokens.size() && tokens[next].is('.')) {  // a..b: the default schema
                path.parts.emplace_back();
                ++next;
            }
            if (next >= tokens.size() || !tokens[next].is_name()) break;
            path.parts.push_back(tokens[next].value());
            path.last_token = next;
        }
        path.call = path.last_token + 1 < tokens.size() && tokens[path.last_token + 1].is('(');
        i = path.last_token;
        out.push_back(std::move(path));
    }
    return out;
}

}  // namespace gantry::catalog::script
