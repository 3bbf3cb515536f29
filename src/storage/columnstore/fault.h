#pragma once
// How decoders of columnstores say what is wrong and where.

#include <cstdint>
#include <string>
#include <string_view>

namespace gantry::storage::columnstore {

struct SegmentName {
    std::string table;
    std::string column;
    int32_t row_group = -1;  // -1: of no single row group, a global dictionary
};

// Throws FormatError: `problem` in this column of this row group.
[[noreturn]] void fail(const SegmentName& name, std::string_view problem);

}  // namespace gantry::storage::columnstore
