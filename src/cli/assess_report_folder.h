#pragma once
// The folder that `gantry assess --report` writes: index.html, for a fleet a page for each
// database, assessment.json and a CSV file for each table. Errors: IoError.

#include <string>

#include "assess/finding.h"

namespace gantry::cli {

// Pages of an earlier report in the same folder go, other files stay.
void write_report_folder(const std::string& folder, const assess::Report& report);

// Replaces the file.
void write_text_file(const std::string& path, const std::string& text);

}  // namespace gantry::cli
