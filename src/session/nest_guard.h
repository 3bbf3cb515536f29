#pragma once
// @@NESTLEVEL: how deep procedures, triggers and dynamic batches call each other; 217 at the limit.
// One thread; lives on the stack.

#include "base/error.h"
#include "session/interpreter.h"

namespace gantry::session {

// While a module runs.
class NestGuard {
  public:
    explicit NestGuard(SessionState& state) : state_(state) {
        if (state_.nest_level >= k_nest_level_max) {
            throw SqlError(217, 16, 1,
                           "Maximum stored procedure, function, trigger, or view nesting level "
                           "exceeded (limit 32).");
        }
        ++state_.nest_level;
    }
    ~NestGuard() { --state_.nest_level; }
    NestGuard(const NestGuard&) = delete;
    NestGuard& operator=(const NestGuard&) = delete;

  private:
    SessionState& state_;
};

}  // namespace gantry::session
