#pragma once
// How plan_chain() works on the sets of one database: from a full backup on (chain.cc), or from
// backups of files, filegroups and partial ones that together are the database (file_chain.cc).
// For those two files only.

#include <optional>
#include <string>
#include <vector>

#include "backup/chain.h"
#include "backup/file_cover.h"

namespace gantry::backup {

// What one database's sets are worth from one full backup, or one choice of file backups, on.
struct ChainAttempt {
    std::vector<ChainStep> steps;
    Lsn reached;
    Guid fork;
    std::optional<ChainProblem> problem;
    std::vector<ChainGap> gaps;
    // Of file backups only: which files are in none, and that the log joins all others.
    std::vector<uint32_t> missing_files;
    bool all_log = false;
};

class ChainPlanner {
  public:
    ChainPlanner(const std::vector<ChainSet>& sets, const ChainOptions& options,
                 const std::vector<size_t>& members)
        : sets_(sets), options_(options) {
        for (size_t i : members)
            take(i);
    }

    Chain run();

  private:
    const BackupSetHeader& header(size_t set) const { return sets_[set].header; }
    void take(size_t set);
    void leave(size_t set, UnusedReason reason, std::string why) {
        unused_.push_back({set, reason, std::move(why)});
    }
    bool is_duplicate(size_t set);
    bool is_after_stop(size_t set);
    bool continues(const Guid& fork, Lsn reached, const BackupSetHeader& next) const;
    ChainAttempt attempt(size_t full) const;
    void add_differential(size_t full, ChainAttempt& out) const;
    void add_logs(ChainAttempt& out) const;
    size_t next_log(const ChainAttempt& at, bool& other_fork) const;
    void find_gap(ChainAttempt& out, size_t other_fork_set) const;
    // file_chain.cc
    ChainAttempt attempt_files() const;
    ChainAttempt attempt_files(const FileCover& cover) const;
    void add_file_logs(const FileCover& cover, ChainAttempt& out) const;
    size_t next_own_log(const FileCover& cover, Lsn reached) const;
    void explain_missing(ChainAttempt& out) const;
    void explain_piece(size_t set, const ChainAttempt& best);

    void explain_unused(const ChainAttempt& best, Chain& chain);
    void note_wrong_base(const ChainAttempt& best, Chain& chain) const;
    void explain_log(size_t log, const ChainAttempt& best);
    void explain_differential(size_t set, const ChainAttempt& best);
    std::optional<ChainProblem> no_start() const;

    const std::vector<ChainSet>& sets_;
    const ChainOptions& options_;
    std::vector<size_t> fulls_, differentials_, logs_;
    std::vector<size_t> pieces_;  // backups of files, partial ones, their differentials
    std::vector<UnusedSet> unused_;
    std::vector<size_t> incomplete_;
};

}  // namespace gantry::backup
