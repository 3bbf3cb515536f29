#pragma once
// The result sets of what INSERT ... EXECUTE runs: rows as PostgreSQL sends them, those of equal
// column types together. One thread; lives as long as the statement.

#include <memory>
#include <vector>

#include "session/backend.h"
#include "session/row_store.h"
#include "types/sql_type.h"
#include "types/value.h"

namespace gantry::session {

class CapturedRows {
  public:
    struct Set {
        std::vector<types::SqlType> types;
        RowStore rows;
    };

    // `transactions`: @@TRANCOUNT as the statement began.
    explicit CapturedRows(int transactions) : transactions_(transactions) {}
    int transactions() const { return transactions_; }
    // Where a result set of these columns goes.
    Set& set_of(std::vector<types::SqlType> types);
    const std::vector<std::unique_ptr<Set>>& sets() const { return sets_; }

  private:
    int transactions_;
    std::vector<std::unique_ptr<Set>> sets_;
};

// One field of a DataRow's body.
types::Value field_value(ByteSpan row, size_t index, const types::SqlType& type);

std::vector<types::SqlType> types_of(const std::vector<engine::ResultColumn>& columns);

// Takes the rows of one result set; columns behind those of the client are cut off.
class CaptureSink : public RowSink {
  public:
    CaptureSink(CapturedRows& rows, std::vector<types::SqlType> types)
        : set_(rows.set_of(std::move(types))) {}
    void row(ByteSpan body) override;
    // The last row as it came; empty when there was none.
    ByteSpan last() const { return last_; }

  private:
    CapturedRows::Set& set_;
    Bytes last_;
};

}  // namespace gantry::session
