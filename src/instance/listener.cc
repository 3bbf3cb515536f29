#include "instance/listener.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <list>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include <fmt/core.h>

#include "base/error.h"
#include "base/log.h"
#include "engine/snapshot/snapshot.h"
#include "engine/store/store.h"
#include "engine/store/unfinished_restores.h"
#include "instance/listener_sockets.h"
#include "instance/secret_box.h"
#include "pg/connection.h"
#include "session/activity_rows.h"
#include "session/environment.h"
#include "session/session.h"

namespace gantry::instance {

namespace {

// SQL Server gives sessions of users numbers from 51 on.
constexpr uint16_t k_first_spid = 51;
constexpr int k_reap_interval_ms = 1000;
constexpr int k_notification_wait_ms = 500;
constexpr int k_retry_pause_ms = 200;

std::string server_name(const Services& services) {
    bool is_default = services.instance_name.empty() ||
                      services.instance_name == "MSSQLSERVER" ||
                      services.instance_name == "default";
    return is_default ? services.host_name : services.host_name + "\\" + services.instance_name;
}

engine::CatalogCache::Source catalog_source(Services& services) {
    pg::Pool& pool = services.pool;
    return engine::CatalogCache::Source{
        [&pool] {
            pg::Pool::Lease lease = pool.take();
            return engine::list_from_store(*lease);
        },
        [&pool](const std::string& name) {
            pg::Pool::Lease lease = pool.take();
            return engine::load_as_of_now(*lease, name);
        },
        services.postgres_starts};
}

std::unique_ptr<tds::TlsContext> make_tls(const ListenerConfig& config) {
    if (config.certificate_file.empty()) return nullptr;
    return std::make_unique<tds::TlsContext>(config.certificate_file, config.private_key_file);
}

// Of restores whose connection broke before they knew that they had begun: nobody else takes them
// back while the instance runs.
void remove_unfinished_restores(pg::Connection& connection) {
    for (const std::string& name : store::drop_unfinished_restores(connection)) {
        log::warning("unfinished_restore_removed", {{"database", name}});
    }
}

}  // namespace

class Listener::Body {
  public:
    Body(const ListenerConfig& config, Services& services);
    ~Body() { stop(); }

    uint16_t port() const { return port_; }
    size_t connection_count() const;
    void set_connections_max(size_t count) {
        connections_max_ = count;
        environment_.connections_max = int64_t(count);
    }
    session::Environment& environment() { return environment_; }
    void stop();

  private:
    struct Connection {
        std::unique_ptr<session::Session> session;
        uint16_t spid = 0;
        std::atomic<bool> done{false};
        std::jthread thread;
    };

    void accept_loop();
    void accept_from(int fd);
    void reap();
    uint16_t take_spid();
    void follow_catalog(std::stop_token stop);
    void apply(const pg::Notification& notification);

    ListenerConfig config_;
    std::atomic<size_t> connections_max_;
    std::unique_ptr<tds::TlsContext> tls_;
    SecretBox secrets_;
    engine::CatalogCache catalogs_;
    session::Environment environment_;
    std::string conninfo_;
    uint16_t port_;
    std::vector<Socket> sockets_;
    Socket wake_;
    mutable std::mutex mutex_;
    std::list<Connection> connections_;
    std::set<uint16_t> spids_;
    std::atomic<bool> stopping_{false};
    std::jthread catalog_thread_;
    std::jthread accept_thread_;
};

Listener::Body::Body(const ListenerConfig& config, Services& services)
    : config_(config),
      connections_max_(config.connections_max),
      tls_(make_tls(config)),
      secrets_(services.paths.secret_key_file),
      catalogs_(catalog_source(services)),
      environment_(services.pool, catalogs_),
      conninfo_(services.conninfo),
      port_(config.port),
      sockets_(listen_on(config.address, port_)),
      wake_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    environment_.tls = tls_.get();
    environment_.force_encryption = config.force_encryption;
    environment_.server_name = server_name(services);
    environment_.service_name =
        services.instance_name.empty() ? "MSSQLSERVER" : services.instance_name;
    environment_.host_name = services.host_name;
    environment_.conninfo = services.conninfo;
    environment_.secrets = &secrets_;
    environment_.data_dir = services.paths.data_dir;
    environment_.keep_dir = services.paths.keep_dir;
    environment_.backup_dir = services.paths.backup_dir;
    environment_.restore_tasks = services.restore_tasks;
    environment_.restore_dirs =
        session::AllowedDirs(config.restore_dirs, services.paths.backup_dir);
    environment_.managed_rules = config.managed_rules;
    environment_.connections_max = int64_t(config.connections_max);
    environment_.login_timeout_ms = config.login_timeout_ms;
    environment_.runtime.add("sessions", [this](const session::Viewer& viewer) {
        return session::session_rows(*environment_.activity, viewer);
    });
    environment_.runtime.add("texts", [this](const session::Viewer& viewer) {
        return session::text_rows(*environment_.activity, viewer);
    });
    environment_.runtime.add("viewer", [](const session::Viewer& viewer) {
        return viewer.sees_hashes ? R"([{"hashes":true}])" : "[]";
    });
    environment_.runtime.add(
        "sys_info", [rows = services.sys_info](const session::Viewer&) { return rows(); });
    if (const auto* master = catalogs_.current()->find_summary("master")) {
        environment_.server_collation = master->collation;
    }
    catalog_thread_ = std::jthread([this](std::stop_token stop) { follow_catalog(stop); });
    accept_thread_ = std::jthread([this] { accept_loop(); });
}

size_t Listener::Body::connection_count() const {
    std::lock_guard lock(mutex_);
    return connections_.size();
}

void Listener::Body::accept_loop() {
    std::vector<pollfd> fds;
    for (const Socket& socket : sockets_) fds.push_back({socket.fd(), POLLIN, 0});
    fds.push_back({wake_.fd(), POLLIN, 0});
    while (!stopping_) {
        poll(fds.data(), fds.size(), k_reap_interval_ms);
        if (stopping_) return;
        for (size_t i = 0; i + 1 < fds.size(); ++i) {
            if ((fds[i].revents & POLLIN) != 0) accept_from(fds[i].fd);
        }
        reap();
    }
}

// Takes everybody who waits.
void Listener::Body::accept_from(int fd) {
    while (true) {
        Socket client(accept4(fd, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
        if (client.fd() < 0) return;
        std::lock_guard lock(mutex_);
        if (connections_.size() >= connections_max_) {
            log::warning("connection_refused",
                         {{"limit", std::to_string(connections_max_)}});
            continue;
        }
        try {
            Connection& connection = connections_.emplace_back();
            connection.spid = take_spid();
            connection.session = std::make_unique<session::Session>(
                environment_, client.release(), connection.spid);
            connection.thread = std::jthread([this, &connection] {
                connection.session->run();
                std::unique_ptr<session::Session> ended;
                {
                    std::lock_guard lock(mutex_);
                    ended = std::move(connection.session);
                }
                // The socket and the backend go now, not when the thread is joined.
                ended.reset();
                connection.done = true;
            });
        } catch (const std::exception& error) {
            // No thread to be had: the client sees a closed connection.
            log::error("connection_failed", {{"why", error.what()}});
            spids_.erase(connections_.back().spid);
            connections_.pop_back();
            return;
        }
    }
}

uint16_t Listener::Body::take_spid() {
    uint16_t spid = k_first_spid;
    for (uint16_t taken : spids_) {
        if (taken != spid) break;
        ++spid;
    }
    spids_.insert(spid);
    return spid;
}

void Listener::Body::reap() {
    std::lock_guard lock(mutex_);
    for (auto it = connections_.begin(); it != connections_.end();) {
        if (it->done) {
            it->thread.join();
            spids_.erase(it->spid);
            it = connections_.erase(it);
        } else {
            ++it;
        }
    }
}

void Listener::Body::stop() {
    if (stopping_.exchange(true)) return;
    uint64_t one = 1;
    [[maybe_unused]] ssize_t written = write(wake_.fd(), &one, sizeof one);
    accept_thread_.join();
    sockets_.clear();
    {
        std::lock_guard lock(mutex_);
        for (Connection& connection : connections_) {
            if (connection.session) connection.session->stop();
        }
    }
    connections_.clear();  // joins
    catalog_thread_.request_stop();
    catalog_thread_.join();
}

// Sessions forget what they change themselves; this is for what other programs commit, such as
// `gantry restore`. A connection of its own, made anew when PostgreSQL was restarted.
void Listener::Body::follow_catalog(std::stop_token stop) {
    bool is_lost = false;  // told once
    for (bool first = true; !stop.stop_requested(); first = false) {
        try {
            const uint64_t epoch = catalogs_.epoch();
            pg::Connection connection(conninfo_);
            // At the start of the instance it is done already.
            if (!first) remove_unfinished_restores(connection);
            connection.listen(store::k_notify_channel);
            catalogs_.follow(epoch);
            is_lost = false;
            while (!stop.stop_requested()) {
                auto notification = connection.poll_notification(k_notification_wait_ms);
                if (notification) apply(*notification);
            }
        } catch (const Error& error) {
            catalogs_.lose_track();
            if (!is_lost) log::warning("catalog_channel_lost", {{"why", error.what()}});
            is_lost = true;
            std::this_thread::sleep_for(std::chrono::milliseconds(k_retry_pause_ms));
        }
    }
}

// The payload is '<database id>:<version>', '0:0' for the list of databases.
void Listener::Body::apply(const pg::Notification& notification) {
    if (environment_.own_backends.contains(notification.backend_pid)) return;
    int32_t id = int32_t(std::strtol(notification.payload.c_str(), nullptr, 10));
    const engine::DatabaseSummary* database = catalogs_.current()->summary_by_id(id);
    catalogs_.invalidate(database == nullptr ? std::string_view() : database->name);
}

Listener::Listener(const ListenerConfig& config, Services& services)
    : body_(std::make_unique<Body>(config, services)) {}

Listener::~Listener() = default;

uint16_t Listener::port() const { return body_->port(); }
size_t Listener::connection_count() const { return body_->connection_count(); }
void Listener::set_connections_max(size_t count) { body_->set_connections_max(count); }
session::Environment& Listener::environment() { return body_->environment(); }
void Listener::stop() { body_->stop(); }

}  // namespace gantry::instance
