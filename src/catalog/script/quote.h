#pragma once
// Names and values as T-SQL source. Pure.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gantry::catalog::script {

// [name], a closing bracket doubled.
std::string bracket(std::string_view name);
// [schema].[name]
std::string two_part(std::string_view schema, std::string_view name);
// N'text', quotes doubled.
std::string literal(std::string_view text);
// 'text' for words that are ASCII by their grammar.
std::string ascii_literal(std::string_view text);
// 0x0102; 0x for no bytes.
std::string hex(std::span<const uint8_t> bytes);
// "a, b, c"
std::string join(const std::vector<std::string>& parts, std::string_view separator = ", ");
// Text for a comment: one line, so that nothing of it becomes a statement.
std::string one_line(std::string_view text);

}  // namespace gantry::catalog::script
