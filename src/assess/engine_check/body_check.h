#pragma once
// Compiles one text as a session would that runs all of its statements: a module, a batch of a
// script, dynamic SQL made of literals. Both branches of IF, the bodies of loops and CATCH blocks
// are compiled too. Temporary tables and table variables are made as the session makes them, but
// for PostgreSQL, which is not there.
//
// One thread. Bounded: statements and time of one text (BodyLimits), depth of dynamic SQL. No
// error leaves it: each becomes a Failure, one a statement, since binding ends at the first.

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "assess/engine_check/constant_texts.h"
#include "assess/engine_check/failure.h"
#include "engine/context.h"
#include "engine/ddl.h"
#include "tsql/parser.h"

namespace gantry::assess {

struct BodyLimits {
    size_t statements_max = 20'000;
    std::chrono::milliseconds time_max{5'000};
};

// What a session has while it runs: shared by a text and the dynamic SQL in it.
struct BodySession {
    std::shared_ptr<const engine::CatalogSnapshot> catalog;
    std::shared_ptr<const engine::DatabaseCatalog> temporary = nullptr;
    std::string database = {};
    std::string default_schema = "dbo";
    engine::SessionSettings settings = {};
    // Databases, in lower case, that are known by scripts alone.
    std::set<std::string> partial_databases = {};
    // Temporary tables whose statement failed: what reads them cannot be told.
    std::set<std::string> lost_temporaries = {};  // lower-case
    std::vector<Failure> failures = {};
    uint64_t statements = 0;
    bool changes_known = false;  // what DDL makes is in the catalog already
    size_t overlays = 0;         // changed copies of a catalog
    std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
    bool stopped = false;  // at a limit
};

class BodyCheck {
  public:
    BodyCheck(BodySession& session, const tsql::ParseResult& parsed, int dynamic_depth = 0,
              BodyLimits limits = {})
        : session_(session), parsed_(parsed), depth_(dynamic_depth), limits_(limits) {}

    // The text's statements; what they create is checked as a module of its own.
    void batch();
    // The one CREATE of a module's text.
    void module(const tsql::Statement& create);
    void declare_parameters(const tsql::List<const tsql::Parameter*>& parameters);
    void add(const SqlError& error, const tsql::Node& where);

  private:
    using Statements = tsql::List<const tsql::Statement*>;

    void list(const Statements& statements);
    void statement(const tsql::Statement& statement);
    void run(const tsql::Statement& statement);
    bool control(const tsql::Statement& statement);
    void declare_all(const Statements& statements);
    void declare(const tsql::DeclareStatement& statement);
    void set_variable(const tsql::SetVariableStatement& statement);
    void set_value(const tsql::SetValueStatement& statement);
    void use(const tsql::UseStatement& statement);
    void query(const tsql::Statement& statement);
    void ddl(const tsql::Statement& statement);
    void cursor(const tsql::CursorDefinition& definition);
    bool declare_table(std::string_view name, const tsql::DataType& type);
    void lose_altered(const tsql::Statement& statement);
    bool temporary_ddl(const tsql::Statement& statement);
    void overlay(std::string_view database, const std::function<bool(catalog::Database&)>& change);
    void function_body(const tsql::CreateFunctionStatement& create);
    void call_once(const tsql::CreateFunctionStatement& create);
    void find_trigger_table(const tsql::CreateTriggerStatement& create);
    void trigger_body(const tsql::CreateTriggerStatement& create);

    // body_calls.cc
    void execute(const tsql::ExecuteStatement& statement);
    void call(const tsql::ExecuteStatement& statement);
    void call_module(const tsql::ExecuteStatement& statement, const catalog::Module& module);
    void dynamic(const tsql::Node& where, const tsql::Expr* text, const tsql::Expr* parameters);

    void attempt(const tsql::Node& where, const std::function<void()>& work);
    void expression(const tsql::Expr* expression,
                    std::optional<types::SqlType> target = std::nullopt);
    void condition(const tsql::Expr* condition);
    types::SqlType data_type(const tsql::DataType& type);
    engine::CompileContext context() const;
    void set_temporary(std::shared_ptr<const engine::DatabaseCatalog> temporary);
    void forget_temporary(std::string_view name);
    void lose_temporary(std::string_view name);
    bool at_limit();

    BodySession& session_;
    const tsql::ParseResult& parsed_;
    engine::VariableScope variables_;
    std::set<std::string> cursor_variables_;
    ConstantTexts constants_;  // variables that dynamic SQL is run from
    bool in_module_ = false, in_trigger_ = false;
    engine::TriggerContext trigger_;  // of the trigger whose body this is
    types::SqlType returns_ = types::int_type();  // of RETURN
    int depth_;
    int nesting_ = 0;
    BodyLimits limits_;
};

// CREATE or ALTER of a view, procedure, function or trigger.
bool is_module(const tsql::Statement& statement);
// The failures of a text that has syntax errors: the server runs nothing of it.
std::vector<Failure> syntax_failures(const tsql::ParseResult& parsed);

}  // namespace gantry::assess
