#include "cli/assess_text.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>

#include "assess/engine_check/engine_summary.h"
#include "assess/score.h"
#include "cli/assess_view_text.h"
#include "cli/command_line.h"
#include "cli/text_table.h"

namespace gantry::cli {

using assess::counted;
using assess::Severity;

namespace {

constexpr size_t k_columns = 100;
constexpr size_t k_name_columns = 20;  // of the table of subjects
constexpr size_t k_places_shown = 3;
constexpr size_t k_subjects_shown = 20;
constexpr size_t k_sizes_shown = 5;
constexpr size_t k_compared_shown = 10;

struct ClassText {
    Severity severity;
    std::string_view heading, meaning, colour;
};
constexpr ClassText k_classes[] = {
    {Severity::blocks_restore, "BLOCKS RESTORE", "the database cannot be restored on the target",
     "\x1B[1;31m"},
    {Severity::blocks_migration, "BLOCKS MIGRATION", "does not run until it is changed",
     "\x1B[1;33m"},
    {Severity::behaviour, "CHANGES BEHAVIOUR", "runs and may give something else", "\x1B[1;36m"},
    {Severity::deprecated, "DEPRECATED", "works and will not for ever", "\x1B[1m"},
    {Severity::information, "INFORMATION", "nothing to do, or little", "\x1B[1m"},
};

// One rule over all subjects.
struct RuleFindings {
    const assess::Rule* rule = nullptr;
    uint64_t places = 0;
    std::vector<std::pair<const assess::Subject*, const assess::Finding*>> findings;
};

// In at most that many columns.
std::string cut(std::string_view text, size_t width) {
    std::string shown = printable(text);
    if (text_width(shown) <= width) return shown;
    size_t end = 0;
    for (size_t columns = 0; end < shown.size() && columns + 3 < width; ++columns) {
        ++end;
        while (end < shown.size() && (static_cast<unsigned char>(shown[end]) & 0xC0) == 0x80)
            ++end;
    }
    return shown.substr(0, end) + "...";
}

std::string one_line(size_t indent, std::string_view text) {
    return std::string(indent, ' ') + cut(text, k_columns - indent) + "\n";
}

class AssessmentText {
  public:
    AssessmentText(const assess::Report& report, const AssessTextOptions& options)
        : report_(report), options_(options) {}

    std::string run() {
        heading();
        for (const ClassText& one : k_classes)
            findings_of(one);
        muted();
        not_analysed();
        comparison();
        engine();
        view();
        sizing();
        subjects();
        next();
        return std::move(out_);
    }

  private:
    std::string coloured(std::string_view colour, std::string_view text) const {
        return options_.colour ? fmt::format("{}{}\x1B[0m", colour, text) : std::string(text);
    }

    void heading() {
        out_ += wrapped("", assess::summary_of(report_));
        const assess::Score score = score_of(report_);
        const std::string_view name = assess::score_colour(score.value);
        const std::string_view colour = name == "green"   ? "\x1B[32m"
                                        : name == "amber" ? "\x1B[33m"
                                                          : "\x1B[31m";
        out_ +=
            fmt::format("Score {}\n", coloured(colour, fmt::format("{}, {}", score.value, name)));
    }

    std::vector<RuleFindings> rules_of(Severity severity) const {
        std::map<std::string_view, RuleFindings> by_id;
        for (const assess::Subject& subject : report_.subjects) {
            for (const assess::Finding& finding : subject.findings) {
                if (finding.muted != nullptr || finding.rule->severity != severity) continue;
                RuleFindings& all = by_id[finding.rule->id];
                all.rule = finding.rule;
                all.places += finding.count;
                all.findings.emplace_back(&subject, &finding);
            }
        }
        std::vector<RuleFindings> out;
        for (auto& [id, all] : by_id)
            out.push_back(std::move(all));
        std::stable_sort(out.begin(), out.end(), [](const RuleFindings& a, const RuleFindings& b) {
            return a.places > b.places;
        });
        return out;
    }

    void findings_of(const ClassText& one) {
        const std::vector<RuleFindings> rules = rules_of(one.severity);
        if (rules.empty()) return;
        uint64_t places = 0;
        for (const RuleFindings& rule : rules)
            places += rule.places;
        out_ += fmt::format("\n{}: {} ({}, {})\n", coloured(one.colour, one.heading), one.meaning,
                            counted(rules.size(), "rule"), counted(places, "place"));
        for (const RuleFindings& rule : rules)
            findings_of(rule);
    }

    void findings_of(const RuleFindings& all) {
        const bool many = report_.subjects.size() > 1;
        std::string where = counted(all.places, "place");
        if (many) where += fmt::format(" in {}", counted(all.findings.size(), "subject"));
        out_ += wrapped("  ", fmt::format("{}: {} ({})", all.rule->id, all.rule->title, where));
        size_t shown = 0;
        for (const auto& [subject, finding] : all.findings) {
            for (const assess::Impact& impact : finding->impacts) {
                if (!options_.all && shown == k_places_shown) break;
                ++shown;
                place(many ? subject : nullptr, impact);
            }
        }
        if (shown < all.places) out_ += fmt::format("      and {} more\n", all.places - shown);
        out_ += wrapped("      fix: ", all.rule->fix);
    }

    void place(const assess::Subject* subject, const assess::Impact& impact) {
        std::string text;
        if (subject != nullptr && subject->name != impact.object) text = subject->name + ": ";
        text += impact.object;
        if (impact.line != 0) text += fmt::format(":{}", impact.line);
        if (!impact.detail.empty()) text += fmt::format(" ({})", impact.detail);
        out_ += one_line(6, text);
        if (!impact.excerpt.empty()) out_ += one_line(10, impact.excerpt);
    }

    void muted() {
        std::map<std::pair<std::string_view, std::string_view>, std::pair<std::string, uint64_t>>
            all;
        for (const assess::Subject& subject : report_.subjects) {
            for (const assess::Finding& finding : subject.findings) {
                if (finding.muted == nullptr) continue;
                auto& [until, places] = all[{finding.rule->id, finding.muted->reason}];
                until = finding.muted->until;
                places += finding.count;
            }
        }
        if (all.empty()) return;
        out_ += fmt::format("\n{}: not counted\n", coloured("\x1B[1m", "MUTED"));
        for (const auto& [key, value] : all) {
            out_ +=
                one_line(2, fmt::format("{} ({}), until {}: {}", key.first,
                                        counted(value.second, "place"), value.first, key.second));
        }
    }

    void not_analysed() {
        std::map<std::string_view, std::vector<std::string>> by_reason;
        for (const assess::Subject& subject : report_.subjects) {
            for (const assess::NotAnalysed& place : subject.not_analysed) {
                std::string text;
                if (report_.subjects.size() > 1 && subject.name != place.object) {
                    text = subject.name + ": ";
                }
                text += place.object;
                if (place.line != 0) text += fmt::format(":{}", place.line);
                by_reason[place.reason].push_back(std::move(text));
            }
        }
        if (by_reason.empty()) return;
        out_ += fmt::format("\n{}: look at these yourself\n", coloured("\x1B[1m", "NOT ANALYSED"));
        for (const auto& [reason, places] : by_reason) {
            out_ += one_line(2, fmt::format("{} ({})", reason, counted(places.size(), "place")));
            const size_t shown =
                options_.all ? places.size() : std::min(places.size(), k_places_shown);
            for (size_t i = 0; i < shown; ++i)
                out_ += one_line(6, places[i]);
            if (shown < places.size()) {
                out_ += fmt::format("      and {} more\n", places.size() - shown);
            }
        }
    }

    void comparison() {
        if (!report_.comparison) return;
        const assess::Comparison& compared = *report_.comparison;
        out_ += "\n" + wrapped("", fmt::format("Compared with {} of {}: {} fixed, {} new, {} "
                                               "unchanged.",
                                               printable(compared.path), compared.started,
                                               places_of(compared.fixed), places_of(compared.added),
                                               compared.unchanged));
        compared_places("new", compared.added);
        compared_places("fixed", compared.fixed);
        auto names = [&](std::string_view what, const std::vector<std::string>& all) {
            if (!all.empty()) out_ += one_line(2, fmt::format("{}: {}", what, joined(all)));
        };
        names("not in this run, not compared", compared.subjects_missing);
        names("not in the old report", compared.subjects_added);
        names("too many places, the first 1,000 were compared", compared.cut_rules);
    }
    static uint64_t places_of(const std::vector<assess::ComparedPlace>& places) {
        uint64_t out = 0;
        for (const assess::ComparedPlace& place : places)
            out += place.count;
        return out;
    }
    static std::string joined(const std::vector<std::string>& all) {
        std::string out;
        for (const std::string& one : all)
            out += (out.empty() ? "" : ", ") + one;
        return out;
    }
    void compared_places(std::string_view what, const std::vector<assess::ComparedPlace>& places) {
        const size_t shown =
            options_.all ? places.size() : std::min(places.size(), k_compared_shown);
        for (size_t i = 0; i < shown; ++i) {
            const assess::ComparedPlace& place = places[i];
            std::string text = fmt::format("{:5} {}: {}", what, place.rule, place.object);
            if (place.subject != place.object) text += fmt::format(" in {}", place.subject);
            if (!place.detail.empty()) text += fmt::format(" ({})", place.detail);
            if (place.count > 1) text += fmt::format(", {} times", place.count);
            out_ += one_line(2, text);
        }
        if (shown < places.size()) {
            out_ += fmt::format("  {:5} and {} more\n", what, places.size() - shown);
        }
    }

    // For the target gantry: what its engine compiled.
    void engine() {
        for (const assess::Subject& subject : report_.subjects) {
            const std::vector<std::string> lines =
                assess::engine_sentences(subject.engine, options_.all);
            if (lines.empty()) continue;
            out_ += fmt::format("\n{}: ", printable(subject.name));
            for (size_t i = 0; i < lines.size(); ++i)
                out_ += fmt::format("{}{}\n", i == 0 ? "" : "    ", printable(lines[i]));
        }
    }

    void view() {
        std::string text = instance_view_text(report_, options_.all);
        while (text.ends_with('\n'))
            text.pop_back();
        if (!text.empty()) out_ += '\n';
        for (size_t begin = 0; begin < text.size();) {
            const size_t end = std::min(text.find('\n', begin), text.size());
            out_ += one_line(0, std::string_view(text).substr(begin, end - begin));
            begin = end + 1;
        }
    }

    void sizing() {
        const std::vector<std::string>& all = report_.sizing_sentences;
        const size_t shown = options_.all ? all.size() : std::min(all.size(), k_sizes_shown);
        for (size_t i = 0; i < shown; ++i)
            out_ += (i == 0 ? "\n" : "") + wrapped("Size of ", all[i]);
        if (shown < all.size()) {
            out_ += fmt::format("and {} more instances: --all shows them\n", all.size() - shown);
        }
    }

    // Those that need most come first.
    void subjects() {
        if (report_.subjects.size() < 2) return;
        std::vector<std::pair<int, const assess::Subject*>> order;
        for (const assess::Subject& subject : report_.subjects)
            order.emplace_back(score_of(subject).value, &subject);
        std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
            if (a.first != b.first) return a.first < b.first;
            return a.second->effort().low_hours > b.second->effort().low_hours;
        });
        TextTable table(
            {">score", "", "name", ">restore", ">migration", ">behaviour", ">hours", "verdict"});
        const size_t shown = options_.all ? order.size() : std::min(order.size(), k_subjects_shown);
        for (size_t i = 0; i < shown; ++i) {
            const assess::Subject& subject = *order[i].second;
            table.add({std::to_string(order[i].first), subject.kind,
                       cut(subject.name, k_name_columns),
                       std::to_string(subject.count(Severity::blocks_restore)),
                       std::to_string(subject.count(Severity::blocks_migration)),
                       std::to_string(subject.count(Severity::behaviour)),
                       fmt::format("{:.0f}", std::ceil(subject.effort().low_hours)),
                       std::string(verdict_name(subject.verdict()))});
        }
        out_ += "\n" + table.text();
        if (shown < order.size()) {
            out_ += fmt::format("and {} more with higher scores: --all shows them\n",
                                order.size() - shown);
        }
    }

    void next() {
        std::string text;
        const std::vector<RuleFindings> restore = rules_of(Severity::blocks_restore);
        const std::vector<RuleFindings> migration = rules_of(Severity::blocks_migration);
        if (!restore.empty()) {
            text = fmt::format("solve {} first: without that the database cannot be restored. {}",
                               restore[0].rule->id, restore[0].rule->fix);
        } else if (!migration.empty()) {
            text = fmt::format("change what {} finds: gantry assess rules {} shows how.",
                               migration[0].rule->id, migration[0].rule->id);
        } else if (report_.verdict() != assess::Verdict::ready) {
            text =
                "nothing blocks: test what changes its behaviour, then choose the way in with "
                "gantry guide.";
        } else {
            text = "nothing has to change: choose the way in with gantry guide.";
        }
        out_ += "\n" + wrapped("Next: ", text);
    }

    const assess::Report& report_;
    const AssessTextOptions& options_;
    std::string out_;
};

}  // namespace

std::string wrapped(std::string_view first, std::string_view text) {
    const std::string shown = printable(text);
    std::string out(first);
    const std::string indent(text_width(first), ' ');
    size_t column = indent.size();
    bool begun = false;
    size_t position = 0;
    while (position < shown.size()) {
        const size_t end = std::min(shown.find(' ', position), shown.size());
        const std::string word = shown.substr(position, end - position);
        position = end + 1;
        if (word.empty()) continue;
        const size_t width = text_width(word);
        if (begun && column + 1 + width > k_columns) {
            out += "\n" + indent;
            column = indent.size();
            begun = false;
        }
        if (begun) {
            out += ' ';
            ++column;
        }
        out += word;
        column += width;
        begun = true;
    }
    return out + "\n";
}

std::string assessment_text(const assess::Report& report, const AssessTextOptions& options) {
    return AssessmentText(report, options).run();
}

bool wants_colour() {
    const char* no_color = std::getenv("NO_COLOR");
    const char* term = std::getenv("TERM");
    if (no_color != nullptr && *no_color != '\0') return false;
    if (term != nullptr && std::string_view(term) == "dumb") return false;
    return is_terminal(STDOUT_FILENO);
}

}  // namespace gantry::cli
