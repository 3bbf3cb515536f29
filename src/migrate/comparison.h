#pragma once
// A database on the target against its backup: SourceReader decodes and hashes the backup in
// threads of its own from its construction on; Comparison asks the target table by table.

#include <exception>
#include <functional>
#include <thread>

#include "migrate/runner.h"

namespace gantry::migrate {

class SourceReader {
  public:
    SourceReader(const PlannedDatabase& database, const OpenFile& open, const RunOptions& options,
                 Product product);
    ~SourceReader();
    SourceReader(const SourceReader&) = delete;
    SourceReader& operator=(const SourceReader&) = delete;

    // Makes finish() throw Stopped soon.
    void end() { ended_.request_stop(); }
    // Waits for the end; throws what the reading threw.
    void finish();
    // After finish(). What a target cannot compute is taken out of a table and it is hashed anew.
    std::vector<ComparedTable>& tables() { return tables_; }
    const TableHash& hash(size_t table) const { return hashes_[table]; }
    void hash_again(size_t table);

  private:
    void read();

    const PlannedDatabase& database_;
    const OpenFile& open_;
    SourceHashOptions hash_options_;
    std::stop_source ended_;
    OpenedSource source_;
    std::vector<ComparedTable> tables_;
    std::vector<TableHash> hashes_;
    std::exception_ptr failure_;
    std::thread thread_;
};

class Comparison {
  public:
    Comparison(SourceReader& source, Target& target, const std::string& database,
               std::stop_token stop)
        : source_(source), target_(target), database_(database), stop_(stop) {}

    // `progress` gets the share of tables done, 0 to 1.
    std::vector<TableRecord> run(const std::function<void(double)>& progress);
    bool equal() const { return equal_; }

  private:
    TableRecord compare(size_t index);
    bool take_out_columns(size_t index);

    SourceReader& source_;
    Target& target_;
    const std::string& database_;
    std::stop_token stop_;
    bool equal_ = true;
};

}  // namespace gantry::migrate
