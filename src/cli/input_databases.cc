#include "cli/input_databases.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "backup/chain.h"
#include "base/byte_source.h"
#include "base/error.h"
#include "base/utf.h"
#include "cli/command_line.h"

namespace gantry::cli {

namespace {

using backup::BackupSetHeader;

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

// The sets of a database, as the planner wants them.
std::vector<backup::ChainSet> planned_sets(const Inputs& inputs, const InputDatabase& database) {
    std::vector<backup::ChainSet> out;
    for (backup::ChainSet& set : backup::chain_sets(inputs.media)) {
        if (std::find(database.sets.begin(), database.sets.end(), ref_of(set)) !=
            database.sets.end()) {
            out.push_back(std::move(set));
        }
    }
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
                                 std::string& warning) {
    std::vector<backup::ChainSet> sets = planned_sets(inputs, database);
    backup::Chain best;
    for (backup::Chain& chain : backup::plan_chain(sets).chains) {
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
        case 'I':
            break;
        default:
            throw_no_base(header, "backups of this type are not put together here");
    }
    for (SetRef set : database.sets) {
        if (lies_over(header, header_of(inputs, set))) return {set, target};
    }
    throw_no_base(header, fmt::format("its base, backup set {} at LSN {}, is not among the files",
                                      to_string(header.differential_base_guid),
                                      to_string(header.differential_base_lsn)));
}

OpenedDatabase open_chain(Inputs& inputs, const std::vector<SetRef>& chain, bool verify_checksums) {
    GANTRY_ASSERT(!chain.empty());
    for (SetRef set : chain) {
        if (header_of(inputs, set).type == 'L') {
            throw_no_base(header_of(inputs, set), "log backups are not replayed yet");
        }
    }
    backup::MediaSet& base = inputs.media[chain[0].media];
    std::unique_ptr<backup::IndexedPages> pages = base.open_pages(chain[0].set, verify_checksums);
    for (size_t i = 1; i < chain.size(); ++i) {
        inputs.media[chain[i].media].place_pages(chain[i].set, *pages);
    }
    OpenedDatabase out;
    out.image = catalog::DatabaseImage::open(std::move(pages),
                                             header_of(inputs, chain.back()).database_name);
    out.chain = chain;
    return out;
}

OpenedDatabase open_data_files(const DataFileGroup& files, bool verify_checksums) {
    catalog::OpenOptions options;
    options.verify_checksums = verify_checksums;
    OpenedDatabase out;
    std::vector<std::string> paths = files.paths;
    paths.insert(paths.end(), files.log_paths.begin(), files.log_paths.end());
    out.image = catalog::DatabaseImage::open(paths, options);
    return out;
}

OpenedDatabase open_database(Inputs& inputs, const ImageChoice& choice) {
    require_inputs(inputs);
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
        return open_data_files(inputs.data_files[database.data_files], choice.verify_checksums);
    }
    std::string warning;
    std::vector<SetRef> chain = choice.set == 0 ? newest_chain(inputs, database, warning)
                                                : chain_at(inputs, database, choice.set);
    OpenedDatabase out = open_chain(inputs, chain, choice.verify_checksums);
    out.warning = std::move(warning);
    return out;
}

}  // namespace gantry::cli
