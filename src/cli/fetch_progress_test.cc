#include "cli/fetch_progress.h"

#include <gtest/gtest.h>

namespace gantry::cli {
namespace {

TEST(FetchProgress, TellsWhatCameAndHowFast) {
    FetchProgress progress;
    progress.bytes = 3 << 20;
    progress.bytes_total = uint64_t(8) << 30;
    progress.blobs = 3;
    progress.bytes_per_second = 1536 << 10;
    EXPECT_EQ(fetch_progress_text(progress), "read 3.0 MB of 3 blobs (8.0 GB), 1.5 MB/s");
    progress.blobs = 1;
    progress.silence = std::chrono::seconds(12);
    EXPECT_EQ(fetch_progress_text(progress), "read 3.0 MB of a blob (8.0 GB), nothing for 12 s");
}

}  // namespace
}  // namespace gantry::cli
