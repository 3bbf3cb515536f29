#include "session/restore_tasks.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/log.h"
#include "engine/store/pg_names.h"

namespace gantry::session {
namespace {

constexpr size_t k_tasks_max = 200;
constexpr int k_worker_mb = 96;    // decoded rows, COPY, maintenance_work_mem
constexpr int k_memory_share = 4;  // of the instance's memory restores may have a quarter
constexpr int k_workers_per_task_max = 8;
constexpr int k_percent_max = 100;

}  // namespace

RestoreBudget restore_budget(int vcores, int64_t memory_mb) {
    int cores = std::clamp(vcores, 1, 1024);
    int by_memory = int(std::clamp<int64_t>(memory_mb / k_memory_share / k_worker_mb, 1, 4096));
    RestoreBudget budget;
    budget.workers = std::min(2 * cores, by_memory);
    budget.workers_per_task =
        std::min({std::max(cores, 2), k_workers_per_task_max, budget.workers});
    return budget;
}

// The task's progress, as its restore tells it.
class RestoreTask::Sink : public restore::ProgressSink {
  public:
    explicit Sink(RestoreTask& task) : task_(task) {}

    std::chrono::milliseconds interval() const override { return std::chrono::milliseconds(200); }
    void begin_step(const restore::Progress& progress) override {
        log::info("restore.step", {{"database", task_.order_.database},
                                   {"step", progress.step_name},
                                   {"rows", std::to_string(progress.rows_done)}});
        show(progress);
    }
    void show(const restore::Progress& progress) override {
        {
            std::lock_guard lock(task_.mutex_);
            // What is told never goes back.
            task_.view_.percent = std::max(task_.view_.percent, restore::percent_of(progress));
            task_.view_.step = progress.step_name;
            if (task_.order_.shown) task_.order_.shown->set_progress(task_.view_.percent, 100);
        }
        task_.changed_.notify_all();
    }
    void warning(std::string_view text) override {
        log::warning("restore.warning",
                     {{"database", task_.order_.database}, {"text", std::string(text)}});
    }

  private:
    RestoreTask& task_;
};

RestoreTask::RestoreTask(RestoreOrder order)
    : order_(std::move(order)), started_(std::chrono::steady_clock::now()) {
    if (order_.shown == nullptr) return;
    on_kill_.emplace(order_.shown->stop_token(), [this] { stop_.request_stop(); });
}

RestoreTask::View RestoreTask::view() const {
    std::lock_guard lock(mutex_);
    View out = view_;
    out.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - started_);
    return out;
}

bool RestoreTask::wait(std::chrono::milliseconds patience) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [this] { return view_.state == State::done; });
}

const restore::RestoreReport& RestoreTask::report() const {
    GANTRY_ASSERT(wait(std::chrono::milliseconds(0)));
    if (error_) std::rethrow_exception(error_);
    return report_;
}

void RestoreTask::run(int workers) {
    {
        std::lock_guard lock(mutex_);
        view_.state = State::running;
    }
    Sink sink(*this);
    report_ = order_.run(workers, sink, stop_.get_token());
}

void RestoreTask::end(std::exception_ptr error) {
    on_kill_.reset();
    if (order_.ended) order_.ended(error);
    {
        std::lock_guard lock(mutex_);
        error_ = std::move(error);
        view_.state = State::done;
        if (!error_) view_.percent = k_percent_max;
        order_.shown.reset();
    }
    changed_.notify_all();
}

RestoreTaskPtr RestoreTasks::start(RestoreOrder order) {
    std::lock_guard lock(mutex_);
    if (stopping_) throw SqlError(6005, 10, 1, "SHUTDOWN is in progress.");
    reap();
    std::string key = store::name_key(order.database);
    for (const Running& running : tasks_) {
        if (store::name_key(running.task->order().database) != key) continue;
        throw SqlError(3101, 16, 1,
                       fmt::format("Exclusive access could not be obtained because the database "
                                   "is in use: '{}' is being restored.",
                                   order.database),
                       "wait for that restore, or end it: KILL, or DROP DATABASE");
    }
    if (tasks_.size() >= k_tasks_max) {
        throw SqlError(701, 17, 1,
                       fmt::format("There is insufficient system memory to run this query: {} "
                                   "restores run or wait already.",
                                   tasks_.size()),
                       "try again when some of them are done");
    }
    RestoreTaskPtr task = std::make_shared<RestoreTask>(std::move(order));
    waiting_.push_back(task.get());
    try {
        tasks_.push_back({task, std::jthread([this, task] { run(task); })});
    } catch (...) {
        waiting_.pop_back();
        throw;
    }
    return task;
}

void RestoreTasks::run(const RestoreTaskPtr& task) {
    std::exception_ptr error;
    int workers = 0;
    try {
        workers = admit(task);
        log::info("restore.begin", {{"database", task->order().database},
                                    {"command", task->order().command},
                                    {"workers", std::to_string(workers)}});
        task->run(workers);
        log::info("restore.end", {{"database", task->order().database},
                                  {"rows", std::to_string(task->report_.rows)}});
    } catch (const std::exception& failure) {
        error = std::current_exception();
        log::warning("restore.failed",
                     {{"database", task->order().database}, {"why", failure.what()}});
    }
    leave(workers);
    task->end(std::move(error));
}

// In order of arrival: a restore that wants many workers is not passed by small ones for ever.
int RestoreTasks::admit(const RestoreTaskPtr& task) {
    std::stop_token stop = task->stop_.get_token();
    std::unique_lock lock(mutex_);
    bool admitted = room_.wait(lock, stop, [&] {
        return waiting_.front() == task.get() && workers_used_ < budget_.workers;
    });
    waiting_.erase(std::find(waiting_.begin(), waiting_.end(), task.get()));
    int workers = 0;
    if (admitted) {
        workers = std::min(budget_.workers_per_task, budget_.workers - workers_used_);
        workers_used_ += workers;
    }
    lock.unlock();
    room_.notify_all();
    if (!admitted) throw restore::Stopped();
    return workers;
}

void RestoreTasks::leave(int workers) {
    {
        std::lock_guard lock(mutex_);
        workers_used_ -= workers;
    }
    room_.notify_all();
}

// Joins threads of tasks that are done.
void RestoreTasks::reap() {
    tasks_.remove_if(
        [](const Running& running) { return running.task->wait(std::chrono::milliseconds(0)); });
}

std::vector<RestoreTaskPtr> RestoreTasks::live() const {
    std::lock_guard lock(mutex_);
    std::vector<RestoreTaskPtr> out;
    for (const Running& running : tasks_) {
        if (!running.task->wait(std::chrono::milliseconds(0))) out.push_back(running.task);
    }
    return out;
}

RestoreTaskPtr RestoreTasks::find(std::string_view database) const {
    std::string key = store::name_key(database);
    for (const RestoreTaskPtr& task : live()) {
        if (store::name_key(task->order().database) == key) return task;
    }
    return nullptr;
}

void RestoreTasks::set_budget(const RestoreBudget& budget) {
    {
        std::lock_guard lock(mutex_);
        budget_ = budget;
    }
    room_.notify_all();
}

void RestoreTasks::stop() {
    std::list<Running> ending;
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
        ending.swap(tasks_);
    }
    for (Running& running : ending)
        running.task->cancel();
    ending.clear();  // joins
}

}  // namespace gantry::session
