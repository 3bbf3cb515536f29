#include "cli/migrate_inputs.h"

#include "cli/input_files.h"

namespace gantry::cli {

MigrationInputs read_migration_inputs(const std::vector<std::string>& words,
                                      const BlobOptions& options) {
    Inputs inputs = read_inputs(words, options);
    require_inputs(inputs);
    MigrationInputs out;
    for (const RejectedFile& file : inputs.rejected) {
        if (!file.foreign) out.rejected.push_back({file.path, file.reason, file.hint});
    }
    for (const DataFileGroup& group : inputs.data_files) {
        out.rejected.push_back({group.paths[0], "data files cannot be restored",
                                "attach them to a SQL Server and back the database up there"});
    }
    out.media = std::move(inputs.media);
    out.open = [places = inputs.places](const std::string& name) { return places->open(name); };
    return out;
}

}  // namespace gantry::cli
