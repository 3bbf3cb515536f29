#pragma once
// Runs tests/sql/**/*.slt through the engine on a temporary PostgreSQL cluster: bind, emit, DDL,
// without TDS (tests/sql/run_slt.py runs the same files over TDS). The format is in
// tests/sql/README.md.

#include <memory>
#include <string>
#include <vector>

#include "engine/ddl.h"
#include "engine/engine.h"
#include "pg/connection.h"

namespace gantry::engine::test {

struct Answer {
    int error = 0;
    std::string message;
    uint64_t count = 0;
    std::vector<std::string> types;
    std::vector<std::string> rows;
    std::string sql;  // of the last statement
};

// A session reduced to what SQL needs: one connection, one database, variables given as text.
class SltSession {
  public:
    SltSession();
    // Every statement of the batch; the answer is the last one's.
    Answer run(const std::string& batch);
    void use(const std::string& database) { database_ = database; }
    void set_variable(const std::string& name, types::SqlType type, std::string value);

  private:
    void run_statement(const tsql::Statement& statement, std::string_view batch, Answer& answer);
    std::optional<std::string> parameter_text(const ParameterSource& source);
    void refresh();

    std::unique_ptr<pg::Connection> connection_;
    std::shared_ptr<const CatalogSnapshot> snapshot_;
    std::shared_ptr<const DatabaseCatalog> temporary_;
    SessionSettings settings_;
    VariableScope variables_;
    std::vector<std::pair<std::string, std::string>> values_;
    std::string database_ = "master";
    std::string identity_;
};

}  // namespace gantry::engine::test
