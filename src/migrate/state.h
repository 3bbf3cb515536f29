#pragma once
// What a migration has done so far, in a folder of its own (--state): SQLite, so that a process or
// a machine that stops at any moment leaves the last whole step. A second run on the same folder is
// refused while the first one runs. Holds no secret. Thread-safe.
//
// Errors: IoError when the folder cannot be written, Error when it is in use, is of another target,
// or was written by a newer release.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gantry::migrate {

enum class Stage : uint8_t {
    started,   // a RESTORE was sent, or is about to be
    restored,  // the last one was confirmed
    verified,  // compared; tables() says with which result
};

struct DatabaseRecord {
    std::string target_name;  // the key
    std::string source_name;
    std::string fingerprint;  // of the backup sets it is made of
    Stage stage = Stage::started;
    int compatibility_level = 0;  // on the target
    int64_t restore_ms = 0, verify_ms = 0;
    bool equal = false;  // once verified
};

enum class TableResult : uint8_t { equal, different, missing, not_compared };

struct TableRecord {
    std::string name;  // "dbo.Orders"
    uint64_t source_rows = 0, target_rows = 0;
    std::string source_hash, target_hash;  // decimal
    TableResult result = TableResult::equal;
    std::string detail;                     // why it is not compared, or may differ
    std::vector<std::string> not_compared;  // "column: reason"
};

class MigrationState {
  public:
    // Makes the folder when it is not there. `target`: "host:1433".
    MigrationState(const std::string& folder, const std::string& target);
    ~MigrationState();
    MigrationState(const MigrationState&) = delete;
    MigrationState& operator=(const MigrationState&) = delete;

    std::optional<DatabaseRecord> database(const std::string& target_name) const;
    void save(const DatabaseRecord& record);
    // With its tables.
    void forget(const std::string& target_name);

    std::vector<TableRecord> tables(const std::string& target_name) const;
    void save_verified(const DatabaseRecord& record, const std::vector<TableRecord>& tables);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace gantry::migrate
