#include "assess/report_html.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "assess/html_summary.h"
#include "assess/html_text.h"
#include "assess/report_assets.h"
#include "base/error.h"

namespace gantry::assess {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

double number_of(const Json& json, const char* key, double absent = 0) {
    const auto found = json.find(key);
    return found != json.end() && found->is_number() ? found->get<double>() : absent;
}

uint64_t count_of(const Json& json, const char* key) {
    return uint64_t(std::clamp(number_of(json, key), 0.0, 1e15));
}

size_t length_of(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_array() ? found->size() : 0;
}

const Json& member(const Json& json, const char* key) {
    static const Json none = Json::object();
    const auto found = json.find(key);
    return found != json.end() && found->is_object() ? *found : none;
}

double score_of(const Json& json) {
    return json.contains("score") && json["score"].is_object()
               ? number_of(json["score"], "value", -1)
               : number_of(json, "score", -1);
}

HtmlEffort effort_of(const Json& json) {
    const Json& effort = member(json, "effort");
    return {number_of(effort, "low_hours"), number_of(effort, "high_hours")};
}

HtmlRow row_of(const Json& subject) {
    HtmlRow row;
    row.name = text_of(subject, "name");
    row.kind = text_of(subject, "kind");
    row.server = text_of(subject, "server");
    row.verdict = text_of(subject, "verdict");
    row.level = int(std::clamp(number_of(subject, "compatibility_level"), 0.0, 1000.0));
    row.score = score_of(subject);
    row.effort = effort_of(subject);
    row.size_bytes = count_of(subject, "size_bytes");
    row.not_analysed = length_of(subject, "not_analysed");
    const Json& counts = member(subject, "counts");
    for (size_t i = 0; i < row.counts.size(); ++i)
        row.counts[i] = count_of(counts, std::string(k_html_classes[i]).c_str());
    return row;
}

// A link to the subject on the page that shows it.
std::string fragment_of(const std::string& name) {
    std::string out = "#db-";
    for (const char c : name) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
        out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

// The readiest first.
bool readier(const HtmlRow& left, const HtmlRow& right) {
    const auto key = [](const HtmlRow& row) {
        return std::tuple(row.verdict == "blocked", row.verdict == "ready with changes", -row.score,
                          row.effort.high_hours, row.name);
    };
    return key(left) < key(right);
}

std::string dump(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Reads the report, gives each subject to `on_subject` and keeps none: returns the rest.
template <typename OnSubject>
Json read_report(std::string_view text, OnSubject&& on_subject) {
    std::string key;
    const auto filter = [&](int depth, Json::parse_event_t event, Json& parsed) {
        if (event == Json::parse_event_t::key && depth == 1) key = parsed.get<std::string>();
        if (event != Json::parse_event_t::object_end || depth != 2 || key != "subjects")
            return true;
        on_subject(parsed);
        return false;
    };
    try {
        Json head = Json::parse(text.begin(), text.end(), filter);
        if (!head.is_object()) throw Error("the report is no JSON object");
        head.erase("subjects");
        return head;
    } catch (const Json::exception& error) {
        throw Error(fmt::format("the report's JSON cannot be read: {}", error.what()));
    }
}

// Of a fleet: in how many of its databases a rule fires, and how often.
struct RuleTotal {
    std::string title, severity;
    uint64_t subjects = 0, places = 0;
};
using RuleTotals = std::map<std::string, RuleTotal>;

void add_totals(RuleTotals& totals, const Json& subject) {
    if (length_of(subject, "findings") == 0) return;
    for (const Json& finding : subject["findings"]) {
        if (!finding.is_object()) continue;
        RuleTotal& total = totals[text_of(finding, "rule")];
        if (total.title.empty()) total.title = text_of(finding, "title");
        if (total.severity.empty()) total.severity = text_of(finding, "severity");
        ++total.subjects;
        total.places += count_of(finding, "count");
    }
}

Json totals_json(const RuleTotals& totals) {
    Json out = Json::array();
    for (const auto& [id, total] : totals) {
        out.push_back({{"id", id},
                       {"title", total.title},
                       {"severity", total.severity},
                       {"subjects", total.subjects},
                       {"places", total.places}});
    }
    return out;
}

constexpr std::string_view k_pages_folder = "databases/";

// Names of files that every file system takes and that are the same at each run.
class PageNames {
  public:
    std::string name(const HtmlRow& row) {
        std::string base = row.kind + "-";
        for (const char c : row.name) {
            if (base.size() >= k_length_max) break;
            const bool lower = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            const bool upper = c >= 'A' && c <= 'Z';
            base += lower ? c : upper ? char(c - 'A' + 'a') : '-';
        }
        std::string out = base;
        for (int number = 2; !taken_.insert(out).second; ++number)
            out = fmt::format("{}-{}", base, number);
        return fmt::format("{}{}.html", k_pages_folder, out);
    }

  private:
    static constexpr size_t k_length_max = 80;
    std::set<std::string> taken_;
};

struct Page {
    std::string title, summary, subjects;
    std::string back;     // the link to the overview; empty on it
    bool shares = false;  // style and script of the folder
    Json data;
};

constexpr std::string_view k_style_file = "report.css", k_script_file = "report.js";
constexpr std::string_view k_asset_mark = "/* gantry assess */\n";

// Where the page's style and script come from, and what its policy says of that. A page that is
// opened as a file has no origin, so 'self' does not name its neighbours.
struct Assets {
    std::string script_source, style_source, style, script;
};

Assets assets_of(bool shared) {
    if (shared) {
        const std::string beside = "'self' file:";
        return {beside, beside, fmt::format("<link rel=\"stylesheet\" href=\"{}\">", k_style_file),
                fmt::format("<script src=\"{}\"></script>", k_script_file)};
    }
    return {csp_hash(k_report_script), csp_hash(k_report_style),
            fmt::format("<style>{}</style>", k_report_style),
            fmt::format("<script>{}</script>", k_report_script)};
}

std::string page_text(const Page& page) {
    static const Assets own = assets_of(false), shared = assets_of(true);
    const Assets& assets = page.shares ? shared : own;
    const std::string policy = fmt::format(
        "default-src 'none'; script-src {}; style-src {}; img-src data:; base-uri 'none'; "
        "form-action 'none'",
        assets.script_source, assets.style_source);
    const std::string title = escape_html(page.title);
    const std::string data = escape_json_for_script(dump(page.data));
    return fill_template(k_report_page, {{"policy", policy},
                                         {"title", title},
                                         {"back", page.back},
                                         {"summary", page.summary},
                                         {"subjects", page.subjects},
                                         {"style", assets.style},
                                         {"data", data},
                                         {"script", assets.script}});
}

HtmlSummary summary_of(const Json& json, const std::string& target) {
    HtmlSummary out;
    out.target = target;
    out.verdict = text_of(json, "verdict");
    out.sentence = text_of(json, "summary");
    if (out.sentence.empty()) {
        out.sentence = fmt::format("The verdict for {} is: {}.", target_title(target), out.verdict);
    }
    out.score = score_of(json);
    out.effort = effort_of(json);
    out.not_assessed = length_of(json, "not_assessed");
    return out;
}

std::string title_of(const std::vector<HtmlRow>& rows, const std::string& target) {
    std::string what = fmt::format("{} databases, instances and scripts", rows.size());
    if (rows.size() == 1) what = rows[0].name;
    if (rows.empty()) what = "nothing";
    return fmt::format("Assessment of {} for {}", what, target_title(target));
}

// One subject on a page of its own; `head` is the report without subjects.
Page subject_page(const Json& head, Json&& subject, const HtmlRow& row) {
    const std::string target = text_of(head, "target");
    Page page;
    page.title = title_of({row}, target);
    page.shares = true;
    page.back = "<a href=\"../index.html\">All databases</a>";
    page.summary = summary_html(summary_of(subject, target), {row});
    page.subjects = rows_html({row});
    page.data = Json::object();
    std::set<std::string> used;
    if (length_of(subject, "findings") > 0) {
        for (const Json& finding : subject["findings"])
            used.insert(text_of(finding, "rule"));
    }
    for (const auto& [key, value] : head.items()) {
        const bool whole =
            value.is_array() || key == "instance_view" || key == "sizing" || key == "comparison";
        if (!whole) page.data[key] = value;
    }
    page.data["verdict"] = subject.value("verdict", Json());
    page.data["summary"] = "";
    page.data["score"] = subject.value("score", Json());
    page.data["effort"] = subject.value("effort", Json());
    page.data["rules"] = Json::array();
    if (length_of(head, "rules") > 0) {
        for (const Json& rule : head["rules"])
            if (used.contains(text_of(rule, "id"))) page.data["rules"].push_back(rule);
    }
    page.data["subjects"] = Json::array();
    page.data["subjects"].push_back(std::move(subject));
    return page;
}

void write_one_page(std::string_view report, std::vector<HtmlRow> rows, const PageSink& sink) {
    Json subjects = Json::array();
    Json head = read_report(report, [&](Json& subject) { subjects.push_back(std::move(subject)); });
    for (HtmlRow& row : rows)
        row.link = fragment_of(row.name);
    Page page;
    const std::string target = text_of(head, "target");
    page.title = title_of(rows, target);
    page.summary = summary_html(summary_of(head, target), rows);
    page.subjects = rows_html(rows);
    page.data = std::move(head);
    page.data["subjects"] = std::move(subjects);
    sink("index.html", page_text(page));
}

}  // namespace

void report_html(std::string_view report, const PageSink& sink) {
    std::vector<HtmlRow> rows;
    RuleTotals totals;
    Json head = read_report(report, [&](Json& subject) {
        rows.push_back(row_of(subject));
        add_totals(totals, subject);
    });
    if (rows.size() <= k_one_page_max) return write_one_page(report, std::move(rows), sink);
    PageNames names;
    for (HtmlRow& row : rows)
        row.link = names.name(row);
    const std::string target = text_of(head, "target");
    sink(fmt::format("{}{}", k_pages_folder, k_style_file),
         fmt::format("{}{}", k_asset_mark, k_report_style));
    sink(fmt::format("{}{}", k_pages_folder, k_script_file),
         fmt::format("{}{}", k_asset_mark, k_report_script));
    size_t at = 0;
    read_report(report, [&](Json& subject) {
        const HtmlRow& row = rows[at++];
        HtmlRow on_page = row;
        on_page.link = fragment_of(row.name);
        sink(row.link, page_text(subject_page(head, std::move(subject), on_page)));
    });
    std::sort(rows.begin(), rows.end(), readier);
    Page page;
    page.title = title_of(rows, target);
    page.summary = summary_html(summary_of(head, target), rows);
    page.subjects = rows_html(rows);
    page.data = std::move(head);
    page.data["fleet"] = {{"rules", totals_json(totals)}};
    sink("index.html", page_text(page));
}

bool is_report_page(std::string_view beginning) {
    return beginning.starts_with(k_asset_mark) ||
           (beginning.starts_with("<!doctype html>") &&
            beginning.find("<meta name=\"generator\" content=\"gantry assess\">") !=
                beginning.npos);
}

}  // namespace gantry::assess
