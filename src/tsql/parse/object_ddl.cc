// CREATE and ALTER: which object; and the small ones: types, sequences, synonyms, schemas.

#include <fmt/format.h>

#include "tsql/grammar/statements.h"
#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {

// Error 111 says so and the statement is parsed all the same.
void Parser::check_starts_batch(DefineVerb verb) {
    if (starts_batch_ || in_schema_ || failed_) return;
    std::string what;
    switch (cur().word) {
        case Word::View: what = "VIEW"; break;
        case Word::Proc:
        case Word::Procedure: what = "PROCEDURE"; break;
        case Word::Function: what = "FUNCTION"; break;
        case Word::Trigger: what = "TRIGGER"; break;
        case Word::Default: what = "DEFAULT"; break;
        case Word::Rule: what = "RULE"; break;
        case Word::Schema:
            if (verb == DefineVerb::alter) return;
            what = "SCHEMA";
            break;
        default: return;
    }
    const std::string words = verb == DefineVerb::alter ? "ALTER " : "CREATE ";
    fail_at(start_, 111,
            "'" + words + what + "' must be the first statement in a query batch.");
    recover_here();
}

const Statement* Parser::create_statement() {
    advance();
    DefineVerb verb = DefineVerb::create;
    if (accept(Word::Or)) {
        expect(Word::Alter);
        verb = DefineVerb::create_or_alter;
    }
    check_starts_batch(verb);
    switch (cur().word) {
        case Word::View: return create_view(verb, false);
        case Word::Proc:
        case Word::Procedure: return create_procedure(verb);
        case Word::Function: return create_function(verb);
        case Word::Trigger: return create_trigger(verb);
        default: break;
    }
    if (verb == DefineVerb::create_or_alter) fail();
    switch (cur().word) {
        case Word::Table: return create_table(false);
        case Word::Unique:
        case Word::Clustered:
        case Word::Nonclustered:
        case Word::Columnstore:
        case Word::Index: return create_index();
        case Word::Primary:
        case Word::Xml:
            if (peek_is(1, Word::Index)) return create_special_index(IndexType::xml_secondary);
            if (peek_is(1, Word::Xml)) return create_special_index(IndexType::xml_primary);
            break;
        case Word::Json: return create_special_index(IndexType::json);
        case Word::Statistics: return create_statistics();
        case Word::Type: return create_type();
        case Word::Sequence: return sequence_statement(DefineVerb::create);
        case Word::Synonym: return create_synonym();
        case Word::Schema: return create_schema();
        case Word::Database: {
            const bool scoped_credential = peek_text(1, "SCOPED") && peek_is(2, Word::Credential);
            if (scoped_credential) return credential_statement(SecurityVerb::create, true);
            const bool other = (peek_text(1, "AUDIT") && peek_text(2, "SPECIFICATION")) ||
                               (peek_text(1, "ENCRYPTION") && peek_is(2, Word::Key));
            if (!other) return create_database();
            break;
        }
        case Word::Login: return login_statement(SecurityVerb::create);
        case Word::User: return user_statement(SecurityVerb::create);
        case Word::Role: return role_statement(SecurityVerb::create, "ROLE");
        case Word::Server:
            if (peek_is(1, Word::Role)) return role_statement(SecurityVerb::create, "SERVER ROLE");
            break;
        case Word::Application: return role_statement(SecurityVerb::create, "APPLICATION ROLE");
        case Word::Credential: return credential_statement(SecurityVerb::create, false);
        case Word::External:
            if (peek_is(1, Word::Table)) {
                advance();
                return create_table(true);
            }
            break;
        default: break;
    }
    if (at_text("SPATIAL")) return create_special_index(IndexType::spatial);
    if (at_text("SELECTIVE")) return create_special_index(IndexType::xml_selective);
    if (at_text("VECTOR")) return create_special_index(IndexType::vector);
    if (at_text("MATERIALIZED") && peek_is(1, Word::View)) {
        advance();
        return create_view(DefineVerb::create, true);
    }
    unknown_object("CREATE");
    return start<CreateTypeStatement>();
}

const Statement* Parser::alter_statement() {
    advance();
    check_starts_batch(DefineVerb::alter);
    switch (cur().word) {
        case Word::Table: return alter_table(false);
        case Word::View: return create_view(DefineVerb::alter, false);
        case Word::Proc:
        case Word::Procedure: return create_procedure(DefineVerb::alter);
        case Word::Function: return create_function(DefineVerb::alter);
        case Word::Trigger: return create_trigger(DefineVerb::alter);
        case Word::Index: return alter_index();
        case Word::Sequence: return sequence_statement(DefineVerb::alter);
        case Word::Schema: return alter_schema();
        case Word::Database: {
            const bool scoped_credential = peek_text(1, "SCOPED") && peek_is(2, Word::Credential);
            if (scoped_credential) return credential_statement(SecurityVerb::alter, true);
            const bool other = (peek_text(1, "AUDIT") && peek_text(2, "SPECIFICATION")) ||
                               (peek_text(1, "ENCRYPTION") && peek_is(2, Word::Key)) ||
                               (peek_text(1, "SCOPED") && peek_text(2, "CONFIGURATION"));
            if (!other) return alter_database();
            break;
        }
        case Word::Authorization: return alter_authorization();
        case Word::Login: return login_statement(SecurityVerb::alter);
        case Word::User: return user_statement(SecurityVerb::alter);
        case Word::Role: return role_statement(SecurityVerb::alter, "ROLE");
        case Word::Server:
            if (peek_is(1, Word::Role)) return role_statement(SecurityVerb::alter, "SERVER ROLE");
            break;
        case Word::Application: return role_statement(SecurityVerb::alter, "APPLICATION ROLE");
        case Word::Credential: return credential_statement(SecurityVerb::alter, false);
        default: break;
    }
    unknown_object("ALTER");
    return start<CreateTypeStatement>();
}

// No statement's second word: 343. A known one that went on otherwise is a syntax error.
void Parser::unknown_object(std::string_view verb) {
    if (!at(TokenKind::word) || cur().reserved) return fail();
    for (const StatementSyntax& known : statements_beginning_with(verb)) {
        if (known.words.size() > 1 && at_text(known.words[1])) {
            advance();
            return fail();
        }
    }
    fail(343, fmt::format("Unknown object type '{}' used in a CREATE, DROP, or ALTER statement.",
                          source(cur())));
}

const Statement* Parser::create_type() {
    CreateTypeStatement* node = start_at_token<CreateTypeStatement>(start_);
    expect(Word::Type);
    node->name = object_name(2);
    if (accept(Word::From)) {
        node->from = data_type();
        if (accept(Word::Null)) {
            node->nullable = Parameter::Nullable::null;
        } else if (at_words(Word::Not, Word::Null)) {
            advance();
            advance();
            node->nullable = Parameter::Nullable::not_null;
        }
    } else if (at(Word::External) && peek_is(1, Word::Name)) {
        node->external = external_name();
    } else {
        expect(Word::As);
        expect(Word::Table);
        node->table = table_definition(true);
        node->options = checked_with_options("table_type_option", "CREATE TYPE");
    }
    return finish(node);
}

void Parser::sequence_clause_allowed(DefineVerb verb, std::string_view clause) {
    if (verb == DefineVerb::create && clause == "RESTART") {
        fail(11710, "Argument 'RESTART' can not be used in a CREATE SEQUENCE statement.");
    } else if (verb == DefineVerb::alter && clause == "START") {
        fail(11711, "Argument 'START WITH' can not be used in an ALTER SEQUENCE statement.");
    }
}

const Statement* Parser::sequence_statement(DefineVerb verb) {
    SequenceStatement* node = start_at_token<SequenceStatement>(start_);
    node->verb = verb;
    expect(Word::Sequence);
    node->name = object_name(3);
    if (at(Word::As) && verb == DefineVerb::alter) {
        fail(11711, "Argument 'AS' can not be used in an ALTER SEQUENCE statement.");
    }
    if (accept(Word::As)) node->type = data_type();
    ListBuilder<const Option*> options(arena_);
    struct Clause {
        std::string_view first;
        std::string_view second;
        bool value;
    };
    static constexpr Clause k_clauses[] = {
        {"START", "WITH", true},   {"RESTART", "WITH", true}, {"RESTART", "", false},
        {"INCREMENT", "BY", true}, {"MINVALUE", "", true},    {"MAXVALUE", "", true},
        {"NO", "MINVALUE", false}, {"NO", "MAXVALUE", false}, {"NO", "CYCLE", false},
        {"NO", "CACHE", false},    {"CYCLE", "", false},      {"CACHE", "", false},
    };
    for (bool found = true; found && !at_end();) {
        found = false;
        for (const Clause& clause : k_clauses) {
            if (!at_text(clause.first)) continue;
            if (!clause.second.empty() && !peek_text(1, clause.second)) continue;
            sequence_clause_allowed(verb, clause.first);
            Option* option = start<Option>();
            advance();
            option->name = clause.first;
            if (!clause.second.empty()) {
                advance();
                option->name =
                    arena_.copy(std::string(clause.first) + ' ' + std::string(clause.second));
            }
            if (clause.value || (clause.first == "CACHE" && at(TokenKind::integer))) {
                option->value = unary(false);
                const Expr* number = option->value;
                if (const auto* sign = number->try_as<UnaryExpr>()) number = sign->operand;
                if (!number->is<Literal>()) {
                    fail_at(last_, 102, "Incorrect syntax near '" + near_text(last_) + "'.");
                }
            }
            options.add(finish(option));
            found = true;
            break;
        }
    }
    if (at_text("START") || at_text("INCREMENT") || at(Word::No)) {  // of what?
        advance();
        fail();
    }
    node->options = options.finish();
    return finish(node);
}

const Statement* Parser::create_synonym() {
    CreateSynonymStatement* node = start_at_token<CreateSynonymStatement>(start_);
    expect(Word::Synonym);
    node->name = object_name(2);
    expect(Word::For);
    node->target = object_name();
    return finish(node);
}

// CREATE SCHEMA s [AUTHORIZATION u] [CREATE TABLE|VIEW ... | GRANT ... ]
const Statement* Parser::create_schema() {
    CreateSchemaStatement* node = start_at_token<CreateSchemaStatement>(start_);
    expect(Word::Schema);
    if (!at(Word::Authorization)) node->name = identifier();
    if (accept(Word::Authorization)) node->owner = identifier();
    ListBuilder<const Statement*> elements(arena_);
    in_schema_ = true;
    while ((at(Word::Create) && (peek_is(1, Word::Table) || peek_is(1, Word::View))) ||
           at(Word::Grant) || at(Word::Deny) || at(Word::Revoke)) {
        start_ = cur();
        elements.add(at(Word::Create)  ? create_statement()
                     : at(Word::Grant) ? grant_statement(GrantVerb::grant)
                     : at(Word::Deny)  ? grant_statement(GrantVerb::deny)
                                       : grant_statement(GrantVerb::revoke));
    }
    in_schema_ = false;
    node->elements = elements.finish();
    return finish(node);
}

// ALTER SCHEMA s TRANSFER [class::] object
const Statement* Parser::alter_schema() {
    AlterSchemaStatement* node = start_at_token<AlterSchemaStatement>(start_);
    expect(Word::Schema);
    node->name = identifier();
    expect_text("TRANSFER");
    securable(node->object_class, node->object);
    return finish(node);
}

}  // namespace gantry::tsql
