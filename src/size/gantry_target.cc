#include "size/gantry_target.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace gantry::size {
namespace {

constexpr double k_mb_per_gb = 1024;

// Sizes that machines have.
double machine_memory_mb(double wanted_mb) {
    for (double gb : {4, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024}) {
        if (wanted_mb <= gb * k_mb_per_gb) return gb * k_mb_per_gb;
    }
    return std::ceil(wanted_mb / k_mb_per_gb / 512) * 512 * k_mb_per_gb;
}

class Planner {
  public:
    explicit Planner(const Need& need) : need_(need) {}

    GantrySize run() {
        plan_cores();
        plan_sessions();
        plan_memory();
        plan_buffers();
        plan_write_ahead_log();
        plan_workers();
        plan_disk();
        return std::move(out_);
    }

  private:
    void set(std::string name, std::string value, std::string sentence) {
        out_.postgresql.push_back({std::move(name), std::move(value), std::move(sentence)});
    }

    void plan_cores() {
        if (!need_.cpu_cores) {
            out_.cores = 4;
            out_.cautions.push_back("CPU is not known: 4 cores are a start, not a finding");
            return;
        }
        const double wanted = *need_.cpu_cores * k_gantry_cpu_factor;
        out_.cores = std::max(2, int(std::ceil(wanted / 2 - 1e-9)) * 2);
        out_.reasons.push_back(
            fmt::format("{:.2f} cores are needed now; x {:.2f} for the T-SQL layer is {:.2f}, in "
                        "pairs {} cores",
                        *need_.cpu_cores, k_gantry_cpu_factor, wanted, out_.cores));
    }

    void plan_sessions() {
        if (need_.sessions) {
            const double wanted = *need_.sessions * 1.5 + 20;
            out_.max_sessions = std::clamp(int(std::ceil(wanted / 10)) * 10, 50, 10000);
            out_.reasons.push_back(
                fmt::format("{:.0f} sessions now; half as many again and 20 of its own: "
                            "max_sessions {}",
                            *need_.sessions, out_.max_sessions));
        } else {
            out_.max_sessions = 100;
            out_.cautions.push_back("the number of sessions is not known: 100 are assumed");
        }
    }

    void plan_memory() {
        constexpr double k_system_mb = 1024;
        const double sessions_mb = out_.max_sessions * k_gantry_session_mb;
        double cache_mb = need_.memory_mb.value_or(0);
        if (!need_.memory_mb) {
            cache_mb = std::clamp(need_.data_mb / 4, 2048.0, 64 * k_mb_per_gb);
            out_.cautions.push_back(
                fmt::format("memory is not known: a quarter of the data, {:.1f} GB (2 at least, 64 "
                            "at most), is assumed for caches",
                            cache_mb / k_mb_per_gb));
        }
        const double wanted = cache_mb + sessions_mb + k_system_mb;
        out_.memory_mb = machine_memory_mb(wanted);
        out_.reasons.push_back(fmt::format(
            "caches {:.1f} GB + {} sessions x {:.0f} MB = {:.1f} GB + system 1 GB: {:.1f} GB, next "
            "size of machine {:.0f} GB",
            cache_mb / k_mb_per_gb, out_.max_sessions, k_gantry_session_mb,
            sessions_mb / k_mb_per_gb, wanted / k_mb_per_gb, out_.memory_mb / k_mb_per_gb));
    }

    void plan_buffers() {
        const double memory = out_.memory_mb;
        constexpr int k_buffers_max_mb = 64 * 1024;
        out_.shared_buffers_mb = std::min(int(memory / 4), k_buffers_max_mb);
        set("shared_buffers", fmt::format("{}MB", out_.shared_buffers_mb),
            fmt::format("a quarter of {:.0f} GB, at most 64 GB", memory / k_mb_per_gb));
        set("effective_cache_size", fmt::format("{}MB", int(memory * 3 / 4)),
            "three quarters of memory: shared buffers and the system's cache together");
        // A query may use it several times, and parallel workers each on their own.
        const int work = std::clamp(int(memory / 4 / (out_.max_sessions / 4.0 + 1) / 2), 4, 256);
        set("work_mem", fmt::format("{}MB", work),
            fmt::format("a quarter of memory for a quarter of {} sessions at work, two sorts or "
                        "hashes each; 4 MB at least, 256 MB at most",
                        out_.max_sessions));
        set("maintenance_work_mem", fmt::format("{}MB", std::clamp(int(memory / 16), 64, 2048)),
            "a sixteenth of memory, 2 GB at most: index builds and vacuum gain little past it");
        set("max_connections", std::to_string(out_.max_sessions + 20),
            fmt::format("{} sessions, 20 for administration, backups and spare ones",
                        out_.max_sessions));
    }

    void plan_write_ahead_log() {
        constexpr double k_checkpoint_s = 900;
        // Full-page images after each checkpoint: about as much again.
        constexpr double k_images = 2;
        double wanted_mb = 4096;
        std::string sentence = "the log rate is not known: the instance's own default";
        if (need_.log_mb_per_s) {
            wanted_mb = std::clamp(*need_.log_mb_per_s * k_images * k_checkpoint_s, 1024.0,
                                   64 * k_mb_per_gb);
            sentence = fmt::format(
                "{:.2f} MB/s of log x 2 for full-page images x 900 s between checkpoints; 1 GB at "
                "least, 64 GB at most",
                *need_.log_mb_per_s);
        }
        wal_gb_ = std::ceil(wanted_mb / k_mb_per_gb);
        set("max_wal_size", fmt::format("{:.0f}GB", wal_gb_), std::move(sentence));
        set("checkpoint_timeout", "15min", "fewer checkpoints, fewer full-page images");
    }

    void plan_workers() {
        set("max_worker_processes", std::to_string(out_.cores + 8),
            fmt::format("{} for parallel queries, 8 for the server's own", out_.cores));
        set("max_parallel_workers", std::to_string(out_.cores), "one for each core");
        set("max_parallel_workers_per_gather", std::to_string(std::clamp(out_.cores / 2, 1, 4)),
            "half the cores, 4 at most");
        set("max_parallel_maintenance_workers", std::to_string(std::clamp(out_.cores / 2, 1, 4)),
            "half the cores, 4 at most");
        set("autovacuum_max_workers", std::to_string(std::clamp(out_.cores / 4, 3, 10)),
            "a quarter of the cores, 3 at least");
        set("random_page_cost", "1.1", "solid-state disks");
        set("effective_io_concurrency", "200", "solid-state disks");
    }

    void plan_disk() {
        const double data_gb = need_.data_mb / k_mb_per_gb;
        const double tables = data_gb * k_gantry_disk_factor;
        const double tempdb = need_.tempdb_mb.value_or(0) / k_mb_per_gb;
        const double used = tables + wal_gb_ + tempdb;
        out_.disk_gb = std::max(20.0, std::ceil(used * (1 + k_gantry_free_disk) / 10) * 10);
        out_.reasons.push_back(fmt::format(
            "data {:.1f} GB x {:.1f} = {:.1f} GB, write-ahead log {:.0f} GB, temporary data {:.1f} "
            "GB; a quarter of that free: {:.0f} GB of disk, backups apart",
            data_gb, k_gantry_disk_factor, tables, wal_gb_, tempdb, out_.disk_gb));
        if (need_.iops) {
            out_.reasons.push_back(fmt::format("the disk must give {:.0f} IOPS and {:.1f} MB/s{}",
                                               *need_.iops, need_.mb_per_s.value_or(0),
                                               need_.latency_ms && !need_.idle_io()
                                                   ? fmt::format(" at {:.1f} ms", *need_.latency_ms)
                                                   : ""));
        } else {
            out_.cautions.push_back("I/O is not known: what the disk must give is not either");
        }
        if (need_.memory_optimized) {
            out_.cautions.push_back(
                "memory-optimised tables are ordinary tables in PostgreSQL: they live in its "
                "caches");
        }
    }

    const Need& need_;
    double wal_gb_ = 4;
    GantrySize out_;
};

}  // namespace

GantrySize gantry_size(const Need& need) {
    return Planner(need).run();
}

}  // namespace gantry::size
