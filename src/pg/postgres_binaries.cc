// Where PostgreSQL's server programs are. Debian keeps each major version in a directory of its
// own, outside of PATH; other systems put them on the PATH or under /usr/pgsql-N.

#include <fmt/core.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>

#include "base/error.h"
#include "pg/cluster.h"

namespace gantry::pg {
namespace {

namespace fs = std::filesystem;
constexpr int k_version_min = 15;

bool has_programs(const fs::path& dir) {
    return access((dir / "postgres").c_str(), X_OK) == 0 &&
           access((dir / "initdb").c_str(), X_OK) == 0;
}

// The number at the start of `text`; 0 when there is none.
int leading_number(std::string_view text) {
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

struct Candidate {
    int version = 0;
    std::string dir;
};

// Sub-directories of `parent` whose name is `prefix` and a version, with programs in bin.
void look_in(const std::string& parent, std::string_view prefix, Candidate& best) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(parent, ignored)) {
        std::string name = entry.path().filename();
        if (!name.starts_with(prefix)) continue;
        int version = leading_number(std::string_view(name).substr(prefix.size()));
        fs::path dir = entry.path() / "bin";
        if (version > best.version && has_programs(dir)) best = {version, dir};
    }
}

// What `pg_config` on the PATH says.
std::string pg_config(const std::string& option) {
    std::string out;
    FILE* pipe = popen(("pg_config " + option + " 2>/dev/null").c_str(), "r");
    if (pipe == nullptr) return out;
    char chunk[512];
    while (size_t count = fread(chunk, 1, sizeof chunk, pipe))
        out.append(chunk, count);
    pclose(pipe);
    while (!out.empty() && out.back() == '\n')
        out.pop_back();
    return out;
}

}  // namespace

std::string find_postgres_bin_dir() {
    if (const char* given = std::getenv("GANTRY_PG_BINDIR"); given != nullptr && *given != '\0') {
        if (!has_programs(given)) {
            throw IoError(fmt::format("no postgres and initdb in GANTRY_PG_BINDIR={}", given));
        }
        return given;
    }
    Candidate best;
    look_in("/usr/lib/postgresql", "", best);
    look_in("/usr", "pgsql-", best);
    if (best.version < k_version_min) {
        std::string version = pg_config("--version");  // "PostgreSQL 15.6 (Debian ...)"
        size_t space = version.find(' ');
        std::string dir = pg_config("--bindir");
        if (space != std::string::npos && has_programs(dir)) {
            best = {leading_number(std::string_view(version).substr(space + 1)), dir};
        }
    }
    if (best.version < k_version_min) {
        throw IoError(best.version == 0
                          ? std::string("PostgreSQL's server programs are not installed")
                          : fmt::format("PostgreSQL {} is too old: {} or later is needed",
                                        best.version, k_version_min),
                      "apt-get install postgresql-15 (or set GANTRY_PG_BINDIR to their directory)");
    }
    return best.dir;
}

}  // namespace gantry::pg
