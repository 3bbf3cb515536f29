#pragma once
// The same work for every index on a few threads. The first exception is thrown on when all have
// stopped; `work` itself must be thread-safe.

#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace gantry::catalog {

template <typename Work>
void for_each_index(size_t count, size_t threads, Work&& work) {
    std::atomic<size_t> next{0};
    std::exception_ptr failure;
    std::mutex failure_mutex;
    auto run = [&] {
        try {
            for (size_t i; (i = next.fetch_add(1)) < count;)
                work(i);
        } catch (...) {
            std::lock_guard lock(failure_mutex);
            if (!failure) failure = std::current_exception();
            next = count;
        }
    };
    {
        std::vector<std::jthread> pool;
        for (size_t i = 1; i < threads && i < count; ++i)
            pool.emplace_back(run);
        run();
    }
    if (failure) std::rethrow_exception(failure);
}

}  // namespace gantry::catalog
