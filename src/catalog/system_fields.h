#pragma once
// Fields of system tables as numbers. Private to src/catalog.

#include "storage/row_decoder.h"

namespace gantry::catalog {

// 0 for NULL and for sizes that are no integer's.
inline int64_t integer_of(const storage::FieldView& field) {
    if (field.null) return 0;
    switch (field.size) {
        case 1:
            return *field.data;
        case 2:
            return load_le<int16_t>(field.data);
        case 4:
            return load_le<int32_t>(field.data);
        case 8:
            return load_le<int64_t>(field.data);
        default:
            return 0;
    }
}

}  // namespace gantry::catalog
