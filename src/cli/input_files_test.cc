#include "base/test_temp.h"
#include "cli/input_files.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "cli/fixture_command.h"

namespace gantry::cli {
namespace {

namespace fs = std::filesystem;

class InputFiles : public ::testing::Test {
  protected:
    void SetUp() override {
        folder = fs::path(test_directory()) /
                 (std::string("input_") +
                  ::testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::remove_all(folder);
        fs::create_directories(folder / "deep" / "er");
        std::ofstream(script()) << "CREATE TABLE t (id int PRIMARY KEY)\nINSERT t VALUES (1)\n";
    }
    void TearDown() override { fs::remove_all(folder); }

    std::string script() const { return folder / "t.sql"; }
    std::string at(const std::string& name) const { return folder / name; }
    void make_backup(const std::string& name, std::vector<std::string> more = {}) {
        std::vector<std::string> words = {script(), at(name)};
        words.insert(words.end(), more.begin(), more.end());
        ASSERT_EQ(run_fixture(words), 0);
    }
    void make_text(const std::string& name) { std::ofstream(at(name)) << "just words\n"; }

    fs::path folder;
};

TEST_F(InputFiles, ADirectoryIsSearchedAndFilesAreToldByTheirBytes) {
    make_backup("deep/er/no-ending");
    make_text("notes.txt");
    make_text("deep/claims.bak");
    Inputs inputs = read_inputs({folder});
    ASSERT_EQ(inputs.media.size(), 1u);
    EXPECT_EQ(inputs.media[0].files()[0].name(), at("deep/er/no-ending"));
    ASSERT_EQ(inputs.rejected.size(), 3u);  // and the script
    EXPECT_EQ(inputs.rejected[0].path, at("deep/claims.bak"));
    EXPECT_FALSE(inputs.rejected[0].foreign);
    EXPECT_TRUE(inputs.rejected[1].foreign);
    EXPECT_TRUE(inputs.has_problems());
    fs::remove(at("deep/claims.bak"));
    EXPECT_FALSE(read_inputs({folder}).has_problems());
}

TEST_F(InputFiles, GlobsAreExpandedInOrderOfNamesAndWordsKeepTheirs) {
    make_backup("b.bak");
    make_backup("a.bak");
    make_backup("c.other");
    FoundPaths found = find_paths({at("c.other"), at("*.bak"), at("a.bak"), at("none*")});
    ASSERT_EQ(found.files.size(), 3u);
    EXPECT_EQ(found.files[0].path, at("c.other"));
    EXPECT_EQ(found.files[1].path, at("a.bak"));
    EXPECT_EQ(found.files[2].path, at("b.bak"));
    ASSERT_EQ(found.problems.size(), 1u);
    EXPECT_EQ(found.problems[0].path, at("none*"));
    EXPECT_TRUE(read_inputs({at("*.bak"), at("none*")}).has_problems());
}

TEST_F(InputFiles, ANameWithGlobCharactersThatExistsIsThatFile) {
    make_backup("odd[1].bak");
    EXPECT_EQ(read_inputs({at("odd[1].bak")}).media.size(), 1u);
}

TEST_F(InputFiles, StripesInAnyOrderAreOneMediaSetAndASecondCopyAnother) {
    make_backup("s.bak", {"--stripes", "3"});
    std::vector<std::string> stripes;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() != ".sql" && entry.is_regular_file()) {
            stripes.push_back(entry.path());
        }
    }
    ASSERT_EQ(stripes.size(), 3u);
    fs::create_directory(folder / "copy");
    for (size_t i = 0; i < 3; ++i)
        fs::copy_file(stripes[i], folder / "copy" / std::to_string(2 - i));
    Inputs inputs = read_inputs({folder / "copy", stripes[2], stripes[0], stripes[1]});
    ASSERT_EQ(inputs.media.size(), 2u);
    for (const backup::MediaSet& media : inputs.media) {
        EXPECT_EQ(media.files().size(), 3u);
        EXPECT_NO_THROW(media.require_complete());
    }
    EXPECT_FALSE(inputs.has_problems());
}

TEST_F(InputFiles, NothingToReadSaysWhy) {
    make_text("a.bak");
    Inputs inputs = read_inputs({at("a.bak")});
    EXPECT_TRUE(inputs.empty());
    try {
        require_inputs(inputs);
        FAIL();
    } catch (const FormatError& error) {
        EXPECT_EQ(error.number(), 3241);
        EXPECT_NE(std::string(error.what()).find("text file"), std::string::npos) << error.what();
    }
    inputs = read_inputs({at("missing.bak")});
    ASSERT_EQ(inputs.rejected.size(), 1u);
    EXPECT_EQ(inputs.rejected[0].number, 3201);
    EXPECT_FALSE(inputs.rejected[0].foreign);
    fs::remove(at("a.bak"));
    EXPECT_THROW(require_inputs(read_inputs({at("deep")})), Error);
}

TEST_F(InputFiles, ABackupCutInItsHeaderIsRejectedAndTheOthersRead) {
    make_backup("good.bak");
    make_backup("cut.bak");
    fs::resize_file(at("cut.bak"), 40);
    Inputs inputs = read_inputs({folder});
    EXPECT_EQ(inputs.media.size(), 1u);
    ASSERT_EQ(inputs.rejected.size(), 2u);
    EXPECT_EQ(inputs.rejected[0].path, at("cut.bak"));
    EXPECT_EQ(inputs.rejected[0].number, 3241);
}

}  // namespace
}  // namespace gantry::cli
