#include "pg/orphan_files.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>

namespace gantry::pg {
namespace {

namespace fs = std::filesystem;

// The commit of DROP truncates a file and leaves its name until the next checkpoint: those of no
// bytes are PostgreSQL's own business.
constexpr const char* k_files =
    "SELECT f FROM pg_ls_dir($1) f, pg_stat_file($1 || '/' || f, true) s "
    "WHERE f ~ '^[1-9][0-9]{0,8}$' AND s.size > 0";
constexpr const char* k_unknown =
    "SELECT f FROM unnest($1::text[]) f WHERE pg_filenode_relation(0, f::oid) IS NULL";
// Every transaction holds the lock of its virtual id, from before it makes its first file.
constexpr const char* k_open_transactions =
    "SELECT count(*) FROM pg_locks WHERE locktype = 'virtualxid' AND pid <> pg_backend_pid()";

std::string array_of(const std::vector<std::string>& words) {
    std::string out = "{";
    for (const std::string& word : words)
        out += (out.size() > 1 ? "," : "") + word;
    return out + "}";
}

std::vector<std::string> first_column(const Result& result) {
    std::vector<std::string> out;
    for (const Row& row : result.rows)
        out.push_back(*row[0]);
    return out;
}

// "24601" of itself, of "24601.3" and of "24601_fsm.1".
std::string relation_of(const std::string& file) {
    return file.substr(0, file.find_first_of("._"));
}

// A transaction that was open when the directory was read and has ended since is told by the
// catalog or has removed its files; one that is still open shows in between.
std::vector<std::string> find(Executor& executor, const std::string& folder, bool& others) {
    std::vector<std::string> files = first_column(executor.query(k_files, {folder}));
    others = executor.query(k_open_transactions).value() != "0";
    if (files.empty()) return {};
    return first_column(executor.query(k_unknown, {array_of(files)}));
}

}  // namespace

OrphanFiles remove_orphan_files(Executor& executor) {
    OrphanFiles out;
    const Result place = executor.query(
        "SELECT current_setting('data_directory'), 'base/' || oid FROM pg_database WHERE datname = "
        "current_database()");
    const std::string folder = *place[0][1];
    if (find(executor, folder, out.postponed).empty()) {
        out.postponed = false;
        return out;
    }
    // Whatever recovery left in memory for these files is written before they go.
    if (!out.postponed) executor.execute("CHECKPOINT");
    const std::vector<std::string> found = find(executor, folder, out.postponed);
    if (found.empty()) out.postponed = false;
    if (found.empty() || out.postponed) return out;
    const std::set<std::string> wanted(found.begin(), found.end());
    std::error_code ignored;
    std::vector<fs::path> paths;
    for (const auto& file : fs::directory_iterator(fs::path(*place[0][0]) / folder, ignored)) {
        if (wanted.contains(relation_of(file.path().filename()))) paths.push_back(file.path());
    }
    for (const fs::path& path : paths) {
        const uint64_t bytes = fs::file_size(path, ignored);
        if (ignored || !fs::remove(path, ignored)) continue;
        out.bytes += bytes;
        const std::string name = path.filename();
        if (wanted.contains(name)) out.removed.push_back(folder + "/" + name);
    }
    std::sort(out.removed.begin(), out.removed.end());
    return out;
}

}  // namespace gantry::pg
