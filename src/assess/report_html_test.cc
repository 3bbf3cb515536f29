#include "assess/report_html.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "assess/html_summary.h"
#include "assess/html_text.h"
#include "assess/report_assets.h"
#include "base/error.h"

namespace gantry::assess {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view k_hostile = "</script><img src=x onerror=alert(1)>\"'&<!--";

Json subject(const std::string& name, const std::string& verdict) {
    const Json impact = {{"object", k_hostile},
                         {"type", "procedure"},
                         {"line", 3},
                         {"excerpt", "SELECT '\xE2\x80\xA8</script>'"}};
    return {{"name", name},
            {"kind", "database"},
            {"server", k_hostile},
            {"verdict", verdict},
            {"score", {{"value", verdict == "ready" ? 95 : 40}}},
            {"effort", {{"low_hours", 2}, {"high_hours", 5}}},
            {"counts", {{"blocks migration", verdict == "ready" ? 0 : 1}}},
            {"findings",
             {{{"rule", "XpCmdshell"},
               {"title", "xp_cmdshell"},
               {"severity", "blocks migration"},
               {"count", 1},
               {"impacts", {impact}}}}},
            {"not_analysed", Json::array()}};
}

Json report(Json subjects) {
    return {{"target", "azure-sql-mi"},
            {"verdict", "ready with changes"},
            {"summary", k_hostile},
            {"score", {{"value", 40}}},
            {"effort", {{"low_hours", 2}, {"high_hours", 5}}},
            {"not_assessed", {{{"path", "a.bak"}, {"reason", "damaged"}}}},
            {"rules", {{{"id", "XpCmdshell"}, {"fix", "f"}}, {{"id", "Other"}, {"fix", "o"}}}},
            {"subjects", std::move(subjects)}};
}

std::map<std::string, std::string> pages_of(const Json& json) {
    std::map<std::string, std::string> out;
    report_html(json.dump(2), [&](const std::string& path, const std::string& text) {
        EXPECT_TRUE(out.emplace(path, text).second) << path;
    });
    return out;
}

// The text between the two, which must be there.
std::string between(const std::string& text, std::string_view begin, std::string_view end) {
    const size_t from = text.find(begin);
    if (from == text.npos) return ADD_FAILURE() << begin, "";
    const size_t to = text.find(end, from + begin.size());
    if (to == text.npos) return ADD_FAILURE() << end, "";
    return text.substr(from + begin.size(), to - from - begin.size());
}

size_t occurrences(std::string_view text, std::string_view word) {
    size_t out = 0;
    for (size_t at = text.find(word); at != text.npos; at = text.find(word, at + word.size()))
        ++out;
    return out;
}

std::string data_of(const std::string& page) {
    return between(page, "<script type=\"application/json\" id=\"report\">", "</script>");
}

TEST(ReportHtml, HostileNamesAreNeverMarkup) {
    const std::string name(k_hostile);
    const auto pages = pages_of(report({subject(name, "ready")}));
    ASSERT_EQ(pages.size(), 1u);
    const std::string& page = pages.at("index.html");
    EXPECT_EQ(occurrences(page, "<img"), 0u);
    EXPECT_EQ(occurrences(page, "</script>"), 2u) << "the data and the script, no more";
    EXPECT_EQ(occurrences(page, "<!--"), 0u);
    EXPECT_EQ(occurrences(page, "\xE2\x80\xA8"), 0u);
    const Json data = Json::parse(data_of(page));
    EXPECT_EQ(data["subjects"][0]["name"], name);
    EXPECT_EQ(data["subjects"][0]["findings"][0]["impacts"][0]["excerpt"],
              "SELECT '\xE2\x80\xA8</script>'");
}

TEST(ReportHtml, NothingIsLoadedFromElsewhere) {
    const std::string page = pages_of(report({subject("Sales", "ready")})).at("index.html");
    const std::string before_data = page.substr(0, page.find("id=\"report\""));
    for (const std::string_view loads :
         {"<script src", "<img", "<iframe", "@import", "url(h", "url('", "rel=\"stylesheet",
          "fetch(", "XMLHttpRequest", ".innerHTML", "insertAdjacentHTML", "document.write",
          "eval("}) {
        EXPECT_EQ(occurrences(before_data, loads), 0u) << loads;
        EXPECT_EQ(occurrences(k_report_script, loads), 0u) << loads;
    }
    const std::string policy = between(page, "Content-Security-Policy\" content=\"", "\"");
    EXPECT_TRUE(policy.starts_with("default-src 'none'; ")) << policy;
    EXPECT_NE(policy.find(csp_hash(k_report_script)), policy.npos);
    EXPECT_NE(policy.find(csp_hash(between(page, "<style>", "</style>"))), policy.npos);
    EXPECT_EQ(occurrences(policy, "unsafe"), 0u);
}

TEST(ReportHtml, TheScriptCannotEndItsElement) {
    EXPECT_EQ(occurrences(k_report_script, "</script"), 0u);
    EXPECT_EQ(occurrences(k_report_script, "<!--"), 0u);
    EXPECT_EQ(occurrences(k_report_style, "</style"), 0u);
}

TEST(ReportHtml, VerdictAndTableNeedNoScript) {
    const std::string page =
        pages_of(report({subject("Sales", "blocked"), subject("Hr", "ready")})).at("index.html");
    const std::string main = between(page, "<main", "</main>");
    for (const std::string_view words :
         {"ready with changes", "40 of 100", "2 to 5 hours",
          "1 ready, 0 ready with changes, 1 blocked", "Files that could not be assessed",
          "href=\"#db-Sales\"", "href=\"#db-Hr\""}) {
        EXPECT_NE(main.find(words), main.npos) << words;
    }
}

TEST(ReportHtml, AFleetHasAnOverviewAndAPageEach) {
    Json subjects = Json::array();
    for (size_t i = 0; i < k_one_page_max; ++i)
        subjects.push_back(subject(fmt::format("db{}", i), "blocked"));
    subjects.push_back(subject("../a b/<x>", "ready"));
    subjects.push_back(subject("../A B/<x>", "ready"));
    const auto pages = pages_of(report(subjects));
    EXPECT_EQ(pages.size(), 3 + subjects.size()) << "the overview, the style, the script";
    for (const auto& [path, text] : pages) {
        EXPECT_EQ(path.find(".."), path.npos) << path;
        EXPECT_EQ(is_report_page(text.substr(0, 500)), true) << path;
    }
    ASSERT_TRUE(pages.contains("databases/database----a-b--x-.html"));
    EXPECT_TRUE(pages.contains("databases/database----a-b--x--2.html"));

    const std::string& overview = pages.at("index.html");
    const Json data = Json::parse(data_of(overview));
    EXPECT_FALSE(data.contains("subjects"));
    EXPECT_EQ(data["fleet"]["rules"][0]["subjects"], subjects.size());
    const size_t ready = overview.find("href=\"databases/database----a-b--x-.html\"");
    EXPECT_LT(ready, overview.find("href=\"databases/database-db0.html\"")) << "readiest first";

    const std::string& page = pages.at("databases/database-db7.html");
    EXPECT_NE(page.find("href=\"../index.html\""), page.npos);
    const Json one = Json::parse(data_of(page));
    ASSERT_EQ(one["subjects"].size(), 1u);
    EXPECT_EQ(one["subjects"][0]["name"], "db7");
    EXPECT_EQ(one["verdict"], "blocked");
    ASSERT_EQ(one["rules"].size(), 1u) << "the rules of its findings alone";
    EXPECT_EQ(one["rules"][0]["id"], "XpCmdshell");
}

TEST(ReportHtml, PagesOfAFleetShareTheirStyleAndScript) {
    Json subjects = Json::array();
    for (size_t i = 0; i <= k_one_page_max; ++i)
        subjects.push_back(subject(fmt::format("db{}", i), "ready"));
    const auto pages = pages_of(report(subjects));
    EXPECT_NE(pages.at("databases/report.css").find(k_report_style), std::string::npos);
    EXPECT_NE(pages.at("databases/report.js").find(k_report_script), std::string::npos);
    const std::string& page = pages.at("databases/database-db0.html");
    EXPECT_LT(page.size(), 12000u);
    EXPECT_EQ(occurrences(page, "<style"), 0u);
    EXPECT_NE(page.find("<link rel=\"stylesheet\" href=\"report.css\">"), page.npos);
    EXPECT_NE(page.find("<script src=\"report.js\"></script>"), page.npos);
    const std::string policy = between(page, "Content-Security-Policy\" content=\"", "\"");
    EXPECT_NE(policy.find("script-src 'self' file:;"), policy.npos) << policy;
    EXPECT_EQ(occurrences(policy, "unsafe"), 0u);
    EXPECT_NE(pages.at("index.html").find("<style>"), std::string::npos) << "goes alone";
    EXPECT_FALSE(is_report_page("<!doctype html><title>my notes</title>"));
    EXPECT_FALSE(is_report_page("body { color: red }"));
}

TEST(ReportHtml, WhatIsNoReportIsAnError) {
    const PageSink none = [](const std::string&, const std::string&) { FAIL(); };
    EXPECT_THROW(report_html("{\"subjects\": [", none), Error);
    EXPECT_THROW(report_html("[1]", none), Error);
}

TEST(ReportHtml, AnEmptyReportSaysSo) {
    const std::string page = pages_of(report(Json::array())).at("index.html");
    EXPECT_NE(page.find("Nothing could be assessed."), page.npos);
}

TEST(HtmlText, TemplatesTakeEachValueOnce) {
    EXPECT_EQ(fill_template("<{{a}}|{{b}}|{{c}}>{{", {{"a", "{{b}}"}, {"b", "2"}}),
              "<{{b}}|2|{{c}}>{{");
}

TEST(HtmlText, Escapes) {
    EXPECT_EQ(escape_html("a<b>&\"'"), "a&lt;b&gt;&amp;&quot;&#39;");
    EXPECT_EQ(escape_json_for_script("\"</s>&\xE2\x80\xA9\""),
              "\"\\u003c/s\\u003e\\u0026\\u2029\"");
    // Of the standard's own example: the policy of alert('Hello, world.');
    EXPECT_EQ(csp_hash("alert('Hello, world.');"),
              "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='");
}

TEST(HtmlSummary, HoursAreRanges) {
    EXPECT_EQ(hours_text({0, 0}), "none");
    EXPECT_EQ(hours_text({31.25, 78.13}), "32 to 79 hours");
}

}  // namespace
}  // namespace gantry::assess
