// What sp_delete_backuphistory and sp_delete_database_backuphistory do
// (engine/system/modules_msdb.cc is what is called).

#include <fmt/core.h>

#include "engine/store/restore_history.h"
#include "session/interpreter.h"
#include "session/server_permissions.h"
#include "types/convert.h"

namespace gantry::session {

// gantry_delete_backup_history @before, @database: one of them is NULL.
void Interpreter::delete_backup_history(const std::vector<Argument>& arguments) {
    if (arguments.size() != 2) return;
    if (!permits(state_, ServerPermission::control_server)) {
        throw SqlError(229, 14, 5,
                       fmt::format("The EXECUTE permission was denied on the object '{}', database "
                                   "'msdb', schema 'dbo'.",
                                   frame_->procedure));
    }
    const types::Value& before = arguments[0].value;
    const types::Value& database = arguments[1].value;
    state_.backend->with_executor([&](pg::Executor& executor) {
        if (!before.is_null()) {
            const types::SqlType precise = *types::type_by_name("datetime2");
            store::delete_history_before(executor, types::to_text(types::convert(before, precise)));
        }
        if (!database.is_null()) {
            store::delete_history_of(executor, types::to_text(database));
        }
    });
}

}  // namespace gantry::session
