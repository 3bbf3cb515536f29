// The bytes of a column of any type, vector among them, to its text and its literal.

#include <iterator>

#include "base/error.h"
#include "types/collation.h"
#include "types/export_text.h"
#include "types/sql_literal.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace gantry;
    using namespace gantry::types;
    if (size < 3) return 0;
    static constexpr uint8_t k_ids[] = {34,  35,  36,  40,  41,  42,  43,  48,  52,  56,  58,
                                        59,  60,  61,  62,  98,  99,  104, 106, 108, 122, 127,
                                        165, 167, 173, 175, 189, 231, 239, 240, 241, 244, 255};
    static constexpr uint32_t k_collations[] = {
        k_default_collation, 0xD015, 0xD010, 0xD024, 0xD003, 0x4D508};
    SqlType type;
    type.id = TypeId(k_ids[data[0] % sizeof k_ids]);
    type.length = int16_t(data[1]);
    type.precision = 38;
    type.scale = uint8_t(data[1] % 39);
    type.collation = k_collations[data[2] % std::size(k_collations)];
    if (type.id == TypeId::clr) type.user_type = k_hierarchyid + data[2] % 4;
    ByteSpan bytes{data + 3, size - 3};
    try {
        export_text(bytes, type);
    } catch (const Error&) {
    }
    try {
        sql_literal(bytes, type);
    } catch (const Error&) {
    }
    return 0;
}
