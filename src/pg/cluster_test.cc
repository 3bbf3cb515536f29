#include "pg/cluster.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "pg/connection.h"
#include "pg/temporary_cluster.h"

namespace gantry::pg {
namespace {

TEST(ClusterConfig, NeverListensOnTheNetwork) {
    ClusterOptions options;
    options.socket_dir = "/tmp/it's";
    options.library_dir = "/opt/gantry";
    std::string conf = postgresql_conf(options);
    EXPECT_NE(conf.find("listen_addresses = ''\n"), std::string::npos);
    EXPECT_NE(conf.find("unix_socket_directories = '/tmp/it''s'"), std::string::npos);
    EXPECT_NE(conf.find("dynamic_library_path = '/opt/gantry:$libdir'"), std::string::npos);
    EXPECT_EQ(pg_hba_conf().find("host"), std::string::npos);
}

TEST(ClusterConfig, MapsOnlyRootAndTheOwner) {
    std::string ident = pg_ident_conf("me");
    EXPECT_NE(ident.find("gantry root gantry\n"), std::string::npos);
    EXPECT_NE(ident.find("gantry \"me\" gantry\n"), std::string::npos);
}

TEST(SocketDir, FallsBackToAShortPath) {
    std::string longest = "/tmp/" + std::string(120, 'x');
    std::string dir = choose_socket_dir(longest);
    EXPECT_LT(dir.size(), 60u);
    EXPECT_TRUE(std::filesystem::is_directory(dir));
    EXPECT_EQ(std::filesystem::status(dir).permissions(), std::filesystem::perms::owner_all);
    EXPECT_EQ(choose_socket_dir(longest), dir);
    std::filesystem::remove(dir);
}

TEST(Cluster, ComesBackAfterACrash) {
    if (auto why = TemporaryCluster::missing()) GTEST_SKIP() << *why;
    TemporaryCluster temporary;
    Cluster& cluster = temporary.cluster();
    {
        Connection connection(temporary.conninfo());
        EXPECT_EQ(connection.query("SHOW listen_addresses").value(), "");
        EXPECT_EQ(connection.query("SHOW data_checksums").value(), "on");
        EXPECT_EQ(connection.query("SHOW server_encoding").value(), "UTF8");
        connection.execute("CREATE TABLE t (a int); INSERT INTO t VALUES (1)");
    }
    pid_t before = cluster.server_pid();
    ASSERT_EQ(kill(before, SIGKILL), 0);
    std::optional<std::string> value;
    for (int i = 0; i < 200 && !value; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        try {
            if (cluster.server_pid() == before) continue;
            value = Connection(temporary.conninfo()).query("SELECT a FROM t").value();
        } catch (const Error&) {
        }
    }
    EXPECT_EQ(value, "1");
    EXPECT_GE(cluster.start_count(), 2u);
    EXPECT_NE(cluster.server_pid(), before);
    cluster.stop();
    EXPECT_EQ(cluster.server_pid(), 0);
    cluster.start();
    EXPECT_EQ(Connection(temporary.conninfo()).query("SELECT a FROM t").value(), "1");
}

TEST(Cluster, TakesOtherSettings) {
    if (auto why = TemporaryCluster::missing()) GTEST_SKIP() << *why;
    TemporaryCluster temporary;
    Cluster& cluster = temporary.cluster();
    const auto shown = [&](const char* name) {
        return Connection(temporary.conninfo()).query(std::string("SHOW ") + name).value();
    };
    ClusterOptions options = cluster.options();
    options.settings = {{"work_mem", "7MB"}};
    const pid_t before = cluster.server_pid();
    cluster.reload(options);
    for (int i = 0; i < 200 && shown("work_mem") != "7MB"; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_EQ(shown("work_mem"), "7MB");
    EXPECT_EQ(cluster.server_pid(), before);

    options.connections_max = 33;
    cluster.restart(options);
    EXPECT_EQ(shown("max_connections"), "33");
    EXPECT_EQ(shown("work_mem"), "7MB");

    ClusterOptions wrong = options;
    wrong.settings.emplace_back("shared_preload_libraries", "not_there");
    EXPECT_THROW(cluster.restart(wrong), Error);
    EXPECT_EQ(shown("max_connections"), "33");
    EXPECT_EQ(cluster.options().settings, options.settings);
}

TEST(Cluster, SaysWhyItDoesNotStart) {
    if (auto why = TemporaryCluster::missing()) GTEST_SKIP() << *why;
    TemporaryCluster temporary;
    temporary.cluster().stop();
    write_text_file(temporary.dir() + "/data/local.conf", "nonsense_setting = 1\n", 0644);
    try {
        temporary.cluster().start();
        FAIL() << "started";
    } catch (const IoError& error) {
        EXPECT_NE(std::string(error.what()).find("nonsense_setting"), std::string::npos)
            << error.what();
    }
}

}  // namespace
}  // namespace gantry::pg
