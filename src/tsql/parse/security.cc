// Permissions, logins, users, roles, credentials, ownership.

#include <algorithm>

#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {

const Statement* Parser::grant_statement(GrantVerb verb) {
    GrantStatement* node = start<GrantStatement>();
    node->verb = verb;
    advance();
    static constexpr std::string_view k_rules[] = {"grant", "deny", "revoke"};
    if (!follows_syntax(k_rules[size_t(verb)])) return node;
    if (verb == GrantVerb::revoke && at(Word::Grant) && peek_is(1, Word::Option)) {
        advance();
        advance();
        expect(Word::For);
        node->grant_option_for = true;
    }
    node->permissions = comma_list<const Permission*>([&] { return permission(); });
    if (accept(Word::On)) {
        securable(node->object_class, node->object);
        if (at(TokenKind::lparen)) node->columns = column_list();
    }
    if (verb == GrantVerb::revoke && accept(Word::From)) {
        node->revoke_from = true;
    } else {
        expect(Word::To);
    }
    node->principals = comma_list<Identifier>([&] { return principal(); });
    if (verb == GrantVerb::grant && accept(Word::With)) {
        expect(Word::Grant);
        expect(Word::Option);
        node->with_grant_option = true;
    }
    node->cascade = verb != GrantVerb::grant && accept(Word::Cascade);
    if (accept(Word::As)) node->as_principal = principal();
    return finish(node);
}

Identifier Parser::principal() { return at(Word::Public) ? any_word() : identifier(); }

// SELECT, CREATE TABLE, ALTER ANY LOGIN, UPDATE (a, b), ALL PRIVILEGES
const Permission* Parser::permission() {
    Permission* node = start<Permission>();
    std::string words;
    constexpr size_t k_longest = 100;
    while (at(TokenKind::word) && words.size() < k_longest) {
        if (at(Word::On) || at(Word::To) || at(Word::From)) break;
        if (!words.empty()) words += ' ';
        words += upper(source(cur()));
        advance();
    }
    if (words.empty()) fail();
    node->name = arena_.copy(words);
    if (at(TokenKind::lparen)) node->columns = column_list();
    return finish(node);
}

// [class words::]name
void Parser::securable(std::string_view& object_class, ObjectName& object) {
    constexpr size_t k_words_max = 4;
    for (size_t count = 1; count <= k_words_max; ++count) {
        if (peek(count).kind == TokenKind::double_colon) {
            std::string words;
            for (size_t i = 0; i < count; ++i) {
                if (!words.empty()) words += ' ';
                words += upper(any_word().name);
            }
            object_class = arena_.copy(words);
            advance();
            break;
        }
        if (peek(count).kind != TokenKind::word) break;
    }
    object = object_name();
}

// PASSWORD = 'x' HASHED MUST_CHANGE, OLD_PASSWORD after it, and the other options.
List<const Option*> Parser::principal_options() {
    return comma_list<const Option*>([&] {
        Option* option = const_cast<Option*>(this->option());  // made just now
        if (option->name != "PASSWORD") return option;
        ListBuilder<const Option*> tail(arena_);
        while (at_text("HASHED") || at_text("MUST_CHANGE") || at_text("UNLOCK") ||
               at_text("OLD_PASSWORD")) {
            Option* more = start<Option>();
            more->name = upper(source(cur()));
            advance();
            if (accept(TokenKind::equal)) {
                more->has_equals = true;
                option_value(more);
            }
            tail.add(finish(more));
        }
        option->options = tail.finish();
        return finish(option);
    });
}

const Statement* Parser::login_statement(SecurityVerb verb) {
    LoginStatement* node = start_at_token<LoginStatement>(start_);
    node->verb = verb;
    if (!follows_syntax(verb == SecurityVerb::create ? "create_login" : "alter_login")) return node;
    expect(Word::Login);
    node->name = identifier();
    if (verb == SecurityVerb::alter && (at(Word::Enable) || at(Word::Disable))) {
        node->action = word_text(cur().word);
        advance();
        return finish(node);
    }
    if (verb == SecurityVerb::alter && (at(Word::Add) || at(Word::Drop))) {
        node->action = at(Word::Add) ? "ADD CREDENTIAL" : "DROP CREDENTIAL";
        advance();
        expect(Word::Credential);
        node->from_name = identifier();
        return finish(node);
    }
    if (verb == SecurityVerb::create && accept(Word::From)) {
        principal_source(node->from, node->from_name);
        if (!at(Word::With)) return finish(node);
    }
    expect(Word::With);
    node->options = principal_options();
    return finish(node);
}

// LOGIN l, CERTIFICATE c, ASYMMETRIC KEY k, EXTERNAL PROVIDER, WINDOWS
void Parser::principal_source(std::string_view& from, Identifier& name) {
    if (accept_text("WINDOWS")) {
        from = "WINDOWS";
    } else if (at(Word::External)) {
        advance();
        expect_text("PROVIDER");
        from = "EXTERNAL PROVIDER";
    } else if (at_text("ASYMMETRIC")) {
        advance();
        expect(Word::Key);
        from = "ASYMMETRIC KEY";
        name = identifier();
    } else if (accept_text("CERTIFICATE")) {
        from = "CERTIFICATE";
        name = identifier();
    } else {
        expect(Word::Login);
        from = "LOGIN";
        name = identifier();
    }
}

const Statement* Parser::user_statement(SecurityVerb verb) {
    UserStatement* node = start_at_token<UserStatement>(start_);
    node->verb = verb;
    if (!follows_syntax(verb == SecurityVerb::create ? "create_user" : "alter_user")) return node;
    expect(Word::User);
    node->name = identifier();
    if (verb == SecurityVerb::create) {
        if (at(Word::Without)) {
            advance();
            expect(Word::Login);
            node->from = "WITHOUT LOGIN";
        } else if (at(Word::For) || at(Word::From)) {
            const std::string word(word_text(cur().word));
            advance();
            std::string_view source_words;
            principal_source(source_words, node->from_name);
            node->from = arena_.copy(word + ' ' + std::string(source_words));
        }
        if (!at(Word::With)) return finish(node);
    }
    expect(Word::With);
    node->options = principal_options();
    return finish(node);
}

const Statement* Parser::role_statement(SecurityVerb verb, std::string_view object_class) {
    RoleStatement* node = start_at_token<RoleStatement>(start_);
    node->verb = verb;
    node->object_class = object_class;
    const bool application = object_class == "APPLICATION ROLE";
    const std::string_view rule = verb == SecurityVerb::create
                                      ? (application ? "create_application_role" : "create_role")
                                      : (application ? "alter_application_role" : "alter_role");
    if (!follows_syntax(rule)) return node;
    if (object_class != "ROLE") advance();
    expect(Word::Role);
    node->name = identifier();
    if (accept(Word::Authorization)) node->owner = identifier();
    if (at(Word::Add) || at(Word::Drop)) {
        node->action = at(Word::Add) ? "ADD MEMBER" : "DROP MEMBER";
        advance();
        expect(Word::Member);
        node->member = identifier();
    } else if (at(Word::With)) {
        advance();
        node->options = principal_options();
    }
    return finish(node);
}

const Statement* Parser::alter_authorization() {
    AlterAuthorizationStatement* node = start_at_token<AlterAuthorizationStatement>(start_);
    if (!follows_syntax("alter_authorization")) return node;
    advance();
    expect(Word::On);
    securable(node->object_class, node->object);
    expect(Word::To);
    if (at(Word::Schema) && peek_text(1, "OWNER")) {
        advance();
        advance();
        node->schema_owner = true;
    } else {
        node->principal = identifier();
    }
    return finish(node);
}

const Statement* Parser::credential_statement(SecurityVerb verb, bool database_scoped) {
    CredentialStatement* node = start_at_token<CredentialStatement>(start_);
    node->verb = verb;
    node->database_scoped = database_scoped;
    if (!follows_syntax(database_scoped ? "database_credential" : "server_credential")) return node;
    if (database_scoped) {
        advance();
        advance();
    }
    expect(Word::Credential);
    node->name = identifier();
    expect(Word::With);
    node->options = principal_options();
    if (!database_scoped && accept(Word::For)) {
        expect_text("CRYPTOGRAPHIC");
        expect_text("PROVIDER");
        node->provider = identifier();
    }
    return finish(node);
}

// DROP LOGIN, SERVER ROLE ...: one at a time. At the first of the class's words.
const Statement* Parser::drop_principal(std::string_view object_class) {
    DropStatement* node = start_at_token<DropStatement>(start_);
    if (!follows_syntax("drop_principal")) return node;
    node->object_class = object_class;
    for (size_t i = 0; i <= size_t(std::ranges::count(object_class, ' ')); ++i) advance();
    node->if_exists = accept_words(Word::If, Word::Exists);
    ObjectName* name = arena_.allocate_array<ObjectName>(1);
    *name = single_name();
    node->names = {name, 1};
    return finish(node);
}

}  // namespace gantry::tsql
