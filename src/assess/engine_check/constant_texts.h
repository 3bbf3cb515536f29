#pragma once
// Dynamic SQL in variables: a variable that is assigned once in a text, and a text of literals,
// holds it wherever it is run.

#include <map>
#include <string>

#include "tsql/ast.h"

namespace gantry::assess {

// By lower-case name with '@'.
using ConstantTexts = std::map<std::string, std::string>;

ConstantTexts constant_texts(const tsql::List<const tsql::Statement*>& statements);

// The value of literals and such variables, added up; false: something else is in it.
bool constant_text(const tsql::Expr* expression, const ConstantTexts& known, std::string& out);

}  // namespace gantry::assess
