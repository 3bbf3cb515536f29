// ALTER TABLE.

#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {

const Statement* Parser::alter_table(bool external) {
    AlterTableStatement* node = start_at_token<AlterTableStatement>(start_);
    expect(Word::Table);
    node->external = external;
    node->name = object_name();
    if (at(Word::With) && (peek_is(1, Word::Check) || peek_is(1, Word::Nocheck))) {
        advance();
        node->with = at(Word::Check) ? AlterTableStatement::With::check
                                     : AlterTableStatement::With::nocheck;
        advance();
    }
    alter_table_action(node);
    return finish(node);
}

void Parser::alter_table_action(AlterTableStatement* node) {
    switch (cur().word) {
        case Word::Add: {
            advance();
            node->action = AlterTableAction::add;
            ListBuilder<const TableElement*> elements(arena_);
            do {
                elements.add(table_element());
            } while (accept(TokenKind::comma));
            node->elements = elements.finish();
            return;
        }
        case Word::Alter: return alter_column(node);
        case Word::Drop:
            advance();
            node->action = AlterTableAction::drop;
            node->drops = drop_table_items();
            return;
        case Word::Check:
        case Word::Nocheck:
            node->action = AlterTableAction::check_constraint;
            node->on = at(Word::Check);
            advance();
            expect(Word::Constraint);
            node->all = accept(Word::All);
            if (!node->all) {
                node->names = comma_list<Identifier>([&] { return identifier(); });
            }
            return;
        case Word::Enable:
        case Word::Disable: return alter_table_enable(node);
        case Word::Set:
            advance();
            node->action = AlterTableAction::set;
            node->options = option_list();
            return;
        case Word::Merge: {
            node->action = AlterTableAction::merge_range;
            alter_range(node);
            return;
        }
        default: break;
    }
    if (at_text("SWITCH")) return switch_partition(node);
    if (accept_text("REBUILD")) {
        node->action = AlterTableAction::rebuild;
        if (at(Word::Partition)) {
            advance();
            expect(TokenKind::equal);
            partition_number(node->partition, node->partition_all);
        }
        node->options = with_options();
        return;
    }
    if (at_text("SPLIT")) {
        node->action = AlterTableAction::split_range;
        alter_range(node);
        return;
    }
    fail();
}

void Parser::alter_range(AlterTableStatement* node) {
    advance();
    expect(Word::Range);
    expect(TokenKind::lparen);
    node->partition = expression();
    expect(TokenKind::rparen);
}

void Parser::alter_table_enable(AlterTableStatement* node) {
    node->on = at(Word::Enable);
    advance();
    if (accept(Word::Trigger)) {
        node->action = AlterTableAction::trigger;
        node->all = accept(Word::All);
        if (!node->all) node->names = comma_list<Identifier>([&] { return identifier(); });
    } else if (accept_text("CHANGE_TRACKING")) {
        node->action = AlterTableAction::change_tracking;
        node->options = with_options();
    } else {
        expect_text("FILETABLE_NAMESPACE");
        node->action = AlterTableAction::filetable_namespace;
    }
}

// ALTER COLUMN c type ..., ALTER COLUMN c ADD|DROP word
void Parser::alter_column(AlterTableStatement* node) {
    advance();
    expect(Word::Column);
    node->action = AlterTableAction::alter_column;
    if (is_identifier(cur()) && (peek_is(1, Word::Add) || peek_is(1, Word::Drop))) {
        node->column_name = identifier();
        std::string words(word_text(cur().word));
        advance();
        do {
            words += ' ';
            words += upper(any_word().name);
        } while (at(Word::For) || at(Word::Replication));
        node->column_change = arena_.copy(words);
        node->options = with_options();
        return;
    }
    ListBuilder<const TableElement*> elements(arena_);
    elements.add(column_definition());
    node->elements = elements.finish();
    node->options = with_options();
}

List<const DropTableItem*> Parser::drop_table_items() {
    ListBuilder<const DropTableItem*> items(arena_);
    DropTableItem::What what = DropTableItem::What::unspecified;
    do {
        DropTableItem* item = start<DropTableItem>();
        if (at(Word::Period) && peek_is(1, Word::For)) {
            advance();
            advance();
            expect(Word::SystemTime);
            item->what = DropTableItem::What::period;
            items.add(finish(item));
            continue;
        }
        if (accept(Word::Constraint)) {
            what = DropTableItem::What::constraint;
        } else if (accept(Word::Column)) {
            what = DropTableItem::What::column;
        } else if (accept(Word::Index)) {
            what = DropTableItem::What::index;
        } else {
            item->continues = !items.empty();
        }
        item->what = what;
        if (at_words(Word::If, Word::Exists)) {
            advance();
            advance();
            item->if_exists = true;
        }
        item->name = identifier();
        item->options = with_options();
        items.add(finish(item));
    } while (accept(TokenKind::comma));
    return items.finish();
}

void Parser::partition_number(const Expr*& partition, bool& all) {
    if (accept(Word::All)) {
        all = true;
    } else {
        partition = expression();
    }
}

// SWITCH [PARTITION n] TO t [PARTITION n] [WITH (...)]
void Parser::switch_partition(AlterTableStatement* node) {
    advance();
    node->action = AlterTableAction::switch_;
    if (accept(Word::Partition)) node->partition = expression();
    expect(Word::To);
    node->target = object_name();
    if (accept(Word::Partition)) node->target_partition = expression();
    node->options = with_options();
}

}  // namespace gantry::tsql
