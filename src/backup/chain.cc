#include "backup/chain.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "backup/chain_planner.h"
#include "backup/media_set.h"
#include "base/error.h"

namespace gantry::backup {

namespace {

std::string lower(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
    }
    return text;
}

std::string range(const BackupSetHeader& h) {
    return fmt::format("LSN {} to {}", to_string(h.first_lsn), to_string(h.last_lsn));
}

}  // namespace

bool ChainPlanner::is_duplicate(size_t set) {
    for (const auto* list : {&fulls_, &differentials_, &logs_, &pieces_}) {
        for (size_t other : *list) {
            if (header(other).set_guid == header(set).set_guid &&
                header(other).last_lsn == header(set).last_lsn) {
                leave(set, UnusedReason::duplicate,
                      fmt::format("the same set as on {}", sets_[other].device));
                return true;
            }
        }
    }
    return false;
}

// Pages of a backup are as of its end: one that ends behind the point to stop at is of no use. A
// log of that kind may hold the point.
bool ChainPlanner::is_after_stop(size_t set) {
    const BackupSetHeader& h = header(set);
    bool late = options_.stop_at && !h.finish.is_null() && *options_.stop_at < h.finish;
    late = late || (options_.stop_before && *options_.stop_before < h.last_lsn);
    if (late) {
        leave(set, UnusedReason::after_stop,
              fmt::format("it ended at {}, behind the point to stop at", to_string(h.finish)));
    }
    return late;
}

void ChainPlanner::take(size_t set) {
    const ChainSet& s = sets_[set];
    if (is_duplicate(set)) return;
    if (!s.missing_families.empty()) {
        std::string list;
        for (uint16_t family : s.missing_families)
            list += fmt::format("{}{}", list.empty() ? "" : ", ", family);
        leave(set, UnusedReason::missing_stripes, "missing: family " + list);
        incomplete_.push_back(set);
        return;
    }
    if (!s.header.complete) {
        leave(set, UnusedReason::unfinished, "the set has no end");
        incomplete_.push_back(set);
        return;
    }
    switch (s.header.type) {
        case 'D':
            if (!is_after_stop(set)) fulls_.push_back(set);
            break;
        case 'I':
            if (!is_after_stop(set)) differentials_.push_back(set);
            break;
        case 'L':
            logs_.push_back(set);
            break;
        case 'F':
        case 'G':
        case 'P':
        case 'Q':
            if (!is_after_stop(set)) pieces_.push_back(set);
            break;
        default:
            leave(set, UnusedReason::unsupported_type,
                  fmt::format("backups of type {:?} are not known", s.header.type));
    }
}

// Is `next` on the recovery path that `fork` and `reached` stand for? A log taken after a restore
// carries the new fork, the one it left and where: it follows when the fork is not passed yet.
bool ChainPlanner::continues(const Guid& fork, Lsn reached, const BackupSetHeader& next) const {
    if (next.recovery_fork_id == fork) return true;
    return next.first_recovery_fork_id == fork && next.fork_point_lsn >= reached;
}

void ChainPlanner::add_differential(size_t full, ChainAttempt& out) const {
    const BackupSetHeader& base = header(full);
    size_t best = sets_.size(), best_lsn_holder = full;
    for (size_t set : differentials_) {
        const BackupSetHeader& h = header(set);
        if (h.differential_base_guid != base.set_guid ||
            h.differential_base_lsn != base.checkpoint_lsn) {
            continue;
        }
        if (header(best_lsn_holder).last_lsn < h.last_lsn) best = best_lsn_holder = set;
    }
    if (best == sets_.size()) return;
    const BackupSetHeader& h = header(best);
    out.steps.push_back(
        {best, ChainRole::differential, h.first_lsn, h.last_lsn,
         fmt::format("the latest differential of backup set {}", to_string(base.set_guid))});
    out.reached = h.last_lsn;
    out.fork = h.recovery_fork_id;
}

size_t ChainPlanner::next_log(const ChainAttempt& at, bool& other_fork) const {
    size_t best = sets_.size();
    other_fork = false;
    size_t other = sets_.size();
    for (size_t set : logs_) {
        const BackupSetHeader& h = header(set);
        if (h.first_lsn > at.reached || h.last_lsn <= at.reached) continue;
        if (!continues(at.fork, at.reached, h)) {
            other = set;
            continue;
        }
        if (best == sets_.size() || header(best).last_lsn < h.last_lsn) best = set;
    }
    if (best != sets_.size() || other == sets_.size()) return best;
    other_fork = true;
    return other;
}

void ChainPlanner::find_gap(ChainAttempt& out, size_t other_fork_set) const {
    if (other_fork_set != sets_.size()) {
        const BackupSetHeader& h = header(other_fork_set);
        out.problem = ChainProblem{
            4330,
            "This backup set cannot be applied because it is on a recovery path that is "
            "inconsistent with the database. The recovery path is the sequence of data and log "
            "backups that have brought the database to a particular recovery point.",
            fmt::format("{} is of recovery fork {}, the backups before it of {}",
                        sets_[other_fork_set].device, to_string(h.recovery_fork_id),
                        to_string(out.fork))};
        return;
    }
    size_t next = sets_.size();
    for (size_t set : logs_) {
        const BackupSetHeader& h = header(set);
        if (h.first_lsn <= out.reached || h.first_lsn == h.last_lsn) continue;
        if (next == sets_.size() || h.first_lsn < header(next).first_lsn) next = set;
    }
    if (next == sets_.size()) return;
    const BackupSetHeader& h = header(next);
    out.gaps.push_back({out.reached, h.first_lsn, next});
    out.problem = ChainProblem{
        4305,
        fmt::format("The log in this backup set begins at LSN {}, which is too recent to apply to "
                    "the database. An earlier log backup that includes LSN {} can be restored.",
                    to_string(h.first_lsn), to_string(out.reached)),
        fmt::format("the first log behind the gap is on {}", sets_[next].device)};
}

void ChainPlanner::add_logs(ChainAttempt& out) const {
    for (;;) {
        bool other_fork = false;
        size_t log = next_log(out, other_fork);
        if (other_fork || log == sets_.size()) {
            find_gap(out, other_fork ? log : sets_.size());
            return;
        }
        const BackupSetHeader& h = header(log);
        out.steps.push_back({log, ChainRole::log, out.reached, h.last_lsn,
                             fmt::format("log backup that holds LSN {}", to_string(out.reached))});
        out.reached = h.last_lsn;
        out.fork = h.recovery_fork_id;
        // Behind the log that holds the point to stop at there is nothing to read.
        if (options_.stop_at && !h.start.is_null() && *options_.stop_at < h.start) return;
        if (options_.stop_before && *options_.stop_before < h.last_lsn) return;
    }
}

ChainAttempt ChainPlanner::attempt(size_t full) const {
    const BackupSetHeader& h = header(full);
    ChainAttempt out;
    out.steps.push_back({full, ChainRole::full, h.first_lsn, h.last_lsn,
                         h.copy_only ? "full backup (copy-only)" : "full backup"});
    out.reached = h.last_lsn;
    out.fork = h.recovery_fork_id;
    if (!options_.longest_log) add_differential(full, out);
    add_logs(out);
    return out;
}

std::optional<ChainProblem> ChainPlanner::no_start() const {
    for (size_t set : incomplete_) {
        const ChainSet& s = sets_[set];
        if (!is_base_type(s.header.type)) continue;
        if (s.missing_families.empty()) {
            return ChainProblem{3256,
                                fmt::format("The backup set on file {} of device '{}' was "
                                            "terminated while it was being created and is "
                                            "incomplete. RESTORE sequence is terminated "
                                            "abnormally.",
                                            s.header.position, s.device),
                                "the full backup is not whole"};
        }
        return ChainProblem{3132,
                            "The media set does not hold all of its media families. All members "
                            "must be provided.",
                            fmt::format("{} files of the full backup on {} are missing",
                                        s.missing_families.size(), s.device)};
    }
    for (const UnusedSet& u : unused_) {
        if (u.reason != UnusedReason::after_stop) continue;
        return ChainProblem{4335,
                            "The specified STOPAT time is too early. All or part of the database "
                            "is already rolled forward beyond that point.",
                            fmt::format("{}: {}", sets_[u.set].device, u.why)};
    }
    return ChainProblem{3117,
                        "The log or differential backup cannot be restored because no files are "
                        "ready to rollforward.",
                        "the full backup is needed"};
}

void ChainPlanner::explain_log(size_t log, const ChainAttempt& best) {
    const BackupSetHeader& h = header(log);
    if (h.first_lsn == h.last_lsn) {
        leave(log, UnusedReason::empty_log, "nothing was logged");
    } else if (best.steps.empty()) {
        leave(log, UnusedReason::no_base, "no full backup of this database was given");
    } else if (!continues(best.fork, best.steps[0].to, h) && h.recovery_fork_id != best.fork) {
        leave(log, UnusedReason::other_fork,
              fmt::format("it is of recovery fork {}", to_string(h.recovery_fork_id)));
    } else if (h.last_lsn <= best.reached) {
        leave(log, UnusedReason::superseded, range(h) + " is already applied");
    } else if (best.gaps.empty() && (options_.stop_at || options_.stop_before)) {
        leave(log, UnusedReason::after_stop, "it lies behind the point to stop at");
    } else {
        leave(log, UnusedReason::gap,
              fmt::format("it begins at LSN {}, the chain ends at {}", to_string(h.first_lsn),
                          to_string(best.reached)));
    }
}

void ChainPlanner::explain_differential(size_t set, const ChainAttempt& best) {
    const BackupSetHeader& h = header(set);
    auto is_base = [&](size_t full) {
        return header(full).set_guid == h.differential_base_guid &&
               header(full).checkpoint_lsn == h.differential_base_lsn;
    };
    if (std::any_of(fulls_.begin(), fulls_.end(), is_base)) {
        leave(set, UnusedReason::superseded, "a later backup is used");
    } else if (best.steps.empty()) {
        leave(set, UnusedReason::no_base, "no full backup of this database was given");
    } else {
        leave(set, UnusedReason::wrong_base,
              fmt::format("its base is backup set {}, which was not given",
                          to_string(h.differential_base_guid)));
    }
}

// With nothing that reaches further, the differential just left out was what somebody wanted.
void ChainPlanner::note_wrong_base(const ChainAttempt& best, Chain& chain) const {
    const UnusedSet& last = unused_.back();
    if (last.reason != UnusedReason::wrong_base || chain.problem) return;
    if (header(last.set).last_lsn <= best.reached) return;
    chain.problem = ChainProblem{3136,
                                 "This differential backup cannot be restored because the "
                                 "database has not been restored to the correct earlier "
                                 "state.",
                                 sets_[last.set].device + ": " + last.why};
}

void ChainPlanner::explain_unused(const ChainAttempt& best, Chain& chain) {
    auto used = [&](size_t set) {
        return std::any_of(best.steps.begin(), best.steps.end(),
                           [&](const ChainStep& step) { return step.set == set; });
    };
    for (size_t set : fulls_) {
        if (!used(set)) leave(set, UnusedReason::superseded, "another full backup is used");
    }
    for (size_t set : differentials_) {
        if (used(set)) continue;
        explain_differential(set, best);
        note_wrong_base(best, chain);
    }
    for (size_t set : pieces_) {
        if (!used(set)) explain_piece(set, best);
        if (!used(set)) note_wrong_base(best, chain);
    }
    for (size_t set : logs_) {
        if (!used(set)) explain_log(set, best);
    }
}

Chain ChainPlanner::run() {
    Chain chain;
    ChainAttempt best;
    for (size_t full : fulls_) {
        if (options_.base && *options_.base != full) continue;
        ChainAttempt candidate = attempt(full);
        bool later =
            !best.steps.empty() && header(best.steps[0].set).last_lsn < header(full).last_lsn;
        bool better = best.steps.empty() || best.reached < candidate.reached ||
                      (best.reached == candidate.reached && later != options_.longest_log);
        if (better) best = std::move(candidate);
    }
    bool wants_files =
        !pieces_.empty() || (options_.base && is_file_type(header(*options_.base).type));
    if (wants_files) {
        ChainAttempt files = attempt_files();
        bool whole = !files.problem && files.missing_files.empty();
        if (best.steps.empty() || (whole && best.reached < files.reached)) best = std::move(files);
    }
    if (best.steps.empty()) {
        bool whole = incomplete_.empty();
        chain.problem = best.problem && whole ? best.problem : no_start();
    } else {
        chain.problem = best.problem;
        chain.reached_at = header(best.steps.back().set).finish;
    }
    explain_unused(best, chain);
    chain.steps = std::move(best.steps);
    chain.gaps = std::move(best.gaps);
    chain.reached = best.reached;
    chain.unused = std::move(unused_);
    std::stable_sort(chain.unused.begin(), chain.unused.end(),
                     [](const UnusedSet& a, const UnusedSet& b) { return a.set < b.set; });
    return chain;
}

namespace {

// Sets of one database: by family GUID and name. Sets of another name join the only group of their
// family that has a full backup, since a database may be renamed between two backups.
std::vector<std::vector<size_t>> group_databases(const std::vector<ChainSet>& sets) {
    using Key = std::pair<Guid, std::string>;
    std::vector<Key> order;
    std::map<Key, std::vector<size_t>> groups;
    for (size_t i = 0; i < sets.size(); ++i) {
        const BackupSetHeader& h = sets[i].header;
        Key key{h.family_guid, lower(h.database_name)};
        if (!groups.contains(key)) order.push_back(key);
        groups[key].push_back(i);
    }
    auto has_full = [&](const Key& key) {
        const auto& group = groups[key];
        return std::any_of(group.begin(), group.end(),
                           [&](size_t i) { return is_base_type(sets[i].header.type); });
    };
    for (const Key& key : order) {
        if (key.first.is_null() || has_full(key)) continue;
        std::vector<Key> hosts;
        for (const Key& other : order) {
            if (other.first == key.first && other != key && has_full(other)) hosts.push_back(other);
        }
        if (hosts.size() != 1) continue;
        auto& host = groups[hosts[0]];
        host.insert(host.end(), groups[key].begin(), groups[key].end());
        groups[key].clear();
    }
    std::vector<std::vector<size_t>> out;
    for (const Key& key : order) {
        if (!groups[key].empty()) out.push_back(std::move(groups[key]));
    }
    return out;
}

}  // namespace

const char* to_string(UnusedReason reason) {
    switch (reason) {
        case UnusedReason::superseded:
            return "superseded";
        case UnusedReason::duplicate:
            return "duplicate";
        case UnusedReason::empty_log:
            return "empty log";
        case UnusedReason::no_base:
            return "no full backup";
        case UnusedReason::wrong_base:
            return "other base";
        case UnusedReason::gap:
            return "behind a gap";
        case UnusedReason::other_fork:
            return "other recovery fork";
        case UnusedReason::after_stop:
            return "after the stop point";
        case UnusedReason::missing_stripes:
            return "missing stripes";
        case UnusedReason::unfinished:
            return "unfinished";
        case UnusedReason::unsupported_type:
            return "unsupported type";
    }
    return "";
}

ChainSet chain_set(const std::vector<MediaSet>& media, size_t media_index, size_t set) {
    const MediaSet& one = media[media_index];
    ChainSet out{one.sets()[set], one.files()[0].name(), media_index, set, {}};
    for (uint16_t family = 1; family <= one.label().family_count; ++family) {
        bool found = false;
        for (const MediaFile& file : one.files())
            found = found || file.contents.media.family_number == family;
        if (!found) out.missing_families.push_back(family);
    }
    return out;
}

std::vector<ChainSet> chain_sets(const std::vector<MediaSet>& media) {
    std::vector<ChainSet> out;
    for (size_t m = 0; m < media.size(); ++m) {
        for (size_t s = 0; s < media[m].sets().size(); ++s)
            out.push_back(chain_set(media, m, s));
    }
    return out;
}

ChainPlan plan_chain(const std::vector<ChainSet>& sets, const ChainOptions& options) {
    ChainPlan plan;
    for (const std::vector<size_t>& group : group_databases(sets)) {
        const BackupSetHeader& first = sets[group[0]].header;
        if (!options.database.empty() && lower(options.database) != lower(first.database_name)) {
            continue;
        }
        Chain chain = ChainPlanner(sets, options, group).run();
        const BackupSetHeader& base = chain.steps.empty() ? first : sets[chain.steps[0].set].header;
        chain.database = base.database_name;
        chain.server = base.server_name;
        chain.family = base.family_guid;
        plan.chains.push_back(std::move(chain));
    }
    return plan;
}

void require_usable(const Chain& chain) {
    if (!chain.problem) return;
    throw FormatError(chain.problem->message, chain.problem->number, chain.problem->detail);
}

}  // namespace gantry::backup
