#pragma once
// One function's body to PL/pgSQL, statement by statement. Lives for one compilation.

#include <map>
#include <string>

#include "engine/compiled.h"
#include "engine/routines/routine.h"

namespace gantry::engine {

class RoutineCompiler {
  public:
    RoutineCompiler(const DatabaseCatalog& database, const catalog::Module& module,
                    const tsql::CreateFunctionStatement& function, const tsql::ParseResult& parsed,
                    const CompileContext& context);
    RoutinePtr compile();

  private:
    CompileContext context() const;
    types::SqlType data_type(const tsql::DataType& type) const;
    void declare_variables(const tsql::List<const tsql::Statement*>& statements);
    void declare(std::string_view name, const types::SqlType& type);
    void make_table(std::string_view name, const tsql::TableDefinition& definition);

    void list(const tsql::List<const tsql::Statement*>& statements);
    void statement(const tsql::Statement& statement);
    void declaration(const tsql::DeclareStatement& statement);
    void set(const tsql::SetVariableStatement& statement);
    void if_(const tsql::IfStatement& statement);
    void while_(const tsql::WhileStatement& statement);
    void return_(const tsql::ReturnStatement& statement);
    void query(const tsql::Statement& statement);
    void assignment(const CompiledStatement& compiled, const std::string& sql);
    void end();

    std::string expression(const tsql::Expr& expression, const types::SqlType& target);
    std::string condition(const tsql::Expr& condition);
    std::string text_of(const CompiledStatement& compiled);
    std::string parameter(const ParameterSource& source) const;
    std::string definition();

    const DatabaseCatalog& database_;
    const catalog::Module& module_;
    const tsql::CreateFunctionStatement& function_;
    const tsql::ParseResult& parsed_;
    const CompileContext& outer_;
    RoutineChain chain_;
    std::string schema_;
    VariableScope variables_;
    std::shared_ptr<const DatabaseCatalog> tables_;   // table variables
    std::map<std::string, std::string> table_names_;  // as compiled, as in this function
    types::SqlType returns_;
    std::string declarations_, body_;
    int temporaries_ = 0;
    std::vector<RoutinePtr> calls_;
};

}  // namespace gantry::engine
