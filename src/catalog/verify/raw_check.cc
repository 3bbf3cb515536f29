#include "catalog/verify/raw_check.h"

namespace gantry::catalog {

using backup::ExtentOnMedia;
using storage::PageId;

namespace {

constexpr size_t k_extents_per_batch = 64;  // 4 MB
constexpr size_t k_waiting_per_thread = 2;

}  // namespace

RawCheck::RawCheck(backup::IndexedPages& pages, size_t threads, size_t findings_of_each_kind,
                   Calls calls)
    : pages_(pages), threads_(threads), calls_(std::move(calls)), findings_(findings_of_each_kind) {
    for (size_t i = 1; i < threads_; ++i)
        workers_.emplace_back([this] { run(); });
}

RawCheck::~RawCheck() {
    {
        std::lock_guard lock(mutex_);
        waiting_.clear();
    }
    close();
}

void RawCheck::add(const ExtentOnMedia& extent) {
    building_.extents.push_back(extent);
    if (building_.extents.size() >= k_extents_per_batch) submit();
}

// To the others; when enough waits for them, this thread does its share.
void RawCheck::submit() {
    Batch batch = std::move(building_);
    building_ = {};
    // The extents that come next are needed before they are added.
    building_.part = std::make_unique<ReadingPart>(pages_.byte_sources());
    {
        std::lock_guard lock(mutex_);
        if (waiting_.size() < k_waiting_per_thread * workers_.size()) {
            waiting_.push_back(std::move(batch));
        }
    }
    if (batch.extents.empty()) {
        changed_.notify_one();
    } else {
        check(batch);
    }
    take_checked();
}

void RawCheck::run() {
    try {
        for (;;) {
            Batch batch;
            {
                std::unique_lock lock(mutex_);
                changed_.wait(lock, [&] { return closed_ || !waiting_.empty(); });
                if (waiting_.empty()) return;
                batch = std::move(waiting_.front());
                waiting_.pop_front();
            }
            check(batch);
        }
    } catch (...) {
        std::lock_guard lock(mutex_);
        if (!failure_) failure_ = std::current_exception();
    }
}

void RawCheck::check(Batch& batch) {
    std::array<uint64_t, k_raw_page_states> counts{};
    batch.good.assign(batch.extents.size(), 0);
    for (size_t e = 0; e < batch.extents.size(); ++e) {
        const ExtentOnMedia& extent = batch.extents[e];
        for (uint32_t i = 0; i < extent.page_count; ++i) {
            PageId id = extent.first;
            if (!id.is_null()) id.page += i;
            RawPageResult result =
                check_raw_page(extent.bytes + size_t(i) * storage::k_page_size, id);
            ++counts[size_t(result.state)];
            if (result.state == RawPage::checksum_good) {
                batch.good[e] = uint8_t(batch.good[e] | 1u << i);
            } else if (result.state == RawPage::damaged) {
                findings_.error(CheckKind::checksum, id, std::move(result.problem));
            }
        }
    }
    if (calls_.release) calls_.release(batch.extents.front(), batch.extents.back());
    batch.part.reset();
    uint64_t done;
    {
        std::lock_guard lock(mutex_);
        for (size_t i = 0; i < counts.size(); ++i)
            counts_[i] += counts[i];
        done = done_ += batch.extents.size();
        checked_.push_back(std::move(batch));
    }
    if (calls_.progress) calls_.progress(done);
}

void RawCheck::take_checked() {
    std::vector<Batch> checked;
    {
        std::lock_guard lock(mutex_);
        checked.swap(checked_);
    }
    for (const Batch& batch : checked) {
        for (size_t e = 0; e < batch.extents.size(); ++e) {
            const ExtentOnMedia& extent = batch.extents[e];
            if (batch.good[e] != 0) pages_.note_good(extent.first, extent.bytes, batch.good[e]);
        }
    }
}

void RawCheck::close() {
    {
        std::lock_guard lock(mutex_);
        closed_ = true;
    }
    changed_.notify_all();
    for (std::thread& worker : workers_)
        worker.join();
    workers_.clear();
}

void RawCheck::finish(Findings& findings) {
    if (!building_.extents.empty()) submit();
    {
        std::lock_guard lock(mutex_);
        closed_ = true;
    }
    run();  // what still waits; it keeps what is thrown
    close();
    if (failure_) std::rethrow_exception(failure_);
    take_checked();
    findings.take(findings_);
}

}  // namespace gantry::catalog
