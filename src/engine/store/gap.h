#pragma once
// Something the catalog holds that PostgreSQL does not have (yet): a check constraint whose
// expression cannot be compiled, an index over a type without order, a key that is too long.
// Kept in gantry.gaps, listed by a restore's summary, and asked for by the binder when a
// statement touches the object. Never silently dropped.

#include <cstdint>
#include <string>

namespace gantry::store {

enum class GapKind {
    default_value,
    computed_column,
    check,
    foreign_key,
    index,
    identity,
    module,
    table_rows,  // of a table in a file that was left out
};

struct Gap {
    GapKind kind = GapKind::index;
    int32_t object_id = 0;  // the table, view or module
    int32_t minor_id = 0;   // column_id, index_id, or object id of the constraint
    std::string name;       // as a person looks for it: "dbo.Orders.CK_Total"
    std::string reason;     // one sentence without a full stop
};

const char* gap_kind_name(GapKind kind);  // "check constraint"

}  // namespace gantry::store
