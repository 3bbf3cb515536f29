#pragma once
// The rules in effect: the published ones, as a site's rule file changes them, and its own. Also
// which findings are muted. Owns everything rules point to; outlives reports made with it. Never
// changed once assessment has begun, so that any number of threads may read it.

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assess/finding.h"
#include "assess/rule.h"

namespace gantry::assess {

class IdentifierRegex;

// What an own rule looks for in T-SQL: any of these. Names are patterns (name_pattern.h).
struct OwnMatch {
    std::vector<std::string> calls;           // of procedures and functions
    std::vector<std::string> tables;          // tables, views, synonyms that are read or written
    std::vector<std::string> columns;         // in expressions
    std::vector<std::string> databases;       // of names with three parts and more, and of USE
    std::vector<std::string> linked_servers;  // of names with four parts, OPENQUERY, EXECUTE ... AT
    std::vector<std::string> system_objects;  // of sys, INFORMATION_SCHEMA, master, msdb
    std::vector<std::string> types;
    std::vector<std::string> statements;   // "WAITFOR", "CREATE TABLE"
    std::vector<std::string> features;     // names of tsql/feature.h
    std::vector<std::string> tokens;       // pieces of T-SQL, compared token by token
    std::vector<std::string> identifiers;  // regular expressions over one name each

    bool empty() const;
};

struct OwnRule {
    const Rule* rule = nullptr;
    OwnMatch match;
    std::vector<std::shared_ptr<const IdentifierRegex>> regexes;  // of match.identifiers; shared
                                                                  // since sets may be copied
};

struct MuteEntry {
    Mute mute;
    std::vector<std::string> databases, objects;  // patterns; empty: all
};

struct RuleChange {
    std::optional<Severity> severity;
    std::optional<float> first_hours, each_hours;
};

struct NewRule {
    std::string id, title, consequence, fix, before, after, reference;
    Severity severity = Severity::information;
    float first_hours = 0.5f, each_hours = 0.25f;
    uint8_t targets = k_all_targets;
};

class RuleSet {
  public:
    RuleSet();
    RuleSet(const RuleSet&) = delete;
    RuleSet& operator=(const RuleSet&) = delete;

    // ---- while it is made ----
    void change(const Rule& rule, const RuleChange& change);
    // The id must be new.
    void add(const NewRule& rule, OwnMatch match);
    void mute(const Rule& rule, MuteEntry entry);
    void warn(std::string warning) { warnings_.push_back(std::move(warning)); }

    // ---- in effect ----
    std::span<const Rule* const> all() const { return list_; }
    // Also by the full name of the published upgrade rules. nullptr: there is none.
    const Rule* find(std::string_view id) const;
    // `subject`: a database's name, a script's path.
    const Mute* mute_of(const Rule& rule, std::string_view subject, std::string_view object) const;
    std::vector<const MuteEntry*> mutes_of(const Rule& rule) const;
    std::span<const OwnRule> own() const { return own_; }
    const OwnRule* own(const Rule& rule) const;
    std::span<const std::string> warnings() const { return warnings_; }

  private:
    std::string_view keep(std::string text);

    std::vector<const Rule*> list_;
    std::map<std::string_view, const Rule*> by_id_;
    std::deque<Rule> changed_;
    std::deque<std::string> texts_;
    std::vector<OwnRule> own_;
    std::map<std::string_view, std::deque<MuteEntry>> mutes_;  // by the rule's id
    std::vector<std::string> warnings_;
};

// The published rules as they are.
const RuleSet& published_rules();

}  // namespace gantry::assess
