#include "types/clr_text.h"

#include "types/hierarchy_id.h"
#include "types/spatial.h"

namespace gantry::types {

void append_clr_text(ByteSpan storage, const SqlType& type, std::string& out) {
    switch (type.user_type) {
        case k_hierarchyid:
            append_hierarchy_id(storage, out);
            return;
        case k_geometry:
            append_wkt(storage, SpatialKind::geometry, out);
            return;
        case k_geography:
            append_wkt(storage, SpatialKind::geography, out);
            return;
        default:
            append_hex(storage, out);
    }
}

}  // namespace gantry::types
