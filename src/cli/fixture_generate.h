#pragma once
// Large databases of made-up rows for benchmarks: wide tables of the column types that business
// databases have, of any size, streamed. The same size gives the same rows.

#include "catalog/model.h"
#include "catalog/writer/row_source.h"

namespace gantry::cli {

struct GeneratedDatabase {
    catalog::Database model;
    catalog::RowSources rows;
    uint64_t row_count = 0;
};

// About `bytes` of data pages.
GeneratedDatabase generate_database(uint64_t bytes);

}  // namespace gantry::cli
