#pragma once
// What there is in a database and in an instance, counted by kind, and how many of a database's
// objects work on the target.

#include "assess/finding.h"
#include "catalog/instance/instance_model.h"
#include "catalog/model.h"

namespace gantry::assess {

// What reports call it: "view", "procedure", "function", "trigger", "CLR module", "module".
std::string_view module_type(const catalog::Module& module);

Inventory inventory_of(const catalog::Database& database);
Inventory inventory_of(const catalog::Instance& instance);

// Fills Subject::objects. After all rules have run, before findings are taken.
void count_objects(const catalog::Database& database, const Findings& findings, Subject& subject);

}  // namespace gantry::assess
