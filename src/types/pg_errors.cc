#include "types/pg_errors.h"

#include <charconv>

namespace gantry::types {

std::optional<GantryDetail> parse_detail(std::string_view detail) {
    int numbers[3];
    const char* p = detail.data();
    const char* end = p + detail.size();
    for (int& number : numbers) {
        while (p < end && *p == ' ') ++p;
        auto [next, error] = std::from_chars(p, end, number);
        if (error != std::errc()) return std::nullopt;
        p = next;
    }
    return GantryDetail{numbers[0], numbers[1], numbers[2]};
}

}  // namespace gantry::types
