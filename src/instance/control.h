#pragma once
// `gantry instance start`, `stop`, `status`: talks to a server only through its lock file and
// signals.

#include <cstdint>
#include <optional>
#include <string>

#include "instance/lock_file.h"

namespace gantry::instance {

enum class RunState { stopped, starting, running };
const char* run_state_name(RunState state);

struct InstanceStatus {
    std::string name;
    std::string data_dir;
    RunState state = RunState::stopped;
    pid_t pid = 0;
    std::string listen;
    uint16_t port = 0;
    std::optional<int64_t> database_count;  // when running and it could be asked
    std::string problem;                    // why it could not
};

InstanceStatus status_of(const std::string& data_dir);

// The same, but waits while the instance is starting, for a minute at most: a command that follows
// a start must neither be refused nor change files that the server has read already.
InstanceStatus settled_status_of(const std::string& data_dir);

struct StartRequest {
    std::string data_dir;
    std::optional<int64_t> port;
    std::optional<std::string> listen;
};

// Starts `gantry serve` as a daemon and waits until it accepts clients. Error with the end of its
// log when it does not come up, or when one runs already.
ServerInfo start_instance(const StartRequest& request);

// Ends it cleanly and waits. False when none was running; IoError when it does not end in time.
bool stop_instance(const std::string& data_dir, int timeout_seconds);

}  // namespace gantry::instance
