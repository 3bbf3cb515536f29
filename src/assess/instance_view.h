#pragma once
// The databases of an instance and what ties them: which must move together and in which order,
// which logins they need, who will not be able to sign in, and what of the instance is used beside
// databases. Made of the small facts of each database and of what master and msdb hold.
//
// Databases are told apart by name and server; a name is looked for on the server it is used on.
// For one thread; time and memory follow the number of references.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "assess/database_facts.h"
#include "assess/rule.h"
#include "catalog/instance/instance_model.h"

namespace gantry::assess {

struct ViewNode {
    std::string id;    // "database:Sales", "job:Nightly"
    std::string kind;  // database, system_database, missing_database, linked_server, data_source,
                       // login, job, proxy, credential, operator, alert, mail_profile, route,
                       // server_trigger, startup_procedure, endpoint, audit, certificate
    std::string name;
    std::string detail;
};

struct ViewEdge {
    std::string from, to;  // ids
    std::string kind;      // reference, synonym, dialog, route, step, user, owner ...
    std::string detail;
    uint64_t count = 1;
};

struct ViewGroup {
    std::vector<std::string> databases;            // in the order to move them
    std::vector<std::string> reasons;              // why they move together
    std::vector<std::vector<std::string>> cycles;  // databases that refer to each other in a ring
};

struct DatabaseUser {
    std::string database, user;
};

struct LoginNeed {
    std::string name;
    std::string kind;  // "SQL login", "Windows login", "Windows group", "certificate login" ...
    std::string sid;
    bool known = true;  // among the logins of master
    bool disabled = false;
    std::string default_database;
    std::vector<std::string> server_roles;
    std::vector<DatabaseUser> users;  // in the databases that need it
    std::vector<std::string> owns;    // databases
    std::vector<std::string> jobs;    // it owns
    std::string statement;            // that makes it on the target
};

struct OrphanedUser {
    std::string database, user, kind, sid, reason;
    std::string fix;  // a statement, in the database
};

struct ContainedUser {
    std::string database, user;
};

struct MissingDatabase {
    std::string name;
    std::string reason;
    std::vector<std::string> used_by;
};

struct OutsideFeature {
    std::string kind, name, detail;
    std::vector<std::string> used_by;  // databases, jobs ... as "database Sales"
};

struct InstanceView {
    std::vector<ViewNode> nodes;
    std::vector<ViewEdge> edges;
    std::vector<ViewGroup> groups;   // each database is in one; the smallest first
    std::vector<std::string> order;  // of all databases
    std::vector<LoginNeed> logins;
    std::vector<OrphanedUser> orphaned_users;
    std::vector<ContainedUser> contained_users;  // need no login
    std::vector<MissingDatabase> missing_databases;
    std::vector<OutsideFeature> outside_features;
    std::vector<std::string> notes;  // what is not known, and why

    bool empty() const { return nodes.empty(); }
};

struct ViewInputs {
    std::vector<const DatabaseFacts*> databases;
    const catalog::Instance* instance = nullptr;  // null: no master, no msdb
    std::string server;                           // of the instance; empty: unknown
    Target target = Target::azure_sql_mi;
};

InstanceView make_instance_view(const ViewInputs& inputs);

struct Report;
// Of the databases of the report, into it. `instance` may be null.
void add_instance_view(Report& report, const catalog::Instance* instance);

}  // namespace gantry::assess
