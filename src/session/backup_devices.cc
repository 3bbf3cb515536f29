#include "session/backup_devices.h"

#include <errno.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

#include "base/error.h"
#include "base/spool_space.h"
#include "blob/blob_source.h"
#include "blob/error.h"
#include "engine/unsupported.h"
#include "session/blob_access.h"
#include "session/credential_url.h"

namespace gantry::session {

using restore::Device;

namespace {

constexpr size_t k_devices_max = 64;  // of a media set

SqlError cannot_open(const std::string& name, int number, std::string_view reason,
                     std::string_view more = {}) {
    return SqlError(
        3201, 16, 2,
        fmt::format("Cannot open backup device '{}'. Operating system error {}({}).{}{}", name,
                    number, reason, more.empty() ? "" : " ", more));
}

SqlError empty_device(const std::string& name) {
    return SqlError(3254, 16, 1, fmt::format("The volume on device '{}' is empty.", name),
                    "did what copies it there come to its end?");
}

// The system's refusal in the words and numbers that SQL Server's clients know.
SqlError cannot_open_file(const std::string& path, int error) {
    std::error_code ignored;
    std::filesystem::path folder = std::filesystem::path(path).parent_path();
    if (error == ENOENT && !std::filesystem::exists(folder, ignored)) error = ENOTDIR;
    switch (error) {
        case ENOENT:
            return cannot_open(path, 2, "The system cannot find the file specified.",
                               "The path is one of the server's, and letter case counts.");
        case ENOTDIR:
            return cannot_open(path, 3, "The system cannot find the path specified.",
                               "The path is one of the server's, and letter case counts.");
        case EACCES:
        case EPERM:
            return cannot_open(path, 5, "Access is denied.",
                               "The file must be readable by the user the instance runs as.");
        default:
            return cannot_open(path, error, std::strerror(error));
    }
}

std::unique_ptr<ByteSource> open_file_device(const Environment& environment,
                                             const std::string& path) {
    // The system would take what comes before as the path, the check of directories all of it.
    if (path.find('\0') != std::string::npos) {
        throw cannot_open(path.substr(0, path.find('\0')), 123,
                          "The filename, directory name, or volume label syntax is incorrect.",
                          "The name has a zero character in it.");
    }
    if (!environment.restore_dirs.allows(path)) {
        throw cannot_open(path, 5, "Access is denied.",
                          "The file is not below a directory of the instance's option "
                          "restore_dirs.");
    }
    int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) throw cannot_open_file(path, errno);
    struct stat status {};
    bool known = fstat(fd, &status) == 0;
    close(fd);
    if (!known || !S_ISREG(status.st_mode)) {
        throw cannot_open(path, 5, "Access is denied.", "It is not a file.");
    }
    if (status.st_size == 0) {
        throw empty_device(path);
    }
    return restore::open_disk({Device::Kind::disk, path});
}

// How SQL Server shows what a storage account answered: by the system error nearest to it.
SqlError cannot_open_blob(const std::string& name, const blob::BlobError& error) {
    using blob::BlobFault;
    std::string more = as_sentence(error);
    switch (error.fault()) {
        case BlobFault::denied:
        case BlobFault::expired:
        case BlobFault::not_yet_valid:
            return cannot_open(name, 86, "The specified network password is not correct.", more);
        case BlobFault::not_found:
            return cannot_open(name, 2, "The system cannot find the file specified.", more);
        case BlobFault::container_not_found:
            return cannot_open(name, 3, "The system cannot find the path specified.", more);
        case BlobFault::network:
        case BlobFault::server:
            return cannot_open(name, 53, "The network path was not found.", more);
        default:
            return cannot_open(name, 50, "The request is not supported.", more);
    }
}

std::unique_ptr<ByteSource> open_blob_device(const BlobAccess& access,
                                             std::shared_ptr<blob::DiskBudget> budget,
                                             std::stop_token stop) {
    std::unique_ptr<ByteSource> out;
    try {
        blob::BlobReadOptions options;
        options.budget = std::move(budget);
        options.stop = std::move(stop);
        out = blob::open_blob(access.url, access.credential, options);
    } catch (const blob::BlobError& error) {
        throw cannot_open_blob(blob::url_text(access.url), error);
    }
    if (out->size() > 0) return out;
    throw empty_device(out->name());
}

// As it is shown and kept: a URL with a query is refused here.
std::string plain_url(const std::string& text) {
    try {
        return blob::url_text(blob::parse_blob_url(text, blob::AllowHttp::yes));
    } catch (const FormatError& error) {
        throw SqlError(error.number() != 0 ? error.number() : 3297, 16, 1, as_sentence(error));
    }
}

std::string file_path(const Environment& environment, const std::string& text) {
    std::filesystem::path path = text;
    if (path.is_relative()) path = std::filesystem::path(environment.backup_dir) / path;
    return path.string();
}

}  // namespace

std::vector<Device> backup_devices(const tsql::List<const tsql::BackupDevice*>& list,
                                   const Environment& environment, const TextOf& text_of,
                                   int line) {
    if (list.size() > k_devices_max) {
        throw SqlError(3205, 16, 2,
                       fmt::format("Too many backup devices specified for backup or restore; only "
                                   "{} are allowed.",
                                   k_devices_max));
    }
    std::vector<Device> out;
    for (const tsql::BackupDevice* device : list) {
        if (device->type.empty()) {
            std::string name = device->path != nullptr ? text_of(*device->path)
                                                       : std::string(device->logical_name.name);
            throw SqlError(3206, 16, 1,
                           fmt::format("Backup device '{}' does not exist. There are no logical "
                                       "backup devices here: name the file or blob, FROM DISK = "
                                       "'...' or FROM URL = '...'.",
                                       name));
        }
        if (device->path == nullptr || (device->type != "DISK" && device->type != "URL")) {
            throw engine::unsupported(fmt::format("RESTORE FROM {}", device->type), line);
        }
        std::string text = text_of(*device->path);
        if (device->type == "URL") {
            out.push_back({Device::Kind::url, plain_url(text)});
        } else {
            out.push_back({Device::Kind::disk, file_path(environment, text)});
        }
    }
    return out;
}

std::string credential_option(const tsql::List<const tsql::Option*>& options,
                              const TextOf& text_of) {
    for (const tsql::Option* option : options) {
        if (option->name == "CREDENTIAL" && option->value != nullptr) {
            return text_of(*option->value);
        }
    }
    return {};
}

restore::OpenDevice device_opener(const Environment& environment, std::string credential_name) {
    // Of all devices that are opened for one statement.
    auto budget = std::make_shared<blob::DiskBudget>(spool_directory());
    return
        [&environment, budget, credential_name = std::move(credential_name)](const Device& device) {
            if (device.kind == Device::Kind::disk)
                return open_file_device(environment, device.name);
            BlobAccess access = blob_access(environment, device.name, credential_name);
            return open_blob_device(access, budget, device.stop);
        };
}

}  // namespace gantry::session
