#pragma once
// Shared by the files of convert: conversions by family of the target. Values are not NULL, and
// the pair of types is known to be allowed.

#include <fmt/format.h>

#include "base/error.h"
#include "types/convert.h"

namespace gantry::types {

Value convert_to_integer(const Value& value, const SqlType& target);
Value convert_to_bit(const Value& value, const SqlType& target);
Value convert_to_decimal(const Value& value, const SqlType& target);
Value convert_to_money(const Value& value, const SqlType& target);
Value convert_to_float(const Value& value, const SqlType& target);
Value convert_to_date_time(const Value& value, const SqlType& target,
                           const ConvertOptions& options);
Value convert_to_text(const Value& value, const SqlType& target, const ConvertOptions& options);
Value convert_to_binary(const Value& value, const SqlType& target, int style);
Value convert_to_guid(const Value& value, const SqlType& target);
Value convert_to_rowversion(const Value& value, const SqlType& target);

// "varchar": how error texts name the type of a value.
inline std::string_view name_of(const Value& value) {
    return base_type_name(value.type());
}
// decimal is numeric in error texts.
std::string_view error_name(TypeId id);
std::string_view trim_blanks(std::string_view text);
// The value's bytes as binary(n) holds them: numbers big-endian.
Bytes bytes_of(const Value& value);
// The last `size` bytes of a binary as a big-endian number, as SQL Server reads one.
uint64_t big_endian_tail(ByteSpan bytes, size_t size);

}  // namespace gantry::types
