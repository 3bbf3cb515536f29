#include "session/restore_tasks.h"

#include <gtest/gtest.h>

#include <latch>

namespace gantry::session {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using State = RestoreTask::State;

// Runs until it is let go or stopped.
struct Gate {
    std::latch begun{1};
    std::atomic<bool> open{false};
    std::atomic<int> workers{0};

    RestoreOrder order(const std::string& database) {
        RestoreOrder out;
        out.database = database;
        out.run = [this, database](int count, restore::ProgressSink& sink, std::stop_token stop) {
            workers = count;
            restore::Progress progress;
            progress.bytes_total = 100;
            progress.bytes_done = 50;
            progress.step = 2;
            progress.step_count = 5;
            progress.step_name = "load rows";
            sink.show(progress);
            begun.count_down();
            while (!open && !stop.stop_requested())
                std::this_thread::sleep_for(milliseconds(1));
            if (stop.stop_requested()) throw restore::Stopped();
            restore::RestoreReport report;
            report.database = database;
            return report;
        };
        return out;
    }
};

TEST(RestoreTasks, RunsAndReports) {
    RestoreTasks tasks({4, 2});
    Gate gate;
    RestoreTaskPtr task = tasks.start(gate.order("a"));
    gate.begun.wait();
    EXPECT_EQ(task->view().state, State::running);
    EXPECT_GT(task->view().percent, 0);
    EXPECT_LT(task->view().percent, 100);
    EXPECT_EQ(task->view().step, "load rows");
    gate.open = true;
    ASSERT_TRUE(task->wait(seconds(10)));
    EXPECT_EQ(task->report().database, "a");
    EXPECT_EQ(task->view().percent, 100);
    EXPECT_EQ(gate.workers, 2);
    EXPECT_TRUE(tasks.live().empty());
}

TEST(RestoreTasks, WaitsForItsTurnWithinTheBudget) {
    RestoreTasks tasks({3, 2});
    Gate first, second, third;
    RestoreTaskPtr a = tasks.start(first.order("a"));
    first.begun.wait();
    RestoreTaskPtr b = tasks.start(second.order("b"));
    second.begun.wait();
    RestoreTaskPtr c = tasks.start(third.order("c"));
    EXPECT_EQ(first.workers, 2);
    EXPECT_EQ(second.workers, 1);
    EXPECT_FALSE(c->wait(milliseconds(5)));
    EXPECT_EQ(c->view().state, State::pending);
    EXPECT_EQ(tasks.live().size(), 3u);
    first.open = true;
    third.begun.wait();
    EXPECT_EQ(third.workers, 2);
    second.open = third.open = true;
    EXPECT_TRUE(b->wait(seconds(10)) && c->wait(seconds(10)));
}

TEST(RestoreTasks, OneOfADatabaseAtATime) {
    RestoreTasks tasks({4, 2});
    Gate gate, other;
    RestoreTaskPtr task = tasks.start(gate.order("Sales"));
    try {
        tasks.start(other.order("SALES"));
        FAIL();
    } catch (const SqlError& error) {
        EXPECT_EQ(error.number(), 3101);
    }
    EXPECT_EQ(tasks.find("sales"), task);
    gate.open = true;
    EXPECT_TRUE(task->wait(seconds(10)));
    EXPECT_EQ(tasks.find("sales"), nullptr);
    other.open = true;
    EXPECT_TRUE(tasks.start(other.order("SALES"))->wait(seconds(10)));
}

TEST(RestoreTasks, CancelsRunningAndPendingOnes) {
    RestoreTasks tasks({1, 1});
    Gate first, second;
    RestoreTaskPtr a = tasks.start(first.order("a"));
    first.begun.wait();
    RestoreTaskPtr b = tasks.start(second.order("b"));
    b->cancel();
    ASSERT_TRUE(b->wait(seconds(10)));
    EXPECT_THROW(b->report(), restore::Stopped);
    a->cancel();
    ASSERT_TRUE(a->wait(seconds(10)));
    EXPECT_THROW(a->report(), restore::Stopped);
}

TEST(RestoreTasks, StopEndsAll) {
    RestoreTasks tasks({1, 1});
    Gate first, second;
    RestoreTaskPtr a = tasks.start(first.order("a"));
    RestoreTaskPtr b = tasks.start(second.order("b"));
    tasks.stop();
    EXPECT_TRUE(a->wait(milliseconds(0)) && b->wait(milliseconds(0)));
    Gate late;
    EXPECT_THROW(tasks.start(late.order("c")), SqlError);
}

TEST(RestoreTasks, ErrorsReachWhoWaits) {
    RestoreTasks tasks({1, 1});
    RestoreOrder order;
    order.database = "a";
    order.run = [](int, restore::ProgressSink&, std::stop_token) -> restore::RestoreReport {
        throw SqlError(3257, "full");
    };
    RestoreTaskPtr task = tasks.start(order);
    ASSERT_TRUE(task->wait(seconds(10)));
    EXPECT_THROW(task->report(), SqlError);
}

TEST(RestoreBudget, FollowsCoresAndMemory) {
    EXPECT_EQ(restore_budget(2, 10240).workers, 4);
    EXPECT_EQ(restore_budget(2, 10240).workers_per_task, 2);
    EXPECT_EQ(restore_budget(16, 1 << 20).workers_per_task, 8);
    EXPECT_EQ(restore_budget(16, 1024).workers, 2);
    EXPECT_EQ(restore_budget(1, 0).workers, 1);
    EXPECT_EQ(restore_budget(1, 0).workers_per_task, 1);
}

}  // namespace
}  // namespace gantry::session
