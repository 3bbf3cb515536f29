#include "assess/html_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "assess/html_text.h"

namespace gantry::assess {
namespace {

// "ready with changes" -> "ready-with-changes", for a class of the style sheet.
std::string css_word(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        out += letter ? c : '-';
    }
    return out;
}

std::string verdict_badge(const std::string& verdict) {
    return fmt::format("<span class=\"badge v-{}\">{}</span>", css_word(verdict),
                       escape_html(verdict));
}

std::string size_text(uint64_t bytes) {
    constexpr std::array<std::string_view, 5> k_units = {"bytes", "KB", "MB", "GB", "TB"};
    double value = double(bytes);
    size_t unit = 0;
    while (value >= 1024 && unit + 1 < k_units.size()) {
        value /= 1024;
        ++unit;
    }
    return fmt::format("{:.{}f} {}", value, unit == 0 || value >= 100 ? 0 : 1, k_units[unit]);
}

std::string number_cell(double sort, const std::string& text, std::string_view more = "") {
    return fmt::format("<td class=\"n{}\" data-sort=\"{:.2f}\">{}</td>", more, sort, text);
}

int verdict_rank(const std::string& verdict) {
    return verdict == "ready" ? 0 : verdict == "ready with changes" ? 1 : 2;
}

std::string row_html(const HtmlRow& row) {
    const std::string name = escape_html(row.name);
    std::string out = fmt::format(
        "<tr data-name=\"{}\" data-verdict=\"{}\"><th scope=\"row\" data-sort=\"{}\">"
        "<a href=\"{}\">{}</a> <small>{}{}{}</small></th>",
        name, escape_html(row.verdict), name, escape_html(row.link), name, escape_html(row.kind),
        row.server.empty() ? "" : " of ", row.kind == "instance" ? "" : escape_html(row.server));
    out += fmt::format("<td data-sort=\"{}\">{}</td>", verdict_rank(row.verdict),
                       verdict_badge(row.verdict));
    out += number_cell(row.score, row.score < 0 ? "–" : fmt::format("{:.0f}", row.score));
    for (size_t i = 0; i < row.counts.size(); ++i) {
        out += number_cell(double(row.counts[i]), std::to_string(row.counts[i]),
                           row.counts[i] == 0 ? " zero" : "");
    }
    out += number_cell(double(row.not_analysed), std::to_string(row.not_analysed),
                       row.not_analysed == 0 ? " zero" : "");
    out += number_cell(row.level, row.level == 0 ? "–" : std::to_string(row.level));
    out +=
        number_cell(double(row.size_bytes), row.size_bytes == 0 ? "–" : size_text(row.size_bytes));
    out += number_cell(row.effort.high_hours, hours_text(row.effort));
    return out + "</tr>\n";
}

std::string fact(std::string_view term, const std::string& text) {
    return fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", term, text);
}

}  // namespace

std::string target_title(std::string_view target) {
    if (target == "azure-sql-mi") return "Azure SQL Managed Instance";
    if (target == "gantry") return "a Gantry managed instance";
    return std::string(target);
}

std::string hours_text(const HtmlEffort& effort) {
    const double low = std::ceil(effort.low_hours), high = std::ceil(effort.high_hours);
    if (high <= 0) return "none";
    if (low == high) return fmt::format("{:.0f} hours", high);
    return fmt::format("{:.0f} to {:.0f} hours", low, high);
}

std::string summary_html(const HtmlSummary& summary, const std::vector<HtmlRow>& rows) {
    std::array<size_t, 3> verdicts = {};
    std::array<uint64_t, k_html_classes.size()> counts = {};
    for (const HtmlRow& row : rows) {
        ++verdicts[size_t(verdict_rank(row.verdict))];
        for (size_t i = 0; i < counts.size(); ++i)
            counts[i] += row.counts[i];
    }
    std::string out =
        fmt::format("<p class=\"verdict\">{} <span>{}</span></p>\n<dl class=\"facts\" id=\"summary-facts\">",
                    verdict_badge(summary.verdict), escape_html(summary.sentence));
    if (summary.score >= 0) out += fact("Score", fmt::format("{:.0f} of 100", summary.score));
    out += fact("Estimated effort", hours_text(summary.effort));
    if (rows.size() > 1) {
        out += fact("Assessed", fmt::format("{}: {} ready, {} ready with changes, {} blocked",
                                            rows.size(), verdicts[0], verdicts[1], verdicts[2]));
    }
    for (size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] == 0) continue;
        out += fact(fmt::format("Findings: {}", k_html_classes[i]), std::to_string(counts[i]));
    }
    if (summary.not_assessed > 0) {
        out += fact("Files that could not be assessed", std::to_string(summary.not_assessed));
    }
    return out + "</dl>\n";
}

std::string rows_html(const std::vector<HtmlRow>& rows) {
    if (rows.empty()) return "<p class=\"empty\">Nothing could be assessed.</p>\n";
    std::string out =
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"What was assessed\">"
        "<table id=\"subject-table\"><thead><tr>";
    constexpr std::array<std::string_view, 11> k_heads = {"Name",
                                                          "Verdict",
                                                          "Score",
                                                          "Blocks restore",
                                                          "Blocks migration",
                                                          "Changes behaviour",
                                                          "Deprecated",
                                                          "Information",
                                                          "Not analysed",
                                                          "Level",
                                                          "Size"};
    for (const std::string_view head : k_heads)
        out += fmt::format("<th scope=\"col\">{}</th>", head);
    out += "<th scope=\"col\">Effort</th></tr></thead>\n<tbody>\n";
    for (const HtmlRow& row : rows)
        out += row_html(row);
    return out + "</tbody></table></div>\n";
}

}  // namespace gantry::assess
