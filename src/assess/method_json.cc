#include "assess/method_json.h"

#include <nlohmann/json.hpp>

#include "assess/finding.h"

namespace gantry::assess {
namespace {

using Json = nlohmann::ordered_json;

Json mode_json(const ModeAdvice& mode) {
    Json out = {
        {"mode", mode_name(mode.mode)}, {"possible", mode.possible}, {"reason", mode.reason}};
    if (!mode.possible) return out;
    if (mode.total_minutes > 0) {
        out["downtime_minutes"] = mode.downtime_minutes;
        out["total_minutes"] = mode.total_minutes;
    }
    out["arithmetic"] = mode.arithmetic;
    out["steps"] = Json::array();
    for (const MethodStep& step : mode.steps) {
        out["steps"].push_back({{"title", step.title},
                                {"where", step.where},
                                {"language", language_name(step.language)},
                                {"text", step.text}});
    }
    return out;
}

Json shape_json(const BackupShape& shape) {
    Json out = {{"stripes", shape.stripes}, {"stripes_reason", shape.stripes_reason}};
    if (shape.max_transfer_size != 0) out["max_transfer_size"] = shape.max_transfer_size;
    if (shape.block_size != 0) out["block_size"] = shape.block_size;
    out["compression"] = shape.compression;
    out["compression_reason"] = shape.compression_reason;
    out["checksum"] = shape.checksum;
    if (shape.backup_bytes != 0) out["expected_backup_bytes"] = shape.backup_bytes;
    return out;
}

}  // namespace

Json method_json(const MethodAdvice& advice, const std::optional<Alternative>& alternative) {
    const MethodSource& source = advice.source;
    Json out = {{"target", target_name(advice.target)}, {"database", source.database}};
    if (source.version) {
        out["source_version"] = source.version->name;
        out["source_level"] = source.version->compatibility_level;
    }
    if (source.size_bytes != 0) out["size_bytes"] = source.size_bytes;
    if (!source.recovery_model.empty()) out["recovery_model"] = source.recovery_model;
    out["encrypted"] = source.encrypted;
    out["ways"] = Json::array();
    for (const WayChoice& way : advice.ways) {
        out["ways"].push_back({{"way", way_id(way.way)},
                               {"title", way.title},
                               {"possible", way.possible},
                               {"recommended", way.recommended},
                               {"reason", way.reason}});
    }
    out["backup"] = shape_json(advice.shape);
    out["modes"] = Json::array();
    for (const ModeAdvice& mode : advice.modes)
        out["modes"].push_back(mode_json(mode));
    out["notes"] = advice.notes;
    out["alternative"] = nullptr;
    if (alternative) {
        out["alternative"] = {{"target", alternative->target}, {"reasons", alternative->reasons}};
    }
    return out;
}

}  // namespace gantry::assess
