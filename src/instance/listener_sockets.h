#pragma once
// Listening sockets for a configured address.

#include <cstdint>
#include <string>
#include <vector>

namespace gantry::instance {

// A descriptor that is closed with its owner.
class Socket {
  public:
    explicit Socket(int fd = -1) : fd_(fd) {}
    Socket(Socket&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
    Socket& operator=(Socket&& other) noexcept;
    ~Socket();

    int fd() const { return fd_; }
    int release() {
        int fd = fd_;
        fd_ = -1;
        return fd;
    }

  private:
    int fd_;
};

// All addresses the name stands for; `port` 0 takes one free port for all of them. Throws IoError
// naming address and port. `port` becomes the real one.
std::vector<Socket> listen_on(const std::string& address, uint16_t& port);

}  // namespace gantry::instance
