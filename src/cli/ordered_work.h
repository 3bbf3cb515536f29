#pragma once
// Work on numbered items by several threads, taken in the items' order: what `gantry tsql` prints
// does not depend on which thread was quicker.

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace gantry::cli {

// Calls work(i) for 0 <= i < count on `threads` threads (0: one for each core) and take(result) on
// the caller's thread, in order. At most a few results a thread wait to be taken, so memory does
// not grow with the number of items. An exception of work() comes out here, once its turn has come.
template <class Work, class Take>
void ordered_work(size_t count, size_t threads, Work&& work, Take&& take) {
    using Result = decltype(work(size_t{}));
    if (threads == 0) threads = std::clamp<size_t>(std::thread::hardware_concurrency(), 1, 64);
    threads = std::min(threads, count);
    if (threads <= 1) {
        for (size_t i = 0; i < count; ++i)
            take(work(i));
        return;
    }
    struct Outcome {
        std::optional<Result> result;
        std::exception_ptr problem;
    };
    std::mutex mutex;
    std::condition_variable changed;
    std::map<size_t, Outcome> waiting;
    size_t next = 0;   // to be begun
    size_t taken = 0;  // to be taken
    bool stopping = false;
    const size_t ahead_max = threads * 4;
    auto run = [&] {
        std::unique_lock lock(mutex);
        for (;;) {
            changed.wait(lock,
                         [&] { return stopping || next >= count || next < taken + ahead_max; });
            if (stopping || next >= count) return;
            const size_t item = next++;
            lock.unlock();
            Outcome outcome;
            try {
                outcome.result.emplace(work(item));
            } catch (...) {
                outcome.problem = std::current_exception();
            }
            lock.lock();
            waiting.emplace(item, std::move(outcome));
            changed.notify_all();
        }
    };
    std::vector<std::jthread> workers;
    for (size_t i = 0; i < threads; ++i)
        workers.emplace_back(run);
    auto stop = [&] {
        const std::lock_guard lock(mutex);
        stopping = true;
        changed.notify_all();
    };
    try {
        while (taken < count) {
            std::unique_lock lock(mutex);
            changed.wait(lock, [&] { return waiting.contains(taken); });
            Outcome outcome = std::move(waiting.extract(taken).mapped());
            ++taken;
            changed.notify_all();
            lock.unlock();
            if (outcome.problem) std::rethrow_exception(outcome.problem);
            take(std::move(*outcome.result));
        }
    } catch (...) {
        stop();
        throw;
    }
    stop();
}

}  // namespace gantry::cli
