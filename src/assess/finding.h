#pragma once
// What assessment found: findings, what could not be analysed, and the report of it all.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "assess/method_advice.h"
#include "assess/rule.h"

namespace gantry::assess {

// One place where a rule fires.
struct Impact {
    std::string object;  // "dbo.usp_Load", "file Sales_log2", "job Nightly, step 1"
    std::string type;    // "procedure", "table", "job step" ...
    uint32_t line = 0;   // in the object's text, 1-based; 0: not of text
    uint32_t column = 0;
    std::string excerpt;  // that line of the text
    std::string detail;
};

struct Finding {
    const Rule* rule = nullptr;
    std::vector<Impact> impacts;  // those kept
    uint64_t count = 0;           // all
};

struct NotAnalysed {
    std::string object, type, reason;
    uint32_t line = 0;
};

// Findings of one database, of the instance or of one script, by rule. Keeps a bounded number of
// impacts of each.
class Findings {
  public:
    explicit Findings(Target target = Target::azure_sql_mi) : target_(target) {}

    // Nothing when the rule is not about the target.
    void add(std::string_view rule_id, Impact impact);
    void not_analysed(NotAnalysed place);

    // The gravest first, then by count.
    std::vector<Finding> take();
    std::vector<NotAnalysed> take_not_analysed() { return std::move(not_analysed_); }

  private:
    Target target_;
    std::map<const Rule*, Finding> by_rule_;
    std::vector<NotAnalysed> not_analysed_;
};

enum class Verdict : uint8_t { ready, ready_with_changes, blocked };
std::string_view verdict_name(Verdict verdict);  // "ready", "ready with changes", "blocked"

struct Effort {
    double low_hours = 0, high_hours = 0;
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
    std::vector<Finding> findings;
    std::vector<NotAnalysed> not_analysed;
    std::vector<std::string> warnings;
    MethodSource method;  // of a database: what method advice is made of

    Verdict verdict() const;
    Effort effort() const;
    uint64_t count(Severity severity) const;  // findings of that class
};

struct Report {
    Target target = Target::azure_sql_mi;
    std::vector<Subject> subjects;

    Verdict verdict() const;
    Effort effort() const;
};

std::string_view target_name(Target target);  // "azure-sql-mi", "gantry"

}  // namespace gantry::assess
