#pragma once
// Where a test program puts its files: a folder of this process alone, for ctest runs several tests
// of one program at once; removed at its end. Only for *_test.cc.

#include <stdlib.h>

#include <filesystem>
#include <string>
#include <system_error>

namespace gantry {

// With a slash at its end.
inline const std::string& test_directory() {
    struct Folder {
        Folder() {
            std::string name = std::filesystem::temp_directory_path() / "gantry-test-XXXXXX";
            if (mkdtemp(name.data()) != nullptr) path = name + "/";
        }
        ~Folder() {
            std::error_code ignored;
            if (!path.empty()) std::filesystem::remove_all(path, ignored);
        }
        std::string path;
    };
    static Folder folder;
    return folder.path;
}

}  // namespace gantry
