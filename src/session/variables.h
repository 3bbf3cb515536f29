#pragma once
// The local variables of one frame: a batch, a procedure or a dynamic batch. Names are looked up
// without case; all declarations of the text hold from its start, as in SQL Server.

#include <string>
#include <string_view>
#include <unordered_map>

#include "engine/context.h"
#include "types/value.h"

namespace gantry::session {

class Variables {
  public:
    // Throws 134 when the name is taken.
    void declare(std::string_view name, const types::SqlType& type);
    // nullptr when there is no such variable.
    const types::Value* find(std::string_view name) const;
    // Converts to the declared type. Throws 137 when there is no such variable.
    void assign(std::string_view name, const types::Value& value);

    const engine::VariableScope& scope() const { return scope_; }
    // Names and types: what compiling depends on.
    const std::string& signature() const { return signature_; }

  private:
    engine::VariableScope scope_;
    std::unordered_map<std::string, types::Value> values_;  // by lower-case name
    std::string signature_;
};

SqlError undeclared(std::string_view name);

}  // namespace gantry::session
