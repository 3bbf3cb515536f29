#include "size/targets/managed_instance.h"

namespace gantry::size {

std::string_view tier_name(Tier tier) {
    switch (tier) {
        case Tier::general_purpose:
            return "general-purpose";
        case Tier::next_gen_general_purpose:
            return "next-gen-general-purpose";
        case Tier::business_critical:
            break;
    }
    return "business-critical";
}

std::string_view hardware_name(Hardware hardware) {
    switch (hardware) {
        case Hardware::standard:
            return "standard";
        case Hardware::premium:
            return "premium";
        case Hardware::memory_optimized:
            break;
    }
    return "memory-optimized";
}

std::string_view tier_title(Tier tier) {
    switch (tier) {
        case Tier::general_purpose:
            return "General Purpose";
        case Tier::next_gen_general_purpose:
            return "Next-gen General Purpose";
        case Tier::business_critical:
            break;
    }
    return "Business Critical";
}

std::string_view hardware_title(Hardware hardware) {
    switch (hardware) {
        case Hardware::standard:
            return "standard-series (Gen5)";
        case Hardware::premium:
            return "premium-series";
        case Hardware::memory_optimized:
            break;
    }
    return "memory optimized premium-series";
}

// Names of the enums of the published recommendation: sqlServiceTier and hardwareType.
std::string_view tier_contract_name(Tier tier) {
    switch (tier) {
        case Tier::general_purpose:
            return "GeneralPurpose";
        case Tier::next_gen_general_purpose:
            return "NextGenGeneralPurpose";
        case Tier::business_critical:
            break;
    }
    return "BusinessCritical";
}

std::string_view hardware_contract_name(Hardware hardware) {
    switch (hardware) {
        case Hardware::standard:
            return "Gen5";
        case Hardware::premium:
            return "PremiumSeries";
        case Hardware::memory_optimized:
            break;
    }
    return "PremiumSeriesMemoryOptimized";
}

}  // namespace gantry::size
