#pragma once
// web/migrate, compiled in (cmake/embed.cmake).

#include <string_view>

namespace gantry::migrate {

extern const std::string_view k_page;  // a template: assess/html_text.h
extern const std::string_view k_style;

}  // namespace gantry::migrate
