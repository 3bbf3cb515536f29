// The table of features; which nodes show them is in feature_find.cc.

#include "tsql/feature_table.h"

namespace gantry::tsql {
namespace {

using enum FeatureStatus;

constexpr Feature made(std::string_view name, FeatureStatus status, int since_version = 0,
                       int since_level = 0, int until_version = 0, int until_level = 0,
                       std::string_view replacement = {}) {
    return {name, status, since_version, since_level, until_version, until_level, replacement};
}

constexpr Feature k_features[] = {
#define GANTRY_TSQL_FEATURE(id, ...) made(__VA_ARGS__),
    GANTRY_TSQL_FEATURES(GANTRY_TSQL_FEATURE)
#undef GANTRY_TSQL_FEATURE
};

}  // namespace

std::span<const Feature> features() {
    return k_features;
}

const Feature& feature(FeatureId id) {
    return k_features[size_t(id)];
}

}  // namespace gantry::tsql
