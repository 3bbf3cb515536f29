#pragma once
// The database the engine's unit tests bind against: a small Shop, made in code.

#include <memory>
#include <string>
#include <string_view>

#include "engine/engine.h"

namespace gantry::engine::test {

// Databases Shop (id 5) and Other (id 6).
std::shared_ptr<const CatalogSnapshot> snapshot();
catalog::Database shop();

struct Result {
    CompiledPtr compiled;
    int error = 0;
    int line = 0;
    std::string message;
    const std::string& sql() const { return compiled->sql; }
    // "id int not null, name nvarchar(40)".
    std::string columns() const;
};
// The first statement of the text; @i int, @s nvarchar(20), @d datetime, @m money are declared.
Result compile_text(std::string_view text, const SessionSettings& settings = {});

}  // namespace gantry::engine::test
