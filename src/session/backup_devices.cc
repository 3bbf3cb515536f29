#include "session/backup_devices.h"

#include <fmt/core.h>

#include <filesystem>

#include "engine/unsupported.h"

namespace gantry::session {

std::vector<restore::Device> backup_devices(const tsql::List<const tsql::BackupDevice*>& list,
                                            const Environment& environment, const TextOf& text_of,
                                            int line) {
    std::vector<restore::Device> out;
    for (const tsql::BackupDevice* device : list) {
        bool file = device->path != nullptr && (device->type == "DISK" || device->type.empty());
        if (!file) {
            std::string_view kind = device->type.empty() ? "a logical device" : device->type;
            throw engine::unsupported(fmt::format("RESTORE FROM {}", kind), line);
        }
        std::filesystem::path path = text_of(*device->path);
        if (path.is_relative()) path = std::filesystem::path(environment.backup_dir) / path;
        out.push_back({restore::Device::Kind::disk, path.string()});
    }
    return out;
}

restore::OpenDevice device_opener(const Environment&) {
    return restore::open_disk;
}

}  // namespace gantry::session
