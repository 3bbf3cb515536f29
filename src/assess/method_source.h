#pragma once
// What method advice needs to know of a database, as far as its model says it. The version by its
// build, and whether its backup has checksums, are the backup header's: the caller adds them.

#include "assess/method_advice.h"
#include "catalog/model.h"

namespace gantry::assess {

MethodSource method_source_of(const catalog::Database& database, uint64_t size_bytes);

}  // namespace gantry::assess
