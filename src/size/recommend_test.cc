// Each rule of choice on a workload worked out by hand from the limits of the documentation.

#include "size/recommend.h"

#include <gtest/gtest.h>

#include "size/size_test_tools.h"

namespace gantry::size {
namespace {

using test::add_file;
using test::best_of;
using test::candidate_of;
using test::recommended;
using test::workload_of;

bool fails(const Candidate& candidate, Resource resource) {
    const Check* check = candidate.fit.find(resource);
    return check != nullptr && !check->fits;
}

TEST(Recommend, an_idle_instance_gets_the_smallest) {
    const Recommendation out = recommended(workload_of({}));
    EXPECT_EQ(best_of(out.baseline), "general-purpose standard 4 32");
    EXPECT_EQ(out.baseline.best()->cost.total(), 4);
    EXPECT_FALSE(out.baseline.smaller);
    ASSERT_TRUE(out.baseline.larger);
    EXPECT_EQ(out.baseline.larger->fit.sku.vcores, 8);
    EXPECT_EQ(best_of(out.headroom), "general-purpose standard 4 32");
}

// 16 processors at 37.5 %: 6 cores. General Purpose has 4 and 8; Next-gen premium has 6.
TEST(Recommend, cpu_decides_the_vcores) {
    const Recommendation out = recommended(workload_of({.cores = 6, .memory_gb = 8}));
    EXPECT_EQ(best_of(out.baseline), "next-gen-general-purpose premium 6 32");
    const Candidate* standard =
        candidate_of(out.baseline, Tier::general_purpose, Hardware::standard);
    EXPECT_EQ(standard->fit.sku.vcores, 8);
    EXPECT_GT(standard->ranking, 0);
    ASSERT_TRUE(out.baseline.smaller);
    EXPECT_TRUE(fails(*out.baseline.smaller, Resource::cpu));
}

// The published example of the scaling factor: 4 vCores x 150 % = 6.
TEST(Recommend, scaling_factor_multiplies_the_need) {
    RecommendOptions options;
    options.scaling_percent = 150;
    options.tiers = {Tier::general_purpose};
    const Recommendation out = recommended(workload_of({.cores = 4}), options);
    EXPECT_NEAR(*out.baseline.need.cpu_cores, 6, 1e-4);
    EXPECT_EQ(best_of(out.baseline), "general-purpose standard 8 32");
}

// 50 GB: standard 5.1 x 16 = 81.6 (8 have 40.8), premium 7 x 8 = 56, memory optimized 13.6 x 4.
TEST(Recommend, memory_decides_the_hardware) {
    const Workload workload = workload_of({.cores = 2, .memory_gb = 50});
    const Recommendation out = recommended(workload);
    EXPECT_EQ(best_of(out.baseline), "general-purpose memory-optimized 4 32");
    auto vcores = [&](Hardware hardware) {
        return candidate_of(out.baseline, Tier::general_purpose, hardware)->fit.sku.vcores;
    };
    EXPECT_EQ(vcores(Hardware::standard), 16);
    EXPECT_EQ(vcores(Hardware::premium), 8);
}

// Flexible memory: 4 vCores x 12 GB = 48 GB fit 45 GB; x 10 = 40 do not.
TEST(Recommend, flexible_memory_of_next_gen_premium) {
    RecommendOptions options;
    options.tiers = {Tier::next_gen_general_purpose};
    options.hardware = {Hardware::premium};
    const Recommendation out = recommended(workload_of({.memory_gb = 45}), options);
    EXPECT_EQ(best_of(out.baseline), "next-gen-general-purpose premium 4 32");
    EXPECT_EQ(out.baseline.best()->fit.sku.memory_gb, 48);
}

// A file of 10 GB gets 500 IOPS; for 2,000 it must be above 129 GB: 130 + 1 of log, 160 reserved.
TEST(Recommend, general_purpose_grows_a_file_for_its_io) {
    RecommendOptions options;
    options.tiers = {Tier::general_purpose};
    const Recommendation out =
        recommended(workload_of({.data = {"Sales", FileType::rows, 10, 2000, 50, 8}}), options);
    EXPECT_EQ(best_of(out.baseline), "general-purpose standard 4 160");
    const auto& changes = out.baseline.best()->fit.file_changes;
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes[0].file, "Sales");
    EXPECT_EQ(changes[0].to_gb, 130);
    EXPECT_EQ(changes[0].parts, 1);
}

// The same in Next-gen: 32 GB give max(300, 96) IOPS, so 1,700 more are bought, of 6,400 at most.
TEST(Recommend, next_gen_buys_iops) {
    const Recommendation out =
        recommended(workload_of({.data = {"Sales", FileType::rows, 10, 2000, 50, 8}}));
    EXPECT_EQ(best_of(out.baseline), "next-gen-general-purpose standard 4 32");
    EXPECT_EQ(out.baseline.best()->fit.iops, 2000);
    EXPECT_EQ(out.baseline.best()->fit.iops_bought, 1700);
}

// 16,000 IOPS on one data file: three files of 5,334 each above 1,025 GB.
TEST(Recommend, general_purpose_makes_several_files) {
    RecommendOptions options;
    options.tiers = {Tier::general_purpose};
    const Recommendation out =
        recommended(workload_of({.data = {"Sales", FileType::rows, 10, 16000, 100, 8}}), options);
    const auto& changes = out.baseline.best()->fit.file_changes;
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes[0].parts, 3);
    EXPECT_EQ(changes[0].to_gb, 1026);
    // 3 x 1,026 + 1 = 3,079 GB: more than the 2 TB of 4 vCores.
    EXPECT_EQ(best_of(out.baseline), "general-purpose standard 8 3104");
}

// 100,000 IOPS: Next-gen reaches 80,000; Business Critical gives 4,000 for each vCore: 32 of them
// (25 are needed, 24 give 96,000).
TEST(Recommend, io_beyond_general_purpose_takes_business_critical) {
    const Recommendation out =
        recommended(workload_of({.data = {"Sales", FileType::rows, 900, 100000, 900, 8}}),
                    {.tiers = {Tier::next_gen_general_purpose, Tier::business_critical},
                     .hardware = {Hardware::standard}});
    EXPECT_EQ(best_of(out.baseline), "business-critical standard 32 928");
    const Candidate* next_gen =
        candidate_of(out.baseline, Tier::next_gen_general_purpose, Hardware::standard);
    EXPECT_TRUE(fails(*next_gen, Resource::iops));
    EXPECT_EQ(next_gen->ranking, -1);
}

// 40 MB/s of log: 4.5 for each vCore, so 16 (72; 8 take 36); Business Critical premium takes 12
// for each, so 4 vCores.
TEST(Recommend, log_rate_decides_the_vcores) {
    const Recommendation out =
        recommended(workload_of({.log = {"Sales_log", FileType::log, 200, 700, 40, 8}}));
    auto vcores = [&](Tier tier, Hardware hardware) {
        return candidate_of(out.baseline, tier, hardware)->fit.sku.vcores;
    };
    EXPECT_EQ(vcores(Tier::general_purpose, Hardware::standard), 16);
    EXPECT_EQ(vcores(Tier::next_gen_general_purpose, Hardware::premium), 10);
    EXPECT_EQ(vcores(Tier::business_critical, Hardware::premium), 4);
}

// 70 MB/s of one database: a database of General Purpose writes 65 at most, whatever the size.
TEST(Recommend, log_rate_of_one_database) {
    const Recommendation out =
        recommended(workload_of({.log = {"Sales_log", FileType::log, 200, 1000, 70, 8}}));
    const Candidate* classic =
        candidate_of(out.baseline, Tier::general_purpose, Hardware::standard);
    EXPECT_EQ(classic->ranking, -1);
    EXPECT_TRUE(fails(*classic, Resource::database_log_rate));
    EXPECT_FALSE(fails(*classic, Resource::log_rate));
}

// 1.5 ms now: General Purpose takes 5 to 10, Next-gen 3 to 5, Business Critical 1 to 2.
TEST(Recommend, low_latency_takes_business_critical) {
    const Workload workload = workload_of({.data = {"Sales", FileType::rows, 10, 400, 20, 1.5}});
    EXPECT_EQ(best_of(recommended(workload).baseline), "business-critical standard 4 32");
    // What the application needs counts more than what the source happens to give.
    AggregateOptions needs;
    needs.latency_ms = 6;
    EXPECT_EQ(best_of(recommended(workload, {}, needs).baseline), "general-purpose standard 4 32");
    needs.latency_ms = 3;
    EXPECT_EQ(best_of(recommended(workload, {}, needs).baseline),
              "next-gen-general-purpose standard 4 32");
}

TEST(Recommend, latency_of_hardly_any_io_is_no_reason) {
    const Workload workload = workload_of({.data = {"Sales", FileType::rows, 10, 5, 0.1, 0.5}});
    EXPECT_EQ(best_of(recommended(workload).baseline), "general-purpose standard 4 32");
}

// 18 TB: General Purpose and Business Critical end at 16, Next-gen at 32 from 32 vCores on.
TEST(Recommend, more_than_16_tb) {
    Workload workload = workload_of({});
    for (int i = 0; i < 6; ++i) {
        add_file(database_of(workload, "Archive"),
                 {"Archive" + std::to_string(i), FileType::rows, 3 * 1024.0});
    }
    const Recommendation out = recommended(workload);
    EXPECT_EQ(best_of(out.baseline), "next-gen-general-purpose standard 32 18464");
    EXPECT_TRUE(fails(*candidate_of(out.baseline, Tier::general_purpose, Hardware::premium),
                      Resource::storage));
    EXPECT_TRUE(
        fails(*candidate_of(out.baseline, Tier::business_critical, Hardware::memory_optimized),
              Resource::storage));
}

TEST(Recommend, more_than_100_databases_take_next_gen_and_more_than_500_nothing) {
    Workload workload = workload_of({});
    for (int i = 0; i < 100; ++i)
        add_file(database_of(workload, "db" + std::to_string(i)), {"data", FileType::rows, 0.1});
    Recommendation out = recommended(workload);
    EXPECT_EQ(best_of(out.baseline), "next-gen-general-purpose standard 4 32");
    EXPECT_TRUE(fails(*candidate_of(out.baseline, Tier::business_critical, Hardware::standard),
                      Resource::databases));
    for (int i = 100; i < 501; ++i)
        add_file(database_of(workload, "db" + std::to_string(i)), {"data", FileType::rows, 0.1});
    out = recommended(workload);
    EXPECT_EQ(best_of(out.baseline), "none");
    ASSERT_FALSE(out.advice.empty());
    EXPECT_NE(out.advice[0].find("502 databases take 2 instances"), std::string::npos);
}

// 281 files are one too many for General Purpose.
TEST(Recommend, files_of_general_purpose) {
    Workload workload = workload_of({});
    for (int i = 0; i < 279; ++i) {
        add_file(database_of(workload, "Sales"),
                 {"part" + std::to_string(i), FileType::rows, 0.01});
    }
    const Recommendation out = recommended(workload);
    const Candidate* classic =
        candidate_of(out.baseline, Tier::general_purpose, Hardware::standard);
    EXPECT_TRUE(fails(*classic, Resource::files));
    // 281 disks of 128 GB are 35,968 GB, above 35 TB too.
    EXPECT_TRUE(fails(*classic, Resource::disk_allocation));
    EXPECT_EQ(best_of(out.baseline), "next-gen-general-purpose standard 4 32");
}

TEST(Recommend, disks_of_general_purpose_may_end_before_its_storage) {
    Workload workload = workload_of({});
    // 9 x 1.1 TB take 9 disks of 2 TB, 260 small files 260 of 128 GB: 51.7 TB.
    for (int i = 0; i < 9; ++i) {
        add_file(database_of(workload, "Big"), {"big" + std::to_string(i), FileType::rows, 1100});
    }
    for (int i = 0; i < 150; ++i)
        add_file(database_of(workload, "Big"), {"p" + std::to_string(i), FileType::rows, 0.1});
    const Recommendation out = recommended(workload);
    const Candidate* classic =
        candidate_of(out.baseline, Tier::general_purpose, Hardware::standard);
    EXPECT_TRUE(fails(*classic, Resource::disk_allocation));
    EXPECT_FALSE(fails(*classic, Resource::storage));
    EXPECT_EQ(classic->fit.find(Resource::disk_allocation)->needed, 9 * 2048 + 152 * 128);
}

// Memory-optimised tables of 20 GB: standard 24 vCores hold 25.25 (16 hold 15.77), premium 16
// hold 22.06, memory optimized 8 hold 22.06.
TEST(Recommend, in_memory_oltp_takes_business_critical) {
    Workload workload = workload_of({});
    database_of(workload, "Sales").memory_optimized = true;
    database_of(workload, "Sales").in_memory_mb = test::constant(20 * 1024);
    const Recommendation out = recommended(workload);
    EXPECT_EQ(best_of(out.baseline), "business-critical memory-optimized 8 32");
    auto vcores = [&](Hardware hardware) {
        return candidate_of(out.baseline, Tier::business_critical, hardware)->fit.sku.vcores;
    };
    EXPECT_EQ(vcores(Hardware::standard), 24);
    EXPECT_EQ(vcores(Hardware::premium), 16);
    EXPECT_TRUE(fails(*candidate_of(out.baseline, Tier::general_purpose, Hardware::standard),
                      Resource::in_memory_oltp));
}

TEST(Recommend, a_log_of_more_than_2_tb_fits_nowhere) {
    const Recommendation out =
        recommended(workload_of({.log = {"Sales_log", FileType::log, 2049}}));
    EXPECT_EQ(best_of(out.baseline), "none");
    for (const Candidate& candidate : out.baseline.candidates)
        EXPECT_TRUE(fails(candidate, Resource::log_file_size));
}

// 6 TB on Business Critical premium are offered in some regions only.
TEST(Recommend, storage_of_some_regions_is_told) {
    const Recommendation out =
        recommended(workload_of({.data = {"Sales", FileType::rows, 6 * 1024, 400, 20, 1}}),
                    {.tiers = {Tier::business_critical}, .hardware = {Hardware::premium}});
    EXPECT_EQ(best_of(out.baseline), "business-critical premium 64 6176");
    EXPECT_NE(out.baseline.best()->fit.find(Resource::storage)->caution.find("some regions"),
              std::string::npos);
}

// Storage alone, as backups tell it: 3 TB of data take 8 vCores of General Purpose.
TEST(Recommend, sizes_alone) {
    Workload workload;
    workload.source = Source::backups;
    FileLoad& file = file_of(database_of(workload, "Sales"), "Sales");
    file.size_mb = 3 * 1024 * 1024;
    const Aggregated needs = aggregate(workload, {});
    EXPECT_EQ(needs.missing.size(), 6U);
    const Recommendation out = recommend(needs, {});
    EXPECT_EQ(best_of(out.baseline), "general-purpose standard 8 3072");
    EXPECT_FALSE(out.time_series);
    EXPECT_TRUE(std::any_of(
        out.baseline.best()->negative.begin(), out.baseline.best()->negative.end(),
        [](const std::string& text) {
            return text.find("not known, and without part in this choice: CPU, memory") !=
                   std::string::npos;
        }));
}

// 3 cores with 30 % of headroom are 3.9; 3.5 are 4.55, above 4.
TEST(Recommend, headroom) {
    const RecommendOptions options{.tiers = {Tier::general_purpose}};
    EXPECT_EQ(best_of(recommended(workload_of({.cores = 3}), options).headroom),
              "general-purpose standard 4 32");
    const Recommendation out = recommended(workload_of({.cores = 3.5}), options);
    EXPECT_EQ(best_of(out.baseline), "general-purpose standard 4 32");
    EXPECT_EQ(best_of(out.headroom), "general-purpose standard 8 32");
}

// 4 of 100 windows need 6 cores and other 4 need 30 GB: each alone is within the 5 % that
// percentile 95 leaves out, together they are 8 %.
TEST(Recommend, the_time_series_counts_resources_together) {
    Workload workload = workload_of({});
    workload.cpu_percent = {};
    workload.memory_mb = {};
    for (int i = 0; i < 100; ++i) {
        const int64_t time = 1'700'000'000 + i * 600;
        workload.cpu_percent.add(time, i < 4 ? 37.5 : 10);
        workload.memory_mb.add(time, i >= 50 && i < 54 ? 30 * 1024 : 8 * 1024);
    }
    const RecommendOptions options{.tiers = {Tier::general_purpose},
                                   .hardware = {Hardware::standard}};
    const Recommendation out = recommended(workload, options);
    EXPECT_EQ(best_of(out.baseline), "general-purpose standard 4 32");
    EXPECT_NEAR(*out.baseline.best()->throttling.cpu, 4, 1e-9);
    EXPECT_NEAR(*out.baseline.best()->throttling.any, 8, 1e-9);
    ASSERT_TRUE(out.time_series);
    EXPECT_EQ(out.time_series->fit.sku.vcores, 8);
}

TEST(Recommend, prices_of_ones_own_change_the_order) {
    RecommendOptions options;
    options.hardware = {Hardware::standard};
    options.cost.vcore[size_t(Tier::general_purpose)].fill(300);
    options.cost.vcore[size_t(Tier::next_gen_general_purpose)].fill(100);
    options.cost.vcore[size_t(Tier::business_critical)].fill(400);
    const Recommendation out = recommended(workload_of({}), options);
    EXPECT_EQ(best_of(out.baseline), "next-gen-general-purpose standard 4 32");
    EXPECT_EQ(out.baseline.best()->cost.total(), 400);
}

}  // namespace
}  // namespace gantry::size
