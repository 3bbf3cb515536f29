#include "backup/mssqlbak.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace gantry::backup {
namespace {

// A container with one record of 512 bytes 'a' and one filemark block.
Bytes container() {
    ByteWriter w;
    w.append(std::string_view("MSSQLBAK"));
    w.u32(2);
    w.u32(3);
    w.zeros(0x1E0 - w.size());
    // 'a' is the one-bit code 0; the other symbol is never used.
    Bytes payload(256);
    payload['a' / 2] = 0x10;
    payload['b' / 2] |= 0x01;
    payload.resize(256 + 512 / 8 + 4);
    uint32_t sum = 0;
    for (size_t i = 0; i < payload.size(); i += 4) {
        sum = std::rotl(sum, 1) ^ load_le<uint32_t>(payload.data() + i);
    }
    w.u8(0x21);
    w.u8(1);
    w.u16(uint16_t(payload.size()));
    w.zeros(20);
    w.u32(sum);
    w.append(payload);
    w.u8(0x24);  // padding
    w.u8(0);
    w.u16(3);
    w.zeros(20 + 3);
    size_t at = w.size();
    w.append(std::string_view("SFMB"));
    w.zeros(508);
    w.patch_le<uint16_t>(at + 8, 512);
    return w.take();
}

TEST(Mssqlbak, DecompressesInPlaceAndOnDemand) {
    auto file = memory_source("test.bak", container());
    MssqlbakSource source(*file);
    EXPECT_EQ(source.size(), 1024u);
    EXPECT_EQ(source.record_count(), 2u);
    EXPECT_TRUE(source.mapped().empty());
    Bytes out(600);
    EXPECT_EQ(source.read_at(500, out), 524u);
    EXPECT_EQ(out[11], 'a');
    EXPECT_EQ(out[12], 'S');
    source.materialise();
    ASSERT_EQ(source.mapped().size(), 1024u);
    EXPECT_EQ(source.mapped()[0], 'a');
    EXPECT_EQ(source.mapped()[512], 'S');
}

// While records are read, and into a file: as what comes over a network is.
TEST(Mssqlbak, DecompressesAtOnce) {
    auto file = memory_source("test.bak", container());
    MssqlbakSource source(*file, MssqlbakSource::Decompress::at_once);
    EXPECT_EQ(source.size(), 1024u);
    ASSERT_EQ(source.mapped().size(), 1024u);
    EXPECT_EQ(source.mapped()[511], 'a');
    EXPECT_EQ(source.mapped()[512], 'S');
    Bytes damaged = container();
    damaged[0x1E0 + 0x1C + 300] ^= 1;
    auto other = memory_source("test.bak", damaged);
    EXPECT_THROW(MssqlbakSource(*other, MssqlbakSource::Decompress::at_once), FormatError);
}

TEST(Mssqlbak, DamageIsFound) {
    Bytes bytes = container();
    bytes[0x1E0 + 0x1C + 300] ^= 1;
    auto file = memory_source("test.bak", bytes);
    MssqlbakSource source(*file);
    Bytes out(10);
    EXPECT_THROW(source.read_at(0, out), FormatError);
    EXPECT_THROW(source.materialise(), FormatError);
    Bytes unknown = container();
    unknown[0x1E0] = 0x99;
    auto other = memory_source("test.bak", unknown);
    EXPECT_THROW(MssqlbakSource{*other}, FormatError);
}

// A container that was written over a longer file ends with its last set.
TEST(Mssqlbak, WhatFollowsTheLastSetIsNoRecord) {
    Bytes whole = container();
    Bytes records(whole.begin() + 0x1E0, whole.end());
    for (int i = 0; i < 2; ++i)
        whole.insert(whole.end(), records.begin(), records.end());
    for (uint8_t byte : {0x00, 0x99}) {
        for (size_t count : {5u, 5000u}) {
            Bytes longer = whole;
            longer.insert(longer.end(), count, byte);
            auto file = memory_source("test.bak", longer);
            MssqlbakSource source(*file);
            EXPECT_EQ(source.size(), 3 * 1024u);
            EXPECT_FALSE(source.truncated());
            EXPECT_EQ(source.account().skipped, byte == 0 ? 0u : count);
        }
    }
    // Behind the label a record of an unknown kind is what the backup consists of.
    Bytes label = container();
    label.insert(label.end(), 5000, 0x99);
    auto file = memory_source("test.bak", label);
    EXPECT_THROW(MssqlbakSource{*file}, FormatError);
}

// 64 KB that do not compress: their number does not fit the size field.
TEST(Mssqlbak, BytesThatDoNotCompress) {
    Bytes bytes = container();
    ByteWriter w;
    w.u8(0x21);
    w.u8(0x80);
    w.u16(0);
    w.zeros(20);
    Bytes payload(65536, 3);
    uint32_t sum = 0;
    for (size_t i = 0; i < payload.size(); i += 4)
        sum = std::rotl(sum, 1) ^ load_le<uint32_t>(payload.data() + i);
    w.u32(sum);
    w.append(payload);
    Bytes record = w.take();
    bytes.insert(bytes.end(), record.begin(), record.end());
    auto file = memory_source("test.bak", bytes);
    MssqlbakSource source(*file);
    ASSERT_EQ(source.size(), 1024u + 65536);
    Bytes out(1);
    EXPECT_EQ(source.read_at(1024 + 60000, out), 1u);
    EXPECT_EQ(out[0], 3);
}

// Found by container_fuzz: version 1's record header is shorter than the filemark's fields.
TEST(Mssqlbak, AFilemarkCutInItsHeader) {
    ByteWriter w;
    w.append(std::string_view("MSSQLBAK"));
    w.u32(1);
    w.zeros(0x20 - w.size());
    constexpr uint8_t k_tail[] = {0x00, 0x6E, 0x30, 0x21, 0x6E, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00,
                                  0x00, 0x00, 0x21, 0x21, 0x21, 0x21, 0x21, 0x6E, 0x01, 0x00, 0x00,
                                  0x00, 0x00, 0x00, 0x00, 'S',  'F',  'M',  'B',  0x00};
    w.append(ByteSpan(k_tail));
    auto file = memory_source("test.bak", w.take());
    MssqlbakSource source(*file);
    EXPECT_TRUE(source.truncated());
}

TEST(Mssqlbak, EveryTruncationIsSurvived) {
    Bytes bytes = container();
    for (size_t size = 0; size < bytes.size(); ++size) {
        auto file = memory_source("test.bak", Bytes(bytes.begin(), bytes.begin() + long(size)));
        try {
            MssqlbakSource source(*file);
            EXPECT_LE(source.size(), 1024u);
            source.materialise();
        } catch (const FormatError&) {
        }
    }
}

}  // namespace
}  // namespace gantry::backup
