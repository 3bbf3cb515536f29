#include "storage/log/log_record.h"

#include <fmt/format.h>

namespace gantry::storage::log {

namespace {
constexpr size_t k_begin_time_at = 0x28;
constexpr size_t k_commit_time_at = 0x18;
constexpr uint32_t k_ticks_per_second = 300;

size_t aligned(size_t at) {
    return (at + 3) & ~size_t(3);
}
}  // namespace

bool Elements::parse(const RecordView& record) {
    elements_.clear();
    ByteSpan bytes = record.bytes();
    size_t at = record.fixed_length();
    if (at < k_record_header_size || at + 2 > bytes.size()) return false;
    size_t count = load_le<uint16_t>(bytes.data() + at);
    size_t lengths_at = at + 2;
    if (lengths_at + 2 * count > bytes.size()) return false;
    at = aligned(lengths_at + 2 * count);
    elements_.resize(count);
    for (size_t i = 0; i < count; ++i) {
        size_t length = load_le<uint16_t>(bytes.data() + lengths_at + 2 * i);
        if (length == 0) continue;
        if (at > bytes.size() || length > bytes.size() - at) return false;
        elements_[i] = bytes.subspan(at, length);
        at = aligned(at + length);
    }
    return true;
}

LogTime begin_time(const RecordView& record) {
    return {int32_t(record.u32(k_begin_time_at + 4)), record.u32(k_begin_time_at)};
}

LogTime commit_time(const RecordView& record) {
    return {int32_t(record.u32(k_commit_time_at + 4)), record.u32(k_commit_time_at)};
}

std::string to_string(LogTime time) {
    // Civil date of a day number (Howard Hinnant's algorithm), from 1900-01-01.
    int64_t z = int64_t(time.days) - 25567 + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    unsigned day_of_era = unsigned(z - era * 146097);
    unsigned year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    unsigned day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    unsigned m = (5 * day_of_year + 2) / 153;
    unsigned day = day_of_year - (153 * m + 2) / 5 + 1;
    unsigned month = m < 10 ? m + 3 : m - 9;
    int64_t year = int64_t(year_of_era) + era * 400 + (month <= 2);
    uint32_t seconds = time.ticks / k_ticks_per_second;
    uint32_t ms = (time.ticks % k_ticks_per_second * 10 + 1) / 3;
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:03}", year, month, day,
                       seconds / 3600, seconds / 60 % 60, seconds % 60, ms);
}

namespace {

// Takes `count` digits; false when there are fewer.
bool take_digits(std::string_view& text, size_t count, uint32_t& out) {
    if (text.size() < count) return false;
    out = 0;
    for (size_t i = 0; i < count; ++i) {
        if (text[i] < '0' || text[i] > '9') return false;
        out = out * 10 + uint32_t(text[i] - '0');
    }
    text.remove_prefix(count);
    return true;
}

bool take_char(std::string_view& text, char c) {
    if (text.empty() || text[0] != c) return false;
    text.remove_prefix(1);
    return true;
}

int32_t days_since_1900(uint32_t year, uint32_t month, uint32_t day) {
    int64_t y = int64_t(year) - (month <= 2);
    int64_t era = y / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (int64_t(month) + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return int32_t(era * 146097 + day_of_era - 719468 + 25567);
}

}  // namespace

std::optional<LogTime> parse_log_time(std::string_view text) {
    uint32_t year, month, day, hour = 0, minute = 0, second = 0, ms = 0;
    if (!take_digits(text, 4, year) || !take_char(text, '-') || !take_digits(text, 2, month) ||
        !take_char(text, '-') || !take_digits(text, 2, day)) {
        return std::nullopt;
    }
    if (!text.empty()) {
        if (!take_char(text, ' ') && !take_char(text, 'T')) return std::nullopt;
        if (!take_digits(text, 2, hour) || !take_char(text, ':') || !take_digits(text, 2, minute)) {
            return std::nullopt;
        }
        if (take_char(text, ':') && !take_digits(text, 2, second)) return std::nullopt;
        if (take_char(text, '.')) {
            uint32_t digits = 0;
            for (; digits < 7 && !text.empty() && text[0] >= '0' && text[0] <= '9'; ++digits) {
                if (digits < 3) ms = ms * 10 + uint32_t(text[0] - '0');
                text.remove_prefix(1);
            }
            for (uint32_t i = digits; i < 3; ++i)
                ms *= 10;
        }
    }
    bool valid = text.empty() && year >= 1753 && month >= 1 && month <= 12 && day >= 1 &&
                 day <= 31 && hour < 24 && minute < 60 && second < 60;
    if (!valid) return std::nullopt;
    LogTime out;
    out.days = days_since_1900(year, month, day);
    // To the nearest 1/300 s, as datetime rounds.
    out.ticks = ((hour * 60 + minute) * 60 + second) * k_ticks_per_second + (ms * 3 + 5) / 10;
    return out;
}

}  // namespace gantry::storage::log
