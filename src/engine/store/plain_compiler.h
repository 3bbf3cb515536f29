#pragma once
// For tests: expressions are PostgreSQL's already; "bad" cannot be compiled.

#include "engine/store/expression_compiler.h"

namespace gantry::store {

class PlainCompiler : public ExpressionCompiler {
  public:
    Compiled check(const catalog::Database&, const catalog::Table&,
                   const std::string& text) const override {
        return text == "bad" ? Compiled{"", "'bad' is not supported"} : Compiled{text, ""};
    }
    Compiled filter(const catalog::Database& database, const catalog::Table& table,
                    const std::string& text) const override {
        return check(database, table, text);
    }
    Compiled default_value(const catalog::Database& database, const catalog::Table& table,
                           const catalog::Column&, const std::string& text) const override {
        return check(database, table, text);
    }
    Compiled computed(const catalog::Database& database, const catalog::Table& table,
                      const catalog::Column& column) const override {
        return check(database, table, column.computed_text);
    }
};

}  // namespace gantry::store
