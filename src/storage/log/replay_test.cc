// Redo and undo of logs made by hand, over pages in memory.

#include "storage/log/replay.h"

#include <gtest/gtest.h>

#include <map>

#include "base/error.h"
#include "storage/memory_pages.h"
#include "storage/writer/log_writer.h"

namespace gantry::storage::log {
namespace {

constexpr PageId k_heap{1, 100};
constexpr PageId k_tree{1, 200};
constexpr PageId k_new{1, 201};
constexpr Lsn k_start{30, 16, 1};

LogTime at(uint32_t second) {
    return {45000, second * 300};
}

// {status, 0, u16 fixed end, value, u16 columns, bitmap}: a row with one int.
Bytes row(uint32_t value) {
    Bytes out = {0x10, 0, 8, 0, 0, 0, 0, 0, 1, 0, 0};
    store_le<uint32_t>(out.data() + 4, value);
    return out;
}

// A database of a heap page and a tree page, changed by a log.
class Server {
  public:
    Server() : log(k_start), pages(log, [this](PageId id) { return page(id); }) {
        for (PageId id : {k_heap, k_tree}) {
            uint8_t* p = page(id);
            p[0] = 1;
            p[1] = uint8_t(PageType::data);
            store_page_id(p + k_page_id_at, id);
            store_le<uint16_t>(p + k_page_pminlen_at, 8);
            store_le<uint16_t>(p + k_page_free_data_at, uint16_t(k_page_header_size));
            store_le<uint16_t>(p + k_page_free_count_at, uint16_t(8096));
        }
    }

    uint8_t* page(PageId id) {
        auto& bytes = bytes_[id];
        if (bytes.empty()) bytes.resize(k_page_size);
        return bytes.data();
    }
    void copy_to(MemoryPages& out) const {
        for (const auto& [id, bytes] : bytes_)
            out.put(id, bytes.data());
    }

    LogWriter log;
    LoggedPages pages;

  private:
    std::map<PageId, Bytes> bytes_;
};

// Values of the live rows of a page, in slot order.
std::vector<uint32_t> values(const PageSource& source, PageId id) {
    std::vector<uint32_t> out;
    PageView page = source.page(id);
    if (!page) return out;
    for (uint32_t i = 0; i < page.slot_count(); ++i) {
        ByteSpan area = page.record_area(i);
        if (area.size() < 8 || (area[0] & 0x0E) != 0) continue;
        out.push_back(load_le<uint32_t>(area.data() + 4));
    }
    return out;
}

using Values = std::vector<uint32_t>;

class ReplayTest : public ::testing::Test {
  protected:
    // Pages as they are now are what the backup holds: the log goes on from here.
    void take_backup() { server.copy_to(backup); }

    void replay(const StopPoint& stop = {}) {
        server.log.end_block();
        LogPiece piece;
        piece.bytes = server.log.bytes_from(k_start);
        piece.vlf = k_start.vlf;
        piece.first_block = k_start.block;
        reader = std::make_unique<LogReader>(std::vector<LogPiece>{piece});
        redone = std::make_unique<PageOverlay>(backup, heap_page_memory(64));
        undone = std::make_unique<PageOverlay>(*redone, heap_page_memory(64));
        run = std::make_unique<Replay>(*redone, "test");
        run->scan(*reader, k_start, server.log.end(), stop);
        run->redo(*reader);
        run->undo(*reader, *undone);
    }
    Values rows(PageId id) const { return values(*undone, id); }

    TransactionId insert_all(PageId page, Context context, Values list, uint32_t second) {
        TransactionId id = server.pages.begin("insert", at(second));
        uint16_t slot = 0;
        for (uint32_t value : list)
            server.pages.insert(id, page, slot++, row(value), context, 7);
        return id;
    }

    Server server;
    MemoryPages backup;
    std::unique_ptr<LogReader> reader;
    std::unique_ptr<PageOverlay> redone, undone;
    std::unique_ptr<Replay> run;
};

TEST_F(ReplayTest, CommittedChangesReachOldPages) {
    take_backup();
    TransactionId t = insert_all(k_heap, Context::heap, {1, 2, 3}, 1);
    uint8_t changed[4] = {20, 0, 0, 0};
    server.pages.modify(t, k_heap, 1, 4, 4, changed, Context::heap);
    server.pages.remove(t, k_heap, 0, Context::heap, 7);
    server.pages.commit(t, at(2));
    replay();
    EXPECT_EQ(rows(k_heap), (Values{20, 3}));
    EXPECT_EQ(run->counts().redone, 5u);
    EXPECT_EQ(run->row_deltas().at(7), 2);
    EXPECT_EQ(redone->changed_in_step(), std::vector<PageId>{k_heap});
    EXPECT_TRUE(redone->broken().empty());
}

TEST_F(ReplayTest, PagesThatKnowTheLogStayAsTheyAre) {
    TransactionId t = insert_all(k_heap, Context::heap, {1, 2, 3}, 1);
    server.pages.commit(t, at(2));
    take_backup();
    replay();
    EXPECT_EQ(run->counts().redone, 0u);
    EXPECT_EQ(redone->changed_count(), 0u);
    EXPECT_EQ(rows(k_heap), (Values{1, 2, 3}));
}

TEST_F(ReplayTest, OpenTransactionsAreTakenBack) {
    TransactionId first = insert_all(k_heap, Context::heap, {1, 2, 3}, 1);
    server.pages.commit(first, at(2));
    TransactionId open = server.pages.begin("open", at(3));
    uint8_t changed[4] = {99, 0, 0, 0};
    server.pages.modify(open, k_heap, 0, 4, 4, changed, Context::heap);
    // Half of it is in the pages of the backup, half only in the log.
    take_backup();
    server.pages.remove(open, k_heap, 1, Context::heap, 7);
    server.pages.insert(open, k_heap, 3, row(4), Context::heap, 7);
    replay();
    EXPECT_EQ(values(*redone, k_heap), (Values{99, 3, 4}));
    EXPECT_EQ(rows(k_heap), (Values{1, 2, 3}));
    EXPECT_EQ(run->counts().undone, 3u);
    EXPECT_EQ(run->row_deltas().at(7), 3);
}

TEST_F(ReplayTest, RowsOfTreesAreFoundWhereOthersMovedThem) {
    take_backup();
    TransactionId first = insert_all(k_tree, Context::clustered, {10, 20, 30, 40}, 1);
    server.pages.commit(first, at(2));
    TransactionId open = server.pages.begin("open", at(3));
    server.pages.insert(open, k_tree, 2, row(25), Context::clustered, 7);
    server.pages.remove(open, k_tree, 3, Context::mark_as_ghost, 7);  // 30
    uint8_t changed[4] = {41, 0, 0, 0};
    server.pages.modify(open, k_tree, 4, 4, 4, changed, Context::clustered);  // 40
    // Somebody else's rows push them on, and a split carries them off.
    TransactionId other = server.pages.begin("other", at(4));
    server.pages.insert(other, k_tree, 0, row(5), Context::clustered, 7);
    server.pages.insert(other, k_tree, 3, row(22), Context::clustered, 7);
    server.pages.commit(other, at(5));
    server.pages.split(k_tree, 3, k_new, at(6));
    replay();
    EXPECT_EQ(values(*redone, k_tree), (Values{5, 10, 20}));
    EXPECT_EQ(values(*redone, k_new), (Values{22, 25, 41}));
    EXPECT_EQ(rows(k_tree), (Values{5, 10, 20}));
    EXPECT_EQ(rows(k_new), (Values{22, 30, 40}));
    EXPECT_TRUE(undone->broken().empty());
    EXPECT_EQ(undone->page(k_new).ghost_count(), 0u);
}

TEST_F(ReplayTest, WhatTheLogRolledBackIsNotUndoneAgain) {
    take_backup();
    TransactionId first = insert_all(k_heap, Context::heap, {1, 2}, 1);
    server.pages.commit(first, at(2));
    TransactionId rolled_back = server.pages.begin("rolled back", at(3));
    uint8_t changed[4] = {77, 0, 0, 0};
    server.pages.modify(rolled_back, k_heap, 0, 4, 4, changed, Context::heap);
    server.pages.insert(rolled_back, k_heap, 2, row(3), Context::heap, 7);
    server.pages.abort(rolled_back, at(4));
    // Open, with a rollback to a savepoint in the middle.
    TransactionId open = server.pages.begin("open", at(5));
    server.pages.modify(open, k_heap, 1, 4, 4, changed, Context::heap);
    size_t savepoint = server.pages.change_count(open);
    server.pages.insert(open, k_heap, 2, row(4), Context::heap, 7);
    server.pages.remove(open, k_heap, 0, Context::heap, 7);
    server.pages.roll_back_to(open, savepoint);
    server.pages.insert(open, k_heap, 2, row(5), Context::heap, 7);
    replay();
    EXPECT_EQ(values(*redone, k_heap), (Values{1, 77, 5}));
    EXPECT_EQ(rows(k_heap), (Values{1, 2}));
    EXPECT_EQ(run->counts().undone, 2u);
}

TEST_F(ReplayTest, GhostsThatCameBackKeepTheirSlots) {
    take_backup();
    TransactionId first = insert_all(k_tree, Context::clustered, {10, 20, 30}, 1);
    server.pages.commit(first, at(2));
    TransactionId open = server.pages.begin("open", at(3));
    uint8_t changed[4] = {31, 0, 0, 0};
    server.pages.modify(open, k_tree, 2, 4, 4, changed, Context::clustered);
    size_t savepoint = server.pages.change_count(open);
    server.pages.remove(open, k_tree, 0, Context::mark_as_ghost, 7);
    server.pages.roll_back_to(open, savepoint);
    replay();
    EXPECT_EQ(values(*redone, k_tree), (Values{10, 20, 31}));
    EXPECT_EQ(rows(k_tree), (Values{10, 20, 30}));
    EXPECT_TRUE(undone->broken().empty());
}

TEST_F(ReplayTest, StopsAtATime) {
    take_backup();
    for (uint32_t i = 0; i < 5; ++i) {
        TransactionId t = server.pages.begin("row", at(10 * i));
        server.pages.insert(t, k_heap, uint16_t(i), row(i), Context::heap, 7);
        server.pages.commit(t, at(10 * i + 1));
    }
    StopPoint stop;
    stop.time = at(25);
    replay(stop);
    EXPECT_TRUE(run->stopped());
    EXPECT_EQ(rows(k_heap), (Values{0, 1, 2}));
    EXPECT_EQ(run->last_commit(), at(21));
    stop.time = at(21);
    replay(stop);
    EXPECT_EQ(rows(k_heap), (Values{0, 1, 2}));
    stop.time = at(1000);
    replay(stop);
    EXPECT_FALSE(run->stopped());
    EXPECT_EQ(rows(k_heap).size(), 5u);
}

TEST_F(ReplayTest, StopsAtMarks) {
    take_backup();
    std::vector<Lsn> ends;
    for (uint32_t i = 0; i < 5; ++i) {
        TransactionId t = server.pages.begin(i % 2 == 1 ? "release" : "row", at(10 * i));
        server.pages.insert(t, k_heap, uint16_t(i), row(i), Context::heap, 7);
        server.pages.commit(t, at(10 * i + 1));
        ends.push_back(server.log.end());
    }
    StopPoint stop;
    stop.mark = "release";
    replay(stop);
    EXPECT_EQ(rows(k_heap), (Values{0, 1}));
    stop.before_mark = true;
    replay(stop);
    EXPECT_EQ(rows(k_heap), (Values{0}));
    stop.mark_after = at(20);
    replay(stop);
    EXPECT_EQ(rows(k_heap), (Values{0, 1, 2}));
    stop = {};
    stop.mark = "lsn:" + to_string(ends[1]);
    stop.before_mark = true;
    replay(stop);
    EXPECT_EQ(rows(k_heap), (Values{0, 1}));
    stop = {};
    stop.mark = "nothing like it";
    replay(stop);
    EXPECT_FALSE(run->stopped());
}

TEST_F(ReplayTest, BrokenChainsNameRecordAndPage) {
    TransactionId t = insert_all(k_heap, Context::heap, {1}, 1);
    server.pages.commit(t, at(2));
    take_backup();
    // A change that the log does not hold.
    TransactionId hidden = server.pages.begin("hidden", at(3));
    server.pages.commit(hidden, at(3));
    server.page(k_heap)[k_page_lsn_at + 8] += 1;
    t = server.pages.begin("later", at(4));
    server.pages.insert(t, k_heap, 1, row(2), Context::heap, 7);
    server.pages.commit(t, at(5));
    replay();
    ASSERT_TRUE(redone->is_broken(k_heap));
    try {
        redone->page(k_heap);
        FAIL();
    } catch (const FormatError& error) {
        EXPECT_EQ(error.number(), 3456);
        std::string text = error.what();
        EXPECT_NE(text.find("(1:100)"), std::string::npos) << text;
        EXPECT_NE(text.find("LOP_INSERT_ROWS LCX_HEAP"), std::string::npos) << text;
    }
    EXPECT_EQ(broken_in_use(*redone).size(), 1u);
}

TEST_F(ReplayTest, PagesWithoutRowsNeedNoWholeChain) {
    uint8_t* map = server.page(k_tree);
    map[k_page_type_at] = uint8_t(PageType::diff_map);
    take_backup();
    store_lsn(map + k_page_lsn_at, {29, 1, 1});  // changed without a record
    LogRecord record;
    record.operation = Operation::in_system_transaction;
    record.page = k_tree;
    server.pages.write(record, 0x30, false);
    replay();
    EXPECT_TRUE(redone->broken().empty());
    EXPECT_EQ(run->counts().passed_over, 1u);
}

TEST_F(ReplayTest, OperationsWithoutRedoAreErrorsWherePagesNeedThem) {
    take_backup();
    LogRecord record;
    record.operation = Operation::compression_info;
    record.context = Context::clustered;
    record.page = k_tree;
    server.pages.write(record, 0x50, false, false);
    replay();
    EXPECT_THROW(redone->page(k_tree), FormatError);
    EXPECT_EQ(broken_in_use(*redone).size(), 1u);
}

TEST_F(ReplayTest, UnknownOperationsAreErrorsWhereTheyCouldChangeAPage) {
    take_backup();
    LogRecord record;
    record.operation = Operation(0x6F);
    record.page = k_tree;
    Bytes bytes = record.build(0x50, false);
    server.log.append(bytes);
    record.operation = Operation(0xEE);
    record.page = {};
    server.log.append(record.build(0x50, false));
    replay();
    EXPECT_EQ(run->notes().size(), 1u);
    EXPECT_TRUE(redone->page(k_heap));
    try {
        redone->page(k_tree);
        FAIL();
    } catch (const FormatError& error) {
        EXPECT_EQ(error.number(), 3456);
        EXPECT_NE(std::string(error.what()).find("operation 0x6f"), std::string::npos);
    }
}

TEST_F(ReplayTest, FullPagesArePackedAndGrow) {
    take_backup();
    TransactionId t = server.pages.begin("many", at(1));
    Bytes long_row = row(1);
    long_row[0] = 0x30;  // a variable part
    for (uint8_t b : {1, 0, 0, 0})
        long_row.push_back(b);
    long_row.resize(15 + 2000, 'x');
    store_le<uint16_t>(long_row.data() + 13, uint16_t(long_row.size()));
    for (uint16_t i = 0; i < 4; ++i)
        server.pages.insert(t, k_heap, i, long_row, Context::heap, 7);
    server.pages.remove(t, k_heap, 0, Context::heap, 7);
    server.pages.remove(t, k_heap, 2, Context::heap, 7);
    // Room only after packing: 3,000 bytes more in row 1, its length word with them.
    Bytes tail(2 + 3500, 'y');
    store_le<uint16_t>(tail.data(), uint16_t(13 + tail.size()));
    server.pages.modify(t, k_heap, 1, 13, 2002, tail, Context::heap);
    server.pages.commit(t, at(2));
    replay();
    EXPECT_TRUE(redone->broken().empty());
    PageEditor page(const_cast<uint8_t*>(redone->page(k_heap).data()));
    EXPECT_EQ(page.record(1).size(), 13u + 3502u);
    EXPECT_EQ(page.record(3).size(), long_row.size());
    EXPECT_FALSE(page.has_record(0));
}

TEST(LogBlocks, DamageIsFound) {
    LogWriter log(k_start);
    LoggedPages pages(log, [](PageId) -> uint8_t* { return nullptr; });
    for (int i = 0; i < 20; ++i)
        pages.commit(pages.begin("a transaction with a long name", at(1)), at(2));
    Bytes bytes(log.bytes_from(k_start).begin(), log.bytes_from(k_start).end());
    BlockDecoder decoder;
    ASSERT_TRUE(decoder.decode(bytes));
    EXPECT_EQ(decoder.record_count(), 2u);
    EXPECT_EQ(decoder.record(1).op(), Operation::commit_transaction);
    EXPECT_EQ(to_string(commit_time(decoder.record(1))).substr(10), " 00:00:02.000");
    for (size_t i = 0x20; i < 300; i += 7) {
        Bytes damaged = bytes;
        damaged[i] ^= 0x10;
        EXPECT_FALSE(decoder.decode(damaged)) << i;
    }
    // A block that is missing in the middle.
    Bytes cut = bytes;
    cut.erase(cut.begin() + 512, cut.begin() + 1024);
    LogPiece piece{cut, k_start.vlf, k_start.block, 0, false, "cut"};
    LogReader reader({piece});
    EXPECT_TRUE(reader.next());
    EXPECT_THROW(reader.next(), FormatError);
}

TEST(LogTimes, ReadAndWrite) {
    EXPECT_EQ(to_string(*parse_log_time("2019-05-02 21:30:26.710")), "2019-05-02 21:30:26.710");
    EXPECT_EQ(to_string(*parse_log_time("1999-12-31T23:59")), "1999-12-31 23:59:00.000");
    EXPECT_EQ(to_string(*parse_log_time("2024-02-29")), "2024-02-29 00:00:00.000");
    for (const char* text : {"", "2019-13-01", "19-01-01", "2019-01-01 25:00", "2019-01-01 x"})
        EXPECT_FALSE(parse_log_time(text)) << text;
    EXPECT_EQ(*parse_lsn_mark("lsn:25000000013200001"), (Lsn{25, 132, 1}));
    EXPECT_FALSE(parse_lsn_mark("release 5"));
}

}  // namespace
}  // namespace gantry::storage::log
