#include "blob/upload.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "base/test_temp.h"
#include "blob/chunk_pipeline.h"
#include "blob/digest.h"
#include "blob/upload_parts.h"

namespace gantry::blob {
namespace {

constexpr uint64_t k_mib = uint64_t(1) << 20;

std::string file_of(const std::string& name, const std::string& text) {
    std::string path = test_directory() + name;
    std::ofstream(path, std::ios::binary) << text;
    return path;
}

TEST(Upload, BlocksAreAsLargeAsAFileNeeds) {
    EXPECT_EQ(block_bytes_for(0), 4 * k_mib);
    EXPECT_EQ(block_bytes_for(50'000 * 4 * k_mib), 4 * k_mib);
    EXPECT_EQ(block_bytes_for(50'000 * 4 * k_mib + 1), 8 * k_mib);
    EXPECT_EQ(block_bytes_for(50'000 * 64 * k_mib + 1), 100 * k_mib);
    EXPECT_EQ(block_bytes_for(50'000 * 100 * k_mib), 100 * k_mib);
    EXPECT_THROW(block_bytes_for(50'000 * 100 * k_mib + 1), IoError);
}

TEST(Upload, ChunksCoverTheFileOnce) {
    std::string text;
    for (int i = 0; i < 1003; ++i)
        text += char(i * 7);
    LocalFile file(file_of("chunks", text));
    Bytes seen(text.size());  // threads write apart from each other
    auto work = [&](const Chunk& chunk, std::stop_token) {
        EXPECT_EQ(chunk.offset, chunk.index * 10);
        std::copy(chunk.bytes.begin(), chunk.bytes.end(), seen.begin() + chunk.offset);
    };
    EXPECT_EQ(work_in_chunks(file, 10, 3, work, {}), md5(as_bytes(text)));
    EXPECT_EQ(as_text(seen), text);
}

TEST(Upload, FirstErrorEndsAll) {
    LocalFile file(file_of("error", std::string(10'000, 'x')));
    std::atomic<int> calls = 0;
    auto work = [&](const Chunk& chunk, std::stop_token) {
        ++calls;
        if (chunk.index == 3) throw IoError("that one");
    };
    EXPECT_THROW(work_in_chunks(file, 10, 3, work, {}), IoError);
    EXPECT_LT(calls, 1000);
}

TEST(Upload, StopIsHeard) {
    LocalFile file(file_of("stop", std::string(10'000, 'x')));
    std::stop_source source;
    auto work = [&](const Chunk&, std::stop_token) { source.request_stop(); };
    EXPECT_THROW(work_in_chunks(file, 10, 3, work, source.get_token()), BlobError);
}

TEST(Upload, FilesThatChange) {
    std::string path = file_of("changes", "one");
    LocalFile file(path);
    Bytes out(3);
    file.read(0, out);
    std::ofstream(path, std::ios::trunc) << "four";
    EXPECT_THROW(file.check_unchanged(), IoError);
    std::ofstream(path, std::ios::trunc) << "x";
    EXPECT_THROW(file.read(0, out), IoError);
    EXPECT_THROW(LocalFile("/nowhere/x"), IoError);
    EXPECT_THROW(LocalFile("/"), IoError);
}

TEST(Upload, ProgressTakesBackWhatIsSentAgain) {
    std::atomic<uint64_t> sum = 100;
    CallProgress one(sum);
    BlobProgress callback = one.callback();
    callback(10);
    callback(30);
    callback(5);
    EXPECT_EQ(sum, 105u);
    one.finish(40);
    EXPECT_EQ(sum, 140u);
}

}  // namespace
}  // namespace gantry::blob
