// BACKUP and RESTORE.

#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {

const BackupDevice* Parser::backup_device() {
    BackupDevice* node = start<BackupDevice>();
    if (at(TokenKind::variable)) {
        node->path = variable_expr();
    } else if (at(TokenKind::word) && peek_is(1, TokenKind::equal)) {
        node->type = upper(source(cur()));
        advance();
        advance();
        node->path = at(TokenKind::variable) ? variable_expr() : string_literal();
    } else {
        node->logical_name = identifier();
    }
    return finish(node);
}

// FILE = 'x', FILEGROUP = @g, PAGE = '1:57', READ_WRITE_FILEGROUPS
const BackupFile* Parser::backup_file() {
    BackupFile* node = start<BackupFile>();
    if (!at(Word::File) && !at_text("FILEGROUP") && !at_text("PAGE") &&
        !at_text("READ_WRITE_FILEGROUPS")) {
        fail();
    }
    node->type = upper(any_word().name);
    if (node->type != "READ_WRITE_FILEGROUPS") {
        expect(TokenKind::equal);
        node->name = at(TokenKind::variable) ? variable_expr() : string_literal();
    }
    return finish(node);
}

List<const Option*> Parser::backup_options() {
    if (!at(Word::With)) return {};
    advance();
    return comma_list<const Option*>([&] { return backup_option(); });
}

// MOVE 'a' TO 'b', STOPATMARK = 'm' AFTER 'time', and NAME [= value] [(...)].
const Option* Parser::backup_option() {
    ListBuilder<const Option*> tail(arena_);
    if (at(Word::Move)) {
        Option* node = start<Option>();
        advance();
        node->name = "MOVE";
        node->value = at(TokenKind::variable) ? variable_expr() : string_literal();
        Option* to = start<Option>();
        expect(Word::To);
        to->name = "TO";
        to->value = at(TokenKind::variable) ? variable_expr() : string_literal();
        tail.add(finish(to));
        node->options = tail.finish();
        return finish(node);
    }
    Option* node = const_cast<Option*>(option());  // made just now
    if (at(Word::After) && node->options.empty()) {
        Option* after = start<Option>();
        advance();
        after->name = "AFTER";
        after->value = at(TokenKind::variable) ? variable_expr() : string_literal();
        tail.add(finish(after));
        node->options = tail.finish();
    }
    return finish(node);
}

const Statement* Parser::backup_statement(bool dump) {
    constexpr int k_last_dump_level = 90;  // DUMP and LOAD went with SQL Server 2008
    if (dump && options_.compatibility_level > k_last_dump_level) fail();
    BackupStatement* node = start<BackupStatement>();
    node->dump_word = dump;
    advance();
    if (accept(Word::Database)) {
        node->backup = BackupKind::database;
    } else if (accept(Word::Log) || accept(Word::Tran) || accept(Word::Transaction)) {
        node->backup = BackupKind::log;
    } else if (accept(Word::Group)) {
        node->backup = BackupKind::group;
        node->group = comma_list<Identifier>([&] { return identifier(); });
    } else if (accept(Word::Server)) {
        node->backup = BackupKind::server;
    } else {
        fail();
    }
    if (node->backup == BackupKind::database || node->backup == BackupKind::log) {
        if (at(TokenKind::variable)) {
            node->database_variable = variable_name();
        } else {
            node->database = identifier();
        }
        if (!at(Word::To) && !at(Word::With) && !at(TokenKind::semicolon) && !at_end()) {
            node->files = comma_list<const BackupFile*>([&] { return backup_file(); });
        }
    }
    if (accept(Word::To)) {
        node->to = comma_list<const BackupDevice*>([&] { return backup_device(); });
    } else if (!at(Word::With)) {
        fail();
    }
    ListBuilder<const BackupDevice*> mirrors(arena_);
    while (at_text("MIRROR")) {
        advance();
        expect(Word::To);
        do {
            mirrors.add(backup_device());
        } while (accept(TokenKind::comma));
    }
    node->mirrors = mirrors.finish();
    node->options = backup_options();
    return finish(node);
}

const Statement* Parser::restore_statement(bool load) {
    constexpr int k_last_load_level = 90;
    if (load && options_.compatibility_level > k_last_load_level) fail();
    RestoreStatement* node = start<RestoreStatement>();
    node->load_word = load;
    advance();
    struct Kind {
        std::string_view word;
        RestoreKind kind;
    };
    static constexpr Kind k_kinds[] = {
        {"DATABASE", RestoreKind::database},         {"LOG", RestoreKind::log},
        {"TRAN", RestoreKind::log},                  {"TRANSACTION", RestoreKind::log},
        {"HEADERONLY", RestoreKind::headeronly},     {"FILELISTONLY", RestoreKind::filelistonly},
        {"LABELONLY", RestoreKind::labelonly},       {"VERIFYONLY", RestoreKind::verifyonly},
        {"REWINDONLY", RestoreKind::rewindonly},
    };
    bool found = false;
    for (const Kind& kind : k_kinds) {
        if (!at_text(kind.word)) continue;
        node->restore = kind.kind;
        found = true;
        advance();
        break;
    }
    if (!found) fail();
    if (node->restore == RestoreKind::database || node->restore == RestoreKind::log) {
        if (at(TokenKind::variable)) {
            node->database_variable = variable_name();
        } else {
            node->database = identifier();
        }
        if (at(Word::File) || at_text("FILEGROUP") || at_text("PAGE") ||
            at_text("READ_WRITE_FILEGROUPS")) {
            node->files = comma_list<const BackupFile*>([&] { return backup_file(); });
        }
        if (accept(Word::From)) {
            node->from = comma_list<const BackupDevice*>([&] { return backup_device(); });
        }
    } else {
        expect(Word::From);
        node->from = comma_list<const BackupDevice*>([&] { return backup_device(); });
    }
    node->options = backup_options();
    return finish(node);
}

}  // namespace gantry::tsql
