#pragma once
// The cases of tests/tsql/*.sql, for the tests of src/tsql.
//
// A case begins with "--- name", after which may come "@level" and, for wrong text,
// "| number:line number:line ...".

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

namespace gantry::tsql {

struct Case {
    std::string file;
    std::string name;
    std::string text;
    std::string errors;
    int level = 160;
};

inline void PrintTo(const Case& test, std::ostream* out) {
    *out << test.file << ": " << test.name;
}

inline std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream out;
    out << in.rdbuf();
    return out.str();
}

inline std::vector<Case> cases() {
    std::vector<Case> out;
    std::vector<std::filesystem::path> files;
    if (!std::filesystem::exists("tests/tsql")) return out;
    for (const auto& entry : std::filesystem::directory_iterator("tests/tsql")) {
        if (entry.path().extension() == ".sql") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const auto& path : files) {
        std::istringstream in(read_file(path));
        std::string line;
        while (std::getline(in, line)) {
            if (line.starts_with("--- ")) {
                Case next;
                next.file = path.stem();
                const size_t bar = line.find(" | ");
                if (bar != line.npos) {
                    next.errors = line.substr(bar + 3);
                    line.resize(bar);
                }
                const size_t level = line.find(" @");
                if (level != line.npos) {
                    next.level = std::atoi(line.c_str() + level + 2);
                    line.resize(level);
                }
                next.name = line.substr(4);
                out.push_back(std::move(next));
            } else if (!out.empty()) {
                out.back().text += line + '\n';
            }
        }
    }
    return out;
}

inline std::string case_name(const Case& test, size_t index) {
    std::string out = test.file + '_' + test.name;
    for (char& c : out) {
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) c = '_';
    }
    return out + '_' + std::to_string(index);
}

}  // namespace gantry::tsql
