#pragma once
// What a migration is going to do, made from the headers and the schema of the backups before
// anything is written: which backups make each database, in which order, under which name, and what
// does not come. Plain data; plan_migration() is for one thread.

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "backup/chain.h"
#include "backup/media_set.h"
#include "catalog/database_image.h"
#include "migrate/target.h"

namespace gantry::migrate {

// By path or URL, as the plan names files.
using OpenFile = std::function<std::unique_ptr<ByteSource>(const std::string& name)>;

struct PlannedFile {
    std::string name;  // path or URL
    uint64_t bytes = 0;
    bool is_url = false;
};

// One backup set: one RESTORE.
struct PlannedStep {
    backup::ChainRole role = backup::ChainRole::full;
    std::vector<PlannedFile> files;  // stripes in their order
    uint16_t position = 1;           // HEADERONLY Position
    size_t sets_in_file = 1;
    std::string finished;  // by the source's clock
    std::string set_guid;
};

struct PlannedDatabase {
    std::string name, target_name;
    std::string server;          // the source's
    std::string source_version;  // "SQL Server 2016"
    std::vector<PlannedStep> steps;
    std::string fingerprint;  // of the steps' sets
    uint64_t backup_bytes = 0, data_bytes = 0;
    size_t tables = 0, modules = 0;
    int64_t rows = 0;  // as the source's catalog counts
    int source_level = 0, target_level = 0;
    size_t group = 0;                     // databases of one group refer to each other
    std::string problem, hint;            // why it cannot be moved; empty: it can
    std::vector<std::string> notes;       // about its backups
    std::vector<std::string> not_coming;  // what of it will not work on the target
};

struct NotMoved {
    std::string name, reason, how;  // how to get it across otherwise
};

struct Plan {
    TargetInfo target;
    std::vector<PlannedDatabase> databases;  // in the order to move them
    std::vector<NotMoved> not_moved;         // system databases, files that are no backups
    std::vector<std::string> notes;          // what ties databases to each other and to the server
    // T-SQL for what master and msdb hold; empty unless PlanOptions asks for it.
    std::string instance_script;
    std::vector<std::string> instance_script_problems;

    uint64_t bytes() const;  // of backups to restore
    // A guess before anything was measured.
    std::chrono::seconds estimate() const;
};
// What estimate() takes for granted, restoring and comparing together.
constexpr uint64_t k_assumed_bytes_per_second = 30'000'000;

struct PlanOptions {
    std::vector<std::string> databases;          // empty: all; see names_database()
    std::map<std::string, std::string> renames;  // likewise, in lower case -> target's name
    bool script_instance = false;
    std::vector<NotMoved> rejected;  // files, told by who found them
};

// Whether a user's word, "sales" or "SERVER/sales", means the database. Of any case.
bool names_database(const std::string& word, const std::string& server, const std::string& name);

// `media` holds all that was found.
Plan plan_migration(std::vector<backup::MediaSet>& media, const TargetInfo& target,
                    const PlanOptions& options);

// The files of a planned database, opened anew: for one thread to open, then for many to read.
struct OpenedSource {
    std::vector<backup::MediaSet> media;  // own the bytes of the image
    std::unique_ptr<catalog::DatabaseImage> image;
};
// Throws Error when the files are not those of the plan any more.
OpenedSource open_source(const PlannedDatabase& database, const OpenFile& open);

// Of a chain: the sets it is made of.
std::string fingerprint_of(const backup::Chain& chain, const std::vector<backup::ChainSet>& sets);

}  // namespace gantry::migrate
