#pragma once
// Accepts TDS clients and gives each a thread with a session::Session (DESIGN D8). One thread
// accepts; one follows changes of the catalog that others than our sessions commit.
//
// Thread-safe. Made when PostgreSQL runs; stop() returns when every session has ended.
// IoError when an address can't be listened on or the certificate can't be used.

#include <cstdint>
#include <memory>
#include <string>

#include "instance/services.h"

namespace gantry::session {
struct Environment;
}

namespace gantry::instance {

struct ListenerConfig {
    std::string address;  // host name or address, "*" for all of IPv4 and IPv6
    uint16_t port = 1433; // 0: any free one
    std::string certificate_file;  // empty: encryption is not offered
    std::string private_key_file;
    size_t connections_max = 2000;
    int login_timeout_ms = 15000;
    bool force_encryption = false;
    std::string restore_dirs = "*";  // see session/allowed_dirs.h
    bool managed_rules = false;
};

class Listener {
  public:
    Listener(const ListenerConfig& config, Services& services);
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    uint16_t port() const;
    size_t connection_count() const;
    void set_connections_max(size_t count);
    // What its sessions share; lives as long as the listener.
    session::Environment& environment();
    // No new clients, requests that run are cancelled, sessions end. Idempotent.
    void stop();

  private:
    class Body;
    std::unique_ptr<Body> body_;
};

}  // namespace gantry::instance
