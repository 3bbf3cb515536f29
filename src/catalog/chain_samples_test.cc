// The sample chains: full + logs replayed gives the pages of the differential that was taken at the
// same LSN, and the rows that were there at any time asked for.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "backup/log_file.h"
#include "backup/recovery.h"
#include "base/error.h"
#include "catalog/database_image.h"
#include "catalog/sample_files.h"
#include "storage/allocation.h"
#include "storage/log/record_length.h"
#include "storage/memory_pages.h"

namespace gantry::catalog {
namespace {

using storage::PageId;
using storage::PageType;
using storage::PageView;

struct Chain {
    std::string folder;
    std::string full;
    std::string differential;
    std::vector<std::string> logs_before;  // up to the differential, and beyond
    std::vector<std::string> logs_after;

    std::vector<std::string> paths(const std::vector<std::string>& names) const {
        std::vector<std::string> out;
        for (const std::string& name : names)
            out.push_back(sample(folder + name));
        return out;
    }
};

std::vector<std::string> operator+(std::vector<std::string> a, const std::vector<std::string>& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

std::vector<Chain> chains() {
    std::vector<Chain> out;
    for (const char* folder : {"chain-2008r2-restoretimeclean/", "chain-2016-restoretimeclean/"}) {
        out.push_back({folder,
                       "RestoreTimeClean.bak",
                       "RestoreTimeClean2.bak",
                       {"RestoreTimeClean_1.trn", "RestoreTimeClean_2.trn",
                        "RestoreTimeClean_3.trn", "RestoreTimeClean2_1.trn"},
                       {"RestoreTimeClean2_2.trn", "RestoreTimeClean2_3.trn"}});
    }
    out.push_back({"chain-2008r2-checksum/",
                   "SQL2008_dbareports_FULL_20170518_041739.bak",
                   "SQL2008_dbareports_DIFF_20170518_041826.bak",
                   {"SQL2008_dbareports_LOG_20170518_041831.trn"},
                   {"SQL2008_dbareports_LOG_20170518_041837.trn"}});
    out.push_back({"chain-2008r2-full-diff-log/",
                   "test_FULL_20160629_141300.bak",
                   "test_DIFF_20160629_141600.bak",
                   {"test_LOG_20160629_141400.trn", "test_LOG_20160629_141500.trn",
                    "test_LOG_20160629_141700.trn"},
                   {"test_LOG_20160629_141800.trn", "test_LOG_20160629_142000.trn",
                    "test_LOG_20160629_142100.trn", "test_LOG_20160629_142300.trn"}});
    out.push_back({"chain-2008r2-full-diff-log/",
                   "test_FULL_20160629_142200.bak",
                   "test_DIFF_20160629_142500.bak",
                   {"test_LOG_20160629_142300.trn", "test_LOG_20160629_142400.trn",
                    "test_LOG_20160629_142600.trn"},
                   {"test_LOG_20160629_142700.trn", "test_LOG_20160629_142900.trn",
                    "test_LOG_20160629_143000.trn"}});
    return out;
}

Bytes record_bytes(PageView page, uint32_t slot) {
    ByteSpan area = page.record_area(slot);
    size_t size = storage::log::record_length(page.data(), slot);
    return Bytes(area.begin(), area.begin() + std::ptrdiff_t(std::min(size, area.size())));
}

bool is_bitmap(PageType type) {
    return type == PageType::gam || type == PageType::sgam || type == PageType::iam ||
           type == PageType::pfs || type == PageType::diff_map || type == PageType::bulk_map;
}

// Where a replayed page differs from the server's, leaving out what the log does not carry: where
// on the page a record lies, what protects the page, and leftovers.
std::string difference(PageView ours, PageView theirs) {
    if (!ours) return "not there";
    if (ours.type() != theirs.type()) return "type";
    if (ours.lsn() != theirs.lsn()) {
        return fmt::format("LSN {} {}", to_string(ours.lsn()), to_string(theirs.lsn()));
    }
    if (ours.level() != theirs.level() || ours.type_flags() != theirs.type_flags()) return "level";
    if (ours.object_id() != theirs.object_id() || ours.index_id() != theirs.index_id()) {
        return "owner";
    }
    if (ours.previous() != theirs.previous() || ours.next() != theirs.next()) return "links";
    if (ours.pminlen() != theirs.pminlen()) return "pminlen";
    if (ours.slot_count() != theirs.slot_count()) {
        return fmt::format("{} slots, {}", ours.slot_count(), theirs.slot_count());
    }
    if (ours.ghost_count() != theirs.ghost_count()) return "ghosts";
    if (is_bitmap(ours.type())) {
        bool same = std::equal(ours.data() + 0x60, ours.data() + 0x1FF6, theirs.data() + 0x60);
        return same ? "" : "bitmap";
    }
    for (uint32_t i = 0; i < ours.slot_count(); ++i) {
        if (record_bytes(ours, i) != record_bytes(theirs, i)) return fmt::format("slot {}", i);
    }
    return "";
}

struct Comparison {
    size_t equal = 0;
    size_t changed = 0;  // of the equal ones, pages that the log changed
    std::vector<std::string> different;
};

// Replays to the LSN of the differential and compares every page it holds.
Comparison compare_with_differential(const Chain& chain) {
    auto media = backup::open_media({sample(chain.folder + chain.differential)});
    auto theirs = media[0].open_pages(0, true);
    OpenOptions options;
    options.undo = false;
    options.stop_before_mark = "lsn:" + to_string(media[0].sets()[0].last_lsn);
    auto image = DatabaseImage::open(
        chain.paths({chain.full}) + chain.paths(chain.logs_before) + chain.paths(chain.logs_after),
        options);
    std::set<PageId> changed;
    for (const backup::RecoveryStep& step : image->recovery()->steps())
        changed.insert(step.changed_pages.begin(), step.changed_pages.end());
    Comparison out;
    theirs->for_each_page([&](PageId id) {
        storage::PfsReader pfs(image->pages());
        if (!pfs.is_allocated(id)) return;
        PageView page = theirs->page(id);
        if (page.header_version() == 0 || page.type() == PageType::deallocated) return;
        std::string what = difference(image->pages().page(id), page);
        if (what.empty()) {
            ++out.equal;
            out.changed += changed.contains(id);
        } else {
            out.different.push_back(
                fmt::format("{} type {}: {}", to_string(id), int(page.type()), what));
        }
    });
    return out;
}

TEST(ChainSamples, ReplayedPagesEqualTheDifferentials) {
    GANTRY_NEED_SAMPLES();
    for (const Chain& chain : chains()) {
        SCOPED_TRACE(chain.folder + chain.differential);
        Comparison result = compare_with_differential(chain);
        // The boot page keeps LSNs and times of backups, which nobody logs.
        EXPECT_EQ(result.different, std::vector<std::string>{"1:9 type 13: slot 0"});
        EXPECT_GE(result.equal, 29u);
        EXPECT_GE(result.changed, 5u);
    }
}

// The times in the one datetime2 column of table `steps`, in microseconds since 1900, ascending.
std::vector<int64_t> step_times(const DatabaseImage& image) {
    constexpr int64_t k_days_to_1900 = 693595;  // since 0001-01-01
    std::vector<int64_t> out;
    for (const Table& table : image.model().tables) {
        if (table.name != "steps") continue;
        std::vector<size_t> stored = DatabaseImage::stored_columns(table);
        for (const RowRange& range : image.split(table, 1)) {
            image.scan(table, range, [&](const RowView& row) {
                for (size_t i = 0; i < stored.size(); ++i) {
                    if (table.columns[stored[i]].type.id != types::TypeId::datetime2) continue;
                    uint64_t bits = load_le<uint64_t>(row[i].data);  // 5 bytes of time, 3 of date
                    int64_t time = int64_t(bits & 0xFFFFFFFFFF) / 10;
                    int64_t days = int64_t(bits >> 40) - k_days_to_1900;
                    out.push_back(days * 86400'000'000 + time);
                }
            });
        }
    }
    std::sort(out.begin(), out.end());
    return out;
}

storage::log::LogTime log_time(int64_t microseconds) {
    return {int32_t(microseconds / 86400'000'000),
            uint32_t(microseconds % 86400'000'000 * 300 / 1'000'000)};
}

TEST(ChainSamples, ReplayToTheEndGivesEveryRow) {
    GANTRY_NEED_SAMPLES();
    for (const Chain& chain : chains()) {
        SCOPED_TRACE(chain.folder + chain.full);
        // Whatever the order of the files, with and without the differential.
        std::vector<std::string> logs = chain.logs_after + chain.logs_before;
        auto image = DatabaseImage::open(chain.paths(logs) + chain.paths({chain.full}));
        auto shorter = DatabaseImage::open(chain.paths({chain.differential}) + chain.paths(logs) +
                                           chain.paths({chain.full}));
        EXPECT_LT(shorter->recovery()->counts().redone, image->recovery()->counts().redone);
        EXPECT_EQ(shorter->recovery()->end(), image->recovery()->end());
        ASSERT_EQ(shorter->model().tables.size(), image->model().tables.size());
        for (const Table& table : image->model().tables) {
            EXPECT_EQ(int64_t(image->count_rows(table)), table.row_count) << table.name;
        }
        for (size_t i = 0; i < image->model().tables.size(); ++i) {
            EXPECT_EQ(shorter->count_rows(shorter->model().tables[i]),
                      image->count_rows(image->model().tables[i]));
        }
        EXPECT_EQ(step_times(*shorter), step_times(*image));
        if (chain.full == "RestoreTimeClean.bak") {
            EXPECT_EQ(step_times(*image).size(), 60u);
        }
    }
}

TEST(ChainSamples, StripedChainReplays) {
    GANTRY_NEED_SAMPLES();
    std::string folder = "chain-2008r2-striped/";
    std::vector<std::string> paths;
    for (const char* name :
         {"stripe1/RestoreTimeStripe2.bak", "stripe2/RestoreTimeStripe2a.bak",
          "stripe1/RestoreTimeStripe_23.trn", "stripe2/RestoreTimeStripe_23a.trn",
          "stripe1/restoretime_21.trn", "stripe2/restoretime_21a.trn",
          "stripe1/RestoreTimeStripe_22.trn", "stripe2/RestoreTimeStripe_22a.trn"}) {
        paths.push_back(sample(folder + name));
    }
    auto image = DatabaseImage::open(paths);
    EXPECT_EQ(image->headers().size(), 4u);
    EXPECT_EQ(step_times(*image).size(), 60u);
    // Without the log in the middle there is a gap.
    paths.erase(paths.begin() + 4, paths.begin() + 6);
    try {
        DatabaseImage::open(paths);
        FAIL();
    } catch (const FormatError& error) {
        EXPECT_EQ(error.number(), 4305);
    }
}

TEST(ChainSamples, StopsBetweenTwoRows) {
    GANTRY_NEED_SAMPLES();
    for (const Chain& chain : chains()) {
        if (chain.full != "RestoreTimeClean.bak") continue;
        SCOPED_TRACE(chain.folder);
        std::vector<std::string> paths = chain.paths({chain.full, chain.differential}) +
                                         chain.paths(chain.logs_before) +
                                         chain.paths(chain.logs_after);
        std::vector<int64_t> times = step_times(*DatabaseImage::open(paths));
        ASSERT_EQ(times.size(), 60u);
        size_t stops = 0;
        for (size_t i = 0; i + 1 < times.size(); ++i) {
            OpenOptions options;
            options.stop_at = log_time((times[i] + times[i + 1]) / 2);
            std::unique_ptr<DatabaseImage> image;
            try {
                image = DatabaseImage::open(paths, options);
            } catch (const FormatError& error) {
                EXPECT_EQ(error.number(), 4335);  // before the full backup's end
                continue;
            }
            EXPECT_TRUE(image->recovery()->stop_reached());
            EXPECT_EQ(step_times(*image).size(), i + 1);
            ++stops;
        }
        EXPECT_GE(stops, 40u);
        OpenOptions late;
        late.stop_at = log_time(times.back() + 86400'000'000);
        auto image = DatabaseImage::open(paths, late);
        EXPECT_FALSE(image->recovery()->stop_reached());
        EXPECT_EQ(step_times(*image).size(), 60u);
    }
}

TEST(ChainSamples, SetsThatDoNotFitAreRefused) {
    GANTRY_NEED_SAMPLES();
    auto error_of = [](const std::vector<std::string>& names) {
        std::vector<std::string> paths;
        for (const std::string& name : names)
            paths.push_back(sample(name));
        try {
            DatabaseImage::open(paths);
        } catch (const FormatError& error) {
            return error.number();
        }
        return 0;
    };
    std::string old_chain = "chain-2008r2-restoretimeclean/";
    // The 2016 chain goes on from the 2008 R2 one, on another recovery fork.
    EXPECT_EQ(error_of({old_chain + "RestoreTimeClean.bak",
                        "chain-2016-restoretimeclean/RestoreTimeClean_1.trn"}),
              4305);
    EXPECT_EQ(error_of({old_chain + "RestoreTimeClean.bak", old_chain + "RestoreTimeClean_2.trn"}),
              4305);
    EXPECT_EQ(error_of({old_chain + "RestoreTimeClean.bak",
                        "chain-2008r2-full-diff-log/test_LOG_20160629_141400.trn"}),
              3154);
    EXPECT_EQ(error_of({"several-sets/2012-six-differentials-two-databases.bak"}), 3117);
}

TEST(ChainSamples, DataFilesWithTheirLog) {
    GANTRY_NEED_SAMPLES();
    for (const auto& [data, log] : std::vector<std::pair<std::string, std::string>>{
             {"northwnd.mdf", "northwnd.ldf"}, {"pubs.mdf", "pubs_log.ldf"}}) {
        SCOPED_TRACE(data);
        auto image = DatabaseImage::open(
            {sample("datafiles-2008/" + data), sample("datafiles-2008/" + log)});
        ASSERT_NE(image->recovery(), nullptr);
        // Both databases were shut down cleanly: their pages know all of it. The log of Northwind
        // ends before their last checkpoint and is not looked at further.
        EXPECT_EQ(image->recovery()->counts().redone, 0u);
        EXPECT_EQ(image->recovery()->counts().open_transactions, 0u);
        EXPECT_EQ(image->recovery()->counts().page_records > 20, data == "pubs.mdf");
        for (const Table& table : image->model().tables) {
            EXPECT_EQ(int64_t(image->count_rows(table)), table.row_count) << table.name;
        }
    }
    EXPECT_THROW(DatabaseImage::open(
                     {sample("datafiles-2008/pubs.mdf"), sample("datafiles-2008/northwnd.ldf")}),
                 FormatError);
}

// Pages that the log itself formats can be made from nothing: splits, index levels, LOBs, ghosts.
TEST(ChainSamples, PagesFormattedInALogFileAreTheDataFiles) {
    GANTRY_NEED_SAMPLES();
    auto source = open_file(sample("datafiles-2008/northwnd.ldf"));
    backup::LogFile file(*source);
    storage::log::LogReader reader(file.pieces());
    storage::MemoryPages nothing;
    storage::log::PageOverlay pages(nothing, storage::log::heap_page_memory(4096));
    storage::log::Replay replay(pages, "northwnd");
    replay.scan(reader, {}, {}, {});
    replay.redo(reader);
    EXPECT_GT(replay.counts().redone, 900u);
    auto image = DatabaseImage::open({sample("datafiles-2008/northwnd.mdf")});
    size_t equal = 0;
    for (PageId id : pages.changed_in_step()) {
        if (pages.is_broken(id)) {
            EXPECT_NE(pages.broken().at(id).find("the page is not there"), std::string::npos);
            continue;
        }
        EXPECT_EQ(difference(pages.page(id), image->pages().page(id)), "") << to_string(id);
        ++equal;
    }
    EXPECT_EQ(equal, 56u);
}

}  // namespace
}  // namespace gantry::catalog
