#pragma once
// Aligned text for a person: tables, sizes, and names that came out of a backup, which may hold
// anything and must not reach a terminal raw.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gantry::cli {

// Control characters as \n, \t or \x1B: a name cannot move a terminal's cursor or break a line.
std::string printable(std::string_view text);

// "512 B", "1.5 MB".
std::string human_size(uint64_t bytes);
// "1,234,567".
std::string grouped(int64_t number);

// Columns on the terminal, counted in code points.
size_t text_width(std::string_view utf8);

// A table with a heading. Cells are made printable.
class TextTable {
  public:
    // A title that starts with '>' is of a column of numbers: right-aligned. '>' is not shown.
    explicit TextTable(std::vector<std::string> titles);

    void add(std::vector<std::string> cells);
    bool empty() const { return rows_.empty(); }
    // Lines that end with '\n', `indent` blanks before each.
    std::string text(size_t indent = 0) const;

  private:
    std::vector<std::string> titles_;
    std::vector<bool> right_;
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace gantry::cli
