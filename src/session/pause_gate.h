#pragma once
// Lets an instance restart its PostgreSQL between requests (`gantry instance scale`). Requests pass
// the gate; while it is closed new ones wait, and their clients see a pause. Sessions whose
// PostgreSQL backend holds what a new one would not have (an open transaction, temporary tables)
// pass all the same, and the gate can't be shut for good until they are done.
//
//     closed = gate.close(window): no new requests; true when nothing runs and nobody holds.
//     ... restart ...
//     gate.open(true): sessions take a new backend before their next request.
//
// Thread-safe. One closes at a time.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace gantry::session {

class PauseGate {
  public:
    // One session's, or one background task's, with the gate. Its methods are for one thread.
    class Member {
      public:
        Member(PauseGate& gate, int id) : gate_(gate), id_(id) {}
        ~Member();
        Member(const Member&) = delete;
        Member& operator=(const Member&) = delete;

        // False while the gate is closed and the member holds nothing: wait_open(), then again.
        bool enter();
        void leave();
        // Empty: its backend may go. Else why not, for people: "an open transaction".
        void hold(std::string_view why);
        bool is_holding() const { return holding_; }
        // True once after each restart.
        bool take_restart();

      private:
        PauseGate& gate_;
        int id_;
        bool inside_ = false;
        bool holding_ = false;
        uint64_t restarts_seen_ = gate_.restarts_.load();
    };

    struct Holder {
        int id = 0;
        std::string why;
    };

    // Waits until the gate is open, at most so long.
    void wait_open(std::chrono::milliseconds patience);
    bool is_closed() const { return closed_.load(std::memory_order_relaxed); }

    // True: closed and quiet. False: it was not quiet within `window`, and the gate is open again.
    bool close(std::chrono::milliseconds window);
    void open(bool restarted);
    std::vector<Holder> holders() const;
    int active() const { return active_.load(std::memory_order_relaxed); }

  private:
    std::atomic<int> active_{0};
    std::atomic<bool> closed_{false};
    std::atomic<uint64_t> restarts_{0};
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::map<int, std::string> holders_;
};

// Leaves at the end of the scope.
class PausePass {
  public:
    explicit PausePass(PauseGate::Member& member) : member_(member) {}
    ~PausePass() { member_.leave(); }
    PausePass(const PausePass&) = delete;
    PausePass& operator=(const PausePass&) = delete;

  private:
    PauseGate::Member& member_;
};

}  // namespace gantry::session
