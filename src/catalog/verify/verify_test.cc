// A written backup verifies clean; damage that leaves every checksum right is found by what is
// checked between pages.

#include "catalog/verify/verify.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/test_temp.h"
#include "catalog/database_image.h"
#include "catalog/row_counts.h"
#include "catalog/verify/allocation_map.h"
#include "catalog/writer/database_writer.h"
#include "catalog/writer/writer_test_tables.h"
#include "storage/allocation.h"

namespace gantry::catalog {
namespace {

using storage::PageId;
using storage::PageType;

Bytes read_whole(const std::string& path) {
    auto file = open_file(path);
    Bytes out(file->size());
    file->read_at(0, out);
    return out;
}

const Bytes& written_backup() {
    static const Bytes bytes = [] {
        Database database = sample_database();
        RowSources rows;
        add_sample_rows(database, rows);
        DatabaseWriterOptions options;
        options.directory = test_directory();
        WrittenDatabase written(database, rows, options);
        BackupOptions backup;
        backup.paths = {test_directory() + "verify_test.bak"};
        backup.checksum = false;
        write_backup(written, backup);
        return read_whole(backup.paths[0]);
    }();
    return bytes;
}

VerifyReport verify(const Bytes& bytes) {
    std::vector<backup::MediaFile> files;
    files.push_back(backup::open_media_file(memory_source("test.bak", bytes)));
    auto media = backup::group_media(std::move(files));
    return verify_set(media, 0, 0, {}, {});
}

std::string text_of(const VerifyReport& report) {
    std::string out;
    for (const Finding& f : report.findings) {
        if (f.severity == Severity::note) continue;
        out += std::string(to_string(f.kind)) + " " + storage::to_string(f.page) + ": " + f.what +
               "\n";
    }
    return out;
}

// The bytes of a page inside the backup.
uint8_t* page_of(Bytes& bytes, PageId id) {
    for (size_t at = 0; at + storage::k_page_size <= bytes.size(); at += 512) {
        uint8_t* p = bytes.data() + at;
        if (p[0] == 1 && p[1] != 0 && p[1] < 20 && storage::PageView(p).id() == id &&
            storage::check_page(p) == storage::PageCheck::good) {
            return p;
        }
    }
    throw Error("no page " + storage::to_string(id));
}

// The first page that `wanted` likes.
template <typename Wanted>
PageId find_page(Bytes& bytes, Wanted&& wanted) {
    for (size_t at = 0; at + storage::k_page_size <= bytes.size(); at += 512) {
        storage::PageView page(bytes.data() + at);
        if (page.header_version() != 1 ||
            storage::check_page(page.data()) != storage::PageCheck::good) {
            continue;
        }
        if (wanted(page)) return page.id();
    }
    throw Error("no such page");
}

void set_checksum(uint8_t* page) {
    store_le<uint32_t>(page + storage::k_page_checksum_at, storage::page_checksum(page));
}

// Findings after `change` of one page whose checksum is made right again.
template <typename Change>
std::string after(PageId id, Change&& change) {
    Bytes bytes = written_backup();
    uint8_t* page = page_of(bytes, id);
    change(page);
    set_checksum(page);
    VerifyReport report = verify(bytes);
    EXPECT_GT(report.errors, 0u);
    EXPECT_EQ(report.pages.damaged, 0u);
    return text_of(report);
}

bool is_user_leaf(storage::PageView page) {
    return page.type() == PageType::data && page.level() == 0 && page.slot_count() > 2 &&
           !page.next().is_null() && !page.previous().is_null() && page.index_id() >= 256;
}

TEST(Verify, WhatWeWriteIsClean) {
    VerifyReport report = verify(written_backup());
    EXPECT_EQ(text_of(report), "");
    EXPECT_TRUE(report.clean());
    EXPECT_TRUE(report.structure_checked);
    EXPECT_GT(report.counts.rows, 30000u);
    EXPECT_GT(report.pages.checksum, 100u);
    EXPECT_EQ(report.pages.damaged, 0u);
}

// Changes sysrowsets.rcrows of a table that has rows; the table's object id.
int32_t set_catalog_count(Bytes& bytes, int64_t count) {
    constexpr uint32_t k_sysrowsets = 5, k_object_at = 24, k_idmajor_at = 13, k_idminor_at = 17,
                       k_rcrows_at = 31;
    int32_t object = 0;
    PageId id = find_page(bytes, [&](storage::PageView page) {
        return page.type() == PageType::data && page.level() == 0 &&
               load_le<uint32_t>(page.data() + k_object_at) == k_sysrowsets;
    });
    uint8_t* page = page_of(bytes, id);
    storage::PageView view(page);
    for (uint16_t slot = 0; slot < view.slot_count() && object == 0; ++slot) {
        uint8_t* record = page + load_le<uint16_t>(page + storage::k_page_size - 2 * (slot + 1u));
        bool is_users = load_le<int32_t>(record + k_idmajor_at) > 100 &&
                        load_le<int32_t>(record + k_idminor_at) <= 1;
        if (!is_users || load_le<int64_t>(record + k_rcrows_at) == 0) continue;
        object = load_le<int32_t>(record + k_idmajor_at);
        store_le<int64_t>(record + k_rcrows_at, count);
    }
    set_checksum(page);
    return object;
}

TEST(Verify, ANegativeCountOfTheCatalogIsANote) {
    Bytes bytes = written_backup();
    int32_t object = set_catalog_count(bytes, -5);
    ASSERT_NE(object, 0);
    VerifyReport report = verify(bytes);
    EXPECT_EQ(report.errors, 0u) << text_of(report);
    bool noted = false;
    for (const Finding& finding : report.findings)
        noted = noted || finding.what.find("the catalog counts -5") != std::string::npos;
    EXPECT_TRUE(noted);
    std::vector<std::unique_ptr<ByteSource>> sources;
    sources.push_back(memory_source("test.bak", bytes));
    auto image = DatabaseImage::open(std::move(sources));
    for (const Table& table : image->model().tables) {
        if (table.object_id != object) continue;
        EXPECT_FALSE(is_row_count_known(table));
        EXPECT_GT(image->count_rows(table), 0u);
    }
}

TEST(Verify, AWrongCountOfTheCatalogIsAnErrorUnlessSqlServer2000MadeIt) {
    Bytes bytes = written_backup();
    ASSERT_NE(set_catalog_count(bytes, 123456), 0);
    EXPECT_GT(verify(bytes).errors, 0u);
    constexpr PageId k_boot{1, 9};
    constexpr size_t k_created_version_at = 0x60 + 6;
    uint8_t* boot = page_of(bytes, k_boot);
    ASSERT_EQ(load_le<uint16_t>(boot + k_created_version_at), 706);
    store_le<uint16_t>(boot + k_created_version_at, 539);
    set_checksum(boot);
    VerifyReport report = verify(bytes);
    EXPECT_EQ(report.errors, 0u) << text_of(report);
}

TEST(Verify, MapPagesOfLaterIntervals) {
    constexpr uint32_t k_interval = storage::k_pages_per_gam;
    // Where the cycles of PFS and GAM meet, after 4 TB, PFS has the first page.
    constexpr uint32_t k_meeting = 516855552;
    for (uint32_t page : {k_interval, k_interval + 1, k_interval + 6, k_interval + 7, k_meeting,
                          k_meeting + 1, k_meeting + 2}) {
        EXPECT_TRUE(AllocationMap::is_system_page({1, page})) << page;
    }
    EXPECT_FALSE(AllocationMap::is_system_page({1, k_interval + 2}));
    EXPECT_FALSE(AllocationMap::is_system_page({1, k_meeting + 3}));
}

TEST(Verify, BrokenChainsAreFound) {
    Bytes bytes = written_backup();
    PageId leaf = find_page(bytes, is_user_leaf);
    std::string found = after(leaf, [](uint8_t* p) { p[storage::k_page_next_at] ^= 3; });
    EXPECT_NE(found.find("linkage"), std::string::npos) << found;
    EXPECT_NE(found.find("points on to"), std::string::npos) << found;
}

TEST(Verify, BrokenRecordsAreFound) {
    Bytes bytes = written_backup();
    PageId leaf = find_page(bytes, is_user_leaf);
    std::string overlap = after(leaf, [](uint8_t* p) {
        uint8_t* slots = p + storage::k_page_size;
        auto first = load_le<uint16_t>(slots - 2);
        store_le<uint16_t>(slots - 4, uint16_t(first + 2));
    });
    EXPECT_NE(overlap.find("record"), std::string::npos) << overlap;
    std::string length = after(leaf, [](uint8_t* p) {
        auto first = load_le<uint16_t>(p + storage::k_page_size - 2);
        store_le<uint16_t>(p + first + 2, 9000);
    });
    EXPECT_NE(length.find("does not fit"), std::string::npos) << length;
}

TEST(Verify, LostPagesAreFound) {
    Bytes bytes = written_backup();
    PageId leaf = find_page(bytes, is_user_leaf);
    // Without its PFS bit the page's rows are gone, with every checksum right.
    std::string found = after(storage::pfs_page_of(leaf), [&](uint8_t* p) {
        p[storage::k_pfs_bytes_at + leaf.page % storage::k_pages_per_pfs] &= 0xBF;
    });
    EXPECT_NE(found.find("count"), std::string::npos) << found;
}

TEST(Verify, PagesOfTwoOwnersAreFound) {
    Bytes bytes = written_backup();
    PageId leaf = find_page(bytes, is_user_leaf);
    // Some table's map claims the leaf's extent too.
    PageId iam = find_page(bytes, [&](storage::PageView page) {
        if (page.type() != PageType::iam || page.record_area(1).empty()) return false;
        uint32_t bit = leaf.page / 8;
        return (page.record_area(1)[4 + bit / 8] >> (bit % 8) & 1) == 0;
    });
    std::string found = after(iam, [&](uint8_t* p) {
        uint32_t bit = leaf.page / 8;
        auto at = load_le<uint16_t>(p + storage::k_page_size - 4);
        p[at + 4 + bit / 8] |= uint8_t(1u << (bit % 8));
    });
    EXPECT_NE(found.find("belongs to"), std::string::npos) << found;
}

TEST(Verify, DamagedLogIsFound) {
    Bytes bytes = written_backup();
    backup::MediaFile file = backup::open_media_file(memory_source("test.bak", bytes));
    VerifyReport clean = verify(bytes);
    EXPECT_EQ(clean.log.blocks, 1u);
    EXPECT_EQ(clean.log.records, 2u);
    for (const backup::LogExtent& log : file.contents.sets[0].logs) {
        if (log.data.length < 600) continue;
        bytes[log.data.at + 2 + 0x40] ^= 1;
    }
    std::string found = text_of(verify(bytes));
    EXPECT_NE(found.find("checksum of the log block"), std::string::npos) << found;
}

TEST(Verify, LongValuesThatCannotBeReadAreFound) {
    Bytes bytes = written_backup();
    PageId lob = find_page(bytes, [](storage::PageView page) {
        return page.type() == PageType::text_mix && page.slot_count() > 0;
    });
    std::string found = after(lob, [](uint8_t* p) {
        auto first = load_le<uint16_t>(p + storage::k_page_size - 2);
        store_le<uint16_t>(p + first + 0x0C, 77);  // the record's kind
    });
    EXPECT_NE(found.find("LOB"), std::string::npos) << found;
}

}  // namespace
}  // namespace gantry::catalog
