#pragma once
// What a written columnstore is made to hold.

#include <cstdint>

#include "storage/row_decoder.h"

namespace gantry::catalog {

struct ColumnstoreOptions {
    uint32_t rows_per_group = 1048576;
    uint64_t compressed_rows = ~uint64_t(0);  // rows after these stay in a delta store
    uint32_t delete_every = 0;                // every n-th row of a row group is deleted; 0: none
    storage::Compression delta_compression = storage::Compression::none;
};

}  // namespace gantry::catalog
