#pragma once
// CAST, CONVERT, TRY_CAST and TRY_CONVERT between any two types, with SQL Server's rules, texts and
// error numbers: 245 and 8114 (text that is no number), 8115 and 220 (out of range), 241, 242 and
// 295 (dates), 248 and 244 (integers from text), 232, 529 (no such conversion), 8169 (guid).
// CAST cuts strings and binaries silently; assign() raises 2628. Pure and thread-safe.

#include "types/value.h"

namespace gantry::types {

// CAST, or CONVERT without a style: what that means depends on the types (datetime2 prints as
// style 121, datetime as style 0).
constexpr int k_default_style = -1;

struct ConvertOptions {
    int style = k_default_style;
    DateOrder date_order = DateOrder::mdy;
};

// NULL stays NULL. With `is_try` a value that cannot be converted becomes NULL; a pair of types
// with no conversion still throws 529.
Value convert(const Value& value, const SqlType& target, int style, bool is_try);
Value convert(const Value& value, const SqlType& target, const ConvertOptions& options,
              bool is_try);
inline Value convert(const Value& value, const SqlType& target) {
    return convert(value, target, k_default_style, false);
}
// As an INSERT or UPDATE does: the same, but a string or binary that would lose more than trailing
// blanks throws 2628 naming `table` and `column` (8152 when both are empty).
Value assign(const Value& value, const SqlType& target, std::string_view table = {},
             std::string_view column = {});

bool is_conversion_allowed(TypeId from, TypeId to);   // explicit
bool is_implicit_conversion(TypeId from, TypeId to);

// Default text of a value: CONVERT(nvarchar(max), value). What PRINT and concatenation show.
std::string to_text(const Value& value);
// "1.5", "1e+020": float to text as style 0 of CONVERT does (6 digits), 1 (8), 2 (16), 3 (17).
std::string float_to_text(double value, int style, bool is_real);
std::string money_to_text(int64_t value, int style);
std::optional<int64_t> parse_money(std::string_view text);  // nothing when malformed
std::optional<double> parse_float(std::string_view text);

// Cuts to `units` UTF-16 units without splitting a pair it can avoid, or to `bytes` bytes of the
// code page.
std::string_view cut_utf16(std::string_view text, size_t units);
std::string_view cut_code_page(std::string_view text, size_t bytes, uint16_t code_page);
// Bytes the text takes in the code page.
size_t code_page_length(std::string_view text, uint16_t code_page);

// Precedence of types in mixed expressions, 1 highest (documentation: "Data type precedence").
int precedence(TypeId id);
// The type both sides become in a comparison, UNION, CASE or COALESCE. Throws SqlError 206 for a
// clash and 468 for different collations is the binder's affair.
SqlType common_type(const SqlType& a, const SqlType& b);

// SQL Server's order of two non-null values of one type (the collation is the type's own).
int compare(const Value& a, const Value& b);

}  // namespace gantry::types
