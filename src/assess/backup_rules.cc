#include "assess/backup_rules.h"

#include <fmt/format.h>

namespace gantry::assess {

void scan_backup(const BackupFacts& facts, Findings& findings) {
    auto found = [&](std::string_view rule, std::string object, std::string type,
                     std::string detail = {}) {
        Impact impact;
        impact.object = std::move(object);
        impact.type = std::move(type);
        impact.detail = std::move(detail);
        findings.add(rule, std::move(impact));
    };
    if (facts.sets_in_file > 1) {
        found("Gantry.BackupSets", facts.file, "backup",
              fmt::format("{} sets", facts.sets_in_file));
    }
    if (facts.header == nullptr) return;
    const backup::BackupSetHeader& header = *facts.header;
    if (facts.media_password || header.has_password) {
        found("Gantry.BackupPassword", facts.file, "backup",
              facts.media_password ? "MEDIAPASSWORD" : "PASSWORD");
    }
    if ((header.flags & backup::k_flag_damaged) != 0) {
        found("Gantry.DamagedBackup", facts.file, "backup");
    } else if ((header.flags & backup::k_flag_checksum) == 0) {
        found("Gantry.BackupChecksum", facts.file, "backup");
    }
    // Its pages tell of no growth.
    constexpr int k_version_2008 = 655;
    if (header.database_version >= k_version_2008) return;
    for (const backup::DatabaseFile& file : header.files) {
        if (file.growth != 0 || (file.type != 'D' && file.type != 'L')) continue;
        found("UR00003", file.logical_name, "file", file.physical_name);
    }
}

}  // namespace gantry::assess
