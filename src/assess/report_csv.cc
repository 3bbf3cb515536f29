#include "assess/report_csv.h"

#include <fmt/format.h>

namespace gantry::assess {
namespace {

std::string csv_field(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == text.npos) return std::string(text);
    std::string out = "\"";
    for (char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + '"';
}

}  // namespace

std::string findings_csv(const Report& report) {
    std::string out = "kind,name,rule,severity,object,type,line,detail,excerpt\n";
    for (const Subject& subject : report.subjects) {
        for (const Finding& finding : subject.findings) {
            for (const Impact& impact : finding.impacts) {
                out += fmt::format("{},{},{},{},{},{},{},{},{}\n", subject.kind,
                                   csv_field(subject.name), finding.rule->id,
                                   severity_name(finding.rule->severity), csv_field(impact.object),
                                   csv_field(impact.type),
                                   impact.line == 0 ? "" : std::to_string(impact.line),
                                   csv_field(impact.detail), csv_field(impact.excerpt));
            }
        }
    }
    return out;
}

}  // namespace gantry::assess
