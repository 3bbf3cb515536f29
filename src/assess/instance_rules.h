#pragma once
// Rules that look at the instance: what backups of master and msdb hold.

#include "assess/code_scan.h"
#include "assess/finding.h"
#include "catalog/instance/instance_model.h"

namespace gantry::assess {

// `code`: the context job steps are read in.
void scan_instance(const catalog::Instance& instance, const CodeContext& code, Findings& findings);

// Windows users of a database, which its own backup knows; with the logins of its instance also
// users nobody can sign in as. `instance` may be null.
void scan_principals(const catalog::Database& database, const catalog::Instance* instance,
                     Findings& findings);

}  // namespace gantry::assess
