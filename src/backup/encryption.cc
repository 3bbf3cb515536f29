#include "backup/encryption.h"

#include <fmt/format.h>

#include "base/error.h"

namespace gantry::backup {

namespace {
constexpr size_t k_thumbprint_size = 20;
constexpr size_t k_thumbprint_size_max = 32;
constexpr int k_no_certificate = 33111;
}  // namespace

Bytes find_thumbprint(ByteSpan spare) {
    size_t first = 0;
    while (first < spare.size() && spare[first] == 0)
        ++first;
    size_t last = spare.size();
    while (last > first && spare[last - 1] == 0)
        --last;
    // A few bytes are a length or a flag that is not known, many are something else.
    size_t size = last - first;
    if (size + 2 < k_thumbprint_size) return {};
    if (size > k_thumbprint_size_max) size = k_thumbprint_size;
    if (size < k_thumbprint_size && first + k_thumbprint_size <= spare.size()) {
        size = k_thumbprint_size;  // a thumbprint may end with zeros
    }
    ByteSpan bytes = spare.subspan(first, size);
    return Bytes(bytes.begin(), bytes.end());
}

std::string tde_thumbprint_of(const BackupSetHeader& header) {
    for (const DatabaseFile& file : header.files) {
        if (!file.tde_thumbprint.empty()) return to_hex(file.tde_thumbprint);
    }
    return {};
}

void throw_encrypted_database(const std::string& database, const std::string& thumbprint,
                              const std::string& why) {
    std::string with = thumbprint.empty() ? "" : fmt::format(" with thumbprint '{}'", thumbprint);
    throw FormatError(
        fmt::format("Cannot find server certificate{}: database {} is encrypted (TDE).", with,
                    database),
        k_no_certificate,
        fmt::format("{}; decrypt the database (ALTER DATABASE ... SET ENCRYPTION OFF) and back it "
                    "up again",
                    why));
}

void throw_encrypted_backup(const std::string& device, const std::string& algorithm,
                            const std::string& thumbprint) {
    std::string with = thumbprint.empty() ? "" : fmt::format(" with thumbprint '{}'", thumbprint);
    throw FormatError(
        fmt::format("Cannot find server certificate{}: the backup on '{}' is encrypted{}.", with,
                    device, algorithm.empty() ? "" : " (" + algorithm + ")"),
        k_no_certificate, "back the database up again without ENCRYPTION");
}

}  // namespace gantry::backup
