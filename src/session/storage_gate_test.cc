#include "session/storage_gate.h"

#include <gtest/gtest.h>

#include <thread>

namespace gantry::session {
namespace {

StorageState full() {
    return {StorageLevel::full, uint64_t(250) << 20, uint64_t(256) << 20, uint64_t(6) << 20, false};
}

TEST(StorageGate, WithoutAWatchNothingWaits) {
    StorageGate gate;
    EXPECT_TRUE(gate.may_grow());
    gate.set(full());
    EXPECT_FALSE(gate.may_grow());
    EXPECT_TRUE(gate.may_change());
}

TEST(StorageGate, WhoIsRefusedGetsANewMeasurementFirst) {
    StorageGate gate;
    gate.set(full());
    std::thread watch([&] {
        while (gate.wait(10000, true)) {
            gate.set({});
            gate.round_done();
        }
    });
    while (gate.level() != StorageLevel::full) std::this_thread::yield();
    // Until the watch is there a refusal stands.
    while (!gate.may_grow()) std::this_thread::yield();
    gate.stop();
    watch.join();
}

TEST(StorageGate, GrowthWakesTheWatch) {
    StorageGate gate;
    std::thread watch([&] {
        EXPECT_TRUE(gate.wait(60000, true));
        EXPECT_TRUE(gate.is_busy());
    });
    {
        StorageGate::Busy busy(gate);
        watch.join();
    }
    EXPECT_FALSE(gate.is_busy());
}

TEST(StorageGate, FreedTablesAreToldOnceAndOnlyWhenFull) {
    StorageGate gate;
    gate.note_freed("a");
    EXPECT_TRUE(gate.take_freed().empty());
    gate.set(full());
    gate.note_freed("a");
    gate.note_freed("a");
    EXPECT_EQ(gate.take_freed(), std::vector<std::string>{"a"});
    EXPECT_TRUE(gate.take_freed().empty());
}

TEST(StorageGate, ErrorsHaveTheirNumbersAndWhatIsUsed) {
    const SqlError error = storage_full(full(), "sales", "dbo", "Orders");
    EXPECT_EQ(error.number(), 1105);
    EXPECT_EQ(error.severity(), 17);
    const std::string text = error.what();
    EXPECT_TRUE(text.starts_with("Could not allocate space for object 'dbo.Orders' in database "
                                 "'sales' because the 'PRIMARY' filegroup is full."));
    EXPECT_TRUE(text.ends_with("The instance uses 250 MB of its 256 MB of storage."));
    EXPECT_NE(std::string(storage_full(full(), "sales", "", "#t").what()).find("'tempdb'"),
              std::string::npos);
    StorageState disk{StorageLevel::critical, 0, 0, uint64_t(90) << 20, true};
    EXPECT_EQ(log_full(disk, "sales").number(), 9002);
    EXPECT_EQ(std::string(log_full(disk, "sales").what()),
              "The transaction log for database 'sales' is full due to 'CHECKPOINT'. The disk of "
              "the instance has 90 MB left.");
}

}  // namespace
}  // namespace gantry::session
