#include "cli/text_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"

namespace gantry::cli {

std::string printable(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (char c : text) {
        if (c == '\n') {
            out += "\\n";
        } else if (c == '\t') {
            out += "\\t";
        } else if (c == '\r') {
            out += "\\r";
        } else if (uint8_t(c) < 0x20 || c == 0x7F) {
            out += fmt::format("\\x{:02X}", uint8_t(c));
        } else {
            out += c;
        }
    }
    return out;
}

std::string human_size(uint64_t bytes) {
    constexpr const char* k_units[] = {"B", "KB", "MB", "GB", "TB"};
    double value = double(bytes);
    size_t unit = 0;
    while (value >= 1024 && unit + 1 < std::size(k_units)) {
        value /= 1024;
        ++unit;
    }
    return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", value, k_units[unit]);
}

std::string grouped(int64_t number) {
    std::string digits = fmt::format("{}", number);
    size_t first = digits[0] == '-' ? 1 : 0;
    for (size_t at = digits.size(); at > first + 3;) {
        at -= 3;
        digits.insert(at, ",");
    }
    return digits;
}

size_t text_width(std::string_view utf8) {
    return size_t(std::count_if(utf8.begin(), utf8.end(),
                                [](char c) { return (uint8_t(c) & 0xC0) != 0x80; }));
}

TextTable::TextTable(std::vector<std::string> titles) : titles_(std::move(titles)) {
    for (std::string& title : titles_) {
        right_.push_back(title.starts_with('>'));
        if (right_.back()) title.erase(0, 1);
    }
}

void TextTable::add(std::vector<std::string> cells) {
    GANTRY_ASSERT(cells.size() == titles_.size());
    for (std::string& cell : cells)
        cell = printable(cell);
    rows_.push_back(std::move(cells));
}

std::string TextTable::text(size_t indent) const {
    std::vector<size_t> widths;
    for (const std::string& title : titles_)
        widths.push_back(text_width(title));
    for (const auto& row : rows_) {
        for (size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], text_width(row[i]));
    }
    std::string out;
    auto line = [&](const std::vector<std::string>& cells) {
        out.append(indent, ' ');
        for (size_t i = 0; i < cells.size(); ++i) {
            if (i > 0) out += "  ";
            size_t blanks = widths[i] - text_width(cells[i]);
            if (right_[i]) out.append(blanks, ' ');
            out += cells[i];
            if (!right_[i]) out.append(blanks, ' ');
        }
        out.erase(out.find_last_not_of(' ') + 1);
        out += '\n';
    };
    line(titles_);
    for (const auto& row : rows_)
        line(row);
    return out;
}

}  // namespace gantry::cli
