#include "base/bytes.h"

#include <gtest/gtest.h>

namespace gantry {
namespace {

TEST(ByteReader, FirstReadPastTheEndSticks) {
    Bytes bytes = {1, 2, 3};
    ByteReader reader(bytes);
    EXPECT_EQ(reader.u16(), 0x0201);
    EXPECT_EQ(reader.u16(), 0);
    EXPECT_TRUE(reader.failed());
    EXPECT_EQ(reader.u8(), 0);
    EXPECT_TRUE(reader.take(1).empty());
}

TEST(ByteWriter, WritesBothOrdersAndPatches) {
    ByteWriter writer;
    writer.le<uint32_t>(0x01020304);
    writer.be<uint16_t>(0x0506);
    writer.patch_be<uint16_t>(0, 0xAABB);
    EXPECT_EQ(writer.bytes(), (Bytes{0xAA, 0xBB, 2, 1, 5, 6}));
    EXPECT_EQ(to_hex(writer.bytes()), "0xAABB02010506");
}

}  // namespace
}  // namespace gantry
