// Views, procedures, functions and triggers.

#include <fmt/format.h>

#include "tsql/parse/parser_impl.h"
#include "tsql/trigger_events.h"

namespace gantry::tsql {

namespace {

struct OptionName {
    std::string_view name;
    uint8_t kinds;  // bit of each ModuleKind
};

constexpr uint8_t bit_of(ModuleKind kind) {
    return uint8_t(1 << int(kind));
}
constexpr uint8_t k_views = bit_of(ModuleKind::view), k_procedures = bit_of(ModuleKind::procedure),
                  k_functions = bit_of(ModuleKind::function),
                  k_triggers = bit_of(ModuleKind::trigger);

constexpr OptionName k_module_options[] = {
    {"ENCRYPTION", k_views | k_procedures | k_functions | k_triggers},
    {"SCHEMABINDING", k_views | k_procedures | k_functions | k_triggers},
    {"VIEW_METADATA", k_views},
    {"RECOMPILE", k_procedures},
    {"NATIVE_COMPILATION", k_procedures | k_functions | k_triggers},
    {"INLINE", k_functions},
};

}  // namespace

// WITH SCHEMABINDING, ENCRYPTION, RECOMPILE, EXECUTE AS ..., RETURNS NULL ON NULL INPUT,
// INLINE = ON: what stands without parentheses before AS.
List<const Option*> Parser::module_options(ModuleKind kind) {
    if (!at(Word::With)) return {};
    advance();
    return comma_list<const Option*>([&] { return module_option(kind); });
}

const Option* Parser::module_option(ModuleKind kind) {
    Option* option = start<Option>();
    if (kind != ModuleKind::view && (at(Word::Execute) || at(Word::Exec))) {
        advance();
        expect(Word::As);
        option->name = "EXECUTE AS";
        if (at_string()) {
            option->value = literal();
        } else {
            option->word = upper(any_word().name);
        }
        return finish(option);
    }
    if (kind == ModuleKind::function && (at(Word::Returns) || at_text("CALLED"))) {
        option->name = at(Word::Returns) ? "RETURNS NULL ON NULL INPUT" : "CALLED ON NULL INPUT";
        if (accept(Word::Returns)) {
            expect(Word::Null);
        } else {
            advance();
        }
        expect(Word::On);
        expect(Word::Null);
        expect_text("INPUT");
        return finish(option);
    }
    const Token& name = cur();
    option->name = upper(identifier().name);
    bool known = false;
    for (const OptionName& entry : k_module_options) {
        known |= (entry.kinds & bit_of(kind)) != 0 && entry.name == option->name;
    }
    if (!known && !failed_) {
        fail_at(name, 195, fmt::format("'{}' is not a recognized option.", source(name)));
    }
    if (option->name == "INLINE") {
        expect(TokenKind::equal);
        option->has_equals = true;
        if (!at(Word::On) && !at(Word::Off)) fail();
        option_value(option);
    }
    return finish(option);
}

const Statement* Parser::create_view(DefineVerb verb, bool materialized) {
    CreateViewStatement* node = start_at_token<CreateViewStatement>(start_);
    node->verb = verb;
    node->materialized = materialized;
    expect(Word::View);
    node->name = name_in_database("CREATE/ALTER VIEW");
    if (at(TokenKind::lparen)) node->columns = column_list();
    node->options = materialized ? checked_with_options("materialized_view_option", "")
                                 : module_options(ModuleKind::view);
    expect(Word::As);
    if (at(Word::With)) node->with = with_clause();
    node->query = query();
    node->hints = option_clause();
    if (at(Word::With) && peek_is(1, Word::Check)) {
        advance();
        advance();
        expect(Word::Option);
        node->with_check_option = true;
    }
    return finish(node);
}

const Parameter* Parser::parameter() {
    Parameter* node = start<Parameter>();
    node->name = variable_name();
    accept(Word::As);
    node->type = data_type();
    if (at(Word::Varying)) {
        advance();
        const_cast<DataType*>(node->type)->varying = true;  // made just now
    }
    if (accept(Word::Null)) {
        node->nullable = Parameter::Nullable::null;
    } else if (at_words(Word::Not, Word::Null)) {
        advance();
        advance();
        node->nullable = Parameter::Nullable::not_null;
    }
    if (accept(TokenKind::equal)) {
        if (at_identifier()) {
            ColumnRef* word = start<ColumnRef>();
            word->name = object_name(1);
            node->default_value = finish(word);
        } else {
            node->default_value = unary(false);
        }
    }
    for (;;) {
        if (at(Word::Output) || at(Word::Out)) {
            advance();
            node->output = true;
        } else if (accept(Word::Readonly)) {
            node->readonly = true;
        } else {
            return finish(node);
        }
    }
}

const ExternalName* Parser::external_name() {
    ExternalName* node = start<ExternalName>();
    advance();
    expect(Word::Name);
    node->assembly = identifier();
    if (accept(TokenKind::dot)) node->class_name = identifier();
    if (accept(TokenKind::dot)) node->method = identifier();
    return finish(node);
}

// Everything up to the end of the batch.
List<const Statement*> Parser::module_body(SourceRange& range) {
    ListBuilder<const Statement*> list(arena_);
    range.offset = cur().offset;
    range.line = cur().line;
    terminated_ = true;
    if (!failed_) statement_list(list, false);
    range.length = last_.end() > range.offset ? last_.end() - range.offset : 0;
    return list.finish();
}

const Statement* Parser::create_procedure(DefineVerb verb) {
    CreateProcedureStatement* node = start_at_token<CreateProcedureStatement>(start_);
    node->verb = verb;
    advance();
    node->name = name_in_database("CREATE/ALTER PROCEDURE");
    if (at(TokenKind::semicolon) && peek_is(1, TokenKind::integer)) {
        advance();
        node->number = number_literal(LiteralKind::integer);
    }
    if (at(TokenKind::lparen)) {
        advance();
        node->parenthesized = true;
        if (!at(TokenKind::rparen)) {
            node->parameters = comma_list<const Parameter*>([&] { return parameter(); });
        }
        expect(TokenKind::rparen);
    } else if (at(TokenKind::variable)) {
        node->parameters = comma_list<const Parameter*>([&] { return parameter(); });
    }
    node->options = module_options(ModuleKind::procedure);
    if (at(Word::For)) {
        advance();
        expect(Word::Replication);
        node->for_replication = true;
    }
    expect(Word::As);
    if (at(Word::External) && peek_is(1, Word::Name)) {
        node->external = external_name();
        return finish(node);
    }
    node->body = module_body(node->body_range);
    return finish(node);
}

const Statement* Parser::create_function(DefineVerb verb) {
    CreateFunctionStatement* node = start_at_token<CreateFunctionStatement>(start_);
    node->verb = verb;
    advance();
    node->name = name_in_database("CREATE/ALTER FUNCTION");
    expect(TokenKind::lparen);
    if (!at(TokenKind::rparen)) {
        node->parameters = comma_list<const Parameter*>([&] { return parameter(); });
    }
    expect(TokenKind::rparen);
    expect(Word::Returns);
    function_returns(node);
    node->options = module_options(ModuleKind::function);
    if (node->function == FunctionKind::clr_table && accept(Word::Order)) {
        node->clr_order = index_keys();
    }
    accept(Word::As);
    if (at(Word::External) && peek_is(1, Word::Name)) {
        if (node->function == FunctionKind::scalar) node->function = FunctionKind::clr_scalar;
        node->external = external_name();
        return finish(node);
    }
    node->body_range.offset = cur().offset;
    node->body_range.line = cur().line;
    ListBuilder<const Statement*> body(arena_);
    if (node->function == FunctionKind::inline_table) {
        if (!at(Word::Return)) fail();
        in_inline_function_ = true;
        body.add(statement());
        in_inline_function_ = false;
    } else if (at(Word::Begin)) {
        advance();
        if (at(Word::Atomic) && peek_is(1, Word::With)) {
            advance();
            node->atomic = true;
            node->atomic_options = with_options();
        }
        terminated_ = true;
        ++block_depth_;
        statement_list(body, true);
        --block_depth_;
        expect(Word::End);
    } else {
        fail();
    }
    node->body = body.finish();
    node->body_range.length =
        last_.end() > node->body_range.offset ? last_.end() - node->body_range.offset : 0;
    return finish(node);
}

void Parser::function_returns(CreateFunctionStatement* node) {
    if (at(TokenKind::variable)) {
        node->function = FunctionKind::table;
        node->table_variable = variable_name();
        expect(Word::Table);
        node->table = table_definition(true);
    } else if (accept(Word::Table)) {
        node->function = FunctionKind::inline_table;
        if (at(TokenKind::lparen)) {
            node->function = FunctionKind::clr_table;
            node->table = table_definition(true);
        }
    } else {
        node->returns = data_type();
    }
}

const Statement* Parser::create_trigger(DefineVerb verb) {
    CreateTriggerStatement* node = start_at_token<CreateTriggerStatement>(start_);
    node->verb = verb;
    advance();
    node->name = name_in_database("CREATE/ALTER TRIGGER");
    expect(Word::On);
    trigger_scope(node->scope, node->target);
    node->options = module_options(ModuleKind::trigger);
    if (accept(Word::Instead)) {
        expect(Word::Of);
        node->time = TriggerTime::instead_of;
    } else if (accept(Word::After)) {
        node->time = TriggerTime::after;
    } else {
        expect(Word::For);
    }
    node->events = comma_list<std::string_view>([&] { return trigger_event(node->scope); });
    check_duplicate_events(node->events);
    if (at(Word::With) && peek_is(1, Word::Append)) {
        advance();
        advance();
        node->with_append = true;
    }
    node->not_for_replication = accept_not_for_replication();
    expect(Word::As);
    if (at(Word::External) && peek_is(1, Word::Name)) {
        node->external = external_name();
        return finish(node);
    }
    in_trigger_ = true;
    node->body = module_body(node->body_range);
    in_trigger_ = false;
    return finish(node);
}

std::string_view Parser::trigger_event(TriggerScope scope) {
    const Token& token = cur();
    if (scope == TriggerScope::table && !at(Word::Insert) && !at(Word::Update) &&
        !at(Word::Delete)) {
        fail();
    }
    const std::string_view name = upper(any_word().name);
    if (!failed_ && scope != TriggerScope::table && !is_trigger_event(name)) {
        fail_at(token, 1084, fmt::format("'{}' is an invalid event type.", source(token)));
    }
    return name;
}

void Parser::check_duplicate_events(const List<std::string_view>& events) {
    for (size_t i = 1; i < events.size() && !failed_; ++i) {
        // Three actions, or a few names of events: comparing all costs nothing.
        constexpr size_t k_compared_max = 400;
        for (size_t j = 0; j < i && i < k_compared_max; ++j) {
            if (events[i] != events[j]) continue;
            fail_at(last_, 1034,
                    fmt::format("Syntax error: Duplicate specification of the action "
                                "'{}' in the trigger declaration.",
                                events[i]));
            break;
        }
    }
}

void Parser::trigger_scope(TriggerScope& scope, ObjectName& target) {
    if (accept(Word::Database)) {
        scope = TriggerScope::database;
    } else if (at(Word::All) && peek_is(1, Word::Server)) {
        advance();
        advance();
        scope = TriggerScope::all_server;
    } else {
        scope = TriggerScope::table;
        target = object_name(3);
    }
}

const Statement* Parser::enable_trigger(bool enable) {
    EnableTriggerStatement* node = start<EnableTriggerStatement>();
    node->enable = enable;
    advance();
    advance();
    if (accept(Word::All)) {
        node->all = true;
    } else {
        node->names = comma_list<ObjectName>([&] { return object_name(2); });
    }
    expect(Word::On);
    trigger_scope(node->scope, node->target);
    return finish(node);
}

// The parameter definitions of sp_executesql, as a procedure without name or body.
List<const Statement*> Parser::parse_whole_parameter_list() {
    CreateProcedureStatement* node = start<CreateProcedureStatement>();
    if (!at_end()) {
        node->parameters = comma_list<const Parameter*>([&] { return parameter(); });
    }
    if (!at_end()) fail();
    if (failed_) return {};
    ListBuilder<const Statement*> list(arena_);
    list.add(finish(node));
    return list.finish();
}

}  // namespace gantry::tsql
