#include "instance/provision.h"

#include <fmt/core.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <filesystem>

#include "base/bytes.h"
#include "base/log.h"
#include "engine/store/store.h"
#include "instance/version.h"
#include "pg/process.h"

namespace gantry::instance {
namespace fs = std::filesystem;
namespace {

constexpr const char* k_script = "/gantry_pg.sql";
constexpr const char* k_library = "/gantry_pg.so";

std::string sha256_hex(std::string_view text) {
    Bytes digest(EVP_MAX_MD_SIZE);
    unsigned size = 0;
    if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
        throw Error("SHA-256 is not available in OpenSSL");
    }
    return to_hex(ByteSpan(digest).first(size));
}

// The script may be run again at any time (extension/README.md), so that an upgrade is the same
// as an installation.
void run_script(pg::Executor& executor, const std::string& path) {
    std::string script = pg::read_text_file(path);
    std::string hash = sha256_hex(script);
    executor.execute(
        "CREATE SCHEMA IF NOT EXISTS gantry_instance;"
        "CREATE TABLE IF NOT EXISTS gantry_instance.components ("
        " name text PRIMARY KEY, content_hash text NOT NULL, program_version text NOT NULL,"
        " applied_at timestamptz NOT NULL DEFAULT now())");
    auto known = executor.query(
        "SELECT content_hash FROM gantry_instance.components WHERE name = 'gantry_pg'");
    if (known.value() == hash) return;
    log::info(known.empty() ? "types_install" : "types_upgrade", {{"script", path}});
    pg::in_transaction(executor, [&] {
        executor.execute(script);
        executor.query(
            "INSERT INTO gantry_instance.components (name, content_hash, program_version) "
            "VALUES ('gantry_pg', $1, $2) ON CONFLICT (name) DO UPDATE SET "
            "content_hash = excluded.content_hash, program_version = excluded.program_version, "
            "applied_at = now()",
            {hash, k_program_version});
    });
}

}  // namespace

void require_extension_files(const std::string& dir) {
    for (const char* name : {k_script, k_library}) {
        if (access((dir + name).c_str(), R_OK) != 0) {
            throw IoError(fmt::format("{} is missing or cannot be read", dir + name),
                          "it belongs beside the program: reinstall gantry, or build all of it");
        }
    }
}

void install_extension_files(const std::string& program_dir, const std::string& library_dir) {
    require_extension_files(program_dir);
    std::error_code error;
    fs::create_directories(library_dir, error);
    if (!error) fs::permissions(library_dir, fs::perms(0755), error);
    for (const char* name : {k_script, k_library}) {
        if (error) break;
        std::string target = library_dir + name;
        std::string content = pg::read_text_file(program_dir + name);
        if (fs::exists(target, error) && pg::read_text_file(target) == content) continue;
        pg::write_text_file(target, content, 0644);
    }
    if (error) throw IoError(fmt::format("cannot fill {}: {}", library_dir, error.message()));
}

void provision(pg::Executor& executor, const std::string& library_dir, uint32_t collation) {
    require_extension_files(library_dir);
    run_script(executor, library_dir + k_script);
    store::bootstrap(executor, collation);
}

}  // namespace gantry::instance
