#pragma once
// RESTORE by a chain of statements: WITH NORECOVERY a backup is checked against what was restored
// before (chain_rules.h), copied into the instance (kept_backups.h) and recorded
// (engine/store/kept_steps.h); WITH RECOVERY the whole chain is opened on the copies by the reader
// (catalog::DatabaseImage), replayed and loaded like any backup (restorer.h), and the copies go.
// The database shows RESTORING in between. Why so: docs/decisions/0007-restore-chains.md.
//
// A step is there as a whole or not at all: what fails or is stopped leaves the chain as it was.
// Errors: SqlError and FormatError with SQL Server's numbers, IoError, Stopped.

#include <memory>
#include <vector>

#include "restore/restore.h"

namespace gantry::restore {

// Of the devices' sources: true when the statement is more than restoring the full backups there
// at once. Sources are the same afterwards.
bool is_chain_step(const RestoreRequest& request, std::vector<std::unique_ptr<ByteSource>>& sources,
                   const ConnectionFactory& connect);

// `sources` are empty for RESTORE DATABASE x WITH RECOVERY.
RestoreReport restore_chain_step(const RestoreRequest& request,
                                 std::vector<std::unique_ptr<ByteSource>> sources,
                                 const ConnectionFactory& connect, ProgressSink& progress,
                                 std::stop_token stop, const store::ExpressionCompiler& compiler);

}  // namespace gantry::restore
