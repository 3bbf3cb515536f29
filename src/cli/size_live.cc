#include "cli/size_live.h"

#include <fmt/format.h>

#include "cli/size_workloads.h"

namespace gantry::cli {
namespace {

constexpr uint64_t k_points_max = 30'000'000;
constexpr uint64_t k_points_of_file = 6;

size::FileType file_type_of(const std::string& type) {
    if (type == "ROWS") return size::FileType::rows;
    if (type == "LOG") return size::FileType::log;
    if (type == "FILESTREAM") return size::FileType::filestream;
    if (type == "FULLTEXT") return size::FileType::fulltext;
    return size::FileType::other;
}

template <class T>
void fill(std::optional<T>& known, const std::optional<T>& told) {
    if (!known) known = told;
}

void fill(std::string& known, const std::string& told) {
    if (known.empty()) known = told;
}

void add_rates(const live::FileRates& rates, int64_t time, size::FileLoad& file) {
    file.read_iops.add(time, rates.read_iops);
    file.write_iops.add(time, rates.write_iops);
    file.read_mb_per_s.add(time, rates.read_mb_per_s);
    file.write_mb_per_s.add(time, rates.write_mb_per_s);
    if (rates.read_latency_ms) file.read_latency_ms.add(time, *rates.read_latency_ms);
    if (rates.write_latency_ms) file.write_latency_ms.add(time, *rates.write_latency_ms);
}

}  // namespace

LiveLoad::LiveLoad(size::Workload& workload, const live::PerformanceFacts& facts)
    : workload_(workload) {
    fill(workload.edition, facts.edition);
    fill(workload.product_version, facts.version);
    fill(workload.logical_cpus, facts.logical_cpus);
    fill(workload.cores_used, facts.cores_used);
    fill(workload.physical_memory_mb, facts.physical_memory_mb);
    constexpr double k_no_limit_mb = 2147483647;
    if (facts.max_server_memory_mb < k_no_limit_mb) {
        fill(workload.max_server_memory_mb, facts.max_server_memory_mb);
    }
}

void LiveLoad::add(live::PerformanceSample sample) {
    const int64_t time = sample.time_ms / 1000;
    for (const live::FileCounters& counters : sample.files) {
        size::FileLoad& file =
            size::file_of(size::database_of(workload_, counters.database), counters.name);
        file.physical_name = counters.physical_name;
        file.type = file_type_of(counters.type);
        file.size_mb = counters.size_mb;
    }
    for (const auto& [database, mb] : sample.in_memory_mb)
        size::database_of(workload_, database).in_memory_mb.add(time, mb);
    for (const live::CpuPoint& cpu : sample.cpu)
        workload_.cpu_percent.add(cpu.time, cpu.percent);
    if (sample.memory_mb) workload_.memory_mb.add(time, *sample.memory_mb);
    if (sample.sessions) workload_.sessions.add(time, double(*sample.sessions));
    if (sample.workers) workload_.workers.add(time, double(*sample.workers));
    if (samples_ != 0) {
        for (const live::FileRates& rates : rates_between(last_, sample)) {
            size::DatabaseLoad& database = size::database_of(workload_, rates.file->database);
            add_rates(rates, time, size::file_of(database, rates.file->name));
        }
        const auto requests = batch_requests_per_s(last_, sample);
        if (requests) workload_.batch_requests_per_s.add(time, *requests);
    }
    points_ += sample.files.size() * k_points_of_file;
    last_ = std::move(sample);
    ++samples_;
}

void measure_live_server(live::Source& source, const std::string& server, const std::string& input,
                         const LiveSizing& options, std::vector<size::Workload>& workloads) {
    size::Workload& workload = workload_of(workloads, server, size::Source::live);
    workload.inputs.push_back(input);
    const live::PerformanceFacts facts = read_performance_facts(source);
    if (workload.source == size::Source::live) workload.interval_s = options.times.interval_s;
    LiveLoad load(workload, facts);
    const auto wait = [&](int seconds) {
        if (load.points() < k_points_max) return options.wait(seconds);
        workload.notes.push_back(
            fmt::format("measuring ended after {} samples: more of {} files "
                        "would not fit into memory; take a longer interval",
                        load.samples(), load.files()));
        return false;
    };
    sample_performance(source, options.times, wait, [&](live::PerformanceSample sample) {
        load.add(std::move(sample));
        if (options.sampled) options.sampled(load.samples());
    });
    for (std::string& warning : source.take_warnings())
        workload.notes.push_back(std::move(warning));
}

}  // namespace gantry::cli
