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

// The newest set that can be opened.
std::vector<SetRef> newest_chain(const Inputs& inputs, const InputDatabase& database) {
    std::string problem;
    for (auto set = database.sets.rbegin(); set != database.sets.rend(); ++set) {
        if (header_of(inputs, *set).type == 'L') continue;
        try {
            return chain_to(inputs, database, *set);
        } catch (const FormatError& error) {
            if (problem.empty()) problem = error.hint();
        }
    }
    if (!problem.empty()) {
        throw FormatError(
            "The log or differential backup cannot be restored because no files are ready to "
            "rollforward.",
            3117, problem);
    }
    throw_no_base(header_of(inputs, database.sets.back()),
                  "a full backup of the database is needed");
}

std::vector<SetRef> chain_at(const Inputs& inputs, const InputDatabase& database,
                             uint16_t position) {
    std::vector<SetRef> found;
    for (SetRef set : database.sets) {
        if (header_of(inputs, set).position == position) found.push_back(set);
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
    if (header.type == 'D') return {target};
    if (header.type != 'I') {
        throw_no_base(header, "backups of this type are not laid over others here");
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
    out.image = catalog::DatabaseImage::open(files.paths, options);
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
    std::vector<SetRef> chain =
        choice.set == 0 ? newest_chain(inputs, database) : chain_at(inputs, database, choice.set);
    return open_chain(inputs, chain, choice.verify_checksums);
}

}  // namespace gantry::cli
