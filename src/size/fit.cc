#include "size/fit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace gantry::size {
namespace {

constexpr double k_mb_per_gb = 1024;
// Needs are floats that went through a percentile: a hair above a limit is no reason to refuse it.
constexpr double k_tolerance = 1 + 1e-6;

bool within(double needed, double limit) {
    return needed <= limit * k_tolerance;
}

std::string sku_text(const Sku& sku) {
    return fmt::format("{} vCores", sku.vcores);
}

class Fitter {
  public:
    Fitter(const Sku& sku, const Need& need) : need_(need) { out_.sku = sku; }

    Fit run() {
        check_cpu();
        check_memory();
        if (sku().tier == Tier::general_purpose) plan_ = plan_files(need_);
        check_storage();
        check_file_sizes();
        check_counts();
        switch (sku().tier) {
            case Tier::general_purpose:
                check_io_of_files();
                break;
            case Tier::next_gen_general_purpose:
                check_io_of_storage();
                break;
            case Tier::business_critical:
                check_io_of_cores();
                break;
        }
        check_log_rate();
        check_latency();
        check_in_memory();
        check_tempdb();
        check_workers();
        return std::move(out_);
    }

  private:
    const Sku& sku() const { return out_.sku; }

    Check& add(Resource resource, double needed, double limit, std::string_view unit,
               std::string sentence) {
        out_.checks.push_back(
            {resource, needed, limit, unit, within(needed, limit), std::move(sentence), {}, true});
        return out_.checks.back();
    }

    void check_cpu() {
        if (!need_.cpu_cores) return;
        add(Resource::cpu, *need_.cpu_cores, sku().vcores, "cores",
            fmt::format("{:.2f} cores of CPU are needed; this size has {} vCores", *need_.cpu_cores,
                        sku().vcores));
    }

    void check_memory() {
        if (!need_.memory_mb) return;
        const double gb = *need_.memory_mb / k_mb_per_gb;
        add(Resource::memory, gb, sku().memory_gb, "GB",
            fmt::format("{:.2f} GB of memory are needed; {} of {} have {:.2f} GB ({:.1f} GB each)",
                        gb, sku_text(sku()), hardware_title(sku().hardware), sku().memory_gb,
                        sku().memory_gb / sku().vcores));
    }

    void check_storage() {
        const double files_gb = (need_.data_mb + need_.log_mb) / k_mb_per_gb;
        const bool classic = sku().tier == Tier::general_purpose;
        const double needed = classic ? plan_.storage_gb : files_gb;
        const double steps = std::ceil(needed / k_storage_step_gb - 1e-9);
        out_.storage_gb = std::max(k_storage_min_gb, steps * k_storage_step_gb);
        const double limit = storage_gb_max_in_some_regions(sku());
        std::string grown;
        if (needed > files_gb * k_tolerance) {
            grown = fmt::format(" ({} now, more because files must grow for their I/O)",
                                gigabytes_text(files_gb));
        }
        Check& check = add(
            Resource::storage, out_.storage_gb, limit, "GB",
            fmt::format("data {} and log {} take {}{}, in steps of 32 GB: {:.0f} GB; {} reserve up "
                        "to {:.0f} GB",
                        gigabytes_text(need_.data_mb / k_mb_per_gb),
                        gigabytes_text(need_.log_mb / k_mb_per_gb), gigabytes_text(needed), grown,
                        out_.storage_gb, sku_text(sku()), limit));
        if (out_.storage_gb > storage_gb_max(sku())) {
            check.caution = fmt::format("more than {:.0f} GB are offered in some regions only",
                                        storage_gb_max(sku()));
        }
        if (!classic) return;
        Check& disks =
            add(Resource::disk_allocation, plan_.disks_gb, k_disks_gb_max, "GB",
                fmt::format("{} files take disks of 128 GB to 8 TB each, {:.0f} GB together; an "
                            "instance has {:.0f} GB of them",
                            plan_.files, plan_.disks_gb, k_disks_gb_max));
        disks.grows = false;
    }

    void check_file_sizes() {
        const FileNeed* data = nullptr;
        const FileNeed* log = nullptr;
        for (const DatabaseNeed& database : need_.databases) {
            for (const FileNeed& file : database.files) {
                const FileNeed*& largest = file.type == FileType::log ? log : data;
                if (largest == nullptr || file.size_mb > largest->size_mb) largest = &file;
            }
        }
        if (data != nullptr) {
            const double gb = data->size_mb / k_mb_per_gb, limit = data_file_gb_max(sku());
            Check& check =
                add(Resource::data_file_size, gb, limit, "GB",
                    fmt::format("the largest data file, {}, has {}; a file may have {:.0f} GB",
                                data->name, gigabytes_text(gb), limit));
            // Classic General Purpose: the plan cuts it into several.
            if (!check.fits && sku().tier == Tier::general_purpose) {
                check.fits = true;
                check.caution = "it must be made of several files before it moves";
            }
        }
        if (log != nullptr) {
            const double gb = log->size_mb / k_mb_per_gb;
            Check& check =
                add(Resource::log_file_size, gb, log_file_gb_max(), "GB",
                    fmt::format("the largest log file, {}, has {}; a log may have {:.0f} GB",
                                log->name, gigabytes_text(gb), log_file_gb_max()));
            check.grows = false;
        }
    }

    void check_counts() {
        const double databases = double(need_.user_databases());
        const int most = databases_max(sku().tier);
        add(Resource::databases, databases, most, "",
            fmt::format("{:.0f} user databases; an instance of this tier holds {}", databases,
                        most))
            .grows = false;
        if (const int limit = files_max(sku().tier); limit != 0) {
            const double files = double(plan_.files);
            add(Resource::files, files, limit, "",
                fmt::format("{:.0f} files; an instance of this tier holds {}", files, limit))
                .grows = false;
            return;
        }
        size_t largest = 0;
        for (const DatabaseNeed& database : need_.databases)
            largest = std::max(largest, database.files.size());
        add(Resource::files, double(largest), files_max_of_database(sku().tier), "",
            fmt::format("the database of most files has {}; one may have {}", largest,
                        files_max_of_database(sku().tier)))
            .grows = false;
    }

    // Classic General Purpose: each file by its size.
    void check_io_of_files() {
        out_.file_changes = plan_.changes;
        out_.iops = plan_.iops;
        out_.mb_per_s = plan_.mb_per_s;
        if (!need_.iops) return;
        const double mb_per_s = need_.mb_per_s.value_or(0);
        add(Resource::throughput, mb_per_s, plan_.mb_per_s, "MB/s",
            fmt::format("{:.1f} MB/s are needed; the files get {:.0f} MB/s together", mb_per_s,
                        plan_.mb_per_s))
            .grows = false;
        Check& iops = add(Resource::iops, *need_.iops, plan_.iops, "IOPS",
                          fmt::format("{:.0f} IOPS are needed; the files get {:.0f} together, each "
                                      "by its size",
                                      *need_.iops, plan_.iops));
        iops.grows = false;
        if (!plan_.impossible.empty()) {
            iops.fits = false;
            iops.sentence = plan_.impossible;
        } else if (!plan_.changes.empty()) {
            iops.caution = fmt::format("{} of {} files must be made larger or several for it",
                                       plan_.changes.size(), need_.files());
        }
    }

    // Next-gen: IOPS and throughput follow from the reserved storage, more can be bought.
    void check_io_of_storage() {
        const IoCap cap = next_gen_io_cap(sku().vcores);
        const double given =
            std::min(cap.iops, std::max(k_iops_min, k_iops_per_gb * out_.storage_gb));
        const double mb_per_s = need_.mb_per_s.value_or(0);
        // The throughput follows from the IOPS; its floor needs none.
        const double for_rate = mb_per_s > k_mb_per_s_min ? mb_per_s * k_iops_per_mb_per_s : 0;
        const double wanted = std::max(need_.iops.value_or(0), for_rate);
        out_.iops = std::min(cap.iops, std::max(given, std::ceil(wanted)));
        out_.iops_bought = out_.iops - given;
        out_.mb_per_s =
            std::min(cap.mb_per_s, std::max(k_mb_per_s_min, out_.iops / k_iops_per_mb_per_s));
        if (!need_.iops) return;
        Check& iops =
            add(Resource::iops, *need_.iops, cap.iops, "IOPS",
                fmt::format("{:.0f} IOPS are needed; {:.0f} GB give {:.0f}, {} reach up to {:.0f}",
                            *need_.iops, out_.storage_gb, given, sku_text(sku()), cap.iops));
        if (out_.iops_bought > 0) {
            iops.caution = fmt::format("{:.0f} IOPS are to be bought above those of the storage",
                                       out_.iops_bought);
        }
        add(Resource::throughput, mb_per_s, cap.mb_per_s, "MB/s",
            fmt::format("{:.1f} MB/s are needed; {:.0f} IOPS give {:.0f} MB/s, {} reach up to "
                        "{:.0f} MB/s",
                        mb_per_s, out_.iops, out_.mb_per_s, sku_text(sku()), cap.mb_per_s));
    }

    void check_io_of_cores() {
        out_.iops = business_critical_iops_max(sku());
        if (!need_.iops) return;
        add(Resource::iops, *need_.iops, out_.iops, "IOPS",
            fmt::format("{:.0f} IOPS are needed; {} give {:.0f}", *need_.iops, sku_text(sku()),
                        out_.iops));
    }

    void check_log_rate() {
        out_.log_rate = log_rate_mib_per_s_max(sku());
        if (!need_.log_mb_per_s) return;
        add(Resource::log_rate, *need_.log_mb_per_s, out_.log_rate, "MB/s",
            fmt::format("{:.1f} MB/s of log are written; {} take {:.1f} MB/s", *need_.log_mb_per_s,
                        sku_text(sku()), out_.log_rate));
        const double limit = log_rate_of_database_mib_per_s_max(sku().tier);
        if (limit == 0) return;
        const DatabaseNeed* busiest = nullptr;
        for (const DatabaseNeed& database : need_.databases) {
            if (!database.log_mb_per_s) continue;
            if (busiest == nullptr || *database.log_mb_per_s > *busiest->log_mb_per_s) {
                busiest = &database;
            }
        }
        if (busiest == nullptr) return;
        Check& check = add(Resource::database_log_rate, *busiest->log_mb_per_s, limit, "MB/s",
                           fmt::format("{} writes {:.1f} MB/s of log; a database may write {:.0f} "
                                       "MB/s, less with a small log file",
                                       busiest->name, *busiest->log_mb_per_s, limit));
        check.grows = false;
        constexpr double k_of_small_log = 22;
        if (check.fits && check.needed > k_of_small_log) {
            check.caution =
                fmt::format("above {:.0f} MB/s the log file must be large", k_of_small_log);
        }
    }

    // Latency is no reason when hardly anything is read or written, nor against the fastest tier.
    void check_latency() {
        if (!need_.latency_ms || *need_.latency_ms == 0 || need_.idle_io()) return;
        const Latency given = latency_of(sku().tier);
        Check& check = add(
            Resource::io_latency, *need_.latency_ms, given.low_ms, "ms",
            fmt::format("an I/O takes {:.1f} ms now; {} takes {:.0f} to {:.0f} ms",
                        *need_.latency_ms, tier_title(sku().tier), given.low_ms, given.high_ms));
        const bool fastest = sku().tier == Tier::business_critical;
        check.fits = fastest || *need_.latency_ms >= given.low_ms;
        check.grows = false;
        if (check.fits && *need_.latency_ms < given.high_ms) {
            check.caution = fastest && *need_.latency_ms < given.low_ms
                                ? "no tier is as fast as the disks of the source"
                                : "at the slow end of its range I/O takes longer than now";
        }
    }

    void check_in_memory() {
        if (!need_.memory_optimized && need_.in_memory_mb.value_or(0) == 0) return;
        const double limit = in_memory_oltp_gb_max(sku());
        const double gb = need_.in_memory_mb.value_or(0) / k_mb_per_gb;
        if (limit == 0) {
            Check& check = add(Resource::in_memory_oltp, gb, 0, "GB",
                               "memory-optimised tables are used; this tier has no In-Memory OLTP");
            check.fits = false;
            check.grows = false;
            return;
        }
        Check& check =
            add(Resource::in_memory_oltp, gb, limit, "GB",
                fmt::format("{:.2f} GB of memory-optimised data; {} of {} hold {:.2f} GB", gb,
                            sku_text(sku()), hardware_title(sku().hardware), limit));
        if (!need_.in_memory_mb) {
            check.sentence = fmt::format(
                "memory-optimised tables are used, of a size that was not measured; {} of {} hold "
                "{:.2f} GB",
                sku_text(sku()), hardware_title(sku().hardware), limit);
            check.caution = "compare that limit with the size of the memory-optimised tables";
        }
    }

    void check_tempdb() {
        if (!need_.tempdb_mb) return;
        const double gb = *need_.tempdb_mb / k_mb_per_gb, limit = tempdb_gb_max(sku());
        add(Resource::tempdb, gb, limit, "GB",
            fmt::format("tempdb has {}; {} have {:.0f} GB for it", gigabytes_text(gb),
                        sku_text(sku()), limit));
    }

    void check_workers() {
        if (need_.workers) {
            add(Resource::workers, *need_.workers, workers_max(sku()), "",
                fmt::format("{:.0f} worker threads are in use; {} have {:.0f}", *need_.workers,
                            sku_text(sku()), workers_max(sku())));
        }
        if (need_.sessions) {
            add(Resource::sessions, *need_.sessions, k_sessions_max, "",
                fmt::format("{:.0f} sessions; an instance takes {}", *need_.sessions,
                            k_sessions_max))
                .grows = false;
        }
    }

    const Need& need_;
    FilePlan plan_;
    Fit out_;
};

}  // namespace

std::string gigabytes_text(double gb) {
    if (gb > 0 && gb < 1) return fmt::format("{:.0f} MB", std::ceil(gb * k_mb_per_gb));
    const bool whole = gb >= 100 || gb == std::floor(gb);
    return fmt::format("{:.{}f} GB", gb, whole ? 0 : 2);
}

std::string_view resource_name(Resource resource) {
    static constexpr std::string_view k_names[] = {
        "cpu",           "memory",         "storage",  "data_file_size",
        "log_file_size", "databases",      "files",    "disk_allocation",
        "iops",          "throughput",     "log_rate", "database_log_rate",
        "io_latency",    "in_memory_oltp", "tempdb",   "workers",
        "sessions",
    };
    return k_names[size_t(resource)];
}

bool Fit::fits() const {
    return std::all_of(checks.begin(), checks.end(), [](const Check& check) { return check.fits; });
}

const Check* Fit::find(Resource resource) const {
    for (const Check& check : checks) {
        if (check.resource == resource) return &check;
    }
    return nullptr;
}

Fit fit(const Sku& sku, const Need& need) {
    return Fitter(sku, need).run();
}

}  // namespace gantry::size
