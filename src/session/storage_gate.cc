#include "session/storage_gate.h"

#include <fmt/core.h>

#include <chrono>

namespace gantry::session {

namespace {

// More are vacuumed by PostgreSQL itself.
constexpr size_t k_freed_max = 200;
// Who is refused waits so long for a new measurement.
constexpr auto k_patience = std::chrono::seconds(3);

std::string used_text(const StorageState& state) {
    const auto mb = [](uint64_t bytes) { return bytes >> 20; };
    if (state.by_disk || state.quota_bytes == 0) {
        return fmt::format("The disk of the instance has {} MB left.", mb(state.free_bytes));
    }
    return fmt::format("The instance uses {} MB of its {} MB of storage.", mb(state.used_bytes),
                       mb(state.quota_bytes));
}

}  // namespace

StorageGate::Member::Member(StorageGate& gate) : gate_(gate) {
    std::lock_guard lock(gate_.mutex_);
    gate_.slots_.insert(&slot_);
}

StorageGate::Member::~Member() {
    std::lock_guard lock(gate_.mutex_);
    gate_.slots_.erase(&slot_);
}

StorageGate::Growth::Growth(StorageGate& gate, Slot& slot, pg::WireSession& session)
    : gate_(gate), slot_(slot) {
    {
        std::lock_guard lock(slot_.mutex);
        slot_.running = &session;
        slot_.cancelled = false;
    }
    gate_.begin_busy();
}

StorageGate::Growth::~Growth() {
    gate_.busy_.fetch_sub(1, std::memory_order_relaxed);
    std::lock_guard lock(slot_.mutex);
    slot_.running = nullptr;
}

bool StorageGate::Growth::cancelled() const {
    std::lock_guard lock(slot_.mutex);
    return slot_.cancelled;
}

StorageGate::Busy::Busy(StorageGate& gate) : gate_(gate) {
    gate_.begin_busy();
}

StorageGate::Busy::~Busy() {
    gate_.busy_.fetch_sub(1, std::memory_order_relaxed);
}

void StorageGate::begin_busy() {
    busy_.fetch_add(1, std::memory_order_seq_cst);
    if (!sleeping_.load(std::memory_order_seq_cst)) return;
    std::lock_guard lock(mutex_);
    changed_.notify_all();
}

StorageState StorageGate::state() const {
    std::lock_guard lock(mutex_);
    return state_;
}

void StorageGate::measure_again() {
    std::unique_lock lock(mutex_);
    if (!watched_ || stopped_) return;
    // One that is under way may have looked too early: the next one counts.
    uint64_t round = rounds_done_ + (measuring_ ? 2 : 1);
    rounds_wanted_ = std::max(rounds_wanted_, round);
    changed_.notify_all();
    changed_.wait_for(lock, k_patience, [&] { return rounds_done_ >= round || stopped_; });
}

bool StorageGate::may_grow() {
    if (level() == StorageLevel::free) return true;
    measure_again();
    return level() == StorageLevel::free;
}

bool StorageGate::may_change() {
    if (level() != StorageLevel::critical) return true;
    measure_again();
    return level() != StorageLevel::critical;
}

void StorageGate::note_freed(std::string pg_table) {
    if (level() == StorageLevel::free) return;
    std::lock_guard lock(mutex_);
    if (freed_.size() < k_freed_max) freed_.insert(std::move(pg_table));
}

uint64_t StorageGate::room() const {
    std::lock_guard lock(mutex_);
    if (!watched_) return UINT64_MAX;
    return state_.level == StorageLevel::free ? state_.free_bytes : 0;
}

void StorageGate::look_soon() {
    std::lock_guard lock(mutex_);
    rounds_wanted_ = std::max(rounds_wanted_, rounds_done_ + 1);
    changed_.notify_all();
}

void StorageGate::set(const StorageState& state) {
    std::lock_guard lock(mutex_);
    state_ = state;
    level_.store(state.level, std::memory_order_relaxed);
    if (state.level == StorageLevel::free) return;
    for (Slot* slot : slots_) {
        // Held while PostgreSQL is told, so that it can't be the next statement that ends.
        std::lock_guard slot_lock(slot->mutex);
        if (slot->running == nullptr || slot->cancelled) continue;
        slot->cancelled = true;
        slot->running->cancel();
    }
}

bool StorageGate::wait(int pause_ms, bool until_busy) {
    std::unique_lock lock(mutex_);
    watched_ = true;
    sleeping_.store(until_busy, std::memory_order_seq_cst);
    changed_.wait_for(lock, std::chrono::milliseconds(pause_ms), [&] {
        return stopped_ || rounds_wanted_ > rounds_done_ || (until_busy && is_busy());
    });
    sleeping_.store(false, std::memory_order_relaxed);
    measuring_ = true;
    return !stopped_;
}

bool StorageGate::is_asked() const {
    std::lock_guard lock(mutex_);
    return rounds_wanted_ > rounds_done_;
}

std::vector<std::string> StorageGate::take_freed() {
    std::lock_guard lock(mutex_);
    std::vector<std::string> out(freed_.begin(), freed_.end());
    freed_.clear();
    return out;
}

void StorageGate::round_done() {
    std::lock_guard lock(mutex_);
    ++rounds_done_;
    measuring_ = false;
    changed_.notify_all();
}

void StorageGate::stop() {
    std::lock_guard lock(mutex_);
    stopped_ = true;
    changed_.notify_all();
}

SqlError storage_full(const StorageState& state, std::string_view database,
                      std::string_view schema, std::string_view table) {
    std::string_view where = table.starts_with('#') ? std::string_view("tempdb") : database;
    return SqlError(
        1105, 17, 2,
        fmt::format("Could not allocate space for object '{}.{}' in database '{}' because the "
                    "'PRIMARY' filegroup is full. Create disk space by deleting unneeded files, "
                    "dropping objects in the filegroup, adding additional files to the filegroup, "
                    "or setting autogrowth on for existing files in the filegroup. {}",
                    schema.empty() ? "dbo" : schema, table, where, used_text(state)),
        "delete or drop what is not needed, or gantry instance scale NAME --storage");
}

SqlError sort_full() {
    return SqlError(1105, 17, 2,
                    "Could not allocate space for object 'dbo.SORT temporary run storage' in "
                    "database 'tempdb' because the 'PRIMARY' filegroup is full. The sorts and "
                    "hashes of a session may spill a quarter of the instance's storage.",
                    "gantry instance scale NAME --storage, or --memory");
}

SqlError log_full(const StorageState& state, std::string_view database) {
    return SqlError(9002, 17, 2,
                    fmt::format("The transaction log for database '{}' is full due to "
                                "'CHECKPOINT'. {}",
                                database, used_text(state)),
                    "free space on the disk, or drop or truncate what is not needed");
}

}  // namespace gantry::session
