// Chains of backups written here: recovery of open transactions, points in time, marks, forks and
// gaps, through DatabaseImage.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "catalog/growing_table_test.h"
#include "catalog/open_backups.h"

namespace gantry::catalog {
namespace {

class ChainTest : public GrowingTableTest {
  protected:
    TransactionId begin(uint32_t minute, const std::string& name = "user_transaction") {
        return server->transactions().begin(name, at(minute));
    }
    void insert(TransactionId t, int32_t value) {
        insert_into(page, t, value);
    }
    void add(int32_t value, uint32_t minute, const std::string& name = "user_transaction") {
        TransactionId t = begin(minute, name);
        insert(t, value);
        server->transactions().commit(t, at(minute));
    }

    Values read(const std::vector<std::string>& names, const OpenOptions& options = {}) {
        Values out = values_of(names, options);
        // A server writes its counts before a differential; the writer here does not.
        if (std::find(names.begin(), names.end(), "diff") == names.end()) {
            EXPECT_EQ(int64_t(out.size()), image->model().tables.at(0).row_count);
        }
        return out;
    }
};

TEST_F(ChainTest, AFuzzyFullBackupIsAsOfItsEnd) {
    TransactionId open = begin(1);
    insert(open, 100);
    server->copy_pages();  // row 100 is in the pages, what follows is not
    add(4, 2);
    uint8_t changed[4] = {50, 0, 0, 0};
    TransactionId update = begin(3);
    server->transactions().modify(update, page, 0, 4, 4, changed, Context::heap);
    server->transactions().commit(update, at(3));
    server->transactions().remove(open, page, 1, Context::heap, rowset);
    server->write_full(path("full"), clock_at(1), clock_at(5));
    EXPECT_EQ(read({"full"}), (Values{50, 2, 3, 4}));
    EXPECT_EQ(image->recovery()->counts().open_transactions, 1u);
    EXPECT_EQ(image->recovery()->counts().undone, 2u);
    OpenOptions raw;
    raw.undo = false;
    auto dirty = DatabaseImage::open(paths({"full"}), raw);
    EXPECT_EQ(dirty->count_rows(dirty->model().tables[0]), 4u);  // 50, 3, 100, 4
}

TEST_F(ChainTest, LogsGoOnFromFullAndDifferential) {
    server->write_full(path("full"), clock_at(1), clock_at(2));
    add(4, 3);
    server->write_log(path("log1"), clock_at(4), clock_at(4));
    add(5, 5);
    server->write_differential(path("diff"), clock_at(6), clock_at(7));
    add(6, 8);
    TransactionId open = begin(9);
    insert(open, 100);
    server->write_log(path("log2"), clock_at(10), clock_at(10));
    insert(open, 101);
    server->transactions().commit(open, at(11));
    add(7, 12);
    server->write_log(path("log3"), clock_at(13), clock_at(13));

    EXPECT_EQ(read({"full"}), (Values{1, 2, 3}));
    EXPECT_EQ(read({"log1", "full"}), (Values{1, 2, 3, 4}));
    EXPECT_EQ(read({"diff", "full"}), (Values{1, 2, 3, 4, 5}));
    // The open transaction ends in the third log.
    EXPECT_EQ(read({"log2", "log1", "full"}), (Values{1, 2, 3, 4, 5, 6}));
    Values all = {1, 2, 3, 4, 5, 6, 100, 101, 7};
    EXPECT_EQ(read({"log3", "log2", "log1", "full"}), all);
    EXPECT_EQ(read({"full", "diff", "log2", "log3"}), all);
    EXPECT_EQ(image->headers().size(), 4u);
    EXPECT_EQ(image->recovery()->steps().at(3).changed_pages, std::vector<storage::PageId>{page});
    EXPECT_EQ(error_of({"full", "log1", "log3"}), 4305);
    EXPECT_EQ(error_of({"log1", "log2"}), 3117);
}

TEST_F(ChainTest, StopsAtTimesAndMarks) {
    server->write_full(path("full"), clock_at(1), clock_at(2));
    add(4, 3);
    add(5, 5, "release");
    add(6, 7);
    server->write_log(path("log1"), clock_at(8), clock_at(8));
    add(7, 9);
    server->write_log(path("log2"), clock_at(10), clock_at(10));
    std::vector<std::string> all = {"full", "log1", "log2"};

    auto until = [&](LogTime time) {
        OpenOptions options;
        options.stop_at = time;
        return read(all, options);
    };
    EXPECT_EQ(until(at(4)), (Values{1, 2, 3, 4}));
    EXPECT_EQ(until(at(5)), (Values{1, 2, 3, 4, 5}));
    EXPECT_EQ(until(at(8)), (Values{1, 2, 3, 4, 5, 6}));
    EXPECT_TRUE(image->recovery()->stop_reached());
    EXPECT_EQ(until(at(59)), (Values{1, 2, 3, 4, 5, 6, 7}));
    EXPECT_FALSE(image->recovery()->stop_reached());
    OpenOptions options;
    options.stop_at = at(1);
    EXPECT_EQ(error_of(all, options), 4335);

    options = {};
    options.stop_at_mark = "release";
    EXPECT_EQ(read(all, options), (Values{1, 2, 3, 4, 5}));
    // A differential behind the mark is of no use for it.
    server->write_differential(path("diff"), clock_at(11), clock_at(12));
    EXPECT_EQ(read({"full", "log1", "log2", "diff"}, options), (Values{1, 2, 3, 4, 5}));
    EXPECT_EQ(read({"full", "log1", "log2", "diff"}), (Values{1, 2, 3, 4, 5, 6, 7}));
    options = {};
    options.stop_before_mark = "release";
    EXPECT_EQ(read(all, options), (Values{1, 2, 3, 4}));
    options.mark_after = at(6);
    EXPECT_EQ(error_of(all, options), 4329);
    options = {};
    options.stop_at_mark = "no such mark";
    EXPECT_EQ(error_of(all, options), 4329);
}

TEST_F(ChainTest, DataFilesThatWereNotShutDownAreRecoveredFromTheirLog) {
    TransactionId open = begin(1);
    insert(open, 100);
    server->write_data_file(path("data"));  // with a row that will never be committed
    add(4, 2);
    server->write_log_file(path("log"));
    EXPECT_EQ(read({"data", "log"}), (Values{1, 2, 3, 4}));
    EXPECT_EQ(image->recovery()->counts().open_transactions, 1u);
    EXPECT_EQ(image->recovery()->counts().redone, 1u);
    // As the data file lies there.
    auto alone = DatabaseImage::open(paths({"data"}));
    EXPECT_EQ(alone->count_rows(alone->model().tables[0]), 4u);
}

TEST_F(ChainTest, AnotherRecoveryPathIsRefused) {
    server->write_full(path("full"), clock_at(1), clock_at(2));
    add(4, 3);
    server->write_log(path("log1"), clock_at(4), clock_at(4));
    server->fork();
    add(5, 5);
    server->write_log(path("log2"), clock_at(6), clock_at(6));
    server->fork();
    server->fork();
    add(6, 7);
    server->write_log(path("log3"), clock_at(8), clock_at(8));
    // The second log says where it left the fork of the first: it follows. The third does not.
    EXPECT_EQ(read({"full", "log1", "log2"}), (Values{1, 2, 3, 4, 5}));
    EXPECT_EQ(error_of({"full", "log1", "log2", "log3"}), 4330);
}

TEST_F(ChainTest, DamagedLogIsAnError) {
    server->copy_pages();
    for (int32_t i = 4; i < 40; ++i)
        add(i, 3);
    server->write_full(path("full"), clock_at(1), clock_at(5));
    EXPECT_EQ(read({"full"}).size(), 39u);
    auto file = open_file(path("full"));
    Bytes bytes(file->size());
    file->read_at(0, bytes);
    // Every block starts a sector with its LSN; break one in the middle of the log.
    size_t hits = 0;
    for (size_t sector = 0; sector + 512 <= bytes.size(); sector += 512) {
        const uint8_t* p = bytes.data() + sector;
        if ((p[0] & 0x58) != 0x58 || load_le<uint32_t>(p + 0x0C) != 30) continue;
        if (++hits == 10) bytes[sector + 0x70] ^= 1;
    }
    ASSERT_GE(hits, 30u);
    std::vector<std::unique_ptr<ByteSource>> sources;
    sources.push_back(memory_source("damaged.bak", std::move(bytes)));
    try {
        DatabaseImage::open(std::move(sources));
        FAIL();
    } catch (const FormatError& error) {
        EXPECT_EQ(error.number(), 9004);
    }
}

}  // namespace
}  // namespace gantry::catalog
