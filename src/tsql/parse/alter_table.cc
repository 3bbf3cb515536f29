// ALTER TABLE.

#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {

const Statement* Parser::alter_table(bool external) {
    AlterTableStatement* node = start_at_token<AlterTableStatement>(start_);
    expect(Word::Table);
    node->external = external;
    node->name = object_name(3);
    if (at(Word::With) && (peek_is(1, Word::Check) || peek_is(1, Word::Nocheck))) {
        advance();
        node->with = at(Word::Check) ? AlterTableStatement::With::check
                                     : AlterTableStatement::With::nocheck;
        advance();
        if (!at(Word::Add) && !at(Word::Check) && !at(Word::Nocheck)) fail();
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
        case Word::Alter:
            if (peek_is(1, Word::Index)) return alter_table_index(node);
            return alter_column(node);
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
            if (!at(TokenKind::lparen)) fail();
            node->options = checked_options("alter_table_option", "ALTER TABLE SET");
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
        node->options =
            node->partition != nullptr
                ? checked_with_options("rebuild_partition_option", "ALTER TABLE REBUILD PARTITION")
                : checked_with_options("rebuild_index_option", "ALTER TABLE REBUILD");
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
        node->options = checked_with_options("change_tracking_table_option", "ALTER TABLE");
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
        column_change(node);
    } else {
        ListBuilder<const TableElement*> elements(arena_);
        elements.add(altered_column());
        node->elements = elements.finish();
    }
    node->options = checked_with_options("online", "ALTER TABLE");
}

void Parser::column_change(AlterTableStatement* node) {
    struct Change {
        std::string_view word;
        std::string_view add;
        std::string_view drop;
    };
    static constexpr Change k_changes[] = {
        {"ROWGUIDCOL", "ADD ROWGUIDCOL", "DROP ROWGUIDCOL"},
        {"PERSISTED", "ADD PERSISTED", "DROP PERSISTED"},
        {"SPARSE", "ADD SPARSE", "DROP SPARSE"},
        {"HIDDEN", "ADD HIDDEN", "DROP HIDDEN"},
        {"MASKED", "ADD MASKED", "DROP MASKED"},
        {"NOT", "ADD NOT FOR REPLICATION", "DROP NOT FOR REPLICATION"},
    };
    const bool add = at(Word::Add);
    advance();
    for (const Change& change : k_changes) {
        if (!accept_text(change.word)) continue;
        node->column_change = add ? change.add : change.drop;
        if (change.word == "NOT") {
            expect(Word::For);
            expect(Word::Replication);
        } else if (change.word == "MASKED" && add) {
            expect(Word::With);
            node->masked = checked_options("masking_option", "");
        }
        return;
    }
    fail();
}

// Constraints, defaults and identity are not altered this way.
const ColumnDefinition* Parser::altered_column() {
    ColumnDefinition* node = start<ColumnDefinition>();
    node->name = identifier();
    node->type = data_type();
    ListBuilder<const Constraint*> constraints(arena_);
    auto allowed = [&] {
        switch (cur().word) {
            case Word::Collate: case Word::Null: case Word::Not: case Word::Sparse:
            case Word::Hidden: case Word::Masked: case Word::Encrypted: case Word::Generated:
            case Word::Rowguidcol: return true;
            default: return false;
        }
    };
    while (allowed() && column_facet(node, constraints)) {
    }
    node->constraints = constraints.finish();
    return finish(node);
}

// ALTER INDEX i REBUILD [[NONCLUSTERED] [HASH] WITH (BUCKET_COUNT = n)], of memory-optimized tables
void Parser::alter_table_index(AlterTableStatement* node) {
    advance();
    advance();
    node->action = AlterTableAction::alter_index;
    node->column_name = identifier();
    expect_text("REBUILD");
    if (accept(Word::Nonclustered)) {
        node->column_change = accept(Word::Hash) ? "NONCLUSTERED HASH" : "NONCLUSTERED";
    } else if (accept(Word::Hash)) {
        node->column_change = "HASH";
    }
    node->options = checked_with_options("bucket_count", "ALTER INDEX REBUILD");
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
        item->options = checked_with_options("move_option", "ALTER TABLE");
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
    if (accept(Word::Partition) || !at(Word::To)) node->partition = expression();
    expect(Word::To);
    node->target = object_name(3);
    if (accept(Word::Partition)) node->target_partition = expression();
    node->options = checked_with_options("switch_option", "ALTER TABLE");
}

}  // namespace gantry::tsql
