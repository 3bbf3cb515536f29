#pragma once
// The devices of BACKUP and RESTORE statements: what FROM lists, and what a session may open.
// A relative path starts at the instance's backup directory; others must lie below a directory of
// the option restore_dirs.

#include <functional>
#include <string>
#include <vector>

#include "restore/device.h"
#include "session/environment.h"
#include "tsql/ast/backup.h"

namespace gantry::session {

// Gives the text of a device's path: a literal or a variable's value.
using TextOf = std::function<std::string(const tsql::Expr&)>;

// Throws 3205 for more than 64 devices, 3206 for logical devices, of which there are none, and
// 40510 for devices that are neither DISK nor URL, 3297 for a URL that is none. No name has a
// signature in it.
std::vector<restore::Device> backup_devices(const tsql::List<const tsql::BackupDevice*>& list,
                                            const Environment& environment, const TextOf& text_of,
                                            int line);

// What WITH CREDENTIAL names; empty: nothing.
std::string credential_option(const tsql::List<const tsql::Option*>& options,
                              const TextOf& text_of);

// Opens devices for a statement. May be called later and from other threads, while `environment`
// lives. `credential_name` is what WITH CREDENTIAL names. Throws SqlError 3201 and what
// blob_access() throws.
restore::OpenDevice device_opener(const Environment& environment, std::string credential_name = {});

}  // namespace gantry::session
