#pragma once
// What sizes cost relative to each other. No prices are known to this program: by default a vCore
// counts as the units of quota it takes (Business Critical four, General Purpose one: the only
// public ratio), storage, IOPS and memory count nothing and only break ties. Factors or prices of
// one's own come from a file.

#include <array>
#include <string>
#include <string_view>

#include "size/targets/managed_instance.h"

namespace gantry::size {

struct CostFactors {
    std::string unit = "units";  // "EUR/month"
    bool from_file = false;
    // By tier, then hardware.
    std::array<std::array<double, 3>, 3> vcore{};
    std::array<double, 3> storage_gb{};  // above the included 32 GB, by tier
    double iops = 0;                     // bought above what the storage gives
    double memory_gb = 0;                // above what the vCores give

    CostFactors();
};

struct Cost {
    double compute = 0, storage = 0, iops = 0, memory = 0;
    double total() const { return compute + storage + iops + memory; }
};

Cost cost_of(const CostFactors& factors, const Sku& sku, double storage_gb, double iops_bought);

// The JSON of docs/reference/size.md; what it leaves out keeps its default. Throws Error naming
// `file` and the key that is wrong.
CostFactors parse_cost_factors(std::string_view json, const std::string& file);

}  // namespace gantry::size
