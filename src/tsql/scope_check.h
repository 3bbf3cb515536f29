#pragma once
// What SQL Server finds in a batch or module as a whole once its syntax is right: labels that GOTO
// names but nobody declares (133) or that stand twice (132), variables declared twice (134), BREAK
// and CONTINUE outside WHILE (135, 136), RETURN of a value where none is returned (178).
//
// Variable names are compared without case, labels too, as with the default collation.

#include <vector>

#include "tsql/parser.h"

namespace gantry::tsql {

// Adds to `diagnostics`, which then is not in order. `batch`: the batch's own statements are looked
// at too, not only those of the modules it creates. Linear but for sorting names.
void check_scopes(const List<const Statement*>& statements, bool batch,
                  std::vector<Diagnostic>& diagnostics);

}  // namespace gantry::tsql
