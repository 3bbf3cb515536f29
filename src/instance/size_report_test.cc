#include "instance/size_report.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "size/report.h"

namespace gantry::instance {
namespace {

std::string error_of(std::string_view text, const ReportChoice& choice = {}) {
    try {
        read_size_report(text, choice);
        return "none";
    } catch (const Error& error) {
        return std::string(error.what()) + " / " + error.hint();
    }
}

// What `gantry size` prints for one database of `size_gb`.
std::string printed(size::SizeTarget target, double size_gb, const char* server = "SALES1") {
    size::Workload workload;
    workload.server = server;
    size::file_of(size::database_of(workload, "Sales"), "Sales").size_mb = size_gb * 1024;
    size::SizeOptions options;
    options.target = target;
    return size::size_json(size::size_report({workload}, options));
}

TEST(SizeReport, TakesWhatGantrySizePrintsForGantry) {
    const RecommendedSize out = read_size_report(printed(size::SizeTarget::gantry, 100), {});
    EXPECT_EQ(out.size.vcores, 4);
    EXPECT_GT(out.size.memory_mb, 0);
    EXPECT_GE(out.size.storage_mb, 140 * 1024);
    EXPECT_EQ(out.max_sessions, 100);
    EXPECT_EQ(out.max_wal_mb, 4096);
    EXPECT_EQ(out.description, "baseline of SALES1");
}

TEST(SizeReport, SettingsOfTheInstanceAreThoseOfTheReport) {
    size::Need need;
    need.data_mb = 100 * 1024;
    const size::GantrySize recommended = size::gantry_size(need);
    InstanceConfig config;
    take_recommended(read_size_report(printed(size::SizeTarget::gantry, 100), {}), config);
    const Machine machine{64, int64_t(1) << 20};
    const std::vector<size::Setting> derived = size_settings(config, machine);
    for (const size::Setting& wanted : recommended.postgresql) {
        bool found = false;
        for (const size::Setting& setting : derived) {
            if (setting.name != wanted.name) continue;
            found = true;
            EXPECT_EQ(setting.value, wanted.value) << wanted.name;
        }
        EXPECT_TRUE(found) << wanted.name;
    }
}

TEST(SizeReport, TakesTheBestOfAzure) {
    const std::string text = printed(size::SizeTarget::azure_sql_mi, 100);
    const RecommendedSize out = read_size_report(text, {});
    EXPECT_EQ(out.size.vcores, 4);
    EXPECT_GE(out.size.storage_mb, 100 * 1024);
    EXPECT_NE(out.description.find("baseline of SALES1, "), std::string::npos);
    const RecommendedSize more = read_size_report(text, {"", "headroom"});
    EXPECT_GE(more.size.storage_mb, out.size.storage_mb);
}

TEST(SizeReport, FindsThePartOfAnAssessment) {
    const std::string text =
        "{\"databases\": [], \"sizing\": " + printed(size::SizeTarget::gantry, 10) + "}";
    EXPECT_EQ(read_size_report(text, {}).size.vcores, 4);
}

TEST(SizeReport, ChoosesAmongServers) {
    const std::string two =
        R"({"instances": [{"server": "A", "gantry": {"baseline": {"cores": 2}}},
                          {"server": "B", "gantry": {"baseline": {"cores": 8}}}]})";
    EXPECT_EQ(error_of(two), "the report has 2 instances / choose one with --from-server: A, B");
    EXPECT_EQ(read_size_report(two, {"b", "baseline"}).size.vcores, 8);
    EXPECT_EQ(error_of(two, {"C", "baseline"}), "the report has no instance C / it has A, B");
}

TEST(SizeReport, RefusesWhatIsNoReport) {
    for (const char* text :
         {"", "[", "[]", "1", "{}", R"({"instances": 1})", R"({"instances": []})",
          R"({"instances": [1]})", R"({"instances": [{"gantry": {"baseline": {"cores": "x"}}}]})",
          R"({"instances": [{"gantry": {"baseline": {"cores": -4, "memory_mb": 1e999}}}]})",
          R"({"instances": [{"gantry": {"baseline": {"memory_mb": 1}}}]})",
          R"({"instances": [{"sqlMiRecommendationResults": [{"ranking": -1, "vcores": 4}]}]})"}) {
        EXPECT_NE(error_of(text), "none") << text;
    }
    const std::string deep = std::string(20000, '[') + std::string(20000, ']');
    EXPECT_NE(error_of(deep), "none");
    EXPECT_NE(error_of("{\"instances\": " + deep + "}"), "none");
}

TEST(SizeReport, NamesOfAReportAreMadePrintable) {
    const std::string text =
        R"({"instances": [{"server": "A\u001b[2J", "gantry": {"baseline": {"cores": 2}}}]})";
    EXPECT_EQ(read_size_report(text, {}).description, "baseline of A?[2J");
}

}  // namespace
}  // namespace gantry::instance
