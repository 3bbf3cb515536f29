#include "base/byte_source.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "base/test_temp.h"

namespace gantry {
namespace {

std::string make_file(const std::string& name, size_t size) {
    std::string path = test_directory() + name;
    std::ofstream(path, std::ios::binary) << std::string(size, 'x');
    return path;
}

TEST(ByteSource, AFileThatBecomesShorterIsAnErrorAndNoCrash) {
    std::string path = make_file("shorter", 64 << 10);
    std::unique_ptr<ByteSource> source = open_file(path, "D:\\x.bak");
    Bytes piece(100);
    EXPECT_EQ(source->read_at(0, piece), 100u);
    EXPECT_NO_THROW(source->require_read());
    std::filesystem::resize_file(path, 4096);
    EXPECT_EQ(source->read_at(0, piece), 100u);
    EXPECT_THROW(source->read_at(32 << 10, piece), FormatError);
    EXPECT_EQ(source->mapped()[48 << 10], 0) << "read without a check";
    try {
        source->require_read();
        FAIL();
    } catch (const FormatError& error) {
        EXPECT_EQ(error.number(), 3203);
        EXPECT_NE(std::string(error.what()).find("D:\\x.bak"), std::string::npos);
    }
    // The next file in that place starts anew.
    source.reset();
    source = open_file(make_file("whole", 64 << 10));
    EXPECT_EQ(source->read_at(32 << 10, piece), 100u);
    EXPECT_NO_THROW(source->require_read());
}

TEST(ByteSource, OpensAgainWhatItIs) {
    std::string path = make_file("again", 100);
    std::unique_ptr<ByteSource> source = open_file(path);
    std::filesystem::rename(make_file("other", 100), path);
    EXPECT_EQ(source->open_again(), -1);
    EXPECT_EQ(memory_source("m", Bytes(1))->open_again(), -1);
}

}  // namespace
}  // namespace gantry
