// CREATE DATABASE and ALTER DATABASE.

#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {

// (NAME = x, FILENAME = 'f', SIZE = 10MB, ...)
const FileSpec* Parser::file_spec() {
    FileSpec* node = start<FileSpec>();
    node->options = option_list();
    return finish(node);
}

// [PRIMARY] files, FILEGROUP g [CONTAINS FILESTREAM] [DEFAULT] files ...
List<const FileGroupSpec*> Parser::filegroups() {
    ListBuilder<const FileGroupSpec*> groups(arena_);
    bool more = true;
    while (more && !at_end()) {
        FileGroupSpec* group = start<FileGroupSpec>();
        if (accept_text("FILEGROUP")) {
            group->name = identifier();
            if (at(Word::Contains)) {
                advance();
                group->contains = upper(any_word().name);
            }
            group->is_default = accept(Word::Default);
        } else {
            accept(Word::Primary);
        }
        ListBuilder<const FileSpec*> files(arena_);
        do {
            files.add(file_spec());
            more = accept(TokenKind::comma);
        } while (more && at(TokenKind::lparen));
        group->files = files.finish();
        groups.add(finish(group));
    }
    return groups.finish();
}

const Statement* Parser::create_database() {
    CreateDatabaseStatement* node = start_at_token<CreateDatabaseStatement>(start_);
    expect(Word::Database);
    node->name = identifier();
    for (;;) {
        if (at_text("CONTAINMENT")) {
            advance();
            expect(TokenKind::equal);
            node->containment = upper(any_word().name);
        } else if (at(Word::On)) {
            advance();
            node->filegroups = filegroups();
        } else if (at(Word::Log) && peek_is(1, Word::On)) {
            advance();
            advance();
            node->log_files = comma_list<const FileSpec*>([&] { return file_spec(); });
        } else if (accept(Word::Collate)) {
            node->collation = identifier();
        } else if (at(TokenKind::lparen)) {
            node->options = option_list();
        } else if (at(Word::With)) {
            advance();
            node->options = comma_list<const Option*>([&] { return database_option(); });
        } else if (at(Word::For)) {
            advance();
            node->for_clause = upper(any_word().name);
        } else if (at(Word::As) && peek_is(1, Word::Snapshot)) {
            advance();
            advance();
            expect(Word::Of);
            node->snapshot_of = identifier();
        } else if (at(Word::As) && peek_text(1, "COPY")) {
            advance();
            advance();
            expect(Word::Of);
            node->copy_of = object_name(2);
        } else {
            return finish(node);
        }
    }
}

const Statement* Parser::alter_database() {
    AlterDatabaseStatement* node = start_at_token<AlterDatabaseStatement>(start_);
    expect(Word::Database);
    if (accept(Word::Current)) {
        node->current = true;
    } else {
        node->name = identifier();
    }
    alter_database_action(node);
    return finish(node);
}

void Parser::alter_database_action(AlterDatabaseStatement* node) {
    if (accept(Word::Set)) return alter_database_set(node);
    if (accept(Word::Collate)) {
        node->action = AlterDatabaseAction::collate;
        node->target = identifier();
        return;
    }
    if (accept(Word::Add)) {
        if (accept_text("FILEGROUP")) {
            node->action = AlterDatabaseAction::add_filegroup;
            node->target = identifier();
            if (at(Word::Contains)) {
                ListBuilder<const Option*> contains(arena_);
                Option* option = start<Option>();
                advance();
                option->name = "CONTAINS";
                option->word = upper(any_word().name);
                contains.add(finish(option));
                node->options = contains.finish();
            }
            return;
        }
        node->action = at(Word::Log) ? AlterDatabaseAction::add_log_file
                                     : AlterDatabaseAction::add_file;
        accept(Word::Log);
        expect(Word::File);
        node->files = comma_list<const FileSpec*>([&] { return file_spec(); });
        if (accept(Word::To)) {
            expect_text("FILEGROUP");
            node->to_filegroup = identifier();
        }
        return;
    }
    if (accept_text("REMOVE")) {
        node->action = at(Word::File) ? AlterDatabaseAction::remove_file
                                      : AlterDatabaseAction::remove_filegroup;
        if (!accept(Word::File)) expect_text("FILEGROUP");
        node->target = identifier();
        return;
    }
    if (accept(Word::Modify)) return alter_database_modify(node);
    if (at_text("FAILOVER") || at_text("FORCE_FAILOVER_ALLOW_DATA_LOSS")) {
        ListBuilder<const Option*> options(arena_);
        Option* option = start<Option>();
        option->name = upper(any_word().name);
        options.add(finish(option));
        node->action = AlterDatabaseAction::failover;
        node->options = options.finish();
        return;
    }
    fail();
}

void Parser::alter_database_modify(AlterDatabaseStatement* node) {
    if (at(Word::Name)) {
        advance();
        expect(TokenKind::equal);
        node->action = AlterDatabaseAction::modify_name;
        node->target = identifier();
    } else if (accept(Word::File)) {
        node->action = AlterDatabaseAction::modify_file;
        node->files = comma_list<const FileSpec*>([&] { return file_spec(); });
    } else if (accept_text("FILEGROUP")) {
        node->action = AlterDatabaseAction::modify_filegroup;
        node->target = at(Word::Primary) ? any_word() : identifier();
        ListBuilder<const Option*> options(arena_);
        Option* option = start<Option>();
        option->name = upper(any_word().name);
        if (accept(TokenKind::equal)) {
            option->has_equals = true;
            option_value(option);
        }
        options.add(finish(option));
        node->options = options.finish();
        database_termination(node);
    } else {
        node->action = AlterDatabaseAction::modify;
        node->options = option_list();
    }
}

// RECOVERY SIMPLE, READ_COMMITTED_SNAPSHOT ON, COMPATIBILITY_LEVEL = 150, QUERY_STORE = ON (...),
// HADR AVAILABILITY GROUP = ag, PARTNER TIMEOUT 10
const Option* Parser::database_option() {
    Option* option = start<Option>();
    if (!at(TokenKind::word)) fail();
    option->name = upper(source(cur()));
    advance();
    std::string words;
    constexpr size_t k_longest = 100;
    while (at(TokenKind::word) && words.size() < k_longest) {
        const bool known = !cur().reserved || at(Word::On) || at(Word::Off) || at(Word::Full) ||
                           at(Word::Group);
        if (!known) break;
        if (!words.empty()) words += ' ';
        words += upper(source(cur()));
        advance();
    }
    if (at(TokenKind::equal)) {
        if (!words.empty()) {
            option->name = arena_.copy(std::string(option->name) + ' ' + words);
        }
        advance();
        option->has_equals = true;
        option_value(option);
        return finish(option);
    }
    option->word = arena_.copy(words);
    if (at(TokenKind::integer)) option_amount(option);
    if (at(TokenKind::lparen)) option->options = option_list();
    return finish(option);
}

void Parser::alter_database_set(AlterDatabaseStatement* node) {
    node->action = AlterDatabaseAction::set;
    node->options = comma_list<const Option*>([&] { return database_option(); });
    database_termination(node);
}

// WITH ROLLBACK IMMEDIATE | ROLLBACK AFTER n [SECONDS] | NO_WAIT
void Parser::database_termination(AlterDatabaseStatement* node) {
    if (!at(Word::With) || (!peek_is(1, Word::Rollback) && !peek_text(1, "NO_WAIT"))) return;
    advance();
    if (accept_text("NO_WAIT")) {
        node->termination = "NO_WAIT";
        return;
    }
    advance();
    if (accept(Word::After)) {
        node->termination = "ROLLBACK AFTER";
        node->termination_seconds = expression();
        accept_text("SECONDS");
    } else {
        expect_text("IMMEDIATE");
        node->termination = "ROLLBACK IMMEDIATE";
    }
}

}  // namespace gantry::tsql
