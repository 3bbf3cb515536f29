// Every undamaged sample verifies clean, and what it holds is accounted for.

#include <gtest/gtest.h>

#include <filesystem>

#include "backup/container.h"
#include "base/error.h"
#include "catalog/sample_files.h"
#include "catalog/verify/verify.h"

namespace gantry::catalog {
namespace {

void expect_clean(const VerifyReport& report) {
    EXPECT_TRUE(report.clean()) << report.files[0] << ": " << report.errors << " errors";
    int shown = 0;
    for (const Finding& finding : report.findings) {
        if (finding.severity == Severity::note || ++shown > 12) continue;
        // ReportServer.mdf was copied from a running server.
        if (finding.what.find("not cleanly shut down") != std::string::npos) continue;
        ADD_FAILURE() << report.files[0] << " " << to_string(finding.severity) << " "
                      << to_string(finding.kind) << " " << storage::to_string(finding.page) << "/"
                      << finding.slot << ": " << finding.what;
    }
}

TEST(VerifySamples, EveryUndamagedSampleIsClean) {
    GANTRY_NEED_SAMPLES();
    std::vector<std::string> backups;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(samples_directory())) {
        std::string extension = entry.path().extension();
        std::string path = entry.path().string();
        if (path.find("/negative/") != std::string::npos) continue;
        if (path.find("/incomplete/") != std::string::npos) continue;
        if (extension == ".bak" || extension == ".trn") backups.push_back(path);
        if (extension == ".mdf") {
            std::vector<std::unique_ptr<ByteSource>> files;
            files.push_back(open_file(path));
            VerifyReport report = verify_data_files(std::move(files), {}, {});
            expect_clean(report);
            EXPECT_TRUE(report.structure_checked);
        }
    }
    std::vector<backup::MediaSet> media = backup::open_media(backups);
    for (size_t i = 0; i < media.size(); ++i) {
        for (size_t set = 0; set < media[i].sets().size(); ++set) {
            VerifyReport report = verify_set(media, i, set, {}, {});
            expect_clean(report);
            EXPECT_EQ(report.structure_checked, report.header.type == 'D');
        }
    }
}

}  // namespace
}  // namespace gantry::catalog
