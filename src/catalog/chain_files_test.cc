// A chain of backups of every kind in one folder, with what each way through it must give: also the
// files that tests/lib/chain_files.py restores over TDS. GANTRY_CHAIN_FILES names the folder then.

#include <gtest/gtest.h>

#include <cstdlib>

#include "catalog/two_file_table_test.h"

namespace gantry::catalog {
namespace {

class ChainFilesTest : public TwoFileTableTest {
  protected:
    void SetUp() override {
        TwoFileTableTest::SetUp();
        const char* given = std::getenv("GANTRY_CHAIN_FILES");
        folder_ = given != nullptr ? given : test_directory();
        write_all();
    }

    std::string file(const std::string& name) const { return folder_ + "/" + name; }
    void write(const std::string& name, char type, const std::vector<uint32_t>& files,
               uint32_t minute) {
        server->write_files(file(name), type, files, clock_at(minute), clock_at(minute));
    }
    void write_log(const std::string& name, uint32_t minute) {
        server->write_log(file(name), clock_at(minute), clock_at(minute));
    }

    // Rows from 100 on lie in file 3. Minutes of 2024-03-01 09:00.
    void write_all() {
        server->write_full(file("full.bak"), clock_at(1), clock_at(1));
        add(4, 2);
        write("f1.bak", 'F', {1}, 3);
        add(104, 4);
        write_log("log1.trn", 5);
        write("f3.bak", 'F', {3}, 6);
        add(5, 7);
        add(6, 8, "deploy");
        add(105, 9);
        write_log("log2.trn", 10);
        add(7, 11, "deploy");
        add(8, 12);
        write_log("log3.trn", 13);
        write("g.bak", 'G', {1, 3}, 14);
        add(9, 15);
        write_log("log4.trn", 16);
        write("r3.bak", 'F', {3}, 17);
        write("p.bak", 'P', {1}, 18);
        add(10, 19);
        write("q.bak", 'Q', {1}, 20);
        add(11, 21);
        write_log("log5.trn", 22);
    }

    Values read(const std::vector<std::string>& names, const OpenOptions& options = {}) {
        std::vector<std::string> files;
        for (const std::string& name : names)
            files.push_back(file(name));
        image = DatabaseImage::open(files, options);
        const Table& table = image->model().tables.at(0);
        Values out;
        for (const RowRange& range : image->split(table, 1)) {
            image->scan(table, range,
                        [&](const RowView& r) { out.push_back(load_le<int32_t>(r[0].data)); });
        }
        std::sort(out.begin(), out.end());
        return out;
    }

    std::string folder_;
};

TEST_F(ChainFilesTest, EachWayThroughThemGivesItsRows) {
    EXPECT_EQ(read({"full.bak"}), (Values{1, 2, 3, 101, 102, 103}));
    EXPECT_EQ(read({"f1.bak", "f3.bak", "log1.trn", "log2.trn"}),
              (Values{1, 2, 3, 4, 5, 6, 101, 102, 103, 104, 105}));
    EXPECT_EQ(read({"f1.bak", "f3.bak", "g.bak"}),
              (Values{1, 2, 3, 4, 5, 6, 7, 8, 101, 102, 103, 104, 105}));
    EXPECT_EQ(read({"p.bak", "r3.bak", "q.bak", "log5.trn"}),
              (Values{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 101, 102, 103, 104, 105}));
    OpenOptions options;
    options.stop_before_mark = "deploy";
    EXPECT_EQ(read({"full.bak", "log1.trn", "log2.trn"}, options),
              (Values{1, 2, 3, 4, 5, 101, 102, 103, 104}));
}

}  // namespace
}  // namespace gantry::catalog
