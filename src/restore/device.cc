#include "restore/device.h"

#include <fmt/core.h>

#include "base/error.h"
#include "catalog/open_backups.h"

namespace gantry::restore {

std::vector<Device> disk_devices(const std::vector<std::string>& paths) {
    std::vector<Device> out;
    for (const std::string& path : paths)
        out.push_back({Device::Kind::disk, path});
    return out;
}

std::unique_ptr<ByteSource> open_disk(const Device& device) {
    if (device.kind != Device::Kind::disk) {
        throw IoError(fmt::format("'{}' is a URL, and only files are read here", device.name));
    }
    return std::move(catalog::open_sources({device.name}).front());
}

}  // namespace gantry::restore
