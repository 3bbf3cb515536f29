#include "catalog/system_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "types/value.h"

namespace gantry::catalog {

std::string datetime_text(ByteSpan stored) {
    if (stored.size() != 8) return {};
    uint32_t ticks = load_le<uint32_t>(stored.data());
    int64_t days = load_le<int32_t>(stored.data() + 4);
    // Days since 1900-01-01 to a civil date (proleptic Gregorian, eras of 400 years from
    // 0000-03-01).
    int64_t z = days + 693'901;  // days from 0000-03-01 to 1900-01-01
    int64_t era = (z >= 0 ? z : z - 146'096) / 146'097;
    int64_t day_of_era = z - era * 146'097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted_month = (5 * day_of_year + 2) / 153;
    int64_t day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    int64_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
    uint64_t milliseconds = (uint64_t(ticks) * 10 + 1) / 3;
    if (year < 1753 || year > 9999 || milliseconds >= 86'400'000) return {};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}", year, month, day,
                       milliseconds / 3'600'000, milliseconds / 60'000 % 60,
                       milliseconds / 1000 % 60, milliseconds % 1000);
}

std::string guid_text(ByteSpan stored) {
    types::Guid guid;
    if (stored.size() != guid.bytes.size()) return {};
    std::copy(stored.begin(), stored.end(), guid.bytes.begin());
    return types::to_text(guid);
}

}  // namespace gantry::catalog
