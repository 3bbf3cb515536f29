#include "restore/restore.h"

#include "restore/backup_source.h"
#include "restore/replay_progress.h"
#include "restore/restore_chain.h"
#include "restore/restorer.h"

namespace gantry::restore {

RestoreReport restore_database(const RestoreRequest& request, const ConnectionFactory& connect,
                               ProgressSink& progress, std::stop_token stop,
                               const store::ExpressionCompiler& compiler) {
    if (!request.name.empty()) check_restored_name(request.name);
    std::vector<std::unique_ptr<ByteSource>> sources = open_devices(request);
    if (is_chain_step(request, sources, connect)) {
        return restore_chain_step(request, std::move(sources), connect, progress, std::move(stop),
                                  compiler);
    }
    ReplayProgress replay(progress, stop, request.name);
    OpenedBackup backup =
        open_backup(std::move(sources), request,
                    [&](uint64_t done, uint64_t total) { replay.look(done, total); });
    Restorer restorer(request, *backup.rows, connect, progress, std::move(stop), compiler);
    restorer.begin_at(replay.percent_done());
    RestoreReport report = restorer.run();
    write_history(connect, backup.sets, request, report.database);
    return report;
}

}  // namespace gantry::restore
