// Media of every kind that BACKUP makes, written and read back: block sizes, compression and its
// containers, mirrors, several sets, sets of every type, what may follow or interrupt a set.

#include <gtest/gtest.h>

#include <random>

#include "backup/media_set.h"
#include "backup/writer/backup_writer.h"
#include "backup/writer/xpress_encoder.h"
#include "base/error.h"
#include "base/test_temp.h"
#include "storage/xpress_huffman.h"

namespace gantry::backup {
namespace {

using storage::k_page_size;
using storage::PageId;

// Pages that say where they are, with checksums; `noise` fills their bodies.
class TestExtents final : public ExtentSource {
  public:
    TestExtents(uint64_t count, bool noise, uint16_t file = 1, uint16_t flags = 0)
        : count_(count), noise_(noise), file_(file), flags_(flags) {}
    uint64_t extent_count() const override { return count_; }
    void read(uint64_t first, std::span<uint8_t> out) const override {
        for (size_t at = 0; at < out.size(); at += k_page_size) {
            make_page(uint32_t(first * 8 + at / k_page_size), out.data() + at);
        }
    }

  private:
    void make_page(uint32_t number, uint8_t* page) const {
        std::memset(page, 0, k_page_size);
        std::mt19937_64 random(number);
        for (size_t i = 0x60; i + 8 <= k_page_size && noise_; i += 8)
            store_le<uint64_t>(page + i, random());
        page[0] = 1;
        page[1] = 1;
        store_le<uint32_t>(page + 0x60, number * 2654435761u);
        store_le<uint16_t>(page + storage::k_page_flags_at,
                           uint16_t(storage::k_page_flag_checksum | flags_));
        storage::store_page_id(page + storage::k_page_id_at, {file_, number});
        store_le<uint32_t>(page + storage::k_page_checksum_at, storage::page_checksum(page));
    }

    uint64_t count_;
    bool noise_;
    uint16_t file_;
    uint16_t flags_;
};

struct Media {
    uint64_t extents = 40;
    bool noise = false;
    uint16_t page_flags = 0;
    size_t families = 1;
    WriterOptions options;
    std::string types = "D";  // one set for each letter
    bool checksum = false;
};

BackupSetContents contents_of(const ExtentSource& source, char type) {
    BackupSetContents set;
    BackupSetHeader& h = set.header;
    h.database_name = "media";
    h.type = type;
    h.database_version = 998;  // SQL Server 2025
    h.start = h.finish = {2025, 11, 18, 9, 30, 0};
    h.set_guid.bytes[0] = uint8_t(type);
    h.first_lsn = h.checkpoint_lsn = set.log.first_lsn();
    h.last_lsn = set.log.last_lsn();
    h.file_groups.push_back({1, "PRIMARY", 1, true, {}});
    DatabaseFile data, log;
    data.file_id = 1;
    data.file_group_id = 1;
    data.logical_name = "media";
    log.file_id = 2;
    log.type = 'L';
    h.files = {data, log};
    set.data = {&source};
    return set;
}

std::vector<std::string> write(const std::string& name, const Media& media) {
    std::vector<std::string> paths;
    for (size_t i = 0; i < media.families * media.options.mirrors; ++i)
        paths.push_back(test_directory() + name + std::to_string(i) + ".bak");
    TestExtents source(media.extents, media.noise, 1, media.page_flags);
    MediaHeader label;
    label.media_set_id.bytes[3] = uint8_t(name.size());
    label.media_family_id = 9;
    BackupWriter writer(paths, label, media.options);
    for (char type : media.types) {
        BackupSetContents set = contents_of(source, type);
        set.checksum = media.checksum;
        writer.add_set(set);
    }
    writer.close();
    return paths;
}

void expect_all_pages(MediaSet& media, size_t set, uint64_t extents) {
    auto pages = media.open_pages(set, true);
    for (uint32_t page = 0; page < extents * 8; ++page) {
        storage::PageView view = pages->page({1, page});
        ASSERT_TRUE(view) << page;
        ASSERT_EQ(load_le<uint32_t>(view.data() + 0x60), page * 2654435761u);
    }
    EXPECT_FALSE(pages->page({1, uint32_t(extents * 8)}));
}

Bytes read_whole(const std::string& path) {
    auto file = open_file(path);
    Bytes out(file->size());
    file->read_at(0, out);
    return out;
}

MediaSet media_of(Bytes bytes) {
    std::vector<MediaFile> files;
    files.push_back(open_media_file(memory_source("test.bak", std::move(bytes))));
    return std::move(group_media(std::move(files))[0]);
}

TEST(MediaVariants, EveryBlockSizeReads) {
    for (uint32_t block = 512; block <= 65536; block *= 2) {
        for (bool compressed : {false, true}) {
            SCOPED_TRACE(std::to_string(block) + (compressed ? " compressed" : ""));
            Media media;
            media.extents = 18;
            media.types = "DD";
            media.checksum = true;
            media.options.format = {block, compressed, 2};
            auto sets = open_media(write("block", media));
            ASSERT_EQ(sets[0].sets().size(), 2u);
            EXPECT_EQ(sets[0].sets()[1].database_version, 998);
            EXPECT_TRUE(sets[0].sets()[1].complete);
            expect_all_pages(sets[0], 1, 18);
            EXPECT_TRUE(sets[0].verify_stream_checksums(1));
        }
    }
}

TEST(MediaVariants, BothContainersAndStoredRecords) {
    for (uint32_t version : {1u, 2u}) {
        for (bool noise : {false, true}) {
            SCOPED_TRACE(std::to_string(version) + (noise ? " noise" : ""));
            Media media;
            media.extents = 20;
            media.noise = noise;
            media.families = 2;
            media.options.format = {4096, true, version};
            std::vector<std::string> paths = write("container", media);
            std::swap(paths[0], paths[1]);
            auto sets = open_media(paths);
            ASSERT_EQ(sets.size(), 1u);
            expect_all_pages(sets[0], 0, 20);
            const MssqlbakSource& container = *sets[0].files()[0].container;
            EXPECT_EQ(container.version(), version);
            EXPECT_EQ(container.account().skipped, 0u);
        }
    }
}

TEST(MediaVariants, EitherMirrorIsEnough) {
    Media media;
    media.families = 2;
    media.options.mirrors = 2;
    std::vector<std::string> paths = write("mirror", media);
    const std::vector<std::vector<size_t>> choices = {{0, 1}, {2, 3}, {3, 0}, {1, 2}, {0, 1, 2, 3}};
    for (const std::vector<size_t>& choice : choices) {
        std::vector<std::string> given;
        for (size_t i : choice)
            given.push_back(paths[i]);
        auto sets = open_media(given);
        ASSERT_EQ(sets.size(), 1u);
        EXPECT_EQ(sets[0].label().mirror_count, 2);
        expect_all_pages(sets[0], 0, 40);
    }
    try {
        auto sets = open_media({paths[0], paths[2]});
        sets[0].open_pages(0, true);
        FAIL();
    } catch (const FormatError& error) {
        EXPECT_EQ(error.number(), 3132);
    }
}

TEST(MediaVariants, TheWholeMirrorIsTaken) {
    Media media;
    media.options.mirrors = 2;
    std::vector<std::string> paths = write("half", media);
    Bytes cut = read_whole(paths[0]);
    cut.resize(cut.size() / 2);
    for (bool cut_first : {false, true}) {
        std::vector<MediaFile> files;
        files.push_back(open_media_file(paths[1]));
        files.push_back(open_media_file(memory_source("cut.bak", cut)));
        if (cut_first) std::swap(files[0], files[1]);
        auto sets = group_media(std::move(files));
        expect_all_pages(sets[0], 0, 40);
    }
}

TEST(MediaVariants, SetsOfEveryType) {
    Media media;
    media.types = "DIFGPQ";
    auto sets = open_media(write("types", media));
    ASSERT_EQ(sets[0].sets().size(), 6u);
    const int numbers[] = {1, 5, 4, 6, 7, 8};
    for (size_t i = 0; i < 6; ++i) {
        const BackupSetHeader& header = sets[0].sets()[i];
        EXPECT_EQ(header.backup_type(), numbers[i]);
        EXPECT_EQ((header.flags & k_flag_differential) != 0, i % 2 == 1);
        expect_all_pages(sets[0], i, 40);
    }
}

TEST(MediaVariants, WhatFollowsTheLastSet) {
    Bytes bytes = read_whole(write("trailing", {})[0]);
    Bytes padded = bytes;
    padded.resize(padded.size() + 30000);
    MediaSet zeros = media_of(padded);
    EXPECT_EQ(zeros.files()[0].contents.trailing_size, 30000u);
    EXPECT_TRUE(zeros.files()[0].contents.trailing_is_zero);
    expect_all_pages(zeros, 0, 40);
    std::fill(padded.begin() + long(bytes.size()), padded.end(), uint8_t(0xE7));
    MediaSet garbage = media_of(padded);
    EXPECT_FALSE(garbage.files()[0].contents.trailing_is_zero);
    EXPECT_TRUE(garbage.files()[0].contents.trailing_problem.empty());
    expect_all_pages(garbage, 0, 40);
}

// The start of the SSET block of set `index`.
size_t set_start(const Bytes& bytes, size_t index) {
    size_t found = 0;
    for (size_t at = 0; at + 4 < bytes.size(); at += 512) {
        if (std::memcmp(bytes.data() + at, "SSET", 4) == 0 && found++ == index) return at;
    }
    return 0;
}

TEST(MediaVariants, DamagedSetsDoNotHideOthers) {
    Media media;
    media.types = "DID";
    Bytes bytes = read_whole(write("damaged", media)[0]);
    Bytes start = bytes;
    start[set_start(bytes, 1) + 0x20] ^= 1;
    MediaSet lost = media_of(start);
    ASSERT_EQ(lost.sets().size(), 2u);
    EXPECT_FALSE(lost.files()[0].contents.trailing_problem.empty());
    expect_all_pages(lost, 0, 40);
    expect_all_pages(lost, 1, 40);
    // A backup that was killed, and others appended to the same media.
    Bytes middle = bytes;
    std::fill(middle.begin() + long(set_start(bytes, 1) + 0x3000),
              middle.begin() + long(set_start(bytes, 2)), uint8_t(0));
    MediaSet killed = media_of(middle);
    ASSERT_EQ(killed.sets().size(), 3u);
    expect_all_pages(killed, 0, 40);
    expect_all_pages(killed, 2, 40);
    EXPECT_FALSE(killed.sets()[1].complete);
    EXPECT_THROW(killed.open_pages(1, true), FormatError);
}

TEST(MediaVariants, EncryptedPagesAreRecognised) {
    Media media;
    media.page_flags = storage::k_page_flag_encrypted;
    MediaSet set = media_of(read_whole(write("tde", media)[0]));
    try {
        set.open_pages(0, true);
        FAIL();
    } catch (const FormatError& error) {
        EXPECT_EQ(error.number(), 33111);
    }
}

TEST(XpressEncoder, WhatItWritesIsRead) {
    std::mt19937_64 random(11);
    for (int round = 0; round < 60; ++round) {
        Bytes plain(1 + random() % 65536);
        if (round % 10 == 0) plain.resize(65536);
        // From noise to long runs and far repeats.
        uint64_t alphabet = uint64_t(1) << (round % 9);
        for (size_t i = 0; i < plain.size(); ++i) {
            bool repeat = i > 300 && random() % 16 < uint64_t(round % 17);
            plain[i] = repeat ? plain[i - 1 - random() % 300] : uint8_t(random() % alphabet);
        }
        if (round % 7 == 0)
            std::fill(plain.begin() + long(plain.size() / 2), plain.end(), uint8_t(0));
        Bytes packed = xpress_huffman_encode(plain);
        Bytes back(plain.size());
        ASSERT_TRUE(storage::xpress_huffman_decode(packed, back)) << round;
        ASSERT_EQ(back, plain) << round;
        // Cut input is refused or gives other bytes, and never leaves its bounds.
        packed.resize(packed.size() - 1 - random() % (packed.size() - 256));
        storage::xpress_huffman_decode(packed, back);
    }
}

}  // namespace
}  // namespace gantry::backup
