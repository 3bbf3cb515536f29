#include "engine/store/pg_names.h"

#include <array>

#include <fmt/format.h>
#include <unicode/ucasemap.h>

#include "base/bytes.h"
#include "base/utf.h"

namespace gantry::store {
namespace {

constexpr size_t k_identifier_bytes_max = 63;  // NAMEDATALEN - 1
constexpr size_t k_hash_digits = 12;

uint64_t fnv1a(std::string_view text) {
    uint64_t hash = 14695981039346656037ull;
    for (unsigned char c : text) hash = (hash ^ c) * 1099511628211ull;
    return hash ^ (hash >> 29);
}

// Names PostgreSQL cannot hold as UTF-8: NUL, and WTF-8's unpaired surrogates (ED A0..BF xx).
bool is_plain_utf8(std::string_view name) {
    if (!is_valid_utf8(name)) return false;
    for (size_t i = 0; i < name.size(); ++i) {
        unsigned char c = name[i];
        if (c == 0) return false;
        if (c == 0xED && i + 1 < name.size() && (unsigned char)(name[i + 1]) >= 0xA0) return false;
    }
    return true;
}

std::string printable_head(std::string_view name, size_t bytes_max) {
    std::string out;
    for (size_t position = 0; position < name.size();) {
        char32_t c = next_code_point(name, position);
        if (c == 0 || (c >= 0xD800 && c <= 0xDFFF)) c = U'?';
        std::string utf8;
        append_utf8(c, utf8);
        if (out.size() + utf8.size() > bytes_max) break;
        out += utf8;
    }
    return out;
}

std::string with_hash(std::string_view shown, std::string_view hashed) {
    std::string tail = fmt::format("${:012x}", fnv1a(hashed) & 0xFFFFFFFFFFFFull);
    return printable_head(shown, k_identifier_bytes_max - k_hash_digits - 1) + tail;
}

std::string fitted(std::string_view name) {
    if (name.size() <= k_identifier_bytes_max && is_plain_utf8(name)) return std::string(name);
    return with_hash(name, name);
}

bool is_system_column(std::string_view name) {
    constexpr std::array<std::string_view, 6> k_names = {"tableoid", "xmin", "cmin",
                                                         "xmax",     "cmax", "ctid"};
    while (name.ends_with('$')) name.remove_suffix(1);
    for (std::string_view system : k_names) {
        if (name == system) return true;
    }
    return false;
}

}  // namespace

std::string name_key(std::string_view name) {
    while (name.ends_with(' ')) name.remove_suffix(1);
    if (is_ascii(name)) return ascii_lower(name);
    UErrorCode status = U_ZERO_ERROR;
    UCaseMap* map = ucasemap_open("", U_FOLD_CASE_DEFAULT, &status);
    std::string out(name.size() * 3 + 8, '\0');
    int32_t size = ucasemap_utf8FoldCase(map, out.data(), int32_t(out.size()), name.data(),
                                         int32_t(name.size()), &status);
    ucasemap_close(map);
    if (U_FAILURE(status)) return ascii_lower(name);
    out.resize(size);
    return out;
}

std::string pg_schema(std::string_view database, std::string_view schema) {
    std::string folded = name_key(database);
    std::string joined = folded + "_" + std::string(schema);
    // Without '_' and '$' in the schema's name the last '_' tells where it begins. PostgreSQL
    // keeps pg_* for itself.
    bool ambiguous = schema.find_first_of("_$") != std::string_view::npos ||
                     joined.starts_with("pg_") || joined == "information_schema";
    if (!ambiguous) return fitted(joined);
    std::string shown = joined.starts_with("pg_") ? "db_" + joined : joined;
    return with_hash(shown, folded + '\0' + std::string(schema));
}

std::string pg_object(std::string_view name) { return fitted(name); }

std::string pg_column(std::string_view name) {
    if (is_system_column(name)) return std::string(name) + "$";
    return fitted(name);
}

std::string pg_index(std::string_view index, int32_t table_object_id) {
    return fitted(fmt::format("{}${}", index, table_object_id));
}

std::string pg_identity_sequence(int32_t table_object_id) {
    return fmt::format("identity${}", table_object_id);
}

std::string pg_rowversion_sequence() { return "rowversion$dbts"; }

std::string quoted(std::string_view identifier) {
    std::string out = "\"";
    for (char c : identifier) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + '"';
}

std::string quoted(std::string_view schema, std::string_view object) {
    return quoted(schema) + "." + quoted(object);
}

std::string pg_qualified(std::string_view database, std::string_view schema,
                         std::string_view object) {
    return quoted(pg_schema(database, schema), pg_object(object));
}

}  // namespace gantry::store
