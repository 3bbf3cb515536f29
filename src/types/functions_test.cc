#include <gtest/gtest.h>

#include "base/error.h"
#include "types/collation.h"
#include "types/convert.h"
#include "types/functions_date.h"
#include "types/functions_text.h"

namespace gantry::types {
namespace {

constexpr uint32_t k_ci = k_default_collation;

Value date(std::string_view s, std::string_view type = "datetime2") {
    return convert(Value::of_varchar(std::string(s), k_ci), *type_by_name(type));
}

TEST(TextFunctions, CountUtf16Units) {
    EXPECT_EQ(len("abc  "), 3);
    EXPECT_EQ(len("\U0001F600x"), 3);
    EXPECT_EQ(left("häuser", 2), "hä");
    EXPECT_EQ(right("häuser", 3), "ser");
    EXPECT_EQ(substring("hello", 2, 3), "ell");
    EXPECT_EQ(substring("hello", 0, 3), "he");
    EXPECT_EQ(substring("hello", -5, 3), "");
    EXPECT_THROW(substring("hello", 1, -1), SqlError);
    EXPECT_EQ(charindex("LO", "hello", 1, k_ci), 4);
    EXPECT_EQ(charindex("l", "hello", 4, k_ci), 4);
    EXPECT_EQ(charindex("z", "hello", 1, k_ci), 0);
    EXPECT_EQ(patindex("%l_o%", "hello", k_ci), 3);
    EXPECT_EQ(patindex("%[l]o%", "hello", k_ci), 4);
    EXPECT_EQ(replace("aAbB", "a", "x", k_ci), "xxbB");
    EXPECT_EQ(*stuff("abcdef", 2, 3, "ijklmn"), "aijklmnef");
    EXPECT_FALSE(stuff("abc", 9, 1, "x"));
    EXPECT_EQ(*replicate("ab", 3), "ababab");
    EXPECT_EQ(reverse("añb"), "bña");
    EXPECT_EQ(trim("  .ab. ", " ."), "ab");
    EXPECT_EQ(*ascii("é", 1252), 233);
    EXPECT_EQ(*character(128, 1252), "€");
    EXPECT_EQ(str(123.456, 6, 1), " 123.5");
    EXPECT_EQ(str(123.45, 2, 2), "**");
    EXPECT_EQ(*quotename("a]b", ""), "[a]]b]");
    EXPECT_EQ(*parsename("db..[a.]]b]", 1), "a.]b");
    EXPECT_EQ(*parsename("db..t", 3), "db");
    EXPECT_FALSE(parsename("db..t", 2));
    EXPECT_FALSE(parsename("db..t", 4));
    EXPECT_FALSE(parsename("a.b.c.d.e", 1));
    EXPECT_FALSE(parsename("[a", 1));
    EXPECT_FALSE(parsename("[a]b", 1));
    EXPECT_EQ(soundex("Smith"), "S530");
    EXPECT_EQ(difference("Smith", "Smythe"), 4);
    EXPECT_EQ(translate("2*[3+4]", "[]", "()", k_ci), "2*(3+4)");
    EXPECT_TRUE(is_numeric_text("$1.5"));
    EXPECT_FALSE(is_numeric_text("abc"));
}

TEST(DateFunctions, AddAndCount) {
    auto shown = [](const Value& v) { return to_text(v); };
    EXPECT_EQ(shown(dateadd(DatePart::month, 1, date("2024-01-31", "date"))), "2024-02-29");
    EXPECT_EQ(shown(dateadd(DatePart::hour, -1, date("00:30", "time"))), "23:30:00.0000000");
    EXPECT_EQ(shown(dateadd(DatePart::day, 1, date("2024-02-29 10:00"))),
              "2024-03-01 10:00:00.0000000");
    EXPECT_THROW(dateadd(DatePart::year, 1, date("9999-01-01", "date")), SqlError);
    EXPECT_THROW(dateadd(DatePart::hour, 1, date("2024-01-01", "date")), SqlError);
    EXPECT_EQ(datediff(DatePart::year, date("2005-12-31 23:59:59"), date("2006-01-01")), 1);
    EXPECT_EQ(datediff(DatePart::day, date("2024-01-01 23:00"), date("2024-01-02 01:00")), 1);
    EXPECT_EQ(datediff(DatePart::week, date("2024-01-06"), date("2024-01-07")), 1);
    EXPECT_EQ(datediff(DatePart::second, date("2024-01-01"), date("2024-01-02")), 86400);
    EXPECT_EQ(datepart(DatePart::weekday, date("2024-07-15")), 2);
    EXPECT_EQ(datepart(DatePart::week, date("2024-01-07")), 2);
    EXPECT_EQ(datepart(DatePart::iso_week, date("2021-01-03")), 53);
    EXPECT_EQ(datepart(DatePart::nanosecond, date("2024-01-01 00:00:00.1234567")), 123456700);
    EXPECT_EQ(datename(DatePart::month, date("2024-07-15")), "July");
    EXPECT_EQ(shown(eomonth(date("2024-01-15"), 1)), "2024-02-29");
    EXPECT_EQ(shown(from_parts(*type_by_name("datetime"), 2024, 2, 29, 1, 2, 3, 7, 0)),
              "Feb 29 2024  1:02AM");
    EXPECT_THROW(from_parts(*type_by_name("date"), 2023, 2, 29, 0, 0, 0, 0, 0), SqlError);
    EXPECT_EQ(shown(switch_offset(date("2024-01-01 12:00 +00:00", "datetimeoffset"), "-08:00")),
              "2024-01-01 04:00:00.0000000 -08:00");
}

}  // namespace
}  // namespace gantry::types
