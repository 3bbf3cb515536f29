#include "cli/upload_targets.h"

#include <fmt/core.h>

#include <filesystem>
#include <map>

#include "base/error.h"
#include "cli/command_line.h"
#include "cli/input_paths.h"

namespace gantry::cli {
namespace {

namespace fs = std::filesystem;

// Directories keep the paths below them; what a file's own path was does not matter.
std::string name_below(const std::string& word, const FoundPath& found) {
    if (!found.searched) return fs::path(found.path).filename().string();
    std::error_code ignored;
    fs::path root = word;
    if (!fs::is_directory(root, ignored)) root = fs::path(found.path).parent_path();  // of a glob
    return fs::path(found.path).lexically_relative(root).generic_string();
}

}  // namespace

std::vector<UploadTarget> upload_targets(const std::vector<std::string>& words,
                                         const blob::BlobUrl& url) {
    std::vector<std::pair<std::string, FoundPath>> files;  // name below its word, file
    for (const std::string& word : words) {
        FoundPaths found = find_paths({word});
        if (!found.problems.empty())
            throw UsageError(
                fmt::format("'{}': {}", found.problems[0].path, found.problems[0].reason));
        for (const FoundPath& file : found.files)
            files.emplace_back(name_below(word, file), file);
    }
    if (files.empty()) throw UsageError("there is nothing to upload");
    bool one_blob = files.size() == 1 && !files[0].second.searched && !url.blob.empty() &&
                    !url.blob.ends_with('/');
    std::string prefix = url.blob;
    if (!prefix.empty() && !prefix.ends_with('/')) prefix += '/';
    std::vector<UploadTarget> out;
    std::map<std::string, std::string> taken;
    for (const auto& [name, file] : files) {
        blob::BlobUrl target = url;
        target.blob = one_blob ? url.blob : prefix + name;
        try {
            blob::parse_blob_url(blob::url_text(target), blob::AllowHttp::yes);
        } catch (const FormatError& error) {
            throw UsageError(
                fmt::format("'{}' cannot be the name of a blob: {}", file.path, error.what()));
        }
        auto [at, added] = taken.emplace(target.blob, file.path);
        if (!added)
            throw UsageError(fmt::format("'{}' and '{}' would become the same blob '{}'",
                                         at->second, file.path, target.blob),
                             "upload them to different folders");
        out.push_back({file.path, target.blob});
    }
    return out;
}

}  // namespace gantry::cli
