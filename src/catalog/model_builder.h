#pragma once
// From system base tables to the neutral schema model. Works on any version that SystemCatalog
// reads. What cannot be modelled becomes a sentence in Database::warnings, never silence.

#include "catalog/model.h"
#include "catalog/system_catalog.h"

namespace gantry::catalog {

Database build_model(const SystemCatalog& catalog);

}  // namespace gantry::catalog
