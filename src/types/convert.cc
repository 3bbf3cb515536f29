#include "types/convert.h"

#include "base/utf.h"
#include "types/collation.h"
#include "types/convert_internal.h"
#include "types/sql_variant.h"

namespace gantry::types {
namespace {

enum class Family { none, number, character, binary, legacy_date, date, guid, rowversion, variant,
                    xml, clr, other };

Family family_of(TypeId id) {
    if (is_numeric(id)) return Family::number;
    if (is_character(id)) return Family::character;
    switch (id) {
        case TypeId::none: return Family::none;
        case TypeId::binary:
        case TypeId::varbinary:
        case TypeId::image: return Family::binary;
        case TypeId::datetime:
        case TypeId::smalldatetime: return Family::legacy_date;
        case TypeId::date:
        case TypeId::time:
        case TypeId::datetime2:
        case TypeId::datetimeoffset: return Family::date;
        case TypeId::uniqueidentifier: return Family::guid;
        case TypeId::rowversion: return Family::rowversion;
        case TypeId::sql_variant: return Family::variant;
        case TypeId::xml:
        case TypeId::json: return Family::xml;
        case TypeId::clr: return Family::clr;
        default: return Family::other;
    }
}

bool is_old_lob(TypeId id) {
    return id == TypeId::text || id == TypeId::ntext || id == TypeId::image;
}

Value convert_text_like(const Value& value, const SqlType& target, const ConvertOptions& options) {
    if (target.id == TypeId::xml || target.id == TypeId::json) {
        SqlType wide = nvarchar_type(k_max_length, value.type().collation);
        Value text = convert_to_text(value, wide, options);
        return {target, text.text()};
    }
    return convert_to_text(value, target, options);
}

Value dispatch(const Value& value, const SqlType& target, const ConvertOptions& options) {
    switch (family_of(target.id)) {
        case Family::number:
            if (is_integer(target.id)) return convert_to_integer(value, target);
            if (target.id == TypeId::bit) return convert_to_bit(value, target);
            if (target.id == TypeId::money || target.id == TypeId::smallmoney) {
                return convert_to_money(value, target);
            }
            if (target.id == TypeId::real || target.id == TypeId::float_) {
                return convert_to_float(value, target);
            }
            return convert_to_decimal(value, target);
        case Family::character:
        case Family::xml: return convert_text_like(value, target, options);
        case Family::binary: return convert_to_binary(value, target, options.style);
        case Family::legacy_date:
        case Family::date: return convert_to_date_time(value, target, options);
        case Family::guid: return convert_to_guid(value, target);
        case Family::rowversion: return convert_to_rowversion(value, target);
        case Family::variant: return make_variant(value);
        case Family::clr:
            return {target, value.type().id == TypeId::clr ? value.bytes() : bytes_of(value)};
        default: break;
    }
    throw SqlError(529, fmt::format("Explicit conversion from data type {} to {} is not allowed.",
                                    name_of(value), base_type_name(target)));
}

// True when assigning loses only trailing blanks (character) or trailing zeros (binary).
bool loses_data(const Value& value, const Value& cut) {
    if (is_character(cut.type().id)) {
        std::string_view whole = value.text();
        size_t kept = cut.text().size();
        if (kept >= whole.size()) return false;
        return whole.find_first_not_of(' ', kept) != std::string_view::npos;
    }
    const Bytes& whole = value.bytes();
    for (size_t i = cut.bytes().size(); i < whole.size(); ++i) {
        if (whole[i] != 0) return true;
    }
    return false;
}

}  // namespace

bool is_conversion_allowed(TypeId from, TypeId to) {
    if (from == to) return true;
    Family a = family_of(from);
    Family b = family_of(to);
    if (a == Family::none || b == Family::none) return true;
    if (a == Family::variant) return !is_old_lob(to) && b != Family::xml && b != Family::clr;
    if (is_old_lob(from) || is_old_lob(to)) {
        bool images = from == TypeId::image || to == TypeId::image;
        if (images) return a == Family::binary && b == Family::binary;
        return a == Family::character && (b == Family::character || b == Family::xml);
    }
    switch (b) {
        case Family::variant: return a != Family::xml && a != Family::clr;
        case Family::character: return true;
        case Family::binary:
            return true;
        case Family::number:
            if ((to == TypeId::real || to == TypeId::float_) &&
                (a == Family::binary || a == Family::rowversion)) {
                return false;
            }
            return a == Family::number || a == Family::character || a == Family::binary ||
                   a == Family::legacy_date || a == Family::rowversion;
        case Family::legacy_date:
            return a == Family::number || a == Family::character || a == Family::binary ||
                   a == Family::legacy_date || a == Family::date || a == Family::rowversion;
        case Family::date:
            if (from == TypeId::date && to == TypeId::time) return false;
            if (from == TypeId::time && to == TypeId::date) return false;
            return a == Family::character || a == Family::binary || a == Family::legacy_date ||
                   a == Family::date;
        case Family::guid: return a == Family::character || a == Family::binary;
        case Family::rowversion:
            return a == Family::number || a == Family::character || a == Family::binary ||
                   a == Family::legacy_date;
        case Family::xml: return a == Family::character || a == Family::binary || a == Family::xml;
        case Family::clr: return a == Family::binary || a == Family::clr;
        default: return false;
    }
}

bool is_implicit_conversion(TypeId from, TypeId to) {
    if (from == to) return true;
    if (!is_conversion_allowed(from, to)) return false;
    Family a = family_of(from);
    Family b = family_of(to);
    if (a == Family::variant && b != Family::variant) return false;
    if (a == Family::xml || a == Family::clr) return false;
    if (b == Family::binary && (a == Family::character || a == Family::date)) return false;
    if (a == Family::binary && (b == Family::date)) return false;
    if (a == Family::legacy_date && b == Family::number) return false;
    if ((from == TypeId::real || from == TypeId::float_) && b == Family::rowversion) return false;
    return true;
}

Value convert(const Value& value, const SqlType& target, const ConvertOptions& options,
              bool is_try) {
    if (value.is_null()) return Value::null(target);
    if (!is_conversion_allowed(value.type().id, target.id)) {
        throw SqlError(529,
                       fmt::format("Explicit conversion from data type {} to {} is not allowed.",
                                   name_of(value), base_type_name(target)));
    }
    try {
        if (value.type().id == TypeId::sql_variant && target.id != TypeId::sql_variant) {
            return convert(variant_value(value.bytes()), target, options, is_try);
        }
        return dispatch(value, target, options);
    } catch (const SqlError& error) {
        if (!is_try || error.number() == 529) throw;
        return Value::null(target);
    }
}

Value convert(const Value& value, const SqlType& target, int style, bool is_try) {
    ConvertOptions options;
    options.style = style;
    return convert(value, target, options, is_try);
}

Value assign(const Value& value, const SqlType& target, std::string_view table,
             std::string_view column) {
    bool text = is_character(value.type().id) && is_character(target.id);
    bool binary = is_binary(value.type().id) && is_binary(target.id) &&
                  value.type().id != TypeId::rowversion && target.id != TypeId::rowversion;
    Value out = convert(value, target);
    if (value.is_null() || !(text || binary) || !loses_data(value, out)) return out;
    if (table.empty() && column.empty()) {
        throw SqlError(8152, 16, 30, "String or binary data would be truncated.");
    }
    throw SqlError(2628, fmt::format("String or binary data would be truncated in table '{}', "
                                     "column '{}'. Truncated value: '{}'.",
                                     table, column,
                                     text ? std::string(cut_utf16(out.text(), 100)) : ""));
}

std::string_view error_name(TypeId id) {
    if (id == TypeId::decimal) return "numeric";
    SqlType type;
    type.id = id;
    return base_type_name(type);
}

std::string_view trim_blanks(std::string_view text) {
    auto blank = [](char c) { return c == ' ' || (c >= 9 && c <= 13); };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

}  // namespace gantry::types
