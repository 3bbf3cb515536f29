#include "assess/own_rules.h"

#include <algorithm>
#include <set>

#include "assess/code_rules.h"
#include "assess/identifier_regex.h"
#include "assess/name_pattern.h"
#include "assess/rule_set.h"
#include "base/utf.h"
#include "tsql/feature.h"
#include "tsql/references.h"
#include "tsql/token.h"
#include "tsql/usage.h"
#include "tsql/visit.h"

namespace gantry::assess {

using namespace tsql;

namespace {

bool is_name(const Token& token) {
    return token.kind == TokenKind::bracketed || token.kind == TokenKind::quoted ||
           token.kind == TokenKind::variable || (token.kind == TokenKind::word && !token.reserved);
}

std::vector<Token> tokens_of(std::string_view text, bool quoted_identifier) {
    ParseOptions options;
    options.quoted_identifier = quoted_identifier;
    std::vector<Token> out;
    std::vector<Diagnostic> ignored;
    tokenize(text, options, out, ignored);
    while (!out.empty() && out.back().kind == TokenKind::end)
        out.pop_back();
    return out;
}

std::string_view name_of(std::string_view text, const Token& token, Arena& arena) {
    const bool delimited = token.kind == TokenKind::bracketed || token.kind == TokenKind::quoted;
    return delimited ? decode_token(text, token, arena) : text.substr(token.offset, token.length);
}

// Names are the same with and without brackets; case does not matter but in literals.
bool same_token(std::string_view a_text, const Token& a, std::string_view b_text, const Token& b) {
    const std::string_view x = a_text.substr(a.offset, a.length);
    const std::string_view y = b_text.substr(b.offset, b.length);
    auto wordy = [](const Token& token) {
        return token.kind == TokenKind::word || token.kind == TokenKind::bracketed ||
               token.kind == TokenKind::quoted;
    };
    if (wordy(a) && wordy(b)) {
        Arena arena;
        return ascii_iequals(name_of(a_text, a, arena), name_of(b_text, b, arena));
    }
    const bool literal = a.kind == TokenKind::string || a.kind == TokenKind::national;
    return a.kind == b.kind && (literal ? x == y : ascii_iequals(x, y));
}

bool is_system(const ObjectName& name) {
    const std::string schema = ascii_lower(name.schema());
    const std::string database = ascii_lower(name.database());
    const std::string object = ascii_lower(name.object());
    return schema == "sys" || schema == "information_schema" || database == "master" ||
           database == "msdb" || object.starts_with("sys") || object.starts_with("sp_") ||
           object.starts_with("xp_") || object.starts_with("fn_");
}

class OwnRules {
  public:
    OwnRules(const OwnRule& own, const CodeText& text, const CodeContext& context,
             const ParseResult& result, Findings& findings, int depth)
        : own_(own),
          match_(own.match),
          text_(text),
          context_(context),
          result_(result),
          findings_(findings),
          depth_(depth) {}

    void reference(const Reference& one);
    void node(const Node& any);
    void features(const Node& root);
    bool wants_tokens() const { return !own_.regexes.empty() || !match_.tokens.empty(); }
    void tokens(const std::vector<Token>& all) {
        for (const auto& regex : own_.regexes)
            identifiers(*regex, all);
        for (const std::string& piece : match_.tokens)
            sequence(piece, all);
    }

  private:
    void found(const SourceRange& range, std::string detail) {
        if (!places_.insert({range.offset, detail}).second) return;
        Impact impact;
        impact.object = text_.object;
        impact.type = text_.type;
        impact.line = range.line + text_.first_line - 1;
        impact.column = result_.column(range.offset);
        impact.excerpt = line_at(result_.text(), range.offset);
        if (depth_ > 0) detail += ", in dynamic SQL";
        impact.detail = std::move(detail);
        findings_.add(own_.rule->id, std::move(impact));
    }

    // The first pattern that the name matches counts.
    void named(const std::vector<std::string>& patterns, const ObjectName& name) {
        for (const std::string& pattern : patterns) {
            if (!matches_name(pattern, name, context_.database)) continue;
            return found(name.range, std::string(result_.text(name.range)));
        }
    }
    void plain(const std::vector<std::string>& patterns, const Identifier& name,
               const SourceRange& range) {
        if (!name) return;
        for (const std::string& pattern : patterns) {
            if (matches_wildcards(pattern, name.name)) return found(range, std::string(name.name));
        }
    }

    // No schema is made up for columns: a.x is of the table or alias a.
    void column(const ObjectName& name) {
        for (const std::string& pattern : match_.columns) {
            const size_t dots = size_t(std::count(pattern.begin(), pattern.end(), '.'));
            if (dots >= name.parts.size()) continue;
            if (!matches_name(pattern, name, {})) continue;
            return found(name.range, std::string(result_.text(name.range)));
        }
    }

    void identifiers(const IdentifierRegex& regex, const std::vector<Token>& all) {
        std::map<std::string_view, bool> known;
        Arena arena;
        for (const Token& token : all) {
            if (!is_name(token)) continue;
            const std::string_view name = name_of(result_.text(), token, arena);
            const auto [entry, added] = known.try_emplace(name, false);
            if (added) entry->second = regex.matches(name);
            if (entry->second) {
                found({token.offset, token.length, token.line}, std::string(name));
            }
        }
    }

    void sequence(const std::string& piece, const std::vector<Token>& all) {
        const std::vector<Token> wanted = tokens_of(piece, text_.quoted_identifier);
        if (wanted.empty() || wanted.size() > all.size()) return;
        for (size_t i = 0; i + wanted.size() <= all.size(); ++i) {
            size_t same = 0;
            while (same < wanted.size() &&
                   same_token(piece, wanted[same], result_.text(), all[i + same]))
                ++same;
            if (same == wanted.size()) {
                found({all[i].offset, all[i].length, all[i].line}, piece);
            }
        }
    }

    const OwnRule& own_;
    const OwnMatch& match_;
    const CodeText& text_;
    const CodeContext& context_;
    const ParseResult& result_;
    Findings& findings_;
    int depth_;
    std::set<std::pair<uint32_t, std::string>> places_;  // one place counts once
};

void OwnRules::reference(const Reference& one) {
    switch (one.kind) {
        case ReferenceKind::relation:
            named(match_.tables, one.name);
            break;
        case ReferenceKind::function:
            named(match_.calls, one.name);
            break;
        case ReferenceKind::procedure:
            if (one.access == ReferenceAccess::execute) named(match_.calls, one.name);
            break;
        case ReferenceKind::server:
            plain(match_.linked_servers, one.name.part(0), one.name.range);
            return;
        default:
            break;
    }
    plain(match_.databases, one.name.part(2), one.name.range);
    plain(match_.linked_servers, one.name.part(3), one.name.range);
    if (is_system(one.name)) named(match_.system_objects, one.name);
}

void OwnRules::node(const Node& any) {
    if (const auto* call = any.try_as<FunctionCall>()) {
        named(match_.calls, call->name);
        if (is_system(call->name)) named(match_.system_objects, call->name);
    } else if (const auto* column = any.try_as<ColumnRef>()) {
        this->column(column->name);
    } else if (const auto* type = any.try_as<DataType>()) {
        named(match_.types, type->name);
    } else if (const auto* use = any.try_as<UseStatement>()) {
        plain(match_.databases, use->database, any.range);
    }
    if (match_.statements.empty() || !kind_name(any.kind).ends_with("Statement")) return;
    const std::string title = statement_title(static_cast<const Statement&>(any));
    for (const std::string& pattern : match_.statements) {
        if (matches_wildcards(pattern, title)) return found(any.range, title);
    }
}

void OwnRules::features(const Node& root) {
    if (match_.features.empty()) return;
    find_features(root, [&](const Feature& feature, const Node& node) {
        const auto end = match_.features.end();
        if (std::find(match_.features.begin(), end, feature.name) == end) return;
        found(node.range, std::string(feature.name));
    });
}

}  // namespace

void scan_own_rules(const CodeText& text, const CodeContext& context, const ParseResult& result,
                    Findings& findings, int depth) {
    const std::span<const OwnRule> own = findings.rules().own();
    if (own.empty()) return;
    std::vector<OwnRules> rules;
    for (const OwnRule& one : own)
        rules.emplace_back(one, text, context, result, findings, depth);
    auto look = [&](const Node& root) {
        for (const Reference& one : find_references(root)) {
            for (OwnRules& rule : rules)
                rule.reference(one);
        }
        for_each_node(root, [&](const Node& any) {
            for (OwnRules& rule : rules)
                rule.node(any);
        });
        for (OwnRules& rule : rules)
            rule.features(root);
    };
    for (const Statement* statement : result.statements)
        look(*statement);
    if (result.expression != nullptr) look(*result.expression);
    if (std::none_of(rules.begin(), rules.end(),
                     [](const OwnRules& rule) { return rule.wants_tokens(); })) {
        return;
    }
    const std::vector<Token> tokens = tokens_of(result.text(), text.quoted_identifier);
    for (OwnRules& rule : rules)
        rule.tokens(tokens);
}

bool has_tokens(std::string_view piece) {
    return !tokens_of(piece, true).empty();
}

}  // namespace gantry::assess
