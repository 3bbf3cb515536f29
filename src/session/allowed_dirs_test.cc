#include "session/allowed_dirs.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace gantry::session {
namespace {

namespace fs = std::filesystem;

TEST(AllowedDirs, LinksAndDotsLeadNowhere) {
    char made[] = "/tmp/gantry-dirs-XXXXXX";
    ASSERT_NE(mkdtemp(made), nullptr);
    fs::path root = made;
    for (const char* name : {"backup", "share", "share2", "other"})
        fs::create_directory(root / name);
    fs::create_symlink(root / "other", root / "share/link");
    fs::create_symlink(root / "share", root / "alias");
    AllowedDirs dirs((root / "alias").string() + ":relative", (root / "backup/").string());
    auto allows = [&](const char* path) { return dirs.allows((root / path).string()); };
    EXPECT_TRUE(allows("backup/a.bak"));
    EXPECT_TRUE(allows("share/deep/a.bak"));
    EXPECT_TRUE(allows("alias/a.bak"));
    EXPECT_FALSE(allows("share2/a.bak"));
    EXPECT_FALSE(allows("share/../other/a.bak"));
    EXPECT_FALSE(allows("share/link/a.bak"));
    EXPECT_FALSE(allows("share"));
    EXPECT_FALSE(dirs.allows("/etc/passwd"));
    EXPECT_TRUE(AllowedDirs("*", "/x").allows("/etc/passwd"));
    EXPECT_TRUE(AllowedDirs("/", "/x").allows("/etc/passwd"));
    EXPECT_TRUE(AllowedDirs().allows("/etc/passwd"));
    fs::remove_all(root);
}

}  // namespace
}  // namespace gantry::session
