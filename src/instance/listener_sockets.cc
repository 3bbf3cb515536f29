#include "instance/listener_sockets.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include <fmt/core.h>

#include "base/error.h"

namespace gantry::instance {

namespace {

constexpr int k_backlog = 512;

struct FreeAddresses {
    void operator()(addrinfo* list) const { freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

Addresses resolve(const std::string& address, uint16_t port) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    bool all = address.empty() || address == "*";
    addrinfo* list = nullptr;
    int failure = getaddrinfo(all ? nullptr : address.c_str(), std::to_string(port).c_str(),
                              &hints, &list);
    if (failure != 0) {
        throw IoError(fmt::format("can't listen on {}: {}", address, gai_strerror(failure)),
                      "is `listen` in gantry.toml an address of this machine?");
    }
    return Addresses(list);
}

uint16_t port_of(int fd) {
    sockaddr_storage bound{};
    socklen_t length = sizeof bound;
    if (getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &length) != 0) return 0;
    // The port stands at the same place in both families.
    return ntohs(reinterpret_cast<sockaddr_in*>(&bound)->sin_port);
}

void set_port(sockaddr* address, uint16_t port) {
    if (address->sa_family == AF_INET) {
        reinterpret_cast<sockaddr_in*>(address)->sin_port = htons(port);
    } else if (address->sa_family == AF_INET6) {
        reinterpret_cast<sockaddr_in6*>(address)->sin6_port = htons(port);
    }
}

// -1 with errno set when it can't be done.
int open_one(const addrinfo& at) {
    int fd = socket(at.ai_family, at.ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, at.ai_protocol);
    if (fd < 0) return -1;
    int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (at.ai_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    if (bind(fd, at.ai_addr, at.ai_addrlen) == 0 && listen(fd, k_backlog) == 0) return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

}  // namespace

Socket& Socket::operator=(Socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}

Socket::~Socket() {
    if (fd_ >= 0) close(fd_);
}

std::vector<Socket> listen_on(const std::string& address, uint16_t& port) {
    Addresses list = resolve(address, port);
    std::vector<Socket> out;
    int error = 0;
    for (addrinfo* at = list.get(); at != nullptr; at = at->ai_next) {
        set_port(at->ai_addr, port);
        int fd = open_one(*at);
        if (fd < 0) {
            error = errno;
            // A machine without IPv6 (or IPv4) listens on what it has.
            if (error == EAFNOSUPPORT || error == EADDRNOTAVAIL) continue;
            break;
        }
        out.emplace_back(fd);
        if (port == 0) port = port_of(fd);
        error = 0;
    }
    if (out.empty() || (error != 0 && error != EAFNOSUPPORT && error != EADDRNOTAVAIL)) {
        std::string hint;
        if (error == EADDRINUSE) hint = "is another server listening there?";
        throw IoError(fmt::format("can't listen on {} port {}: {}", address, port,
                                  std::strerror(error)), hint);
    }
    return out;
}

}  // namespace gantry::instance
