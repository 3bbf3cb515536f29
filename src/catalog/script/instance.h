#pragma once
// From what master and msdb hold of an instance to runnable T-SQL: logins with their hashes and
// SIDs, roles, permissions, linked servers, credentials, configuration, Agent, Database Mail. Pure;
// the same input gives the same bytes. Secrets are not in a backup: the script has a marked place
// for each and names it in Script::problems. What the server makes of itself (sa, ##MS_...##, NT
// SERVICE accounts, fixed roles) is left out and counted.
//
// The forms follow the reference of each statement and procedure.

#include "catalog/instance/instance_model.h"
#include "catalog/script/script.h"

namespace gantry::catalog {

// `database` is the model the instance was read with: master's or msdb's.
Script script_instance(const Instance& instance, const Database& database,
                       const ScriptOptions& options = {});

}  // namespace gantry::catalog
