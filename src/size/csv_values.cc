// Numbers and times in CSV fields.

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cmath>

#include "size/csv_reader.h"

namespace gantry::size {
namespace {

using std::chrono::sys_days;

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

// Takes exactly `digits` digits off the front.
bool take_digits(std::string_view& text, size_t digits, int& out) {
    if (text.size() < digits) return false;
    out = 0;
    for (size_t i = 0; i < digits; ++i) {
        if (text[i] < '0' || text[i] > '9') return false;
        out = out * 10 + (text[i] - '0');
    }
    text.remove_prefix(digits);
    return true;
}

bool take(std::string_view& text, char c) {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
}

bool take_fraction(std::string_view& text) {
    if (!take(text, '.')) return true;
    size_t digits = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9')
        ++digits;
    text.remove_prefix(digits);
    return digits > 0;
}

}  // namespace

bool parse_number(std::string_view text, bool decimal_comma, double& out) {
    text = trimmed(text);
    std::string pointed;
    if (decimal_comma && text.find(',') != text.npos && text.find('.') == text.npos) {
        pointed = text;
        pointed[pointed.find(',')] = '.';
        text = pointed;
    }
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc() && end == text.data() + text.size() && std::isfinite(out);
}

bool parse_time(std::string_view text, int64_t& out) {
    text = trimmed(text);
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    if (!take_digits(text, 4, year) || !take(text, '-') || !take_digits(text, 2, month) ||
        !take(text, '-') || !take_digits(text, 2, day)) {
        return false;
    }
    if (!text.empty()) {
        if (!take(text, ' ') && !take(text, 'T')) return false;
        if (!take_digits(text, 2, hour) || !take(text, ':') || !take_digits(text, 2, minute)) {
            return false;
        }
        if (take(text, ':') && (!take_digits(text, 2, second) || !take_fraction(text))) {
            return false;
        }
        take(text, 'Z');
        if (!text.empty() || hour > 23 || minute > 59 || second > 59) return false;
    }
    const std::chrono::year_month_day date{std::chrono::year(year),
                                           std::chrono::month(unsigned(month)),
                                           std::chrono::day(unsigned(day))};
    if (!date.ok() || year < 1970) return false;
    out = int64_t(sys_days(date).time_since_epoch().count()) * 86400 + hour * 3600 + minute * 60 +
          second;
    return true;
}

std::string time_text(int64_t time) {
    const int64_t days = time / 86400, rest = time % 86400;
    const std::chrono::year_month_day date{sys_days(std::chrono::days(days))};
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", int(date.year()),
                       unsigned(date.month()), unsigned(date.day()), rest / 3600, rest / 60 % 60,
                       rest % 60);
}

}  // namespace gantry::size
