#pragma once
// `gantry instance show`: an instance's size, the settings that follow from it, what it uses, its
// databases and the restores that run; as JSON, which the command line prints or makes text of.

#include <cstddef>
#include <string>

#include "instance/config.h"
#include "instance/storage_use.h"
#include "instance/usage_sampler.h"
#include "pg/executor.h"

namespace gantry::session {
class RestoreTasks;
}

namespace gantry::instance {

struct ShownSessions {
    size_t connected = 0;
    int running_requests = 0;
};

// Of a running instance: asks PostgreSQL for sizes of databases.
std::string show_running(const InstanceConfig& config, const UsageSample& usage,
                         const ShownSessions& sessions, const session::RestoreTasks* restores,
                         pg::Executor& executor);
// Of one that does not run: what its files tell.
std::string show_stopped(const InstanceConfig& config, const StorageUse& storage);

}  // namespace gantry::instance
