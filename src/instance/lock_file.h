#pragma once
// gantry.lock: held (flock) by the server of a data directory for as long as it lives, so that a
// second one is refused and a killed one leaves nothing to clean up. Its text says who and where.

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

namespace gantry::instance {

struct ServerInfo {
    pid_t pid = 0;
    uint16_t port = 0;  // 0 while it is starting
    std::string listen;
};

class LockFile {
  public:
    // IoError naming the process that holds it.
    explicit LockFile(const std::string& data_dir);
    ~LockFile();
    LockFile(const LockFile&) = delete;
    LockFile& operator=(const LockFile&) = delete;

    void publish(uint16_t port, const std::string& listen);

  private:
    int fd_ = -1;
};

// The server of `data_dir`, when one runs.
std::optional<ServerInfo> running_server(const std::string& data_dir);

}  // namespace gantry::instance
