#include "assess/method_advice.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "assess/finding.h"
#include "assess/method_json.h"
#include "assess/method_shape.h"
#include "assess/method_steps.h"
#include "tsql/parser.h"

namespace gantry::assess {
namespace {

MethodSource source_of(std::string_view version, double gigabytes = 50) {
    MethodSource out;
    out.database = "Sales";
    out.version = parse_source_version(version);
    out.size_bytes = uint64_t(gigabytes * 1e9);
    return out;
}

std::string text_of(const ModeAdvice& mode) {
    std::string out;
    for (const MethodStep& step : mode.steps)
        out += step.text + "\n";
    return out;
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != text.npos;
}

struct VersionCase {
    std::string_view text, name;
    int build, level;
};

TEST(SourceVersion, NamesAndBuilds) {
    constexpr VersionCase k_cases[] = {
        {"2005", "SQL Server 2005", 1399, 90},
        {"2008", "SQL Server 2008", 1600, 100},
        {"2008r2", "SQL Server 2008 R2", 1600, 100},
        {"SQL Server 2008 R2 SP3", "SQL Server 2008 R2 SP3", 6000, 100},
        {"2012", "SQL Server 2012", 2100, 110},
        {"2012SP1", "SQL Server 2012 SP1", 3000, 110},
        {"2012 SP1 CU2", "SQL Server 2012 SP1 CU2", 3339, 110},
        {"11.0.3000", "SQL Server 2012 SP1", 3000, 110},
        {"11.0.3339.0", "SQL Server 2012 SP1 CU2", 3339, 110},
        {"10.50.4000.0", "SQL Server 2008 R2 SP2", 4000, 100},
        {"10.0.6000", "SQL Server 2008 SP4", 6000, 100},
        {"2014", "SQL Server 2014", 2000, 120},
        {"2016", "SQL Server 2016", 1601, 130},
        {"2017", "SQL Server 2017", 1000, 140},
        {"15.0.4298", "SQL Server 2019", 4298, 150},
        {"2022", "SQL Server 2022", 1000, 160},
        {"sql2025", "SQL Server 2025", 1000, 170},
        // As people write them.
        {"10.50", "SQL Server 2008 R2", 0, 100},
        {"v2019", "SQL Server 2019", 2000, 150},
        {"13", "SQL Server 2016", 0, 130},
        {"2016 SP2 CU3", "SQL Server 2016 SP2", 5026, 130},
        {"2012 SP1 CU4", "SQL Server 2012 SP1 CU2", 3339, 110},
        {"2012 SP1 CU1", "SQL Server 2012 SP1", 3000, 110},
        {"2008 R2 Enterprise (64-bit)", "SQL Server 2008 R2", 1600, 100},
        {"2019 (RTM-CU18)", "SQL Server 2019", 2000, 150},
        {"Microsoft SQL Server 2014 (SP3) - 12.0.6024.0 (X64) Sep  7 2018", "SQL Server 2014 SP3",
         6024, 120},
    };
    for (const VersionCase& one : k_cases) {
        const auto version = parse_source_version(one.text);
        ASSERT_TRUE(version) << one.text;
        EXPECT_EQ(version->name, one.name);
        EXPECT_EQ(version->build, one.build) << one.text;
        EXPECT_EQ(version->compatibility_level, one.level) << one.text;
    }
    for (const char* wrong : {"", "2013", "2012SP9", "7.0.1", "18.0.1", "11.0.x", "11.0.1.2.3",
                              "99999999999.1", "-1.0", "2019CU", "2012x", "6"}) {
        EXPECT_FALSE(parse_source_version(wrong)) << wrong;
    }
}

TEST(SourceVersion, InternalVersionsOfDatabases) {
    constexpr std::pair<int, std::string_view> k_cases[] = {
        {611, "SQL Server 2005"},    {612, "SQL Server 2005"},    {655, "SQL Server 2008"},
        {660, "SQL Server 2008 R2"}, {661, "SQL Server 2008 R2"}, {706, "SQL Server 2012"},
        {782, "SQL Server 2014"},    {852, "SQL Server 2016"},    {869, "SQL Server 2017"},
        {904, "SQL Server 2019"},    {957, "SQL Server 2022"},    {998, "SQL Server 2025"},
    };
    for (const auto& [internal, name] : k_cases) {
        const auto version = source_version_of_database(internal);
        ASSERT_TRUE(version) << internal;
        EXPECT_EQ(version->name, name);
        EXPECT_EQ(version->build, 0);
    }
    EXPECT_FALSE(source_version_of_database(0));
    EXPECT_FALSE(source_version_of_database(5000));
}

// The rows of the migration guide's table.
struct WayCase {
    std::string_view version;
    WayIn way;
    std::string_view backup;  // a part of the statement
};

TEST(MethodAdvice, TheWayInByVersion) {
    constexpr WayCase k_cases[] = {
        {"2005", WayIn::upload, "TO DISK"},
        {"2008", WayIn::upload, "TO DISK"},
        {"2008R2", WayIn::upload, "TO DISK"},
        {"2012", WayIn::upload, "TO DISK"},
        {"2012SP1", WayIn::upload, "TO DISK"},
        {"11.0.3338", WayIn::upload, "TO DISK"},
        {"2012SP1CU2", WayIn::url_credential, "CREDENTIAL = N'gantry_source'"},
        {"2012SP4", WayIn::url_credential, "CREDENTIAL = N'gantry_source'"},
        {"2014", WayIn::url_credential, "CREDENTIAL = N'gantry_source'"},
        {"2014SP3", WayIn::url_credential, "CREDENTIAL = N'gantry_source'"},
        {"2016", WayIn::url_sas, "BLOCKSIZE = 65536"},
        {"2017", WayIn::url_sas, "BLOCKSIZE = 65536"},
        {"2019", WayIn::url_sas, "BLOCKSIZE = 65536"},
        {"2022", WayIn::url_sas, "BLOCKSIZE = 65536"},
        {"2025", WayIn::url_sas, "BLOCKSIZE = 65536"},
    };
    for (const WayCase& one : k_cases) {
        const MethodAdvice advice = advise_method(source_of(one.version), Target::azure_sql_mi);
        EXPECT_EQ(way_id(advice.way), way_id(one.way)) << one.version;
        const std::string text = text_of(*advice.mode(Mode::offline));
        EXPECT_TRUE(has(text, one.backup)) << one.version << "\n" << text;
        EXPECT_EQ(has(text, "azcopy"), one.way == WayIn::upload) << one.version;
        EXPECT_EQ(has(text, "gantry upload"), one.way == WayIn::upload) << one.version;
        EXPECT_TRUE(has(text, "RESTORE DATABASE [Sales]\nFROM URL")) << text;
        EXPECT_TRUE(has(text, "CHECKSUM")) << text;
        const MethodAdvice to_gantry = advise_method(source_of(one.version), Target::gantry);
        EXPECT_EQ(way_id(to_gantry.way), "copy");
        EXPECT_TRUE(has(text_of(*to_gantry.mode(Mode::offline)), "gantry restore"));
        EXPECT_FALSE(has(text_of(*to_gantry.mode(Mode::offline)), "azcopy"));
        EXPECT_TRUE(has(text_of(*to_gantry.mode(Mode::differential)), "DIFFERENTIAL"));
        EXPECT_FALSE(to_gantry.mode(Mode::online)->possible);
    }
}

TEST(MethodAdvice, NothingBefore2005) {
    for (Target target : {Target::azure_sql_mi, Target::gantry}) {
        const MethodAdvice advice = advise_method(source_of("2000"), target);
        for (const WayChoice& way : advice.ways)
            EXPECT_FALSE(way.possible);
        for (const ModeAdvice& mode : advice.modes)
            EXPECT_FALSE(mode.possible) << mode_name(mode.mode);
    }
}

TEST(MethodAdvice, OnlineNeeds2008AndNoContainment) {
    for (std::string_view version : {"2008", "2012SP1CU2", "2016", "2025"}) {
        const MethodAdvice advice = advise_method(source_of(version), Target::azure_sql_mi);
        const ModeAdvice& online = *advice.mode(Mode::online);
        ASSERT_TRUE(online.possible) << version;
        const std::string text = text_of(online);
        EXPECT_TRUE(has(text, "az sql midb log-replay start")) << text;
        EXPECT_TRUE(has(text, "WITH NORECOVERY")) << text;
        EXPECT_TRUE(has(text, "SET RECOVERY FULL")) << text;
        EXPECT_FALSE(has(text, "COPY_ONLY")) << text;  // the chain begins there
        // The service takes no page blobs.
        EXPECT_EQ(has(text, "TO DISK"), version != "2016" && version != "2025") << text;
        EXPECT_LT(online.downtime_minutes, advice.mode(Mode::offline)->downtime_minutes);
    }
    EXPECT_FALSE(
        advise_method(source_of("2005"), Target::azure_sql_mi).mode(Mode::online)->possible);
    MethodSource contained = source_of("2019");
    contained.contained = true;
    EXPECT_FALSE(advise_method(contained, Target::azure_sql_mi).mode(Mode::online)->possible);
    MethodSource full = source_of("2019");
    full.recovery_model = "FULL";
    const MethodAdvice ready = advise_method(full, Target::azure_sql_mi);
    EXPECT_FALSE(has(text_of(*ready.mode(Mode::online)), "SET RECOVERY FULL"));
}

TEST(MethodAdvice, StripesBySize) {
    struct StripeCase {
        double gigabytes;
        int stripes;
    };
    constexpr StripeCase k_cases[] = {{0, 1},    {50, 1},    {150, 4},   {900, 5},
                                      {1500, 8}, {5000, 24}, {20000, 64}};
    for (const StripeCase& one : k_cases) {
        const MethodAdvice advice =
            advise_method(source_of("2019", one.gigabytes), Target::azure_sql_mi);
        EXPECT_EQ(advice.shape.stripes, one.stripes) << one.gigabytes;
        const std::string text = text_of(*advice.mode(Mode::offline));
        EXPECT_EQ(has(text, fmt::format("Sales_full_{:02}.bak", one.stripes)), one.stripes > 1);
    }
    EXPECT_TRUE(
        has(advise_method(source_of("2019", 20000), Target::azure_sql_mi).shape.stripes_reason,
            "must compress"));
    // A page blob is one file of 1 TB; a larger backup goes by files.
    EXPECT_EQ(advise_method(source_of("2014", 500), Target::azure_sql_mi).shape.stripes, 1);
    EXPECT_EQ(advise_method(source_of("2014", 5000), Target::azure_sql_mi).way, WayIn::upload);
}

TEST(MethodAdvice, WhatHardlyFitsIsTold) {
    const auto notes_of = [](const MethodAdvice& advice) {
        std::string out;
        for (const std::string& note : advice.notes)
            out += note + "\n";
        return out;
    };
    const MethodAdvice page = advise_method(source_of("2014", 2000), Target::azure_sql_mi);
    EXPECT_EQ(way_id(page.way), way_id(WayIn::url_credential));
    EXPECT_TRUE(has(page.shape.stripes_reason, "must compress")) << page.shape.stripes_reason;
    const MethodAdvice small = advise_method(source_of("2014", 900), Target::azure_sql_mi);
    EXPECT_FALSE(has(small.shape.stripes_reason, "must compress")) << small.shape.stripes_reason;
    EXPECT_FALSE(has(notes_of(small), "32 TB"));
    const MethodAdvice huge = advise_method(source_of("2019", 20'000), Target::azure_sql_mi);
    EXPECT_TRUE(has(notes_of(huge), "32 TB")) << notes_of(huge);
}

TEST(MethodAdvice, CompressionByVersionAndEncryption) {
    auto shape = [](std::string_view version, bool encrypted) {
        MethodSource source = source_of(version);
        source.encrypted = encrypted;
        return advise_method(source, Target::azure_sql_mi).shape;
    };
    EXPECT_FALSE(shape("2005", false).compression);
    EXPECT_FALSE(shape("2008", false).compression);
    EXPECT_TRUE(shape("2008R2", false).compression);
    EXPECT_TRUE(shape("2014", false).compression);
    EXPECT_FALSE(shape("2014", true).compression);
    EXPECT_TRUE(shape("2016", true).compression);
    EXPECT_GT(shape("2016", true).max_transfer_size, 65536u);
}

TEST(MethodAdvice, EncryptedDatabases) {
    MethodSource source = source_of("2019");
    source.encrypted = true;
    const std::string managed =
        text_of(*advise_method(source, Target::azure_sql_mi).mode(Mode::offline));
    EXPECT_TRUE(has(managed, "BACKUP CERTIFICATE"));
    EXPECT_TRUE(has(managed, "Add-AzSqlManagedInstanceTransparentDataEncryptionCertificate"));
    const std::string gantry = text_of(*advise_method(source, Target::gantry).mode(Mode::offline));
    EXPECT_TRUE(has(gantry, "SET ENCRYPTION OFF"));
    EXPECT_FALSE(has(gantry, "BACKUP CERTIFICATE"));
}

TEST(MethodAdvice, ArithmeticAddsUp) {
    MethodSource source = source_of("2008R2", 120);
    source.megabits_per_second = 100;
    const MethodAdvice advice = advise_method(source, Target::azure_sql_mi);
    const ModeAdvice& mode = *advice.mode(Mode::offline);
    // 120 GB: 10 min at 200 MB/s; 48 GB at 12.5 MB/s: 64 min; 20 min at 100 MB/s.
    EXPECT_NEAR(mode.downtime_minutes, 94, 0.01);
    EXPECT_EQ(mode.downtime_minutes, mode.total_minutes);
    MethodSource unknown = source_of("2019", 0);
    const MethodAdvice none = advise_method(unknown, Target::azure_sql_mi);
    EXPECT_EQ(none.mode(Mode::offline)->downtime_minutes, 0);
    EXPECT_EQ(none.mode(Mode::offline)->arithmetic.size(), 1u);
}

// Whatever is printed runs on the source's version, as far as a parser can say.
TEST(MethodAdvice, EveryStatementParsesAtTheSourcesLevel) {
    size_t statements = 0;
    for (std::string_view version : {"2005", "2008", "2008R2", "2012", "2012SP1CU2", "2014", "2016",
                                     "2017", "2019", "2022", "2025"}) {
        for (std::string_view name : {"Sales", "it's a [b]] base"}) {
            for (bool encrypted : {false, true}) {
                for (Target target : {Target::azure_sql_mi, Target::gantry}) {
                    MethodSource source = source_of(version, 900);
                    source.database = name;
                    source.encrypted = encrypted;
                    const MethodAdvice advice = advise_method(source, target);
                    for (const ModeAdvice& mode : advice.modes) {
                        for (const MethodStep& step : mode.steps) {
                            if (step.language != Language::tsql) continue;
                            tsql::ParseOptions options;
                            options.compatibility_level = source.version->compatibility_level;
                            const tsql::ParseResult result = tsql::parse(step.text, options);
                            for (const auto& error : result.diagnostics)
                                ADD_FAILURE() << step.text << "\n" << error.message;
                            statements += result.statements.size();
                        }
                    }
                }
            }
        }
    }
    EXPECT_GT(statements, 1000u);
}

TEST(MethodAdvice, NamesInUrls) {
    EXPECT_EQ(url_name("Sales"), "Sales");
    EXPECT_EQ(url_name("My Shop (old)"), "My-Shop-old-");
    EXPECT_EQ(url_name("Backups_2020"), "baks_2020");
    EXPECT_EQ(url_name("backbackupup"), "backbakup");
    EXPECT_EQ(url_name("%%"), "database");
    EXPECT_EQ(url_name(std::string(300, 'x')).size(), 100u);
}

TEST(MethodAdvice, AVirtualMachineWhereSomethingNeedsIt) {
    Subject subject;
    EXPECT_FALSE(advise_alternative(subject));
    Finding log_files{find_rule("MultipleLogFiles"), {}, 1, nullptr};
    subject.findings.push_back(log_files);
    EXPECT_FALSE(advise_alternative(subject));  // mended in minutes
    Finding streams{find_rule("FileStream"), {}, 2, nullptr};
    ASSERT_NE(streams.rule, nullptr);
    subject.findings.push_back(streams);
    const auto alternative = advise_alternative(subject);
    ASSERT_TRUE(alternative);
    EXPECT_EQ(alternative->target, "SQL Server on a virtual machine");
    EXPECT_TRUE(has(alternative->reasons.at(0), "FileStream, 2 places"));
    for (std::string_view rule : alternative_rules())
        EXPECT_NE(find_rule(rule), nullptr) << rule;
}

}  // namespace
}  // namespace gantry::assess
