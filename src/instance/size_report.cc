#include "instance/size_report.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/utf.h"

namespace gantry::instance {
namespace {

using Json = nlohmann::json;

constexpr size_t k_name_bytes_max = 256;
constexpr size_t k_names_shown_max = 20;

const Json& member(const Json& object, const char* name) {
    static const Json k_null;
    if (!object.is_object()) return k_null;
    auto found = object.find(name);
    return found == object.end() ? k_null : *found;
}

// A finite number from 0 on, 0 for anything else.
double number(const Json& object, const char* name) {
    const Json& value = member(object, name);
    if (!value.is_number()) return 0;
    const double out = value.get<double>();
    return std::isfinite(out) && out > 0 ? out : 0;
}

int64_t whole(double value, double maximum) {
    return int64_t(std::ceil(std::min(value, maximum)));
}

// What a person is shown: no control characters, not endless.
std::string text_of(const Json& object, const char* name) {
    const Json& value = member(object, name);
    if (!value.is_string()) return {};
    std::string out = value.get<std::string>().substr(0, k_name_bytes_max);
    for (char& c : out) {
        if (uint8_t(c) < 0x20 || c == 0x7f) c = '?';
    }
    return out;
}

Json parse(std::string_view text) {
    if (text.size() > k_report_bytes_max) {
        throw Error(
            fmt::format("the report has {} bytes, more than {}", text.size(), k_report_bytes_max));
    }
    Json out = Json::parse(text, nullptr, false);
    if (out.is_discarded() || !out.is_object()) {
        throw Error("the report is no JSON object",
                    "gantry size PATH... --target gantry --output json > report.json");
    }
    return out;
}

const Json& chosen_instance(const Json& report, const ReportChoice& choice) {
    const Json& instances = member(report, "instances");
    if (!instances.is_array() || instances.empty()) {
        throw Error("the report has no instances with a size",
                    "gantry size PATH... --target gantry --output json > report.json");
    }
    std::string names;
    size_t shown = 0;
    for (const Json& instance : instances) {
        const std::string name = text_of(instance, "server");
        if (!choice.server.empty() && ascii_iequals(name, choice.server)) return instance;
        if (shown++ < k_names_shown_max) names += (names.empty() ? "" : ", ") + name;
    }
    if (!choice.server.empty()) {
        throw Error(fmt::format("the report has no instance {}", choice.server), "it has " + names);
    }
    if (instances.size() > 1) {
        throw Error(fmt::format("the report has {} instances", instances.size()),
                    "choose one with --from-server: " + names);
    }
    return instances[0];
}

// "9GB", "512MB".
int64_t setting_mb(const Json& settings, std::string_view name) {
    if (!settings.is_array()) return 0;
    for (const Json& setting : settings) {
        if (text_of(setting, "name") != name) continue;
        try {
            return parse_megabytes(text_of(setting, "value"));
        } catch (const Error&) {
            return 0;  // not in a form we print: left to the instance
        }
    }
    return 0;
}

RecommendedSize of_gantry(const Json& size) {
    RecommendedSize out;
    out.size.vcores = int(whole(number(size, "cores"), 1024));
    out.size.memory_mb = whole(number(size, "memory_mb"), 1 << 26);
    out.size.storage_mb = whole(number(size, "disk_gb"), 1 << 26) * 1024;
    out.max_sessions = whole(number(size, "max_sessions"), 10000);
    out.max_wal_mb =
        std::min<int64_t>(setting_mb(member(size, "postgresql"), "max_wal_size"), 1 << 20);
    return out;
}

RecommendedSize of_azure(const Json& candidate) {
    RecommendedSize out;
    out.size.vcores = int(whole(number(candidate, "vcores"), 1024));
    out.size.memory_mb = whole(number(candidate, "memory_gb") * 1024, 1 << 26);
    out.size.storage_mb = whole(number(candidate, "storage_gb"), 1 << 26) * 1024;
    out.description = text_of(candidate, "title");
    if (out.size.storage_mb == 0 || out.size.vcores == 0) {
        const Json& sku = member(candidate, "targetSku");
        out.size.vcores = int(whole(number(sku, "computeSize"), 1024));
        out.size.storage_mb = whole(number(sku, "storageMaxSizeInMb"), 1 << 30);
    }
    return out;
}

const Json& azure_candidate(const Json& instance, const ReportChoice& choice) {
    if (choice.recommendation == "headroom") return member(instance, "headroom");
    static const Json k_null;
    const Json& results = member(instance, "sqlMiRecommendationResults");
    if (!results.is_array()) return k_null;
    for (const Json& candidate : results) {
        const Json& ranking = member(candidate, "ranking");
        if (ranking.is_number_integer() && ranking.get<int64_t>() == 0) return candidate;
    }
    return k_null;
}

}  // namespace

RecommendedSize read_size_report(std::string_view text, const ReportChoice& choice) {
    const Json report = parse(text);
    const Json& sizing = member(report, "sizing");
    const Json& instance = chosen_instance(sizing.is_object() ? sizing : report, choice);
    const std::string server = text_of(instance, "server");
    const Json& gantry = member(member(instance, "gantry"), choice.recommendation.c_str());
    RecommendedSize out;
    if (gantry.is_object()) {
        out = of_gantry(gantry);
    } else {
        const Json& candidate = azure_candidate(instance, choice);
        if (!candidate.is_object()) {
            throw Error(
                fmt::format("the report has no size for {} that fits ({})",
                            server.empty() ? "the instance" : server, choice.recommendation),
                "give --vcores, --memory and --storage yourself");
        }
        out = of_azure(candidate);
    }
    if (out.size == InstanceSize{}) {
        throw Error("the recommendation in the report has neither cores nor memory nor storage",
                    "give --vcores, --memory and --storage yourself");
    }
    check_size(out.size);
    out.description =
        fmt::format("{}{}{}{}", choice.recommendation, server.empty() ? "" : " of " + server,
                    out.description.empty() ? "" : ", ", out.description);
    return out;
}

void take_recommended(const RecommendedSize& recommended, InstanceConfig& config) {
    set_size(recommended.size, config);
    config.max_sessions = recommended.max_sessions;
    config.max_wal_mb = recommended.max_wal_mb;
}

}  // namespace gantry::instance
