#include "catalog/diff/diff.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "catalog/diff/flat.h"
#include "catalog/diff/line_diff.h"

namespace gantry::catalog {

namespace {

using diff::FlatObject;
using diff::FlatPart;
using diff::FlatProperty;

// A pair of lists matched by key: both sides in order of kind and key. Equal keys (which a damaged
// or an odd catalog may have) are matched one by one.
template <typename Item, typename OnPair>
void match(const std::vector<Item>& before, const std::vector<Item>& after, OnPair&& on_pair) {
    auto sorted = [](const std::vector<Item>& items) {
        std::vector<const Item*> out;
        for (const Item& item : items)
            out.push_back(&item);
        std::stable_sort(out.begin(), out.end(), [](const Item* a, const Item* b) {
            return std::tie(a->kind, a->key) < std::tie(b->kind, b->key);
        });
        return out;
    };
    std::vector<const Item*> a = sorted(before), b = sorted(after);
    size_t i = 0, j = 0;
    while (i < a.size() || j < b.size()) {
        bool only_a = j == b.size();
        bool only_b = i == a.size();
        if (!only_a && !only_b) {
            auto x = std::tie(a[i]->kind, a[i]->key), y = std::tie(b[j]->kind, b[j]->key);
            only_a = x < y;
            only_b = y < x;
        }
        on_pair(only_b ? nullptr : a[i], only_a ? nullptr : b[j]);
        i += !only_b;
        j += !only_a;
    }
}

const FlatProperty* property_of(const FlatPart& part, std::string_view name) {
    for (const FlatProperty& property : part.properties) {
        if (property.name == name) return &property;
    }
    return nullptr;
}

void compare_property(const FlatPart& part, const FlatProperty& after, const FlatPart& before_part,
                      std::vector<DiffChange>& out) {
    const FlatProperty* before = property_of(before_part, after.name);
    const std::string& old_value = before == nullptr ? std::string() : before->value;
    if (old_value == after.value) return;
    DiffChange change{DiffState::changed, part.kind, part.name, after.name, old_value, after.value};
    if (after.is_text && !old_value.empty() && !after.value.empty()) {
        change.before.clear();
        change.after = describe(diff::diff_lines(old_value, after.value));
    } else if (after.is_text) {
        change.before = old_value.empty() ? "no text" : "text";
        change.after = after.value.empty() ? "no text" : "text";
    }
    out.push_back(std::move(change));
}

void compare_parts(const FlatPart& before, const FlatPart& after, std::vector<DiffChange>& out) {
    if (before.name != after.name) {
        out.push_back(
            {DiffState::changed, after.kind, after.name, "name", before.name, after.name});
    }
    for (const FlatProperty& property : after.properties) {
        compare_property(after, property, before, out);
    }
    for (const FlatProperty& property : before.properties) {
        if (property_of(after, property.name) != nullptr || property.value.empty()) continue;
        out.push_back({DiffState::changed, after.kind, after.name, property.name,
                       property.is_text ? "text" : property.value, ""});
    }
}

// The columns both tables have, in another order.
void compare_column_order(const FlatObject& before, const FlatObject& after,
                          std::vector<DiffChange>& out) {
    auto common = [](const FlatObject& of, const FlatObject& with) {
        std::vector<std::string> keys;
        std::string names;
        for (const FlatPart& part : of.parts) {
            bool shared = part.kind == "column" &&
                          std::any_of(with.parts.begin(), with.parts.end(), [&](const auto& other) {
                              return other.kind == part.kind && other.key == part.key;
                          });
            if (!shared) continue;
            keys.push_back(part.key);
            names += (names.empty() ? "" : ", ") + part.name;
        }
        return std::pair(keys, names);
    };
    auto [before_keys, before_names] = common(before, after);
    auto [after_keys, after_names] = common(after, before);
    if (before_keys == after_keys) return;
    out.push_back({DiffState::changed, "", "", "column order", before_names, after_names});
}

void compare_objects(const FlatObject& before, const FlatObject& after,
                     std::vector<ObjectDiff>& out) {
    ObjectDiff result{DiffState::changed, after.kind, after.name, {}};
    if (before.name != after.name) {
        result.changes.push_back({DiffState::changed, "", "", "name", before.name, after.name});
    }
    compare_parts(before.self, after.self, result.changes);
    match(before.parts, after.parts, [&](const FlatPart* a, const FlatPart* b) {
        if (a == nullptr) {
            result.changes.push_back({DiffState::added, b->kind, b->name, "", "", ""});
        } else if (b == nullptr) {
            result.changes.push_back({DiffState::removed, a->kind, a->name, "", "", ""});
        } else {
            compare_parts(*a, *b, result.changes);
        }
    });
    compare_column_order(before, after, result.changes);
    if (!result.changes.empty()) out.push_back(std::move(result));
}

std::map<std::string, std::pair<std::string, int64_t>> row_counts(const Database& database,
                                                                  const script::Names& fold_names) {
    script::Names names(database);
    std::map<std::string, std::pair<std::string, int64_t>> out;
    for (const Table& table : database.tables) {
        if (table.is_table_type || table.is_system) continue;
        std::string name = std::string(names.schema(table.schema_id)) + "." + table.name;
        out[fold_names.fold(name)] = {name, table.row_count};
    }
    return out;
}

void compare_rows(const Database& before, const Database& after, std::vector<RowCountDiff>& out) {
    script::Names fold_names(before);
    auto old_counts = row_counts(before, fold_names), new_counts = row_counts(after, fold_names);
    for (const auto& [key, entry] : old_counts) {
        auto found = new_counts.find(key);
        if (found == new_counts.end()) {
            out.push_back({entry.first, entry.second, std::nullopt});
        } else if (entry.second < 0 || found->second.second < 0) {
            continue;  // not known (catalog/row_counts.h)
        } else if (found->second.second != entry.second) {
            out.push_back({found->second.first, entry.second, found->second.second});
        }
    }
    for (const auto& [key, entry] : new_counts) {
        if (!old_counts.contains(key)) out.push_back({entry.first, std::nullopt, entry.second});
    }
    std::sort(out.begin(), out.end(),
              [](const RowCountDiff& a, const RowCountDiff& b) { return a.table < b.table; });
}

}  // namespace

const char* to_string(DiffState state) {
    switch (state) {
        case DiffState::added:
            return "added";
        case DiffState::removed:
            return "removed";
        case DiffState::changed:
            return "changed";
    }
    return "";
}

DatabaseDiff diff_databases(const Database& before, const Database& after) {
    std::vector<FlatObject> a = diff::Flattener(before, before).run();
    std::vector<FlatObject> b = diff::Flattener(after, before).run();
    DatabaseDiff out;
    match(a, b, [&](const FlatObject* x, const FlatObject* y) {
        if (x == nullptr) {
            out.objects.push_back({DiffState::added, y->kind, y->name, {}});
        } else if (y == nullptr) {
            out.objects.push_back({DiffState::removed, x->kind, x->name, {}});
        } else {
            compare_objects(*x, *y, out.objects);
        }
    });
    compare_rows(before, after, out.rows);
    return out;
}

}  // namespace gantry::catalog
