#pragma once
// How far a migration is, on standard error: on a terminal a line for each database, drawn over
// itself; else a line for each event and for every tenth of a phase. Thread-safe.

#include <memory>

#include "migrate/runner.h"

namespace gantry::cli {

// `plan` must live as long.
std::unique_ptr<migrate::MigrationProgress> migration_progress(const migrate::Plan& plan);

}  // namespace gantry::cli
