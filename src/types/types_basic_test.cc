#include <gtest/gtest.h>

#include <random>

#include "base/error.h"
#include "types/collation.h"
#include "types/convert.h"
#include "types/pg_binary.h"
#include "types/sql_variant.h"

namespace gantry::types {
namespace {

Value text(std::string_view s) {
    return Value::of_varchar(std::string(s), k_default_collation);
}
SqlType type(std::string_view name) {
    return *type_by_name(name);
}
std::string print(const Value& v, int style = k_default_style) {
    return convert(v, varchar_type(k_max_length, k_default_collation), style, false).text();
}
int error_of(const Value& v, const SqlType& t) {
    try {
        convert(v, t);
    } catch (const SqlError& e) {
        return e.number();
    }
    return 0;
}

TEST(SqlType, NamesAreAsScripted) {
    EXPECT_EQ(type_name(nvarchar_type(20, 0)), "nvarchar(20)");
    EXPECT_EQ(type_name(varchar_type(-1, 0)), "varchar(max)");
    EXPECT_EQ(type_name(decimal_type(18, 4)), "decimal(18,4)");
    EXPECT_EQ(type_by_name("CHARACTER VARYING")->id, TypeId::varchar);
    EXPECT_FALSE(type_by_name("no such type"));
}

TEST(CollationNames, RoundTripAllNames) {
    // 5508 of SQL Server 2019 and the 32 of version 160.
    EXPECT_EQ(collation_names().size(), 5540u);
    for (const std::string& name : collation_names()) {
        std::optional<uint32_t> id = collation_by_name(name);
        ASSERT_TRUE(id) << name;
        EXPECT_EQ(collation_name(*id), name);
    }
}

TEST(CollationNames, KnownIds) {
    EXPECT_EQ(collation_by_name("sql_latin1_general_cp1_ci_as"), 0x3400D008u);
    EXPECT_EQ(collation_by_name("Latin1_General_CI_AS"), 0xD008u);
    EXPECT_EQ(collation_by_name("Assamese_100_CS_AS_KS_SC"), 0x4815Au);
    EXPECT_EQ(collation_by_name("Japanese_XJIS_140_CI_AS_VSS"), 0x6D148u);
    EXPECT_EQ(collation_by_name("Cyrillic_General_CI_AS"), 0xD015u);
    EXPECT_EQ(code_page_of(*collation_by_name("Cyrillic_General_CI_AS")), 1251);
    // What a real server sends for its default collation: 09 04 D0 00 34.
    std::array<uint8_t, 5> expected = {0x09, 0x04, 0xD0, 0x00, 0x34};
    EXPECT_EQ(tds_collation(k_default_collation), expected);
    EXPECT_EQ(collation_from_tds(expected), k_default_collation);
}

TEST(CollationNames, Utf8WhereverItsFlagIs) {
    uint32_t sc = *collation_by_name("Latin1_General_100_CI_AS_SC");
    EXPECT_EQ(code_page_of(sc), 1252);
    for (uint32_t bit : {0x400u, 0x100000u, 0x800000u, 0x4000000u}) {
        EXPECT_EQ(code_page_of(sc | bit), 65001);
        EXPECT_EQ(collation_name(sc | bit), "Latin1_General_100_CI_AS_SC_UTF8");
    }
    EXPECT_EQ(collation_name(0x40C08), "Latin1_General_100_BIN2_UTF8");
    EXPECT_EQ(code_page_of(*collation_by_name("Japanese_XJIS_140_CI_AS_UTF8")), 65001);
    std::array<uint8_t, 5> utf8 = {0x09, 0x04, 0xD0, 0x24, 0x00};  // what a server of 2019 sends
    EXPECT_EQ(tds_collation(*collation_by_name("Latin1_General_100_CI_AS_SC_UTF8")), utf8);
}

TEST(CollationNames, CodePages) {
    auto page = [](std::string_view name) { return code_page_of(*collation_by_name(name)); };
    EXPECT_EQ(page("SQL_Latin1_General_CP437_CI_AS"), 437);
    EXPECT_EQ(page("SQL_AltDiction_CP850_CI_AI"), 850);
    EXPECT_EQ(page("SQL_Latin1_General_CP1_CI_AS"), 1252);
    EXPECT_EQ(page("Chinese_PRC_CI_AS"), 936);
    EXPECT_EQ(page("Chinese_Taiwan_Stroke_BIN"), 950);
    EXPECT_EQ(page("Korean_90_CI_AS"), 949);
    EXPECT_EQ(page("Japanese_CI_AS"), 932);
    EXPECT_EQ(page("Thai_CI_AS"), 874);
    EXPECT_EQ(page("Indic_General_90_CI_AS"), 0);
    EXPECT_EQ(page("Chinese_Simplified_Pinyin_160_CI_AS_SC_UTF8"), 65001);
    EXPECT_EQ(page("Lithuanian_Classic_CI_AS"), 1257);
}

TEST(Collation, ComparesLikeSqlServer) {
    const uint32_t ci = k_default_collation;
    const uint32_t cs = *collation_by_name("Latin1_General_CS_AS");
    EXPECT_EQ(compare("abc", "ABC", ci), 0);
    EXPECT_LT(compare("abc", "ABC", cs), 0);
    EXPECT_LT(compare("ABC", "abd", cs), 0);
    EXPECT_EQ(compare("abc   ", "abc", ci), 0);
    EXPECT_LT(compare("a", "ä", ci), 0);
    EXPECT_LT(compare("ä", "b", ci), 0);
    EXPECT_EQ(compare("ä", "Ä", ci), 0);
    EXPECT_EQ(compare("résumé", "RESUME", *collation_by_name("Latin1_General_CI_AI")), 0);
    EXPECT_EQ(compare("straße", "STRASSE", ci), 0);
    EXPECT_LT(compare("coop", "co-op", ci), 0);   // word sort
    EXPECT_LT(compare("co-op", "coops", ci), 0);
    EXPECT_LT(compare("_a", "1", ci), 0);
    EXPECT_LT(compare("+", "0", ci), 0);
    EXPECT_LT(compare("9", "a", ci), 0);
    EXPECT_LT(compare("B", "a", k_latin1_bin2), 0);
    EXPECT_EQ(compare("\xEF\xBC\xA1", "a", ci), 0);  // full-width A
    EXPECT_LT(compare("z", "å", *collation_by_name("Finnish_Swedish_CI_AS")), 0);
    EXPECT_LT(compare("z", "aa", *collation_by_name("Danish_Norwegian_CI_AS")), 0);
    EXPECT_NE(compare("I", "i", *collation_by_name("Turkish_CI_AS")), 0);
}

TEST(Collation, OrderIsTotalAndKeysAgree) {
    std::mt19937 random(7);
    const std::vector<std::string> pieces = {"a", "B", "-", "'", " ", "é", "e\u0301", "ß", "z", "1",
                                             "_", "+", "Ａ", "日", "Ж", "\t", "A", "ø", "s", "(",
                                             "\U0001F600", "\x01"};
    for (const char* name : {"SQL_Latin1_General_CP1_CI_AS", "Latin1_General_CS_AS",
                             "Latin1_General_CI_AI", "Latin1_General_BIN2", "Czech_CI_AS",
                             "Danish_Norwegian_CI_AS"}) {
        uint32_t id = *collation_by_name(name);
        std::vector<std::string> texts;
        for (int i = 0; i < 120; ++i) {
            std::string s;
            for (size_t k = random() % 7; k > 0; --k) s += pieces[random() % pieces.size()];
            texts.push_back(s);
        }
        for (const std::string& a : texts) {
            for (const std::string& b : texts) {
                int c = compare(a, b, id);
                EXPECT_EQ(c, -compare(b, a, id)) << name << " [" << a << "] [" << b << "]";
                if (c == 0) {
                    EXPECT_EQ(hash(a, id), hash(b, id)) << name << " [" << a << "] [" << b << "]";
                    EXPECT_EQ(sort_key(a, id), sort_key(b, id)) << name << a << "|" << b;
                }
                uint64_t ka = abbreviated_key(a, id);
                uint64_t kb = abbreviated_key(b, id);
                if (ka != kb) {
                    EXPECT_EQ(ka < kb, c < 0) << name << " [" << a << "] [" << b << "]";
                }
                if (c != 0) {
                    EXPECT_EQ(sort_key(a, id) < sort_key(b, id), c < 0)
                        << name << " [" << a << "] [" << b << "]";
                }
            }
        }
        std::sort(texts.begin(), texts.end(), [&](const std::string& a, const std::string& b) {
            return compare(a, b, id) < 0;
        });
        for (size_t i = 0; i < texts.size(); ++i) {
            for (size_t j = i + 1; j < texts.size(); ++j) {
                ASSERT_LE(compare(texts[i], texts[j], id), 0)
                    << name << " [" << texts[i] << "] [" << texts[j] << "]";
            }
        }
    }
}

TEST(Collation, LikePatterns) {
    const uint32_t ci = k_default_collation;
    EXPECT_TRUE(like("Cheese", "ch%", 0, ci));
    EXPECT_TRUE(like("Cheese", "%EE%", 0, ci));
    EXPECT_FALSE(like("Cheese", "ch", 0, ci));
    EXPECT_TRUE(like("abc", "a_c", 0, ci));
    EXPECT_TRUE(like("abc", "a[b-d]c", 0, ci));
    EXPECT_FALSE(like("abc", "a[^b-d]c", 0, ci));
    EXPECT_TRUE(like("5%", "5!%", '!', ci));
    EXPECT_FALSE(like("50", "5!%", '!', ci));
    EXPECT_TRUE(like("a]b", "a]b", 0, ci));
    EXPECT_TRUE(like("a[b", "a[[]b", 0, ci));
    EXPECT_TRUE(like("abc  ", "abc", 0, ci, true));
    EXPECT_FALSE(like("abc  ", "abc", 0, ci));
    EXPECT_TRUE(like("", "%", 0, ci));
    EXPECT_FALSE(like("x", "", 0, ci));
    EXPECT_TRUE(like("crème", "CRÈ%", 0, ci));
    EXPECT_FALSE(like("abc", "A%", 0, *collation_by_name("Latin1_General_CS_AS")));
}

TEST(Decimal, ParsesAndPrints) {
    for (const char* s : {"0", "1.50", "-0.001", "99999999999999999999999999999999999999",
                          "-12345678901234567890.1234567890"}) {
        EXPECT_EQ(to_text(*parse_decimal(s)), s);
    }
    EXPECT_FALSE(parse_decimal(""));
    EXPECT_FALSE(parse_decimal("1e5"));
    EXPECT_FALSE(parse_decimal("999999999999999999999999999999999999999"));
}

TEST(Decimal, ResultTypesOfTheDocumentation) {
    auto same = [](PrecisionScale a, int p, int s) { return a.precision == p && a.scale == s; };
    EXPECT_TRUE(same(result_type(Arithmetic::divide, {10, 2}, {5, 0}), 16, 8));
    EXPECT_TRUE(same(result_type(Arithmetic::multiply, {38, 4}, {38, 4}), 38, 6));
    EXPECT_TRUE(same(result_type(Arithmetic::add, {18, 2}, {18, 4}), 21, 4));
    EXPECT_TRUE(same(result_type(Arithmetic::divide, {38, 10}, {38, 10}), 38, 6));
}

TEST(Decimal, Calculates) {
    auto d = [](const char* s) { return *parse_decimal(s); };
    EXPECT_EQ(to_text(calculate(Arithmetic::divide, d("2.0"), d("3"))), "0.666666");
    EXPECT_EQ(to_text(calculate(Arithmetic::multiply, d("1.25"), d("-4.5"))), "-5.625");
    EXPECT_EQ(to_text(calculate(Arithmetic::modulo, d("7.5"), d("2"))), "1.5");
    EXPECT_THROW(calculate(Arithmetic::divide, d("1"), d("0")), SqlError);
    EXPECT_EQ(compare(d("1.10"), d("1.1")), 0);
    EXPECT_LT(compare(d("-5"), d("0.00000000000000000000000000000000000001")), 0);
}

TEST(Decimal, NumericRoundTrips) {
    std::mt19937_64 random(3);
    for (int i = 0; i < 20000; ++i) {
        int precision = 1 + int(random() % 38);
        int scale = int(random() % uint64_t(precision + 1));
        unsigned __int128 raw = (unsigned __int128)random() << 64 | random();
        if (random() % 2 == 0) raw = random() % 100000;
        Int128 value = Int128(raw % (unsigned __int128)power_of_ten(precision));
        if (random() % 2 == 0) value = -value;
        Bytes out;
        append_pg_numeric(value, scale, out);
        std::optional<Decimal> back = decode_pg_numeric(out, precision, scale);
        ASSERT_TRUE(back) << int128_to_text(value) << " " << precision << " " << scale;
        ASSERT_EQ(int128_to_text(back->unscaled), int128_to_text(value)) << scale;
    }
}

TEST(Decimal, NumericFromPostgresRounds) {
    // 0.666666666666 as PostgreSQL sends it, read with scale 2.
    Bytes out;
    append_pg_numeric(666666666666, 12, out);
    EXPECT_EQ(to_text(*decode_pg_numeric(out, 10, 2)), "0.67");
    out.clear();
    append_pg_numeric(1, 12, out);
    EXPECT_EQ(to_text(*decode_pg_numeric(out, 10, 2)), "0.00");
}

TEST(DateTime, CivilRoundTrips) {
    EXPECT_EQ(days_from_civil(1, 1, 1), 0);
    EXPECT_EQ(days_from_civil(1900, 1, 1), k_days_to_1900);
    EXPECT_EQ(days_from_civil(2000, 1, 1), k_days_to_2000);
    EXPECT_EQ(days_from_civil(9999, 12, 31), k_max_day);
    EXPECT_EQ(days_from_civil(1753, 1, 1), k_min_datetime_day);
    for (int32_t d = 0; d <= k_max_day; d += 97) {
        CivilDate c = civil_from_days(d);
        ASSERT_EQ(days_from_civil(c.year, c.month, c.day), d);
    }
    EXPECT_EQ(weekday_name(weekday_of(days_from_civil(2024, 7, 15))), "Monday");
}

TEST(DateTime, DatetimeRoundsToThirds) {
    for (int64_t t = 0; t < 86'400 * 300; t += 1) {
        int64_t v = datetime_from_parts(-5, uint32_t(t));
        if (t > 2000 && t < 86'400 * 300 - 2000) {
            t += 997;
            v = datetime_from_parts(-5, uint32_t(t));
        }
        ASSERT_EQ(*to_datetime(from_datetime(v)), v);
    }
    EXPECT_EQ(print(convert(text("2020-01-01 00:00:00.005"), type("datetime")), 121),
              "2020-01-01 00:00:00.007");
    EXPECT_EQ(print(convert(text("2020-01-01 23:59:59.999"), type("datetime")), 121),
              "2020-01-02 00:00:00.000");
}

TEST(DateTime, ParsesTheLiteralFormats) {
    auto read = [](const char* s, const char* t = "datetime") {
        return print(convert(text(s), type(t)), 121);
    };
    const std::string noon = "2024-03-05 14:30:00.000";
    for (const char* s : {"2024-03-05 14:30", "20240305 14:30:00", "2024-03-05T14:30:00",
                          "3/5/2024 2:30 PM", "Mar  5 2024  2:30PM", "5 March 2024 14:30",
                          "March 5, 2024 14:30:00.000", "2024/03/05 14:30", "03-05-24 14:30",
                          "2:30pm 2024-03-05", "2024 Mar 5 14:30", "2024.03.05 14:30:00:000"}) {
        EXPECT_EQ(read(s), noon) << s;
    }
    EXPECT_EQ(read(""), "1900-01-01 00:00:00.000");
    EXPECT_EQ(read("14:30"), "1900-01-01 14:30:00.000");
    EXPECT_EQ(read("2024"), "2024-01-01 00:00:00.000");
    EXPECT_EQ(read("2024-03-05 14:30:00.1234567", "datetime2"), "2024-03-05 14:30:00.1234567");
    EXPECT_EQ(read("2024-03-05", "date"), "2024-03-05");
    EXPECT_EQ(read("14:30:15.5", "time"), "14:30:15.5000000");
    EXPECT_EQ(read("2024-03-05T14:30:00+02:00", "datetimeoffset"),
              "2024-03-05 14:30:00.0000000 +02:00");
    EXPECT_EQ(read("2024-03-05T14:30:00Z", "datetimeoffset"), "2024-03-05 14:30:00.0000000 +00:00");
    EXPECT_EQ(error_of(text("not a date"), type("datetime")), 241);
    EXPECT_EQ(error_of(text("2024-02-30"), type("datetime")), 242);
    EXPECT_EQ(error_of(text("1700-01-01"), type("datetime")), 242);
    EXPECT_EQ(error_of(text("2024-02-30"), type("date")), 241);
    EXPECT_EQ(error_of(text("nonsense"), type("smalldatetime")), 295);
    ConvertOptions dmy;
    dmy.date_order = DateOrder::dmy;
    EXPECT_EQ(print(convert(text("05/03/2024"), type("datetime"), dmy, false), 23), "2024-03-05");
    EXPECT_EQ(print(convert(text("05/03/2024"), type("date"), 103, false)), "2024-03-05");
}

TEST(DateTime, PrintsTheStyles) {
    Value d = convert(text("2024-03-05T14:05:09.123"), type("datetime"));
    const std::pair<int, const char*> k_expected[] = {
        {-1, "Mar  5 2024  2:05PM"}, {1, "03/05/24"}, {101, "03/05/2024"}, {2, "24.03.05"},
        {103, "05/03/2024"}, {104, "05.03.2024"}, {105, "05-03-2024"}, {106, "05 Mar 2024"},
        {107, "Mar 05, 2024"}, {108, "14:05:09"}, {109, "Mar  5 2024  2:05:09:123PM"},
        {110, "03-05-2024"}, {111, "2024/03/05"}, {112, "20240305"},
        {113, "05 Mar 2024 14:05:09:123"}, {114, "14:05:09:123"}, {120, "2024-03-05 14:05:09"},
        {121, "2024-03-05 14:05:09.123"}, {126, "2024-03-05T14:05:09.123"},
        {131, "24/08/1445  2:05:09:123PM"}};
    for (auto [style, expected] : k_expected) EXPECT_EQ(print(d, style), expected) << style;
    EXPECT_EQ(print(convert(d, type("datetime2"))), "2024-03-05 14:05:09.1233333");
}

TEST(Convert, NumbersAndTheirErrors) {
    EXPECT_EQ(convert(text(" 42 "), int_type()).integer(), 42);
    EXPECT_EQ(error_of(text("abc"), int_type()), 245);
    EXPECT_EQ(error_of(text("1.5"), int_type()), 245);
    EXPECT_EQ(error_of(text("99999999999"), int_type()), 248);
    EXPECT_EQ(error_of(text("300"), type("tinyint")), 244);
    EXPECT_EQ(error_of(text("x"), bigint_type()), 8114);
    EXPECT_EQ(error_of(Value::of_int(300), type("tinyint")), 220);
    EXPECT_EQ(error_of(Value::of_bigint(1ll << 40), int_type()), 8115);
    EXPECT_EQ(error_of(Value::of_float(1e20), int_type()), 232);
    EXPECT_EQ(error_of(text("12x"), decimal_type(10, 2)), 8114);
    EXPECT_EQ(error_of(text("12345"), decimal_type(4, 2)), 8115);
    EXPECT_EQ(error_of(text("zz"), type("uniqueidentifier")), 8169);
    EXPECT_EQ(error_of(Value::of_int(1), type("date")), 529);
    EXPECT_EQ(convert(Value::of_float(-1.9), int_type()).integer(), -1);
    EXPECT_EQ(convert(Value::of_decimal(*parse_decimal("1.99")), int_type()).integer(), 1);
    EXPECT_EQ(convert(Value::of_bit(true), int_type()).integer(), 1);
    EXPECT_TRUE(convert(text("abc"), int_type(), 0, true).is_null());
    EXPECT_EQ(convert(text("$1,234.5"), type("money")).integer(), 12345000);
    EXPECT_EQ(print(convert(text("-1234567.891"), type("money")), 1), "-1,234,567.89");
}

TEST(Convert, TextForms) {
    EXPECT_EQ(print(Value::of_float(1.5)), "1.5");
    EXPECT_EQ(print(Value::of_float(1000000)), "1e+006");
    EXPECT_EQ(print(Value::of_float(123456)), "123456");
    EXPECT_EQ(print(Value::of_float(0.00001)), "1e-005");
    EXPECT_EQ(print(Value::of_float(0.1), 3), "1.0000000000000001e-001");
    EXPECT_EQ(convert(Value::of_int(12345), varchar_type(3, 0)).text(), "*");
    EXPECT_EQ(error_of(Value::of_int(12345), nvarchar_type(3, 0)), 8115);
    EXPECT_EQ(convert(text("abcdef"), varchar_type(3, 0)).text(), "abc");
    EXPECT_THROW(assign(text("abcdef"), varchar_type(3, 0), "t", "c"), SqlError);
    EXPECT_EQ(assign(text("abc   "), varchar_type(3, 0)).text(), "abc");
    SqlType fixed = type("char");
    fixed.length = 5;
    EXPECT_EQ(convert(text("ab"), fixed).text(), "ab   ");
    EXPECT_EQ(convert(text("日本"), varchar_type(10, 0)).text(), "??");
    EXPECT_EQ(to_hex(convert(Value::of_int(258), varbinary_type(8)).bytes()), "0x00000102");
    EXPECT_EQ(to_hex(convert(text("0x0aff"), varbinary_type(8), 1, false).bytes()), "0x0AFF");
    EXPECT_EQ(print(convert(text("6F9619FF-8B86-D011-B42D-00C04FC964FF"),
                            type("uniqueidentifier"))),
              "6F9619FF-8B86-D011-B42D-00C04FC964FF");
}

TEST(PgBinary, RoundTripsEveryKindOfValue) {
    std::vector<Value> values = {
        Value::of_int(-5), Value::of_bigint(INT64_MIN), Value::of_bit(true), Value::of_float(2.5),
        Value::of_decimal(*parse_decimal("-123.4500")), text("häß"),
        Value::of_nvarchar("日本\U0001F600", k_default_collation), Value::of_varbinary({1, 2, 0}),
        convert(text("2024-03-05 14:05:09.123"), type("datetime")),
        convert(text("2024-03-05 14:05"), type("smalldatetime")),
        convert(text("2024-03-05"), type("date")),
        convert(text("14:05:09.1234567"), type("time")),
        convert(text("2024-03-05 14:05:09.1234567"), type("datetime2")),
        convert(text("2024-03-05 14:05:09.12 -05:30"), type("datetimeoffset")),
        convert(text("6F9619FF-8B86-D011-B42D-00C04FC964FF"), type("uniqueidentifier")),
        convert(text("-1.5"), type("money")), convert(text("255"), type("tinyint"))};
    for (const Value& v : values) {
        Bytes out;
        encode_pg(v, out);
        EXPECT_EQ(to_text(decode_pg(out, v.type())), to_text(v)) << type_name(v.type());
        Value variant = make_variant(v);
        EXPECT_EQ(to_text(variant_value(variant.bytes())), to_text(v));
        EXPECT_EQ(compare_variants(variant.bytes(), variant.bytes()), 0);
    }
}

TEST(PgBinary, StorageBytesOfARealServer) {
    auto copy = [](Bytes storage, const SqlType& t) {
        return to_text(value_from_storage(storage, t));
    };
    SqlType t = type("datetime");
    Bytes datetime(8);
    store_le(datetime.data(), uint32_t(300));
    store_le(datetime.data() + 4, int32_t(1));
    EXPECT_EQ(print(value_from_storage(datetime, t), 121), "1900-01-02 00:00:01.000");
    EXPECT_EQ(copy({1, 0x39, 0x30, 0, 0}, decimal_type(9, 2)), "123.45");
    EXPECT_EQ(copy({0, 0x39, 0x30, 0, 0, 0, 0, 0, 0}, decimal_type(18, 2)), "-123.45");
    SqlType nchar = type("nchar");
    nchar.length = 8;
    EXPECT_EQ(copy({'a', 0, 'b', 0}, nchar), "ab  ");
    t = type("sql_variant");
    EXPECT_EQ(to_text(convert(value_from_storage(Bytes{56, 1, 42, 0, 0, 0}, t), int_type())), "42");
    EXPECT_THROW(copy({1, 2}, int_type()), FormatError);
    EXPECT_THROW(copy({231, 1}, t), FormatError);
}

TEST(TypeRules, CommonTypes) {
    EXPECT_EQ(type_name(common_type(int_type(), decimal_type(5, 2))), "decimal(12,2)");
    EXPECT_EQ(type_name(common_type(varchar_type(10, 0), nvarchar_type(5, 0))), "nvarchar(10)");
    EXPECT_EQ(type_name(common_type(type("date"), type("datetime"))), "datetime");
    EXPECT_THROW(common_type(type("date"), int_type()), SqlError);
}

}  // namespace
}  // namespace gantry::types
