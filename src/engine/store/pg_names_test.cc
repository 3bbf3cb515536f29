#include "engine/store/pg_names.h"

#include <gtest/gtest.h>

namespace gantry::store {
namespace {

TEST(PgNames, SchemaIsFoldedDatabaseAndSchema) {
    EXPECT_EQ(pg_schema("Northwind", "dbo"), "northwind_dbo");
    EXPECT_EQ(pg_schema("NORTHWIND ", "Sales"), "northwind_Sales");
    EXPECT_EQ(pg_schema("ÄPFEL", "dbo"), pg_schema("äpfel", "dbo"));
}

TEST(PgNames, SchemaNamesNeverMeet) {
    EXPECT_NE(pg_schema("a_b", "c"), pg_schema("a", "b_c"));
    EXPECT_NE(pg_schema("a", "b$c"), pg_schema("a$b", "c"));
    EXPECT_NE(pg_schema("a", "Sales"), pg_schema("a", "sales"));
}

TEST(PgNames, SchemasReservedByPostgreSQLAreAvoided) {
    EXPECT_FALSE(pg_schema("pg", "catalog").starts_with("pg_"));
    EXPECT_NE(pg_schema("information", "schema"), "information_schema");
}

TEST(PgNames, LongNamesGetHashedTail) {
    std::string a(200, 'x'), b = a;
    b.back() = 'y';
    EXPECT_EQ(pg_object(a).size(), 63u);
    EXPECT_NE(pg_object(a), pg_object(b));
    std::string umlauts;
    for (int i = 0; i < 60; ++i) umlauts += "ü";
    std::string cut = pg_object(umlauts);
    EXPECT_LE(cut.size(), 63u);
    EXPECT_EQ(cut.substr(0, 50), umlauts.substr(0, 50));
    EXPECT_EQ(pg_object(std::string(63, 'x')), std::string(63, 'x'));
}

TEST(PgNames, WhatPostgreSQLCannotHoldIsReplacedAndHashed) {
    std::string nul("a\0b", 3);
    EXPECT_EQ(pg_object(nul).find('\0'), std::string::npos);
    EXPECT_NE(pg_object(nul), pg_object("a?b"));
    std::string surrogate = "a\xED\xA0\x80";
    EXPECT_TRUE(pg_object(surrogate).starts_with("a?$"));
}

TEST(PgNames, SystemColumnsGetASuffix) {
    EXPECT_EQ(pg_column("ctid"), "ctid$");
    EXPECT_EQ(pg_column("ctid$"), "ctid$$");
    EXPECT_EQ(pg_column("CTID"), "CTID");
    EXPECT_EQ(pg_column("oid"), "oid");
    EXPECT_EQ(pg_column("Order ID"), "Order ID");
}

TEST(PgNames, QuotesAreDoubled) {
    EXPECT_EQ(quoted("a\"b"), "\"a\"\"b\"");
    EXPECT_EQ(pg_qualified("Northwind", "dbo", "Order Details"),
              "\"northwind_dbo\".\"Order Details\"");
}

TEST(PgNames, IndexesBearTheirTable) {
    EXPECT_EQ(pg_index("Lookup", 5), "Lookup$5");
    EXPECT_NE(pg_index("Lookup", 5), pg_index("Lookup", 6));
}

}  // namespace
}  // namespace gantry::store
