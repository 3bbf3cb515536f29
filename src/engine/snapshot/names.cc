#include <unicode/uchar.h>

#include "base/utf.h"
#include "engine/snapshot/snapshot.h"
#include "types/collation.h"

namespace gantry::engine {

std::string fold_name(std::string_view name, uint32_t collation) {
    if (collation != 0 && types::is_case_sensitive(collation)) return std::string(name);
    if (is_ascii(name)) return ascii_lower(name);
    std::string out;
    out.reserve(name.size());
    for (size_t position = 0; position < name.size();) {
        char32_t c = next_code_point(name, position);
        append_utf8(static_cast<char32_t>(
                        u_foldCase(static_cast<UChar32>(c), U_FOLD_CASE_DEFAULT)),
                    out);
    }
    return out;
}

bool same_name(std::string_view a, std::string_view b, uint32_t collation) {
    if (a == b) return true;
    if (collation != 0 && types::is_case_sensitive(collation)) return false;
    if (is_ascii(a) && is_ascii(b)) return ascii_iequals(a, b);
    return fold_name(a, collation) == fold_name(b, collation);
}

}  // namespace gantry::engine
