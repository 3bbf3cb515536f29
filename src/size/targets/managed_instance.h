#pragma once
// What Azure SQL Managed Instance offers: service tiers, hardware, and the limits of each size.
// Pure data and lookups. Source of every figure: the article "Overview of Azure SQL Managed
// Instance resource limits" (azure-sql/managed-instance/resource-limits.md of the SQL
// documentation, text of 2026 unless a comment says otherwise), below called [limits]. Offers
// change: `k_limits_as_of` is printed with each recommendation. 1 TB is 1024 GB, 1 GB 1024 MB.

#include <cstdint>
#include <string_view>
#include <vector>

namespace gantry::size {

inline constexpr std::string_view k_limits_as_of = "2026";

enum class Tier : uint8_t { general_purpose, next_gen_general_purpose, business_critical };
enum class Hardware : uint8_t { standard, premium, memory_optimized };

// As options and our JSON name them: "general-purpose", "standard".
std::string_view tier_name(Tier tier);
std::string_view hardware_name(Hardware hardware);
// For people: "General Purpose", "standard-series (Gen5)".
std::string_view tier_title(Tier tier);
std::string_view hardware_title(Hardware hardware);
// As the published recommendation contract names them: "GeneralPurpose", "Gen5".
std::string_view tier_contract_name(Tier tier);
std::string_view hardware_contract_name(Hardware hardware);

inline constexpr Tier k_tiers[] = {Tier::general_purpose, Tier::next_gen_general_purpose,
                                   Tier::business_critical};
inline constexpr Hardware k_hardware[] = {Hardware::standard, Hardware::premium,
                                          Hardware::memory_optimized};

// One size that can be ordered.
struct Sku {
    Tier tier = Tier::general_purpose;
    Hardware hardware = Hardware::standard;
    int vcores = 4;
    double memory_gb = 0;
    double default_memory_gb = 0;  // less than memory_gb: flexible memory, billed by the GB

    bool operator==(const Sku&) const = default;
};

// Sizes of a tier on a hardware, the smallest first; of one number of vCores those with less memory
// first.
std::vector<Sku> skus_of(Tier tier, Hardware hardware);

// ---- limits of a size ----

inline constexpr double k_storage_step_gb = 32;
inline constexpr double k_storage_min_gb = 32;
// In every region, and where the newest hardware is.
double storage_gb_max(const Sku& sku);
double storage_gb_max_in_some_regions(const Sku& sku);

int databases_max(Tier tier);  // user databases
// Of the instance's data and log files; 0: no such limit (files_max_of_database holds).
int files_max(Tier tier);
int files_max_of_database(Tier tier);
double data_file_gb_max(const Sku& sku);
double log_file_gb_max();
double tempdb_gb_max(const Sku& sku);

double workers_max(const Sku& sku);
inline constexpr int k_sessions_max = 30000;

double log_rate_mib_per_s_max(const Sku& sku);
// 0: none of its own.
double log_rate_of_database_mib_per_s_max(Tier tier);

// Range of the time an I/O takes.
struct Latency {
    double low_ms, high_ms;
};
Latency latency_of(Tier tier);

double in_memory_oltp_gb_max(const Sku& sku);  // 0: not offered

// ---- I/O ----

// General Purpose: what a file gets by its size.
struct FileBand {
    double size_gb_max;
    int iops;
    double mib_per_s;
    double above_gb;  // a file must be larger than this to be in the band
};
const std::vector<FileBand>& file_bands();
const FileBand& file_band(double size_gb);

// Sizes of the disks that hold files of General Purpose, one file each; the sum of them is bounded.
double disk_gb_of(double file_gb);
inline constexpr double k_disks_gb_max = 35.0 * 1024;

// Next-gen General Purpose: follow from the reserved storage, more IOPS can be bought up to a cap.
inline constexpr double k_iops_per_gb = 3;
inline constexpr double k_iops_min = 300;
inline constexpr double k_iops_per_mb_per_s = 30;
inline constexpr double k_mb_per_s_min = 75;
struct IoCap {
    double iops, mb_per_s;
};
IoCap next_gen_io_cap(int vcores);

double business_critical_iops_max(const Sku& sku);

// ---- relative cost ----

// Units of regional quota that a vCore takes: the only public ratio of capacity between tiers.
int quota_units_per_vcore(Tier tier);
inline constexpr double k_storage_included_gb = 32;

}  // namespace gantry::size
