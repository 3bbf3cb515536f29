// CREATE DATABASE and ALTER DATABASE.

#include "tsql/parse/admin_matcher.h"

namespace gantry::tsql {

// (NAME = x, FILENAME = 'f', SIZE = 10MB, ...)
const FileSpec* Parser::file_spec() {
    FileSpec* node = start<FileSpec>();
    if (!at(TokenKind::lparen)) fail();
    node->options = checked_options("file_option", "");
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
            if (accept(Word::Contains)) group->contains = filegroup_content();
            group->is_default = accept(Word::Default);
        } else if (groups.empty()) {
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

std::string_view Parser::filegroup_content() {
    if (accept_text("FILESTREAM")) return "FILESTREAM";
    expect_text("MEMORY_OPTIMIZED_DATA");
    return "MEMORY_OPTIMIZED_DATA";
}

const Statement* Parser::create_database() {
    CreateDatabaseStatement* node = start_at_token<CreateDatabaseStatement>(start_);
    expect(Word::Database);
    node->name = identifier();
    if (accept_text("CONTAINMENT")) {
        expect(TokenKind::equal);
        if (!at_text("NONE") && !at_text("PARTIAL")) fail();
        node->containment = upper(any_word().name);
    }
    if (accept(Word::On)) node->filegroups = filegroups();
    if (at(Word::Log) && peek_is(1, Word::On)) {
        advance();
        advance();
        node->log_files = comma_list<const FileSpec*>([&] { return file_spec(); });
    }
    if (accept(Word::Collate)) node->collation = identifier();
    if (at(Word::As) && peek_is(1, Word::Snapshot)) {
        advance();
        advance();
        expect(Word::Of);
        node->snapshot_of = identifier();
        return finish(node);
    }
    if (at(Word::As) && peek_text(1, "COPY")) {
        advance();
        advance();
        expect(Word::Of);
        node->copy_of = object_name(2);
    }
    if (at(TokenKind::lparen)) node->service = checked_options("service_option", "");
    if (accept(Word::For)) node->for_clause = attach_kind();
    if (accept(Word::With)) {
        if (at(TokenKind::lparen)) fail();
        node->options = checked("create_database_option", "", [&] { return database_options(); });
    }
    return finish(node);
}

std::string_view Parser::attach_kind() {
    constexpr int k_last_load_level = 80;  // FOR LOAD went with SQL Server 2005
    for (std::string_view kind : {"ATTACH", "ATTACH_REBUILD_LOG", "ATTACH_FORCE_REBUILD_LOG"}) {
        if (accept_text(kind)) return kind;
    }
    if (!at(Word::Load) || options_.compatibility_level > k_last_load_level) fail();
    advance();
    return "LOAD";
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
    if ((at(Word::Add) || at_text("REMOVE")) && peek_text(1, "SECONDARY")) {
        return other_database_action(node);
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
                option->word = filegroup_content();
                contains.add(finish(option));
                node->options = contains.finish();
            }
            return;
        }
        node->action =
            at(Word::Log) ? AlterDatabaseAction::add_log_file : AlterDatabaseAction::add_file;
        accept(Word::Log);
        expect(Word::File);
        node->files = comma_list<const FileSpec*>([&] { return file_spec(); });
        if (node->action == AlterDatabaseAction::add_file && accept(Word::To)) {
            expect_text("FILEGROUP");
            node->to_filegroup = at(Word::Default) ? any_word() : identifier();
        }
        return;
    }
    if (accept_text("REMOVE")) {
        node->action = at(Word::File) ? AlterDatabaseAction::remove_file
                                      : AlterDatabaseAction::remove_filegroup;
        if (!accept(Word::File)) expect_text("FILEGROUP");
        node->target = identifier_or_string();
        return;
    }
    if (at(Word::Modify) && !peek_text(1, "BACKUP_STORAGE_REDUNDANCY")) {
        advance();
        return alter_database_modify(node);
    }
    other_database_action(node);
}

void Parser::other_database_action(AlterDatabaseStatement* node) {
    node->action = AlterDatabaseAction::other;
    AdminMatcher matcher(*this);
    node->clauses = matcher.whole(*find_rule("database_action"));
}

void Parser::alter_database_modify(AlterDatabaseStatement* node) {
    if (at(Word::Name)) {
        advance();
        expect(TokenKind::equal);
        node->action = AlterDatabaseAction::modify_name;
        node->target = identifier_or_string();
    } else if (accept(Word::File)) {
        ListBuilder<const FileSpec*> file(arena_);
        node->action = AlterDatabaseAction::modify_file;
        file.add(file_spec());
        node->files = file.finish();
    } else if (accept_text("FILEGROUP")) {
        node->action = AlterDatabaseAction::modify_filegroup;
        node->target = at(Word::Primary) ? any_word() : identifier();
        node->options = checked("filegroup_change", "", [&] {
            ListBuilder<const Option*> options(arena_);
            Option* option = start<Option>();
            option->name = upper(any_word().name);
            if (accept(TokenKind::equal)) {
                option->has_equals = true;
                option_value(option);
            }
            options.add(finish(option));
            return options.finish();
        });
        database_termination(node);
    } else {
        node->action = AlterDatabaseAction::modify;
        if (!at(TokenKind::lparen)) fail();
        node->options = checked_options("service_option", "");
        if (at(Word::With) && peek_text(1, "MANUAL_CUTOVER")) {
            advance();
            advance();
            node->termination = "MANUAL_CUTOVER";
        }
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
    while (at(TokenKind::word) && cur_ != options_end_ && words.size() < k_longest) {
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
    if (at(TokenKind::sqlcmd) && words.empty()) option->target = object_name(1);
    if (at(TokenKind::integer)) option_amount(option);
    if (at(TokenKind::lparen)) option->options = option_list();
    return finish(option);
}

List<const Option*> Parser::database_options() {
    return comma_list<const Option*>([&] { return database_option(); });
}

void Parser::alter_database_set(AlterDatabaseStatement* node) {
    node->action = AlterDatabaseAction::set;
    if (at(TokenKind::lparen)) fail();
    node->options = checked("database_option", "", [&] { return database_options(); });
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
        node->termination_seconds = unary(false);
        accept_text("SECONDS");
    } else {
        expect_text("IMMEDIATE");
        node->termination = "ROLLBACK IMMEDIATE";
    }
}

}  // namespace gantry::tsql
