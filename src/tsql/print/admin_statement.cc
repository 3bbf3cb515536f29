// Administrative statements: their words, names and values in the order they were written.

#include "tsql/print/printer_impl.h"

namespace gantry::tsql {
namespace {

bool joins_left(std::string_view text) {
    return text == "," || text == ")" || text == "." || text == "::" || text == ":";
}
bool joins_right(std::string_view text) {
    return text == "(" || text == "." || text == "::" || text == ":";
}

}  // namespace

void Printer::admin_item(const Node& item) {
    if (const auto* word = item.try_as<AdminWord>()) return kw_inline(word->text);
    if (const auto* named = item.try_as<AdminName>()) return name(named->name);
    node(*item.as<AdminValue>().value);
}

void Printer::admin(const AdminStatement& statement) {
    kw(statement.title);
    admin_items(statement.items);
}

void Printer::admin_items(const List<const Node*>& items) {
    bool joined = false;
    for (const Node* item : items) {
        const auto* word = item->try_as<AdminWord>();
        const bool left = word != nullptr && joins_left(word->text);
        if (!joined && !left) space();
        admin_item(*item);
        joined = word != nullptr && joins_right(word->text);
    }
}

}  // namespace gantry::tsql
