#include "blob/retry.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace gantry::blob {
namespace {

constexpr uint64_t k_progress_bytes = 64 << 10;

constexpr std::array<std::string_view, 12> k_months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> k_days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

std::optional<int> number(std::string_view text) {
    int value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

}  // namespace

Retry::Retry(const RetryPolicy& policy, Clock::time_point now, uint64_t seed)
    : policy_(policy), start_(now), random_(seed | 1) {}

void Retry::progress(uint64_t bytes, Clock::time_point now) {
    progressed_ += bytes;
    if (progressed_ < k_progress_bytes) return;
    progressed_ = 0;
    start_ = now;
    doublings_ = 0;
}

std::chrono::milliseconds Retry::waited(Clock::time_point now) const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(now - start_);
}

std::optional<std::chrono::milliseconds> Retry::next(
    Clock::time_point now, std::optional<std::chrono::seconds> retry_after,
    std::optional<std::chrono::milliseconds> total_max) {
    using std::chrono::milliseconds;
    ++tries_;
    milliseconds pause = policy_.first_pause;
    for (unsigned i = 0; i < doublings_ && pause < policy_.longest_pause; ++i)
        pause *= 2;
    pause = std::min(pause, policy_.longest_pause);
    ++doublings_;
    // Jitter: half of it is left to chance, so that many readers do not come back at once
    // (xorshift64).
    random_ ^= random_ << 13;
    random_ ^= random_ >> 7;
    random_ ^= random_ << 17;
    auto half = uint64_t(pause.count()) / 2;
    pause -= milliseconds(half == 0 ? 0 : int64_t(random_ % half));
    if (retry_after) pause = std::max<milliseconds>(pause, *retry_after);
    const milliseconds total = std::min(policy_.total, total_max.value_or(policy_.total));
    if (waited(now) + pause > total) return std::nullopt;
    return pause;
}

bool is_worth_a_retry(int http_status) {
    return http_status == 408 || http_status == 429 || http_status == 500 || http_status == 502 ||
           http_status == 503 || http_status == 504;
}

std::optional<int64_t> parse_http_date(std::string_view text) {
    using namespace std::chrono;
    // "Fri, 27 Nov 2026 08:30:00 GMT"
    if (text.size() != 29 || !text.ends_with(" GMT")) return std::nullopt;
    auto month_at = std::find(k_months.begin(), k_months.end(), text.substr(8, 3));
    std::optional<int> day_read = number(text.substr(5, 2));
    std::optional<int> year_read = number(text.substr(12, 4));
    std::optional<int> hour = number(text.substr(17, 2));
    std::optional<int> minute = number(text.substr(20, 2));
    std::optional<int> second = number(text.substr(23, 2));
    if (month_at == k_months.end() || !day_read || !year_read || !hour || !minute || !second ||
        *hour > 23 || *minute > 59 || *second > 60)
        return std::nullopt;
    year_month_day date{year(*year_read), month(unsigned(month_at - k_months.begin()) + 1),
                        day(unsigned(*day_read))};
    if (!date.ok()) return std::nullopt;
    return sys_days(date).time_since_epoch().count() * int64_t(86400) + *hour * 3600 +
           *minute * 60 + *second;
}

std::string http_date(int64_t unix_seconds) {
    using namespace std::chrono;
    sys_days at{days(unix_seconds / 86400)};
    year_month_day date{at};
    int64_t rest = unix_seconds % 86400;
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", k_days[weekday(at).c_encoding()],
                       unsigned(date.day()), k_months[unsigned(date.month()) - 1], int(date.year()),
                       rest / 3600, rest / 60 % 60, rest % 60);
}

std::optional<std::chrono::seconds> parse_retry_after(std::string_view text, int64_t now) {
    if (std::optional<int> seconds = number(text)) return std::chrono::seconds(*seconds);
    if (std::optional<int64_t> date = parse_http_date(text))
        return std::chrono::seconds(std::max<int64_t>(0, *date - now));
    return std::nullopt;
}

}  // namespace gantry::blob
