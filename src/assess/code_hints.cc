// Rules about table hints that work and will go.

#include <fmt/format.h>

#include <algorithm>

#include "assess/code_rules.h"
#include "base/utf.h"

namespace gantry::assess {

using namespace tsql;

namespace {

// Hints of an INSERT's target that have no effect and will be refused.
constexpr std::string_view k_insert_hints[] = {"HOLDLOCK", "SERIALIZABLE", "READCOMMITTED",
                                               "REPEATABLEREAD", "UPDLOCK"};

const TableHint* dirty_hint(const NamedTable& table) {
    for (const TableHint* hint : table.hints) {
        if (hint->name == "NOLOCK" || hint->name == "READUNCOMMITTED") return hint;
    }
    return nullptr;
}

// HOLDLOCK without parentheses: no other hint may stand so.
bool is_bare(const TableHint& hint, std::string_view text) {
    const std::string_view before = text.substr(0, hint.range.offset);
    const size_t last = before.find_last_not_of(" \t\r\n");
    return hint.name == "HOLDLOCK" && last != before.npos && before[last] != '(';
}

// Does the table of FROM stand for the target: by its alias, or by its name without one?
bool stands_for(const NamedTable& table, const NamedTable& target) {
    if (table.alias) {
        return target.name.parts.size() == 1 &&
               ascii_iequals(table.alias.name, target.name.object());
    }
    return ascii_iequals(table.name.object(), target.name.object()) &&
           (table.name.schema().empty() || target.name.schema().empty() ||
            ascii_iequals(table.name.schema(), target.name.schema()));
}

}  // namespace

void CodeRules::table_hints(const NamedTable& node) {
    if (node.hints.empty()) return;
    if (node.hints_without_with) {
        const bool bare = is_bare(*node.hints[0], result_.text());
        found(bare ? "Gantry.Deprecated.HoldlockHint" : "Gantry.Deprecated.HintWithoutWith",
              *node.hints[0]);
    }
    for (size_t i = 1; i < node.hints.size(); ++i) {
        const uint32_t begin = node.hints[i - 1]->range.end();
        const uint32_t end = node.hints[i]->range.offset;
        if (begin >= end) continue;
        const std::string_view between = result_.text().substr(begin, end - begin);
        if (between.find(',') == between.npos) {
            return found("Gantry.Deprecated.HintWithoutComma", *node.hints[i]);
        }
    }
}

void CodeRules::target_hints(const TableSource* target, const List<const TableSource*>& from) {
    const auto* changed = try_as<NamedTable>(target);
    if (changed == nullptr) return;
    if (const TableHint* hint = dirty_hint(*changed)) {
        found("Gantry.Deprecated.NolockTarget", *hint);
    }
    std::vector<const TableSource*> pending(from.begin(), from.end());
    while (!pending.empty()) {
        const TableSource* source = pending.back();
        pending.pop_back();
        if (source == nullptr) continue;
        if (const auto* join = source->try_as<JoinedTable>()) {
            pending.push_back(join->left);
            pending.push_back(join->right);
        } else if (const auto* table = source->try_as<NamedTable>()) {
            const TableHint* hint = dirty_hint(*table);
            if (hint != nullptr && stands_for(*table, *changed)) {
                found("Gantry.Deprecated.NolockTarget", *hint);
            }
        }
    }
}

void CodeRules::insert_hints(const InsertStatement& node) {
    const auto* target = try_as<NamedTable>(node.target);
    if (target == nullptr) return;
    for (const TableHint* hint : target->hints) {
        for (std::string_view name : k_insert_hints) {
            if (hint->name == name) {
                found("Gantry.Deprecated.InsertHint", *hint, std::string(name));
            }
        }
    }
}

}  // namespace gantry::assess
