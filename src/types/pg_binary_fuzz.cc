// Bytes of a page, and bytes from PostgreSQL, as a value of any type: an error or a value that
// encodes again.

#include "base/error.h"
#include "types/collation.h"
#include "types/convert.h"
#include "types/pg_binary.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace gantry;
    using namespace gantry::types;
    if (size < 3) return 0;
    static constexpr uint8_t k_ids[] = {34, 35, 36, 40, 41, 42, 43, 48, 52, 56, 58, 59, 60, 61, 62,
                                        98, 99, 104, 106, 108, 122, 127, 165, 167, 173, 175, 189,
                                        231, 239, 240, 241};
    SqlType type;
    type.id = TypeId(k_ids[data[0] % sizeof k_ids]);
    if (type.id != TypeId::clr) type = *type_by_name(base_type_name(type));
    type.scale = uint8_t(data[1] % 8);
    type.precision = 38;
    type.collation = data[2] % 2 == 0 ? k_default_collation : 0xD015;
    ByteSpan bytes{data + 3, size - 3};
    Bytes out;
    try {
        append_storage_as_pg(bytes, type, out);
        GANTRY_ASSERT(out.size() >= 4 && load_be<int32_t>(out.data()) == int32_t(out.size() - 4));
        to_text(value_from_storage(bytes, type));
    } catch (const Error&) {
    }
    try {
        Value value = decode_pg(bytes, type);
        out.clear();
        encode_pg(value, out);
        to_text(value);
    } catch (const Error&) {
    }
    return 0;
}
