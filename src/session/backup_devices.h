#pragma once
// The devices of BACKUP and RESTORE statements: what FROM lists, and what a session may open.
// A relative path starts at the instance's backup directory.

#include <functional>
#include <string>
#include <vector>

#include "restore/device.h"
#include "session/environment.h"
#include "tsql/ast/backup.h"

namespace gantry::session {

// Gives the text of a device's path: a literal or a variable's value.
using TextOf = std::function<std::string(const tsql::Expr&)>;

// Throws 40510 for devices that are neither DISK nor URL.
std::vector<restore::Device> backup_devices(const tsql::List<const tsql::BackupDevice*>& list,
                                            const Environment& environment, const TextOf& text_of,
                                            int line);

restore::OpenDevice device_opener(const Environment& environment);

}  // namespace gantry::session
