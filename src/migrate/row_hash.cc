#include "migrate/row_hash.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <bit>

#include "base/error.h"
#include "base/utf.h"
#include "types/binary_xml.h"
#include "types/export_text.h"
#include "types/stored_value.h"

namespace gantry::migrate {
namespace {

using types::SqlType;
using types::TypeId;

constexpr uint8_t k_text_end = 0;

void append_be64(uint64_t value, Bytes& out) {
    for (int shift = 56; shift >= 0; shift -= 8)
        out.push_back(uint8_t(value >> shift));
}

void append_ascii(std::string_view text, Bytes& out) {
    out.insert(out.end(), text.begin(), text.end());
}

double stored_real(ByteSpan storage, const SqlType& type) {
    if (type.id == TypeId::real) {
        return double(std::bit_cast<float>(types::stored_as<uint32_t>(storage, type)));
    }
    return std::bit_cast<double>(types::stored_as<uint64_t>(storage, type));
}

// char, nchar and binary keep their whole length, whatever the record cut off.
void append_padded(ByteSpan storage, const SqlType& type, Bytes& out) {
    const bool fixed =
        type.id == TypeId::char_ || type.id == TypeId::nchar || type.id == TypeId::binary;
    size_t size = storage.size();
    if (fixed && type.length > 0) size = std::max(size, size_t(type.length));
    append_be64(size, out);
    out.insert(out.end(), storage.begin(), storage.end());
    for (size_t i = storage.size(); i < size; ++i) {
        const bool high_half = type.id == TypeId::nchar && i % 2 == 1;
        out.push_back(type.id == TypeId::binary || high_half ? 0 : ' ');
    }
}

void append_unit(uint16_t unit, Bytes& out) {
    out.push_back(uint8_t(unit));
    out.push_back(uint8_t(unit >> 8));
}

void append_xml(ByteSpan storage, XmlStyle style, Bytes& out) {
    std::string text;
    types::append_binary_xml_text(storage, text);
    Bytes units = utf8_to_utf16le(text);
    if (style == XmlStyle::character_reference) {
        Bytes spelt;
        for (size_t i = 0; i + 1 < units.size(); i += 2) {
            const auto unit = load_le<uint16_t>(units.data() + i);
            const bool pair = unit >= 0xD800 && unit < 0xDC00 && i + 3 < units.size();
            if (!pair) {
                append_unit(unit, spelt);
                continue;
            }
            const auto low = load_le<uint16_t>(units.data() + i + 2);
            const uint32_t point = 0x10000 + ((uint32_t(unit) - 0xD800) << 10) + (low - 0xDC00);
            for (char c : fmt::format("&#x{:08X};", point))
                append_unit(uint16_t(c), spelt);
            i += 2;
        }
        units = std::move(spelt);
    }
    append_be64(units.size(), out);
    out.insert(out.end(), units.begin(), units.end());
}

// Of a date, number or time; of smalldatetime without its seconds, which are always 0.
void append_text(ByteSpan storage, const SqlType& type, HashForm form, Bytes& out) {
    constexpr size_t k_to_the_minute = 16;  // 2024-01-31 12:34
    std::string text;
    types::append_export_text(storage, type, text);
    if (form == HashForm::small_date) text.resize(std::min(text.size(), k_to_the_minute));
    append_ascii(text, out);
}

// The value of a variant, without a length: that of the whole stands in front.
void append_variant_value(ByteSpan storage, const SqlType& type, Bytes& out) {
    const HashForm form = hash_form(type);
    switch (form) {
        case HashForm::integer:
            return append_be64(uint64_t(types::stored_integer(storage, type)), out);
        case HashForm::real:
            return append_be64(std::bit_cast<uint64_t>(stored_real(storage, type)), out);
        case HashForm::number:
        case HashForm::date_time:
        case HashForm::small_date:
            return append_text(storage, type, form, out);
        default:
            out.insert(out.end(), storage.begin(), storage.end());
    }
}

void append_variant(ByteSpan storage, Bytes& out) {
    const types::StoredVariant variant = types::stored_variant(storage);
    Bytes whole;
    append_ascii(types::base_type_name(variant.type), whole);
    whole.push_back(k_text_end);
    append_variant_value(variant.value, variant.type, whole);
    append_be64(whole.size(), out);
    out.insert(out.end(), whole.begin(), whole.end());
}

}  // namespace

HashForm hash_form(const SqlType& type) {
    if (types::is_vector(type)) return HashForm::none;
    switch (type.id) {
        case TypeId::bit:
        case TypeId::tinyint:
        case TypeId::smallint:
        case TypeId::int_:
        case TypeId::bigint:
            return HashForm::integer;
        case TypeId::real:
        case TypeId::float_:
            return HashForm::real;
        case TypeId::decimal:
        case TypeId::numeric:
        case TypeId::money:
        case TypeId::smallmoney:
            return HashForm::number;
        case TypeId::date:
        case TypeId::time:
        case TypeId::datetime2:
        case TypeId::datetimeoffset:
        case TypeId::datetime:
            return HashForm::date_time;
        case TypeId::smalldatetime:
            return HashForm::small_date;
        case TypeId::uniqueidentifier:
            return HashForm::guid;
        case TypeId::rowversion:
            return HashForm::rowversion;
        case TypeId::char_:
        case TypeId::varchar:
        case TypeId::nchar:
        case TypeId::nvarchar:
            return HashForm::characters;
        case TypeId::text:
        case TypeId::ntext:
            return HashForm::old_text;
        case TypeId::binary:
        case TypeId::varbinary:
        case TypeId::image:
        case TypeId::clr:
            return HashForm::bytes;
        case TypeId::xml:
            return HashForm::xml;
        case TypeId::sql_variant:
            return HashForm::variant;
        default:
            return HashForm::none;
    }
}

void append_canonical(ByteSpan storage, const SqlType& type, HashForm form, XmlStyle style,
                      Bytes& out) {
    switch (form) {
        case HashForm::integer:
            return append_be64(uint64_t(types::stored_integer(storage, type)), out);
        case HashForm::real:
            return append_be64(std::bit_cast<uint64_t>(stored_real(storage, type)), out);
        case HashForm::number:
        case HashForm::date_time:
        case HashForm::small_date:
            append_text(storage, type, form, out);
            out.push_back(k_text_end);
            return;
        case HashForm::guid:
        case HashForm::rowversion: {
            const size_t size = form == HashForm::guid ? 16 : 8;
            types::require_value(storage.size() == size, type, storage);
            out.insert(out.end(), storage.begin(), storage.end());
            return;
        }
        case HashForm::characters:
        case HashForm::old_text:
        case HashForm::bytes:
            return append_padded(storage, type, out);
        case HashForm::xml:
            return append_xml(storage, style, out);
        case HashForm::variant:
            return append_variant(storage, out);
        case HashForm::none:
            break;
    }
    throw FormatError(fmt::format("columns of type {} cannot be hashed", types::type_name(type)));
}

std::string sum_text(types::Int128 sum) {
    std::string out;
    types::append_decimal(sum, 0, out);
    return out;
}

types::Int128 parse_sum(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    constexpr size_t k_digits_max = 38;
    types::Int128 out = 0;
    bool good = !text.empty() && text.size() <= k_digits_max;
    for (char c : text) {
        good = good && c >= '0' && c <= '9';
        if (good) out = out * 10 + (c - '0');
    }
    if (!good) throw FormatError("the server's hash is no whole number");
    return negative ? -out : out;
}

RowHasher::RowHasher(XmlStyle style)
    : style_(style), digest_(EVP_MD_fetch(nullptr, "SHA256", nullptr)), context_(EVP_MD_CTX_new()) {
    if (digest_ == nullptr || context_ == nullptr) throw Error("SHA-256 is not available");
}

RowHasher::~RowHasher() {
    EVP_MD_CTX_free(context_);
    EVP_MD_free(digest_);
}

int64_t RowHasher::finish_row() {
    std::array<uint8_t, EVP_MAX_MD_SIZE> out;
    unsigned size = 0;
    if (EVP_DigestInit_ex2(context_, digest_, nullptr) != 1 ||
        EVP_DigestUpdate(context_, row_.data(), row_.size()) != 1 ||
        EVP_DigestFinal_ex(context_, out.data(), &size) != 1) {
        throw Error("SHA-256 failed");
    }
    row_.clear();
    return int64_t(load_be<uint64_t>(out.data()));
}

}  // namespace gantry::migrate
