#include "migrate/plan_limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/utf.h"

namespace gantry::migrate {
namespace {

// RESTORE of a managed instance takes a whole full backup, alone in its files, without WITH
// (learn: RESTORE statements, T-SQL differences).
void refuse_for_managed_instance(PlannedDatabase& database) {
    if (database.steps.size() > 1) {
        database.problem = fmt::format(
            "its newest state needs {} backups, and RESTORE of a managed instance takes full ones "
            "only",
            database.steps.size());
        database.hint =
            "take a new full backup for the move, or use Log Replay Service for this database; "
            "gantry guide prints both";
        return;
    }
    for (const PlannedStep& step : database.steps) {
        if (step.sets_in_file > 1) {
            database.problem = fmt::format(
                "its backup is one of {} in the same file, and a managed instance takes files with "
                "one only",
                step.sets_in_file);
            database.hint = "back the database up into a file of its own";
        }
    }
}

std::string origin(const PlannedDatabase& database) {
    return fmt::format("that of {}, backed up {}",
                       database.server.empty() ? "a server without a name" : database.server,
                       database.steps.back().finished);
}

// The word that means this one and no other of its name.
std::string full_name(const PlannedDatabase& database) {
    return database.server.empty() ? database.name : database.server + "/" + database.name;
}

}  // namespace

bool names_database(const std::string& word, const std::string& server, const std::string& name) {
    return ascii_iequals(word, name) ||
           (!server.empty() && ascii_iequals(word, server + "/" + name));
}

void refuse_name_clashes(std::vector<PlannedDatabase>& databases) {
    std::map<std::string, std::vector<PlannedDatabase*>> names;
    for (PlannedDatabase& database : databases) {
        if (database.problem.empty()) names[ascii_lower(database.target_name)].push_back(&database);
    }
    for (auto& [name, all] : names) {
        if (all.size() < 2) continue;
        // As text, years first; equals in the order they were found.
        PlannedDatabase* winner = *std::max_element(
            all.begin(), all.end(), [](const PlannedDatabase* a, const PlannedDatabase* b) {
                return a->steps.back().finished < b->steps.back().finished;
            });
        for (PlannedDatabase* loser : all) {
            if (loser == winner) continue;
            loser->problem =
                fmt::format("another database is planned as {} too: {}, is newer than {}",
                            loser->target_name, origin(*winner), origin(*loser));
            loser->hint = fmt::format("--as '{}=NEWNAME' brings it too, under another name",
                                      full_name(*loser));
            winner->notes.push_back(fmt::format(
                "{} of {} of this name is not moved: {}",
                loser->target_name == loser->name ? "a database" : loser->name,
                loser->server.empty() ? "a server without a name" : loser->server, loser->hint));
        }
    }
}

void note_missing_room(Plan& plan) {
    if (!plan.target.free_bytes) return;
    uint64_t needed = 0;
    for (const PlannedDatabase& database : plan.databases) {
        if (database.problem.empty()) needed += database.data_bytes;
    }
    if (needed <= *plan.target.free_bytes) return;
    plan.notes.push_back(fmt::format(
        "room: these databases hold {:.1f} GB in their files, and the target has {:.1f} GB of "
        "storage left: what does not fit will fail. Give the target more storage first",
        double(needed) / 1e9, double(*plan.target.free_bytes) / 1e9));
}

void refuse_what_target_cannot(const std::vector<backup::ChainSet>& sets,
                               const backup::Chain& chain, const TargetInfo& target,
                               PlannedDatabase& database) {
    const bool of_files =
        std::any_of(chain.steps.begin(), chain.steps.end(), [&](const backup::ChainStep& step) {
            const char type = sets[step.set].header.type;
            return type != 'D' && type != 'I' && type != 'L';
        });
    if (of_files) {
        database.problem = "it is made of backups of files or filegroups, which are not moved";
        database.hint = "take a full backup of the database for the move";
        return;
    }
    if (target.managed_rules) refuse_for_managed_instance(database);
}

}  // namespace gantry::migrate
