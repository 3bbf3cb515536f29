#include "size/report.h"

namespace gantry::size {

std::string_view size_target_name(SizeTarget target) {
    return target == SizeTarget::gantry ? "gantry" : "azure-sql-mi";
}

std::string_view source_name(Source source) {
    switch (source) {
        case Source::counters:
            return "counters";
        case Source::samples:
            return "samples";
        case Source::backups:
            return "backups";
        case Source::live:
            break;
    }
    return "live";
}

SizeReport size_report(const std::vector<Workload>& workloads, const SizeOptions& options) {
    require_databases(workloads, options.aggregate);
    SizeReport out;
    out.options = options;
    const double factor = options.recommend.scaling_percent / 100;
    const double headroom = factor * (1 + options.recommend.headroom_percent / 100);
    for (const Workload& workload : workloads) {
        InstanceSize& instance = out.instances.emplace_back();
        instance.server = workload.server;
        instance.edition = workload.edition;
        instance.product_version = workload.product_version;
        instance.inputs = workload.inputs;
        instance.workload = aggregate(workload, options.aggregate);
        const Need& need = instance.workload.need;
        if (options.target == SizeTarget::gantry) {
            instance.gantry = gantry_size(scaled(need, factor));
            instance.gantry_headroom = gantry_size(scaled(need, headroom));
        } else {
            instance.azure = recommend(instance.workload, options.recommend);
        }
    }
    return out;
}

}  // namespace gantry::size
