#include "cli/diff_side.h"

#include <filesystem>

#include "cli/cli_test_run.h"
#include "cli/command_line.h"

namespace gantry::cli {
namespace {

TEST(DiffSide, PathsPointsAndTimes) {
    DiffSide side = parse_diff_side("a.bak");
    EXPECT_EQ(side.paths, std::vector<std::string>{"a.bak"});
    EXPECT_EQ(side.set, 0);
    side = parse_diff_side("a.bak,b.bak@2");
    EXPECT_EQ(side.paths, (std::vector<std::string>{"a.bak", "b.bak"}));
    EXPECT_EQ(side.set, 2);
    side = parse_diff_side("folder@2024-01-31T12:34:56");
    EXPECT_EQ(side.paths, std::vector<std::string>{"folder"});
    EXPECT_EQ(side.stop_at, "2024-01-31T12:34:56");
    for (const char* word :
         {"a.bak@0", "a.bak@-1", "a.bak@70000", "a.bak@soon", "a.bak@", ",", ""}) {
        EXPECT_THROW(parse_diff_side(word), UsageError) << word;
    }
}

TEST(DiffSide, AUrlMayHoldASignatureWithCommas) {
    DiffSide side = parse_diff_side("https://a.example/c/x.bak@2");
    EXPECT_EQ(side.paths, std::vector<std::string>{"https://a.example/c/x.bak"});
    EXPECT_EQ(side.set, 2);
    side = parse_diff_side(
        "https://a.example/c/x.bak?spr=https,http&sig=1,https://a.example/c/y.bak?sig=2@1");
    EXPECT_EQ(side.paths,
              (std::vector<std::string>{"https://a.example/c/x.bak?spr=https,http&sig=1",
                                        "https://a.example/c/y.bak?sig=2"}));
    side = parse_diff_side("https://a.example/c/x.bak,old.bak");
    EXPECT_EQ(side.paths, (std::vector<std::string>{"https://a.example/c/x.bak", "old.bak"}));
}

TEST(DiffSide, ANameThatExistsIsThatFile) {
    std::string path = test_path("a,b@2");
    std::ofstream(path) << "x";
    DiffSide side = parse_diff_side(path);
    EXPECT_EQ(side.paths, std::vector<std::string>{path});
    EXPECT_EQ(side.set, 0);
    side = parse_diff_side(path + "@3");
    EXPECT_EQ(side.paths, std::vector<std::string>{path});
    EXPECT_EQ(side.set, 3);
    std::filesystem::remove(path);
}

}  // namespace
}  // namespace gantry::cli
