#include "cli/input_paths.h"

#include <glob.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace gantry::cli {

namespace {

namespace fs = std::filesystem;

class PathFinder {
  public:
    void add_word(const std::string& word) {
        std::error_code ignored;
        if (fs::exists(word, ignored) || word.find_first_of("*?[") == std::string::npos) {
            add_named(word);
            return;
        }
        glob_t matches{};
        if (glob(word.c_str(), 0, nullptr, &matches) == 0) {  // sorted by name
            for (size_t i = 0; i < matches.gl_pathc; ++i)
                add_named(matches.gl_pathv[i]);
        } else {
            out_.problems.push_back({word, "no file matches"});
        }
        globfree(&matches);
    }
    FoundPaths take() { return std::move(out_); }

  private:
    void add_named(const std::string& path) {
        std::error_code ignored;
        if (fs::is_directory(path, ignored)) {
            search(path);
        } else {
            add_file(path, false);
        }
    }

    void search(const fs::path& folder) {
        std::error_code problem;
        std::vector<fs::directory_entry> entries;
        for (fs::directory_iterator at(folder, problem), end; !problem && at != end;
             at.increment(problem)) {
            entries.push_back(*at);
        }
        if (problem) out_.problems.push_back({folder.string(), problem.message()});
        std::sort(entries.begin(), entries.end());
        for (const fs::directory_entry& entry : entries) {
            std::error_code ignored;
            if (entry.is_directory(ignored)) {
                if (!entry.is_symlink(ignored)) search(entry.path());
            } else if (entry.is_regular_file(ignored)) {
                add_file(entry.path().string(), true);
            }
        }
    }

    void add_file(const std::string& path, bool searched) {
        std::error_code problem;
        fs::path canonical = fs::canonical(path, problem);
        if (!seen_.insert(problem ? path : canonical.string()).second) return;
        out_.files.push_back({path, searched});
    }

    FoundPaths out_;
    std::set<std::string> seen_;
};

}  // namespace

FoundPaths find_paths(const std::vector<std::string>& words) {
    PathFinder finder;
    for (const std::string& word : words)
        finder.add_word(word);
    return finder.take();
}

}  // namespace gantry::cli
