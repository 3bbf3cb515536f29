#include "instance/server.h"

#include <errno.h>
#include <fmt/core.h>
#include <signal.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

#include "base/error.h"
#include "base/log.h"
#include "engine/store/kept_steps.h"
#include "engine/store/operations.h"
#include "engine/store/unfinished_restores.h"
#include "instance/control_channel.h"
#include "instance/control_requests.h"
#include "instance/create.h"
#include "instance/layout.h"
#include "instance/listener.h"
#include "instance/live_config.h"
#include "instance/lock_file.h"
#include "instance/processors.h"
#include "instance/provision.h"
#include "instance/scaler.h"
#include "instance/secret_box.h"
#include "instance/show.h"
#include "instance/sizing.h"
#include "instance/storage_watch.h"
#include "instance/usage_sampler.h"
#include "instance/version.h"
#include "pg/connection.h"
#include "restore/clean_up.h"
#include "restore/kept_backups.h"
#include "session/environment.h"
#include "session/restore_tasks.h"

namespace gantry::instance {
namespace {

namespace fs = std::filesystem;

// SIGHUP has no meaning yet; it is blocked so that a closed terminal does not kill the server.
sigset_t stop_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (int signal : {SIGTERM, SIGINT, SIGHUP})
        sigaddset(&set, signal);
    return set;
}

log::Level level_of(std::string_view name) {
    if (name == "debug") return log::Level::debug;
    if (name == "warning") return log::Level::warning;
    if (name == "error") return log::Level::error;
    return log::Level::info;
}

// What restores spool goes there, but where the environment names another place.
void prepare_spool(const std::string& dir) {
    std::error_code ignored;
    fs::create_directory(dir, ignored);
    for (const auto& entry : fs::directory_iterator(dir, ignored)) {
        fs::remove_all(entry.path(), ignored);
    }
    setenv("GANTRY_SPOOL_DIR", dir.c_str(), 0);
}

}  // namespace

Server::Server(ServeOptions options) : options_(std::move(options)) {}

Server::~Server() {
    stop();
}

uint16_t Server::port() const {
    return services_ == nullptr ? uint16_t(0) : services_->port;
}

void Server::start() {
    require_instance(options_.data_dir);
    // Threads inherit the mask: only wait_for_stop_signal() sees these signals.
    sigset_t signals = stop_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    signal(SIGPIPE, SIG_IGN);

    install_extension_files(program_dir(), paths_of(options_.data_dir, {}).library_dir);
    become_service_user(options_.data_dir);
    config_ = load_config(options_.data_dir);
    if (options_.port) config_.port = *options_.port;
    if (options_.listen) config_.listen = *options_.listen;
    live_config_ = std::make_unique<LiveConfig>(config_, options_.data_dir);
    log::set_level(level_of(config_.log_level));
    lock_ = std::make_unique<LockFile>(options_.data_dir);
    log::info(
        "instance_starting",
        {{"name", config_.name}, {"version", k_program_version}, {"data", options_.data_dir}});
    prepare_spool(paths_of(options_.data_dir, config_).spool_dir);
    machine_size();  // before this process takes less
    bind_to_processors(int(config_.vcores), options_.data_dir, 0);
    start_cluster();
    prepare_database();
    start_restore_tasks();
    start_watching();
    start_listener();
    start_control();
    announce();
}

void Server::start_cluster() {
    InstancePaths paths = paths_of(options_.data_dir, config_);
    pg::ClusterOptions options = cluster_options(options_.data_dir, config_, {});
    paths.socket_dir = options.socket_dir;
    cluster_ = std::make_unique<pg::Cluster>(options);
    cluster_->start();
    log::info("postgresql_started",
              {{"pid", std::to_string(cluster_->server_pid())}, {"socket", options.socket_dir}});

    pg::PoolOptions pool;
    pool.conninfo = cluster_->conninfo("gantry");
    const int max_sessions = effective_max_sessions(config_);
    pool.sessions_max = size_t(max_sessions);
    pool.spare_min = size_t(std::min<int64_t>(config_.spare_sessions, max_sessions));
    pool.spare_max = std::max<size_t>(pool.spare_min * 2, 8);
    pool_ = std::make_unique<pg::Pool>(pool);
    cluster_->on_restart([pool = pool_.get()] { pool->drop_idle(); });
    services_ = std::unique_ptr<Services>(new Services{
        .instance_name = config_.name,
        .host_name = host_name(),
        .paths = paths,
        .conninfo = pool.conninfo,
        .pool = *pool_,
        .started_at = std::chrono::system_clock::now(),
        .port = 0,
        .postgres_starts = [cluster = cluster_.get()] { return cluster->start_count(); },
    });
}

void Server::prepare_database() {
    pg::Connection connection(services_->conninfo);
    provision(connection, services_->paths.library_dir);
    prepare_secrets(connection);
    store::end_lost_operations(connection);
    for (const std::string& name : store::drop_unfinished_restores(connection)) {
        log::warning("unfinished_restore_removed", {{"database", name}});
    }
    restore::KeptBackups(services_->paths.keep_dir)
        .remove_orphans(store::all_kept_steps(connection));
    restore::remove_lost_files(connection);
}

// A new key would open nothing that is there: one that got lost stays missed until it is put back
// or its credentials are gone.
void Server::prepare_secrets(pg::Executor& executor) {
    SecretBox box(services_->paths.secret_key_file);
    if (!store::has_sealed_secrets(executor)) {
        box.create_missing_key();
    } else if (!box.has_key_file()) {
        log::warning("secret_key_missing", {{"file", services_->paths.secret_key_file}});
    }
}

void Server::start_restore_tasks() {
    restore_tasks_ = std::make_unique<session::RestoreTasks>(session::restore_budget(
        std::min(effective_vcores(config_), machine_size().cores), effective_memory_mb(config_)));
    services_->restore_tasks = restore_tasks_.get();
}

void Server::start_watching() {
    usage_ = std::make_unique<UsageSampler>(UsageSampler::Sources{
        services_->paths.cluster_dir, services_->conninfo, *cluster_, *live_config_});
    services_->sys_info = [usage = usage_.get()] { return usage->sys_info(); };
}

void Server::start_listener() {
    ListenerConfig config;
    config.address = config_.listen;
    config.port = uint16_t(config_.port);
    config.certificate_file = services_->paths.certificate_file;
    config.private_key_file = services_->paths.private_key_file;
    config.connections_max = size_t(effective_max_sessions(config_));
    config.restore_dirs = config_.restore_dirs;
    config.managed_rules = config_.managed_rules;
    listener_ = std::make_unique<Listener>(config, *services_);
    services_->port = listener_->port();
    storage_ = std::make_unique<StorageWatch>(listener_->environment().storage,
                                              services_->paths.cluster_dir, services_->conninfo,
                                              config_.storage_mb);
    usage_->heed(listener_->environment().storage);
}

std::string Server::show() {
    session::Environment& environment = listener_->environment();
    pg::Connection connection(services_->conninfo);
    return show_running(live_config_->get(), usage_->now(),
                        {listener_->connection_count(), environment.pause.active()},
                        restore_tasks_.get(), connection);
}

std::vector<std::string> Server::change_settings(const SettingsRequest& request) {
    live_config_->update_file([&](InstanceConfig& file) { apply_settings(request, file); });
    std::vector<std::string> changes;
    live_config_->update(
        [&](InstanceConfig& config) { changes = apply_settings(request, config); });
    const InstanceConfig now = live_config_->get();
    log::set_level(level_of(now.log_level));
    listener_->environment().managed_rules = now.managed_rules;
    for (const std::string& change : changes)
        log::info("setting_changed", {{"change", change}});
    return changes;
}

void Server::start_control() {
    scaler_ =
        std::make_unique<Scaler>(ScaledParts{options_.data_dir, *live_config_, *cluster_, *pool_,
                                             *listener_, *storage_, restore_tasks_.get()});
    ControlHandlers handlers;
    handlers.show = [this] { return show(); };
    handlers.scale =
        [this](const ScaleRequest& request, const std::function<void(const std::string&)>& waiting,
               std::stop_token stop) { return scaler_->scale(request, waiting, stop); };
    handlers.set = [this](const SettingsRequest& request) { return change_settings(request); };
    control_ = std::make_unique<ControlChannel>(
        control_socket_path(options_.data_dir),
        [handlers](const std::string& request,
                   const std::function<void(const std::string&)>& waiting, std::stop_token stop) {
            return answer_control(request, handlers, waiting, stop);
        });
}

void Server::announce() {
    lock_->publish(services_->port, config_.listen);
    log::info("instance_ready",
              {{"listen", config_.listen}, {"port", std::to_string(services_->port)}});
    if (options_.ready_fd < 0) return;
    std::string line = fmt::format("ready {}\n", services_->port);
    if (write(options_.ready_fd, line.data(), line.size()) < 0) {
        log::warning("ready_not_told", {{"reason", std::strerror(errno)}});
    }
    close(options_.ready_fd);
    options_.ready_fd = -1;
}

int Server::wait_for_stop_signal() {
    sigset_t signals = stop_signals();
    for (;;) {
        int signal = sigwaitinfo(&signals, nullptr);
        if (signal == SIGTERM || signal == SIGINT) return signal;
    }
}

void Server::stop() {
    control_.reset();
    scaler_.reset();
    if (storage_ != nullptr) storage_->stop();  // whoever waits for it goes on
    if (listener_ != nullptr) listener_->stop();
    usage_.reset();
    storage_.reset();
    if (cluster_ != nullptr) log::info("instance_stopping", {});
    // What is half restored is taken back while PostgreSQL still runs. Tasks are shown by what the
    // listener owns.
    restore_tasks_.reset();
    listener_.reset();
    // The handler of a restart uses the pool: the cluster's thread ends before the pool does.
    if (cluster_ != nullptr) {
        if (pool_ != nullptr) pool_->drop_idle();
        cluster_->stop();
    }
    services_.reset();
    pool_.reset();
    if (cluster_ != nullptr) log::info("instance_stopped", {});
    cluster_.reset();
    lock_.reset();
}

void serve(const ServeOptions& options) {
    Server server(options);
    server.start();
    int signal = server.wait_for_stop_signal();
    log::info("stop_requested", {{"signal", strsignal(signal)}});
    server.stop();
}

}  // namespace gantry::instance
