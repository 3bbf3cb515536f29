#include "size/performance_files.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace gantry::size {
namespace {

constexpr const char* k_counters_heading =
    "ServerName,DatabaseName,DatabaseFileName,FileType,TimeDataCollected,CounterName,"
    "AggregatorType,Value\n";

std::vector<Workload> read(std::initializer_list<std::string> files) {
    PerformanceReader reader;
    int number = 0;
    for (const std::string& text : files) {
        reader.read(
            *memory_source(std::to_string(++number) + ".csv", Bytes(text.begin(), text.end())));
    }
    return reader.take();
}

std::string error_of(const std::string& text) {
    try {
        read({text});
    } catch (const FormatError& error) {
        return error.what();
    }
    return "";
}

TEST(PerformanceFiles, NamesWithControlCharactersStayApart) {
    const auto workloads =
        read({"server,time,database,file,counter,value\n"
              "S\001db,2024-01-01 10:00:00,,,cpu_percent,5\n"
              "S,2024-01-01 10:00:00,db,f,read_iops,5\n"
              "S,2024-01-01 10:00:00,db\001f,,cached_mb,5\n"});
    ASSERT_EQ(workloads.size(), 2u);
    EXPECT_TRUE(workloads[0].databases.empty());
    ASSERT_EQ(workloads[1].databases.size(), 2u);
    EXPECT_EQ(workloads[1].databases[0].files.size(), 1u);
    EXPECT_TRUE(workloads[1].databases[1].files.empty());
}

TEST(PerformanceFiles, counters_of_instance_database_and_file) {
    const auto workloads = read({std::string(k_counters_heading) +
                                 "SRV,,,,2024-01-01 10:00:00,ICP,Mean,12.5\n"
                                 "SRV,,,,2024-01-01 10:00:00,ICP,Max,80\n"
                                 "SRV,,,,2024-01-01 10:00:00,ICP,Variance,3\n"
                                 "SRV,,,,2024-01-01 10:00:00,ICP,Occurence,20\n"
                                 "SRV,,,,2024-01-01 10:00:00,IM,Mean,4096\n"
                                 "SRV,,,,2024-01-01 10:00:00,IMP,Mean,100\n"
                                 "SRV,Sales,,,2024-01-01 10:00:00,DCP,Mean,10\n"
                                 "SRV,Sales,,,2024-01-01 10:00:00,DCS,Mean,300\n"
                                 "SRV,Sales,Sales_log,LOG,2024-01-01 10:00:00,FNW,Mean,40\n"
                                 "SRV,Sales,Sales_log,LOG,2024-01-01 10:00:00,FWM,Mean,2.5\n"
                                 "SRV,Sales,Sales_log,LOG,2024-01-01 10:00:00,FWL,Mean,1.5\n"
                                 "srv,sales,Sales,ROWS,2024-01-01 10:00:00,FNR,Mean,7\n"
                                 "OTHER,,,,2024-01-01 10:00:00,NEW,Mean,1\n"});
    ASSERT_EQ(workloads.size(), 2U);
    const Workload& one = workloads[0];
    EXPECT_EQ(one.cpu_percent.values, std::vector<float>{12.5});
    EXPECT_EQ(one.cpu_peak_percent.values, std::vector<float>{80});
    EXPECT_EQ(one.memory_mb.values, std::vector<float>{4096});
    ASSERT_EQ(one.databases.size(), 1U);
    const DatabaseLoad& sales = one.databases[0];
    EXPECT_EQ(sales.cpu_percent.values, std::vector<float>{10});
    EXPECT_EQ(sales.cached_mb.values, std::vector<float>{300});
    ASSERT_EQ(sales.files.size(), 2U);
    EXPECT_EQ(sales.files[0].type, FileType::log);
    EXPECT_EQ(sales.files[0].write_mb_per_s.values, std::vector<float>{2.5});
    EXPECT_EQ(sales.files[1].read_iops.values, std::vector<float>{7});
    EXPECT_EQ(workloads[1].notes.size(), 1U);
}

TEST(PerformanceFiles, facts_of_instance_and_files) {
    const auto workloads =
        read({"ServerName,Edition,LogicalCpuCount,NumberCoresUsed,MaxServerMemoryInUse,TempDbSize,"
              "ProductVersion,TimeDataCollected\n"
              "SRV,\"Enterprise, 64-bit\",8,8,2147483647,16,15.0.2000.5,2024-01-01 10:00:00\n",
              // Columns in another order; the later row of a file counts.
              "SizeMB,LogicalName,DatabaseName,ServerName,FileType,"
              "IsMemoryOptimizedDataOptionEnabled,PhysicalFullName\n"
              "100,Sales,Sales,SRV,Rows,False,D:\\a.mdf\n"
              "200,Sales,Sales,SRV,Rows,True,D:\\a.mdf\n"
              "50,Sales_log,Sales,SRV,Log,True,D:\\a.ldf\n"});
    ASSERT_EQ(workloads.size(), 1U);
    EXPECT_EQ(workloads[0].edition, "Enterprise, 64-bit");
    EXPECT_EQ(workloads[0].logical_cpus, 8);
    EXPECT_FALSE(workloads[0].max_server_memory_mb);
    EXPECT_EQ(workloads[0].tempdb_mb, 16);
    EXPECT_EQ(workloads[0].inputs, (std::vector<std::string>{"1.csv", "2.csv"}));
    const DatabaseLoad& sales = workloads[0].databases.at(0);
    EXPECT_TRUE(sales.memory_optimized);
    EXPECT_EQ(sales.files[0].size_mb, 200);
    EXPECT_EQ(sales.files[1].type, FileType::log);
}

TEST(PerformanceFiles, own_samples) {
    const auto workloads =
        read({"line\n-----\n"  // what sqlcmd prints without -h -1
              "server,time,database,file,counter,value\n"
              "\"SRV\\A\",,,,edition,\"Developer\"\n"
              "\"SRV\\A\",,,,logical_cpus,\"4\"\n"
              "\"SRV\\A\",,,,interval_s,\"30\"\n"
              "\"SRV\\A\",2024-01-01 10:00:00,,,cpu_percent,\"25\"\n"
              "\"SRV\\A\",2024-01-01 10:00:00,,,sessions,\"12\"\n"
              "\"SRV\\A\",2024-01-01 10:00:00,\"Sa\"\"les\",,in_memory_mb,\"64.5\"\n"
              "\"SRV\\A\",2024-01-01 10:00:00,\"Sa\"\"les\",\"data\",read_iops,\"7.000\"\n"
              "\"SRV\\A\",,\"Sa\"\"les\",,memory_optimized,\"1\"\n"
              "\"SRV\\A\",,\"Sa\"\"les\",\"data\",file_type,\"Rows\"\n"
              "\"SRV\\A\",,\"Sa\"\"les\",\"data\",file_size_mb,\"1024.000\"\n"});
    ASSERT_EQ(workloads.size(), 1U);
    const Workload& one = workloads[0];
    EXPECT_EQ(one.server, "SRV\\A");
    EXPECT_EQ(one.source, Source::samples);
    EXPECT_EQ(one.logical_cpus, 4);
    EXPECT_EQ(one.interval_s, 30);
    EXPECT_EQ(one.cpu_percent.values, std::vector<float>{25});
    const DatabaseLoad& sales = one.databases.at(0);
    EXPECT_EQ(sales.name, "Sa\"les");
    EXPECT_TRUE(sales.memory_optimized);
    EXPECT_EQ(sales.in_memory_mb.values, std::vector<float>{64.5});
    EXPECT_EQ(sales.files.at(0).size_mb, 1024);
    EXPECT_EQ(sales.files[0].read_iops.values, std::vector<float>{7});
}

TEST(PerformanceFiles, decimal_commas_between_semicolons) {
    const auto workloads =
        read({"ServerName;DatabaseName;DatabaseFileName;FileType;TimeDataCollected;CounterName;"
              "AggregatorType;Value\nSRV;;;;2024-01-01 10:00:00;ICP;Mean;12,5\n"});
    EXPECT_EQ(workloads.at(0).cpu_percent.values, std::vector<float>{12.5});
}

TEST(PerformanceFiles, faults_name_file_and_line) {
    const std::string heading = k_counters_heading;
    const std::string good = "SRV,,,,2024-01-01 10:00:00,ICP,Mean,1\n";
    EXPECT_EQ(error_of(heading + good + "SRV,,,,2024-01-01 10:00:00,ICP,Mean,12,5\n"),
              "1.csv:3: 9 fields where the heading has 8");
    EXPECT_EQ(error_of(heading + good + "SRV,,,,1/1/2024 10:00,ICP,Mean,1\n"),
              "1.csv:3: timedatacollected is not a time: '1/1/2024 10:00'");
    EXPECT_EQ(error_of(heading + "SRV,,,,2024-01-01 10:00:00,ICP,Mean,\"1,5\"\n"),
              "1.csv:2: value is not a number: '1,5'");
    EXPECT_EQ(error_of(heading + "SRV,,,,2024-01-01 10:00:00,ICP,Mean,-1\n"),
              "1.csv:2: value is negative: -1");
    EXPECT_EQ(error_of(heading + "SRV,,,,2024-01-01 10:"),
              "1.csv:2: 5 fields where the heading has 8");
    EXPECT_NE(error_of("a,b\n1,2\n").find("no heading of a known kind"), std::string::npos);
    EXPECT_NE(error_of("").find("no heading"), std::string::npos);
}

}  // namespace
}  // namespace gantry::size
