#pragma once
// Where a backup lies, as FROM DISK and FROM URL name it, and how its bytes are got at. What may be
// opened, and with which credential, is decided by who supplies the OpenDevice.

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/byte_source.h"

namespace gantry::restore {

struct Device {
    enum class Kind { disk, url };
    Kind kind = Kind::disk;
    std::string name;  // absolute path, or URL without a signature
    // Ends all waiting for its bytes, with an IoError where they were needed.
    std::stop_token stop = {};
};

// Throws SqlError 3201 (and its like) or IoError, which name the device and never a secret.
using OpenDevice = std::function<std::unique_ptr<ByteSource>(const Device&)>;

std::vector<Device> disk_devices(const std::vector<std::string>& paths);
// Files that this process can read; a URL is refused.
std::unique_ptr<ByteSource> open_disk(const Device& device);

}  // namespace gantry::restore
