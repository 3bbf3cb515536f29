#pragma once
// One run of a restore from any RowSource: what restore_database() does after opening the backup.

#include <memory>

#include "engine/store/unfinished_restores.h"
#include "restore/build.h"
#include "restore/restore.h"
#include "restore/row_source.h"
#include "restore/space_guard.h"

namespace gantry::restore {

// Throws for an empty name, and for system databases, which no restore may replace.
void check_restored_name(const std::string& name);
[[noreturn]] void throw_database_exists(const std::string& name);  // 1801

class Restorer {
  public:
    Restorer(const RestoreRequest& request, RowSource& source, const ConnectionFactory& connect,
             ProgressSink& progress, std::stop_token stop,
             const store::ExpressionCompiler& compiler);

    // The database is in state RESTORING, WITH NORECOVERY: these are the ids of its kept steps.
    void continue_chain(std::vector<int32_t> kept_steps) { kept_steps_ = std::move(kept_steps); }
    // What the steps tell begins here: of what was done before.
    void begin_at(int percent) { shown_.percent_begin = percent; }
    // Since when the statement runs, where that is earlier than this.
    void started_at(std::chrono::steady_clock::time_point start) { started_ = start; }
    RestoreReport run();

  private:
    void register_restore();
    void begin();
    int worker_count() const;
    void make_pool();
    void create_tables();
    void load_rows();
    void verify_counts();
    void build_indexes();
    void finish_tables();
    void set_positions();
    void publish();
    bool turned_out_published();
    void fill_report();

    void begin_step(const std::string& name, uint64_t parts);
    void check_stop() const;
    Progress snapshot() const;

    const RestoreRequest& request_;
    RowSource& source_;
    const ConnectionFactory& connect_;
    ProgressSink& progress_;
    std::stop_token stop_;
    const store::ExpressionCompiler& compiler_;

    const catalog::Database& model_;
    std::string name_;
    std::vector<int32_t> kept_steps_;
    std::unique_ptr<pg::Connection> coordinator_;  // holds the restore's lock
    store::RestoreTicket ticket_;
    std::unique_ptr<store::DdlWriter> ddl_;
    std::unique_ptr<SpaceGuard> space_;
    std::unique_ptr<WorkerPool> pool_;
    Tables tables_;  // biggest first
    GapList gaps_;
    Counters counters_;
    Progress shown_;  // the parts that do not come from counters_
    std::chrono::steady_clock::time_point started_;
    std::chrono::steady_clock::time_point step_started_;
    RestoreReport report_;
};

}  // namespace gantry::restore
