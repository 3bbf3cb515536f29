#pragma once
// INSERT statements of a fixture script: values, defaults, identities and rowversions into rows,
// and those to the writer in clustered key order. Not thread-safe. Throws SqlError: 109, 110, 207,
// 515 and what conversions raise.

#include <map>
#include <vector>

#include "catalog/model.h"
#include "catalog/writer/row_source.h"
#include "cli/fixture_expression.h"

namespace gantry::cli {

class FixtureInserts {
  public:
    explicit FixtureInserts(FixtureExpressions& expressions) : expressions_(expressions) {}

    void insert(const tsql::InsertStatement& s, catalog::Table& table);
    bool has_rows(int32_t table_id) const { return rows_.count(table_id) != 0; }
    // Moves all rows into sources for the writer; sets the tables' row counts.
    void hand_over(catalog::Database& model, catalog::RowSources& out, uint64_t& row_count);

  private:
    using Row = std::vector<types::Value>;
    using Columns = std::vector<const catalog::Column*>;
    using Expressions = std::vector<const tsql::Expr*>;

    Columns insert_columns(const tsql::InsertStatement& s, const catalog::Table& table);
    void insert_series(const tsql::InsertStatement& s, catalog::Table& table,
                       const Columns& columns);
    void add_row(const tsql::Node& node, catalog::Table& table, const Columns& columns,
                 const Expressions& values, const types::Value* series = nullptr);
    types::Value value_for(catalog::Column& column, const tsql::Expr* expression,
                           const types::Value* series);
    types::Value default_of(const catalog::Column& column);

    FixtureExpressions& expressions_;
    std::map<int32_t, std::vector<Row>> rows_;  // by object id
    int64_t next_rowversion_ = 2001;
};

}  // namespace gantry::cli
