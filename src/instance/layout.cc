#include "instance/layout.h"

#include <errno.h>
#include <fmt/core.h>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/error.h"

namespace gantry::instance {
namespace {

namespace fs = std::filesystem;
constexpr const char* k_service_user = "gantry";

const char* environment(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0' ? value : nullptr;
}

}  // namespace

std::string data_root() {
    if (const char* given = environment("GANTRY_DATA_ROOT")) return fs::absolute(given);
    if (geteuid() == 0) return "/var/lib/gantry";
    if (const char* data = environment("XDG_DATA_HOME")) return std::string(data) + "/gantry";
    const char* home = environment("HOME");
    if (home == nullptr) {
        throw IoError("HOME is not set, so there is no place for instances",
                      "give --data DIR, or set GANTRY_DATA_ROOT");
    }
    return std::string(home) + "/.local/share/gantry";
}

void check_instance_name(const std::string& name) {
    auto letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    auto later = [&](char c) {
        return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '$';
    };
    if (!name.empty() && name.size() <= 16 && letter(name[0]) &&
        std::all_of(name.begin(), name.end(), later)) {
        return;
    }
    throw Error(fmt::format("'{}' is not an instance name", name),
                "up to 16 letters, digits, _, - and $, starting with a letter or _");
}

std::string resolve_data_dir(const std::string& name, const std::string& data) {
    if (!data.empty()) {
        std::string dir = fs::absolute(data).lexically_normal();
        while (dir.size() > 1 && dir.back() == '/')
            dir.pop_back();
        return dir;
    }
    if (name.empty()) throw Error("which instance?", "give its NAME, or --data DIR");
    check_instance_name(name);
    return data_root() + "/" + name;
}

void require_instance(const std::string& data_dir) {
    if (access((data_dir + "/gantry.toml").c_str(), F_OK) == 0) return;
    if (errno == EACCES) {
        throw IoError(fmt::format("no permission to read {}", data_dir),
                      "run the command as the user that made the instance, or as root");
    }
    throw IoError(fmt::format("there is no instance in {}", data_dir),
                  "gantry instance list; gantry instance create NAME");
}

InstancePaths paths_of(const std::string& data_dir, const InstanceConfig& config) {
    auto absolute = [&](const std::string& path) {
        return (fs::path(data_dir) / path).lexically_normal().string();
    };
    InstancePaths out;
    out.data_dir = data_dir;
    out.cluster_dir = data_dir + "/pgdata";
    out.socket_dir = data_dir + "/run";
    out.log_dir = data_dir + "/log";
    out.spool_dir = data_dir + "/spool";
    out.keep_dir = data_dir + "/restoring";
    out.library_dir = data_dir + "/lib";
    out.backup_dir = absolute(config.backup_dir);
    out.certificate_file = absolute(config.certificate);
    out.private_key_file = absolute(config.private_key);
    out.secret_key_file = data_dir + "/secret.key";
    return out;
}

std::vector<std::string> list_data_dirs() {
    std::vector<std::string> out;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(data_root(), ignored)) {
        if (fs::exists(entry.path() / "gantry.toml", ignored)) out.push_back(entry.path());
    }
    std::sort(out.begin(), out.end());
    return out;
}

std::string program_path() {
    std::error_code error;
    fs::path path = fs::read_symlink("/proc/self/exe", error);
    if (error) throw IoError("cannot read /proc/self/exe: " + error.message());
    return path;
}

std::string program_dir() {
    return fs::path(program_path()).parent_path();
}

std::string host_name() {
    char name[256] = {};
    if (gethostname(name, sizeof name - 1) != 0 || name[0] == '\0') return "localhost";
    return name;
}

pg::RunAs service_user(bool create) {
    if (geteuid() != 0) return {};
    const passwd* entry = getpwnam(k_service_user);
    if (entry == nullptr && create) {
        pg::SpawnOptions child;
        child.arguments = {"/usr/sbin/useradd", "--system",          "--user-group",
                           "--no-create-home",  "--home-dir",        "/var/lib/gantry",
                           "--shell",           "/usr/sbin/nologin", k_service_user};
        child.environment = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin"};
        if (int code = pg::run_program(child); code != 0) {
            throw IoError(fmt::format("cannot create the system user {} (useradd: {})",
                                      k_service_user, code));
        }
        entry = getpwnam(k_service_user);
    }
    if (entry == nullptr) {
        throw IoError(fmt::format("the system user {} does not exist", k_service_user),
                      "gantry instance create makes it");
    }
    return {entry->pw_uid, entry->pw_gid, entry->pw_name};
}

void become_service_user(const std::string& data_dir) {
    pg::RunAs user = service_user(false);
    if (user.uid != 0) {
        if (initgroups(user.name.c_str(), user.gid) != 0 || setgid(user.gid) != 0 ||
            setuid(user.uid) != 0) {
            throw IoError(
                fmt::format("cannot become the user {}: {}", user.name, std::strerror(errno)));
        }
        setenv("HOME", data_dir.c_str(), 1);
        setenv("USER", user.name.c_str(), 1);
    }
    if (chdir(data_dir.c_str()) != 0) {
        throw IoError(fmt::format("cannot enter {}: {}", data_dir, std::strerror(errno)),
                      user.uid == 0 ? std::string()
                                    : fmt::format("user {} needs search permission on every "
                                                  "directory above it",
                                                  user.name));
    }
}

}  // namespace gantry::instance
