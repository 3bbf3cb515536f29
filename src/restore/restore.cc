#include "restore/restore.h"

#include "restore/backup_source.h"
#include "restore/restorer.h"

namespace gantry::restore {

RestoreReport restore_database(const RestoreRequest& request, const ConnectionFactory& connect,
                               ProgressSink& progress, std::stop_token stop,
                               const store::ExpressionCompiler& compiler) {
    std::unique_ptr<RowSource> source = open_backup(request);
    return Restorer(request, *source, connect, progress, std::move(stop), compiler).run();
}

}  // namespace gantry::restore
