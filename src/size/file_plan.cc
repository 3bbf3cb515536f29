#include "size/file_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "size/fit.h"
#include "size/targets/managed_instance.h"

namespace gantry::size {
namespace {

constexpr double k_mb_per_gb = 1024;

// The first band that delivers the rates; null when none does.
const FileBand* band_for(double iops, double mb_per_s) {
    for (const FileBand& band : file_bands()) {
        if (band.iops >= iops && band.mib_per_s >= mb_per_s) return &band;
    }
    return nullptr;
}

std::string rates(double iops, double mb_per_s) {
    return fmt::format("{:.0f} IOPS and {:.1f} MB/s", iops, mb_per_s);
}

// Files larger than the largest are cut whatever they deliver.
int parts_for_size(double size_gb) {
    return int(std::ceil(size_gb / file_bands().back().size_gb_max));
}

void plan_file(const DatabaseNeed& database, const FileNeed& file, FilePlan& plan) {
    const FileBand& best = file_bands().back();
    const double size_gb = file.size_mb / k_mb_per_gb;
    const double iops = file.iops.value_or(0), mb_per_s = file.mb_per_s.value_or(0);
    const bool log = file.type == FileType::log;
    int parts = 1;
    if (!log) {
        parts = std::max({1, parts_for_size(size_gb), int(std::ceil(iops / best.iops)),
                          int(std::ceil(mb_per_s / best.mib_per_s))});
    }
    const FileBand* wanted = band_for(iops / parts, mb_per_s / parts);
    if (wanted == nullptr) {
        plan.impossible = fmt::format(
            "log file {} of {} needs {}; a file gets {} at most, and a log cannot be spread over "
            "several",
            file.name, database.name, rates(iops, mb_per_s), rates(best.iops, best.mib_per_s));
        wanted = &best;
    }
    const double part_gb = size_gb / parts;
    const double to_gb =
        part_gb > wanted->above_gb || wanted->above_gb == 0 ? part_gb : wanted->above_gb + 1;
    if (parts > 1 || to_gb > part_gb) {
        FileChange& change = plan.changes.emplace_back();
        change.database = database.name;
        change.file = file.name;
        change.log = log;
        change.from_gb = size_gb;
        change.to_gb = to_gb;
        change.parts = parts;
        const FileBand& now = file_band(size_gb);
        change.reason = fmt::format("it needs {} and gets {} at {}", rates(iops, mb_per_s),
                                    rates(now.iops, now.mib_per_s), gigabytes_text(size_gb));
        if (iops <= now.iops && mb_per_s <= now.mib_per_s) {
            change.reason = fmt::format("a file has {:.0f} GB at most", best.size_gb_max);
        }
    }
    const FileBand& got = file_band(to_gb);
    plan.storage_gb += to_gb * parts;
    plan.disks_gb += disk_gb_of(to_gb) * parts;
    plan.iops += double(got.iops) * parts;
    plan.mb_per_s += got.mib_per_s * parts;
    plan.files += size_t(parts);
}

}  // namespace

FilePlan plan_files(const Need& need) {
    FilePlan plan;
    for (const DatabaseNeed& database : need.databases) {
        for (const FileNeed& file : database.files)
            plan_file(database, file, plan);
    }
    return plan;
}

}  // namespace gantry::size
