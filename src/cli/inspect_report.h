#pragma once
// What `gantry inspect` found, and its two ways to show it. Private to the inspect command. A
// report is made, shown and dropped set by set, so that a folder of backups of any number takes the
// memory of one.

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "backup/chain.h"
#include "catalog/database_image.h"
#include "catalog/instance/instance_model.h"
#include "cli/input_databases.h"
#include "cli/table_name.h"

namespace gantry::cli {

struct TableCheck {
    uint64_t decoded_rows = 0;
    std::string error;  // empty: readable
};

struct SetProblem {
    int number = 0;  // SQL Server's, 0 when there is none
    std::string message;
    std::string hint;
};

// One backup set, or the data files of one database.
struct SetReport {
    const backup::BackupSetHeader* header = nullptr;  // null for data files
    std::vector<std::string> files;                   // that hold it
    std::unique_ptr<catalog::DatabaseImage> image;    // null when its rows cannot be told from here
    std::unordered_map<int32_t, catalog::TableSize> sizes;  // by object id
    std::vector<TableCheck> checks;             // as the model's tables; empty without --check
    std::optional<catalog::Instance> instance;  // of a backup of master or msdb
    std::vector<SetRef> chain;                  // what the image is made of
    std::vector<SetProblem> problems;           // found problems: exit code 1
    std::string no_image;  // why there is no image, where that is no problem: a lone log

    const catalog::Database& model() const { return image->model(); }
};

// User tables, no table types and nothing of Microsoft's, by schema and name: indexes into tables.
std::vector<size_t> listed_tables(const catalog::Database& model);
// Views, procedures, functions and triggers of T-SQL, by schema and name.
std::vector<const catalog::Module*> listed_modules(const catalog::Database& model);
// The schema of a module; empty for DDL triggers.
std::string module_schema(const catalog::Database& model, const catalog::Module& module);

// Rows of model().tables[index]: the catalog's count or, where it has none to believe, what decoding
// gives; nothing when that fails.
std::optional<int64_t> shown_rows(const SetReport& report, size_t index);

// Name of the collation a header tells; empty when it is not known.
std::string collation_of(const backup::BackupSetHeader& header);
// "SQL Server 2016".
std::string server_version_name(uint16_t software_major, uint16_t software_minor);

// Rows of one table, values as text; `limit` 0 means all.
void print_rows(const catalog::DatabaseImage& image, const std::string& name, uint64_t limit,
                bool json);

// All backup sets of the inputs, and the chains they make.
struct ChainOverview {
    std::vector<backup::ChainSet> sets;
    backup::ChainPlan plan;
};
void print_chains(const ChainOverview& overview);

class InspectOutput {
  public:
    virtual ~InspectOutput() = default;
    // Called once, first.
    virtual void inputs(const Inputs& inputs, const ChainOverview& chains) = 0;
    virtual void set(const SetReport& report) = 0;
    virtual void finish() = 0;
};
std::unique_ptr<InspectOutput> text_output();
std::unique_ptr<InspectOutput> json_output();

}  // namespace gantry::cli
