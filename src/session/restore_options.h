#pragma once
// The WITH of RESTORE DATABASE and RESTORE LOG. What changes nothing here is taken: files are
// PostgreSQL's own, and how the bytes are read is Gantry's. What conflicts is 3031, what belongs to
// another statement 3032, what Gantry cannot do an error that names it.
// Sources: RESTORE Arguments (Transact-SQL); T-SQL differences of Azure SQL Managed Instance.

#include <functional>
#include <string>

#include "restore/restore.h"
#include "tsql/ast/backup.h"
#include "types/value.h"

namespace gantry::session {

struct RestoreOptions {
    restore::RestoreRequest request;  // all but name and devices
    int stats = 10;                   // percent between messages
    std::string credential;           // that WITH CREDENTIAL names
};

// The value of an option, in that type where one is given.
using OptionValue = std::function<types::Value(const tsql::Expr&, const types::SqlType*)>;

RestoreOptions restore_options(const tsql::RestoreStatement& statement, const OptionValue& value);

}  // namespace gantry::session
