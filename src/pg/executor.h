#pragma once
// The small face of a PostgreSQL connection: for catalog work and set-up, where convenience counts
// and results are small. Everything is text and is copied. `Connection` (libpq) and `WireSession`
// implement it; tests may pass their own.
//
// One thread at a time. A failing statement throws PgError, a lost connection IoError.

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pg/error.h"

namespace gantry::pg {

using Param = std::optional<std::string>;  // text format; nullopt is NULL
using Row = std::vector<std::optional<std::string>>;

struct Result {
    std::vector<std::string> columns;
    std::vector<Row> rows;
    std::string tag;         // "SELECT 3", "CREATE TABLE"
    uint64_t row_count = 0;  // the number at the end of the tag: rows returned or changed

    bool empty() const { return rows.empty(); }
    size_t size() const { return rows.size(); }
    const Row& operator[](size_t index) const { return rows.at(index); }
    // The single value of a one-row, one-column result; nullopt for NULL or when there is no row.
    std::optional<std::string> value() const {
        return rows.empty() || rows[0].empty() ? std::nullopt : rows[0][0];
    }
};

class Executor {
  public:
    virtual ~Executor() = default;

    // One or more statements separated by ';', without parameters. Several statements run as one
    // transaction unless they contain BEGIN/COMMIT. Rows, if any, are discarded.
    virtual void execute(std::string_view sql) = 0;

    // One statement; $1, $2 ... are the parameters, whose types PostgreSQL infers.
    Result query(std::string_view sql) { return query_with(sql, {}); }
    Result query(std::string_view sql, std::initializer_list<Param> params) {
        return query_with(sql, std::span<const Param>(params.begin(), params.size()));
    }
    Result query(std::string_view sql, std::span<const Param> params) {
        return query_with(sql, params);
    }

  protected:
    virtual Result query_with(std::string_view sql, std::span<const Param> params) = 0;
};

// Runs `work()` between BEGIN and COMMIT; rolls back and rethrows when it throws.
template <typename Work>
void in_transaction(Executor& executor, Work&& work) {
    executor.execute("BEGIN");
    try {
        work();
        executor.execute("COMMIT");
    } catch (...) {
        try {
            executor.execute("ROLLBACK");
        } catch (const Error&) {
            // The connection is gone, and the transaction with it: the first error says why.
        }
        throw;
    }
}

// "name" and 'text' quoted for SQL, standard_conforming_strings on.
std::string quote_identifier(std::string_view name);
std::string quote_literal(std::string_view text);

// One value of a conninfo string, quoted as libpq wants it ('' and backslashes escaped).
std::string quote_conninfo(std::string_view value);

}  // namespace gantry::pg
