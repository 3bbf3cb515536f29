#include "session/pause_gate.h"

namespace gantry::session {

PauseGate::Member::~Member() {
    leave();
    hold({});
}

bool PauseGate::Member::enter() {
    // The order of these two and that of close() make sure that one sees the other.
    gate_.active_.fetch_add(1, std::memory_order_seq_cst);
    inside_ = true;
    if (holding_ || !gate_.closed_.load(std::memory_order_seq_cst)) return true;
    leave();
    return false;
}

void PauseGate::Member::leave() {
    if (!inside_) return;
    inside_ = false;
    gate_.active_.fetch_sub(1, std::memory_order_seq_cst);
    if (!gate_.closed_.load(std::memory_order_seq_cst)) return;
    std::lock_guard lock(gate_.mutex_);
    gate_.changed_.notify_all();
}

void PauseGate::Member::hold(std::string_view why) {
    if (why.empty() && !holding_) return;
    std::lock_guard lock(gate_.mutex_);
    holding_ = !why.empty();
    if (holding_) {
        gate_.holders_[id_] = why;
    } else {
        gate_.holders_.erase(id_);
    }
    gate_.changed_.notify_all();
}

bool PauseGate::Member::take_restart() {
    uint64_t now = gate_.restarts_.load(std::memory_order_acquire);
    bool restarted = now != restarts_seen_;
    restarts_seen_ = now;
    return restarted;
}

void PauseGate::wait_open(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, patience, [this] { return !is_closed(); });
}

bool PauseGate::close(std::chrono::milliseconds window) {
    std::unique_lock lock(mutex_);
    closed_.store(true, std::memory_order_seq_cst);
    bool quiet = changed_.wait_for(lock, window, [this] {
        return active_.load(std::memory_order_seq_cst) == 0 && holders_.empty();
    });
    if (quiet) return true;
    closed_.store(false, std::memory_order_seq_cst);
    changed_.notify_all();
    return false;
}

void PauseGate::open(bool restarted) {
    std::lock_guard lock(mutex_);
    if (restarted) restarts_.fetch_add(1, std::memory_order_release);
    closed_.store(false, std::memory_order_seq_cst);
    changed_.notify_all();
}

std::vector<PauseGate::Holder> PauseGate::holders() const {
    std::lock_guard lock(mutex_);
    std::vector<Holder> out;
    for (const auto& [id, why] : holders_) out.push_back({id, why});
    return out;
}

}  // namespace gantry::session
