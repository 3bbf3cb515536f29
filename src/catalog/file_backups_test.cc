// Backups of single files, partial ones and their differentials, put together with the log: a table
// that lies in two files, through DatabaseImage.

#include <gtest/gtest.h>

#include <algorithm>

#include "catalog/growing_table_test.h"
#include "catalog/verify/verify.h"
#include "storage/allocation.h"

namespace gantry::catalog {
namespace {

using storage::PageId;
constexpr uint16_t k_second = 3;
constexpr PageId k_second_iam{k_second, 8};
constexpr PageId k_second_page{k_second, 9};

// Rows 1, 2, 3 in file 1 and 101, 102, 103 in file 3.
class FileBackupsTest : public GrowingTableTest {
  protected:
    void SetUp() override {
        GrowingTableTest::SetUp();
        add_second_file();
    }

    // Its allocation pages, an IAM page that goes on the table's chain, a page of rows.
    void add_second_file() {
        constexpr uint32_t k_pages = 16;
        Bytes bytes(k_pages * storage::k_page_size);
        auto copy = [&](PageId from, uint32_t to) {
            uint8_t* p = bytes.data() + to * storage::k_page_size;
            std::memcpy(p, server->page(from), storage::k_page_size);
            store_le<uint32_t>(p + storage::k_page_id_at, to);
            store_le<uint16_t>(p + storage::k_page_id_at + 4, k_second);
            return p;
        };
        for (uint32_t i : {0, 1, 2, 3, 6, 7})
            copy({1, i}, i);
        uint8_t* pfs = bytes.data() + storage::k_page_size + storage::k_pfs_bytes_at;
        std::fill(pfs + 8, pfs + 64, uint8_t(0));
        pfs[k_second_iam.page] =
            storage::k_pfs_allocated | storage::k_pfs_mixed | storage::k_pfs_iam;
        pfs[k_second_page.page] = storage::k_pfs_allocated | storage::k_pfs_mixed;
        PageId first_iam = iam_of_table();
        uint8_t* iam = copy(first_iam, k_second_iam.page);
        std::fill(iam + storage::k_iam_single_pages_at,
                  iam + storage::k_iam_single_pages_at + 6 * storage::k_iam_single_page_count,
                  uint8_t(0));
        store_le<uint32_t>(iam + storage::k_iam_start_page_at, 0);
        store_le<uint16_t>(iam + storage::k_iam_start_page_at + 4, k_second);
        store_le<uint32_t>(iam + storage::k_iam_single_pages_at, k_second_page.page);
        store_le<uint16_t>(iam + storage::k_iam_single_pages_at + 4, k_second);
        uint8_t* before = server->page(first_iam);
        store_le<uint32_t>(before + storage::k_page_next_at, k_second_iam.page);
        store_le<uint16_t>(before + storage::k_page_next_at + 4, k_second);
        storage::log::PageEditor editor(copy(page, k_second_page.page));
        for (uint32_t slot = 0; slot < 3; ++slot)
            store_le<int32_t>(editor.record(slot).data() + 4, int32_t(101 + slot));
        backup::DatabaseFile file = header.files[0];
        file.file_id = k_second;
        file.file_group_id = 2;
        file.logical_name = "old_years";
        server->add_file(file, {2, "ARCHIVE", 1, false, {}}, std::move(bytes));
    }

    PageId iam_of_table() {
        for (uint32_t i = 0; i < image->pages().page_limit(1); ++i) {
            storage::PageView one(server->page({1, i}));
            if (one.header_version() != 1 || one.type() != storage::PageType::iam) continue;
            for (uint32_t k = 0; k < storage::k_iam_single_page_count; ++k) {
                PageId single =
                    storage::load_page_id(one.data() + storage::k_iam_single_pages_at + 6 * k);
                if (single == page) return {1, i};
            }
        }
        ADD_FAILURE() << "the table has no IAM page";
        return {};
    }

    void insert(TransactionId t, int32_t value) {
        insert_into(value < 100 ? page : k_second_page, t, value);
    }
    // In file 3 from 100 on.
    void add(int32_t value, uint32_t minute) {
        TransactionId t = server->transactions().begin("user_transaction", at(minute));
        insert(t, value);
        server->transactions().commit(t, at(minute));
    }
    void write(const std::string& name, char type, std::vector<uint32_t> files, uint32_t minute) {
        server->write_files(path(name), type, files, clock_at(minute), clock_at(minute));
    }
    void write_log(const std::string& name, uint32_t minute) {
        server->write_log(path(name), clock_at(minute), clock_at(minute));
    }

    Values read(const std::vector<std::string>& names, const OpenOptions& options = {}) {
        Values out = values_of(names, options);
        EXPECT_TRUE(image->recovery()->problems().empty());
        return out;
    }
    std::string warnings() const {
        std::string out;
        for (const std::string& warning : image->model().warnings)
            out += warning + "\n";
        return out;
    }
};

TEST_F(FileBackupsTest, TwoFilesAndTheLogAreTheDatabaseAsOfTheLogsEnd) {
    write("f1", 'F', {1}, 1);
    add(4, 2);
    add(104, 3);
    write("f3", 'F', {3}, 4);
    add(5, 5);
    add(105, 6);
    TransactionId open = server->transactions().begin("user_transaction", at(7));
    insert(open, 6);
    insert(open, 106);
    write_log("log", 8);
    EXPECT_EQ(read({"f3", "log", "f1"}), (Values{1, 2, 3, 4, 5, 101, 102, 103, 104, 105}));
    EXPECT_EQ(image->recovery()->counts().open_transactions, 1u);
    EXPECT_EQ(image->headers().size(), 3u);
    EXPECT_EQ(warnings().find("old_years"), std::string::npos) << warnings();
    OpenOptions options;
    options.stop_at = at(5);
    EXPECT_EQ(read({"f1", "f3", "log"}, options), (Values{1, 2, 3, 4, 5, 101, 102, 103, 104}));
    // The second file's backup is behind this point.
    options.stop_at = at(2);
    EXPECT_EQ(error_of({"f1", "f3", "log"}, options), 4335);
}

TEST_F(FileBackupsTest, ALogMissingBetweenThemIs4305) {
    write("f1", 'F', {1}, 1);
    add(4, 2);
    write_log("log1", 3);
    add(104, 4);
    write_log("log2", 5);
    add(105, 6);
    write("f3", 'F', {3}, 7);
    add(5, 8);
    write_log("log3", 9);
    EXPECT_EQ(error_of({"f1", "f3"}), 4305);
    EXPECT_EQ(error_of({"f1", "f3", "log1", "log3"}), 4305);
    Values all = {1, 2, 3, 4, 5, 101, 102, 103, 104, 105};
    EXPECT_EQ(read({"log1", "log2", "log3", "f1", "f3"}), all);
    add(6, 10);
    write_log("log4", 11);
    add(7, 12);
    write_log("log5", 13);
    EXPECT_EQ(error_of({"log1", "log2", "log3", "log5", "f1", "f3"}), 4305);
}

TEST_F(FileBackupsTest, APartialBackupAndOneOfTheReadOnlyFileNeedNoLogBetweenThem) {
    write("f3", 'F', {3}, 1);
    add(4, 2);
    write_log("log1", 3);
    add(5, 4);
    write("p", 'P', {1}, 5);
    EXPECT_EQ(read({"p", "f3"}), (Values{1, 2, 3, 4, 5, 101, 102, 103}));
    add(6, 6);
    write("q", 'Q', {1}, 7);
    add(7, 8);
    write_log("log2", 9);
    EXPECT_EQ(read({"p", "q", "f3"}), (Values{1, 2, 3, 4, 5, 6, 101, 102, 103}));
    EXPECT_EQ(read({"p", "log2", "f3"}), (Values{1, 2, 3, 4, 5, 6, 7, 101, 102, 103}));
    EXPECT_EQ(read({"p", "q", "log2", "f3"}), (Values{1, 2, 3, 4, 5, 6, 7, 101, 102, 103}));
    EXPECT_EQ(error_of({"q", "f3"}), 3117);
}

TEST_F(FileBackupsTest, DifferentialsOfFilesLieOverTheirBases) {
    write("f1", 'F', {1}, 1);
    write("f3", 'F', {3}, 2);
    add(4, 3);
    add(104, 4);
    write("g", 'G', {1, 3}, 5);
    EXPECT_EQ(read({"g", "f1", "f3"}), (Values{1, 2, 3, 4, 101, 102, 103, 104}));
    add(105, 6);
    write_log("log", 7);
    EXPECT_EQ(read({"g", "f1", "f3", "log"}), (Values{1, 2, 3, 4, 101, 102, 103, 104, 105}));
    EXPECT_EQ(error_of({"g"}), 3117);
    EXPECT_EQ(error_of({"g", "f3", "log"}), 3117);
}

TEST_F(FileBackupsTest, MissingFilesAreNamedAndTheRestIsRead) {
    write("f1", 'F', {1}, 1);
    write("f3", 'F', {3}, 2);
    add(4, 3);
    add(104, 4);
    write_log("log", 5);
    image = DatabaseImage::open(paths({"f1", "log"}));
    EXPECT_NE(warnings().find("missing: old_years (filegroup ARCHIVE)"), std::string::npos)
        << warnings();
    EXPECT_TRUE(image->recovery()->problems().empty());  // what the log says of the missing file
    EXPECT_EQ(storage::PageView(image->pages().page(page)).slot_count(), 4u);
    EXPECT_THROW(image->count_rows(image->model().tables.at(0)), FormatError);
    EXPECT_EQ(error_of({"f3", "log"}), 3117);
}

TEST_F(FileBackupsTest, AreVerifiedWithoutTheOtherFile) {
    add(4, 1);
    write("p", 'P', {1}, 2);
    std::vector<backup::MediaSet> media = backup::open_media({path("p")});
    VerifyReport report = verify_set(media, 0, 0, {}, {});
    EXPECT_TRUE(report.clean());
    EXPECT_TRUE(report.structure_checked);
    EXPECT_GE(report.notes, 2u);  // the other file, the table that lies there too
}

}  // namespace
}  // namespace gantry::catalog
