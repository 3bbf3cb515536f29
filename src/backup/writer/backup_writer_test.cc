// Checks written media with code of its own: blocks, streams, checksums, addresses, the set map.
// Rules: docs/formats/mtf.md.

#include "backup/writer/backup_writer.h"
#include "base/test_temp.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>

namespace gantry::backup {
namespace {

uint16_t u16(const std::string& s, size_t at) {
    return uint16_t(uint8_t(s[at]) | uint8_t(s[at + 1]) << 8);
}
uint32_t u32(const std::string& s, size_t at) {
    return u16(s, at) | uint32_t(u16(s, at + 2)) << 16;
}
uint64_t u64(const std::string& s, size_t at) {
    return u32(s, at) | uint64_t(u32(s, at + 4)) << 32;
}

uint16_t xor_words(const std::string& s, size_t at, size_t count) {
    uint16_t sum = 0;
    for (size_t i = 0; i < count; ++i)
        sum = uint16_t(sum ^ u16(s, at + 2 * i));
    return sum;
}

uint32_t sectors_sum(const std::string& s, size_t at, size_t size) {
    uint32_t sum = 0;
    for (size_t sector = 0; sector < size; sector += 512) {
        uint32_t x = 0;
        for (size_t i = 0; i < 512; i += 4)
            x ^= u32(s, at + sector + i);
        sum = (sum << 1 | sum >> 31) ^ x;
    }
    return sum;
}

struct Stream {
    std::string id;
    size_t data_at;
    size_t length;
    uint16_t attributes;
};
struct Block {
    std::string type;
    size_t at;
    std::vector<Stream> streams;
};

std::vector<Block> walk(const std::string& s) {
    std::vector<Block> out;
    size_t at = 0;
    while (at < s.size()) {
        Block block{s.substr(at, 4), at, {}};
        EXPECT_EQ(xor_words(s, at, 25), u16(s, at + 0x32)) << block.type;
        size_t next = at + u16(s, at + 8);
        if (block.type == "SFMB") {
            out.push_back(block);
            at = next;
            continue;
        }
        for (;;) {
            EXPECT_EQ(next % 4, 0u);
            EXPECT_EQ(xor_words(s, next, 10), u16(s, next + 0x14));
            Stream stream{s.substr(next, 4), next + 0x16, size_t(u64(s, next + 8)),
                          u16(s, next + 6)};
            block.streams.push_back(stream);
            next = (stream.data_at + stream.length + 3) / 4 * 4;
            if (stream.id == "SPAD" || next >= s.size()) break;
        }
        out.push_back(block);
        at = next;
    }
    EXPECT_EQ(at, s.size());
    return out;
}

std::string read(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
}

// Extents filled with their number.
class NumberedExtents final : public ExtentSource {
  public:
    explicit NumberedExtents(uint64_t count) : count_(count) {}
    uint64_t extent_count() const override { return count_; }
    void read(uint64_t first, std::span<uint8_t> out) const override {
        for (size_t i = 0; i < out.size(); i += 4) {
            store_le<uint32_t>(out.data() + i, uint32_t(first + i / 65536) * 2654435761u);
        }
    }

  private:
    uint64_t count_;
};

BackupSetContents contents(const ExtentSource& source) {
    BackupSetContents set;
    BackupSetHeader& h = set.header;
    h.name = "odd";
    h.database_name = "numbers";
    h.user_name = "me";
    h.machine_name = "here";
    h.database_version = 706;
    h.start = h.finish = {2024, 3, 1, 9, 30, 0};
    h.first_lsn = h.checkpoint_lsn = set.log.first_lsn();
    h.last_lsn = set.log.last_lsn();
    h.file_groups.push_back({1, "PRIMARY", 1, true, {}});
    DatabaseFile data, log;
    data.file_id = 1;
    data.logical_name = "numbers";
    log.file_id = 2;
    log.type = 'L';
    h.files = {data, log};
    set.data = {&source};
    return set;
}

std::vector<std::string> write(const std::vector<std::string>& names, uint64_t extents, int sets,
                               bool checksum) {
    NumberedExtents source(extents);
    BackupSetContents set = contents(source);
    set.checksum = checksum;
    MediaHeader label;
    label.media_name = "m";
    label.media_family_id = 77;
    std::vector<std::string> paths;
    for (const std::string& name : names)
        paths.push_back(test_directory() + name);
    BackupWriter writer(paths, label);
    for (int i = 0; i < sets; ++i)
        writer.add_set(set);
    writer.close();
    return paths;
}

TEST(BackupWriter, BlocksComeInOrder) {
    std::string s = read(write({"order.bak"}, 5, 2, false)[0]);
    std::string types;
    for (const Block& block : walk(s))
        types += block.type + " ";
    std::string set = "SSET VOLB MSCI MSDA MSTL MSTL MSTL MSTL MSLS SFMB ESET ESET SFMB ";
    EXPECT_EQ(types, "TAPE SFMB " + set + set);
}

TEST(BackupWriter, AddressesCountFromTheSet) {
    std::string s = read(write({"addresses.bak"}, 5, 2, true)[0]);
    size_t set_at = 0;
    uint32_t id = 0;
    bool in_set = false;
    for (const Block& block : walk(s)) {
        if (block.type == "SSET") {
            set_at = block.at;
            id = 0;
            in_set = true;
        }
        if (block.type == "SFMB") in_set = false;
        if (!in_set) continue;
        EXPECT_EQ((block.at - set_at) % 1024, 0u) << block.type;
        EXPECT_EQ(u64(s, block.at + 0x14), (block.at - set_at) / 1024) << block.type;
        EXPECT_EQ(u32(s, block.at + 0x24), id++) << block.type;
    }
}

TEST(BackupWriter, DataIsAlignedAndSummed) {
    std::string s = read(write({"data.bak"}, 37, 1, true)[0]);
    int sums = 0;
    for (const Block& block : walk(s)) {
        for (size_t i = 0; i < block.streams.size(); ++i) {
            const Stream& stream = block.streams[i];
            bool pages = stream.id == "MQDA" || stream.id == "MQTL";
            if (!pages || stream.length == 0) continue;
            EXPECT_EQ((stream.data_at + 2) % 512, 0u);
            EXPECT_EQ((stream.length - 2) % 65536, 0u);
            EXPECT_EQ(stream.attributes & 0x100, 0x100);
            ASSERT_EQ(block.streams[i + 1].id, "CSUM");
            EXPECT_EQ(u32(s, block.streams[i + 1].data_at),
                      sectors_sum(s, stream.data_at + 2, stream.length - 2));
            ++sums;
        }
    }
    EXPECT_EQ(sums, 2);
}

TEST(BackupWriter, StripesShareTheExtents) {
    std::vector<std::string> paths = write({"p1.bak", "p2.bak", "p3.bak"}, 100, 1, false);
    std::map<uint32_t, int> seen;
    int logs = 0;
    for (size_t i = 0; i < paths.size(); ++i) {
        std::string s = read(paths[i]);
        uint32_t last = 0;
        for (const Block& block : walk(s)) {
            for (const Stream& stream : block.streams) {
                if (stream.id == "RAID") {
                    EXPECT_EQ(u16(s, stream.data_at + 0x14), 3);
                    EXPECT_EQ(u16(s, stream.data_at + 0x18), i + 1);
                }
                logs += stream.id == "MQTL";
                if (stream.id != "MQDA") continue;
                for (size_t at = 2; at < stream.length; at += 65536) {
                    // The multiplier's inverse modulo 2^32 gives the number back.
                    uint32_t number = u32(s, stream.data_at + at) * 244002641u;
                    EXPECT_TRUE(at == 2 || number > last);
                    last = number;
                    ++seen[number];
                }
            }
        }
    }
    EXPECT_EQ(logs, 1);
    EXPECT_EQ(seen.size(), 100u);
    EXPECT_EQ(seen.rbegin()->first, 99u);
}

TEST(BackupWriter, FilemarksAndSetMapPointBack) {
    std::string s = read(write({"map.bak"}, 3, 3, false)[0]);
    std::vector<size_t> marks, sets;
    size_t first_eset = 0;
    for (const Block& block : walk(s)) {
        if (block.type == "SSET") {
            EXPECT_EQ(u64(s, block.at + 0x50), block.at);
            sets.push_back(block.at);
            EXPECT_EQ(u16(s, block.at + 0x3E), sets.size());
        }
        if (block.type == "SFMB") {
            ASSERT_EQ(u32(s, block.at + 0x38), marks.size());
            for (size_t i = 0; i < marks.size(); ++i) {
                EXPECT_EQ(u64(s, block.at + 0x48 + 8 * i), marks[marks.size() - 1 - i]);
            }
            marks.push_back(block.at);
        }
        if (block.type != "ESET") continue;
        EXPECT_EQ(u16(s, block.at + 0x4E), sets.size());
        if (block.streams.size() == 1) {
            EXPECT_EQ(u64(s, block.at + 0x3C), first_eset);
            continue;
        }
        first_eset = block.at;
        ASSERT_EQ(block.streams[1].id, "TSMP");
        size_t at = block.streams[1].data_at;
        EXPECT_EQ(u32(s, at), 77u);
        EXPECT_EQ(u16(s, at + 4), sets.size());
        at += 8;
        for (size_t set : sets) {
            EXPECT_EQ(u64(s, at + 0x0C), set);
            at += u16(s, at);
            EXPECT_EQ(s.substr(at + 2, 4), "VOLB");
            at += u16(s, at);
        }
        EXPECT_EQ(at, block.streams[1].data_at + block.streams[1].length);
    }
    EXPECT_EQ(sets.size(), 3u);
}

TEST(BackupWriter, LogBlockIsFramed) {
    std::string s = read(write({"log.bak"}, 1, 1, false)[0]);
    for (const Block& block : walk(s)) {
        for (const Stream& stream : block.streams) {
            if (stream.id != "MQTL") continue;
            size_t at = stream.data_at + 2;
            LogGeometry log;
            EXPECT_EQ(u64(s, block.at + 0x3C), log.start_at());
            EXPECT_EQ(u64(s, block.at + 0x44), log.end_at());
            EXPECT_EQ(uint8_t(s[at]), 0x58);  // parity, first and last sector
            EXPECT_EQ(u16(s, at + 2), 2);
            EXPECT_EQ(u16(s, at + 6), 512);
            uint32_t stored = u32(s, at + 0x18);
            std::string zeroed = s.substr(at, 512);
            for (int i = 0; i < 4; ++i)
                zeroed[0x18 + size_t(i)] = 0;
            EXPECT_EQ(sectors_sum(zeroed, 0, 512), stored);
            size_t used = u16(s, at + 4);
            EXPECT_EQ(uint8_t(s[at + u16(s, at + used - 2) + 0x16]), 0x96);
            EXPECT_EQ(uint8_t(s[at + u16(s, at + used - 4) + 0x16]), 0x99);
        }
    }
}

}  // namespace
}  // namespace gantry::backup
