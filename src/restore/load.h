#pragma once
// Rows of one table, or of one range of it, from decoded pages into binary COPY.

#include <atomic>
#include <string>

#include "engine/store/pg_ddl.h"
#include "restore/progress.h"
#include "restore/row_source.h"
#include "restore/worker_pool.h"

namespace gantry::restore {

// What is counted over all ranges of a table; shared by its tasks.
struct TableLoad {
    const catalog::Table* table = nullptr;
    std::string pg_name;       // quoted, with schema
    std::string display_name;  // dbo.Orders
    uint64_t pages = 0;
    size_t parts = 1;
    std::atomic<size_t> parts_left{0};
    std::atomic<uint64_t> rows_decoded{0};
    std::atomic<uint64_t> rows_loaded{0};
    std::atomic<int64_t> rowversion_max{0};
    // Columns that PostgreSQL computes: their stored values are not sent.
    std::vector<int32_t> generated_columns;
};

// Loads range `part`. FormatError names table and page; a value that PostgreSQL refuses is an
// Error naming table and column.
void load_part(const RowSource& source, TableLoad& load, size_t part,
               const WorkerPool::Worker& worker, Counters& counters);

}  // namespace gantry::restore
