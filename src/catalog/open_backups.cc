#include "catalog/open_backups.h"

#include <fmt/format.h>

#include <algorithm>

#include "backup/container.h"
#include "backup/data_file_pages.h"
#include "base/error.h"

namespace gantry::catalog {

using backup::Chain;
using backup::ChainOptions;
using backup::ChainSet;

namespace {

std::unique_ptr<ByteSource> open_device(const std::string& path) {
    try {
        return open_file(path);
    } catch (const IoError& error) {
        std::string what = error.what();
        size_t colon = what.rfind(": ");
        throw FormatError(
            fmt::format("Cannot open backup device '{}'. Operating system error {}.", path,
                        colon == std::string::npos ? what : what.substr(colon + 2)),
            3201);
    }
}

[[noreturn]] void throw_no_base(const std::string& what) {
    throw FormatError(
        "The log or differential backup cannot be restored because no files are "
        "ready to rollforward.",
        3117, what);
}

backup::RecoveryOptions recovery_options(const OpenOptions& options) {
    if (options.stop_at && !(options.stop_at_mark.empty() && options.stop_before_mark.empty())) {
        throw Error("a time and a mark to stop at exclude each other");
    }
    if (!options.stop_at_mark.empty() && !options.stop_before_mark.empty()) {
        throw Error("STOPATMARK and STOPBEFOREMARK exclude each other");
    }
    backup::RecoveryOptions out;
    out.verify = options.verify_checksums;
    out.undo = options.undo;
    out.look = options.look;
    out.stop.time = options.stop_at;
    out.stop.before_mark = !options.stop_before_mark.empty();
    out.stop.mark = out.stop.before_mark ? options.stop_before_mark : options.stop_at_mark;
    out.stop.mark_after = options.mark_after;
    return out;
}

// The set that was asked for by its position, which only one media set makes plain.
void choose_set(const std::vector<backup::MediaSet>& media, const std::vector<ChainSet>& sets,
                const OpenOptions& options, ChainOptions& out) {
    if (options.set_position == 0 || media.size() != 1) return;
    size_t set = media[0].set_index(options.set_position);
    const backup::BackupSetHeader& header = media[0].sets()[set];
    if (!backup::is_base_type(header.type)) {
        throw_no_base(fmt::format("the backup of {} is of type {}: its full backup is needed",
                                  header.database_name, header.type_description()));
    }
    for (size_t i = 0; i < sets.size(); ++i) {
        if (sets[i].media == 0 && sets[i].set == set) out.base = i;
    }
}

bool has_problem(const backup::ChainPlan& plan) {
    return std::any_of(plan.chains.begin(), plan.chains.end(),
                       [](const Chain& chain) { return chain.problem.has_value(); });
}

const Chain& choose_database(const backup::ChainPlan& plan, const OpenOptions& options) {
    if (plan.chains.empty()) {
        if (!options.database.empty()) {
            throw FormatError(fmt::format("no backup of database {} was given", options.database),
                              3154);
        }
        throw_no_base("the media hold no backup set");
    }
    const Chain* chosen = nullptr;
    std::string names;
    for (const Chain& chain : plan.chains) {
        if (chain.steps.empty()) continue;
        names += fmt::format("{}{}", names.empty() ? "" : ", ", chain.database);
        if (chosen != nullptr) {
            throw FormatError(
                fmt::format("the backups given are of several databases: {}", names), 3154,
                "which one is wanted? give the files of one database only, or its name");
        }
        chosen = &chain;
    }
    return chosen != nullptr ? *chosen : plan.chains[0];
}

// Sets of another database beside the one that is read were hardly meant to be left out.
void refuse_strays(const backup::ChainPlan& plan, const Chain& chain,
                   const std::vector<ChainSet>& sets, const OpenOptions& options) {
    if (!options.database.empty()) return;
    for (const Chain& other : plan.chains) {
        if (&other == &chain || other.unused.empty()) continue;
        const ChainSet& stray = sets[other.unused[0].set];
        throw FormatError(
            fmt::format("The backup set holds a backup of a database other than the existing '{}' "
                        "database.",
                        chain.database),
            3154, fmt::format("{} is of database {}", stray.device, other.database));
    }
}

// Lonely stripes say best themselves what is missing.
void require_members(std::vector<backup::MediaSet>& media, const Chain& chain,
                     const std::vector<ChainSet>& sets) {
    if (!chain.problem || chain.problem->number != 3132) return;
    for (const backup::UnusedSet& unused : chain.unused) {
        if (unused.reason == backup::UnusedReason::missing_stripes) {
            media[sets[unused.set].media].require_complete();
        }
    }
}

// Of backups of files and partial ones: which files are in none of them.
void name_missing_files(const backup::RecoveredPages& pages, const ChainSet& first,
                        OpenedPages& out) {
    std::vector<uint16_t> there = pages.stored().files();
    std::string missing;
    for (const backup::FileState& file : pages.cover().files) {
        if (std::count(there.begin(), there.end(), file.id) > 0) continue;
        missing +=
            fmt::format("{}{} (filegroup {})", missing.empty() ? "" : ", ", file.name, file.group);
    }
    if (std::count(there.begin(), there.end(), backup::k_primary_file) == 0) {
        throw_no_base(
            fmt::format("the backup of {} is of single files and the primary file is not "
                        "among them; missing: {}",
                        first.header.database_name, missing));
    }
    if (missing.empty()) return;
    out.warnings.push_back(
        fmt::format("the backups of {} that were given ({}) are not of all its files; missing: {}",
                    first.header.database_name, first.header.type_description(), missing));
}

void open_steps(std::vector<backup::MediaSet>& media, const std::vector<ChainSet>& sets,
                const Chain& chain, const OpenOptions& options, OpenedPages& out) {
    for (const backup::ChainStep& step : chain.steps) {
        out.headers.push_back(sets[step.set].header);
        if (options.check_set) options.check_set(out.headers.back());
        out.labels.push_back(media[sets[step.set].media].labels());
    }
    backup::RecoveryOptions recovery = recovery_options(options);
    auto pages = std::make_unique<backup::RecoveredPages>(media, sets, chain, recovery);
    out.recovered = pages.get();
    out.pages = std::move(pages);
    if (!out.recovered->cover().files.empty()) {
        name_missing_files(*out.recovered, sets[chain.steps[0].set], out);
        for (const backup::FileState& file : out.recovered->cover().files) {
            if (!file.read_only || file.is_missing()) continue;
            out.unlogged.push_back({file.id, file.name, sets[file.set].header.last_lsn});
        }
    }
}

void open_backup_sets(std::vector<backup::MediaFile> files, const OpenOptions& options,
                      OpenedPages& out) {
    out.media = backup::group_media(std::move(files));
    std::vector<ChainSet> sets = backup::chain_sets(out.media);
    if (sets.empty()) out.media[0].set_index(1);  // throws 4038: there is none
    // A set that is cut short says more precisely how than the plan can.
    for (const ChainSet& set : sets) {
        if (set.missing_families.empty() && !set.header.complete && sets.size() == 1) {
            out.media[set.media].require_whole(set.set);
        }
    }
    backup::RecoveryOptions recovery = recovery_options(options);
    ChainOptions plan_options;
    plan_options.database = options.database;
    if (recovery.stop.time) plan_options.stop_at = backup::local_time(*recovery.stop.time);
    plan_options.stop_before = storage::log::parse_lsn_mark(recovery.stop.mark);
    choose_set(out.media, sets, options, plan_options);
    // A mark's place is not known before the log is read.
    plan_options.longest_log = !recovery.stop.mark.empty() && !plan_options.stop_before;
    backup::ChainPlan plan = plan_chain(sets, plan_options);
    if (plan_options.longest_log && has_problem(plan)) {
        plan_options.longest_log = false;
        plan = plan_chain(sets, plan_options);
    }
    const Chain& chain = choose_database(plan, options);
    require_members(out.media, chain, sets);
    if (!plan_options.base) {
        require_usable(chain);
        refuse_strays(plan, chain, sets, options);
    } else if (chain.steps.empty()) {
        require_usable(chain);
    }
    Chain used = chain;
    if (plan_options.base) used.steps.resize(1);  // RESTORE ... WITH FILE = n: that set alone
    open_steps(out.media, sets, used, options, out);
}

void open_data_files(std::vector<std::unique_ptr<ByteSource>> data,
                     std::vector<std::unique_ptr<ByteSource>> logs, const OpenOptions& options,
                     OpenedPages& out) {
    auto pages = std::make_unique<backup::DataFilePages>(std::move(data), options.verify_checksums);
    if (logs.empty()) {
        std::string warning = pages->state_warning();
        if (!warning.empty()) out.warnings.push_back(std::move(warning));
        out.pages = std::move(pages);
        return;
    }
    auto recovered = std::make_unique<backup::RecoveredPages>(std::move(pages), std::move(logs),
                                                              recovery_options(options));
    out.recovered = recovered.get();
    out.pages = std::move(recovered);
}

}  // namespace

std::vector<std::unique_ptr<ByteSource>> open_sources(const std::vector<std::string>& paths) {
    std::vector<std::unique_ptr<ByteSource>> out;
    for (const std::string& path : paths)
        out.push_back(open_device(path));
    return out;
}

OpenedPages open_planned(std::vector<backup::MediaSet>& media, const std::vector<ChainSet>& sets,
                         const Chain& chain, const OpenOptions& options) {
    if (chain.steps.empty()) require_usable(chain);
    OpenedPages out;
    open_steps(media, sets, chain, options, out);
    return out;
}

OpenedPages open_pages(std::vector<std::unique_ptr<ByteSource>> sources,
                       const OpenOptions& options) {
    if (sources.empty()) throw Error("no backup was named");
    std::vector<std::unique_ptr<ByteSource>> data_files, log_files;
    std::vector<backup::MediaFile> media_files;
    for (auto& source : sources) {
        backup::ContainerKind kind = backup::detect_container(*source);
        if (kind == backup::ContainerKind::data_file) {
            data_files.push_back(std::move(source));
        } else if (kind == backup::ContainerKind::log_file && sources.size() > 1) {
            log_files.push_back(std::move(source));
        } else {
            // All of a database is wanted: what has to be fetched is fetched once.
            auto when =
                source->fetches() ? backup::Decompress::at_once : backup::Decompress::when_needed;
            media_files.push_back(backup::open_media_file(std::move(source), when));
        }
    }
    if (!data_files.empty() && !media_files.empty()) {
        throw Error(fmt::format("{} is a data file and {} a backup: name one kind",
                                data_files[0]->name(), media_files[0].name()));
    }
    OpenedPages out;
    if (!data_files.empty()) {
        open_data_files(std::move(data_files), std::move(log_files), options, out);
        return out;
    }
    if (!log_files.empty()) {
        throw Error(fmt::format("{} is a log file: it needs the data files of its database",
                                log_files[0]->name()));
    }
    open_backup_sets(std::move(media_files), options, out);
    return out;
}

}  // namespace gantry::catalog
