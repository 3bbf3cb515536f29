#pragma once
// A small result that is made here, sent as if PostgreSQL had sent it. One thread; lives within a
// request.

#include <optional>
#include <string>
#include <vector>

#include "engine/compiled.h"
#include "session/captured_rows.h"
#include "session/reply.h"
#include "session/row_encoder.h"
#include "types/value.h"

namespace gantry::session {

engine::ResultColumn made_column(std::string name, types::SqlType type, bool nullable = true);

class MadeResult {
  public:
    // Sends the columns.
    // `capture`: where rows go instead of to the client, or nullptr.
    MadeResult(Reply& reply, std::vector<engine::ResultColumn> columns, CapturedRows* capture);

    // Each value is converted to its column's type.
    void add(const std::vector<types::Value>& values);
    uint64_t count() const { return count_; }

  private:
    Reply& reply_;
    std::vector<engine::ResultColumn> columns_;
    RowEncoder encoder_;
    std::optional<CaptureSink> capture_;
    uint64_t count_ = 0;
};

}  // namespace gantry::session
