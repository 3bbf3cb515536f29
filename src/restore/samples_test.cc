// Real backups restored into a temporary cluster with the extension: every table's count, values
// by SQL, and broken files, which must leave nothing. Needs the samples ($GANTRY_SAMPLES) and
// gantry_pg.sql beside the test program.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/store/pg_names.h"
#include "engine/store/store.h"
#include "pg/temporary_cluster.h"
#include "restore/restore.h"

namespace gantry::restore {
namespace {

namespace fs = std::filesystem;

fs::path samples() {
    const char* given = std::getenv("GANTRY_SAMPLES");
    return given ? fs::path(given) : fs::path("../shared/samples");
}

std::string read_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

class SamplesTest : public testing::Test {
  protected:
    void SetUp() override {
        if (auto why = pg::TemporaryCluster::missing()) GTEST_SKIP() << *why;
        if (!fs::is_directory(samples())) GTEST_SKIP() << "no samples in " << samples();
        fs::path script = fs::read_symlink("/proc/self/exe").parent_path() / "gantry_pg.sql";
        if (!fs::exists(script)) GTEST_SKIP() << script << " is not built";
        cluster();
        connection_ = connect();
        static bool installed = false;
        if (!installed) {
            connection_->execute("DROP SCHEMA IF EXISTS sys CASCADE");
            connection_->execute(read_file(script));
            installed = true;
        }
        store::bootstrap(*connection_);
        connection_ = connect();  // with the search path that bootstrap set
    }
    // Not the one other tests of this program share: they have a sys schema of their own.
    static pg::TemporaryCluster& cluster() {
        static pg::TemporaryCluster k_cluster(
            fs::read_symlink("/proc/self/exe").parent_path().string());
        return k_cluster;
    }
    static std::unique_ptr<pg::Connection> connect() {
        return std::make_unique<pg::Connection>(cluster().conninfo());
    }
    static RestoreReport restore(const RestoreRequest& request) {
        NoProgress progress;
        return restore_database(request, connect, progress);
    }
    static RestoreReport restore(const std::string& file, const std::string& name) {
        RestoreRequest request;
        request.name = name;
        request.devices = disk_devices({(samples() / file).string()});
        request.replace = true;
        return restore(request);
    }
    int error_number(const std::vector<std::string>& paths) {
        RestoreRequest request;
        request.name = "broken";
        request.devices = disk_devices(paths);
        int number = 0;
        try {
            restore(request);
        } catch (const std::exception& error) {
            number = error_messages(error).front().number();
            message_ = error.what();
        }
        EXPECT_EQ(value("SELECT count(*) FROM gantry.restores"), "0");
        EXPECT_EQ(value("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'restore$%'"), "0");
        EXPECT_FALSE(store::find_database(*connection_, "broken"));
        return number;
    }
    std::string value(const std::string& sql) {
        return connection_->query(sql).value().value_or("NULL");
    }
    // Table names as in reports ("dbo.Orders").
    std::string pg_table(const std::string& database, const std::string& name) {
        size_t dot = name.find('.');
        return store::pg_qualified(database, name.substr(0, dot), name.substr(dot + 1));
    }
    static uint64_t rows_of(const RestoreReport& report, const std::string& table) {
        for (const TableReport& item : report.tables) {
            if (item.name == table) return item.rows;
        }
        return UINT64_MAX;
    }

    std::unique_ptr<pg::Connection> connection_;
    std::string message_;
};

class EachSample : public SamplesTest, public testing::WithParamInterface<const char*> {};

TEST_P(EachSample, RestoresWithTheRowsItsCatalogTells) {
    RestoreReport report = restore(GetParam(), "sample");
    EXPECT_FALSE(report.tables.empty() && report.modules > 0);
    for (const TableReport& table : report.tables) {
        EXPECT_EQ(int64_t(table.rows), table.rows_expected) << table.name;
        EXPECT_EQ(value("SELECT count(*) FROM " + pg_table("sample", table.name)),
                  std::to_string(table.rows))
            << table.name;
    }
    for (const store::Gap& gap : report.gaps) {
        std::printf("  gap: %s %s: %s\n", store::gap_kind_name(gap.kind), gap.name.c_str(),
                    gap.reason.c_str());
    }
    for (const std::string& warning : report.warnings) {
        std::printf("  warning: %s\n", warning.c_str());
    }
}

INSTANTIATE_TEST_SUITE_P(
    Full, EachSample,
    testing::Values("full/2005-northwind.bak", "full/2005-roundhouse.bak",
                    "full/2008-northwind.bak", "full/2008r2-media-password.bak",
                    "full/2012-pubs.bak", "full/2014-northwind.bak",
                    "full/2014-sharepoint-config-compressed.bak", "full/2016-geography.bak",
                    "full/2016-northwind-compressed-rowcompression.bak",
                    "full/2016-tsqlv4-compressed.bak", "full/2016-tutorialdb-compressed.bak",
                    "full/2017-mvcmusicstore.bak", "full/2019-library-compressed.bak",
                    "full/2019-three-filegroups.bak", "full/2022-library-compressed.bak",
                    "instance/2016-master.bak",
                    "chain-2008r2-checksum/SQL2008_dbareports_FULL_20170518_041739.bak",
                    "datafiles-2008/northwnd.mdf", "datafiles-2008/pubs.mdf",
                    "datafiles-2008/ReportServer.mdf"),
    [](const auto& info) {
        std::string name = fs::path(info.param).stem();
        for (char& c : name)
            c = std::isalnum((unsigned char)(c)) ? c : '_';
        return name;
    });

TEST_F(SamplesTest, NorthwindHasItsRowsAndValues) {
    for (const char* file :
         {"full/2008-northwind.bak", "full/2016-northwind-compressed-rowcompression.bak"}) {
        SCOPED_TRACE(file);
        RestoreReport report = restore(file, "northwind");
        EXPECT_EQ(rows_of(report, "dbo.Customers"), 91u);
        EXPECT_EQ(rows_of(report, "dbo.Orders"), 830u);
        EXPECT_EQ(rows_of(report, "dbo.Order Details"), 2155u);
        EXPECT_EQ(rows_of(report, "dbo.Products"), 77u);
        EXPECT_EQ(rows_of(report, "dbo.Employees"), 9u);
        EXPECT_TRUE(
            value("SELECT sum(\"Freight\") FROM northwind_dbo.\"Orders\"").starts_with("64942.69"));
        EXPECT_EQ(value("SELECT \"CompanyName\" FROM northwind_dbo.\"Customers\" WHERE "
                        "\"CustomerID\" = 'ANATR'"),
                  "Ana Trujillo Emparedados y helados");
        EXPECT_EQ(value("SELECT \"City\" FROM northwind_dbo.\"Customers\" WHERE "
                        "\"CustomerID\" = 'BERGS'"),
                  "Luleå");
        EXPECT_EQ(value("INSERT INTO northwind_dbo.\"Shippers\" (\"CompanyName\") VALUES ('x') "
                        "RETURNING \"ShipperID\""),
                  "4");
    }
}

TEST_F(SamplesTest, PubsHasItsRows) {
    RestoreReport changed = restore("full/2012-pubs.bak", "pubs");
    EXPECT_EQ(rows_of(changed, "dbo.authors"), 26u);
    EXPECT_EQ(rows_of(changed, "dbo.titles"), 19u);
    EXPECT_EQ(rows_of(changed, "dbo.sales"), 23u);
    RestoreReport original = restore("datafiles-2008/pubs.mdf", "pubs");
    EXPECT_EQ(rows_of(original, "dbo.authors"), 23u);
    EXPECT_EQ(rows_of(original, "dbo.titles"), 18u);
    EXPECT_EQ(rows_of(original, "dbo.sales"), 21u);
}

TEST_F(SamplesTest, StripesRestoreTogetherAndNotAlone) {
    std::string first = (samples() / "chain-2008r2-striped/stripe1/RestoreTimeStripe.bak").string();
    std::string second =
        (samples() / "chain-2008r2-striped/stripe2/RestoreTimeStripe1.bak").string();
    EXPECT_EQ(error_number({first}), 3132) << message_;
    RestoreRequest request;
    request.name = "stripes";
    request.devices = disk_devices({second, first});
    EXPECT_EQ(restore(request).database, "stripes");
}

TEST_F(SamplesTest, BrokenFilesLeaveNothing) {
    fs::path folder = fs::path(cluster().dir()) / "broken";
    fs::create_directory(folder);
    auto write = [&](const std::string& name, const std::string& bytes) {
        std::ofstream((folder / name), std::ios::binary) << bytes;
        return std::vector<std::string>{(folder / name).string()};
    };
    EXPECT_EQ(error_number(write("text.bak", "just a text file\n")), 3241) << message_;
    EXPECT_EQ(error_number({(folder / "absent.bak").string()}), 3201) << message_;
    std::string whole = read_file(samples() / "full/2017-mvcmusicstore.bak");
    for (size_t size : {size_t(600), size_t(40000), whole.size() / 3}) {
        int number = error_number(write("short.bak", whole.substr(0, size)));
        EXPECT_TRUE(number == 3241 || number == 3203 || number == 3256 || number == 4038)
            << number << message_;
    }
    // In a row of dbo.Artist: the checksum of its page does not fit any more.
    size_t at = whole.find(std::string("I\0r\0o\0n\0 \0M\0a\0i\0d\0e\0n", 21));
    ASSERT_NE(at, std::string::npos);
    whole[at] ^= 0x40;
    EXPECT_EQ(error_number(write("damaged.bak", whole)), 3183) << message_;
    EXPECT_NE(message_.find("(1:"), std::string::npos) << message_;
}

}  // namespace
}  // namespace gantry::restore
