#include "assess/rule_file.h"

#include <fmt/format.h>

#define TOML_EXCEPTIONS 1
#include <toml++/toml.h>

#include <algorithm>
#include <initializer_list>
#include <set>

#include "assess/identifier_regex.h"
#include "assess/own_rules.h"
#include "base/error.h"
#include "base/utf.h"
#include "tsql/feature.h"

namespace gantry::assess {
namespace {

constexpr double k_hours_max = 10000;
constexpr Severity k_severities[] = {Severity::information, Severity::deprecated,
                                     Severity::behaviour, Severity::blocks_migration,
                                     Severity::blocks_restore};

struct ListKey {
    std::string_view key;
    std::vector<std::string> OwnMatch::*list;
};
constexpr ListKey k_match_keys[] = {
    {"calls", &OwnMatch::calls},
    {"tables", &OwnMatch::tables},
    {"columns", &OwnMatch::columns},
    {"databases", &OwnMatch::databases},
    {"linked_servers", &OwnMatch::linked_servers},
    {"system_objects", &OwnMatch::system_objects},
    {"types", &OwnMatch::types},
    {"statements", &OwnMatch::statements},
    {"features", &OwnMatch::features},
    {"tokens", &OwnMatch::tokens},
    {"identifiers", &OwnMatch::identifiers},
};

class RuleFile {
  public:
    RuleFile(const std::string& name, std::string_view today) : name_(name), today_(today) {}

    std::unique_ptr<RuleSet> read(std::string_view text) {
        toml::table root;
        try {
            root = toml::parse(text, name_);
        } catch (const toml::parse_error& error) {
            fail(error.source(), std::string(error.description()));
        }
        only(root, {"change", "mute", "rule"});
        // Own rules first: they can be changed and muted like others.
        each(root, "rule", [&](const toml::table& table) { own(table); });
        each(root, "change", [&](const toml::table& table) { change(table); });
        each(root, "mute", [&](const toml::table& table) { mute(table); });
        return std::move(rules_);
    }

  private:
    [[noreturn]] void fail(const toml::source_region& where, const std::string& message,
                           const std::string& hint = {}) const {
        throw Error(fmt::format("{}, line {}: {}", name_, where.begin.line, message), hint);
    }
    [[noreturn]] void fail(const toml::node& where, const std::string& message,
                           const std::string& hint = {}) const {
        fail(where.source(), message, hint);
    }

    void only(const toml::table& table, std::initializer_list<std::string_view> keys) const {
        for (const auto& [key, value] : table) {
            if (std::find(keys.begin(), keys.end(), key.str()) != keys.end()) continue;
            std::string known;
            for (std::string_view one : keys)
                known += (known.empty() ? "" : ", ") + std::string(one);
            fail(key.source(), fmt::format("unknown key {}", key.str()),
                 fmt::format("known here: {}", known));
        }
    }

    template <class F>
    void each(const toml::table& root, std::string_view key, F&& f) const {
        const toml::node* node = root.get(key);
        if (node == nullptr) return;
        const toml::array* array = node->as_array();
        if (array == nullptr || !array->is_homogeneous(toml::node_type::table)) {
            fail(*node, fmt::format("{0} is a list of tables: write [[{0}]]", key));
        }
        for (const toml::node& one : *array)
            f(*one.as_table());
    }

    // Empty when the key is not there and need not be.
    std::string text(const toml::table& table, std::string_view key, bool required = false) const {
        const toml::node* node = table.get(key);
        if (node == nullptr) {
            if (required) fail(table, fmt::format("{} is missing", key));
            return {};
        }
        const auto value = node->value_exact<std::string>();
        if (!value) fail(*node, fmt::format("{} must be text in quotes", key));
        if (required && value->empty()) fail(*node, fmt::format("{} is empty", key));
        return *value;
    }

    // A text, or a list of texts; none may be empty.
    std::vector<std::string> texts(const toml::table& table, std::string_view key) const {
        std::vector<std::string> out;
        const toml::node* node = table.get(key);
        if (node == nullptr) return out;
        auto add = [&](const toml::node& one) {
            const auto value = one.value_exact<std::string>();
            if (!value || value->empty()) {
                fail(one, fmt::format("{} must be text or a list of texts, none empty", key));
            }
            out.push_back(*value);
        };
        if (const toml::array* array = node->as_array()) {
            if (array->empty()) fail(*node, fmt::format("{} is an empty list", key));
            for (const toml::node& one : *array)
                add(one);
        } else {
            add(*node);
        }
        return out;
    }

    std::optional<float> hours(const toml::table& table, std::string_view key) const {
        const toml::node* node = table.get(key);
        if (node == nullptr) return {};
        const auto value = node->is_number() ? node->value<double>() : std::nullopt;
        if (!value || !(*value >= 0 && *value <= k_hours_max)) {
            fail(*node, fmt::format("{} must be a number of hours from 0 to {}", key, k_hours_max));
        }
        return float(*value);
    }

    std::optional<Severity> severity(const toml::table& table) const {
        const std::string written = text(table, "severity");
        if (written.empty()) return {};
        std::string wanted = written;
        std::replace(wanted.begin(), wanted.end(), '-', ' ');
        for (Severity one : k_severities) {
            if (severity_name(one) == wanted) return one;
        }
        fail(*table.get("severity"), fmt::format("{} is no severity", written),
             "one of blocks-restore, blocks-migration, changes-behaviour, deprecated, information");
    }

    const Rule& rule(const toml::node& where, const std::string& id) const {
        const Rule* found = rules_->find(id);
        if (found != nullptr) return *found;
        for (const Rule* one : rules_->all()) {
            if (ascii_iequals(one->id, id)) {
                fail(where, fmt::format("there is no rule {}", id),
                     fmt::format("did you mean {}?", one->id));
            }
        }
        fail(where, fmt::format("there is no rule {}", id), "list them: gantry assess rules");
    }

    void change(const toml::table& table) {
        only(table, {"id", "severity", "first_hours", "each_hours"});
        const std::string id = text(table, "id", true);
        const Rule& changed = rule(*table.get("id"), id);
        RuleChange change;
        change.severity = severity(table);
        change.first_hours = hours(table, "first_hours");
        change.each_hours = hours(table, "each_hours");
        if (table.size() == 1) fail(table, fmt::format("nothing is changed of {}", id));
        if (!changed_.insert(std::string(changed.id)).second) {
            fail(table, fmt::format("{} is changed twice", id));
        }
        rules_->change(changed, change);
    }

    void mute(const toml::table& table) {
        only(table, {"rules", "databases", "objects", "reason", "until"});
        const std::vector<std::string> ids = texts(table, "rules");
        if (ids.empty()) fail(table, "rules is missing");
        MuteEntry entry;
        entry.mute.reason = text(table, "reason", true);
        entry.mute.until = date(table);
        entry.databases = texts(table, "databases");
        entry.objects = texts(table, "objects");
        for (const std::string& id : ids) {
            const Rule& muted = rule(*table.get("rules"), id);
            if (entry.mute.until >= today_) {
                rules_->mute(muted, entry);
                continue;
            }
            rules_->warn(fmt::format("{}, line {}: {} was muted until {} and counts again", name_,
                                     table.source().begin.line, muted.id, entry.mute.until));
        }
    }

    std::string date(const toml::table& table) const {
        const toml::node* node = table.get("until");
        if (node == nullptr) fail(table, "until is missing", "the last day: until = 2027-06-30");
        const toml::date* date = node->is_date() ? &node->as_date()->get() : nullptr;
        if (date == nullptr) {
            fail(*node, "until must be a date", "without quotes: until = 2027-06-30");
        }
        return fmt::format("{:04}-{:02}-{:02}", date->year, date->month, date->day);
    }

    void own(const toml::table& table) {
        only(table, {"id", "title", "severity", "consequence", "fix", "before", "after",
                     "reference", "first_hours", "each_hours", "targets", "match"});
        NewRule rule;
        rule.id = text(table, "id", true);
        if (rules_->find(rule.id) != nullptr) {
            fail(*table.get("id"), fmt::format("there is a rule {} already", rule.id),
                 "change it under [[change]]");
        }
        constexpr std::string_view k_id_characters =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
        if (rule.id.find_first_not_of(k_id_characters) != rule.id.npos) {
            fail(*table.get("id"), "an id is made of letters, digits, points, dashes, underscores");
        }
        rule.title = text(table, "title", true);
        rule.fix = text(table, "fix", true);
        rule.consequence = text(table, "consequence");
        rule.before = text(table, "before");
        rule.after = text(table, "after");
        rule.reference = text(table, "reference");
        const auto severity = this->severity(table);
        if (!severity) fail(table, "severity is missing");
        rule.severity = *severity;
        rule.first_hours = hours(table, "first_hours").value_or(rule.first_hours);
        rule.each_hours = hours(table, "each_hours").value_or(rule.each_hours);
        rule.targets = targets(table);
        rules_->add(rule, match(table));
    }

    uint8_t targets(const toml::table& table) const {
        uint8_t out = 0;
        for (const std::string& target : texts(table, "targets")) {
            if (target == target_name(Target::azure_sql_mi)) {
                out |= uint8_t(Target::azure_sql_mi);
            } else if (target == target_name(Target::gantry)) {
                out |= uint8_t(Target::gantry);
            } else {
                fail(*table.get("targets"), fmt::format("{} is no target", target),
                     "azure-sql-mi, gantry");
            }
        }
        return out == 0 ? k_all_targets : out;
    }

    OwnMatch match(const toml::table& table) const {
        const toml::node* node = table.get("match");
        const toml::table* keys = node == nullptr ? nullptr : node->as_table();
        if (keys == nullptr) {
            fail(table, "match is missing",
                 "what to look for: match = { calls = [\"dbo.usp_*\"] }");
        }
        only(*keys, {"calls", "tables", "columns", "databases", "linked_servers", "system_objects",
                     "types", "statements", "features", "tokens", "identifiers"});
        OwnMatch out;
        for (const ListKey& key : k_match_keys)
            out.*key.list = texts(*keys, key.key);
        if (out.empty()) fail(*keys, "match is empty");
        for (std::string& feature : out.features)
            check_feature(*keys, feature);
        for (const std::string& piece : out.tokens) {
            if (!has_tokens(piece)) {
                fail(*keys->get("tokens"), fmt::format("there is no T-SQL in \"{}\"", piece));
            }
        }
        for (const std::string& pattern : out.identifiers) {
            try {
                IdentifierRegex ignored(pattern);
            } catch (const Error& error) {
                fail(*keys->get("identifiers"), error.what());
            }
        }
        return out;
    }

    void check_feature(const toml::table& keys, std::string& name) const {
        for (const tsql::Feature& feature : tsql::features()) {
            if (!ascii_iequals(feature.name, name)) continue;
            name = feature.name;
            return;
        }
        fail(*keys.get("features"), fmt::format("there is no feature \"{}\"", name),
             "those that scripts use are counted by: gantry tsql stats");
    }

    const std::string& name_;
    std::string_view today_;
    std::unique_ptr<RuleSet> rules_ = std::make_unique<RuleSet>();
    std::set<std::string> changed_;
};

}  // namespace

std::unique_ptr<RuleSet> read_rule_file(std::string_view text, const std::string& name,
                                        std::string_view today) {
    return RuleFile(name, today).read(text);
}

}  // namespace gantry::assess
