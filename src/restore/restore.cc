#include "restore/restore.h"

#include "restore/backup_source.h"
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
    std::unique_ptr<RowSource> source = open_backup(std::move(sources), request);
    return Restorer(request, *source, connect, progress, std::move(stop), compiler).run();
}

}  // namespace gantry::restore
