#pragma once
// What follows the rows: indexes, primary keys, checks, defaults, foreign keys, identity
// positions, statistics. Each statement stands alone; one that PostgreSQL refuses becomes a gap.

#include <functional>
#include <mutex>
#include <vector>

#include "engine/store/pg_ddl.h"
#include "restore/load.h"
#include "restore/worker_pool.h"

namespace gantry::restore {

// Gaps from many threads.
class GapList {
  public:
    void add(store::Gap gap);
    void add(std::vector<store::Gap> gaps);
    std::vector<store::Gap> take();  // in order of object and name

  private:
    std::mutex mutex_;
    std::vector<store::Gap> gaps_;
};

using Tables = std::vector<std::unique_ptr<TableLoad>>;

// CREATE TABLE with sequences and generated columns; fills load.generated_columns.
void create_table(const store::DdlWriter& ddl, TableLoad& load, pg::Executor& executor,
                  GapList& gaps);

std::vector<WorkerPool::Task> index_tasks(const store::DdlWriter& ddl, const Tables& tables,
                                          GapList& gaps, Counters& counters);
// Checks, defaults, identity positions, statistics: one task for each table.
std::vector<WorkerPool::Task> table_tasks(const store::DdlWriter& ddl, const Tables& tables,
                                          GapList& gaps, Counters& counters);
// Adds all foreign keys NOT VALID (in this thread: adding locks two tables, in any order), and
// returns tasks that check them, one for each table: VALIDATE does not lock rows out.
std::vector<WorkerPool::Task> foreign_key_tasks(const store::DdlWriter& ddl, const Tables& tables,
                                                pg::Executor& executor, GapList& gaps,
                                                Counters& counters);

}  // namespace gantry::restore
