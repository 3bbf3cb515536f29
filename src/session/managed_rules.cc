#include "session/managed_rules.h"

#include <fmt/format.h>

#include "base/error.h"

namespace gantry::session {

using tsql::RestoreKind;

namespace {

[[noreturn]] void refuse_statement(std::string_view words) {
    throw SqlError(41906, 16, 1,
                   fmt::format("Statement '{}' is not supported by a managed instance "
                               "(managed_rules is on).",
                               words));
}

}  // namespace

void check_managed_restore(const tsql::RestoreStatement& statement) {
    if (statement.restore == RestoreKind::log) refuse_statement("RESTORE LOG");
    if (statement.restore == RestoreKind::rewindonly) refuse_statement("RESTORE REWINDONLY");
    if (!statement.files.empty()) refuse_statement("RESTORE of files, filegroups or pages");
    if (!statement.options.empty()) {
        std::string names;
        for (const tsql::Option* option : statement.options) {
            names += fmt::format("{}{}", names.empty() ? "" : ", ", option->name);
        }
        throw SqlError(41901, 16, 2,
                       fmt::format("One or more of the options ({}) are not supported for this "
                                   "statement by a managed instance (managed_rules is on): RESTORE "
                                   "takes no WITH.",
                                   names));
    }
    if (statement.from.empty()) refuse_statement("RESTORE without FROM URL");
    for (const tsql::BackupDevice* device : statement.from) {
        if (device->type == "URL") continue;
        throw SqlError(41902, 16, 1,
                       "Unsupported device type. A managed instance (managed_rules is on) restores "
                       "FROM URL only.");
    }
}

}  // namespace gantry::session
