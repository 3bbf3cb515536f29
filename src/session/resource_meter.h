#pragma once
// What a session has used of the machine: CPU time of its thread and of its PostgreSQL backend, and
// the bytes that backend has read into its buffers or written. The kernel counts; a look costs two
// system calls and one small file, so the owner takes one at a request's begin only when the last
// is k_sample_interval old. What a request used is therefore exact but for that much of the
// session's requests just before it.
//
// One owner takes samples and sets the backend; anybody may ask total(). Figures that the kernel
// does not give (another user's process, a process that is gone) count as 0 or stay as they were.
//
// Facts: proc(5) on /proc/PID/io, clock_getcpuclockid(3), pthread_getcpuclockid(3).

#include <time.h>

#include <atomic>
#include <chrono>
#include <cstdint>

namespace gantry::session {

struct Consumption {
    int64_t cpu_us = 0;
    int64_t read_bytes = 0;
    int64_t written_bytes = 0;
};
Consumption operator-(const Consumption& a, const Consumption& b);

class ResourceMeter {
  public:
    static constexpr auto k_sample_interval = std::chrono::milliseconds(20);

    // ---- The owner.
    // The calling thread's time counts from now on.
    void watch_this_thread();
    // This process' use counts from now on; what an earlier one used is kept as of its last sample.
    void set_backend(int32_t pid);
    // `now_us`: of a clock that goes forward, as a rule.
    void begin_request(int64_t now_us);

    // ---- Anybody.
    Consumption total() const;
    // Since the last begin_request().
    Consumption request() const;

  private:
    // Three counters that are read together; a look that meets a change may mix old and new.
    struct Counters {
        std::atomic<int64_t> cpu_us{0}, read_bytes{0}, written_bytes{0};
        void store(const Consumption& value);
        Consumption load() const;
    };

    int64_t thread_use_us() const;

    std::atomic<bool> has_thread_{false};
    std::atomic<clockid_t> thread_clock_{0};
    std::atomic<int64_t> thread_base_us_{0};
    std::atomic<int32_t> backend_pid_{0};
    Counters backend_base_;   // of the backend when it became ours
    Counters backends_past_;  // of those before it
    Counters sample_;
    std::atomic<int64_t> sampled_at_us_{0};
};

}  // namespace gantry::session
