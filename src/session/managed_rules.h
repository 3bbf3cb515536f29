#pragma once
// What an Azure SQL Managed Instance takes of RESTORE, for instances with managed_rules = true: a
// full backup from URLs, RESTORE ...ONLY from URLs, and no WITH at all. Pure.
// Source: T-SQL differences between SQL Server and Azure SQL Managed Instance; errors 41901 to
// 41906 of the database engine.

#include "tsql/ast/backup.h"

namespace gantry::session {

// SqlError 41901 options, 41902 another device than a URL, 41906 another form of the statement.
void check_managed_restore(const tsql::RestoreStatement& statement);

}  // namespace gantry::session
