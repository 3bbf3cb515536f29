#pragma once
// PostgreSQL for those who have none: DDL of the engine runs up to it.

#include "pg/executor.h"

namespace gantry::assess {

// Takes everything and knows nothing: for temporary tables, whose model the engine keeps itself.
class AcceptingExecutor : public pg::Executor {
  public:
    void execute(std::string_view) override {}

  protected:
    pg::Result query_with(std::string_view, std::span<const pg::Param>) override { return {}; }
};

// DDL that got so far was refused by nothing.
struct ReachedPostgres {};

class ProbingExecutor : public pg::Executor {
  public:
    void execute(std::string_view) override { throw ReachedPostgres{}; }

  protected:
    pg::Result query_with(std::string_view, std::span<const pg::Param>) override {
        throw ReachedPostgres{};
    }
};

}  // namespace gantry::assess
