#include "cli/assess_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "assess/engine_check/engine_summary.h"
#include "cli/assess_view_text.h"
#include "cli/text_table.h"

namespace gantry::cli {

using assess::Severity;

namespace {

std::string hours(const assess::Effort& effort) {
    return fmt::format("{:.0f} to {:.0f} hours", std::ceil(effort.low_hours),
                       std::ceil(effort.high_hours));
}

std::string place_of(const assess::Impact& impact) {
    std::string out = printable(impact.object);
    if (impact.line != 0) out += fmt::format(":{}", impact.line);
    if (!impact.detail.empty()) out += fmt::format(" ({})", printable(impact.detail));
    return out;
}

void print_finding(const assess::Finding& finding, bool all) {
    constexpr size_t k_shown = 5;
    fmt::print("  {:17} {}: {} ({})\n", severity_name(finding.rule->severity), finding.rule->id,
               finding.rule->title, finding.count);
    const size_t shown = all ? finding.impacts.size() : std::min(k_shown, finding.impacts.size());
    for (size_t i = 0; i < shown; ++i) {
        fmt::print("      {}\n", place_of(finding.impacts[i]));
        if (!finding.impacts[i].excerpt.empty()) {
            fmt::print("          {}\n", printable(finding.impacts[i].excerpt));
        }
    }
    if (shown < finding.count) fmt::print("      and {} more\n", finding.count - shown);
    fmt::print("      fix: {}\n", finding.rule->fix);
}

void print_subject(const assess::Subject& subject, bool all) {
    fmt::print("{} {}: {}", subject.kind, printable(subject.name), verdict_name(subject.verdict()));
    if (!subject.findings.empty()) fmt::print(", about {} of work", hours(subject.effort()));
    fmt::print("\n");
    const std::vector<std::string> engine = assess::engine_sentences(subject.engine, all);
    for (size_t i = 0; i < engine.size(); ++i)
        fmt::print("  {}{}\n", i == 0 ? "" : "    ", printable(engine[i]));
    for (const assess::Finding& finding : subject.findings)
        print_finding(finding, all);
    if (!subject.not_analysed.empty()) {
        fmt::print("  not analysed: {} places\n", subject.not_analysed.size());
        constexpr size_t k_shown = 5;
        for (size_t i = 0; i < subject.not_analysed.size() && (all || i < k_shown); ++i) {
            const assess::NotAnalysed& place = subject.not_analysed[i];
            fmt::print("      {}{}: {}\n", printable(place.object),
                       place.line == 0 ? "" : fmt::format(":{}", place.line),
                       printable(place.reason));
        }
    }
}

void print_overview(const assess::Report& report) {
    TextTable table({"", "name", "level", ">blocks restore", ">blocks migration",
                     ">changes behaviour", ">deprecated", ">not analysed", "verdict"});
    for (const assess::Subject& subject : report.subjects) {
        table.add(
            {subject.kind, subject.name,
             subject.compatibility_level == 0 ? "" : std::to_string(subject.compatibility_level),
             std::to_string(subject.count(Severity::blocks_restore)),
             std::to_string(subject.count(Severity::blocks_migration)),
             std::to_string(subject.count(Severity::behaviour)),
             std::to_string(subject.count(Severity::deprecated)),
             std::to_string(subject.not_analysed.size()),
             std::string(verdict_name(subject.verdict()))});
    }
    fmt::print("{}\n", table.text());
}

}  // namespace

void print_assessment(const assess::Report& report, bool all) {
    for (const assess::Subject& subject : report.subjects) {
        print_subject(subject, all);
        fmt::print("\n");
    }
    fmt::print("{}", instance_view_text(report, all));
    print_overview(report);
    fmt::print("{} for {}, about {} of work\n", verdict_name(report.verdict()),
               target_name(report.target), hours(report.effort()));
}

}  // namespace gantry::cli
