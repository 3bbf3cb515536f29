// Hostile bytes: real backups cut short and with flipped bits must end in an Error or in rows,
// never in a crash, a hang or memory without bound.

#include <gtest/gtest.h>

#include <random>

#include "base/byte_source.h"
#include "base/error.h"
#include "catalog/database_image.h"
#include "catalog/sample_files.h"

namespace gantry::catalog {
namespace {

Bytes read_whole(const std::string& path) {
    auto file = open_file(path);
    Bytes out(file->size());
    file->read_at(0, out);
    return out;
}

// Opens and decodes whatever can be; true when nothing was thrown.
bool read_everything(Bytes bytes, bool verify) {
    OpenOptions options;
    options.verify_checksums = verify;
    std::vector<std::unique_ptr<ByteSource>> sources;
    sources.push_back(memory_source("hostile", std::move(bytes)));
    bool whole = true;
    try {
        auto image = DatabaseImage::open(std::move(sources), options);
        for (const Table& table : image->model().tables) {
            try {
                image->count_rows(table);
            } catch (const Error&) {
                whole = false;
            }
        }
    } catch (const Error&) {
        return false;
    }
    return whole;
}

const char* k_files[] = {"full/2005-roundhouse.bak", "full/2016-tutorialdb-compressed.bak",
                         "datafiles-2008/pubs.mdf", "full/2008r2-media-password.bak"};

TEST(Robustness, TruncatedFilesAreRefused) {
    GANTRY_NEED_SAMPLES();
    for (const char* name : k_files) {
        Bytes bytes = read_whole(sample(name));
        ASSERT_TRUE(read_everything(bytes, true)) << name;
        std::mt19937_64 random(7);
        for (int i = 0; i < 25; ++i) {
            size_t size = i < 5 ? size_t(i) * 400 : random() % bytes.size();
            Bytes cut(bytes.begin(), bytes.begin() + long(size));
            // A data file cut behind its last used page is still whole.
            bool whole = read_everything(std::move(cut), true);
            if (!std::string_view(name).ends_with(".bak")) continue;
            EXPECT_FALSE(whole) << name << " " << size;
        }
    }
}

TEST(Robustness, NoTruncatedBackupOpens) {
    GANTRY_NEED_SAMPLES();
    for (const char* name :
         {"full/2008-northwind.bak", "full/2005-roundhouse.bak", "full/2019-three-filegroups.bak",
          "full/2016-tutorialdb-compressed.bak", "full/2022-library-compressed.bak"}) {
        Bytes bytes = read_whole(sample(name));
        std::vector<size_t> cuts = {1, 2, 511, 512, 513, 1024, 2048, 4096, 8192, 65536};
        for (size_t i = 1; i < 48; ++i)
            cuts.push_back(bytes.size() * i / 48);
        if (bytes.size() > 600000) cuts.push_back(600000);
        for (size_t cut : cuts) {
            std::vector<std::unique_ptr<ByteSource>> sources;
            sources.push_back(
                memory_source("cut.bak", Bytes(bytes.begin(), bytes.end() - long(cut))));
            try {
                DatabaseImage::open(std::move(sources));
                ADD_FAILURE() << name << " opens without its last " << cut << " bytes";
            } catch (const FormatError& error) {
                EXPECT_TRUE(error.number() == 3203 || error.number() == 3256 ||
                            error.number() == 3241)
                    << name << " " << cut << ": " << error.what();
            }
        }
    }
}

TEST(Robustness, FlippedBitsNeverCrash) {
    GANTRY_NEED_SAMPLES();
    for (const char* name : k_files) {
        Bytes original = read_whole(sample(name));
        for (uint64_t seed = 1; seed <= 12; ++seed) {
            std::mt19937_64 random(seed);
            Bytes bytes = original;
            // Few flips reach deep; many break headers.
            size_t flips = size_t(1) << (seed % 12);
            for (size_t i = 0; i < flips; ++i) {
                bytes[random() % bytes.size()] ^= uint8_t(1u << random() % 8);
            }
            read_everything(std::move(bytes), false);
        }
    }
}

TEST(Robustness, FlippedBytesOfPageHeadersNeverCrash) {
    GANTRY_NEED_SAMPLES();
    Bytes original = read_whole(sample("datafiles-2008/pubs.mdf"));
    for (uint64_t seed = 1; seed <= 30; ++seed) {
        std::mt19937_64 random(seed);
        Bytes bytes = original;
        // Headers and slot arrays: where offsets and counts are.
        for (int i = 0; i < 40; ++i) {
            size_t page = 8 + random() % (bytes.size() / 8192 - 8);
            size_t at = random() % 2 == 0 ? random() % 0x120 : 8191 - random() % 64;
            bytes[page * 8192 + at] = uint8_t(random());
        }
        read_everything(std::move(bytes), false);
    }
}

}  // namespace
}  // namespace gantry::catalog
