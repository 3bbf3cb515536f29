#pragma once
// Whether statements may take more storage. The instance measures what it uses and sets the level
// (instance/storage_watch.h); sessions look before they run a statement that grows, and one that
// runs when the level rises is cancelled. What frees storage, and what only reads, goes on.
//
// Refusals are checked twice: who is refused asks for a fresh measurement first and waits for it a
// moment, so that what a DELETE or DROP has just freed counts at once.
//
// Thread-safe. A Slot belongs to one session and is used by its thread and by set().

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "pg/wire_session.h"

namespace gantry::session {

enum class StorageLevel : uint8_t {
    free,
    full,      // nothing may grow: 1105
    critical,  // the disk has hardly room for the log: nothing may be changed at all: 9002
};

struct StorageState {
    StorageLevel level = StorageLevel::free;
    uint64_t used_bytes = 0;   // databases and log, without what is free inside of files
    uint64_t quota_bytes = 0;  // 0: none
    uint64_t free_bytes = 0;   // that may still be used: of the quota or of the disk
    bool by_disk = false;      // the disk is what is full
};

class StorageGate {
  public:
    struct Slot {
        std::mutex mutex;
        pg::WireSession* running = nullptr;
        bool cancelled = false;
    };
    // Registers a session's slot as long as it lives.
    class Member {
      public:
        explicit Member(StorageGate& gate);
        ~Member();
        Member(const Member&) = delete;
        Member& operator=(const Member&) = delete;
        Slot& slot() { return slot_; }

      private:
        StorageGate& gate_;
        Slot slot_;
    };
    // Around a statement that takes storage. Throws nothing.
    class Growth {
      public:
        Growth(StorageGate& gate, Slot& slot, pg::WireSession& session);
        ~Growth();
        Growth(const Growth&) = delete;
        Growth& operator=(const Growth&) = delete;
        // Whether set() cancelled it.
        bool cancelled() const;

      private:
        StorageGate& gate_;
        Slot& slot_;
    };
    // Around work that takes storage and looks after itself (a restore): the instance measures
    // often meanwhile.
    class Busy {
      public:
        explicit Busy(StorageGate& gate);
        ~Busy();
        Busy(const Busy&) = delete;
        Busy& operator=(const Busy&) = delete;

      private:
        StorageGate& gate_;
    };

    StorageLevel level() const { return level_.load(std::memory_order_relaxed); }
    StorageState state() const;
    // Whether the level, measured anew if need be, lets such a statement run.
    bool may_grow();
    bool may_change();
    // Rows of this PostgreSQL table were deleted, or added in vain.
    void note_freed(std::string pg_table);

    // What may still be taken; UINT64_MAX when nobody watches.
    uint64_t room() const;

    // ---- The instance.
    // Makes the watch look now.
    void look_soon();
    void set(const StorageState& state);
    // Sleeps until `pause_ms` have passed, a measurement is wanted, or, when `until_busy`, somebody
    // begins to grow. False when stop() was called.
    bool wait(int pause_ms, bool until_busy);
    // Whether somebody who was refused waits for this round.
    bool is_asked() const;
    // What note_freed() was told since the last call.
    std::vector<std::string> take_freed();
    // Ends a round of measuring: who waits for it goes on.
    void round_done();
    bool is_busy() const { return busy_.load(std::memory_order_relaxed) > 0; }
    void stop();

  private:
    void begin_busy();
    void measure_again();

    std::atomic<StorageLevel> level_{StorageLevel::free};
    std::atomic<int> busy_{0};
    std::atomic<bool> sleeping_{false};
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    StorageState state_;
    std::set<Slot*> slots_;
    std::set<std::string> freed_;
    uint64_t rounds_wanted_ = 0;
    uint64_t rounds_done_ = 0;
    bool watched_ = false;
    bool measuring_ = false;
    bool stopped_ = false;
};

// 1105 for a table of `database`, and 9002; with what is used and what there is.
SqlError storage_full(const StorageState& state, std::string_view database,
                      std::string_view schema, std::string_view table);
// 1105 for a sort or hash that spilled more than one session may.
SqlError sort_full();
SqlError log_full(const StorageState& state, std::string_view database);

}  // namespace gantry::session
