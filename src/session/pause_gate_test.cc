#include "session/pause_gate.h"

#include <gtest/gtest.h>

#include <thread>

namespace gantry::session {
namespace {

using std::chrono::milliseconds;

TEST(PauseGate, ClosesWhenNothingRuns) {
    PauseGate gate;
    PauseGate::Member member(gate, 51);
    EXPECT_FALSE(member.take_restart());
    EXPECT_TRUE(gate.close(milliseconds(0)));
    EXPECT_FALSE(member.enter());
    EXPECT_EQ(gate.active(), 0);
    gate.open(true);
    EXPECT_TRUE(member.enter());
    EXPECT_TRUE(member.take_restart());
    EXPECT_FALSE(member.take_restart());
    member.leave();
}

TEST(PauseGate, OpensAgainWhenSomethingGoesOn) {
    PauseGate gate;
    PauseGate::Member member(gate, 51);
    ASSERT_TRUE(member.enter());
    EXPECT_FALSE(gate.close(milliseconds(1)));
    EXPECT_FALSE(gate.is_closed());
    member.leave();
    EXPECT_TRUE(gate.close(milliseconds(1)));
    gate.open(false);
    EXPECT_FALSE(member.take_restart());
}

TEST(PauseGate, WaitsForWhatRuns) {
    PauseGate gate;
    PauseGate::Member member(gate, 51);
    ASSERT_TRUE(member.enter());
    std::thread closer([&] { EXPECT_TRUE(gate.close(milliseconds(10000))); });
    while (!gate.is_closed()) std::this_thread::yield();
    member.leave();
    closer.join();
    gate.open(true);
}

TEST(PauseGate, HoldersPassAndKeepItOpen) {
    PauseGate gate;
    PauseGate::Member member(gate, 52);
    member.hold("an open transaction");
    EXPECT_FALSE(gate.close(milliseconds(1)));
    std::thread closer([&] { EXPECT_TRUE(gate.close(milliseconds(10000))); });
    while (!gate.is_closed()) std::this_thread::yield();
    EXPECT_TRUE(member.enter());
    ASSERT_EQ(gate.holders().size(), 1U);
    EXPECT_EQ(gate.holders()[0].id, 52);
    EXPECT_EQ(gate.holders()[0].why, "an open transaction");
    member.hold({});
    member.leave();
    closer.join();
}

TEST(PauseGate, MembersThatEndLetGo) {
    PauseGate gate;
    {
        PauseGate::Member member(gate, 53);
        member.hold("temporary tables");
        ASSERT_TRUE(member.enter());
    }
    EXPECT_TRUE(gate.close(milliseconds(1)));
}

TEST(PauseGate, ManyThreadsNeverPassAClosedGate) {
    PauseGate gate;
    std::atomic<bool> shut{false};
    std::atomic<bool> stop{false};
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&, i] {
            PauseGate::Member member(gate, i);
            while (!stop) {
                if (!member.enter()) {
                    gate.wait_open(milliseconds(1));
                    continue;
                }
                if (shut) ++wrong;
                member.leave();
            }
        });
    }
    for (int i = 0; i < 50; ++i) {
        if (!gate.close(milliseconds(100))) continue;
        shut = true;
        std::this_thread::yield();
        shut = false;
        gate.open(true);
    }
    stop = true;
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace gantry::session
