#include "storage/columnstore/fault.h"

#include <fmt/format.h>

#include "base/error.h"

namespace gantry::storage::columnstore {

void fail(const SegmentName& name, std::string_view problem) {
    std::string where = name.row_group < 0 ? std::string("its global dictionary")
                                           : fmt::format("row group {}", name.row_group);
    throw FormatError(fmt::format("columnstore of table {}, column {}, {}: {}", name.table,
                                  name.column, where, problem));
}

}  // namespace gantry::storage::columnstore
