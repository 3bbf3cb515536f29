#include "migrate/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "assess/assess.h"
#include "assess/engine_check/engine_check.h"
#include "assess/engine_check/engine_summary.h"
#include "assess/source_version.h"
#include "base/utf.h"
#include "migrate/plan_instance.h"
#include "migrate/plan_limits.h"

namespace gantry::migrate {
namespace {

using backup::Chain;
using backup::ChainSet;

bool is_url(const std::string& name) {
    return name.starts_with("https://") || name.starts_with("http://");
}

PlannedStep step_of(const std::vector<backup::MediaSet>& media, const ChainSet& set,
                    backup::ChainRole role) {
    PlannedStep out;
    out.role = role;
    out.position = set.header.position;
    out.sets_in_file = media[set.media].sets().size();
    out.finished = to_string(set.header.finish);
    out.set_guid = to_string(set.header.set_guid);
    std::vector<std::pair<uint16_t, PlannedFile>> files;
    for (const backup::MediaFile& file : media[set.media].files()) {
        files.push_back({file.contents.media.family_number,
                         {file.name(), file.file->size(), is_url(file.name())}});
    }
    std::stable_sort(files.begin(), files.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (auto& [number, file] : files)
        out.files.push_back(std::move(file));
    return out;
}

std::string version_text(const backup::BackupSetHeader& header) {
    const auto version = assess::source_version_of_build(
        header.software_major, header.software_minor, header.software_build);
    return version ? version->name : fmt::format("version {}", header.software_major);
}

class Planner {
  public:
    Planner(std::vector<backup::MediaSet>& media, const TargetInfo& target,
            const PlanOptions& options)
        : media_(media), options_(options), sets_(backup::chain_sets(media)) {
        plan_.target = target;
        report_.target = target.product == Product::gantry ? assess::Target::gantry
                                                           : assess::Target::azure_sql_mi;
    }

    Plan run() {
        chains_ = backup::plan_chain(sets_).chains;
        read_instance();
        assess_options_.target = report_.target;
        assess_options_.instance = instance_.has_instance ? &instance_.instance : nullptr;
        name_for_engine();
        for (const Chain& chain : chains_) {
            if (!is_system_database(chain.database) && is_wanted(chain)) add(chain);
        }
        refuse_name_clashes(plan_.databases);
        put_in_order();
        plan_.not_moved.insert(plan_.not_moved.end(), options_.rejected.begin(),
                               options_.rejected.end());
        return std::move(plan_);
    }

  private:
    bool is_wanted(const Chain& chain) const {
        const auto& wanted = options_.databases;
        return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](const auto& one) {
                   return names_database(one, chain.server, chain.database);
               });
    }

    // A word with the server in it is the nearer one.
    std::string target_name_of(const Chain& chain) const {
        const std::string name = ascii_lower(chain.database);
        for (const std::string& word : {ascii_lower(chain.server) + "/" + name, name}) {
            const auto rename = options_.renames.find(word);
            if (rename != options_.renames.end()) return rename->second;
        }
        return chain.database;
    }

    std::unique_ptr<catalog::DatabaseImage> open(const Chain& chain) {
        return catalog::DatabaseImage::open(media_, sets_, chain);
    }

    void forget(const Chain& chain) {
        for (const backup::ChainStep& step : chain.steps)
            media_[sets_[step.set].media].forget();
    }

    // Logins and jobs of the source say what ties its databases to it.
    void read_instance() {
        instance_ = read_planned_instance(media_, sets_, chains_, options_.script_instance);
        plan_.notes = instance_.notes;
        plan_.instance_script = std::move(instance_.script);
        plan_.instance_script_problems = std::move(instance_.script_problems);
        for (const SystemDatabase& database : instance_.system_databases)
            add_system(database);
    }

    void name_for_engine() {
        if (report_.target != assess::Target::gantry) return;
        for (const Chain& chain : chains_) {
            if (is_system_database(chain.database) || chain.steps.empty()) continue;
            engine_databases_.add(chain.database, [this, &chain] { return open(chain)->model(); });
        }
        assess_options_.engine_databases = &engine_databases_;
    }

    void add_system(const SystemDatabase& database) {
        NotMoved out;
        out.name = database.name;
        out.reason = "a system database is not restored on another server";
        if (!database.counts.empty()) {
            out.reason += fmt::format("; on {} it has {}, which stay behind", database.server,
                                      fmt::join(database.counts, ", "));
        }
        const bool tells =
            ascii_iequals(database.name, "master") || ascii_iequals(database.name, "msdb");
        out.how = !tells ? "nothing of it is needed"
                         : fmt::format(
                               "{} prints them as T-SQL, and --script-instance FILE writes "
                               "them here",
                               script_command(database));
        plan_.not_moved.push_back(std::move(out));
    }

    void add(const Chain& chain) {
        PlannedDatabase& out = plan_.databases.emplace_back();
        out.name = chain.database;
        out.server = chain.server;
        out.target_name = target_name_of(chain);
        for (const backup::ChainStep& step : chain.steps)
            out.steps.push_back(step_of(media_, sets_[step.set], step.role));
        for (const PlannedStep& step : out.steps) {
            for (const PlannedFile& file : step.files)
                out.backup_bytes += file.bytes;
        }
        out.fingerprint = fingerprint_of(chain, sets_);
        add_chain_notes(chain, out);
        if (chain.steps.empty()) {
            out.problem = chain.problem ? chain.problem->message : "no full backup was found";
            out.hint = chain.problem ? chain.problem->detail : "";
            return;
        }
        const backup::BackupSetHeader& header = sets_[chain.steps.front().set].header;
        out.source_version = version_text(header);
        try {
            read_schema(chain, header, out);
        } catch (const Error& error) {
            out.problem = error.what();
            out.hint = error.hint();
        }
        forget(chain);
        if (out.problem.empty()) refuse_what_target_cannot(sets_, chain, plan_.target, out);
    }

    void add_chain_notes(const Chain& chain, PlannedDatabase& out) {
        if (chain.problem && !chain.steps.empty()) {
            out.notes.push_back(fmt::format("Msg {}: {} ({})", chain.problem->number,
                                            chain.problem->message, chain.problem->detail));
        }
        for (const backup::UnusedSet& unused : chain.unused) {
            const ChainSet& set = sets_[unused.set];
            const std::string& server = set.header.server_name;
            const bool elsewhere = !ascii_iequals(server, chain.server);
            out.notes.push_back(fmt::format(
                "not used: {} of {}, taken {}{}, {}: {}", set.header.type_description(), set.device,
                to_string(set.header.finish), elsewhere ? " on " + server : "",
                to_string(unused.reason), unused.why));
        }
    }

    void read_schema(const Chain& chain, const backup::BackupSetHeader& header,
                     PlannedDatabase& out) {
        const std::unique_ptr<catalog::DatabaseImage> image = open(chain);
        const catalog::Database& model = image->model();
        for (const backup::DatabaseFile& file : header.files)
            out.data_bytes += file.size;
        for (const catalog::Table& table : model.tables) {
            if (table.is_table_type) continue;
            ++out.tables;
            out.rows += std::max<int64_t>(table.row_count, 0);
        }
        out.modules = model.modules.size();
        out.source_level = model.compatibility_level;
        constexpr int k_lowest_level = 100;  // what is below becomes this
        out.target_level = std::max(out.source_level, k_lowest_level);
        assess::Subject subject = assess::assess_database(model, out.data_bytes, assess_options_);
        subject.name = chain.database;
        subject.server = chain.server;
        for (std::string& sentence : assess::engine_sentences(subject.engine, false))
            out.not_coming.push_back(std::move(sentence));
        for (const assess::Finding& finding : subject.findings) {
            if (finding.muted != nullptr ||
                finding.rule->severity < assess::Severity::blocks_migration ||
                finding.rule->id.starts_with("Gantry.Engine.NotSupported")) {
                continue;
            }
            out.not_coming.push_back(fmt::format("{} ({} {})", finding.rule->title, finding.count,
                                                 finding.count == 1 ? "place" : "places"));
        }
        report_.subjects.push_back(std::move(subject));
    }

    void put_in_order() {
        note_missing_room(plan_);
        assess::add_instance_view(report_, assess_options_.instance);
        const assess::InstanceView& view = report_.view;
        const auto place = [&](const PlannedDatabase& database) {
            const auto at = std::find(view.order.begin(), view.order.end(), database.name);
            return size_t(at - view.order.begin());
        };
        std::stable_sort(plan_.databases.begin(), plan_.databases.end(),
                         [&](const PlannedDatabase& a, const PlannedDatabase& b) {
                             return place(a) < place(b);
                         });
        for (size_t i = 0; i < view.groups.size(); ++i) {
            const assess::ViewGroup& group = view.groups[i];
            for (PlannedDatabase& database : plan_.databases) {
                if (std::find(group.databases.begin(), group.databases.end(), database.name) !=
                    group.databases.end()) {
                    database.group = i + 1;
                }
            }
            for (const std::string& reason : group.reasons) {
                if (group.databases.size() > 1) plan_.notes.push_back(reason);
            }
        }
        for (const assess::MissingDatabase& missing : view.missing_databases) {
            plan_.notes.push_back(
                fmt::format("database {} is used and no backup of it was given", missing.name));
        }
        if (!view.logins.empty()) {
            plan_.notes.push_back(fmt::format(
                "{} logins are used by these databases and do not come with them: gantry assess "
                "lists them with the statements that make them",
                view.logins.size()));
        }
    }

    std::vector<backup::MediaSet>& media_;
    const PlanOptions& options_;
    std::vector<ChainSet> sets_;
    std::vector<Chain> chains_;
    PlannedInstance instance_;
    assess::EngineDatabases engine_databases_;
    assess::AssessOptions assess_options_;
    assess::Report report_;
    Plan plan_;
};

}  // namespace

uint64_t Plan::bytes() const {
    uint64_t out = 0;
    for (const PlannedDatabase& database : databases) {
        if (database.problem.empty()) out += database.backup_bytes;
    }
    return out;
}

std::chrono::seconds Plan::estimate() const {
    uint64_t bytes = 0;
    for (const PlannedDatabase& database : databases) {
        if (database.problem.empty()) bytes += std::max(database.backup_bytes, database.data_bytes);
    }
    return std::chrono::seconds(1 + bytes / k_assumed_bytes_per_second);
}

std::string fingerprint_of(const Chain& chain, const std::vector<ChainSet>& sets) {
    std::string out;
    for (const backup::ChainStep& step : chain.steps) {
        if (!out.empty()) out += ' ';
        out += to_string(sets[step.set].header.set_guid);
    }
    return out;
}

Plan plan_migration(std::vector<backup::MediaSet>& media, const TargetInfo& target,
                    const PlanOptions& options) {
    return Planner(media, target, options).run();
}

OpenedSource open_source(const PlannedDatabase& database, const OpenFile& open) {
    OpenedSource out;
    std::set<std::string> names;
    std::vector<backup::MediaFile> files;
    for (const PlannedStep& step : database.steps) {
        for (const PlannedFile& file : step.files) {
            if (names.insert(file.name).second) {
                files.push_back(backup::open_media_file(open(file.name)));
            }
        }
    }
    out.media = backup::group_media(std::move(files));
    const std::vector<ChainSet> sets = backup::chain_sets(out.media);
    for (const Chain& chain : backup::plan_chain(sets).chains) {
        if (fingerprint_of(chain, sets) != database.fingerprint) continue;
        out.image = catalog::DatabaseImage::open(out.media, sets, chain);
        return out;
    }
    throw Error(fmt::format("the backups of {} changed since the plan was made", database.name),
                "run the command again");
}

}  // namespace gantry::migrate
