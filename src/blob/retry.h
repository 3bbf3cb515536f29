#pragma once
// When a failed try is made again, and when it is given up. Sans I/O: the caller tells the time.
// One thread.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gantry::blob {

struct RetryPolicy {
    std::chrono::milliseconds total{300'000};  // without progress
    std::chrono::milliseconds first_pause{500};
    std::chrono::milliseconds longest_pause{30'000};
};

class Retry {
  public:
    using Clock = std::chrono::steady_clock;

    Retry(const RetryPolicy& policy, Clock::time_point now, uint64_t seed);

    // Something useful came: pauses are short again and the time starts over. Little drops do not
    // count, or a server could hold a call for ever.
    void progress(uint64_t bytes, Clock::time_point now);
    // The pause before the next try; nothing when the time is over, or will be before the service
    // wants to be asked again. `retry_after`: what the reply said. `total_max`: this failure is not
    // worth more time without progress.
    std::optional<std::chrono::milliseconds> next(
        Clock::time_point now, std::optional<std::chrono::seconds> retry_after = {},
        std::optional<std::chrono::milliseconds> total_max = {});

    unsigned tries() const { return tries_; }  // that failed, in all
    std::chrono::milliseconds waited(Clock::time_point now) const;

  private:
    RetryPolicy policy_;
    Clock::time_point start_;
    uint64_t random_;
    uint64_t progressed_ = 0;
    unsigned tries_ = 0;
    unsigned doublings_ = 0;
};

bool is_worth_a_retry(int http_status);

// Retry-After as seconds or as a date (IMF-fixdate); `now` in seconds since 1970.
std::optional<std::chrono::seconds> parse_retry_after(std::string_view text, int64_t now);
// "Fri, 27 Nov 2026 08:30:00 GMT" <-> seconds since 1970 (RFC 9110 section 5.6.7).
std::optional<int64_t> parse_http_date(std::string_view text);
std::string http_date(int64_t unix_seconds);

}  // namespace gantry::blob
