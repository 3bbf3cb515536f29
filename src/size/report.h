#pragma once
// Sizing of one or more instances, and its JSON form (docs/reference/size.schema.json). The text
// form is of the command line.

#include <optional>
#include <string>
#include <vector>

#include "size/gantry_target.h"
#include "size/recommend.h"

namespace gantry::size {

enum class SizeTarget : uint8_t { azure_sql_mi, gantry };
std::string_view size_target_name(SizeTarget target);  // "azure-sql-mi", "gantry"
std::string_view source_name(Source source);           // "counters", "samples" ...

struct SizeOptions {
    SizeTarget target = SizeTarget::azure_sql_mi;
    AggregateOptions aggregate;
    RecommendOptions recommend;
};

struct InstanceSize {
    std::string server, edition, product_version;
    std::vector<std::string> inputs;
    Aggregated workload;
    std::optional<Recommendation> azure;                // of target azure_sql_mi
    std::optional<GantrySize> gantry, gantry_headroom;  // of target gantry

    bool fits() const { return gantry || (azure && azure->baseline.best() != nullptr); }
};

struct UnreadFile {
    std::string path, reason;
};

struct SizeReport {
    SizeOptions options;
    std::vector<InstanceSize> instances;
    std::vector<UnreadFile> unread;
};

SizeReport size_report(const std::vector<Workload>& workloads, const SizeOptions& options);

// Ends with a line feed.
std::string size_json(const SizeReport& report);

}  // namespace gantry::size
