// What export_text writes is read back by CAST to the same value, for random bytes of every type
// that CAST takes from text.

#include <gtest/gtest.h>

#include <random>

#include "base/error.h"
#include "types/convert.h"
#include "types/export_text.h"
#include "types/pg_binary.h"
#include "types/stored_value.h"

namespace gantry::types {
namespace {

struct Random {
    std::mt19937_64 engine{20240131};
    int64_t below(int64_t limit) { return int64_t(engine() % uint64_t(limit)); }
    Bytes bytes(size_t size) {
        Bytes out(size);
        for (uint8_t& b : out)
            b = uint8_t(engine());
        return out;
    }
    static void put(int64_t value, size_t size, Bytes& out) {
        for (size_t i = 0; i < size; ++i, value >>= 8)
            out.push_back(uint8_t(value));
    }
};

// Bytes a record may hold for a value of the type.
Bytes random_storage(const SqlType& type, Random& random) {
    static constexpr int64_t k_units[] = {1, 10, 100, 1000, 10'000, 100'000, 1'000'000, 10'000'000};
    Bytes out;
    switch (type.id) {
        case TypeId::bit:
            return {uint8_t(random.below(2))};
        case TypeId::tinyint:
            return random.bytes(1);
        case TypeId::smallint:
            return random.bytes(2);
        case TypeId::int_:
        case TypeId::smallmoney:
            return random.bytes(4);
        case TypeId::bigint:
        case TypeId::money:
            return random.bytes(8);
        case TypeId::uniqueidentifier:
            return random.bytes(16);
        case TypeId::decimal: {
            out = random.bytes(size_t(1 + 4 * (1 + random.below(4))));
            out[0] &= 1;
            for (size_t i = 13; i < out.size(); ++i)
                out[i] = i == 16 ? 0 : out[i];
            return out;
        }
        case TypeId::datetime:
            Random::put(random.below(86'400 * 300), 4, out);
            Random::put(random.below(53'690 + 2'958'464) - 53'690, 4, out);
            return out;
        case TypeId::smalldatetime:
            Random::put(random.below(1440), 2, out);
            Random::put(random.below(65'536), 2, out);
            return out;
        case TypeId::date:
            Random::put(random.below(k_max_day + 1), 3, out);
            return out;
        default:
            break;
    }
    size_t size = type.scale <= 2 ? 3 : type.scale <= 4 ? 4 : 5;
    Random::put(random.below(86'400 * k_units[type.scale]), size, out);
    // A day from either end: the local time of a datetimeoffset must be a date as well.
    if (type.id != TypeId::time) Random::put(1 + random.below(k_max_day - 1), 3, out);
    if (type.id == TypeId::datetimeoffset) Random::put(random.below(1681) - 840, 2, out);
    return out;
}

void expect_read_back(const SqlType& type, const Bytes& storage) {
    std::string text = export_text(storage, type);
    Value again = convert(Value::of_nvarchar(text, 0), type);
    Bytes expected;
    Bytes actual;
    encode_pg(value_from_storage(storage, type), expected);
    encode_pg(again, actual);
    EXPECT_EQ(actual, expected) << type_name(type) << " " << text;
}

TEST(ExportProperty, TextReadsBack) {
    Random random;
    for (std::string_view name :
         {"bit", "tinyint", "smallint", "int", "bigint", "money", "smallmoney", "uniqueidentifier",
          "datetime", "smalldatetime", "date"}) {
        SqlType type = *type_by_name(name);
        for (int i = 0; i < 300; ++i)
            expect_read_back(type, random_storage(type, random));
    }
}

TEST(ExportProperty, ScaledTypesReadBack) {
    Random random;
    for (std::string_view name : {"time", "datetime2", "datetimeoffset"}) {
        SqlType type = *type_by_name(name);
        for (int i = 0; i < 400; ++i) {
            type.scale = uint8_t(i % 8);
            expect_read_back(type, random_storage(type, random));
        }
    }
    for (int i = 0; i < 400; ++i) {
        SqlType type = decimal_type(38, uint8_t(i % 39));
        expect_read_back(type, random_storage(type, random));
    }
}

}  // namespace
}  // namespace gantry::types
