#include "cli/input_databases.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "backup/chain.h"
#include "backup/file_cover.h"
#include "backup/recovery.h"
#include "base/byte_source.h"
#include "base/error.h"
#include "base/utf.h"
#include "cli/command_line.h"
#include "cli/fetch_progress.h"

namespace gantry::cli {

namespace {

using backup::BackupSetHeader;
using storage::Lsn;

[[noreturn]] void throw_no_base(const BackupSetHeader& header, const std::string& what) {
    throw FormatError(
        "The log or differential backup cannot be restored because no files are ready to "
        "rollforward.",
        3117,
        fmt::format("backup set {} ({} of {}): {}", header.position, header.type_description(),
                    header.database_name, what));
}

bool lies_over(const BackupSetHeader& differential, const BackupSetHeader& full) {
    return full.type == 'D' && differential.differential_base_guid == full.set_guid &&
           differential.differential_base_lsn == full.checkpoint_lsn;
}

SetRef ref_of(const backup::ChainSet& set) {
    return {set.media, set.set};
}

std::vector<SetRef> refs_of(const backup::Chain& chain, const std::vector<backup::ChainSet>& sets) {
    std::vector<SetRef> out;
    for (const backup::ChainStep& step : chain.steps)
        out.push_back(ref_of(sets[step.set]));
    return out;
}

// The sets of a database, as the planner wants them: in the inputs' order.
std::vector<backup::ChainSet> planned_sets(const Inputs& inputs, const InputDatabase& database) {
    std::vector<SetRef> refs = database.sets;
    std::sort(refs.begin(), refs.end(), [](SetRef a, SetRef b) {
        return std::tie(a.media, a.set) < std::tie(b.media, b.set);
    });
    std::vector<backup::ChainSet> out;
    for (SetRef ref : refs)
        out.push_back(backup::chain_set(inputs.media, ref.media, ref.set));
    return out;
}

// The chain that ends at a log backup: of what ended before it, the planner's choice.
std::vector<SetRef> chain_to_log(const Inputs& inputs, const InputDatabase& database,
                                 SetRef target) {
    const BackupSetHeader& header = header_of(inputs, target);
    bool empty = header.first_lsn == header.last_lsn;
    std::vector<backup::ChainSet> sets = planned_sets(inputs, database);
    std::erase_if(sets, [&](const backup::ChainSet& set) {
        if (ref_of(set) == target) return false;
        return set.header.last_lsn > header.last_lsn ||
               (!empty && set.header.last_lsn == header.last_lsn);
    });
    std::string problem = "its full backup is not among the files";
    for (const backup::Chain& chain : backup::plan_chain(sets).chains) {
        if (!chain.steps.empty() && chain.reached == header.last_lsn) {
            std::vector<SetRef> refs = refs_of(chain, sets);
            if (empty || refs.back() == target) return refs;
        }
        if (chain.problem) problem = chain.problem->detail;
    }
    throw_no_base(header, problem);
}

// The newest state that the files reach. `warning` gets what keeps it from being newer.
std::vector<SetRef> newest_chain(const Inputs& inputs, const InputDatabase& database,
                                 const backup::ChainOptions& options, std::string& warning) {
    std::vector<backup::ChainSet> sets = planned_sets(inputs, database);
    backup::Chain best;
    for (backup::Chain& chain : backup::plan_chain(sets, options).chains) {
        if (best.steps.empty()) best = std::move(chain);
    }
    if (best.steps.empty() && sets.size() == 1) {
        // A single set says best itself what is missing of it.
        inputs.media[sets[0].media].require_complete();
        inputs.media[sets[0].media].require_whole(sets[0].set);
    }
    if (best.steps.empty()) backup::require_usable(best);
    if (best.problem) {
        warning = fmt::format("Msg {}: {} ({})", best.problem->number, best.problem->message,
                              best.problem->detail);
    }
    std::vector<SetRef> refs = refs_of(best, sets);
    if (refs.empty()) {
        throw_no_base(header_of(inputs, database.sets.back()),
                      "a full backup of the database is needed");
    }
    return refs;
}

// A differential of files or of a partial backup, over the bases of its files.
std::vector<SetRef> bases_and(const Inputs& inputs, const InputDatabase& database, SetRef target) {
    const BackupSetHeader& header = header_of(inputs, target);
    std::vector<SetRef> out;
    for (SetRef set : database.sets) {
        const BackupSetHeader& base = header_of(inputs, set);
        if (!backup::is_base_type(base.type)) continue;
        bool fits = base.set_guid == header.differential_base_guid;
        for (const backup::DatabaseFile& file : header.files)
            fits = fits || (file.is_present && file.differential_base_guid == base.set_guid);
        if (fits) out.push_back(set);
    }
    if (out.empty()) {
        throw_no_base(header, fmt::format("its base, backup set {}, is not among the files",
                                          to_string(header.differential_base_guid)));
    }
    out.push_back(target);
    return out;
}

std::vector<SetRef> chain_at(const Inputs& inputs, const InputDatabase& database,
                             uint16_t position) {
    std::vector<SetRef> found;
    for (SetRef set : database.sets) {
        const BackupSetHeader& header = header_of(inputs, set);
        bool copy = std::any_of(found.begin(), found.end(), [&](SetRef other) {
            return header_of(inputs, other).set_guid == header.set_guid;
        });
        if (header.position == position && !copy) found.push_back(set);
    }
    if (found.empty()) {
        throw FormatError(fmt::format("Cannot find file ID {} on device '{}'.", position,
                                      inputs.media[database.sets[0].media].files()[0].name()),
                          4038);
    }
    if (found.size() > 1) {
        throw UsageError(fmt::format("{} backups of {} are at position {} of their files",
                                     found.size(), database.name, position),
                         "name only the file that is meant, and what it lies over");
    }
    return chain_to(inputs, database, found[0]);
}

}  // namespace

const BackupSetHeader& header_of(const Inputs& inputs, SetRef set) {
    return inputs.media[set.media].sets()[set.set];
}

std::vector<InputDatabase> list_databases(const Inputs& inputs) {
    std::vector<InputDatabase> out;
    std::vector<backup::ChainSet> sets = backup::chain_sets(inputs.media);
    for (const backup::Chain& chain : backup::plan_chain(sets).chains) {
        InputDatabase& database = out.emplace_back();
        database.name = chain.database;
        database.family = chain.family;
        for (const backup::ChainStep& step : chain.steps) {
            database.sets.push_back({sets[step.set].media, sets[step.set].set});
        }
        for (const backup::UnusedSet& unused : chain.unused) {
            database.sets.push_back({sets[unused.set].media, sets[unused.set].set});
        }
        std::stable_sort(database.sets.begin(), database.sets.end(), [&](SetRef a, SetRef b) {
            const BackupSetHeader &x = header_of(inputs, a), &y = header_of(inputs, b);
            return std::tie(x.last_lsn, x.start) < std::tie(y.last_lsn, y.start);
        });
    }
    for (size_t i = 0; i < inputs.data_files.size(); ++i) {
        InputDatabase database;
        database.name = std::filesystem::path(inputs.data_files[i].paths[0]).stem().string();
        database.data_files = i;
        out.push_back(std::move(database));
    }
    return out;
}

std::vector<SetRef> chain_to(const Inputs& inputs, const InputDatabase& database, SetRef target) {
    const BackupSetHeader& header = header_of(inputs, target);
    switch (header.type) {
        case 'D':
        case 'P':  // has the primary filegroup, and with it the catalog
        case 'F':  // may have it
            return {target};
        case 'L':
            return chain_to_log(inputs, database, target);
        case 'G':
        case 'Q':
            return bases_and(inputs, database, target);
        default:
            break;
    }
    for (SetRef set : database.sets) {
        if (lies_over(header, header_of(inputs, set))) return {set, target};
    }
    throw_no_base(header, fmt::format("its base, backup set {} at LSN {}, is not among the files",
                                      to_string(header.differential_base_guid),
                                      to_string(header.differential_base_lsn)));
}

namespace {

backup::ChainRole role_of(char type) {
    if (type == 'L') return backup::ChainRole::log;
    return backup::is_differential_type(type) ? backup::ChainRole::differential
                                              : backup::ChainRole::full;
}

storage::log::LogTime parse_time(const std::string& text) {
    std::optional<storage::log::LogTime> time = storage::log::parse_log_time(text);
    if (time) return *time;
    throw UsageError(fmt::format("'{}' is no point in time", text),
                     "say it as 2024-01-31T12:34:56, in the time of the server");
}

catalog::OpenOptions open_options(const ImageChoice& choice) {
    catalog::OpenOptions options;
    options.verify_checksums = choice.verify_checksums;
    if (!choice.stop_at.empty()) options.stop_at = parse_time(choice.stop_at);
    options.stop_at_mark = choice.stop_at_mark;
    options.stop_before_mark = choice.stop_before_mark;
    return options;
}

OpenedDatabase open_steps(Inputs& inputs, const std::vector<SetRef>& chain,
                          const catalog::OpenOptions& options) {
    GANTRY_ASSERT(!chain.empty());
    std::vector<backup::ChainSet> sets;
    backup::Chain plan;
    Lsn reached;
    for (SetRef ref : chain)
        sets.push_back(backup::chain_set(inputs.media, ref.media, ref.set));
    for (SetRef ref : chain) {
        auto set = std::find_if(sets.begin(), sets.end(),
                                [&](const backup::ChainSet& one) { return ref_of(one) == ref; });
        GANTRY_ASSERT(set != sets.end());
        backup::ChainRole role = role_of(set->header.type);
        Lsn from = role == backup::ChainRole::log ? reached : set->header.first_lsn;
        reached = set->header.last_lsn;
        plan.steps.push_back({size_t(set - sets.begin()), role, from, reached, ""});
    }
    plan.database = sets[plan.steps[0].set].header.database_name;
    plan.reached = reached;
    OpenedDatabase out;
    out.image = catalog::DatabaseImage::open(inputs.media, sets, plan, options);
    out.chain = chain;
    return out;
}

}  // namespace

OpenedDatabase open_chain(Inputs& inputs, const std::vector<SetRef>& chain, bool verify_checksums) {
    catalog::OpenOptions options;
    options.verify_checksums = verify_checksums;
    return open_steps(inputs, chain, options);
}

OpenedDatabase open_as_copied(Inputs& inputs, const std::vector<SetRef>& chain,
                              bool verify_checksums) {
    GANTRY_ASSERT(!chain.empty());
    backup::MediaSet& base = inputs.media[chain[0].media];
    std::unique_ptr<backup::IndexedPages> pages = base.open_pages(chain[0].set, verify_checksums);
    OpenedDatabase out;
    for (SetRef set : chain) {
        if (header_of(inputs, set).type == 'L') break;
        if (set != chain[0]) inputs.media[set.media].place_pages(set.set, *pages);
        out.chain.push_back(set);
    }
    out.image = catalog::DatabaseImage::open(std::move(pages),
                                             header_of(inputs, out.chain.back()).database_name);
    return out;
}

OpenedDatabase open_data_files(const Inputs& inputs, const DataFileGroup& files,
                               bool verify_checksums) {
    catalog::OpenOptions options;
    options.verify_checksums = verify_checksums;
    OpenedDatabase out;
    std::vector<std::unique_ptr<ByteSource>> sources;
    for (const std::string& path : files.paths)
        sources.push_back(inputs.open(path));
    for (const std::string& path : files.log_paths)
        sources.push_back(inputs.open(path));
    out.image = catalog::DatabaseImage::open(std::move(sources), options);
    return out;
}

namespace {

OpenedDatabase open_backups(Inputs& inputs, const InputDatabase& database,
                            const ImageChoice& choice) {
    catalog::OpenOptions options = open_options(choice);
    const std::string& mark =
        choice.stop_at_mark.empty() ? choice.stop_before_mark : choice.stop_at_mark;
    bool stops = options.stop_at || !mark.empty();
    if (stops && choice.set != 0) {
        throw UsageError("--set and a point to stop at exclude each other");
    }
    backup::ChainOptions planning;
    if (options.stop_at) planning.stop_at = backup::local_time(*options.stop_at);
    planning.stop_before = storage::log::parse_lsn_mark(mark);
    planning.longest_log = !mark.empty() && !planning.stop_before;
    std::string warning;
    std::vector<SetRef> chain = choice.set == 0 ? newest_chain(inputs, database, planning, warning)
                                                : chain_at(inputs, database, choice.set);
    OpenedDatabase out = open_steps(inputs, chain, options);
    out.warning = std::move(warning);
    if (stops && !out.image->recovery()->stop_reached()) {
        out.warning = "the log that was given ends before the point to stop at";
    }
    return out;
}

}  // namespace

OpenedDatabase open_database(Inputs& inputs, const ImageChoice& choice) {
    require_inputs(inputs);
    const FetchProgressLine line(*inputs.places);
    std::vector<InputDatabase> databases = list_databases(inputs);
    std::string names;
    std::vector<const InputDatabase*> fitting;
    for (const InputDatabase& database : databases) {
        names += fmt::format("{}{}", names.empty() ? "" : ", ", database.name);
        if (choice.database.empty() || ascii_iequals(choice.database, database.name)) {
            fitting.push_back(&database);
        }
    }
    if (databases.empty()) throw Error("the files hold no backup set");
    if (fitting.empty()) {
        throw UsageError(fmt::format("no database {} is in the files", choice.database),
                         "they hold: " + names);
    }
    if (fitting.size() > 1) {
        throw UsageError(fmt::format("the files hold {} databases: {}", fitting.size(), names),
                         choice.database.empty() ? "say which one: --database NAME"
                                                 : "name the files of one of them only");
    }
    const InputDatabase& database = *fitting[0];
    if (database.is_data_files()) {
        if (choice.set > 1) {
            throw UsageError(fmt::format("data files have no backup set {}", choice.set));
        }
        if (!choice.stop_at.empty() || !choice.stop_at_mark.empty() ||
            !choice.stop_before_mark.empty()) {
            throw UsageError("a point to stop at is for backups with their logs");
        }
        return open_data_files(inputs, inputs.data_files[database.data_files],
                               choice.verify_checksums);
    }
    return open_backups(inputs, database, choice);
}

}  // namespace gantry::cli
