#pragma once
// The pages' parts in web/report, compiled in by cmake/embed.cmake.

#include <string_view>

namespace gantry::assess {

extern const std::string_view k_report_page;    // the template, see html_text.h
extern const std::string_view k_report_style;   // CSS
extern const std::string_view k_report_script;  // JavaScript

}  // namespace gantry::assess
