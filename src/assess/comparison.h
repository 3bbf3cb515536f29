#pragma once
// Two assessments: what was fixed between them, what is new. Places are the same when subject,
// rule, object and detail are: lines move with every edit.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "assess/finding.h"

namespace gantry::assess {

// A report as JSON, reduced to what is compared.
struct OldPlace {
    std::string kind, subject, rule, title, severity, object, type, detail;
    bool muted = false;
};
struct OldSubject {
    std::string kind, name;
};
struct OldReport {
    std::string path, started, tool_version, target;
    std::vector<OldSubject> subjects;
    std::vector<OldPlace> places;
    std::vector<std::string> cut_rules;  // of which not every place is in the file
};

// Error for what is no report, and for one of a schema this program does not know.
OldReport read_old_report(std::string_view json, const std::string& path);

// Muted places are neither fixed nor new. A subject that is missing in the new run fixes nothing.
// Error when the reports are about different targets.
Comparison compare(const OldReport& before, const Report& now);

}  // namespace gantry::assess
