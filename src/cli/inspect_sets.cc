#include "cli/inspect_sets.h"

#include <fmt/format.h>

#include <algorithm>

#include "backup/file_cover.h"
#include "base/error.h"
#include "base/utf.h"
#include "catalog/instance/instance_reader.h"
#include "catalog/row_counts.h"
#include "cli/command_line.h"
#include "cli/fetch_progress.h"

namespace gantry::cli {

namespace {

using backup::BackupSetHeader;

// A gap or a fork among backups that were given is a problem; a lone log or differential is not.
bool stops_early(const backup::Chain& chain) {
    return chain.problem && !chain.steps.empty();
}

SetProblem problem_of(const std::exception& error) {
    SetProblem problem{0, error.what(), ""};
    if (const auto* known = dynamic_cast<const Error*>(&error)) problem.hint = known->hint();
    if (const auto* format = dynamic_cast<const FormatError*>(&error)) {
        problem.number = format->number();
    }
    return problem;
}

}  // namespace

std::optional<int64_t> shown_rows(const SetReport& report, size_t index) {
    const catalog::Table& table = report.model().tables[index];
    if (catalog::is_row_count_known(table)) return table.row_count;
    if (!report.checks.empty()) {
        const TableCheck& check = report.checks[index];
        if (!check.error.empty()) return std::nullopt;
        return int64_t(check.decoded_rows);
    }
    try {
        return int64_t(report.image->count_rows(table));
    } catch (const Error&) {
        return std::nullopt;  // --check says why
    }
}

namespace {

class SetInspector {
  public:
    SetInspector(Inputs& inputs, const InspectOptions& options, InspectOutput& output)
        : inputs_(inputs), options_(options), output_(output), databases_(list_databases(inputs)) {}

    bool run() {
        plan();
        require_something();
        ChainOverview chains;
        chains.sets = backup::chain_sets(inputs_.media);
        backup::ChainOptions only;
        only.database = wanted_database();
        chains.plan = backup::plan_chain(chains.sets, only);
        for (const backup::Chain& chain : chains.plan.chains) {
            problems_ = problems_ || stops_early(chain);
        }
        output_.inputs(inputs_, chains);
        for (size_t i = 0; i < wanted_.size(); ++i) {
            report_set(wanted_[i]);
            forget_media(i);
        }
        for (const InputDatabase& database : databases_) {
            if (fits_data_files(database)) {
                report_data_files(inputs_.data_files[database.data_files]);
            }
        }
        output_.finish();
        return problems_ || inputs_.has_problems();
    }

  private:
    struct Wanted {
        SetRef set;
        const InputDatabase* database;
        std::vector<SetRef> chain;  // empty: see why
        SetProblem no_chain;
    };

    const std::string& wanted_database() const { return options_.input.choice.database; }
    bool fits(const InputDatabase& database) const {
        return wanted_database().empty() || ascii_iequals(wanted_database(), database.name);
    }

    bool fits_data_files(const InputDatabase& database) const {
        return database.is_data_files() && fits(database) && options_.input.choice.set <= 1;
    }
    void require_something() const {
        bool chosen = options_.input.choice.set != 0 || !wanted_database().empty();
        if (!chosen || !wanted_.empty()) return;
        if (std::any_of(databases_.begin(), databases_.end(),
                        [&](const InputDatabase& one) { return fits_data_files(one); })) {
            return;
        }
        throw UsageError("no backup set of the files is the one asked for",
                         "leave out --database and --set to see what there is");
    }

    void plan() {
        for (const InputDatabase& database : databases_) {
            if (!fits(database)) continue;
            for (SetRef set : database.sets) {
                uint16_t position = options_.input.choice.set;
                if (position != 0 && header_of(inputs_, set).position != position) continue;
                Wanted wanted{set, &database, {}, {}};
                try {
                    wanted.chain = chain_to(inputs_, database, set);
                } catch (const FormatError& error) {
                    wanted.no_chain = problem_of(error);
                }
                wanted_.push_back(std::move(wanted));
            }
        }
        std::sort(wanted_.begin(), wanted_.end(), [](const Wanted& a, const Wanted& b) {
            return std::pair(a.set.media, a.set.set) < std::pair(b.set.media, b.set.set);
        });
    }

    void report_set(const Wanted& wanted) {
        SetReport report;
        report.header = &header_of(inputs_, wanted.set);
        const backup::MediaSet& media = inputs_.media[wanted.set.media];
        for (const backup::MediaFile& file : media.files())
            report.files.push_back(file.name());
        report.chain = wanted.chain;
        try {
            media.require_complete();
            media.require_whole(wanted.set.set);
            const FetchProgressLine line(*inputs_.places);
            if (!options_.headers_only) open_image(wanted, report);
        } catch (const std::exception& error) {
            report.problems.push_back(problem_of(error));
        }
        finish(report);
    }

    void open_image(const Wanted& wanted, SetReport& report) {
        if (wanted.chain.empty()) {
            report.no_image = wanted.no_chain.hint;
            return;
        }
        char type = report.header->type;
        try {
            report.image = std::move(open_chain(inputs_, wanted.chain, true).image);
        } catch (const FormatError& error) {
            // What a file or filegroup holds may lack the catalog and still be whole.
            if (backup::is_file_type(type)) {
                report.no_image = error.hint().empty() ? error.what() : error.hint();
                return;
            }
            if (type == 'L') throw;
            // Tables as they were copied are more than none, where only the log is the trouble.
            SetProblem problem = problem_of(error);
            report.image = std::move(open_as_copied(inputs_, wanted.chain, true).image);
            report.problems.push_back(std::move(problem));
        }
    }

    void report_data_files(const DataFileGroup& files) {
        SetReport report;
        report.files = files.paths;
        try {
            if (!options_.headers_only) open_data_image(files, report);
        } catch (const std::exception& error) {
            report.problems.push_back(problem_of(error));
        }
        finish(report);
    }

    void open_data_image(const DataFileGroup& files, SetReport& report) {
        try {
            report.image = std::move(open_data_files(inputs_, files, true).image);
        } catch (const FormatError& error) {
            if (files.log_paths.empty()) throw;
            SetProblem problem = problem_of(error);
            report.image = std::move(open_data_files(inputs_, {files.paths, {}}, true).image);
            report.problems.push_back(std::move(problem));
        }
    }

    void finish(SetReport& report) {
        if (report.image) {
            try {
                report.sizes = report.image->table_sizes();
                catalog::Instance instance = catalog::read_instance(*report.image);
                if (instance.has_master || instance.has_msdb) {
                    report.instance = std::move(instance);
                }
                if (options_.check) check_tables(report);
            } catch (const std::exception& error) {
                report.problems.push_back(problem_of(error));
            }
        }
        problems_ = problems_ || !report.problems.empty();
        output_.set(report);
    }

    void check_tables(SetReport& report) {
        for (const catalog::Table& table : report.model().tables) {
            TableCheck check;
            try {
                if (!table.is_table_type) check.decoded_rows = report.image->count_rows(table);
            } catch (const Error& error) {
                check.error = error.what();
            }
            bool exact = catalog::is_row_count_known(table) &&
                         !catalog::may_miscount_rows(report.model().created_version);
            bool differs = exact && check.decoded_rows != uint64_t(table.row_count);
            if (!check.error.empty() || differs) problems_ = true;
            report.checks.push_back(std::move(check));
        }
    }

    // A decompressed copy is kept only as long as a later set needs it.
    void forget_media(size_t done) {
        std::vector<bool> needed(inputs_.media.size());
        for (size_t i = done + 1; i < wanted_.size(); ++i) {
            for (SetRef set : wanted_[i].chain)
                needed[set.media] = true;
        }
        for (SetRef set : wanted_[done].chain) {
            if (!needed[set.media]) inputs_.media[set.media].forget();
        }
    }

    Inputs& inputs_;
    const InspectOptions& options_;
    InspectOutput& output_;
    std::vector<InputDatabase> databases_;
    std::vector<Wanted> wanted_;
    bool problems_ = false;
};

}  // namespace

bool inspect_sets(Inputs& inputs, const InspectOptions& options, InspectOutput& output) {
    return SetInspector(inputs, options, output).run();
}

}  // namespace gantry::cli
