#pragma once
// From byte offsets of a text to lines, columns and offsets as SQL Server counts: UTF-16 units.
// Made once for a text, in linear time; a look-up costs little however long the lines are.

#include <cstdint>
#include <string_view>
#include <vector>

namespace gantry::tsql {

struct SourcePosition {
    uint32_t line = 1;          // 1-based
    uint32_t column = 1;        // 1-based, UTF-16 units
    uint32_t utf16_offset = 0;  // from the text's start
};

class SourcePositions {
  public:
    // The text must live as long as *this.
    explicit SourcePositions(std::string_view text);
    // An offset behind the text counts as its end.
    SourcePosition at(uint32_t offset) const;

  private:
    uint32_t utf16_offset(size_t offset) const;

    std::string_view text_;
    std::vector<uint32_t> lines_;   // where each begins
    std::vector<uint32_t> blocks_;  // UTF-16 units before each block of bytes; none for ASCII
};

}  // namespace gantry::tsql
