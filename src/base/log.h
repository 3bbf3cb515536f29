#pragma once
// One line per event, key=value, on standard error: `time level event key=value ...`.
// Event names are stable. Never pass a secret: there is no redaction here.

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace gantry::log {

enum class Level { debug, info, warning, error };

// A value is printed as it is when it has no spaces or quotes, else quoted with escapes.
using Field = std::pair<std::string_view, std::string>;

void set_level(Level lowest);
void write(Level level, std::string_view event, std::initializer_list<Field> fields);

inline void debug(std::string_view event, std::initializer_list<Field> fields = {}) {
    write(Level::debug, event, fields);
}
inline void info(std::string_view event, std::initializer_list<Field> fields = {}) {
    write(Level::info, event, fields);
}
inline void warning(std::string_view event, std::initializer_list<Field> fields = {}) {
    write(Level::warning, event, fields);
}
inline void error(std::string_view event, std::initializer_list<Field> fields = {}) {
    write(Level::error, event, fields);
}

}  // namespace gantry::log
