// Indexes and statistics.

#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {

// INDEX name [UNIQUE] [CLUSTERED|NONCLUSTERED] [HASH|COLUMNSTORE] [(columns)] ... in a table.
const IndexDefinition* Parser::inline_index() {
    IndexDefinition* node = start<IndexDefinition>();
    advance();
    node->name = identifier();
    node->unique = accept(Word::Unique);
    node->clustering = clustering();
    if (accept(Word::Hash)) node->type = IndexType::hash;
    if (accept(Word::Columnstore)) node->type = IndexType::columnstore;
    if (at(TokenKind::lparen)) node->columns = index_keys();
    if (accept(Word::Hash)) node->type = IndexType::hash;
    index_tail(node);
    return finish(node);
}

void Parser::index_tail(IndexDefinition* node) {
    if (at(Word::Include) && peek_is(1, TokenKind::lparen)) {
        advance();
        node->included = column_list();
    }
    if (at(Word::Order) && peek_is(1, TokenKind::lparen)) {
        advance();
        node->order = column_list();
    }
    if (at(Word::Where)) {
        advance();
        node->filter = condition();
    }
    struct Options {
        IndexType type;
        std::string_view rule;
        std::string_view statement;
    };
    static constexpr Options k_options[] = {
        {IndexType::spatial, "spatial_index_option", "CREATE SPATIAL INDEX"},
        {IndexType::json, "json_index_option", "CREATE JSON INDEX"},
        {IndexType::vector, "vector_index_option", "CREATE VECTOR INDEX"},
    };
    Options options = {node->type, "index_option", "CREATE INDEX"};
    for (const Options& known : k_options) {
        if (known.type == node->type) options = known;
    }
    index_options(node->options, node->options_in_parentheses, options.rule, options.statement);
    if (accept(Word::On)) node->place = storage_place();
    if (at_text("FILESTREAM_ON")) {
        advance();
        node->filestream_place = storage_place();
    }
}

const Statement* Parser::create_index() {
    CreateIndexStatement* node = start_at_token<CreateIndexStatement>(start_);
    IndexDefinition* index = start<IndexDefinition>();
    index->unique = accept(Word::Unique);
    index->clustering = clustering();
    if (accept(Word::Columnstore)) index->type = IndexType::columnstore;
    expect(Word::Index);
    index->name = identifier();
    expect(Word::On);
    node->table = object_name(3);
    if (at(TokenKind::lparen)) {
        index->columns = index_keys();
    } else if (index->type != IndexType::columnstore) {
        fail();
    }
    index_tail(index);
    node->index = finish(index);
    return finish(node);
}

// XML, selective XML, spatial, JSON and vector indexes; the words before INDEX are consumed here.
const Statement* Parser::create_special_index(IndexType type) {
    CreateIndexStatement* node = start_at_token<CreateIndexStatement>(start_);
    IndexDefinition* index = start<IndexDefinition>();
    index->type = type;
    while (!at(Word::Index) && at(TokenKind::word)) advance();
    expect(Word::Index);
    index->name = identifier();
    expect(Word::On);
    node->table = object_name(3);
    index->columns = index_keys();
    if (at(Word::Using)) {
        advance();
        if (type == IndexType::spatial) {
            if (!at_text("GEOMETRY_GRID") && !at_text("GEOMETRY_AUTO_GRID") &&
                !at_text("GEOGRAPHY_GRID") && !at_text("GEOGRAPHY_AUTO_GRID")) {
                fail();
            }
            index->grid = upper(any_word().name);
        } else {
            expect(Word::Xml);
            expect(Word::Index);
            index->using_index = object_name(1);
            index->type = IndexType::xml_secondary;
            if (accept(Word::For)) {
                if (accept(TokenKind::lparen)) {
                    index->type = IndexType::xml_selective_secondary;
                    index->using_for = identifier().name;
                    expect(TokenKind::rparen);
                } else {
                    if (!at(Word::Value) && !at(Word::Path) && !at_text("PROPERTY")) fail();
                    index->using_for = upper(any_word().name);
                }
            }
        }
    }
    if (type == IndexType::xml_selective) {
        if (at_words(Word::With, Word::Xmlnamespaces)) {
            advance();
            advance();
            index->namespaces = xml_namespaces();
        }
        expect(Word::For);
        index->paths = checked_tokens("promoted_paths");
    } else if (type == IndexType::json && at(Word::For)) {
        advance();
        index->paths = checked_tokens("json_paths");
    }
    index_tail(index);
    node->index = finish(index);
    return finish(node);
}

// ( ... ): the tokens inside.
List<std::string_view> Parser::checked_tokens(std::string_view rule) {
    ListBuilder<std::string_view> tokens(arena_);
    const Token* first = cur_;
    expect(TokenKind::lparen);
    for (int depth = 1; !at_end();) {
        if (at(TokenKind::lparen)) ++depth;
        if (at(TokenKind::rparen) && --depth == 0) break;
        tokens.add(source(cur()));
        advance();
    }
    expect(TokenKind::rparen);
    require_syntax(rule, first);
    return tokens.finish();
}

const Statement* Parser::alter_index() {
    AlterIndexStatement* node = start_at_token<AlterIndexStatement>(start_);
    expect(Word::Index);
    if (!accept(Word::All)) node->name = identifier();
    expect(Word::On);
    node->table = object_name(3);
    alter_index_action(node);
    return finish(node);
}

void Parser::alter_index_action(AlterIndexStatement* node) {
    auto partition = [&] {
        if (!at(Word::Partition)) return;
        advance();
        expect(TokenKind::equal);
        partition_number(node->partition, node->partition_all);
    };
    if (accept_text("REBUILD")) {
        partition();
        node->options =
            node->partition != nullptr
                ? checked_with_options("rebuild_partition_option", "ALTER INDEX REBUILD PARTITION")
                : checked_with_options("rebuild_index_option", "ALTER INDEX REBUILD");
    } else if (accept_text("REORGANIZE")) {
        node->action = AlterIndexAction::reorganize;
        partition();
        node->options = checked_with_options("reorganize_option", "ALTER INDEX REORGANIZE");
    } else if (accept(Word::Disable)) {
        node->action = AlterIndexAction::disable;
    } else if (accept(Word::Set)) {
        node->action = AlterIndexAction::set;
        if (!at(TokenKind::lparen)) fail();
        node->options = checked_options("kept_index_option", "ALTER INDEX SET");
    } else if (accept_text("RESUME")) {
        node->action = AlterIndexAction::resume;
        node->options = checked_with_options("resume_option", "ALTER INDEX RESUME");
    } else if (accept_text("PAUSE")) {
        node->action = AlterIndexAction::pause;
    } else if (accept(Word::Abort)) {
        node->action = AlterIndexAction::abort;
    } else {
        if (at_words(Word::With, Word::Xmlnamespaces)) {
            advance();
            advance();
            node->namespaces = xml_namespaces();
        }
        expect(Word::For);
        node->action = AlterIndexAction::paths;
        node->paths = checked_tokens("changed_paths");
        node->options = checked_with_options("index_option", "ALTER INDEX");
    }
}

// DROP INDEX [IF EXISTS] i ON t [WITH (...)], ...; DROP INDEX t.i, ...
const Statement* Parser::drop_index() {
    DropIndexStatement* node = start_at_token<DropIndexStatement>(start_);
    expect(Word::Index);
    node->if_exists = accept_words(Word::If, Word::Exists);
    node->items = comma_list<const DropIndexItem*>([&] {
        DropIndexItem* item = start<DropIndexItem>();
        item->name = object_name();
        if (accept(Word::On)) {
            item->table = object_name(3);
        } else if (item->name.parts.size() == 1) {
            fail_at(last_, 159,
                    "Must specify the table name and index name for the DROP INDEX statement.");
        }
        item->options = checked_with_options("move_option", "DROP INDEX");
        return finish(item);
    });
    return finish(node);
}

const Statement* Parser::create_statistics() {
    CreateStatisticsStatement* node = start_at_token<CreateStatisticsStatement>(start_);
    expect(Word::Statistics);
    node->name = identifier();
    expect(Word::On);
    node->table = object_name(3);
    node->columns = column_list();
    if (at(Word::Where)) {
        advance();
        node->filter = condition();
    }
    if (accept(Word::With)) {
        node->options = checked("statistics_option", "CREATE STATISTICS",
                                [&] { return bare_option_list(); });
    }
    return finish(node);
}

const Statement* Parser::update_statistics() {
    UpdateStatisticsStatement* node = start_at_token<UpdateStatisticsStatement>(start_);
    advance();
    expect(Word::Statistics);
    node->table = object_name(3);
    if (at(TokenKind::lparen)) {
        node->in_parentheses = true;
        node->names = column_list();
    } else if (at_identifier() && !peek_is(1, TokenKind::colon)) {
        ListBuilder<Identifier> one(arena_);
        one.add(identifier());
        node->names = one.finish();
    }
    if (at(Word::With) && !peek_is(1, TokenKind::lparen)) {
        advance();
        node->options = checked("update_statistics_option", "UPDATE STATISTICS",
                                [&] { return bare_option_list(); });
    }
    return finish(node);
}

}  // namespace gantry::tsql
