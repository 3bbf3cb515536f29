#include "assess/finding.h"

#include <algorithm>

#include "base/error.h"

namespace gantry::assess {
namespace {

constexpr size_t k_impacts_kept = 1000;
constexpr size_t k_not_analysed_kept = 1000;
// Estimates of work are wide: the upper end is this many times the lower.
constexpr double k_effort_spread = 2.5;

}  // namespace

void Findings::add(std::string_view rule_id, Impact impact) {
    const Rule* rule = find_rule(rule_id);
    GANTRY_ASSERT(rule != nullptr);
    if ((rule->targets & uint8_t(target_)) == 0) return;
    Finding& finding = by_rule_[rule];
    finding.rule = rule;
    ++finding.count;
    if (finding.impacts.size() < k_impacts_kept) finding.impacts.push_back(std::move(impact));
}

void Findings::not_analysed(NotAnalysed place) {
    if (not_analysed_.size() < k_not_analysed_kept) not_analysed_.push_back(std::move(place));
}

std::vector<Finding> Findings::take() {
    std::vector<Finding> out;
    for (auto& [rule, finding] : by_rule_)
        out.push_back(std::move(finding));
    by_rule_.clear();
    std::sort(out.begin(), out.end(), [](const Finding& a, const Finding& b) {
        if (a.rule->severity != b.rule->severity) return a.rule->severity > b.rule->severity;
        if (a.count != b.count) return a.count > b.count;
        return a.rule->id < b.rule->id;
    });
    return out;
}

std::string_view verdict_name(Verdict verdict) {
    switch (verdict) {
        case Verdict::ready:
            return "ready";
        case Verdict::ready_with_changes:
            return "ready with changes";
        case Verdict::blocked:
            return "blocked";
    }
    return "";
}

std::string_view target_name(Target target) {
    return target == Target::gantry ? "gantry" : "azure-sql-mi";
}

uint64_t Subject::count(Severity severity) const {
    return uint64_t(std::count_if(findings.begin(), findings.end(), [&](const Finding& finding) {
        return finding.rule->severity == severity;
    }));
}

Verdict Subject::verdict() const {
    if (count(Severity::blocks_restore) > 0) return Verdict::blocked;
    const bool changes = count(Severity::blocks_migration) + count(Severity::behaviour) > 0;
    return changes ? Verdict::ready_with_changes : Verdict::ready;
}

Effort Subject::effort() const {
    Effort out;
    for (const Finding& finding : findings) {
        out.low_hours +=
            finding.rule->first_hours + finding.rule->each_hours * double(finding.count);
    }
    out.high_hours = out.low_hours * k_effort_spread;
    return out;
}

Verdict Report::verdict() const {
    Verdict out = Verdict::ready;
    for (const Subject& subject : subjects)
        out = std::max(out, subject.verdict());
    return out;
}

Effort Report::effort() const {
    Effort out;
    for (const Subject& subject : subjects) {
        const Effort one = subject.effort();
        out.low_hours += one.low_hours;
        out.high_hours += one.high_hours;
    }
    return out;
}

}  // namespace gantry::assess
