#pragma once
// SQL Server's errors of binding, with their texts (sys.messages).

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/error.h"
#include "tsql/ast/node.h"
#include "types/sql_type.h"

namespace gantry::engine::bind {

[[noreturn]] void fail(int number, int severity, int line, std::string message);
template <class... Args>
[[noreturn]] void fail_at(const tsql::SourceRange& where, int number, int severity,
                          fmt::format_string<Args...> text, Args&&... args) {
    fail(number, severity, static_cast<int>(where.line),
         fmt::format(text, std::forward<Args>(args)...));
}

[[noreturn]] void invalid_column(int line, std::string_view name);                // 207
[[noreturn]] void invalid_object(int line, std::string_view name);                // 208
[[noreturn]] void unbound_identifier(int line, std::string_view name);            // 4104
[[noreturn]] void undeclared_variable(int line, std::string_view name);           // 137
[[noreturn]] void operand_clash(int line, const types::SqlType& a, const types::SqlType& b);  // 206
[[noreturn]] void invalid_operand(int line, const types::SqlType& type,
                                  std::string_view operation);                    // 8117
[[noreturn]] void incompatible(int line, const types::SqlType& a, const types::SqlType& b,
                               std::string_view operation);                       // 402
[[noreturn]] void invalid_argument(int line, const types::SqlType& type, int position,
                                   std::string_view function);                    // 8116
[[noreturn]] void no_implicit_conversion(int line, const types::SqlType& from,
                                         const types::SqlType& to);               // 257

// "a.b.c" as written.
std::string dotted(const tsql::ObjectName& name);

}  // namespace gantry::engine::bind
