#pragma once
// Matches tokens against a compiled notation (grammar/notation.h) and collects what was written.
// What fails softly is taken back; the farthest token reached is where the error is.

#include <vector>

#include "tsql/grammar/statements.h"
#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {

class AdminMatcher {
  public:
    explicit AdminMatcher(Parser& parser) : parser_(parser) {}

    // Matches from the parser's token on; what does not match fails the parser.
    List<const Node*> whole(const Pattern& pattern);
    // The same, and the match has to end at `end`.
    void up_to(const Pattern& pattern, const Token* end);
    // A comma list of options, each as the pattern has it, in parentheses when it begins with one.
    // What begins no option is an unknown one of `statement`, or a plain error when that is empty.
    void option_list(const Pattern& pattern, std::string_view statement, bool of_index);

  private:
    struct Place {
        const Token* token;
        Token last;
        size_t items;
    };
    Place place() const { return {parser_.cur_, parser_.last_, items_.size()}; }
    void back_to(const Place& place);

    bool match(const Pattern& pattern);
    bool repeat(const Pattern& pattern);
    bool word(const Pattern& pattern);
    bool symbol(const Pattern& pattern);
    bool capture(const Pattern& pattern);
    bool name(const Pattern& pattern);
    bool at_value(Capture kind) const;
    bool missing();
    void add_word(std::string_view text);
    void add_name(const Pattern& pattern, const Token& first, ObjectName name);
    bool stopped_short() const;
    void option(const Pattern& pattern, std::string_view statement);
    bool option_follows(const Pattern& pattern);
    void index_option(const Token* first, std::vector<std::string_view>& names);
    void fail_at_farthest();

    Parser& parser_;
    std::vector<const Node*> items_;
    const Token* farthest_ = nullptr;
    bool checking_ = false;  // nothing of it is kept: variables of sqlcmd may stand for words
};

}  // namespace gantry::tsql
