#include "cli/upload_targets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "cli/cli_test_run.h"
#include "cli/command_line.h"

namespace gantry::cli {
namespace {

constexpr const char* k_container = "https://acct.blob.core.windows.net/abc";

class UploadTargets : public testing::Test {
  protected:
    void SetUp() override {
        root_ = test_path("files");
        std::filesystem::create_directories(root_ + "/north/deep");
        for (const char* name : {"/a.bak", "/b c.bak", "/north/a.bak", "/north/deep/x.trn"})
            std::ofstream(root_ + name) << "x";
    }

    std::string blobs(const std::vector<std::string>& words, const std::string& below = "") {
        std::string out;
        std::vector<std::string> paths;
        for (const std::string& word : words)
            paths.push_back(root_ + word);
        for (const UploadTarget& target :
             upload_targets(paths, blob::parse_container_url(k_container + below)))
            out += (out.empty() ? "" : " | ") + target.blob;
        return out;
    }

    std::string root_;
};

TEST_F(UploadTargets, OneFile) {
    EXPECT_EQ(blobs({"/a.bak"}), "a.bak");
    EXPECT_EQ(blobs({"/b c.bak"}, "/dir/"), "dir/b c.bak");
    EXPECT_EQ(blobs({"/a.bak"}, "/dir/named.bak"), "dir/named.bak");
}

TEST_F(UploadTargets, SeveralFilesWantAFolder) {
    EXPECT_EQ(blobs({"/a.bak", "/b c.bak"}, "/dir"), "dir/a.bak | dir/b c.bak");
    EXPECT_EQ(blobs({"/*.bak"}), "a.bak | b c.bak");
    EXPECT_EQ(blobs({"/north"}, "/dir"), "dir/a.bak | dir/deep/x.trn");
    EXPECT_EQ(blobs({"/north/"}), "a.bak | deep/x.trn");
    EXPECT_EQ(blobs({""}), "a.bak | b c.bak | north/a.bak | north/deep/x.trn");
}

TEST_F(UploadTargets, TwoFilesOneBlob) {
    EXPECT_THROW(blobs({"/a.bak", "/north/a.bak"}), UsageError);
    EXPECT_THROW(blobs({"/*.none"}), UsageError);
    std::filesystem::create_directories(root_ + "/empty");
    EXPECT_THROW(blobs({"/empty"}), UsageError);
}

}  // namespace
}  // namespace gantry::cli
