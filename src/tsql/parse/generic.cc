// Administrative objects whose clauses are kept as tokens: verb, class and name are known, the end
// is found by what may begin the next statement.

#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {
namespace {

struct GenericClass {
    std::string_view words[4];
    bool named;
    // Reserved words that begin a clause of this class rather than the next statement.
    std::string_view clauses;
};

// Longer ones first where one begins like another.
constexpr GenericClass k_classes[] = {
    {{"AGGREGATE"}, true, ""},
    {{"ASSEMBLY"}, true, "DROP"},
    {{"ASYMMETRIC", "KEY"}, true, "DROP"},
    {{"AVAILABILITY", "GROUP"}, true, "SET GRANT DENY CREATE BACKUP"},
    {{"BROKER", "PRIORITY"}, true, "SET"},
    {{"CERTIFICATE"}, true, "DROP BACKUP"},
    {{"COLUMN", "ENCRYPTION", "KEY"}, true, "DROP"},
    {{"COLUMN", "MASTER", "KEY"}, true, ""},
    {{"CONTRACT"}, true, ""},
    {{"CRYPTOGRAPHIC", "PROVIDER"}, true, ""},
    {{"DATABASE", "AUDIT", "SPECIFICATION"}, true, "DROP"},
    {{"DATABASE", "ENCRYPTION", "KEY"}, false, ""},
    {{"DATABASE", "SCOPED", "CONFIGURATION"}, false, "SET"},
    {{"DATABASE", "SCOPED", "CREDENTIAL"}, true, ""},
    {{"DEFAULT"}, true, ""},
    {{"ENDPOINT"}, true, ""},
    {{"EVENT", "NOTIFICATION"}, true, ""},
    {{"EVENT", "SESSION"}, true, "DROP ALTER"},
    {{"EXTERNAL", "DATA", "SOURCE"}, true, "SET"},
    {{"EXTERNAL", "FILE", "FORMAT"}, true, ""},
    {{"EXTERNAL", "LANGUAGE"}, true, "SET"},
    {{"EXTERNAL", "LIBRARY"}, true, "SET"},
    {{"EXTERNAL", "MODEL"}, true, "SET"},
    {{"EXTERNAL", "RESOURCE", "POOL"}, true, ""},
    {{"FULLTEXT", "CATALOG"}, true, ""},
    {{"FULLTEXT", "INDEX"}, false, "SET DROP ALTER"},
    {{"FULLTEXT", "STOPLIST"}, true, "DROP"},
    {{"MASTER", "KEY"}, false, "DROP"},
    {{"MESSAGE", "TYPE"}, true, ""},
    {{"PARTITION", "FUNCTION"}, true, "MERGE"},
    {{"PARTITION", "SCHEME"}, true, ""},
    {{"QUEUE"}, true, "DROP"},
    {{"REMOTE", "SERVICE", "BINDING"}, true, ""},
    {{"RESOURCE", "GOVERNOR"}, false, "RECONFIGURE"},
    {{"RESOURCE", "POOL"}, true, ""},
    {{"ROUTE"}, true, ""},
    {{"RULE"}, true, ""},
    {{"SEARCH", "PROPERTY", "LIST"}, true, "DROP"},
    {{"SECURITY", "POLICY"}, true, "DROP ALTER INSERT UPDATE DELETE"},
    {{"SERVER", "AUDIT", "SPECIFICATION"}, true, "DROP"},
    {{"SERVER", "AUDIT"}, true, ""},
    {{"SERVER", "CONFIGURATION"}, false, "SET"},
    {{"SERVICE", "MASTER", "KEY"}, false, "DROP"},
    {{"SERVICE"}, true, ""},
    {{"SYMMETRIC", "KEY"}, true, "DROP"},
    {{"WORKLOAD", "CLASSIFIER"}, true, ""},
    {{"WORKLOAD", "GROUP"}, true, ""},
    {{"XML", "SCHEMA", "COLLECTION"}, true, ""},
};

bool contains_word(std::string_view list, std::string_view word) {
    for (size_t at = list.find(word); at != list.npos; at = list.find(word, at + 1)) {
        const size_t end = at + word.size();
        if ((at == 0 || list[at - 1] == ' ') && (end == list.size() || list[end] == ' ')) {
            return true;
        }
    }
    return false;
}

}  // namespace

// A reserved word that begins a statement, whatever stands before it.
bool Parser::at_statement_start() const {
    if (cur().kind != TokenKind::word) return false;
    switch (cur().word) {
        case Word::Alter: case Word::Backup: case Word::Begin: case Word::Break: case Word::Bulk:
        case Word::Checkpoint: case Word::Close: case Word::Commit: case Word::Continue:
        case Word::Create: case Word::Dbcc: case Word::Deallocate: case Word::Declare:
        case Word::Delete: case Word::Deny: case Word::Drop: case Word::Else: case Word::Exec:
        case Word::Execute: case Word::Fetch: case Word::Goto: case Word::Grant: case Word::If:
        case Word::Insert: case Word::Kill: case Word::Merge: case Word::Open: case Word::Print:
        case Word::Raiserror: case Word::Reconfigure: case Word::Restore: case Word::Return:
        case Word::Revert: case Word::Revoke: case Word::Rollback: case Word::Save:
        case Word::Select: case Word::Set: case Word::Shutdown: case Word::Truncate:
        case Word::Update: case Word::Use: case Word::Waitfor: case Word::While: return true;
        case Word::End: return block_end();
        default: return false;
    }
}

// Tokens up to the statement's end; parentheses must balance.
List<std::string_view> Parser::statement_tokens(std::string_view clauses) {
    ListBuilder<std::string_view> tokens(arena_);
    int depth = 0;
    bool audit_group = false;
    while (!at_end()) {
        if (depth == 0) {
            if (at(TokenKind::semicolon)) break;
            if (at(TokenKind::rparen)) {
                if (in_parentheses_ > 0) break;
                fail();
                break;
            }
            if (at_statement_start() && !contains_word(clauses, word_text(cur().word)) &&
                !audit_group) {
                break;
            }
        }
        if (at(TokenKind::lparen)) ++depth;
        if (at(TokenKind::rparen)) --depth;
        if (at(TokenKind::invalid)) fail();
        audit_group = at(Word::As) || at(Word::By);  // EXECUTE AS, ... BY EXECUTE: not a start
        tokens.add(source(cur()));
        advance();
    }
    if (depth != 0) fail();
    return tokens.finish();
}

const Statement* Parser::generic_ddl(std::string_view verb, const Token& first) {
    for (const GenericClass& known : k_classes) {
        size_t count = 0;
        bool match = true;
        std::string name;
        for (std::string_view word : known.words) {
            if (word.empty()) break;
            match = match && peek_text_or_here(count, word);
            if (!name.empty()) name += ' ';
            name += word;
            ++count;
        }
        if (!match) continue;
        for (size_t i = 0; i < count; ++i) advance();
        GenericStatement* node = start_at_token<GenericStatement>(first);
        node->verb = verb;
        node->object_class = arena_.copy(name);
        if (known.named) node->name = object_name();
        node->tokens = statement_tokens(known.clauses);
        // These stand alone; every other needs a clause.
        if (node->tokens.empty() && known.named && node->object_class != "QUEUE" &&
            node->object_class != "ROUTE" && node->object_class != "WORKLOAD GROUP" &&
            node->object_class != "RESOURCE POOL" && node->object_class != "FULLTEXT CATALOG" &&
            node->object_class != "FULLTEXT STOPLIST" && node->object_class != "MESSAGE TYPE" &&
            node->object_class != "SEARCH PROPERTY LIST" && node->object_class != "CERTIFICATE" &&
            node->object_class != "SERVER AUDIT SPECIFICATION" &&
            node->object_class != "DATABASE AUDIT SPECIFICATION" &&
            node->object_class != "EXTERNAL RESOURCE POOL") {
            fail();
        }
        return finish(node);
    }
    fail();
    return start<GenericStatement>();
}

bool Parser::peek_text_or_here(size_t ahead, std::string_view upper) const {
    return is_text(ahead == 0 ? cur() : peek(ahead), upper);
}

const Statement* Parser::generic_words(std::string_view verb, int words) {
    GenericStatement* node = start<GenericStatement>();
    node->verb = verb;
    advance();
    std::string name;
    for (int i = 0; i < words; ++i) {
        if (!name.empty()) name += ' ';
        name += upper(any_word().name);
    }
    node->object_class = arena_.copy(name);
    node->tokens = statement_tokens("");
    return finish(node);
}

// SEND ON CONVERSATION, RECEIVE, GET CONVERSATION GROUP, MOVE, END and BEGIN CONVERSATION.
const Statement* Parser::conversation_statement(std::string_view verb) {
    GenericStatement* node = start<GenericStatement>();
    node->verb = verb;
    advance();
    if (at(Word::Conversation) || at(Word::Dialog)) {
        node->object_class = word_text(cur().word);
        advance();
    }
    node->tokens = statement_tokens("");
    if (node->tokens.empty()) fail();
    return finish(node);
}

// ADD [COUNTER] SIGNATURE TO ..., ADD SENSITIVITY CLASSIFICATION TO ...
const Statement* Parser::add_statement() {
    if (peek_text(1, "SIGNATURE")) return generic_words("ADD", 1);
    if (peek_text(1, "COUNTER") || peek_text(1, "SENSITIVITY")) return generic_words("ADD", 2);
    fail();
    return start<GenericStatement>();
}

// ---- DROP ----

const Statement* Parser::drop_statement() {
    const Token first = cur();
    advance();
    switch (cur().word) {
        case Word::Index: return drop_index();
        case Word::Table: case Word::View: case Word::Function: case Word::Trigger:
        case Word::Type: case Word::Sequence: case Word::Synonym: case Word::Schema:
        case Word::Login: case Word::User: case Word::Role: case Word::Credential:
        case Word::Statistics: case Word::Rule: case Word::Default:
            return drop_objects(word_text(cur().word), 1);
        case Word::Proc:
        case Word::Procedure: return drop_objects("PROCEDURE", 1);
        case Word::Application: return drop_objects("APPLICATION ROLE", 2);
        case Word::Server:
            if (peek_is(1, Word::Role)) return drop_objects("SERVER ROLE", 2);
            break;
        case Word::External:
            if (peek_is(1, Word::Table)) return drop_objects("EXTERNAL TABLE", 2);
            break;
        case Word::Database:
            if (peek_text(1, "SCOPED") && peek_is(2, Word::Credential)) {
                return drop_objects("DATABASE SCOPED CREDENTIAL", 3);
            }
            if (!peek_text(1, "AUDIT") && !(peek_text(1, "ENCRYPTION") && peek_is(2, Word::Key))) {
                return drop_objects("DATABASE", 1);
            }
            break;
        default: break;
    }
    if (at_text("SIGNATURE") || at_text("COUNTER") || at_text("SENSITIVITY")) {
        cur_ = &first_token(first);
        return generic_words("DROP", peek_text(1, "SIGNATURE") ? 1 : 2);
    }
    for (const GenericClass& known : k_classes) {
        size_t count = 0;
        bool match = true;
        std::string name;
        for (std::string_view word : known.words) {
            if (word.empty()) break;
            match = match && peek_text_or_here(count, word);
            if (!name.empty()) name += ' ';
            name += word;
            ++count;
        }
        if (!match) continue;
        if (known.named) return drop_objects(arena_.copy(name), count);
        for (size_t i = 0; i < count; ++i) advance();
        DropStatement* node = start_at_token<DropStatement>(first);
        node->object_class = arena_.copy(name);
        node->tail = statement_tokens("");
        return finish(node);
    }
    fail();
    return start<DropStatement>();
}

const Statement* Parser::drop_objects(std::string_view object_class, size_t words) {
    DropStatement* node = start_at_token<DropStatement>(start_);
    for (size_t i = 0; i < words; ++i) advance();
    node->object_class = object_class;
    node->if_exists = accept_words(Word::If, Word::Exists);
    node->names = comma_list<ObjectName>([&] { return object_name(); });
    if (object_class == "TRIGGER" && at(Word::On)) {
        advance();
        node->has_trigger_scope = true;
        ObjectName target;
        trigger_scope(node->trigger_scope, target);
        if (target) fail();
    } else if (at(Word::On) || at(Word::With) || at_text("REMOVE")) {
        // EVENT SESSION s ON SERVER, ASSEMBLY a WITH NO DEPENDENTS, KEY k REMOVE PROVIDER KEY
        static constexpr std::string_view k_with_tail[] = {
            "EVENT SESSION", "EVENT NOTIFICATION", "ASSEMBLY", "ASYMMETRIC KEY", "SYMMETRIC KEY",
        };
        for (std::string_view known : k_with_tail) {
            if (known == object_class) node->tail = statement_tokens("");
        }
    }
    return finish(node);
}

// The token itself, from a copy of it: tokens lie in one array in order of offset.
const Token& Parser::first_token(const Token& copy) const {
    const Token* at = cur_;
    while (at->offset > copy.offset) --at;
    return *at;
}

}  // namespace gantry::tsql
