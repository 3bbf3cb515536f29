#pragma once
// Where a row keeps a column, with what the table says about that column. Private to src/catalog.

#include "catalog/model.h"
#include "storage/row_decoder.h"

namespace gantry::catalog {

// `place` is what the system tables say of the rowset's column.
inline storage::ColumnPlace place_of_column(const Column& column, storage::ColumnPlace place) {
    place.name = column.name;
    place.column_id = uint32_t(column.id);
    // The logical type knows lengths that a place does not tell (max types are 0 or -1 there).
    place.type = column.type.id;
    place.length = column.type.length;
    place.precision = column.type.precision;
    place.scale = column.type.scale;
    return place;
}

}  // namespace gantry::catalog
