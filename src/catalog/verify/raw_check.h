#pragma once
// Pages by themselves (raw_page.h), checked by a few threads while another thread still finds out
// where pages belong: extents are added as they are placed, checked while their bytes are warm, and
// given back. Few extents wait at a time, whatever the size of the backup.
//
// One thread adds and finishes; it takes part in the work. Findings stay apart until finish(): what
// placing refuses (an encrypted database) is told alone.

#include <array>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "backup/media_set.h"
#include "base/byte_source.h"
#include "catalog/verify/findings.h"
#include "catalog/verify/raw_page.h"

namespace gantry::catalog {

class RawCheck {
  public:
    struct Calls {
        // Gives back memory of the bytes from `first` to `last`, from any thread.
        std::function<void(const backup::ExtentOnMedia& first, const backup::ExtentOnMedia& last)>
            release;
        std::function<void(uint64_t extents_done)> progress;  // from any thread
    };
    // `pages` is told which pages need no second look.
    RawCheck(backup::IndexedPages& pages, size_t threads, size_t findings_of_each_kind,
             Calls calls);
    ~RawCheck();  // without finish(): what was not checked yet is left
    RawCheck(const RawCheck&) = delete;
    RawCheck& operator=(const RawCheck&) = delete;

    void add(const backup::ExtentOnMedia& extent);
    // When all that was added is checked. Throws what a thread threw.
    void finish(Findings& findings);
    // By RawPage; after finish().
    const std::array<uint64_t, k_raw_page_states>& counts() const { return counts_; }

  private:
    struct Batch {
        std::vector<backup::ExtentOnMedia> extents;
        std::vector<uint8_t> good;  // of each extent, a bit a page
        // From before the extents were needed until they are checked.
        std::unique_ptr<ReadingPart> part;
    };

    void submit();
    void run();
    void check(Batch& batch);
    void take_checked();
    void close();

    backup::IndexedPages& pages_;
    size_t threads_;
    Calls calls_;
    Findings findings_;
    Batch building_;
    std::mutex mutex_;  // of all below
    std::condition_variable changed_;
    std::deque<Batch> waiting_;
    std::vector<Batch> checked_;  // the index is not told yet: it belongs to the thread that places
    std::array<uint64_t, k_raw_page_states> counts_{};
    uint64_t done_ = 0;
    bool closed_ = false;
    std::exception_ptr failure_;
    std::vector<std::thread> workers_;
};

}  // namespace gantry::catalog
