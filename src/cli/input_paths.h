#pragma once
// The files that the PATH words of a command name: files, globs (also quoted ones, which the shell
// left alone) and directories, searched with all their folders. By name only; input_files.h looks
// inside.

#include <string>
#include <vector>

namespace gantry::cli {

struct FoundPath {
    std::string path;
    bool searched = false;  // found inside a directory, not named
};

struct PathProblem {
    std::string path;
    std::string reason;
    std::string hint = {};
};

struct FoundPaths {
    std::vector<FoundPath> files;       // in the order of the words, those of one word by name
    std::vector<PathProblem> problems;  // globs without a match, folders that cannot be read
};

// A file that several words reach is listed once, where it is reached first. Links to directories
// inside a searched directory are not followed. A word that names nothing is passed on as a file,
// so that opening it says why.
FoundPaths find_paths(const std::vector<std::string>& words);

}  // namespace gantry::cli
