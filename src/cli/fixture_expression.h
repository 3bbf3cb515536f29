#pragma once
// Values of INSERT statements in fixture scripts: literals, casts, arithmetic and the handful of
// functions that sample data needs. Deterministic: GETDATE() is a fixed time and NEWID() counts.
// Not thread-safe. Throws SqlError; 40517 names what is not supported.

#include <functional>

#include "engine/ddl_model.h"
#include "tsql/ast.h"
#include "types/value.h"

namespace gantry::cli {

class FixtureExpressions {
  public:
    FixtureExpressions(uint32_t collation, const engine::DdlNames& names)
        : collation_(collation), names_(names) {}

    // `series` is what the column `value` of GENERATE_SERIES is at this row; null outside of one.
    types::Value evaluate(const tsql::Expr& e, const types::Value* series = nullptr);

  private:
    types::Value value(const tsql::Expr& e);
    types::Value literal(const tsql::Literal& l);
    types::Value unary(const tsql::UnaryExpr& u);
    types::Value binary(const tsql::BinaryExpr& b);
    types::Value cast(const tsql::CastExpr& c);
    types::Value call(const tsql::FunctionCall& f);
    types::Value date_add(const tsql::FunctionCall& f);
    types::Value string(std::string text, bool unicode);
    int64_t integer_argument(const tsql::FunctionCall& f, size_t index);
    types::Value now(std::string_view type);

    uint32_t collation_;
    const engine::DdlNames& names_;
    const types::Value* series_ = nullptr;
    uint64_t guid_count_ = 0;
};

}  // namespace gantry::cli
