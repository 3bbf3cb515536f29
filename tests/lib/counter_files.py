"""Performance files of the SQL Server assessment tools, made for tests."""

import csv
import datetime
import io

START = datetime.datetime(2024, 3, 1)


def counter_files(folder, server="SRV", cores=3.0, memory_gb=10, iops=200, log_mb_per_s=2,
                  latency_ms=7, data_gb=100, windows=288):
    """The three public files of one instance with 16 processors: two days, ten minutes apart."""
    name = server.replace("\\", ",")
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(["ServerName", "DatabaseName", "DatabaseFileName", "FileType",
                   "TimeDataCollected", "CounterName", "AggregatorType", "Value"])
    for i in range(windows):
        time = (START + datetime.timedelta(minutes=10 * i)).strftime("%Y-%m-%d %H:%M:%S")

        def put(database, file, kind, counter, value):
            for aggregator, number in (("Mean", value), ("Occurence", 20), ("Variance", 0.1),
                                       ("Max", value * 1.5)):
                rows.writerow([server, database, file, kind, time, counter, aggregator, number])

        put("", "", "", "ICP", cores / 16 * 100)
        put("", "", "", "IM", memory_gb * 1024)
        put("", "", "", "IMP", 100)
        put("Sales", "", "", "DCP", cores / 16 * 100)
        put("Sales", "", "", "DCS", memory_gb * 512)
        for file, kind, rate, volume in (("Sales", "ROWS", iops, iops / 128),
                                         ("Sales_log", "LOG", log_mb_per_s * 16, log_mb_per_s)):
            put("Sales", file, kind, "FNR", 0 if kind == "LOG" else rate / 2)
            put("Sales", file, kind, "FNW", rate if kind == "LOG" else rate / 2)
            put("Sales", file, kind, "FRM", 0 if kind == "LOG" else volume / 2)
            put("Sales", file, kind, "FWM", volume if kind == "LOG" else volume / 2)
            put("Sales", file, kind, "FRL", latency_ms)
            put("Sales", file, kind, "FWL", latency_ms)
    (folder / f"{name}_PerformanceAggregated_Counters.csv").write_bytes(out.getvalue().encode())
    (folder / f"{name}_CommonInstanceLevel_Counters.csv").write_text(
        "ServerName,Edition,HyperthreadRatio,IsClustered,IsHadrEnabled,LogicalCpuCount,"
        "MaxServerMemoryInUse,NumberCoresUsed,NumberOfUserDatabases,PhysicalCpuCount,"
        "ProductVersion,SqlStartTime,SumOfUserDatabasesSize,TempDbSize,NumOfLogins,"
        "TimeDataCollected\n"
        f"{server},Enterprise Edition,16,False,False,16,65536,16,1,1,13.0.5026.0,"
        "2024-02-01 00:00:00,1000,64,5,2024-03-01 00:00:00\n")
    (folder / f"{name}_CommonDbLevel_Counters.csv").write_text(
        "ServerName,DatabaseName,LogicalName,PhysicalFullName,FileType,SizeMB,"
        "IsMemoryOptimizedDataOptionEnabled,TimeDataCollected\n"
        f"{server},Sales,Sales,D:\\Sales.mdf,Rows,{data_gb * 1024},False,2024-03-01 00:00:00\n"
        f"{server},Sales,Sales_log,L:\\Sales.ldf,Log,1024,False,2024-03-01 00:00:00\n")
