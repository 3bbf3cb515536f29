#pragma once
// The part of the HTML report that works without script: the verdict, what was counted and the
// table of what was assessed. Takes plain values and gives escaped HTML. Pure.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gantry::assess {

// Classes of findings, the gravest first; as severity_name() calls them.
constexpr std::array<std::string_view, 5> k_html_classes = {
    "blocks restore", "blocks migration", "changes behaviour", "deprecated", "information"};

struct HtmlEffort {
    double low_hours = 0, high_hours = 0;
};

struct HtmlRow {
    std::string name, kind, server, verdict;
    std::string link;  // "#db-..." or a page of its own
    int level = 0;
    double score = -1;  // below 0: none
    HtmlEffort effort;
    uint64_t size_bytes = 0, not_analysed = 0;
    std::array<uint64_t, k_html_classes.size()> counts = {};  // of findings
};

struct HtmlSummary {
    std::string target, verdict, sentence;
    double score = -1;
    HtmlEffort effort;
    uint64_t not_assessed = 0;  // files
};

std::string target_title(std::string_view target);  // "Azure SQL Managed Instance"
std::string hours_text(const HtmlEffort& effort);   // "31 to 79 hours"

std::string summary_html(const HtmlSummary& summary, const std::vector<HtmlRow>& rows);
// In the order given.
std::string rows_html(const std::vector<HtmlRow>& rows);

}  // namespace gantry::assess
