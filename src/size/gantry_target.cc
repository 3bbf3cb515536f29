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
        plan_write_ahead_log();
        plan_settings();
        plan_disk();
        return std::move(out_);
    }

  private:
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

    void plan_write_ahead_log() {
        constexpr double k_checkpoint_s = 900;
        // Full-page images after each checkpoint: about as much again.
        constexpr double k_images = 2;
        double wanted_mb = 4096;
        wal_sentence_ = "the log rate is not known: the instance's own default";
        if (need_.log_mb_per_s) {
            wanted_mb = std::clamp(*need_.log_mb_per_s * k_images * k_checkpoint_s, 1024.0,
                                   64 * k_mb_per_gb);
            wal_sentence_ = fmt::format(
                "{:.2f} MB/s of log x 2 for full-page images x 900 s between checkpoints; 1 GB at "
                "least, 64 GB at most",
                *need_.log_mb_per_s);
        }
        wal_gb_ = std::ceil(wanted_mb / k_mb_per_gb);
    }

    void plan_settings() {
        out_.shared_buffers_mb = shared_buffers_mb(out_.memory_mb);
        out_.postgresql = postgresql_settings({.cores = out_.cores,
                                               .memory_mb = out_.memory_mb,
                                               .max_sessions = out_.max_sessions,
                                               .max_wal_mb = wal_gb_ * k_mb_per_gb,
                                               .max_wal_sentence = std::move(wal_sentence_)});
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
    std::string wal_sentence_;
    GantrySize out_;
};

}  // namespace

GantrySize gantry_size(const Need& need) {
    return Planner(need).run();
}

}  // namespace gantry::size
