// The JSON of `gantry size`: docs/reference/size.schema.json describes it. Where the published
// recommendation of the SQL Server assessment tools has a field, its name and unit are used
// (instanceRequirements, sqlMiRecommendationResults); what is ours is in snake_case.

#include <cmath>
#include <nlohmann/json.hpp>

#include "size/csv_reader.h"
#include "size/downsample.h"
#include "size/report.h"

namespace gantry::size {
namespace {

using Json = nlohmann::ordered_json;

double rounded(double value) {
    return std::round(value * 1000) / 1000;
}

Json number(const std::optional<double>& value) {
    return value ? Json(rounded(*value)) : Json(nullptr);
}

Json numbers(const std::vector<float>& values) {
    Json out = Json::array();
    for (float value : values)
        out.push_back(std::isnan(value) ? Json(nullptr) : Json(rounded(value)));
    return out;
}

// What a chart draws.
Json series_json(const std::vector<Window>& windows) {
    const Chart chart = downsample(windows);
    Json times = Json::array(), lines = Json::array();
    for (int64_t time : chart.times)
        times.push_back(time_text(time));
    for (const ChartLine& line : chart.lines) {
        lines.push_back({{"counter", line.name},
                         {"unit", line.unit},
                         {"mean", numbers(line.mean)},
                         {"max", numbers(line.max)}});
    }
    return {{"times", std::move(times)}, {"counters", std::move(lines)}};
}

Json file_json(const FileNeed& file) {
    return {{"fileName", file.name},
            {"fileType", file_type_name(file.type)},
            {"sizeInMB", rounded(file.size_mb)},
            {"readLatencyInMs", number(file.read_latency_ms)},
            {"writeLatencyInMs", number(file.write_latency_ms)},
            {"iopsRequirement", number(file.iops)},
            {"ioThroughputRequirementInMBps", number(file.mb_per_s)},
            {"numberOfDataPointsAnalyzed", file.points}};
}

Json database_json(const DatabaseNeed& database) {
    Json files = Json::array();
    for (const FileNeed& file : database.files)
        files.push_back(file_json(file));
    return {{"databaseName", database.name},
            {"cpuRequirementInCores", number(database.cpu_cores)},
            {"cpuRequirementInPercentageOfTotalInstance", number(database.cpu_percent)},
            {"memoryRequirementInMB", number(database.memory_mb)},
            {"dataStorageRequirementInMB", rounded(database.data_mb)},
            {"logStorageRequirementInMB", rounded(database.log_mb)},
            {"dataIOPSRequirement", number(database.data_iops)},
            {"logIOPSRequirement", number(database.log_iops)},
            {"ioLatencyRequirementInMs", number(database.latency_ms)},
            {"ioThroughputRequirementInMBps", number(database.mb_per_s)},
            {"log_rate_mb_per_s", number(database.log_mb_per_s)},
            {"memory_optimized", database.memory_optimized},
            {"in_memory_oltp_mb", number(database.in_memory_mb)},
            {"fileLevelRequirements", std::move(files)}};
}

Json time_or_null(const Need& need, int64_t time) {
    return need.points == 0 ? Json(nullptr) : Json(time_text(time));
}

Json requirements_json(const Need& need) {
    Json databases = Json::array();
    for (const DatabaseNeed& database : need.databases)
        databases.push_back(database_json(database));
    return {{"instanceId", need.server},
            {"cpuRequirementInCores", number(need.cpu_cores)},
            {"memoryRequirementInMB", number(need.memory_mb)},
            {"dataStorageRequirementInMB", rounded(need.data_mb)},
            {"logStorageRequirementInMB", rounded(need.log_mb)},
            {"dataIOPSRequirement", number(need.data_iops)},
            {"logIOPSRequirement", number(need.log_iops)},
            {"ioLatencyRequirementInMs", number(need.latency_ms)},
            {"ioThroughputRequirementInMBps", number(need.mb_per_s)},
            {"tempDBSizeInMB", number(need.tempdb_mb)},
            {"dataPointsStartTime", time_or_null(need, need.start)},
            {"dataPointsEndTime", time_or_null(need, need.end)},
            {"aggregationTargetPercentile", need.percentile},
            {"perfDataCollectionIntervalInSeconds", need.interval_s},
            {"numberOfDataPointsAnalyzed", need.points},
            {"iops", number(need.iops)},
            {"log_rate_mb_per_s", number(need.log_mb_per_s)},
            {"sessions", number(need.sessions)},
            {"workers", number(need.workers)},
            {"memory_optimized", need.memory_optimized},
            {"in_memory_oltp_mb", number(need.in_memory_mb)},
            {"user_databases", need.user_databases()},
            {"files", need.files()},
            {"databaseLevelRequirements", std::move(databases)}};
}

Json check_json(const Check& check) {
    return {{"resource", resource_name(check.resource)},
            {"needed", rounded(check.needed)},
            {"limit", rounded(check.limit)},
            {"unit", check.unit},
            {"fits", check.fits},
            {"sentence", check.sentence},
            {"caution", check.caution.empty() ? Json(nullptr) : Json(check.caution)}};
}

Json change_json(const FileChange& change) {
    return {{"database", change.database},
            {"file", change.file},
            {"log", change.log},
            {"from_gb", rounded(change.from_gb)},
            {"to_gb", rounded(change.to_gb)},
            {"parts", change.parts},
            {"reason", change.reason}};
}

Json throttling_json(const Throttling& throttling) {
    return {
        {"cpu", number(throttling.cpu)},           {"memory", number(throttling.memory)},
        {"iops", number(throttling.iops)},         {"throughput", number(throttling.throughput)},
        {"log_rate", number(throttling.log_rate)}, {"any", number(throttling.any)}};
}

// Prices of one's own fill the published field; units of quota are no cost of a month.
Json monthly_cost_json(const Cost& cost, const CostFactors& factors) {
    if (!factors.from_file) return nullptr;
    return {{"computeCost", rounded(cost.compute + cost.memory)},
            {"storageCost", rounded(cost.storage + cost.iops)},
            {"totalCost", rounded(cost.total())}};
}

Json candidate_json(const Candidate& candidate, const Choice& choice, const CostFactors& factors) {
    const Sku& sku = candidate.fit.sku;
    Json checks = Json::array(), changes = Json::array();
    for (const Check& check : candidate.fit.checks)
        checks.push_back(check_json(check));
    for (const FileChange& change : candidate.fit.file_changes)
        changes.push_back(change_json(change));
    const Json category = {{"sqlTargetPlatform", "AzureSqlManagedInstance"},
                           {"sqlPurchasingModel", "vCore"},
                           {"sqlServiceTier", tier_contract_name(sku.tier)},
                           {"hardwareType", hardware_contract_name(sku.hardware)},
                           {"computeTier", "Provisioned"}};
    return {{"sqlInstanceName", choice.need.server},
            {"databaseName", nullptr},
            {"targetSku",
             {{"category", category},
              {"computeSize", sku.vcores},
              {"storageMaxSizeInMb", candidate.fit.storage_gb * 1024},
              {"predictedDataSizeInMb", rounded(choice.need.data_mb)},
              {"predictedLogSizeInMb", rounded(choice.need.log_mb)}}},
            {"monthlyCost", monthly_cost_json(candidate.cost, factors)},
            {"ranking", candidate.ranking},
            {"positiveJustifications", candidate.positive},
            {"negativeJustifications", candidate.negative},
            {"title", candidate_text(candidate)},
            {"tier", tier_name(sku.tier)},
            {"hardware", hardware_name(sku.hardware)},
            {"vcores", sku.vcores},
            {"memory_gb", rounded(sku.memory_gb)},
            {"storage_gb", candidate.fit.storage_gb},
            {"iops", rounded(candidate.fit.iops)},
            {"iops_bought", rounded(candidate.fit.iops_bought)},
            {"throughput_mb_per_s",
             candidate.fit.mb_per_s > 0 ? Json(rounded(candidate.fit.mb_per_s)) : Json(nullptr)},
            {"log_rate_mb_per_s", rounded(candidate.fit.log_rate)},
            {"fits", candidate.fit.fits()},
            {"relative_cost",
             {{"unit", factors.unit},
              {"compute", rounded(candidate.cost.compute)},
              {"storage", rounded(candidate.cost.storage)},
              {"iops", rounded(candidate.cost.iops)},
              {"memory", rounded(candidate.cost.memory)},
              {"total", rounded(candidate.cost.total())}}},
            {"checks", std::move(checks)},
            {"file_changes", std::move(changes)},
            {"throttled_percent", throttling_json(candidate.throttling)}};
}

template <class Part>
Json optional_json(const std::optional<Candidate>& candidate, const Part& choice,
                   const CostFactors& factors) {
    return candidate ? candidate_json(*candidate, choice, factors) : Json(nullptr);
}

void add_azure(const Recommendation& recommendation, const CostFactors& factors, Json& out) {
    const Choice& baseline = recommendation.baseline;
    const Choice& headroom = recommendation.headroom;
    Json results = Json::array();
    for (const Candidate& candidate : baseline.candidates)
        results.push_back(candidate_json(candidate, baseline, factors));
    out["sqlMiRecommendationResults"] = std::move(results);
    const Candidate* best = headroom.best();
    out["headroom"] = best == nullptr ? Json(nullptr) : candidate_json(*best, headroom, factors);
    out["time_series_choice"] = optional_json(recommendation.time_series, baseline, factors);
    out["smaller"] = optional_json(baseline.smaller, baseline, factors);
    out["larger"] = optional_json(baseline.larger, baseline, factors);
    out["advice"] = recommendation.advice;
}

Json gantry_json(const GantrySize& size) {
    Json settings = Json::array();
    for (const Setting& setting : size.postgresql) {
        settings.push_back(
            {{"name", setting.name}, {"value", setting.value}, {"sentence", setting.sentence}});
    }
    return {{"cores", size.cores},
            {"memory_mb", size.memory_mb},
            {"disk_gb", size.disk_gb},
            {"shared_buffers_mb", size.shared_buffers_mb},
            {"max_sessions", size.max_sessions},
            {"postgresql", std::move(settings)},
            {"reasons", size.reasons},
            {"cautions", size.cautions}};
}

Json options_json(const SizeOptions& options) {
    const auto time = [](const std::optional<int64_t>& value) {
        return value ? Json(time_text(*value)) : Json(nullptr);
    };
    return {{"percentile", options.aggregate.percentile},
            {"scaling_factor", options.recommend.scaling_percent},
            {"headroom", options.recommend.headroom_percent},
            {"start", time(options.aggregate.start)},
            {"end", time(options.aggregate.end)},
            {"databases", options.aggregate.only_databases},
            {"without", options.aggregate.without_databases},
            {"latency_ms", number(options.aggregate.latency_ms)},
            {"cost_unit", options.recommend.cost.unit}};
}

Json instance_json(const InstanceSize& instance, const SizeOptions& options) {
    Json out = {{"server", instance.server},
                {"edition", instance.edition},
                {"product_version", instance.product_version},
                {"source", source_name(instance.workload.need.source)},
                {"inputs", instance.inputs},
                {"missing", instance.workload.missing},
                {"notes", instance.workload.notes},
                {"instanceRequirements", requirements_json(instance.workload.need)}};
    if (instance.azure) add_azure(*instance.azure, options.recommend.cost, out);
    if (instance.gantry) {
        out["gantry"] = {{"baseline", gantry_json(*instance.gantry)},
                         {"headroom", gantry_json(*instance.gantry_headroom)}};
    }
    out["series"] = series_json(instance.workload.windows);
    return out;
}

}  // namespace

std::string size_json(const SizeReport& report) {
    Json instances = Json::array(), unread = Json::array();
    for (const InstanceSize& instance : report.instances)
        instances.push_back(instance_json(instance, report.options));
    for (const UnreadFile& file : report.unread)
        unread.push_back({{"path", file.path}, {"reason", file.reason}});
    const Json out = {{"schema_version", 1},
                      {"target", size_target_name(report.options.target)},
                      {"limits_as_of", k_limits_as_of},
                      {"options", options_json(report.options)},
                      {"instances", std::move(instances)},
                      {"not_read", std::move(unread)}};
    return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace gantry::size
