// Every sample backup through the whole reader: opens or is refused with SQL Server's number, and
// every table's decoded rows are as many as the catalog counted.

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <thread>

#include "backup/media_set.h"
#include "base/error.h"
#include "catalog/database_image.h"
#include "catalog/sample_files.h"
#include "types/convert.h"
#include "types/pg_binary.h"

namespace gantry::catalog {
namespace {

using Counts = std::map<std::string, uint64_t>;

// Decodes every table; fails where the count is not the catalog's.
Counts check_all_tables(const DatabaseImage& image) {
    Counts out;
    for (const Table& table : image.model().tables) {
        uint64_t rows = image.count_rows(table);
        EXPECT_EQ(int64_t(rows), table.row_count) << image.model().name << " " << table.name;
        out[table.name] = rows;
    }
    return out;
}

Counts check_file(const std::string& name) {
    auto image = DatabaseImage::open({sample(name)});
    return check_all_tables(*image);
}

int error_number(const std::vector<std::string>& paths) {
    try {
        DatabaseImage::open(paths);
    } catch (const FormatError& error) {
        return error.number();
    }
    return 0;
}

const Table& table_named(const Database& db, const std::string& name) {
    for (const Table& table : db.tables) {
        if (table.name == name) return table;
    }
    throw Error("no table " + name);
}

void expect_northwind(const Counts& counts) {
    EXPECT_EQ(counts.at("Customers"), 91u);
    EXPECT_EQ(counts.at("Orders"), 830u);
    EXPECT_EQ(counts.at("Order Details"), 2155u);
    EXPECT_EQ(counts.at("Products"), 77u);
    EXPECT_EQ(counts.at("Employees"), 9u);
}

int64_t freight_total(const std::string& name) {
    auto image = DatabaseImage::open({sample(name)});
    const Table& orders = table_named(image->model(), "Orders");
    size_t freight = 0;
    std::vector<size_t> stored = DatabaseImage::stored_columns(orders);
    for (size_t i = 0; i < stored.size(); ++i) {
        if (orders.columns[stored[i]].name == "Freight") freight = i;
    }
    int64_t total = 0;
    for (const RowRange& range : image->split(orders, 3)) {
        image->scan(orders, range, [&](const RowView& row) {
            if (!row[freight].null) total += load_le<int64_t>(row[freight].data);
        });
    }
    return total;
}

TEST(Samples, EveryFullBackupDecodesToTheCatalogsCounts) {
    GANTRY_NEED_SAMPLES();
    for (const auto& entry : std::filesystem::directory_iterator(sample("full"))) {
        SCOPED_TRACE(entry.path().string());
        auto image = DatabaseImage::open({entry.path().string()});
        check_all_tables(*image);
        EXPECT_EQ(image->headers().size(), 1u);
    }
    check_file("instance/2016-master.bak");
    check_file("datafiles-2008/ReportServer.mdf");
}

TEST(Samples, NorthwindIsWholeInEveryVersion) {
    GANTRY_NEED_SAMPLES();
    for (const char* name :
         {"full/2005-northwind.bak", "full/2008-northwind.bak",
          "full/2016-northwind-compressed-rowcompression.bak", "datafiles-2008/northwnd.mdf"}) {
        SCOPED_TRACE(name);
        expect_northwind(check_file(name));
        EXPECT_EQ(freight_total(name), 649426900);
    }
    Counts nearly_empty = check_file("full/2014-northwind.bak");
    EXPECT_EQ(nearly_empty.at("Suppliers"), 2u);
}

TEST(Samples, PubsHasItsRows) {
    GANTRY_NEED_SAMPLES();
    Counts backup = check_file("full/2012-pubs.bak");
    EXPECT_EQ(backup.at("authors"), 26u);
    EXPECT_EQ(backup.at("titles"), 19u);
    EXPECT_EQ(backup.at("sales"), 23u);
    Counts file = check_file("datafiles-2008/pubs.mdf");
    EXPECT_EQ(file.at("authors"), 23u);
    EXPECT_EQ(file.at("titles"), 18u);
    EXPECT_EQ(file.at("sales"), 21u);
}

TEST(Samples, StripesAreFoundInAnyOrder) {
    GANTRY_NEED_SAMPLES();
    std::string folder = "stripes-2008r2-full-and-differential/";
    std::vector<std::string> full;
    for (int i : {3, 1, 2}) {
        full.push_back(sample(folder + "multiFilesBackup" + std::to_string(i) + ".bak"));
    }
    auto image = DatabaseImage::open(full);
    check_all_tables(*image);
    EXPECT_EQ(image->model().name, "CakeRestoreTest");

    std::vector<std::string> with_differential = full;
    for (int i : {2, 3, 1}) {
        with_differential.push_back(
            sample(folder + "differentialMultiFilesBackup" + std::to_string(i) + ".bak"));
    }
    auto later = DatabaseImage::open(with_differential);
    Counts counts = check_all_tables(*later);
    EXPECT_EQ(later->headers().size(), 2u);
    EXPECT_EQ(later->model().tables.size(), 1u);
}

TEST(Samples, MissingStripesAreNamed) {
    GANTRY_NEED_SAMPLES();
    EXPECT_EQ(error_number({sample("incomplete/2014-northwind-stripe-1-of-2.bak")}), 3132);
    std::string stripe = sample("stripes-2008r2-full-and-differential/multiFilesBackup2.bak");
    try {
        DatabaseImage::open({stripe});
        FAIL();
    } catch (const FormatError& error) {
        EXPECT_EQ(error.number(), 3132);
        EXPECT_STREQ(error.what(),
                     "The media set has 3 media families but only 1 are provided. "
                     "All members must be provided.");
    }
    EXPECT_EQ(error_number({stripe, stripe}), 3227);
}

TEST(Samples, DifferentialsFitTheirFullBackup) {
    GANTRY_NEED_SAMPLES();
    const std::vector<std::pair<std::string, std::string>> pairs = {
        {"chain-2008r2-checksum/SQL2008_dbareports_FULL_20170518_041739.bak",
         "chain-2008r2-checksum/SQL2008_dbareports_DIFF_20170518_041826.bak"},
        {"chain-2008r2-full-diff-log/test_FULL_20160629_141300.bak",
         "chain-2008r2-full-diff-log/test_DIFF_20160629_141900.bak"},
        {"chain-2008r2-restoretimeclean/RestoreTimeClean.bak",
         "chain-2008r2-restoretimeclean/RestoreTimeClean2.bak"},
        {"chain-2016-restoretimeclean/RestoreTimeClean.bak",
         "chain-2016-restoretimeclean/RestoreTimeClean2.bak"},
    };
    for (const auto& [full, differential] : pairs) {
        SCOPED_TRACE(differential);
        check_all_tables(*DatabaseImage::open({sample(full)}));
        check_all_tables(*DatabaseImage::open({sample(differential), sample(full)}));
        EXPECT_EQ(error_number({sample(differential)}), 3117);
    }
    EXPECT_EQ(error_number({sample("chain-2008r2-full-diff-log/test_FULL_20160629_141300.bak"),
                            sample("chain-2008r2-full-diff-log/test_DIFF_20160629_142800.bak")}),
              3136);
    EXPECT_EQ(error_number({sample("chain-2008r2-full-diff-log/test_LOG_20160629_141400.trn")}),
              3117);
}

TEST(Samples, SeveralSetsInOneFileAreListed) {
    GANTRY_NEED_SAMPLES();
    std::string path = sample("several-sets/2012-six-differentials-two-databases.bak");
    auto media = backup::open_media({path});
    ASSERT_EQ(media.size(), 1u);
    ASSERT_EQ(media[0].sets().size(), 6u);
    for (size_t i = 0; i < 6; ++i) {
        EXPECT_EQ(media[0].sets()[i].position, i + 1);
        EXPECT_EQ(media[0].sets()[i].backup_type(), 5);
        EXPECT_TRUE(media[0].sets()[i].complete);
    }
    EXPECT_EQ(media[0].sets()[2].database_name, "DB_QLBH1");
    EXPECT_THROW(media[0].set_index(7), FormatError);
}

TEST(Samples, WhatIsNoBackupIsRefused) {
    GANTRY_NEED_SAMPLES();
    EXPECT_EQ(error_number({sample("negative/lfs-pointer.mdf")}), 3241);
    EXPECT_EQ(error_number({sample("negative/litespeed.bak")}), 3241);
    EXPECT_EQ(error_number({sample("INVENTORY.tsv")}), 3241);
    EXPECT_EQ(error_number({sample("datafiles-2008/pubs_log.ldf")}), 3241);
    EXPECT_EQ(error_number({sample("full/no-such-file.bak")}), 3201);
}

TEST(Samples, PageAndStreamChecksumsHold) {
    GANTRY_NEED_SAMPLES();
    auto media = backup::open_media(
        {sample("chain-2008r2-checksum/SQL2008_dbareports_FULL_20170518_041739.bak")});
    EXPECT_TRUE(media[0].verify_stream_checksums(0));
    auto log = backup::open_media(
        {sample("chain-2008r2-checksum/SQL2008_dbareports_LOG_20170518_041831.trn")});
    EXPECT_TRUE(log[0].verify_stream_checksums(0));
}

TEST(Samples, RangesAreScannedByManyThreads) {
    GANTRY_NEED_SAMPLES();
    // Torn-page bits to be put back, and a compressed file.
    for (const char* name : {"full/2005-northwind.bak", "full/2016-tsqlv4-compressed.bak"}) {
        auto image = DatabaseImage::open({sample(name)});
        std::atomic<uint64_t> rows{0};
        uint64_t expected = 0;
        std::vector<std::jthread> workers;
        for (const Table& table : image->model().tables) {
            expected += uint64_t(table.row_count);
            std::vector<RowRange> ranges = image->split(table, 4);
            EXPECT_LE(ranges.size(), 4u);
            for (RowRange& range : ranges) {
                workers.emplace_back([&image, &table, &rows, range = std::move(range)] {
                    rows += image->scan(table, range, [](const RowView&) {});
                });
            }
        }
        workers.clear();
        EXPECT_EQ(rows.load(), expected);
    }
}

TEST(Samples, EverySetVerifies) {
    GANTRY_NEED_SAMPLES();
    for (const char* name :
         {"full/2005-northwind.bak", "full/2019-three-filegroups.bak",
          "full/2022-library-compressed.bak", "chain-2016-restoretimeclean/RestoreTimeClean2.bak",
          "chain-2016-restoretimeclean/RestoreTimeClean_1.trn",
          "several-sets/2012-six-differentials-two-databases.bak"}) {
        SCOPED_TRACE(name);
        auto media = backup::open_media({sample(name)});
        for (size_t set = 0; set < media[0].sets().size(); ++set) {
            uint64_t pages = media[0].verify(set);
            EXPECT_EQ(pages > 0, media[0].sets()[set].type != 'L');
        }
    }
}

TEST(Samples, LogBackupsAreListed) {
    GANTRY_NEED_SAMPLES();
    size_t logs = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(samples_directory())) {
        if (entry.path().extension() != ".trn") continue;
        SCOPED_TRACE(entry.path().string());
        auto media = backup::open_media({entry.path().string()});
        ASSERT_EQ(media[0].sets().size(), 1u);
        EXPECT_EQ(media[0].sets()[0].type, 'L');
        EXPECT_TRUE(media[0].sets()[0].complete);
        ++logs;
    }
    EXPECT_EQ(logs, 38u);
}

}  // namespace
}  // namespace gantry::catalog
