#pragma once
// Databases of backups and data files, opened and assessed one at a time or side by side: two that
// lie in different media do not touch each other. Inside of `gantry assess`.
//
// A BackupAssessor refers to the inputs and the options; assess() is for any thread, as long as no
// two calls are for databases of one MediaSet (databases_by_media()).

#include <string>
#include <vector>

#include "assess/assess.h"
#include "cli/assess_inputs.h"
#include "cli/input_databases.h"

namespace gantry::cli {

struct AssessedDatabase {
    std::vector<assess::Subject> subjects;  // one, or none when it cannot be read
    std::vector<UnreadInput> unread;
    // For the sizing.
    bool memory_optimized = false;
    std::vector<catalog::DatabaseFile> files;
};

class BackupAssessor {
  public:
    BackupAssessor(Inputs& inputs, const assess::AssessOptions& options)
        : inputs_(inputs), options_(options) {}

    AssessedDatabase assess(const InputDatabase& database) const;

    // As of the newest backup that can be read: one that cannot is told to `unread` (null: nobody),
    // and the one before it tried.
    OpenedDatabase open(const InputDatabase& database, std::vector<UnreadInput>* unread) const;
    // The first file of its newest backup.
    const std::string& source_of(const InputDatabase& database) const;
    // Gives back what was mapped of its files.
    void forget(const InputDatabase& database) const;

  private:
    const std::string& source_of(const OpenedDatabase& opened, const InputDatabase& database) const;
    void assess_opened(const InputDatabase& database, const OpenedDatabase& opened,
                       AssessedDatabase& out) const;

    Inputs& inputs_;
    const assess::AssessOptions& options_;
};

// Indexes of databases that share media, directly or through others: each group is for one thread.
// In the order of their first members.
std::vector<std::vector<size_t>> databases_by_media(const Inputs& inputs,
                                                    const std::vector<InputDatabase>& databases);

}  // namespace gantry::cli
