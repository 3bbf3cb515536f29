// vCores, memory, storage and In-Memory OLTP space by tier and hardware.

#include <algorithm>
#include <initializer_list>

#include "base/error.h"
#include "size/targets/managed_instance.h"

namespace gantry::size {
namespace {

constexpr double k_tb = 1024;

// [limits], "Number of vCores". 2 vCores exist in pools only and are not offered here.
constexpr int k_vcores[] = {4, 8, 16, 24, 32, 40, 64, 80};
// Premium hardware of the Next-gen General Purpose and Business Critical tiers.
constexpr int k_vcores_fine[] = {4, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 56, 64, 80, 96, 128};

// [limits], "Max memory (memory/vCore ratio)".
double gb_per_vcore(Hardware hardware) {
    switch (hardware) {
        case Hardware::standard:
            return 5.1;
        case Hardware::premium:
            return 7;
        case Hardware::memory_optimized:
            break;
    }
    return 13.6;
}

// [limits]: the premium-series has up to 560 GB (80 vCores), the memory optimized one up to 870.4
// GB (64 vCores); larger sizes get no more memory.
double default_memory_gb(Hardware hardware, int vcores) {
    switch (hardware) {
        case Hardware::standard:
            break;
        case Hardware::premium:
            return gb_per_vcore(hardware) * std::min(vcores, 80);
        case Hardware::memory_optimized:
            return gb_per_vcore(hardware) * std::min(vcores, 64);
    }
    return gb_per_vcore(hardware) * vcores;
}

// [limits], "Flexible memory": 7, 8, 10 or 12 GB for each vCore of the premium-series; generally
// available in the Next-gen General Purpose tier, in preview (and so left out) in Business
// Critical.
double flexible_ratio_max(int vcores) {
    if (vcores <= 40) return 12;
    if (vcores == 48) return 10;
    if (vcores == 56) return 8;
    return 7;
}

bool has_fine_sizes(Tier tier, Hardware hardware) {
    return tier != Tier::general_purpose && hardware != Hardware::standard;
}

struct StorageRow {
    int vcores_up_to;
    double tb;
    double tb_in_some_regions;
};

// [limits], "Max instance storage size (reserved)".
constexpr StorageRow k_storage_gp[] = {{6, 2, 2}, {12, 8, 8}, {128, 16, 16}};
constexpr StorageRow k_storage_next_gen[] = {{6, 2, 2}, {12, 8, 8}, {24, 16, 16}, {128, 32, 32}};
constexpr StorageRow k_storage_bc_standard[] = {{16, 1, 1}, {24, 2, 2}, {80, 4, 4}};
constexpr StorageRow k_storage_bc_premium[] = {
    {6, 1, 1}, {12, 2, 2}, {20, 4, 4}, {56, 5.5, 5.5}, {128, 5.5, 16}};
constexpr StorageRow k_storage_bc_memory[] = {
    {6, 1, 1}, {12, 2, 2}, {20, 4, 4}, {24, 5.5, 5.5}, {40, 5.5, 8}, {56, 12, 12}, {128, 16, 16}};

template <size_t N>
const StorageRow& row_of(const StorageRow (&rows)[N], int vcores) {
    for (const StorageRow& row : rows) {
        if (vcores <= row.vcores_up_to) return row;
    }
    return rows[N - 1];
}

const StorageRow& storage_row(const Sku& sku) {
    switch (sku.tier) {
        case Tier::general_purpose:
            return row_of(k_storage_gp, sku.vcores);
        case Tier::next_gen_general_purpose:
            return row_of(k_storage_next_gen, sku.vcores);
        case Tier::business_critical:
            break;
    }
    switch (sku.hardware) {
        case Hardware::standard:
            return row_of(k_storage_bc_standard, sku.vcores);
        case Hardware::premium:
            return row_of(k_storage_bc_premium, sku.vcores);
        case Hardware::memory_optimized:
            break;
    }
    return row_of(k_storage_bc_memory, sku.vcores);
}

// [limits], "In-memory OLTP available space", GB.
struct InMemoryRow {
    int vcores;
    double standard, premium, memory_optimized;
};
constexpr InMemoryRow k_in_memory[] = {
    {4, 3.14, 4.39, 8.79},      {6, 0, 6.59, 15.32},          {8, 6.28, 8.79, 22.06},
    {10, 0, 12.11, 30.94},      {12, 0, 15.43, 39.82},        {16, 15.77, 22.06, 57.58},
    {20, 0, 28.70, 75.34},      {24, 25.25, 35.34, 93.09},    {32, 37.94, 53.09, 128.61},
    {40, 52.23, 73.09, 164.13}, {48, 0, 95.34, 199.64},       {56, 0, 117.58, 244.13},
    {64, 99.9, 139.82, 288.61}, {80, 131.68, 184.30, 288.61}, {96, 0, 184.30, 288.61},
    {128, 0, 184.30, 288.61},
};

}  // namespace

std::vector<Sku> skus_of(Tier tier, Hardware hardware) {
    std::vector<Sku> out;
    auto add = [&](int vcores) {
        const double memory = default_memory_gb(hardware, vcores);
        out.push_back({tier, hardware, vcores, memory, memory});
        if (tier != Tier::next_gen_general_purpose || hardware != Hardware::premium) return;
        for (double ratio : {8.0, 10.0, 12.0}) {
            if (ratio <= flexible_ratio_max(vcores)) {
                out.push_back({tier, hardware, vcores, ratio * vcores, memory});
            }
        }
    };
    if (has_fine_sizes(tier, hardware)) {
        for (int vcores : k_vcores_fine)
            add(vcores);
    } else {
        for (int vcores : k_vcores)
            add(vcores);
    }
    return out;
}

double storage_gb_max(const Sku& sku) {
    return storage_row(sku).tb * k_tb;
}

double storage_gb_max_in_some_regions(const Sku& sku) {
    return storage_row(sku).tb_in_some_regions * k_tb;
}

double in_memory_oltp_gb_max(const Sku& sku) {
    if (sku.tier != Tier::business_critical) return 0;
    for (const InMemoryRow& row : k_in_memory) {
        if (row.vcores != sku.vcores) continue;
        switch (sku.hardware) {
            case Hardware::standard:
                return row.standard;
            case Hardware::premium:
                return row.premium;
            case Hardware::memory_optimized:
                return row.memory_optimized;
        }
    }
    return 0;
}

}  // namespace gantry::size
