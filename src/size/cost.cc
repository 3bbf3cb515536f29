#include "size/cost.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"

namespace gantry::size {
namespace {

using Json = nlohmann::json;

class FactorsReader {
  public:
    FactorsReader(CostFactors& out, const std::string& file) : out_(out), file_(file) {}

    void read(const Json& json) {
        if (!json.is_object()) refuse("", "an object is expected");
        for (const auto& [key, value] : json.items()) {
            if (key == "unit") {
                if (!value.is_string()) refuse(key, "a text is expected");
                out_.unit = value.get<std::string>();
            } else if (key == "vcore") {
                read_tiers(key, value, [&](size_t tier, const std::string& at, const Json& one) {
                    read_hardware(at, one, out_.vcore[tier]);
                });
            } else if (key == "storage_gb") {
                read_tiers(key, value, [&](size_t tier, const std::string& at, const Json& one) {
                    out_.storage_gb[tier] = number(at, one);
                });
            } else if (key == "iops") {
                out_.iops = number(key, value);
            } else if (key == "memory_gb") {
                out_.memory_gb = number(key, value);
            } else {
                refuse(key, "no such key; there are unit, vcore, storage_gb, iops and memory_gb");
            }
        }
    }

  private:
    [[noreturn]] void refuse(const std::string& key, const std::string& what) const {
        throw Error(fmt::format("{}: {}{}{}", file_, key, key.empty() ? "" : ": ", what),
                    "docs/reference/size.md shows the form");
    }

    double number(const std::string& key, const Json& value) const {
        if (!value.is_number() || value.get<double>() < 0) refuse(key, "a number is expected");
        return value.get<double>();
    }

    // A price beside units of quota would compare what cannot be compared.
    template <class T, size_t N, class Name>
    void require_all(const std::string& key, const Json& value, const T (&all)[N],
                     Name&& name) const {
        for (T one : all) {
            const std::string wanted(name(one));
            if (!value.contains(wanted)) {
                refuse(key, fmt::format("{} is missing: all are needed to compare them", wanted));
            }
        }
    }

    template <class Take>
    void read_tiers(const std::string& key, const Json& value, Take&& take) const {
        if (!value.is_object()) refuse(key, "an object by tier is expected");
        require_all(key, value, k_tiers, tier_name);
        for (const auto& [name, one] : value.items()) {
            const auto* tier =
                std::find_if(std::begin(k_tiers), std::end(k_tiers),
                             [&name = name](Tier t) { return tier_name(t) == name; });
            if (tier == std::end(k_tiers)) refuse(key, "no such tier: " + name);
            take(size_t(*tier), key + "." + name, one);
        }
    }

    void read_hardware(const std::string& key, const Json& value,
                       std::array<double, 3>& out) const {
        if (value.is_number()) {
            out.fill(number(key, value));
            return;
        }
        if (!value.is_object()) refuse(key, "a number, or an object by hardware, is expected");
        require_all(key, value, k_hardware, hardware_name);
        for (const auto& [name, one] : value.items()) {
            const auto* found =
                std::find_if(std::begin(k_hardware), std::end(k_hardware),
                             [&name = name](Hardware h) { return hardware_name(h) == name; });
            if (found == std::end(k_hardware)) refuse(key, "no such hardware: " + name);
            out[size_t(*found)] = number(key + "." + name, one);
        }
    }

    CostFactors& out_;
    const std::string& file_;
};

}  // namespace

CostFactors::CostFactors() {
    for (Tier tier : k_tiers)
        vcore[size_t(tier)].fill(quota_units_per_vcore(tier));
}

Cost cost_of(const CostFactors& factors, const Sku& sku, double storage_gb, double iops_bought) {
    Cost out;
    const size_t tier = size_t(sku.tier);
    out.compute = factors.vcore[tier][size_t(sku.hardware)] * sku.vcores;
    out.storage = factors.storage_gb[tier] * std::max(0.0, storage_gb - k_storage_included_gb);
    out.iops = factors.iops * iops_bought;
    out.memory = factors.memory_gb * (sku.memory_gb - sku.default_memory_gb);
    return out;
}

CostFactors parse_cost_factors(std::string_view text, const std::string& file) {
    CostFactors out;
    out.from_file = true;
    const Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) throw Error(fmt::format("{} is no JSON", file));
    FactorsReader(out, file).read(json);
    return out;
}

}  // namespace gantry::size
