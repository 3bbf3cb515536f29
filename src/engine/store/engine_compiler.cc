#include <functional>

#include "engine/engine.h"
#include "engine/store/expression_compiler.h"

namespace gantry::store {
namespace {

Compiled attempt(const std::function<std::string()>& compile) {
    try {
        std::string sql = compile();
        if (sql.empty()) return {"", "the expression is empty"};
        return {std::move(sql), ""};
    } catch (const SqlError& error) {
        return {"", error.what()};
    }
}

class EngineCompiler : public ExpressionCompiler {
  public:
    Compiled check(const catalog::Database& database, const catalog::Table& table,
                   const std::string& text) const override {
        return attempt([&] { return engine::compile_check(database, table, text); });
    }
    Compiled filter(const catalog::Database& database, const catalog::Table& table,
                    const std::string& text) const override {
        return attempt([&] { return engine::compile_filter(database, table, text); });
    }
    Compiled default_value(const catalog::Database& database, const catalog::Table& table,
                           const catalog::Column& column,
                           const std::string& text) const override {
        return attempt([&] { return engine::compile_default(database, table, column, text); });
    }
    Compiled computed(const catalog::Database& database, const catalog::Table& table,
                      const catalog::Column& column) const override {
        return attempt([&] {
            return engine::compile_computed(database, table, column, column.computed_text);
        });
    }
};

}  // namespace

const ExpressionCompiler& engine_compiler() {
    static const EngineCompiler k_compiler;
    return k_compiler;
}

}  // namespace gantry::store
