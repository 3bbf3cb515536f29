// The bytes of hierarchyid, geometry and geography as text: an error, or text. A hierarchyid's text
// gives its bytes again.

#include <algorithm>

#include "base/error.h"
#include "types/clr_text.h"
#include "types/hierarchy_id.h"
#include "types/spatial.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace gantry;
    using namespace gantry::types;
    if (size == 0) return 0;
    ByteSpan bytes{data + 1, size - 1};
    std::string text;
    try {
        if (data[0] % 4 == 0) {
            append_hierarchy_id(bytes, text);
            Bytes again = parse_hierarchy_id(text);
            GANTRY_ASSERT(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()));
        } else {
            SpatialKind kind = data[0] % 2 ? SpatialKind::geography : SpatialKind::geometry;
            append_wkt(bytes, kind, text, {data[0] % 4 == 1});
            GANTRY_ASSERT(text.size() <= 64 + bytes.size() * 32);
        }
    } catch (const Error&) {
    }
    return 0;
}
