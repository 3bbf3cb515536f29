#include "assess/finding.h"

#include <algorithm>
#include <cmath>

#include "assess/rule_set.h"
#include "base/error.h"

namespace gantry::assess {
namespace {

constexpr size_t k_impacts_kept = 1000;
constexpr size_t k_not_analysed_kept = 1000;

}  // namespace

Findings::Findings(Target target) : Findings(target, published_rules(), {}) {}

void Findings::add(std::string_view rule_id, Impact impact) {
    const Rule* rule = rules_.find(rule_id);
    GANTRY_ASSERT(rule != nullptr);
    if ((rule->targets & uint8_t(target_)) == 0) return;
    const Mute* muted = rules_.mute_of(*rule, subject_, impact.object);
    Finding& finding = by_rule_[{rule, muted}];
    finding.rule = rule;
    finding.muted = muted;
    ++finding.count;
    if (muted == nullptr) {
        Severity& worst = worst_[impact.object].emplace(impact.type, rule->severity).first->second;
        worst = std::max(worst, rule->severity);
    }
    if (finding.impacts.size() < k_impacts_kept) finding.impacts.push_back(std::move(impact));
}

void Findings::not_analysed(NotAnalysed place) {
    unread_objects_.insert(place.object);
    if (not_analysed_.size() < k_not_analysed_kept) not_analysed_.push_back(std::move(place));
}

void Findings::worst_of(const std::string& object, std::string_view type, Severity& worst) const {
    const auto found = worst_.find(object);
    if (found == worst_.end()) return;
    for (const auto& [its_type, severity] : found->second) {
        if (type.empty() || type == its_type) worst = std::max(worst, severity);
    }
}

bool Findings::is_not_analysed(const std::string& object) const {
    return unread_objects_.contains(object);
}

std::vector<Finding> Findings::take() {
    std::vector<Finding> out;
    for (auto& [key, finding] : by_rule_)
        out.push_back(std::move(finding));
    by_rule_.clear();
    std::sort(out.begin(), out.end(), [](const Finding& a, const Finding& b) {
        if (a.rule->severity != b.rule->severity) return a.rule->severity > b.rule->severity;
        if (a.count != b.count) return a.count > b.count;
        if (a.rule == b.rule) return a.muted == nullptr && b.muted != nullptr;
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

namespace {

// To hundredths: estimates are of whole quarters, kept in floating point.
Effort rounded(double low_hours) {
    const double low = std::round(low_hours * 100) / 100;
    return {low, std::round(low * k_effort_spread * 100) / 100};
}

}  // namespace

uint64_t Subject::count(Severity severity) const {
    return uint64_t(std::count_if(findings.begin(), findings.end(), [&](const Finding& finding) {
        return finding.muted == nullptr && finding.rule->severity == severity;
    }));
}

uint64_t Subject::muted() const {
    return uint64_t(std::count_if(findings.begin(), findings.end(),
                                  [](const Finding& finding) { return finding.muted != nullptr; }));
}

Verdict Subject::verdict() const {
    if (count(Severity::blocks_restore) > 0) return Verdict::blocked;
    const bool changes = count(Severity::blocks_migration) + count(Severity::behaviour) > 0;
    return changes ? Verdict::ready_with_changes : Verdict::ready;
}

Effort Subject::effort() const {
    Effort out;
    for (const Finding& finding : findings) {
        if (finding.muted != nullptr) continue;
        out.low_hours +=
            finding.rule->first_hours + finding.rule->each_hours * double(finding.count);
    }
    return rounded(out.low_hours);
}

Verdict Report::verdict() const {
    Verdict out = Verdict::ready;
    for (const Subject& subject : subjects)
        out = std::max(out, subject.verdict());
    return out;
}

Effort Report::effort() const {
    Effort out;
    std::set<std::string_view> understood;
    for (const Subject& subject : subjects) {
        for (const Finding& finding : subject.findings) {
            if (finding.muted != nullptr) continue;
            if (understood.insert(finding.rule->id).second) {
                out.low_hours += finding.rule->first_hours;
            }
            out.low_hours += finding.rule->each_hours * double(finding.count);
        }
    }
    return rounded(out.low_hours);
}

}  // namespace gantry::assess
