// FROM: joins, pivots, names, derived tables.

#include <fmt/format.h>

#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {

List<const TableSource*> Parser::from_clause() {
    return comma_list<const TableSource*>([&] { return table_source(); });
}

const TableSource* Parser::table_source() { return joined(pivoted(table_primary())); }

// The words that begin a join, or nothing at all.
bool Parser::join_start(JoinKind& kind, JoinHint& hint) {
    hint = JoinHint::none;
    switch (cur().word) {
        case Word::Join: kind = JoinKind::inner; break;
        case Word::Cross:
            advance();
            if (accept(Word::Apply)) {
                kind = JoinKind::cross_apply;
                return true;
            }
            kind = JoinKind::cross;
            expect(Word::Join);
            return true;
        case Word::Outer:
            if (!peek_is(1, Word::Apply)) return false;
            advance();
            advance();
            kind = JoinKind::outer_apply;
            return true;
        case Word::Inner: advance(); kind = JoinKind::inner; break;
        case Word::Left: advance(); kind = JoinKind::left; accept(Word::Outer); break;
        case Word::Right: advance(); kind = JoinKind::right; accept(Word::Outer); break;
        case Word::Full: advance(); kind = JoinKind::full; accept(Word::Outer); break;
        default: return false;
    }
    switch (cur().word) {
        case Word::Loop: hint = JoinHint::loop; break;
        case Word::Hash: hint = JoinHint::hash; break;
        case Word::Merge: hint = JoinHint::merge; break;
        case Word::Remote: hint = JoinHint::remote; break;
        case Word::Reduce: hint = JoinHint::reduce; break;
        case Word::Replicate: hint = JoinHint::replicate; break;
        case Word::Redistribute: hint = JoinHint::redistribute; break;
        default: break;
    }
    if (hint != JoinHint::none) advance();
    expect(Word::Join);
    return true;
}

// a JOIN b JOIN c ON ... ON ...: joins before an ON belong to the right side.
const TableSource* Parser::joined(const TableSource* left) {
    JoinKind kind;
    JoinHint hint;
    for (int length = 1; join_start(kind, hint); ++length) {
        check_chain(length);
        JoinedTable* node = start_at<JoinedTable>(left);
        node->join = kind;
        node->hint = hint;
        node->left = left;
        node->right = pivoted(table_primary());
        if (!failed_ && (left->is<DmlTable>() || node->right->is<DmlTable>())) {
            fail_at(last_, 10727,
                    "A nested INSERT, UPDATE, DELETE, or MERGE statement is not allowed on either "
                    "side of a JOIN or APPLY operator.");
        }
        const bool has_on = kind == JoinKind::inner || kind == JoinKind::left ||
                            kind == JoinKind::right || kind == JoinKind::full;
        if (has_on) {
            if (!at(Word::On)) {
                Depth depth(*this);
                node->right = joined(node->right);
            }
            expect(Word::On);
            node->on = condition();
        }
        left = finish(node);
    }
    return left;
}

const TableSource* Parser::pivoted(const TableSource* source) {
    for (int length = 1; at(Word::Pivot) || at(Word::Unpivot); ++length) {
        check_short_chain(length);
        if (accept(Word::Pivot)) {
            PivotTable* node = start_at<PivotTable>(source);
            node->source = source;
            expect(TokenKind::lparen);
            const Token first = cur();
            const ObjectName function = object_name();
            node->aggregate = &function_call(function, first)->as<FunctionCall>();
            expect(Word::For);
            node->column = object_name();
            expect(Word::In);
            node->values = column_list();
            expect(TokenKind::rparen);
            node->alias = optional_alias(false);
            if (!node->alias) fail();
            source = finish(node);
        } else {
            advance();
            UnpivotTable* node = start_at<UnpivotTable>(source);
            node->source = source;
            expect(TokenKind::lparen);
            node->value_column = identifier();
            expect(Word::For);
            node->name_column = identifier();
            expect(Word::In);
            expect(TokenKind::lparen);
            node->columns = comma_list<ObjectName>([&] { return object_name(); });
            expect(TokenKind::rparen);
            expect(TokenKind::rparen);
            node->alias = optional_alias(false);
            if (!node->alias) fail();
            source = finish(node);
        }
    }
    return source;
}

const TableSource* Parser::table_primary() {
    switch (cur().kind) {
        case TokenKind::lparen: {
            const TableSource* source = parenthesized_source();
            if (const DerivedTable* derived = source->try_as<DerivedTable>();
                derived != nullptr && !derived->alias) {
                fail();
            }
            return source;
        }
        case TokenKind::variable: return variable_source();
        case TokenKind::lbrace: return odbc_join();
        case TokenKind::double_colon: {
            advance();
            return function_source(name_expr(), true);
        }
        default: break;
    }
    switch (cur().word) {
        case Word::Openxml: return openxml();
        case Word::Openrowset: return openrowset();
        case Word::Openquery: return openquery();
        case Word::Opendatasource: return opendatasource();
        case Word::Containstable: return full_text_table(FullTextTableKind::containstable);
        case Word::Freetexttable: return full_text_table(FullTextTableKind::freetexttable);
        case Word::Semantickeyphrasetable:
            return full_text_table(FullTextTableKind::semantic_key_phrase);
        case Word::Semanticsimilaritytable:
            return full_text_table(FullTextTableKind::semantic_similarity);
        case Word::Semanticsimilaritydetailstable:
            return full_text_table(FullTextTableKind::semantic_similarity_details);
        case Word::Changetable:
            if (peek_is(1, TokenKind::lparen)) return change_table();
            break;
        default: break;
    }
    if (peek_is(1, TokenKind::lparen) && at(TokenKind::word)) {
        if (at_text("VECTOR_SEARCH") && peek_is(2, Word::Table)) return vector_search();
        if (at_text("PREDICT") && peek_text(2, "MODEL")) return predict();
    }
    return named_source();
}

// [AS] alias [(columns)].
Identifier Parser::source_alias(List<Identifier>& columns) {
    Identifier alias = optional_alias(false);
    if (alias && at(TokenKind::lparen) && !at_table_hints()) columns = column_list();
    return alias;
}

// A nested data change stands only in the query that gives an INSERT its rows, and alone there.
const TableSource* Parser::dml_source(const Token& open) {
    const Token first = cur();
    const auto refuse = [&](int number, std::string_view what) {
        fail_at(first, number,
                fmt::format("A nested INSERT, UPDATE, DELETE, or MERGE statement {}", what));
    };
    if (!rows_of_insert_) {
        refuse(10729,
               "is not allowed in a SELECT statement that is not the immediate source of "
               "rows for an INSERT statement.");
    }
    rows_of_insert_ = false;
    DmlTable* node = arena_.make<DmlTable>();
    node->range = {open.offset, 0, open.line};
    constexpr int k_cost = 4;
    Depth nested(*this, k_cost);
    List<const OutputClause*> outputs;
    if (at(Word::Insert)) {
        const Statement* change = insert_statement(nullptr);
        if (const InsertStatement* insert = tsql::try_as<InsertStatement>(change)) {
            outputs = insert->outputs;
        }
        node->statement = change;
    } else if (at(Word::Merge)) {
        const Statement* change = merge_statement(nullptr);
        outputs = change->as<MergeStatement>().outputs;
        node->statement = change;
    } else if (at(Word::Update)) {
        const Statement* change = update_statement(nullptr);
        outputs = change->as<UpdateStatement>().outputs;
        node->statement = change;
    } else if (at(Word::Delete)) {
        const Statement* change = delete_statement(nullptr);
        outputs = change->as<DeleteStatement>().outputs;
        node->statement = change;
    }
    rows_of_insert_ = true;
    expect(TokenKind::rparen);
    if (outputs.empty()) refuse(10716, "must have an OUTPUT clause.");
    for (const OutputClause* output : outputs) {
        if (output->into == nullptr) continue;
        fail_at(first, 10720,
                "An OUTPUT INTO clause is not allowed in a nested INSERT, UPDATE, DELETE, or MERGE "
                "statement.");
    }
    node->alias = source_alias(node->columns);
    if (!node->alias) fail();
    return finish(node);
}

// A derived table may come back without alias when another parenthesis follows: its caller decides.
const TableSource* Parser::parenthesized_source() {
    Depth depth(*this);
    const Token open = cur();
    advance();
    switch (cur().word) {
        case Word::Values: {
            ValuesTable* node = const_cast<ValuesTable*>(values_rows());  // made just now
            expect(TokenKind::rparen);
            node->range = {open.offset, 0, open.line};
            node->alias = source_alias(node->columns);
            if (!node->alias) fail();
            return finish(node);
        }
        case Word::Insert:
        case Word::Update:
        case Word::Delete:
        case Word::Merge:
            return dml_source(open);
        default: break;
    }
    DerivedTable* derived = nullptr;
    if (at(Word::Select)) {
        derived = arena_.make<DerivedTable>();
        derived->query = subquery();
    } else {
        const TableSource* inner =
            at(TokenKind::lparen) ? parenthesized_source() : table_primary();
        const DerivedTable* bare = inner->try_as<DerivedTable>();
        if (bare == nullptr || bare->alias) {
            inner = joined(pivoted(inner));
            expect(TokenKind::rparen);
            if (inner->is<JoinedTable>()) {
                JoinedTable* join = const_cast<JoinedTable*>(&inner->as<JoinedTable>());
                join->parenthesized = true;
            }
            return inner;
        }
        SubqueryExpr first;  // ((SELECT ...) UNION ...) or ((SELECT ...))
        first.range = bare->range;
        first.query = bare->query;
        derived = arena_.make<DerivedTable>();
        derived->query = continued_query(first);
        expect(TokenKind::rparen);
    }
    derived->range = {open.offset, 0, open.line};
    derived->alias = source_alias(derived->columns);
    return finish(derived);
}

const TableSource* Parser::named_source() {
    const Token first = cur();
    constexpr size_t k_parts_max = 8;  // t.column.nodes(...) behind database and schema
    const ObjectName name = object_name(k_parts_max);
    if (at(TokenKind::lparen) && !at_table_hints()) {
        return function_source(postfix(function_call(name, first)), false);
    }
    if (at(TokenKind::double_colon)) {
        return function_source(postfix(static_member(name, first.offset, first.line)), false);
    }
    if (name.parts.size() > 4) {
        fail_at(first, 117, "The object name '" + std::string(text_.substr(name.range.offset,
                                                                           name.range.length)) +
                                "' contains more than the maximum number of prefixes. The "
                                "maximum is 3.");
    }
    NamedTable* node = arena_.make<NamedTable>();
    node->range = name.range;
    node->name = name;
    if (at(Word::For) && peek_is(1, Word::SystemTime)) node->temporal = temporal_clause();
    if (at(Word::For) && peek_is(1, Word::Path)) {
        advance();
        advance();
        node->for_path = true;
    }
    if (at(Word::Tablesample)) node->sample = table_sample();
    source_hints(node->hints, &node->hints_without_with);
    node->alias = optional_alias(false);
    if (at(Word::Tablesample)) node->sample = table_sample();
    source_hints(node->hints, &node->hints_without_with);
    if (node->alias && at(TokenKind::lparen) && is_identifier(peek()) &&
        (peek_is(2, TokenKind::rparen) || peek_is(2, TokenKind::comma))) {
        unknown_hint(peek());
    }
    return finish(node);
}

const TableSource* Parser::function_source(const Expr* call, bool legacy) {
    FunctionTable* node = start_at<FunctionTable>(call);
    node->call = call;
    node->legacy_system = legacy;
    if (!call->is<FunctionCall>() && !call->is<MethodCall>() && !call->is<StaticMember>()) fail();
    const FunctionCall* function = call->try_as<FunctionCall>();
    const bool openjson = function != nullptr && function->name.parts.size() == 1 &&
                          find_word(function->name.object()) == Word::Openjson;
    if (openjson && at(Word::With) && peek_is(1, TokenKind::lparen)) {
        advance();
        node->has_with = true;
        node->with_columns = schema_columns();
    }
    node->alias = source_alias(node->columns);
    source_hints(node->hints, nullptr);
    return finish(node);
}

const TableSource* Parser::variable_source() {
    if (peek_is(1, TokenKind::dot)) {
        const Token first = cur();
        const TableSource* source = function_source(postfix(variable_expr()), false);
        if (!failed_ && source->as<FunctionTable>().columns.empty()) {
            fail_at(first, 318,
                    "The table (and its columns) returned by a table-valued method "
                    "need to be aliased.");
        }
        return source;
    }
    VariableTable* node = start<VariableTable>();
    node->variable = variable_name();
    node->alias = optional_alias(false);
    source_hints(node->hints, nullptr);
    return finish(node);
}

// {oj a LEFT OUTER JOIN b ON ...}
const TableSource* Parser::odbc_join() {
    Depth depth(*this);
    advance();
    expect_text("OJ");
    const TableSource* inner = table_source();
    expect(TokenKind::rbrace);
    if (inner->is<JoinedTable>()) {
        const_cast<JoinedTable*>(&inner->as<JoinedTable>())->odbc = true;
    } else {
        fail();
    }
    return inner;
}

}  // namespace gantry::tsql
