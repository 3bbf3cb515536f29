#include "assess/engine_check/engine_summary.h"

#include <fmt/format.h>

#include <algorithm>

namespace gantry::assess {
namespace {

constexpr size_t k_features_shown = 12;

std::string sentence(const EngineFeature& feature) {
    const std::string_view one = feature.texts == 1 ? "s" : "";
    if (feature.missing) return fmt::format("{} need{} {}", feature.texts, one, feature.name);
    const bool number = std::all_of(feature.name.begin(), feature.name.end(),
                                    [](char c) { return c >= '0' && c <= '9'; });
    if (number) {
        return fmt::format("{} do{} not bind, error {}", feature.texts, one.empty() ? "" : "es",
                           feature.name);
    }
    return fmt::format("{}: {}", feature.texts, feature.name);
}

}  // namespace

std::vector<std::string> engine_sentences(const EngineSummary& summary, bool all) {
    std::vector<std::string> out;
    if (!summary.checked || summary.modules + summary.expressions == 0) return out;
    std::string first = "Gantry's engine compiles ";
    if (summary.modules > 0) {
        first += fmt::format("{} of {} {}", summary.modules_working, summary.modules,
                             summary.batches ? "batches" : "modules");
        if (summary.modules_unknown > 0) {
            first += fmt::format(" ({} cannot be told)", summary.modules_unknown);
        }
        if (summary.expressions > 0) first += " and ";
    }
    if (summary.expressions > 0) {
        first += fmt::format("{} of {} expressions of the schema", summary.expressions_working,
                             summary.expressions);
    }
    out.push_back(std::move(first));
    const size_t shown =
        all ? summary.features.size() : std::min(k_features_shown, summary.features.size());
    for (size_t i = 0; i < shown; ++i)
        out.push_back(sentence(summary.features[i]));
    if (shown < summary.features.size()) {
        out.push_back(fmt::format("and {} more", summary.features.size() - shown));
    }
    return out;
}

}  // namespace gantry::assess
