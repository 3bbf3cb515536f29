#include "session/activity.h"

#include <algorithm>
#include <cmath>

namespace gantry::session {

namespace {

using std::chrono::microseconds;
using std::chrono::system_clock;

constexpr auto k_relaxed = std::memory_order_relaxed;

int64_t now_us() {
    return std::chrono::duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

SystemTime time_of(int64_t us) {
    return SystemTime(microseconds(us));
}

int64_t us_of(SystemTime time) {
    return std::chrono::duration_cast<microseconds>(time.time_since_epoch()).count();
}

}  // namespace

Activity::Activity(ActivityIdentity identity)
    : identity_(std::move(identity)), request_start_(us_of(identity_.login_time)) {
    if (identity_.backend_pid != 0) meter_.set_backend(identity_.backend_pid);
}

void Activity::begin_request() {
    const int64_t now = now_us();
    request_start_.store(now, k_relaxed);
    meter_.begin_request(now);
    percent_.store(0, k_relaxed);
    estimated_end_.store(0, k_relaxed);
    request_count_.store(request_count_.load(k_relaxed) + 1, k_relaxed);
    running_.store(true, k_relaxed);
}

void Activity::end_request() {
    request_end_.store(now_us(), k_relaxed);
    running_.store(false, k_relaxed);
    wait_.store(ActivityWait::none, k_relaxed);
}

void Activity::set_unit(UnitPtr unit) {
    std::lock_guard lock(mutex_);
    unit_.swap(unit);
}

UnitPtr Activity::unit() const {
    std::lock_guard lock(mutex_);
    return unit_;
}

void Activity::set_text(std::string text) {
    std::lock_guard lock(mutex_);
    text_ = std::move(text);
}

void Activity::set_facts(ActivityFacts facts) {
    std::lock_guard lock(mutex_);
    facts_ = std::move(facts);
}

void Activity::set_wait(ActivityWait wait) {
    if (wait != ActivityWait::none) wait_start_.store(now_us(), k_relaxed);
    wait_.store(wait, k_relaxed);
}

void Activity::set_counters(int32_t transaction_count, uint64_t transaction_id, int64_t row_count,
                            int32_t last_error, int32_t nest_level) {
    transaction_count_.store(transaction_count, k_relaxed);
    transaction_id_.store(transaction_id, k_relaxed);
    row_count_.store(row_count, k_relaxed);
    last_error_.store(last_error, k_relaxed);
    nest_level_.store(nest_level, k_relaxed);
}

void Activity::set_progress(uint64_t done, uint64_t total) {
    if (total == 0) return;
    double share = std::min(1.0, double(done) / double(total));
    percent_.store(float(share * 100), k_relaxed);
    if (share <= 0) return;
    int64_t now = now_us();
    double spent = double(now - request_start_.load(k_relaxed));
    double left = std::max(0.0, spent * (1 - share) / share);
    estimated_end_.store(now + int64_t(std::llround(std::min(left, 1e15))), k_relaxed);
}

ActivityView Activity::view() const {
    ActivityView out;
    out.identity = identity_;
    out.identity.backend_pid = backend_pid();
    out.running = running_.load(k_relaxed);
    out.killed = killed_.load(k_relaxed);
    out.wait = wait_.load(k_relaxed);
    out.wait_start = time_of(wait_start_.load(k_relaxed));
    out.request_start = time_of(request_start_.load(k_relaxed));
    if (int64_t end = request_end_.load(k_relaxed); end != 0) out.request_end = time_of(end);
    const char* command = command_.load(k_relaxed);
    if (!out.running) command = "AWAITING COMMAND";
    if (out.killed) command = "KILLED/ROLLBACK";
    out.command = command == nullptr ? "SELECT" : command;
    out.statement_begin = begin_.load(k_relaxed);
    out.statement_end = end_.load(k_relaxed);
    out.percent_complete = double(percent_.load(k_relaxed));
    if (int64_t end = estimated_end_.load(k_relaxed); end != 0) {
        out.remaining = std::chrono::milliseconds(std::max<int64_t>(0, (end - now_us()) / 1000));
    }
    out.transaction_count = transaction_count_.load(k_relaxed);
    out.transaction_id = transaction_id_.load(k_relaxed);
    out.row_count = row_count_.load(k_relaxed);
    out.last_error = last_error_.load(k_relaxed);
    out.nest_level = nest_level_.load(k_relaxed);
    out.request_count = request_count_.load(k_relaxed);
    out.used = meter_.total();
    if (out.running) out.used_by_request = meter_.request();
    std::lock_guard lock(mutex_);
    out.facts = facts_;
    out.unit = unit_;
    out.text = text_;
    return out;
}

BackgroundTask::BackgroundTask(std::shared_ptr<ActivityRegistry> registry, ActivityPtr activity,
                               std::stop_source stop)
    : registry_(std::move(registry)), activity_(std::move(activity)), stop_(std::move(stop)) {}

BackgroundTask::~BackgroundTask() {
    registry_->remove(activity_->session_id());
}

ActivityPtr ActivityRegistry::add_session(ActivityIdentity identity, std::function<void()> end) {
    Entry entry;
    entry.activity = std::make_shared<Activity>(std::move(identity));
    entry.end = std::move(end);
    ActivityPtr out = entry.activity;
    std::lock_guard lock(mutex_);
    entries_[out->session_id()] = std::move(entry);
    return out;
}

void ActivityRegistry::remove(int32_t session_id) {
    Entry gone;  // destroyed when the lock is given back
    std::lock_guard lock(mutex_);
    auto found = entries_.find(session_id);
    if (found == entries_.end()) return;
    gone = std::move(found->second);
    entries_.erase(found);
}

std::unique_ptr<BackgroundTask> ActivityRegistry::start_task(TaskRequest request) {
    ActivityIdentity identity;
    identity.is_background = true;
    identity.login = std::move(request.login);
    identity.login_sid = std::move(request.login_sid);
    identity.login_time = system_clock::now();
    ActivityFacts facts;
    facts.database = std::move(request.database);
    facts.database_id = request.database_id;
    Entry entry;
    entry.stop = std::stop_source();
    std::lock_guard lock(mutex_);
    identity.session_id = k_first_task_id;
    while (entries_.contains(identity.session_id))
        ++identity.session_id;
    entry.activity = std::make_shared<Activity>(std::move(identity));
    entry.activity->set_facts(std::move(facts));
    entry.activity->set_text(std::move(request.text));
    entry.activity->begin_request();
    entry.activity->statement(request.command, 0, 0);
    ActivityPtr activity = entry.activity;
    std::stop_source stop = entry.stop;
    entries_[activity->session_id()] = std::move(entry);
    return std::make_unique<BackgroundTask>(shared_from_this(), std::move(activity),
                                            std::move(stop));
}

KillOutcome ActivityRegistry::kill(int32_t session_id) {
    std::stop_source stop{std::nostopstate};
    {
        std::lock_guard lock(mutex_);
        auto found = entries_.find(session_id);
        if (found == entries_.end()) return KillOutcome::not_found;
        Entry& entry = found->second;
        if (entry.activity->is_killed()) return KillOutcome::already_ending;
        entry.activity->mark_killed();
        if (entry.end) entry.end();
        stop = entry.stop;
    }
    // Whoever waits for the token may come back here.
    stop.request_stop();
    return KillOutcome::killed;
}

ActivityPtr ActivityRegistry::find(int32_t session_id) const {
    std::lock_guard lock(mutex_);
    auto found = entries_.find(session_id);
    return found == entries_.end() ? nullptr : found->second.activity;
}

std::vector<ActivityPtr> ActivityRegistry::all() const {
    std::vector<ActivityPtr> out;
    std::lock_guard lock(mutex_);
    out.reserve(entries_.size());
    for (const auto& [id, entry] : entries_)
        out.push_back(entry.activity);
    return out;
}

}  // namespace gantry::session
