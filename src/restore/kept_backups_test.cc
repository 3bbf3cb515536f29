#include "restore/kept_backups.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "base/test_temp.h"
#include "restore/restore.h"

namespace gantry::restore {
namespace {

namespace fs = std::filesystem;

class KeptBackupsTest : public testing::Test {
  protected:
    KeptBackupsTest() : folder_(fs::path(test_directory()) / "kept"), kept_(folder_.string()) {
        fs::remove_all(folder_);
    }
    ~KeptBackupsTest() override { fs::remove_all(folder_); }

    void copy(int32_t database, int32_t step, int number) {
        auto source = memory_source("x.bak", Bytes(5 << 20, uint8_t(step)));
        uint64_t bytes = 0;
        kept_.copy(*source, kept_.path(database, step, number), [&](uint64_t n) { bytes += n; },
                   {});
        EXPECT_EQ(bytes, source->size());
        kept_.sync(database);
    }
    bool is_there(int32_t database, int32_t step, int number) const {
        return fs::exists(kept_.path(database, step, number));
    }

    fs::path folder_;
    KeptBackups kept_;
};

TEST_F(KeptBackupsTest, CopiesAreWholeAndPrivate) {
    copy(5, 7, 1);
    EXPECT_EQ(kept_.paths(5, 7, 1)[0], (folder_ / "5/7-1.bak").string());
    EXPECT_EQ(fs::file_size(kept_.path(5, 7, 1)), uint64_t(5) << 20);
    EXPECT_EQ(fs::status(folder_ / "5").permissions(), fs::perms(0700));
    EXPECT_EQ(fs::status(folder_ / "5/7-1.bak").permissions(), fs::perms(0600));
}

TEST_F(KeptBackupsTest, FilesAreCopiedByTheSystemAndSourcesThatBecameShorterAre3203) {
    std::string path = test_directory() + "source.bak";
    Bytes bytes(5 << 20);
    for (size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = uint8_t(i / 4096);
    std::ofstream(path, std::ios::binary).write((const char*)bytes.data(), 5 << 20);
    std::unique_ptr<ByteSource> source = open_file(path, "the name it has");
    EXPECT_EQ(source->name(), "the name it has");
    uint64_t copied = 0;
    kept_.copy(*source, kept_.path(5, 7, 1), [&](uint64_t n) { copied += n; }, {});
    EXPECT_EQ(copied, bytes.size());
    std::ifstream in(kept_.path(5, 7, 1), std::ios::binary);
    Bytes read(bytes.size());
    in.read((char*)read.data(), std::streamsize(read.size()));
    EXPECT_TRUE(in && read == bytes);
    // Another file of that name is not what was opened.
    std::ofstream(path + ".new") << "something else";
    fs::rename(path + ".new", path);
    EXPECT_EQ(source->open_again(), -1);
    kept_.copy(*source, kept_.path(5, 7, 2), [](uint64_t) {}, {});
    EXPECT_EQ(fs::file_size(kept_.path(5, 7, 2)), bytes.size());
    source = open_file(kept_.path(5, 7, 2));
    fs::resize_file(kept_.path(5, 7, 2), 4096);
    try {
        kept_.copy(*source, kept_.path(5, 7, 3), [](uint64_t) {}, {});
        // A clone is of what is there.
        EXPECT_EQ(fs::file_size(kept_.path(5, 7, 3)), 4096u);
    } catch (const FormatError& error) {
        EXPECT_EQ(error.number(), 3203);
    }
}

TEST_F(KeptBackupsTest, StepsGoOneByOne) {
    copy(5, 7, 1);
    copy(5, 7, 2);
    copy(5, 71, 1);
    kept_.remove_step(5, 7);
    EXPECT_FALSE(is_there(5, 7, 1) || is_there(5, 7, 2));
    EXPECT_TRUE(is_there(5, 71, 1));
    kept_.remove_step(5, 71);
    EXPECT_FALSE(fs::exists(folder_ / "5"));
}

TEST_F(KeptBackupsTest, OrphansGoAndOthersStay) {
    copy(5, 7, 1);
    copy(5, 8, 1);
    copy(6, 9, 1);
    std::ofstream(folder_ / "readme.txt") << "of somebody else";
    kept_.remove_orphans({{5, 8}});
    EXPECT_TRUE(is_there(5, 8, 1));
    EXPECT_FALSE(is_there(5, 7, 1));
    EXPECT_FALSE(fs::exists(folder_ / "6"));
    EXPECT_TRUE(fs::exists(folder_ / "readme.txt"));
}

TEST_F(KeptBackupsTest, StoppedAndFull) {
    auto source = memory_source("x.bak", Bytes(100));
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(kept_.copy(
                     *source, kept_.path(5, 7, 1), [](uint64_t) {}, stop.get_token()),
                 Stopped);
    KeptBackups limited(folder_.string(), [] { return uint64_t(99); });
    EXPECT_NO_THROW(limited.require_space(99));
    try {
        limited.require_space(100);
        FAIL();
    } catch (const SqlError& error) {
        EXPECT_EQ(error.number(), 3257);
    }
}

}  // namespace
}  // namespace gantry::restore
