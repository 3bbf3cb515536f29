// BACKUP and RESTORE.

#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {

const BackupDevice* Parser::backup_device() {
    static constexpr std::string_view k_types[] = {"DISK", "TAPE",           "URL",
                                                   "FILE", "VIRTUAL_DEVICE", "PIPE"};
    BackupDevice* node = start<BackupDevice>();
    if (at(TokenKind::variable)) {
        node->path = variable_expr();
        return finish(node);
    }
    if (at_text("DATABASE_SNAPSHOT") && peek_is(1, TokenKind::equal)) {
        node->type = "DATABASE_SNAPSHOT";
        advance();
        advance();
        if (at_identifier()) {
            node->logical_name = identifier();
        } else {
            node->path = backup_text();
        }
        return finish(node);
    }
    for (std::string_view type : k_types) {
        if (!at_text(type) || !peek_is(1, TokenKind::equal)) continue;
        node->type = type;
        advance();
        advance();
        node->path = backup_text();
        return finish(node);
    }
    node->logical_name = identifier();
    return finish(node);
}

const Expr* Parser::backup_text() {
    return at(TokenKind::variable) ? variable_expr() : string_literal();
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

List<const Option*> Parser::backup_options(std::string_view rule, std::string_view statement) {
    if (!at(Word::With)) return {};
    advance();
    if (at(TokenKind::lparen)) fail();
    return checked(rule, statement, [&] {
        return comma_list<const Option*>([&] { return backup_option(); });
    });
}

// MOVE 'a' TO 'b', STOPATMARK = 'm' AFTER 'time', and NAME [= value] [(...)].
const Option* Parser::backup_option() {
    ListBuilder<const Option*> tail(arena_);
    auto value = [&](Option* node) {
        if (at_identifier()) {
            node->target = object_name(1);
        } else {
            node->value = backup_text();
        }
    };
    if (at(Word::Move)) {
        Option* node = start<Option>();
        advance();
        node->name = "MOVE";
        value(node);
        Option* to = start<Option>();
        expect(Word::To);
        to->name = "TO";
        value(to);
        tail.add(finish(to));
        node->options = tail.finish();
        return finish(node);
    }
    Option* node = const_cast<Option*>(option());  // made just now
    if (at(Word::After) && node->options.empty()) {
        Option* after = start<Option>();
        advance();
        after->name = "AFTER";
        value(after);
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
        bool first = true;
        do {
            BackupDevice* device = const_cast<BackupDevice*>(backup_device());  // made just now
            device->begins_mirror = first;
            first = false;
            mirrors.add(device);
        } while (accept(TokenKind::comma));
    }
    node->mirrors = mirrors.finish();
    // Without a device the log could only be truncated, until SQL Server 2005.
    const bool old = options_.compatibility_level <= 90;
    node->options = backup_options(old ? "old_backup_option" : "backup_option", "BACKUP");
    if (node->to.empty() && !old) fail();
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
    node->options = backup_options("restore_option", "RESTORE");
    return finish(node);
}

}  // namespace gantry::tsql
