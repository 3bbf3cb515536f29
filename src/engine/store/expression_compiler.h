#pragma once
// What the store needs of the binder and emitter to put a T-SQL expression of the catalog into
// PostgreSQL DDL. The engine implements it (`engine_compiler()`), tests pass their own.
//
// An expression that cannot be compiled is an answer here and not an exception: it becomes a Gap.

#include <memory>
#include <string>

#include "catalog/model.h"

namespace gantry::store {

// `sql` is PostgreSQL text that reads columns by pg_column() names; empty when `problem` says why
// there is none.
struct Compiled {
    std::string sql;
    std::string problem;

    bool ok() const { return problem.empty(); }
};

class ExpressionCompiler {
  public:
    virtual ~ExpressionCompiler() = default;

    // A condition over one row of the table.
    virtual Compiled check(const catalog::Database& database, const catalog::Table& table,
                           const std::string& text) const = 0;
    // The WHERE of a filtered index.
    virtual Compiled filter(const catalog::Database& database, const catalog::Table& table,
                            const std::string& text) const = 0;
    // The default of a column, converted to the column's type.
    virtual Compiled default_value(const catalog::Database& database, const catalog::Table& table,
                                   const catalog::Column& column,
                                   const std::string& text) const = 0;
    virtual Compiled computed(const catalog::Database& database, const catalog::Table& table,
                              const catalog::Column& column) const = 0;
};

// Lives as long as the program.
const ExpressionCompiler& engine_compiler();

}  // namespace gantry::store
