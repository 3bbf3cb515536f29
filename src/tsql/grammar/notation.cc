#include "tsql/grammar/notation.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "base/error.h"

namespace gantry::tsql {
namespace {

struct CaptureName {
    std::string_view text;
    Capture capture;
};
constexpr CaptureName k_captures[] = {
    {"name", Capture::name},           {"object", Capture::object},
    {"principal", Capture::principal}, {"word", Capture::word},
    {"string", Capture::string},       {"integer", Capture::integer},
    {"number", Capture::number},       {"binary", Capture::binary},
    {"variable", Capture::variable},   {"literal", Capture::literal},
    {"value", Capture::value},         {"expr", Capture::expr},
    {"condition", Capture::condition}, {"type", Capture::type},
    {"query", Capture::query},         {"item", Capture::item},
};

struct SymbolName {
    std::string_view text;
    TokenKind kind;
};
// Longer ones first.
constexpr SymbolName k_symbols[] = {
    {"::", TokenKind::double_colon},
    {"->", TokenKind::arrow},
    {"<=", TokenKind::less_equal},
    {">=", TokenKind::greater_equal},
    {"<>", TokenKind::not_equal},
    {"!=", TokenKind::bang_equal},
    {"!<", TokenKind::not_less},
    {"!>", TokenKind::not_greater},
    {"(", TokenKind::lparen},
    {")", TokenKind::rparen},
    {"{", TokenKind::lbrace},
    {"}", TokenKind::rbrace},
    {",", TokenKind::comma},
    {".", TokenKind::dot},
    {":", TokenKind::colon},
    {"=", TokenKind::equal},
    {"<", TokenKind::less},
    {">", TokenKind::greater},
    {"*", TokenKind::star},
    {"+", TokenKind::plus},
    {"-", TokenKind::minus},
    {"/", TokenKind::slash},
    {"%", TokenKind::percent},
    {";", TokenKind::semicolon},
};

bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}
bool is_word_part(char c) {
    return is_letter(c) || (c >= '0' && c <= '9');
}

class Compiler {
  public:
    explicit Compiler(std::string_view notation) : notation_(notation), rest_(notation) {}

    Pattern run() {
        Pattern out = choice('\0');
        if (!rest_.empty()) mistake("what follows has no beginning");
        return out;
    }

  private:
    [[noreturn]] void mistake(const char* what) const {
        std::fprintf(stderr, "notation: %s at \"%.*s\" in\n%.*s\n", what, int(rest_.size()),
                     rest_.data(), int(notation_.size()), notation_.data());
        assert_failed("the notation is right", __FILE__, __LINE__);
    }

    void skip_space() {
        while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\n')) {
            rest_.remove_prefix(1);
        }
    }
    bool accept(std::string_view text) {
        if (!rest_.starts_with(text)) return false;
        rest_.remove_prefix(text.size());
        return true;
    }

    // Alternatives up to `closing`, which is consumed.
    Pattern choice(char closing) {
        std::vector<Pattern> alternatives;
        for (;;) {
            alternatives.push_back(sequence(closing));
            if (!accept("|")) break;
        }
        if (closing != '\0' && !accept(std::string_view(&closing, 1))) mistake("not closed");
        if (alternatives.size() == 1) return std::move(alternatives.front());
        Pattern out;
        out.kind = Pattern::Kind::choice;
        out.parts = std::move(alternatives);
        return out;
    }

    Pattern sequence(char closing) {
        Pattern out;
        for (;;) {
            skip_space();
            if (rest_.empty() || rest_.front() == '|' || rest_.front() == closing) break;
            out.parts.push_back(repeated(item()));
        }
        if (out.parts.size() == 1) {
            Pattern only = std::move(out.parts.front());
            return only;
        }
        return out;
    }

    static Pattern wrap(Pattern::Kind kind, Pattern inner) {
        Pattern out;
        out.kind = kind;
        out.parts.push_back(std::move(inner));
        return out;
    }

    // [ x ]... is an optional repetition of x.
    Pattern repeated(Pattern inner) {
        Pattern::Kind kind = Pattern::Kind::repeat;
        if (accept(",...")) {
            kind = Pattern::Kind::list;
        } else if (!accept("...")) {
            return inner;
        }
        if (inner.kind != Pattern::Kind::optional) return wrap(kind, std::move(inner));
        Pattern content = std::move(inner.parts.front());
        return wrap(Pattern::Kind::optional, wrap(kind, std::move(content)));
    }

    Pattern item() {
        if (accept("[")) return wrap(Pattern::Kind::optional, choice(']'));
        if (accept("{")) return choice('}');
        if (rest_.front() == '<') return capture();
        if (accept("$")) {
            Pattern out;
            out.kind = Pattern::Kind::rule;
            out.text = take_word();
            return out;
        }
        if (accept("'")) {
            Pattern out = symbol();
            if (!accept("'")) mistake("quote not closed");
            return out;
        }
        if (!is_letter(rest_.front())) return symbol();
        Pattern out;
        out.kind = Pattern::Kind::word;
        out.text = take_word();
        out.word = find_word(out.text);
        return out;
    }

    std::string_view take_word() {
        const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_word_part);
        const std::string_view out = rest_.substr(0, size_t(end - rest_.begin()));
        if (out.empty()) mistake("a word is missing");
        rest_.remove_prefix(out.size());
        return out;
    }

    Pattern capture() {
        accept("<");
        Pattern out;
        out.kind = Pattern::Kind::capture;
        out.text = take_word();
        const bool labelled = accept(":");
        const std::string_view kind = labelled ? take_word() : out.text;
        if (!accept(">")) mistake("capture not closed");
        for (const CaptureName& known : k_captures) {
            if (known.text != kind) continue;
            out.capture = known.capture;
            return out;
        }
        if (labelled) mistake("unknown kind of capture");
        return out;
    }

    Pattern symbol() {
        for (const SymbolName& known : k_symbols) {
            if (!accept(known.text)) continue;
            Pattern out;
            out.kind = Pattern::Kind::symbol;
            out.symbol = known.kind;
            out.text = known.text;
            return out;
        }
        mistake("unknown symbol");
    }

    std::string_view notation_;
    std::string_view rest_;
};

}  // namespace

Pattern compile_notation(std::string_view notation) {
    return Compiler(notation).run();
}

}  // namespace gantry::tsql
