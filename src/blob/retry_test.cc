#include "blob/retry.h"

#include <gtest/gtest.h>

namespace gantry::blob {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Retry::Clock::time_point k_start{seconds(1000)};

TEST(Retry, PausesGrowUpToTheLongest) {
    Retry retry({seconds(300), milliseconds(500), seconds(30)}, k_start, 7);
    milliseconds longest(500);
    for (int i = 0; i < 10; ++i) {
        auto pause = retry.next(k_start);
        ASSERT_TRUE(pause);
        EXPECT_LE(*pause, longest);
        EXPECT_GT(*pause, longest / 2 - milliseconds(1));
        longest = std::min<milliseconds>(longest * 2, seconds(30));
    }
    EXPECT_EQ(retry.tries(), 10u);
}

TEST(Retry, EndsWhenTheTimeIsOver) {
    Retry retry({seconds(10), milliseconds(500), seconds(30)}, k_start, 7);
    EXPECT_TRUE(retry.next(k_start + seconds(5)));
    EXPECT_FALSE(retry.next(k_start + seconds(10)));
}

TEST(Retry, ProgressStartsItOver) {
    Retry retry({seconds(10), milliseconds(500), seconds(30)}, k_start, 7);
    for (int i = 0; i < 5; ++i)
        retry.next(k_start);
    retry.progress(100, k_start + seconds(9));
    EXPECT_FALSE(retry.next(k_start + seconds(10))) << "drops do not count";
    retry.progress(64 << 10, k_start + seconds(10));
    auto pause = retry.next(k_start + seconds(11));
    ASSERT_TRUE(pause);
    EXPECT_LE(*pause, milliseconds(500));
}

TEST(Retry, HonoursRetryAfter) {
    Retry retry({seconds(60), milliseconds(500), seconds(30)}, k_start, 7);
    EXPECT_EQ(retry.next(k_start, seconds(40)), milliseconds(40'000));
    EXPECT_FALSE(retry.next(k_start, seconds(70)));
}

TEST(Retry, AFailureMayBeWorthLessTime) {
    Retry retry({seconds(300), milliseconds(500), seconds(30)}, k_start, 7);
    EXPECT_FALSE(retry.next(k_start + seconds(61), {}, seconds(60)));
    EXPECT_TRUE(retry.next(k_start + seconds(61)));
    EXPECT_FALSE(retry.next(k_start + seconds(301), {}, seconds(900)));
}

TEST(Retry, Statuses) {
    for (int status : {408, 429, 500, 502, 503, 504})
        EXPECT_TRUE(is_worth_a_retry(status));
    for (int status : {200, 304, 400, 403, 404, 409, 412, 416, 501})
        EXPECT_FALSE(is_worth_a_retry(status));
}

TEST(Retry, Dates) {
    EXPECT_EQ(http_date(1795768200), "Fri, 27 Nov 2026 08:30:00 GMT");
    EXPECT_EQ(parse_http_date("Fri, 27 Nov 2026 08:30:00 GMT"), 1795768200);
    EXPECT_EQ(parse_http_date("Thu, 29 Feb 2024 00:00:00 GMT"), 1709164800);
    for (const char* bad : {"", "Fri, 27 Nov 2026 08:30:00", "Fri, 27 Xxx 2026 08:30:00 GMT",
                            "Fri, 31 Feb 2026 08:30:00 GMT", "Fri, 27 Nov 2026 28:30:00 GMT",
                            "Fri, -7 Nov 2026 08:30:00 GMT"})
        EXPECT_EQ(parse_http_date(bad), std::nullopt) << bad;
    EXPECT_EQ(parse_retry_after("5", 0), seconds(5));
    EXPECT_EQ(parse_retry_after("Fri, 27 Nov 2026 08:30:00 GMT", 1795768190), seconds(10));
    EXPECT_EQ(parse_retry_after("Fri, 27 Nov 2026 08:30:00 GMT", 1795768290), seconds(0));
    EXPECT_EQ(parse_retry_after("soon", 0), std::nullopt);
    EXPECT_EQ(parse_retry_after("99999999999999", 0), std::nullopt);
}

}  // namespace
}  // namespace gantry::blob
