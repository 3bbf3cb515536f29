#include "assess/score.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace gantry::assess {
namespace {

// What the rules found of a class cost: the first one, each further one, and at most. The sums of
// classes that do not block leave 90, those without what blocks a restore leave 60.
struct Cost {
    Severity severity;
    int first, further, most;
};
constexpr Cost k_costs[] = {
    {Severity::blocks_restore, 50, 2, 60},
    {Severity::blocks_migration, 15, 3, 30},
    {Severity::behaviour, 4, 1, 6},
    {Severity::deprecated, 1, 1, 2},
};
constexpr int k_not_analysed_most = 2;

int cost_of(const Cost& cost, uint64_t rules) {
    if (rules == 0) return 0;
    const uint64_t capped = std::min<uint64_t>(rules - 1, 100);
    return std::min(cost.most, cost.first + cost.further * int(capped));
}

std::string ids_of(const Subject& subject, Severity severity) {
    std::string out;
    for (const Finding& finding : subject.findings) {
        if (finding.muted != nullptr || finding.rule->severity != severity) continue;
        if (!out.empty()) out += ", ";
        out += finding.rule->id;
    }
    return out;
}

std::string to_green(const Subject& subject) {
    std::string ids = ids_of(subject, Severity::blocks_restore);
    const std::string more = ids_of(subject, Severity::blocks_migration);
    if (!ids.empty() && !more.empty()) ids += ", ";
    return fmt::format("Green ({} or more) when nothing blocks: solve {}.", k_green_score,
                       ids + more);
}

struct RuleWork {
    const Rule* rule = nullptr;
    uint64_t count = 0;
    double hours() const { return rule->first_hours + rule->each_hours * double(count); }
};

std::vector<std::string> explain(std::vector<RuleWork> works) {
    std::vector<std::string> out;
    std::sort(works.begin(), works.end(), [](const RuleWork& a, const RuleWork& b) {
        if (a.hours() != b.hours()) return a.hours() > b.hours();
        return a.rule->id < b.rule->id;
    });
    double sum = 0;
    for (const RuleWork& work : works) {
        sum += work.hours();
        if (work.hours() == 0) continue;
        out.push_back(fmt::format("{}: {:g} h to understand + {} x {:g} h = {:g} h", work.rule->id,
                                  work.rule->first_hours, counted(work.count, "place"),
                                  work.rule->each_hours, work.hours()));
    }
    out.push_back(fmt::format("Low: their sum, {:g} h. High: {:g} times that, {:g} h.", sum,
                              k_effort_spread, sum * k_effort_spread));
    out.push_back("Estimates to plan by, not measured; a rule file can change them.");
    return out;
}

void add_work(const Subject& subject, std::map<std::string_view, RuleWork>& by_id) {
    for (const Finding& finding : subject.findings) {
        if (finding.muted != nullptr) continue;
        RuleWork& work = by_id[finding.rule->id];
        work.rule = finding.rule;
        work.count += finding.count;
    }
}

std::vector<std::string> explain(const std::map<std::string_view, RuleWork>& by_id) {
    std::vector<RuleWork> works;
    for (const auto& [id, work] : by_id)
        works.push_back(work);
    return explain(std::move(works));
}

// "2 databases and 1 script".
std::string subjects_text(const Report& report) {
    std::vector<std::string> parts;
    for (std::string_view kind : {"instance", "database", "script"}) {
        const auto number =
            uint64_t(std::count_if(report.subjects.begin(), report.subjects.end(),
                                   [&](const Subject& subject) { return subject.kind == kind; }));
        if (number != 0) parts.push_back(counted(number, kind));
    }
    std::string out;
    for (size_t i = 0; i < parts.size(); ++i) {
        if (i != 0) out += i + 1 == parts.size() ? " and " : ", ";
        out += parts[i];
    }
    return out;
}

}  // namespace

std::string counted(uint64_t number, std::string_view one, std::string_view many) {
    if (number == 1) return fmt::format("1 {}", one);
    return many.empty() ? fmt::format("{} {}s", number, one) : fmt::format("{} {}", number, many);
}

std::string_view score_colour(int value) {
    return value >= k_green_score ? "green" : value >= k_amber_score ? "amber" : "red";
}

Score score_of(const Subject& subject) {
    Score out;
    out.explanation.push_back("100 to begin with.");
    for (const Cost& cost : k_costs) {
        const uint64_t rules = subject.count(cost.severity);
        const int points = cost_of(cost, rules);
        if (points == 0) continue;
        out.value -= points;
        out.explanation.push_back(fmt::format("-{}: {} of class \"{}\": {}.", points,
                                              counted(rules, "rule"), severity_name(cost.severity),
                                              ids_of(subject, cost.severity)));
    }
    const int unread = int(std::min<size_t>(subject.not_analysed.size(), k_not_analysed_most));
    if (unread != 0) {
        out.value -= unread;
        out.explanation.push_back(fmt::format("-{}: {} could not be analysed.", unread,
                                              counted(subject.not_analysed.size(), "place")));
    }
    if (subject.muted() != 0) {
        out.explanation.push_back(
            fmt::format("{} muted and not counted.", counted(subject.muted(), "finding")));
    }
    out.explanation.push_back(fmt::format("{} is {}.", out.value, score_colour(out.value)));
    if (out.value < k_green_score) out.explanation.push_back(to_green(subject));
    return out;
}

Score score_of(const Report& report) {
    Score out;
    const Subject* lowest = nullptr;
    std::map<std::string_view, uint64_t> colours;
    for (const Subject& subject : report.subjects) {
        Score score = score_of(subject);
        ++colours[score_colour(score.value)];
        if (lowest != nullptr && score.value >= out.value) continue;
        lowest = &subject;
        out = std::move(score);
    }
    if (lowest == nullptr) return out;
    if (report.subjects.size() > 1) {
        out.explanation.insert(
            out.explanation.begin(),
            fmt::format("The lowest of {}, that of {} {}; {} green, {} amber, {} red.",
                        subjects_text(report), lowest->kind, lowest->name, colours["green"],
                        colours["amber"], colours["red"]));
    }
    return out;
}

std::vector<std::string> explain_effort(const Subject& subject) {
    std::map<std::string_view, RuleWork> by_id;
    add_work(subject, by_id);
    return explain(by_id);
}

std::vector<std::string> explain_effort(const Report& report) {
    std::map<std::string_view, RuleWork> by_id;
    for (const Subject& subject : report.subjects)
        add_work(subject, by_id);
    std::vector<std::string> out = explain(by_id);
    if (report.subjects.size() > 1) {
        out.push_back("A rule is understood once, however many databases break it.");
    }
    return out;
}

std::string summary_of(const Report& report) {
    if (report.subjects.empty()) return "Nothing could be assessed.";
    std::map<Verdict, uint64_t> verdicts;
    std::map<std::string_view, RuleWork> by_id;
    uint64_t places = 0, unread = 0;
    for (const Subject& subject : report.subjects) {
        ++verdicts[subject.verdict()];
        unread += subject.not_analysed.size();
        add_work(subject, by_id);
    }
    // Notes are no rules broken: there may be one in every module.
    const size_t notes = std::erase_if(by_id, [](const auto& one) {
        return one.second.rule->severity == Severity::information;
    });
    for (const auto& [id, work] : by_id)
        places += work.count;
    std::string out = fmt::format("{} for {}: ", subjects_text(report), target_name(report.target));
    if (report.subjects.size() == 1) {
        out += verdict_name(report.verdict());
    } else {
        out +=
            fmt::format("{} blocked, {} ready with changes, {} ready", verdicts[Verdict::blocked],
                        verdicts[Verdict::ready_with_changes], verdicts[Verdict::ready]);
    }
    if (by_id.empty()) {
        out += notes == 0 ? "; nothing found" : "; nothing found but notes";
    } else {
        const Effort effort = report.effort();
        out += fmt::format("; {} broken in {}, about {:.0f} to {:.0f} hours of work",
                           counted(by_id.size(), "rule"), counted(places, "place"),
                           std::ceil(effort.low_hours), std::ceil(effort.high_hours));
    }
    if (unread != 0) out += fmt::format("; {} could not be analysed", counted(unread, "place"));
    std::set<std::string_view> files;
    for (const NotAssessed& one : report.not_assessed)
        files.insert(one.path);
    if (!files.empty()) out += fmt::format("; {} could not be read", counted(files.size(), "file"));
    return out + ".";
}

}  // namespace gantry::assess
