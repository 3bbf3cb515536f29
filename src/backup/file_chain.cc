// Chains of backups of files, filegroups and partial ones: ChainPlanner's part for them. Which sets
// together are the database is cover_files()' answer; here it is asked as of every point at which
// one of them ends, and the answer taken that the log connects and that reaches furthest.

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "backup/chain_planner.h"
#include "base/error.h"

namespace gantry::backup {

namespace {

bool has_all_log(const FileCover& cover, const ChainAttempt& attempt) {
    return attempt.reached >= cover.redo_to;
}

std::string names_of_missing(const FileCover& cover) {
    std::string out;
    for (const FileState& file : cover.files) {
        if (!file.is_missing()) continue;
        out += fmt::format("{}{} (filegroup {})", out.empty() ? "" : ", ", file.name, file.group);
    }
    return out;
}

}  // namespace

// Every backup carries the log of the time it took.
size_t ChainPlanner::next_own_log(const FileCover& cover, Lsn reached) const {
    size_t best = sets_.size();
    for (size_t set : cover.used) {
        const BackupSetHeader& h = header(set);
        if (!cover.needs_log_of(set) || h.first_lsn > reached || h.last_lsn <= reached) continue;
        if (best == sets_.size() || header(best).last_lsn < h.last_lsn) best = set;
    }
    return best;
}

void ChainPlanner::add_file_logs(const FileCover& cover, ChainAttempt& out) const {
    for (;;) {
        bool other_fork = false;
        size_t log = next_log(out, other_fork);
        size_t own = next_own_log(cover, out.reached);
        bool has_log = !other_fork && log != sets_.size();
        if (own != sets_.size() && (!has_log || header(log).last_lsn <= header(own).last_lsn)) {
            out.reached = header(own).last_lsn;
            out.fork = header(own).recovery_fork_id;
            continue;
        }
        if (!has_log) {
            find_gap(out, other_fork ? log : sets_.size());
            break;
        }
        const BackupSetHeader& h = header(log);
        out.steps.push_back({log, ChainRole::log, out.reached, h.last_lsn,
                             fmt::format("log backup that holds LSN {}", to_string(out.reached))});
        out.reached = h.last_lsn;
        out.fork = h.recovery_fork_id;
        if (!has_all_log(cover, out)) continue;
        if (options_.stop_at && !h.start.is_null() && *options_.stop_at < h.start) return;
        if (options_.stop_before && *options_.stop_before < h.last_lsn) return;
    }
    if (has_all_log(cover, out) || out.problem) return;
    // No log backup lies behind the gap, but a file's backup does.
    size_t next = sets_.size();
    for (size_t set : cover.used) {
        if (!cover.needs_log_of(set) || header(set).first_lsn <= out.reached) continue;
        if (next == sets_.size() || header(set).first_lsn < header(next).first_lsn) next = set;
    }
    GANTRY_ASSERT(next != sets_.size());
    out.gaps.push_back({out.reached, header(next).first_lsn, next});
    out.problem = ChainProblem{
        4305,
        fmt::format("The log in this backup set begins at LSN {}, which is too recent to apply to "
                    "the database. An earlier log backup that includes LSN {} can be restored.",
                    to_string(header(next).first_lsn), to_string(out.reached)),
        fmt::format("log backups must join the backups of the files; the first file behind the "
                    "gap is on {}",
                    sets_[next].device)};
}

ChainAttempt ChainPlanner::attempt_files(const FileCover& cover) const {
    ChainAttempt out;
    for (const FileState& file : cover.files) {
        if (file.is_missing()) out.missing_files.push_back(file.id);
    }
    if (!cover.has_primary()) {
        out.problem = ChainProblem{
            3117,
            "The log or differential backup cannot be restored because no files are ready to "
            "rollforward.",
            fmt::format("the primary file is not among the files that were backed up; missing: {}",
                        names_of_missing(cover))};
        return out;
    }
    size_t first = cover.used[0];
    for (size_t set : cover.used) {
        const BackupSetHeader& h = header(set);
        bool base = is_base_type(h.type);
        std::string files;
        for (uint16_t id : cover.files_of(set))
            files += fmt::format("{}{}", files.empty() ? "" : ", ", id);
        out.steps.push_back({set, base ? ChainRole::full : ChainRole::differential, h.first_lsn,
                             h.last_lsn, "the latest state of files " + files});
        if (cover.needs_log_of(set) && h.first_lsn == cover.redo_from) first = set;
    }
    out.reached = cover.redo_from;
    out.fork = header(first).recovery_fork_id;
    add_file_logs(cover, out);
    out.all_log = has_all_log(cover, out);
    return out;
}

ChainAttempt ChainPlanner::attempt_files() const {
    std::vector<size_t> data;
    for (const auto* list : {&fulls_, &differentials_, &pieces_})
        data.insert(data.end(), list->begin(), list->end());
    if (options_.base) data = {*options_.base};
    std::stable_sort(data.begin(), data.end(),
                     [&](size_t a, size_t b) { return header(a).last_lsn < header(b).last_lsn; });
    std::optional<ChainAttempt> best, usable;
    Lsn best_from, usable_from;
    auto keep = [&](const ChainAttempt& next, Lsn from, std::optional<ChainAttempt>& kept,
                    Lsn& kept_from) {
        // Fewer missing files, all the log between them, the later end; of equals the later start,
        // or the earlier one when the point to stop at is anywhere in the log.
        auto worth = [](const ChainAttempt& one) {
            return std::tuple(!one.steps.empty(), SIZE_MAX - one.missing_files.size(), one.all_log,
                              one.reached);
        };
        bool better = !kept || worth(*kept) < worth(next);
        if (kept && worth(*kept) == worth(next)) {
            better = options_.longest_log ? from < kept_from : kept_from < from;
        }
        if (!better) return;
        kept = next;
        kept_from = from;
    };
    while (!data.empty()) {
        FileCover cover = cover_files(sets_, data);
        ChainAttempt next = attempt_files(cover);
        keep(next, cover.redo_from, best, best_from);
        if (next.all_log) keep(next, cover.redo_from, usable, usable_from);
        Lsn end = header(data.back()).last_lsn;
        while (!data.empty() && header(data.back()).last_lsn == end)
            data.pop_back();
    }
    if (!best) return {};
    if (best->all_log) {
        explain_missing(*best);
        return *best;
    }
    // What can be read all the same, with the problem of what was wanted.
    ChainAttempt out = usable ? std::move(*usable) : ChainAttempt();
    out.problem = std::move(best->problem);
    out.gaps = std::move(best->gaps);
    return out;
}

// A file of which there is a backup is not just missing: it cannot be used here.
void ChainPlanner::explain_missing(ChainAttempt& out) const {
    if (out.problem || out.steps.empty()) return;
    const Guid& first_fork = header(out.steps[0].set).recovery_fork_id;
    for (uint32_t id : out.missing_files) {
        for (const UnusedSet& unused : unused_) {
            if (unused.reason != UnusedReason::after_stop) continue;
            if (!holds_file(header(unused.set), id)) continue;
            out.problem = ChainProblem{4335,
                                       "The specified STOPAT time is too early. All or part of the "
                                       "database is already rolled forward beyond that point.",
                                       fmt::format("{}: {}", sets_[unused.set].device, unused.why)};
            return;
        }
        for (size_t set : pieces_) {
            const BackupSetHeader& h = header(set);
            if (!is_base_type(h.type) || !holds_file(h, id)) continue;
            if (h.recovery_fork_id == out.fork || h.recovery_fork_id == first_fork) continue;
            out.problem = ChainProblem{
                4330,
                "This backup set cannot be applied because it is on a recovery path that is "
                "inconsistent with the database. The recovery path is the sequence of data and "
                "log backups that have brought the database to a particular recovery point.",
                fmt::format("{} is of recovery fork {}, the primary file's backup of {}",
                            sets_[set].device, to_string(h.recovery_fork_id),
                            to_string(first_fork))};
            return;
        }
    }
}

void ChainPlanner::explain_piece(size_t set, const ChainAttempt& best) {
    const BackupSetHeader& h = header(set);
    if (best.steps.empty()) {
        leave(set, UnusedReason::no_base, "no backup of the primary file that fits was given");
        return;
    }
    const BackupSetHeader& first = header(best.steps[0].set);
    if (h.recovery_fork_id != best.fork && h.recovery_fork_id != first.recovery_fork_id) {
        leave(set, UnusedReason::other_fork,
              fmt::format("it is of recovery fork {}", to_string(h.recovery_fork_id)));
        return;
    }
    if (!best.gaps.empty() && best.reached < h.first_lsn) {
        leave(set, UnusedReason::gap,
              fmt::format("it begins at LSN {}, the log that joins the files ends at {}",
                          to_string(h.first_lsn), to_string(best.reached)));
        return;
    }
    auto is_base = [&](const Guid& guid) {
        for (const auto* list : {&fulls_, &pieces_}) {
            for (size_t other : *list) {
                if (is_base_type(header(other).type) && header(other).set_guid == guid) return true;
            }
        }
        return false;
    };
    if (is_differential_type(h.type)) {
        bool found = is_base(h.differential_base_guid);
        for (const DatabaseFile& file : h.files)
            found = found || is_base(file.differential_base_guid);
        if (!found) {
            leave(set, UnusedReason::wrong_base,
                  fmt::format("its base, backup set {}, was not given",
                              to_string(h.differential_base_guid)));
            return;
        }
    }
    leave(set, UnusedReason::superseded, "other backups of its files are used");
}

}  // namespace gantry::backup
