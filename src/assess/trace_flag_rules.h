#pragma once
// Trace flags that are on at a live server and that the target does not know.

#include "assess/finding.h"
#include "catalog/instance/instance_model.h"

namespace gantry::assess {

// Global trace flags that can be set on Azure SQL Managed Instance
// (learn.microsoft.com/sql/t-sql/database-console-commands/dbcc-traceon-transact-sql).
bool is_managed_instance_trace_flag(int32_t number);

void scan_trace_flags(const catalog::Instance& instance, Findings& findings);

}  // namespace gantry::assess
