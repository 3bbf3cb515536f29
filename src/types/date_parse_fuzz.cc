// Any text as a date of any type: no crash, and what parses also prints.

#include "base/error.h"
#include "types/date_time.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace gantry::types;
    if (size < 2) return 0;
    static constexpr const char* k_targets[] = {"datetime", "smalldatetime", "date",
                                                "time",     "datetime2",     "datetimeoffset"};
    SqlType type = *type_by_name(k_targets[data[0] % 6]);
    DateParseOptions options;
    options.order = DateOrder(data[1] % 6);
    options.style = data[1] / 6;
    std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
    ParsedDateTime parsed;
    if (parse_date_time(text, type.id, options, parsed) != DateParse::ok) return 0;
    GANTRY_ASSERT(parsed.value.days >= 0 && parsed.value.days <= k_max_day);
    GANTRY_ASSERT(parsed.value.ticks >= 0 && parsed.value.ticks < k_ticks_per_day);
    for (int style : {0, 109, 121, 126, 131}) print_date_time(parsed.value, type, style);
    return 0;
}
