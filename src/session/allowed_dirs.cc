#include "session/allowed_dirs.h"

#include <algorithm>
#include <filesystem>

namespace gantry::session {
namespace {

namespace fs = std::filesystem;

// Without links, dots and a slash at the end, as far as the path exists.
std::string plain(const std::string& path) {
    std::error_code error;
    fs::path out = fs::weakly_canonical(path, error);
    if (error) out = fs::path(path).lexically_normal();
    std::string text = out.string();
    while (text.size() > 1 && text.back() == '/')
        text.pop_back();
    return text;
}

}  // namespace

AllowedDirs::AllowedDirs(std::string_view list, const std::string& backup_dir) : all_(false) {
    dirs_.push_back(plain(backup_dir));
    while (!list.empty()) {
        std::string_view dir = list.substr(0, list.find(':'));
        list.remove_prefix(std::min(dir.size() + 1, list.size()));
        if (dir == "*") all_ = true;
        if (dir.starts_with('/')) dirs_.push_back(plain(std::string(dir)));
    }
}

bool AllowedDirs::allows(const std::string& absolute_path) const {
    if (all_) return true;
    const std::string path = plain(absolute_path);
    return std::any_of(dirs_.begin(), dirs_.end(), [&](const std::string& dir) {
        return dir == "/" ||
               (path.starts_with(dir) && path.size() > dir.size() && path[dir.size()] == '/');
    });
}

}  // namespace gantry::session
