#pragma once
// The directories that statements may read files from (option restore_dirs). Symbolic links are
// followed before a path is compared, so none leads out. Constant after it is made; thread-safe.

#include <string>
#include <string_view>
#include <vector>

namespace gantry::session {

class AllowedDirs {
  public:
    AllowedDirs() = default;  // all
    // `list` is separated by ':'; "*" in it allows all. `backup_dir` is always allowed.
    AllowedDirs(std::string_view list, const std::string& backup_dir);

    bool allows(const std::string& absolute_path) const;

  private:
    bool all_ = true;
    std::vector<std::string> dirs_;
};

}  // namespace gantry::session
