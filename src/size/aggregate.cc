#include "size/aggregate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/utf.h"
#include "size/csv_reader.h"
#include "size/timeline.h"

namespace gantry::size {
namespace {

bool contains(const std::vector<std::string>& names, std::string_view name) {
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& other) { return ascii_iequals(other, name); });
}

// I/O of some files, window by window.
struct IoValues {
    WindowValues data_iops, log_iops, mb_per_s, log_mb_per_s;
    WindowValues wait_ms;  // latency of each I/O, summed over the I/Os of a second

    explicit IoValues(const Timeline& timeline)
        : data_iops(timeline.none()),
          log_iops(timeline.none()),
          mb_per_s(timeline.none()),
          log_mb_per_s(timeline.none()),
          wait_ms(timeline.none()) {}
    void add(const IoValues& other) {
        add_to(data_iops, other.data_iops);
        add_to(log_iops, other.log_iops);
        add_to(mb_per_s, other.mb_per_s);
        add_to(log_mb_per_s, other.log_mb_per_s);
        add_to(wait_ms, other.wait_ms);
    }
    WindowValues iops() const {
        WindowValues out = data_iops;
        add_to(out, log_iops);
        return out;
    }
    // The mean time of an I/O in each window, weighted by how many there were.
    WindowValues latency_ms() const {
        WindowValues out = iops();
        for (size_t i = 0; i < out.size(); ++i)
            out[i] = out[i] > 0 ? wait_ms[i] / out[i] : Timeline::k_none;
        return out;
    }
};

class Aggregator {
  public:
    Aggregator(const Workload& workload, const AggregateOptions& options)
        : workload_(workload),
          options_(options),
          timeline_(workload, options.start, options.end),
          io_(timeline_),
          share_of_cpu_(timeline_.none()),
          share_of_cpu_of_all_(timeline_.none()),
          cached_(timeline_.none()),
          cached_of_all_(timeline_.none()),
          in_memory_(timeline_.none()) {}

    Aggregated run() {
        Need& need = out_.need;
        need.server = workload_.server;
        need.source = workload_.source;
        need.percentile = options_.percentile;
        need.points = timeline_.points();
        need.interval_s = timeline_.interval_s();
        if (timeline_.size() != 0) {
            need.start = timeline_.times().front();
            need.end = timeline_.times().back();
        }
        need.logical_cpus = workload_.logical_cpus ? workload_.logical_cpus : workload_.cores_used;
        need.tempdb_mb = workload_.tempdb_mb;
        for (const DatabaseLoad& database : workload_.databases)
            add_database(database);
        add_instance();
        tell_missing();
        for (const std::string& note : workload_.notes)
            out_.notes.push_back(note);
        return std::move(out_);
    }

  private:
    bool chosen(const std::string& name) const {
        if (is_system_database(name)) return true;
        if (contains(options_.without_databases, name)) return false;
        return options_.only_databases.empty() || contains(options_.only_databases, name);
    }
    bool has_lists() const {
        return !options_.only_databases.empty() || !options_.without_databases.empty();
    }

    std::optional<double> percentile(const WindowValues& values) const {
        return percentile_of_windows(values, options_.percentile);
    }

    void add_database(const DatabaseLoad& database) {
        const WindowValues cpu = timeline_.values(database.cpu_percent);
        const WindowValues cached = timeline_.values(database.cached_mb);
        add_to(share_of_cpu_of_all_, cpu);
        add_to(cached_of_all_, cached);
        if (!chosen(database.name)) return;
        add_to(share_of_cpu_, cpu);
        add_to(cached_, cached);
        if (ascii_iequals(database.name, "tempdb")) return add_tempdb(database);
        DatabaseNeed& need = out_.need.databases.emplace_back();
        need.name = database.name;
        need.system = is_system_database(database.name);
        need.memory_optimized = database.memory_optimized;
        need.cpu_percent = percentile(cpu);
        if (need.cpu_percent && out_.need.logical_cpus) {
            need.cpu_cores = *need.cpu_percent / 100 * *out_.need.logical_cpus;
        }
        need.memory_mb = percentile(cached);
        const WindowValues in_memory = timeline_.values(database.in_memory_mb);
        need.in_memory_mb = percentile(in_memory);
        add_to(in_memory_, in_memory);
        IoValues io(timeline_);
        for (const FileLoad& file : database.files)
            add_file(file, need, io);
        need.data_iops = percentile(io.data_iops);
        need.log_iops = percentile(io.log_iops);
        need.mb_per_s = percentile(io.mb_per_s);
        need.log_mb_per_s = percentile(io.log_mb_per_s);
        need.latency_ms = percentile(io.latency_ms());
        io_.add(io);
        out_.need.data_mb += need.data_mb;
        out_.need.log_mb += need.log_mb;
        out_.need.memory_optimized = out_.need.memory_optimized || need.memory_optimized;
    }

    // Its I/O goes to local disks of the target in every tier; only its size counts.
    void add_tempdb(const DatabaseLoad& database) {
        double size_mb = 0;
        for (const FileLoad& file : database.files)
            size_mb += file.size_mb;
        if (size_mb > 0) out_.need.tempdb_mb = size_mb;
    }

    void add_file(const FileLoad& file, DatabaseNeed& database, IoValues& io) {
        FileNeed& need = database.files.emplace_back();
        need.name = file.name;
        need.physical_name = file.physical_name;
        need.type = file.type;
        need.size_mb = file.size_mb;
        const bool log = file.type == FileType::log;
        (log ? database.log_mb : database.data_mb) += file.size_mb;
        if (!file.measured()) return;
        const WindowValues reads = timeline_.values(file.read_iops);
        const WindowValues writes = timeline_.values(file.write_iops);
        const WindowValues read_ms = timeline_.values(file.read_latency_ms);
        const WindowValues write_ms = timeline_.values(file.write_latency_ms);
        const WindowValues written = timeline_.values(file.write_mb_per_s);
        WindowValues iops = reads, mb_per_s = written;
        add_to(iops, writes);
        add_to(mb_per_s, timeline_.values(file.read_mb_per_s));
        need.points = file.read_iops.size() + file.write_iops.size();
        need.iops = percentile(iops);
        need.mb_per_s = percentile(mb_per_s);
        need.read_latency_ms = percentile(read_ms);
        need.write_latency_ms = percentile(write_ms);
        add_to(log ? io.log_iops : io.data_iops, iops);
        add_to(io.mb_per_s, mb_per_s);
        if (log) add_to(io.log_mb_per_s, written);
        WindowValues wait = timeline_.none();
        for (size_t i = 0; i < wait.size(); ++i) {
            const float read = reads[i] * read_ms[i], write = writes[i] * write_ms[i];
            if (!std::isnan(read)) wait[i] = read;
            if (!std::isnan(write)) wait[i] = std::isnan(read) ? write : read + write;
        }
        add_to(io.wait_ms, wait);
    }

    // With lists of databases: the share of those chosen, window by window, where it is measured.
    void keep_share(WindowValues& values, const WindowValues& part, const WindowValues& all) const {
        if (!has_lists()) return;
        for (size_t i = 0; i < values.size(); ++i) {
            if (all[i] > 0) values[i] *= (std::isnan(part[i]) ? 0 : part[i]) / all[i];
        }
    }

    void add_instance() {
        Need& need = out_.need;
        WindowValues cpu = timeline_.values(workload_.cpu_percent);
        WindowValues memory = timeline_.values(workload_.memory_mb);
        keep_share(cpu, share_of_cpu_, share_of_cpu_of_all_);
        keep_share(memory, cached_, cached_of_all_);
        need.cpu_percent = percentile(cpu);
        if (need.cpu_percent && need.logical_cpus) {
            need.cpu_cores = *need.cpu_percent / 100 * *need.logical_cpus;
        }
        need.memory_mb = percentile(memory);
        need.iops = percentile(io_.iops());
        need.data_iops = percentile(io_.data_iops);
        need.log_iops = percentile(io_.log_iops);
        need.mb_per_s = percentile(io_.mb_per_s);
        need.log_mb_per_s = percentile(io_.log_mb_per_s);
        need.latency_ms = percentile(io_.latency_ms());
        if (options_.latency_ms) need.latency_ms = options_.latency_ms;
        need.in_memory_mb = percentile(in_memory_);
        const WindowValues sessions = timeline_.values(workload_.sessions);
        need.sessions = percentile(sessions);
        need.workers = percentile(timeline_.values(workload_.workers));
        const WindowValues peak = timeline_.values(workload_.cpu_peak_percent);
        const WindowValues iops = io_.iops(), latency = io_.latency_ms();
        out_.windows.resize(timeline_.size());
        for (size_t i = 0; i < timeline_.size(); ++i) {
            Window& window = out_.windows[i];
            window.time = timeline_.times()[i];
            window.cpu_percent = cpu[i];
            window.cpu_peak_percent = peak[i];
            window.cpu_cores = cpu[i] / 100 * float(need.logical_cpus.value_or(0));
            if (!need.logical_cpus) window.cpu_cores = Timeline::k_none;
            window.memory_mb = memory[i];
            window.iops = iops[i];
            window.mb_per_s = io_.mb_per_s[i];
            window.log_mb_per_s = io_.log_mb_per_s[i];
            window.latency_ms = latency[i];
            window.sessions = sessions[i];
        }
    }

    void tell_missing() {
        const Need& need = out_.need;
        auto tell = [&](bool known, const char* what) {
            if (!known) out_.missing.emplace_back(what);
        };
        tell(need.cpu_cores.has_value(), "CPU");
        tell(need.memory_mb.has_value(), "memory");
        tell(need.data_mb > 0, "storage");
        tell(need.iops.has_value(), "I/O rates");
        tell(need.mb_per_s.has_value(), "I/O throughput");
        tell(need.log_mb_per_s.has_value(), "log rate");
        tell(need.latency_ms.has_value() || (need.iops && *need.iops == 0), "I/O latency");
        if (need.cpu_percent && !need.logical_cpus) {
            out_.notes.push_back(
                "CPU was measured in percent, but how many processors the server has is not among "
                "the inputs");
        }
        if (has_lists() && need.cpu_cores && !percentile(share_of_cpu_of_all_)) {
            out_.notes.push_back(
                "CPU and memory are those of the whole instance: shares of databases were not "
                "measured");
        }
        if (need.points == 0) return;
        constexpr int64_t k_day = 86400;
        if (need.end - need.start < k_day) {
            out_.notes.push_back(fmt::format(
                "measured from {} to {} only: collect over a whole business cycle, a week with its "
                "nightly jobs at least",
                time_text(need.start), time_text(need.end)));
        }
        if (workload_.max_server_memory_mb && need.memory_mb &&
            *need.memory_mb > 0.95 * *workload_.max_server_memory_mb) {
            out_.notes.push_back(fmt::format(
                "SQL Server uses all of the {:.1f} GB that max server memory allows: it caches as "
                "much as it may, so it may do with less",
                *workload_.max_server_memory_mb / 1024));
        }
    }
    const Workload& workload_;
    const AggregateOptions& options_;
    const Timeline timeline_;
    IoValues io_;
    WindowValues share_of_cpu_, share_of_cpu_of_all_, cached_, cached_of_all_, in_memory_;
    Aggregated out_;
};

}  // namespace

bool Need::idle_io() const {
    constexpr double k_idle_mb_per_s = 1, k_idle_iops = 100;
    return mb_per_s.value_or(0) < k_idle_mb_per_s && iops.value_or(0) < k_idle_iops;
}

size_t Need::user_databases() const {
    return size_t(std::count_if(databases.begin(), databases.end(),
                                [](const DatabaseNeed& one) { return !one.system; }));
}

size_t Need::files() const {
    size_t out = 0;
    for (const DatabaseNeed& database : databases)
        out += database.files.size();
    return out;
}

void require_databases(const std::vector<Workload>& workloads, const AggregateOptions& options) {
    for (const auto* names : {&options.only_databases, &options.without_databases}) {
        for (const std::string& name : *names) {
            const bool found =
                std::any_of(workloads.begin(), workloads.end(), [&](const Workload& workload) {
                    return std::any_of(
                        workload.databases.begin(), workload.databases.end(),
                        [&](const DatabaseLoad& one) { return ascii_iequals(one.name, name); });
                });
            if (!found) throw Error(fmt::format("the inputs hold no database {}", name));
        }
    }
}

Aggregated aggregate(const Workload& workload, const AggregateOptions& options) {
    return Aggregator(workload, options).run();
}

Need scaled(const Need& need, double factor) {
    Need out = need;
    const auto scale = [factor](std::optional<double>& value) {
        if (value) *value *= factor;
    };
    for (auto* value : {&out.cpu_percent, &out.cpu_cores, &out.memory_mb, &out.iops, &out.data_iops,
                        &out.log_iops, &out.mb_per_s, &out.log_mb_per_s, &out.sessions,
                        &out.workers, &out.in_memory_mb, &out.tempdb_mb}) {
        scale(*value);
    }
    out.data_mb *= factor;
    out.log_mb *= factor;
    for (DatabaseNeed& database : out.databases) {
        database.data_mb *= factor;
        database.log_mb *= factor;
        for (auto* value : {&database.cpu_percent, &database.cpu_cores, &database.memory_mb,
                            &database.data_iops, &database.log_iops, &database.mb_per_s,
                            &database.log_mb_per_s, &database.in_memory_mb}) {
            scale(*value);
        }
        for (FileNeed& file : database.files) {
            file.size_mb *= factor;
            scale(file.iops);
            scale(file.mb_per_s);
        }
    }
    return out;
}

}  // namespace gantry::size
