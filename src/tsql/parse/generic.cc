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
    {{"FULLTEXT", "CATALOG"}, true, ""},
    {{"FULLTEXT", "INDEX"}, false, "SET DROP ALTER"},
    {{"FULLTEXT", "STOPLIST"}, true, "DROP"},
    {{"PARTITION", "FUNCTION"}, true, "MERGE"},
    {{"PARTITION", "SCHEME"}, true, ""},
    {{"SEARCH", "PROPERTY", "LIST"}, true, "DROP"},
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
    while (!at_end()) {
        if (depth == 0) {
            if (at(TokenKind::semicolon)) break;
            if (at(TokenKind::rparen)) {
                fail();
                break;
            }
            if (at_statement_start() && !contains_word(clauses, word_text(cur().word))) {
                break;
            }
        }
        if (at(TokenKind::lparen)) ++depth;
        if (at(TokenKind::rparen)) --depth;
        if (at(TokenKind::invalid)) fail();
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
        if (node->tokens.empty() && known.named && node->object_class != "FULLTEXT CATALOG" &&
            node->object_class != "FULLTEXT STOPLIST" &&
            node->object_class != "SEARCH PROPERTY LIST") {
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

// ---- DROP ----

const Statement* Parser::drop_statement() {
    const Token first = cur();
    advance();
    switch (cur().word) {
        case Word::Index: return drop_index();
        case Word::Table: case Word::View: case Word::Function: case Word::Trigger:
        case Word::Type: case Word::Sequence: case Word::Synonym: case Word::Schema:
        case Word::Statistics: case Word::Rule: case Word::Default:
            return drop_objects(word_text(cur().word), 1);
        case Word::Login: case Word::User: case Word::Role: case Word::Credential:
            return drop_principal(word_text(cur().word));
        case Word::Proc:
        case Word::Procedure: return drop_objects("PROCEDURE", 1);
        case Word::Application: return drop_principal("APPLICATION ROLE");
        case Word::Server: return drop_principal("SERVER ROLE");
        case Word::External:
            if (peek_is(1, Word::Table)) return drop_objects("EXTERNAL TABLE", 2);
            break;
        case Word::Database:
            if (peek_text(1, "SCOPED")) return drop_principal("DATABASE SCOPED CREDENTIAL");
            if (!peek_text(1, "AUDIT") && !(peek_text(1, "ENCRYPTION") && peek_is(2, Word::Key))) {
                return drop_objects("DATABASE", 1);
            }
            break;
        default: break;
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
    node->if_exists = accept(Word::If);
    if (node->if_exists) expect(Word::Exists);
    node->names = comma_list<ObjectName>([&] { return object_name(); });
    if (object_class == "TRIGGER" && at(Word::On)) {
        advance();
        node->has_trigger_scope = true;
        ObjectName target;
        trigger_scope(node->trigger_scope, target);
        if (target) fail();
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
