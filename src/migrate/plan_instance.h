#pragma once
// What the backups of master and msdb tell a plan: the instance that its databases belong to, what
// of it stays behind because a migration does not bring it, and on request the T-SQL that makes it
// anew. For one thread. A system database that cannot be read is a note, never an error.

#include <string>
#include <vector>

#include "backup/chain.h"
#include "backup/media_set.h"
#include "catalog/instance/instance_model.h"

namespace gantry::migrate {

struct SystemDatabase {
    std::string name, server;
    std::vector<std::string> files;   // that the chain is made of
    std::vector<std::string> counts;  // "3 logins", "1 linked server"; empty: nothing, or not read
};

struct PlannedInstance {
    catalog::Instance instance;  // of all that was read
    bool has_instance = false;
    std::vector<SystemDatabase> system_databases;
    std::string script;                        // empty unless it was asked for
    std::vector<std::string> script_problems;  // what of it cannot be scripted
    std::vector<std::string> notes;
};

bool is_system_database(const std::string& name);

PlannedInstance read_planned_instance(std::vector<backup::MediaSet>& media,
                                      const std::vector<backup::ChainSet>& sets,
                                      const std::vector<backup::Chain>& chains, bool with_script);

// What of it has to be made on the target by hand.
std::vector<std::string> instance_counts(const catalog::Instance& instance);

// The command that prints the database's objects as T-SQL.
std::string script_command(const SystemDatabase& database);

}  // namespace gantry::migrate
