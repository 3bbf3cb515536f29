// Any text as a decimal, money and float: what parses prints and parses again to the same value.

#include "base/error.h"
#include "types/convert.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace gantry::types;
    std::string_view text(reinterpret_cast<const char*>(data), size);
    if (std::optional<Decimal> d = parse_decimal(text)) {
        std::optional<Decimal> again = parse_decimal(to_text(*d));
        GANTRY_ASSERT(again && compare(*d, *again) == 0);
    }
    parse_money(text);
    parse_float(text);
    parse_guid(text);
    return 0;
}
