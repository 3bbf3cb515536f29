#pragma once
// The report as pages for a browser, from its JSON text (report_json.h). index.html is one file that
// loads nothing: style, script and the JSON are in it, and a policy that allows nothing else. What
// backups hold never becomes markup: the summary is escaped here, and the script writes text only.
//
// Up to k_one_page_max databases, instances and scripts: one page, index.html. More: index.html is
// an overview, and each has a page under databases/, which share the style and the script beside
// them: 70 KB a page else.
//
// Throws Error when the text is not a report. Holds one subject at a time besides the overview.

#include <functional>
#include <string>
#include <string_view>

namespace gantry::assess {

constexpr size_t k_one_page_max = 20;

// `path` is relative to the report's folder and may have one folder.
using PageSink = std::function<void(const std::string& path, const std::string& text)>;

void report_html(std::string_view report_json, const PageSink& sink);

// Of the folder databases/: is a file that begins so one of a report? For the pages of databases
// that are no longer there.
bool is_report_page(std::string_view beginning);

}  // namespace gantry::assess
