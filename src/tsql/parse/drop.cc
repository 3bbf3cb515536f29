// DROP of what the engine and the catalog know by name; the rest is in grammar/.

#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {
namespace {

struct DropClass {
    std::string_view words[2];
    bool if_exists;  // since SQL Server 2016
    bool list;
    size_t parts_max;  // 0: of the current database only
    std::string_view name;  // other than the words
};

// Longer ones first where one begins like another.
constexpr DropClass k_classes[] = {
    {{"TABLE"}, true, true, 3, ""},
    {{"PROCEDURE"}, true, true, 0, ""},
    {{"PROC"}, true, true, 0, "PROCEDURE"},
    {{"VIEW"}, true, true, 0, ""},
    {{"FUNCTION"}, true, true, 0, ""},
    {{"TRIGGER"}, true, true, 0, ""},
    {{"TYPE"}, true, false, 2, ""},
    {{"SEQUENCE"}, true, true, 3, ""},
    {{"SYNONYM"}, true, false, 2, ""},
    {{"SCHEMA"}, true, false, 1, ""},
    {{"STATISTICS"}, false, true, 4, ""},
    {{"RULE"}, true, true, 0, ""},
    {{"DEFAULT"}, true, true, 0, ""},
    {{"EXTERNAL", "TABLE"}, true, false, 3, ""},
    {{"DATABASE"}, true, true, 1, ""},
};

}  // namespace

const Statement* Parser::drop_statement() {
    advance();
    switch (cur().word) {
        case Word::Index: return drop_index();
        case Word::Login: case Word::User: case Word::Role: case Word::Credential:
            return drop_principal(word_text(cur().word));
        case Word::Application: return drop_principal("APPLICATION ROLE");
        case Word::Server: return drop_principal("SERVER ROLE");
        case Word::Database:
            if (peek_text(1, "SCOPED")) return drop_principal("DATABASE SCOPED CREDENTIAL");
            break;
        default: break;
    }
    for (const DropClass& known : k_classes) {
        if (!at_text(known.words[0])) continue;
        size_t count = 1;
        std::string name(known.words[0]);
        bool match = true;
        for (; count < 2 && !known.words[count].empty(); ++count) {
            match = match && peek_text(count, known.words[count]);
            name += ' ';
            name += known.words[count];
        }
        if (!match) continue;
        DropStatement* node = start_at_token<DropStatement>(start_);
        node->object_class = known.name.empty() ? arena_.copy(name) : known.name;
        for (size_t i = 0; i < count; ++i) advance();
        node->if_exists = known.if_exists && accept(Word::If);
        if (node->if_exists) expect(Word::Exists);
        drop_names(node, known.list, known.parts_max);
        return finish(node);
    }
    unknown_object("DROP");
    return start<DropStatement>();
}

void Parser::drop_names(DropStatement* node, bool list, size_t parts_max) {
    ListBuilder<ObjectName> names(arena_);
    do {
        const ObjectName name =
            parts_max == 0 ? name_in_database("DROP " + std::string(node->object_class))
                           : object_name(parts_max);
        if (node->object_class == "STATISTICS" && name.parts.size() == 1) {
            fail_at(last_, 159,
                    "Must specify the table name and index name for the DROP STATISTICS "
                    "statement.");
        }
        names.add(name);
    } while (list && accept(TokenKind::comma));
    node->names = names.finish();
    if (node->object_class != "TRIGGER" || !accept(Word::On)) return;
    node->has_trigger_scope = true;
    ObjectName target;
    trigger_scope(node->trigger_scope, target);
    if (target) fail();
}

}  // namespace gantry::tsql
