#include "types/sql_variant.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "types/collation.h"
#include "types/convert.h"
#include "types/pg_binary.h"

namespace gantry::types {
namespace {

bool can_be_variant(const SqlType& type) {
    if (is_lob(type)) return false;
    switch (type.id) {
        case TypeId::none:
        case TypeId::sql_variant:
        case TypeId::rowversion:
        case TypeId::clr:
        case TypeId::table:
        case TypeId::vector: return false;
        default: return true;
    }
}

// Family order of the documentation of sql_variant, highest first.
int family_rank(TypeId id) {
    switch (id) {
        case TypeId::datetime2:
        case TypeId::datetimeoffset:
        case TypeId::datetime:
        case TypeId::smalldatetime:
        case TypeId::date:
        case TypeId::time: return 6;
        case TypeId::float_:
        case TypeId::real: return 5;
        case TypeId::char_:
        case TypeId::varchar:
        case TypeId::nchar:
        case TypeId::nvarchar: return 3;
        case TypeId::binary:
        case TypeId::varbinary: return 2;
        case TypeId::uniqueidentifier: return 1;
        default: return 4;  // exact numbers
    }
}

// The type in which two values of one family are compared.
SqlType widest(int rank, const SqlType& a, const SqlType& b) {
    switch (rank) {
        case 6: return *type_by_name("datetimeoffset");
        case 5: return float_type();
        case 4: return decimal_type(38, 19);
        case 3: return nvarchar_type(k_max_length, a.collation);
        case 2: return varbinary_type(k_max_length);
        default: return b;
    }
}

// Exact numbers of up to 38 digits do not fit decimal(38,19): compared as decimals of their own.
Decimal exact(const Value& value) {
    switch (value.type().id) {
        case TypeId::decimal:
        case TypeId::numeric: return value.decimal();
        case TypeId::money:
        case TypeId::smallmoney: return {value.integer(), 19, 4};
        default: return decimal_from_int(value.integer());
    }
}

}  // namespace

void append_variant_header(const SqlType& type, Bytes& out) {
    size_t at = out.size();
    out.resize(at + k_variant_header);
    uint8_t* p = out.data() + at;
    p[0] = uint8_t(type.id);
    p[1] = type.precision;
    p[2] = type.scale;
    p[3] = 0;
    store_le(p + 4, type.length);
    store_le(p + 6, type.collation);
}

Value make_variant(const Value& value) {
    SqlType type;
    type.id = TypeId::sql_variant;
    type.length = 8016;
    if (value.type().id == TypeId::sql_variant) return {type, value.data()};
    if (value.is_null()) return Value::null(type);
    if (!can_be_variant(value.type())) {
        throw SqlError(206, 16, 2,
                       fmt::format("Operand type clash: {} is incompatible with sql_variant",
                                   type_name(value.type())));
    }
    Bytes bytes;
    append_variant_header(value.type(), bytes);
    encode_pg(value, bytes);
    return {type, std::move(bytes)};
}

SqlType variant_type(ByteSpan variant) {
    if (variant.size() < k_variant_header) throw FormatError("a sql_variant is cut short");
    SqlType type;
    type.id = TypeId(variant[0]);
    type.precision = variant[1];
    type.scale = variant[2];
    type.length = load_le<int16_t>(variant.data() + 4);
    type.collation = load_le<uint32_t>(variant.data() + 6);
    bool numbers = type.precision <= 53 && type.scale <= 38;
    if (base_type_name(type) == "unknown" || !can_be_variant(type) || !numbers) {
        throw FormatError(fmt::format("a sql_variant names type {}, which cannot be in one",
                                      variant[0]));
    }
    return type;
}

Value variant_value(ByteSpan variant) {
    SqlType type = variant_type(variant);
    return decode_pg(variant.subspan(k_variant_header), type);
}

int compare_variants(ByteSpan a, ByteSpan b) {
    Value x = variant_value(a);
    Value y = variant_value(b);
    int rank_x = family_rank(x.type().id);
    int rank_y = family_rank(y.type().id);
    if (rank_x != rank_y) return rank_x < rank_y ? -1 : 1;
    if (rank_x == 4) return compare(exact(x), exact(y));
    SqlType common = widest(rank_x, x.type(), y.type());
    return compare(convert(x, common), convert(y, common));
}

uint64_t hash_variant(ByteSpan variant) {
    Value value = variant_value(variant);
    switch (family_rank(value.type().id)) {
        case 6: return uint64_t(convert(value, *type_by_name("datetimeoffset"))
                                    .as<DateTimeOffset>().utc) * 0x9E3779B97F4A7C15ull;
        case 5: return uint64_t(int64_t(std::clamp(value.real(), -9e15, 9e15)));
        case 4: {
            // Equal numbers of any scale: hash the whole part.
            Decimal d = exact(value);
            Int128 whole = d.unscaled / power_of_ten(d.scale);
            return uint64_t(whole) * 0x9E3779B97F4A7C15ull;
        }
        case 3: return hash(value.text(), value.type().collation);
        case 2: {
            uint64_t out = 2;
            const Bytes& bytes = value.bytes();
            size_t size = bytes.size();
            while (size > 0 && bytes[size - 1] == 0) --size;
            for (size_t i = 0; i < size; ++i) out = out * 31 + bytes[i];
            return out;
        }
        default: {
            uint64_t out = 0;
            for (uint8_t byte : value.guid().bytes) out = out * 31 + byte;
            return out;
        }
    }
}

}  // namespace gantry::types
