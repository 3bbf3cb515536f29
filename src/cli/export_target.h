#pragma once
// Where exported text goes: standard output, or a file that has its name only when it is whole.
// Written to by one thread at a time. Throws IoError.

#include <memory>
#include <string>
#include <string_view>

namespace gantry::cli {

class ExportTarget {
  public:
    virtual ~ExportTarget() = default;
    virtual void write(std::string_view bytes) = 0;
    // All is written: from now on it counts.
    virtual void finish() = 0;
};

std::unique_ptr<ExportTarget> stdout_target();
// Writes PATH.partial; finish() makes it PATH, replacing one that is there. Not finished, it is
// removed; after a kill the .partial file stays and a later export overwrites it.
std::unique_ptr<ExportTarget> file_target(const std::string& path);

}  // namespace gantry::cli
