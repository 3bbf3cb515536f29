#include "assess/rule_set.h"

#include <algorithm>

#include "assess/identifier_regex.h"
#include "assess/name_pattern.h"
#include "base/error.h"

namespace gantry::assess {
namespace {

constexpr std::string_view k_upgrade_prefix = "Microsoft.Rules.Data.Upgrade.";

bool any_matches(const std::vector<std::string>& patterns, std::string_view text) {
    return patterns.empty() ||
           std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
               return matches_wildcards(pattern, text);
           });
}

}  // namespace

bool OwnMatch::empty() const {
    return calls.empty() && tables.empty() && columns.empty() && databases.empty() &&
           linked_servers.empty() && system_objects.empty() && types.empty() &&
           statements.empty() && features.empty() && tokens.empty() && identifiers.empty();
}

RuleSet::RuleSet() {
    for (const Rule* rule : all_rules()) {
        list_.push_back(rule);
        by_id_[rule->id] = rule;
    }
}

std::string_view RuleSet::keep(std::string text) {
    return texts_.emplace_back(std::move(text));
}

void RuleSet::change(const Rule& rule, const RuleChange& change) {
    Rule& changed = changed_.emplace_back(rule);
    if (change.severity) changed.severity = *change.severity;
    if (change.first_hours) changed.first_hours = *change.first_hours;
    if (change.each_hours) changed.each_hours = *change.each_hours;
    std::replace(list_.begin(), list_.end(), &rule, static_cast<const Rule*>(&changed));
    by_id_[changed.id] = &changed;
    for (OwnRule& own : own_) {
        if (own.rule == &rule) own.rule = &changed;
    }
}

void RuleSet::add(const NewRule& rule, OwnMatch match) {
    GANTRY_ASSERT(find(rule.id) == nullptr);
    Rule& added = changed_.emplace_back();
    added.id = keep(rule.id);
    added.title = keep(rule.title);
    added.severity = rule.severity;
    added.scope = Scope::code;
    added.category = "Own";
    added.first_hours = rule.first_hours;
    added.each_hours = rule.each_hours;
    added.consequence = keep(rule.consequence);
    added.fix = keep(rule.fix);
    added.before = keep(rule.before);
    added.after = keep(rule.after);
    added.targets = rule.targets;
    added.reference = keep(rule.reference);
    list_.push_back(&added);
    by_id_[added.id] = &added;
    OwnRule own;
    own.rule = &added;
    for (const std::string& pattern : match.identifiers)
        own.regexes.push_back(std::make_shared<IdentifierRegex>(pattern));
    own.match = std::move(match);
    own_.push_back(std::move(own));
}

void RuleSet::mute(const Rule& rule, MuteEntry entry) {
    mutes_[rule.id].push_back(std::move(entry));
}

const Rule* RuleSet::find(std::string_view id) const {
    if (id.starts_with(k_upgrade_prefix)) id.remove_prefix(k_upgrade_prefix.size());
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
}

const Mute* RuleSet::mute_of(const Rule& rule, std::string_view subject,
                             std::string_view object) const {
    const auto found = mutes_.find(rule.id);
    if (found == mutes_.end()) return nullptr;
    for (const MuteEntry& entry : found->second) {
        if (any_matches(entry.databases, subject) && any_matches(entry.objects, object)) {
            return &entry.mute;
        }
    }
    return nullptr;
}

std::vector<const MuteEntry*> RuleSet::mutes_of(const Rule& rule) const {
    std::vector<const MuteEntry*> out;
    const auto found = mutes_.find(rule.id);
    if (found == mutes_.end()) return out;
    for (const MuteEntry& entry : found->second)
        out.push_back(&entry);
    return out;
}

const OwnRule* RuleSet::own(const Rule& rule) const {
    const auto found = std::find_if(own_.begin(), own_.end(),
                                    [&](const OwnRule& own) { return own.rule == &rule; });
    return found == own_.end() ? nullptr : &*found;
}

const RuleSet& published_rules() {
    static const RuleSet instance;
    return instance;
}

}  // namespace gantry::assess
