#include "restore/progress.h"

#include <gtest/gtest.h>

#include "restore/replay_progress.h"
#include "restore/restore.h"

namespace gantry::restore {
namespace {

struct Sink : NoProgress {
    std::chrono::milliseconds interval() const override { return std::chrono::milliseconds(0); }
    void show(const Progress& progress) override { percents.push_back(percent_of(progress)); }
    std::vector<int> percents;
};

TEST(RestorePercent, StepsShareWhatIsLeft) {
    Progress progress;
    progress.step = 2;
    progress.step_count = 5;
    progress.bytes_total = 100;
    EXPECT_EQ(percent_of(progress), 1);
    progress.bytes_done = 100;
    EXPECT_EQ(percent_of(progress), 75);
    progress.percent_begin = 30;
    EXPECT_EQ(percent_of(progress), 30 + 69 * 75 / 99);
    progress.step = 5;
    progress.parts_total = progress.parts_done = 1;
    EXPECT_EQ(percent_of(progress), 99);
}

TEST(RestorePercent, GoesOnWhileLogIsReplayed) {
    Sink sink;
    std::stop_source stop;
    ReplayProgress replay(sink, stop.get_token(), "Shop");
    EXPECT_EQ(replay.percent_done(), 0) << "log that takes no time is no step";
    for (uint64_t done : {0, 50, 100})
        replay.look(done, 100);
    EXPECT_EQ(sink.percents, (std::vector<int>{0, 14, 30}));
    EXPECT_EQ(replay.percent_done(), 30);
    stop.request_stop();
    EXPECT_THROW(replay.look(100, 100), Stopped);
}

}  // namespace
}  // namespace gantry::restore
