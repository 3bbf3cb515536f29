#pragma once
// A report as CSV (RFC 4180), one table each. A field that a spreadsheet would take for a formula
// begins with an apostrophe: what a backup holds is not run by who opens its report.

#include <string>
#include <vector>

#include "assess/finding.h"

namespace gantry::assess {

struct CsvTable {
    std::string file;  // "findings.csv"
    std::string text;
};

std::string findings_csv(const Report& report);  // one line a place
// All of them; that of a comparison only where there is one.
std::vector<CsvTable> csv_tables(const Report& report);

}  // namespace gantry::assess
