#pragma once
// A query over a system view, as data: which columns it gives and since which version each of
// them exists. One text is made for the version at hand. Constant data; pure.
//
//   {.what = "columns", .view = "sys.columns",
//    .columns = "object_id, name, is_sparse@10, value=CAST(t.value AS nvarchar(4000))",
//    .rest = "FROM sys.columns AS t"}
//
// An item of `columns` is NAME[@SINCE][=EXPRESSION]; without an expression it is t.NAME. On a
// server before SINCE, and where the server says that there is no such column, it is NULL.
//
// Source of the versions: the public documentation of the catalog views.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gantry::live {

// Major versions: 9 is SQL Server 2005, 10 2008 and 2008 R2, 11 2012, 12 2014, 13 2016, 14 2017,
// 15 2019, 16 2022, 17 2025.
constexpr int k_oldest_major = 9;
constexpr int k_newest_major = 17;
// The compatibility level a version brings: 90 for 9.
int native_level(int major);

struct CatalogQuery {
    std::string_view what;  // "columns", as warnings name what was not read
    std::string_view view;  // the view that matters, "sys.columns"
    std::string_view columns;
    std::string_view rest;  // FROM ... WHERE ... ORDER BY
    int since = k_oldest_major;
};

// Columns known to be missing are given by name or by a function's name.
std::string query_text(const CatalogQuery& query, int major,
                       const std::vector<std::string>& missing = {});
// Names of the items, in their order.
std::vector<std::string> query_columns(const CatalogQuery& query);
// Whether an item of the query is about `name`, a column's or a function's.
bool mentions(const CatalogQuery& query, std::string_view name);

// All queries of this folder, for tests.
std::vector<const CatalogQuery*> all_queries();

}  // namespace gantry::live
