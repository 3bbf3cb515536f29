#pragma once
// What assessment found: findings, what could not be analysed, and the report of it all.
//
// Plain data. Rules and mutes are pointed to and outlive the report. Not shared between threads
// while it is filled.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "assess/database_facts.h"
#include "assess/instance_view.h"
#include "assess/method_advice.h"
#include "assess/rule.h"

namespace gantry::assess {

class RuleSet;

// One place where a rule fires.
struct Impact {
    std::string object;  // "dbo.usp_Load", "file Sales_log2", "job Nightly, step 1"
    std::string type;    // "procedure", "table", "job step" ...
    uint32_t line = 0;   // in the object's text, 1-based; 0: not of text
    uint32_t column = 0;
    std::string excerpt;  // that line of the text
    std::string detail;
};

// Why findings of a rule do not count.
struct Mute {
    std::string reason;
    std::string until;  // the last day, "2026-12-31"
};

struct Finding {
    const Rule* rule = nullptr;   // its severity and effort are those in effect
    std::vector<Impact> impacts;  // those kept
    uint64_t count = 0;           // all
    const Mute* muted = nullptr;  // when there is one: not counted in verdict, score, effort
};

struct NotAnalysed {
    std::string object, type, reason;
    uint32_t line = 0;
};

// Findings of one database, of the instance or of one script, by rule. Keeps a bounded number of
// impacts of each.
class Findings {
  public:
    // `rules` outlives this; `subject` is the name that mutes are compared with.
    explicit Findings(Target target = Target::azure_sql_mi);
    Findings(Target target, const RuleSet& rules, std::string subject)
        : target_(target), rules_(rules), subject_(std::move(subject)) {}
    // Empty ones of the same kind.
    Findings sibling() const { return Findings(target_, rules_, subject_); }

    // Nothing when the rule is not about the target.
    void add(std::string_view rule_id, Impact impact);
    void not_analysed(NotAnalysed place);

    // The gravest first, then by count.
    std::vector<Finding> take();
    std::vector<NotAnalysed> take_not_analysed() { return std::move(not_analysed_); }

    // Raises `worst` to the gravest of the object's findings that count. `type` as in Impact;
    // empty: any.
    void worst_of(const std::string& object, std::string_view type, Severity& worst) const;
    bool is_not_analysed(const std::string& object) const;

    const RuleSet& rules() const { return rules_; }

  private:
    Target target_;
    const RuleSet& rules_;
    std::string subject_;
    std::map<std::pair<const Rule*, const Mute*>, Finding> by_rule_;
    std::vector<NotAnalysed> not_analysed_;
    std::map<std::string, std::map<std::string, Severity>> worst_;  // by object and type
    std::set<std::string> unread_objects_;
};

enum class Verdict : uint8_t { ready, ready_with_changes, blocked };
std::string_view verdict_name(Verdict verdict);  // "ready", "ready with changes", "blocked"

struct Effort {
    double low_hours = 0, high_hours = 0;
};
// Estimates of work are wide: the upper end is this many times the lower.
constexpr double k_effort_spread = 2.5;

// Objects of one type: by the gravest of their findings.
struct ObjectCounts {
    uint64_t works = 0;
    uint64_t needs_change = 0;  // blocks migration, changes behaviour
    uint64_t blocked = 0;       // blocks restore
    uint64_t not_analysed = 0;  // nothing was found in them, and not all of them could be looked at
};

// In the order of reports; entries of 0 only where that says something.
using Inventory = std::vector<std::pair<std::string, uint64_t>>;

// What Gantry's engine said of the texts it compiled, for the target gantry.
struct EngineFeature {
    std::string name;      // "MERGE", "cursors", "208"
    bool missing = false;  // Gantry does not have it; else an error's number
    uint64_t texts = 0;    // modules and expressions that need it
    uint64_t places = 0;
};

struct EngineSummary {
    bool checked = false;
    bool batches = false;  // of a script: they are what is counted as modules
    uint64_t modules = 0, modules_working = 0;
    uint64_t modules_unknown = 0;  // encrypted, CLR, or with places that cannot be told
    uint64_t expressions = 0, expressions_working = 0;  // checks, defaults, computed, filters, keys
    std::vector<EngineFeature> features;                // the most needed first
};

struct Subject {
    std::string name;
    std::string kind;  // database, instance, script
    std::string server;
    std::string source;  // the file it was read from
    int compatibility_level = 0;
    int version = 0;  // internal version of the database
    uint64_t size_bytes = 0;
    uint64_t tables = 0, modules = 0, lines = 0;
    Inventory inventory;
    std::vector<std::pair<std::string, ObjectCounts>> objects;  // by type
    std::vector<Finding> findings;
    std::vector<NotAnalysed> not_analysed;
    std::vector<std::string> warnings;
    EngineSummary engine;
    MethodSource method;  // of a database: what method advice is made of
    DatabaseFacts facts;  // of a database: what the view of its instance is made of

    Verdict verdict() const;
    Effort effort() const;
    uint64_t count(Severity severity) const;  // findings of that class that count
    uint64_t muted() const;                   // findings that do not
};

struct ReportInput {
    std::string path;
    uint64_t bytes = 0;
};
struct NotAssessed {
    std::string path, reason;
};

// Places that one of two reports has, as comparison.h finds them.
struct ComparedPlace {
    std::string kind, subject, rule, title, severity, object, type, detail;
    uint64_t count = 0;  // places that look the same
};
struct Comparison {
    std::string path, started, tool_version;  // of the old report
    std::vector<ComparedPlace> fixed, added;
    uint64_t unchanged = 0;
    std::vector<std::string> subjects_missing, subjects_added;
    std::vector<std::string> cut_rules;  // not every place of them was kept to compare
};

struct Report {
    Target target = Target::azure_sql_mi;
    std::string tool_version;
    std::string command;  // as typed, without passwords
    std::string started;  // "2026-11-27T04:15:57Z"
    uint64_t duration_ms = 0;
    std::vector<ReportInput> inputs;
    std::vector<NotAssessed> not_assessed;
    std::vector<Subject> subjects;
    InstanceView view;                  // once add_instance_view() was called
    std::vector<std::string> warnings;  // about the run, not about one subject
    std::optional<Comparison> comparison;
    // Made elsewhere: a JSON value, and what it comes to, a sentence for each instance. Empty: not
    // made.
    std::string sizing_json;
    std::vector<std::string> sizing_sentences;

    Verdict verdict() const;
    // A rule that several subjects break is understood once.
    Effort effort() const;
};

std::string_view target_name(Target target);  // "azure-sql-mi", "gantry"

}  // namespace gantry::assess
