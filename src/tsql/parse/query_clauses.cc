// WITH, OPTION, FOR XML and FOR JSON.

#include <fmt/format.h>

#include <charconv>

#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {
namespace {

enum class HintValue : uint8_t { none, integer, equals_number, equals_string, plan, time, list };

struct KnownHint {
    std::string_view name;
    HintValue value = HintValue::none;
};

// "Query hints (Transact-SQL)"; the last ones are those the server's own procedures use.
constexpr KnownHint k_query_hints[] = {
    {"CONCAT UNION"},
    {"DISABLE EXTERNALPUSHDOWN"},
    {"DISABLE SCALEOUTEXECUTION"},
    {"DISABLE_OPTIMIZED_PLAN_FORCING"},
    {"EXPAND VIEWS"},
    {"FAST", HintValue::integer},
    {"FORCE EXTERNALPUSHDOWN"},
    {"FORCE ORDER"},
    {"FORCE SCALEOUTEXECUTION"},
    {"FOR TIMESTAMP AS OF", HintValue::time},
    {"HASH GROUP"},
    {"HASH JOIN"},
    {"HASH UNION"},
    {"IGNORE_NONCLUSTERED_COLUMNSTORE_INDEX"},
    {"KEEP PLAN"},
    {"KEEP UNION"},
    {"KEEPFIXED PLAN"},
    {"LABEL", HintValue::equals_string},
    {"LOOP JOIN"},
    {"MAXDOP", HintValue::integer},
    {"MAX_GRANT_PERCENT", HintValue::equals_number},
    {"MAXRECURSION", HintValue::integer},
    {"MERGE JOIN"},
    {"MERGE UNION"},
    {"MIN_GRANT_PERCENT", HintValue::equals_number},
    {"NO_PERFORMANCE_SPOOL"},
    {"OPTIMIZE FOR", HintValue::list},
    {"OPTIMIZE FOR UNKNOWN"},
    {"ORDER GROUP"},
    {"PARAMETERIZATION FORCED"},
    {"PARAMETERIZATION SIMPLE"},
    {"QUERYTRACEON", HintValue::integer},
    {"RECOMPILE"},
    {"ROBUST PLAN"},
    {"TABLE HINT", HintValue::list},
    {"USE HINT", HintValue::list},
    {"USE PLAN", HintValue::plan},
    {"ALTERCOLUMN PLAN"},
    {"BYPASS OPTIMIZER_QUEUE"},
    {"CHECKCONSTRAINTS PLAN"},
    {"OPTIMIZE CORRELATED UNION ALL"},
    {"SHRINKDB PLAN"},
    {"USE SHOWPLAN"},
};

}  // namespace

const WithClause* Parser::with_clause() {
    WithClause* with = start<WithClause>();
    advance();
    if (at(Word::Xmlnamespaces)) {
        advance();
        with->namespaces = xml_namespaces();
        if (!accept(TokenKind::comma)) return finish(with);
    } else if (at_text("CHANGE_TRACKING_CONTEXT") && peek_is(1, TokenKind::lparen)) {
        advance();
        advance();
        with->change_tracking_context = expression();
        expect(TokenKind::rparen);
        if (!accept(TokenKind::comma)) return finish(with);
    }
    with->tables = comma_list<const CommonTable*>([&] { return common_table(); });
    return finish(with);
}

const CommonTable* Parser::common_table() {
    CommonTable* table = start<CommonTable>();
    table->name = identifier();
    if (at(TokenKind::lparen)) table->columns = column_list();
    expect(Word::As);
    expect(TokenKind::lparen);
    table->query = subquery();
    return finish(table);
}

List<const XmlNamespace*> Parser::xml_namespaces() {
    expect(TokenKind::lparen);
    List<const XmlNamespace*> out = comma_list<const XmlNamespace*>([&] {
        XmlNamespace* space = start<XmlNamespace>();
        const bool is_default = accept(Word::Default);
        if (at_string()) {
            space->uri = decoded(cur());
            advance();
        } else {
            fail();
        }
        if (!is_default) {
            expect(Word::As);
            space->alias = identifier();
        }
        return finish(space);
    });
    expect(TokenKind::rparen);
    return out;
}

List<const QueryHint*> Parser::option_clause() {
    if (!at(Word::Option)) return {};
    advance();
    expect(TokenKind::lparen);
    List<const QueryHint*> out = comma_list<const QueryHint*>([&] { return query_hint(); });
    expect(TokenKind::rparen);
    return out;
}

const QueryHint* Parser::query_hint() {
    QueryHint* hint = start<QueryHint>();
    const Token first = cur();
    std::string words;
    constexpr size_t k_longest = 40;
    while (at(TokenKind::word) && words.size() < k_longest) {
        if (!words.empty()) words += ' ';
        words += upper(source(cur()));
        advance();
    }
    hint->name = arena_.copy(words);
    const KnownHint* known = nullptr;
    for (const KnownHint& one : k_query_hints) {
        if (one.name == hint->name) known = &one;
    }
    if (known == nullptr) {
        fail_at(first, first.reserved ? 156 : 102,
                first.reserved ? "Incorrect syntax near the keyword '" + near_text(first) + "'."
                               : "Incorrect syntax near '" + near_text(first) + "'.");
    } else if (known->value == HintValue::list) {
        query_hint_list(hint);
    } else if (known->value != HintValue::none) {
        if (known->value == HintValue::equals_number || known->value == HintValue::equals_string) {
            expect(TokenKind::equal);
            hint->has_equals = true;
        }
        query_hint_value(
            hint, known->value == HintValue::integer || known->value == HintValue::equals_number);
    }
    return finish(hint);
}

// Numbers and texts stand as they are: no expression may.
void Parser::query_hint_value(QueryHint* hint, bool number) {
    if (at(TokenKind::sqlcmd)) {
        hint->value = sqlcmd_value();
    } else if (!number) {
        hint->value = at(TokenKind::variable) ? variable_expr() : string_literal();
    } else if (at(TokenKind::integer)) {
        hint->value = number_literal(LiteralKind::integer);
    } else if (hint->has_equals && (at(TokenKind::decimal) || at(TokenKind::real))) {
        hint->value =
            number_literal(at(TokenKind::real) ? LiteralKind::real : LiteralKind::decimal);
    } else {
        fail();
    }
    constexpr int k_recursion_max = 32767;
    if (failed_ || hint->name != "MAXRECURSION" || !hint->value->is<Literal>()) return;
    const std::string_view digits = hint->value->as<Literal>().text;
    int value = k_recursion_max + 1;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (value <= k_recursion_max) return;
    fail_at(last_, 310,
            fmt::format("The value {} specified for the MAXRECURSION option exceeds the allowed "
                        "maximum of {}.",
                        digits, k_recursion_max));
}

void Parser::query_hint_list(QueryHint* hint) {
    expect(TokenKind::lparen);
    if (hint->name == "OPTIMIZE FOR") {
        hint->optimize_for = comma_list<const OptimizeFor*>([&] {
            OptimizeFor* item = start<OptimizeFor>();
            item->variable = variable_name();
            if (accept(TokenKind::equal)) {
                item->value = expression();
            } else {
                expect(Word::Unknown);
            }
            return finish(item);
        });
    } else if (hint->name == "USE HINT") {
        hint->strings = comma_list<const Expr*>([&] { return string_literal(); });
    } else {
        hint->table = object_name();
        ListBuilder<const TableHint*> hints(arena_);
        while (accept(TokenKind::comma) || is_hint_word(cur())) hints.add(table_hint());
        hint->table_hints = hints.finish();
    }
    expect(TokenKind::rparen);
}

const ForClause* Parser::for_clause() {
    ForClause* clause = start<ForClause>();
    advance();
    if (accept(Word::Browse)) return finish(clause);
    if (accept(Word::Xml)) {
        for_xml(clause);
    } else {
        expect(Word::Json);
        for_json(clause);
    }
    return finish(clause);
}

void Parser::for_xml(ForClause* clause) {
    clause->for_kind = ForKind::xml;
    if (accept(Word::Raw)) {
        clause->mode = ForMode::raw;
    } else if (accept(Word::Path)) {
        clause->mode = ForMode::path;
    } else if (accept(Word::Explicit)) {
        clause->mode = ForMode::explicit_;
    } else {
        expect_text("AUTO");
        clause->mode = ForMode::auto_;
    }
    if (at(TokenKind::lparen) &&
        (clause->mode == ForMode::auto_ || clause->mode == ForMode::explicit_)) {
        fail(6859, "Row tag name is only allowed with RAW or PATH mode of FOR XML.");
    }
    if (accept(TokenKind::lparen)) {
        clause->element = string_literal();
        expect(TokenKind::rparen);
    }
    ListBuilder<const Option*> directives(arena_);
    while (accept(TokenKind::comma)) {
        Option* option = start<Option>();
        if (accept(Word::Elements)) {
            option->name = "ELEMENTS";
            if (at_text("XSINIL") || at(Word::Absent)) {
                option->word = upper(source(cur()));
                advance();
            }
        } else if (accept(Word::Binary)) {
            expect_text("BASE64");
            option->name = "BINARY BASE64";
        } else if (at(Word::Type) || at_text("XMLDATA")) {
            option->name = upper(source(cur()));
            advance();
        } else if (at_text("ROOT") || at_text("XMLSCHEMA")) {
            option->name = upper(source(cur()));
            advance();
            if (accept(TokenKind::lparen)) {
                option->value = string_literal();
                expect(TokenKind::rparen);
            }
        } else {
            fail();
        }
        directives.add(finish(option));
    }
    clause->directives = directives.finish();
    bool data = false, root = clause->element != nullptr;
    for (const Option* directive : clause->directives) {
        const bool schema = directive->name == "XMLSCHEMA";
        data |= directive->name == "XMLDATA";
        root |= directive->name == "ROOT";
        if (clause->mode == ForMode::explicit_ && directive->name == "ELEMENTS") {
            fail_at(last_, 6825,
                    "ELEMENTS option is only allowed in RAW, AUTO, and PATH modes of FOR XML.");
        } else if (clause->mode == ForMode::path && (schema || data)) {
            fail_at(last_, 6855, "Inline schema is not supported with FOR XML PATH.");
        } else if (data && root) {
            fail_at(last_, 6860,
                    "FOR XML directive XMLDATA is not allowed with ROOT directive or row tag name "
                    "specified.");
        }
    }
}

void Parser::for_json(ForClause* clause) {
    clause->for_kind = ForKind::json;
    if (accept(Word::Path)) {
        clause->mode = ForMode::path;
    } else {
        expect_text("AUTO");
        clause->mode = ForMode::auto_;
    }
    ListBuilder<const Option*> directives(arena_);
    while (accept(TokenKind::comma)) {
        Option* option = start<Option>();
        const bool root = at_text("ROOT");
        if (!root && !at_text("INCLUDE_NULL_VALUES") && !at_text("WITHOUT_ARRAY_WRAPPER")) fail();
        option->name = upper(source(cur()));
        advance();
        if (root && accept(TokenKind::lparen)) {
            option->value = string_literal();
            expect(TokenKind::rparen);
        }
        directives.add(finish(option));
    }
    clause->directives = directives.finish();
    bool bare = false, root = false;
    for (const Option* directive : clause->directives) {
        bare |= directive->name == "WITHOUT_ARRAY_WRAPPER";
        root |= directive->name == "ROOT";
    }
    if (bare && root) {
        fail_at(last_, 13620,
                "ROOT option and WITHOUT_ARRAY_WRAPPER option cannot be used together in FOR JSON. "
                "Remove one of these options.");
    }
}

}  // namespace gantry::tsql
