#pragma once
// What a verification found, collected from any number of threads. Bounded: every finding is
// counted, of each kind of check the first few are kept whole. Facts and wording are the checkers'.

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "storage/page.h"

namespace gantry::catalog {

// note: unusual but legal. warning: a counter or hint that is off while all data can be read.
// error: damage.
enum class Severity : uint8_t { note, warning, error };
const char* to_string(Severity severity);

// What was checked when it was found; the names are part of the JSON output.
enum class CheckKind : uint8_t {
    media,       // blocks, streams, sets
    container,   // records of compressed backups
    checksum,    // page checksums, torn bits, page headers that are not their page's
    allocation,  // GAM, SGAM, PFS, IAM
    linkage,     // trees, chains, forwarding
    record,      // slots, lengths, overlap, free space
    lob,         // values outside of rows
    count,       // rows
    catalog,     // system tables
    log,         // log blocks
};
const char* to_string(CheckKind kind);
constexpr size_t k_check_kinds = 10;

struct Finding {
    Severity severity = Severity::error;
    CheckKind kind = CheckKind::media;
    storage::PageId page;  // null: not about one page
    int32_t slot = -1;
    std::string what;
};

class Findings {
  public:
    explicit Findings(size_t kept_of_each_kind = 1000) : kept_max_(kept_of_each_kind) {}

    // Files that the set does not hold and need not: pages missing in them, and counts of rows that
    // may lie there, are no damage. Before anything is added about pages.
    void set_absent_files(std::set<uint16_t> files) { absent_files_ = std::move(files); }

    void add(Finding finding);
    void error(CheckKind kind, storage::PageId page, std::string what) {
        add({Severity::error, kind, page, -1, std::move(what)});
    }
    void warning(CheckKind kind, storage::PageId page, std::string what) {
        add({Severity::warning, kind, page, -1, std::move(what)});
    }
    void note(CheckKind kind, storage::PageId page, std::string what) {
        add({Severity::note, kind, page, -1, std::move(what)});
    }

    // Adds what others hold, which nobody may add to any more.
    void take(Findings& others);

    uint64_t count(Severity severity) const;
    // Those kept, the worst first, then by page. For when everybody has finished.
    std::vector<Finding> sorted() const;
    uint64_t suppressed() const;

  private:
    bool is_of_absent_file(const Finding& finding) const;

    size_t kept_max_;
    std::set<uint16_t> absent_files_;
    mutable std::mutex mutex_;
    std::vector<Finding> kept_;
    std::array<uint64_t, 3> counts_{};
    std::array<std::array<uint64_t, 3>, k_check_kinds> kept_of_{};
};

}  // namespace gantry::catalog
