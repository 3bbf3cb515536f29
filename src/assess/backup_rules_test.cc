#include "assess/backup_rules.h"

#include <gtest/gtest.h>

#include "assess/rule_cases_test_tools.h"

namespace gantry::assess {
namespace {

BackupFacts plain(backup::BackupSetHeader& header) {
    header.flags = backup::k_flag_checksum;
    header.database_version = 957;
    BackupFacts out;
    out.file = "sales.bak", out.header = &header;
    return out;
}

// A header and facts that make the rule fire, and those that must not.
struct BackupCase {
    std::string_view rule;
    void (*fires)(backup::BackupSetHeader& header, BackupFacts& facts);
    void (*misses)(backup::BackupSetHeader& header, BackupFacts& facts);
};

using Header = backup::BackupSetHeader;
constexpr BackupCase k_cases[] = {
    {"Gantry.BackupSets", [](Header&, BackupFacts& facts) { facts.sets_in_file = 2; },
     [](Header& header, BackupFacts&) { header.position = 2; }},
    {"Gantry.BackupPassword", [](Header& header, BackupFacts&) { header.has_password = true; },
     [](Header& header, BackupFacts&) { header.name = "PASSWORD"; }},
    {"Gantry.DamagedBackup",
     [](Header& header, BackupFacts&) { header.flags |= backup::k_flag_damaged; },
     [](Header& header, BackupFacts&) { header.flags |= backup::k_flag_bulk_logged; }},
    {"Gantry.BackupChecksum", [](Header& header, BackupFacts&) { header.flags = 0; },
     [](Header& header, BackupFacts&) { header.flags |= backup::k_flag_copy_only; }},
    {"UR00003",
     [](Header& header, BackupFacts&) {
         header.database_version = 611;
         header.files.emplace_back().type = 'L';
     },
     [](Header& header, BackupFacts&) {
         // The pages of later versions tell.
         header.files.emplace_back().type = 'L';
     }},
};

bool fires_on(const BackupCase& test, bool near_miss) {
    Header header;
    BackupFacts facts = plain(header);
    (near_miss ? test.misses : test.fires)(header, facts);
    Findings findings;
    scan_backup(facts, findings);
    Subject subject;
    subject.findings = findings.take();
    return fires(subject, test.rule);
}

TEST(BackupRules, FireAndMiss) {
    for (const BackupCase& test : k_cases) {
        EXPECT_TRUE(fires_on(test, false)) << test.rule;
        EXPECT_FALSE(fires_on(test, true)) << test.rule;
    }
}

}  // namespace
}  // namespace gantry::assess
