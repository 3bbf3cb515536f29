#include "tsql/grammar/statements.h"

#include <algorithm>
#include <deque>
#include <map>

#include "base/error.h"

namespace gantry::tsql {
namespace {

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> out;
    for (;;) {
        const size_t end = text.find(separator);
        out.push_back(text.substr(0, end));
        if (end == text.npos) return out;
        text.remove_prefix(end + 1);
    }
}

class Index {
  public:
    Index() {
        for (std::span<const Syntax> family :
             {broker_syntax(), database_options_syntax(), endpoint_syntax(), events_syntax(),
              external_syntax(), graph_syntax(), keys_syntax(), principals_syntax(),
              server_syntax(), storage_syntax(), table_options_syntax()}) {
            for (const Syntax& syntax : family) add(syntax);
        }
        for (auto& [verb, list] : statements_) {
            std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) {
                return a.words.size() > b.words.size();
            });
        }
        for (const Pattern& pattern : patterns_) check_rules(pattern);
    }

    std::span<const StatementSyntax> beginning_with(std::string_view verb) const {
        const auto found = statements_.find(verb);
        if (found == statements_.end()) return {};
        return found->second;
    }
    const Pattern* rule(std::string_view name) const {
        const auto found = rules_.find(name);
        return found == rules_.end() ? nullptr : found->second;
    }

  private:
    void add(const Syntax& syntax) {
        patterns_.push_back(compile_notation(syntax.notation));
        const Pattern* pattern = &patterns_.back();
        const std::string_view titles = syntax.title;
        if (titles.starts_with('$')) {
            GANTRY_ASSERT(rules_.emplace(titles.substr(1), pattern).second);
            return;
        }
        for (std::string_view title : split(titles, '|')) {
            std::vector<std::string_view> words = split(title, ' ');
            const std::string_view verb = words.front();
            statements_[verb].push_back({title, std::move(words), &syntax, pattern});
        }
    }

    void check_rules(const Pattern& pattern) const {
        if (pattern.kind == Pattern::Kind::rule) GANTRY_ASSERT(rules_.contains(pattern.text));
        for (const Pattern& part : pattern.parts) check_rules(part);
    }

    std::deque<Pattern> patterns_;
    std::map<std::string_view, std::vector<StatementSyntax>> statements_;
    std::map<std::string_view, const Pattern*> rules_;
};

const Index& index() {
    static const Index instance;
    return instance;
}

}  // namespace

std::span<const StatementSyntax> statements_beginning_with(std::string_view verb) {
    return index().beginning_with(verb);
}

const Pattern* find_rule(std::string_view name) { return index().rule(name); }

const StatementSyntax* find_statement(std::string_view title) {
    for (const StatementSyntax& statement : statements_beginning_with(
             title.substr(0, title.find(' ')))) {
        if (statement.title == title) return &statement;
    }
    return nullptr;
}

}  // namespace gantry::tsql
