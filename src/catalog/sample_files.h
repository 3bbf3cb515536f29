#pragma once
// Where the real sample backups are, for tests: $GANTRY_SAMPLES, else ../shared/samples beside the
// source directory. Tests that need them skip when they are absent.

#include <unistd.h>

#include <cstdlib>
#include <string>

namespace gantry::catalog {

inline std::string samples_directory() {
    const char* set = std::getenv("GANTRY_SAMPLES");
    return set != nullptr && *set != 0 ? set : "../shared/samples";
}

inline bool have_samples() {
    return access((samples_directory() + "/INVENTORY.tsv").c_str(), R_OK) == 0;
}

inline std::string sample(const std::string& name) {
    return samples_directory() + "/" + name;
}

}  // namespace gantry::catalog

#define GANTRY_NEED_SAMPLES()                                                       \
    if (!::gantry::catalog::have_samples()) {                                       \
        GTEST_SKIP() << "no samples in " << ::gantry::catalog::samples_directory(); \
    }
