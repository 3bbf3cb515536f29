// Counts, rates and I/O by tier and size.

#include <algorithm>
#include <iterator>

#include "size/targets/managed_instance.h"

namespace gantry::size {

// [limits], "Max number of databases per instance".
int databases_max(Tier tier) {
    return tier == Tier::next_gen_general_purpose ? 500 : 100;
}

// [limits], "Max number of database files per instance".
int files_max(Tier tier) {
    return tier == Tier::general_purpose ? 280 : 0;
}

int files_max_of_database(Tier tier) {
    switch (tier) {
        case Tier::general_purpose:
            return 280;
        case Tier::next_gen_general_purpose:
            return 4096;
        case Tier::business_critical:
            break;
    }
    return 32767;
}

// [limits], "Max data file size": 8 TB in General Purpose, else what the instance has.
double data_file_gb_max(const Sku& sku) {
    if (sku.tier == Tier::general_purpose) return 8 * 1024;
    return storage_gb_max_in_some_regions(sku);
}

// [limits], "Max log file size".
double log_file_gb_max() {
    return 2 * 1024;
}

// [limits], "Max tempdb size": 24 GB for each vCore on local SSD; in Business Critical what the
// instance has.
double tempdb_gb_max(const Sku& sku) {
    if (sku.tier == Tier::business_critical) return storage_gb_max_in_some_regions(sku);
    return std::min(24.0 * sku.vcores, 1920.0);
}

// [limits], "Max concurrent workers".
double workers_max(const Sku& sku) {
    return 105.0 * sku.vcores + 800;
}

// [limits], "Log write throughput limit (per instance)".
double log_rate_mib_per_s_max(const Sku& sku) {
    switch (sku.tier) {
        case Tier::general_purpose:
            return std::min(4.5 * sku.vcores, 120.0);
        case Tier::next_gen_general_purpose:
            return std::min(4.5 * sku.vcores, 192.0);
        case Tier::business_critical:
            break;
    }
    if (sku.hardware == Hardware::standard) return std::min(4.5 * sku.vcores, 96.0);
    return std::min(12.0 * sku.vcores, 192.0);
}

// [limits]: "22 - 65 MB/s per DB" of General Purpose, by the size of the log file. How the range
// depends on the size is not documented: its upper end is the limit.
double log_rate_of_database_mib_per_s_max(Tier tier) {
    return tier == Tier::general_purpose ? 65 : 0;
}

// [limits], "Storage IO latency (approximate)".
Latency latency_of(Tier tier) {
    switch (tier) {
        case Tier::general_purpose:
            return {5, 10};
        case Tier::next_gen_general_purpose:
            return {3, 5};
        case Tier::business_critical:
            break;
    }
    return {1, 2};
}

// [limits], "File IO characteristics in General Purpose tier". The bounds of 2026 are a GiB above
// the disks' sizes.
const std::vector<FileBand>& file_bands() {
    static const std::vector<FileBand> bands = {
        {129, 500, 100, 0},      {513, 2300, 150, 129},   {1025, 5000, 200, 513},
        {2049, 7500, 250, 1025}, {4097, 7500, 250, 2049}, {8192, 7500, 250, 4097},
    };
    return bands;
}

const FileBand& file_band(double size_gb) {
    const std::vector<FileBand>& bands = file_bands();
    for (const FileBand& band : bands) {
        if (size_gb <= band.size_gb_max) return band;
    }
    return bands.back();
}

// "Known issues with Azure SQL Managed Instance" (managed-instance/doc-changes-updates-known-issues
// .md), "Exceeding storage space with small database files": each file lies on a disk of one of
// these sizes, and an instance has 35 TB of them.
double disk_gb_of(double file_gb) {
    for (double disk : {128.0, 256.0, 512.0, 1024.0, 2048.0, 4096.0}) {
        if (file_gb <= disk) return disk;
    }
    return 8192;
}

// [limits], Next-gen General Purpose: IOPS and throughput an instance can reach by its vCores.
IoCap next_gen_io_cap(int vcores) {
    struct Row {
        int vcores;
        IoCap cap;
    };
    static constexpr Row rows[] = {
        {4, {6400, 145}},   {6, {9600, 217}},    {8, {12800, 290}},   {10, {16000, 367}},
        {12, {19200, 445}}, {16, {25600, 600}},  {20, {32000, 665}},  {24, {38400, 730}},
        {32, {51200, 865}}, {40, {64000, 1152}}, {48, {76800, 1152}}, {128, {80000, 1200}},
    };
    for (const Row& row : rows) {
        if (vcores <= row.vcores) return row.cap;
    }
    return std::end(rows)[-1].cap;
}

// [limits]: 4,000 for each vCore.
double business_critical_iops_max(const Sku& sku) {
    return std::min(4000.0 * sku.vcores, 320000.0);
}

// [limits], "Regional resource limitations": a vCore of General Purpose takes one unit, one of
// Business Critical four.
int quota_units_per_vcore(Tier tier) {
    return tier == Tier::business_critical ? 4 : 1;
}

}  // namespace gantry::size
