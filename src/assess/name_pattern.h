#pragma once
// Names as rule files write them: case does not matter, * stands for any characters, ? for one.

#include <string>
#include <string_view>

#include "tsql/ast.h"

namespace gantry::assess {

// The whole of `text`.
bool matches_wildcards(std::string_view pattern, std::string_view text);

// "usp_*", "dbo.usp_*", "Sales.dbo.*", "SRV.Sales.dbo.t", also with brackets. Parts are compared
// from the right; those the pattern leaves out may be anything. Where the name leaves out its
// schema it is dbo or sys; where it leaves out its database it is `database`.
bool matches_name(std::string_view pattern, const tsql::ObjectName& name,
                  std::string_view database);

}  // namespace gantry::assess
