#include "tsql/hints.h"

#include <algorithm>
#include <string>

#include "tsql/token.h"

namespace gantry::tsql {
namespace {

// No token begins with it: the parser stops here at the latest.
constexpr std::string_view k_stop = " `";
constexpr size_t k_text_max = 4096;  // longer statements get no hint
constexpr size_t k_listed_max = 8;

constexpr std::string_view k_marks[] = {"(", ")", ",", ".", "=", ";"};

std::vector<std::string_view> reserved_words(int level) {
    static constexpr Word k_words[] = {
#define GANTRY_TSQL_WORD(name, ...) Word::name,
        GANTRY_TSQL_RESERVED_WORDS(GANTRY_TSQL_WORD)
#undef GANTRY_TSQL_WORD
    };
    std::vector<std::string_view> out;
    for (Word word : k_words) {
        if (is_reserved(word, level)) out.push_back(word_text(word));
    }
    return out;
}

class HintFinder {
  public:
    HintFinder(const ParseOptions& options, size_t& bytes_left)
        : options_(options), bytes_left_(bytes_left) {}

    // Whether the parser steps over `candidate` behind `front`.
    bool accepts(std::string_view front, std::string_view candidate) {
        std::string text(front);
        text += ' ';
        text += candidate;
        const size_t stop = text.size() + 1;
        text += k_stop;
        bytes_left_ -= std::min(bytes_left_, text.size());
        const ParseResult result = parse(text, options_);
        for (const Diagnostic& diagnostic : result.diagnostics) {
            if (diagnostic.offset >= front.size()) return diagnostic.offset == stop;
        }
        return false;
    }

    std::string find(std::string_view front) {
        std::vector<std::string> out;
        const bool complete = accepts(front, ";");
        // A whole statement must stand here: behind IF, ELSE, BEGIN.
        const bool statement = !complete && accepts(front, "BREAK") && accepts(front, "PRINT");
        const bool name = accepts(front, "z");
        const bool number = accepts(front, "1");
        const bool string = accepts(front, "'z'");
        const bool variable = accepts(front, "@z");
        const bool open = accepts(front, "(");
        const bool expression = name && number && string && variable && open;
        if (expression) {
            out.push_back("an expression");
        } else {
            if (name) out.push_back("a name");
            if (number) out.push_back("a number");
            if (string) out.push_back("a string");
            if (variable) out.push_back("a variable");
            // Where a statement may begin, '(' would be a query's.
            if (open && !complete && !statement) out.push_back("'('");
        }
        for (std::string_view mark : k_marks) {
            if (mark == "(" || mark == ";" || (expression && mark == ".")) continue;
            if (accepts(front, mark)) out.push_back("'" + std::string(mark) + "'");
        }
        for (std::string_view word : reserved_words(options_.compatibility_level)) {
            // Behind a whole statement any other may begin: no news.
            if ((complete || statement) && accepts("", word)) continue;
            if (expression && accepts("PRINT", word)) continue;  // begins one: said already
            if (accepts(front, word)) out.push_back(std::string(word));
        }
        if (statement) out.push_back("a statement");
        if (complete) out.push_back("the statement's end");
        return sentence(out);
    }

  private:
    static std::string sentence(const std::vector<std::string>& items) {
        if (items.empty()) return {};
        const size_t shown = std::min(items.size(), k_listed_max);
        std::string out = "expected ";
        for (size_t i = 0; i < shown; ++i) {
            const bool last = i + 1 == shown && shown == items.size();
            if (i > 0) out += last ? " or " : ", ";
            out += items[i];
        }
        return shown == items.size() ? out : out + " ...";
    }

    const ParseOptions& options_;
    size_t& bytes_left_;
};

// Where to parse from: the statement before the one with the error, because what ends there
// matters, and a batch's first word may be a procedure's name.
size_t start_of(const ParseResult& result, size_t offset) {
    size_t start = 0;
    for (const Statement* statement : result.statements) {
        if (statement->range.end() > offset) break;
        const bool is_short = offset - statement->range.offset <= k_text_max;
        start = is_short ? statement->range.offset : statement->range.end();
    }
    return start;
}

}  // namespace

void fill_hints(ParseResult& result, const ParseOptions& options, size_t& bytes_left) {
    std::vector<Token> tokens;
    std::vector<Diagnostic> ignored;
    ParseOptions again = options;
    again.scope_checks = ScopeChecks::none;
    HintFinder finder(again, bytes_left);
    for (Diagnostic& diagnostic : result.diagnostics) {
        const int number = diagnostic.number;
        if (number != 102 && number != 156 && number != 170) continue;
        if (tokens.empty()) tokenize(result.text(), options, tokens, ignored);
        const auto token =
            std::lower_bound(tokens.begin(), tokens.end(), diagnostic.offset,
                             [](const Token& a, uint32_t offset) { return a.offset < offset; });
        if (token == tokens.end() || token->offset != diagnostic.offset) continue;
        const size_t start = start_of(result, diagnostic.offset);
        if (diagnostic.offset - start > k_text_max || bytes_left == 0) continue;
        std::string_view front = result.text().substr(start, diagnostic.offset - start);
        // At the end of the text the last token is named, and something is missing behind it.
        const std::string_view named = result.text().substr(token->offset, token->length);
        if (finder.accepts(front, named)) {
            front = result.text().substr(start, token->end() - start);
        }
        std::string hint = finder.find(front);
        if (bytes_left > 0) diagnostic.hint = std::move(hint);
    }
}

}  // namespace gantry::tsql
