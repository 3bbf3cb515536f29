#include "assess/method_shape.h"

#include <fmt/format.h>

#include <algorithm>

namespace gantry::assess {
namespace {

std::string size_text(double bytes) {
    return bytes < 1e12 ? fmt::format("{:.1f} GB", bytes / 1e9)
                        : fmt::format("{:.2f} TB", bytes / 1e12);
}

std::string time_text(double minutes) {
    if (minutes < 1) return "under a minute";
    if (minutes < 120) return fmt::format("{:.0f} min", minutes);
    return fmt::format("{:.1f} hours", minutes / 60);
}

bool is_direct(WayIn way) {
    return way == WayIn::url_credential || way == WayIn::url_sas;
}

void choose_stripes(const MethodSource& source, Target target, WayIn way, BackupShape& out) {
    if (way == WayIn::url_credential) {
        out.stripes_reason = "a backup WITH CREDENTIAL is one page blob of at most 1 TB";
        if (source.size_bytes > k_page_blob_bytes) {
            out.stripes_reason +=
                ", so that it must compress to less; if it does not, upload files";
        }
        return;
    }
    if (source.size_bytes == 0) {
        out.stripes_reason = target == Target::gantry
                                 ? "the size is not known"
                                 : "the size is not known: one for each 195 GB, 64 at most";
        return;
    }
    int for_speed = 1;
    if (source.size_bytes > uint64_t(100e9)) for_speed = 4;
    if (source.size_bytes > uint64_t(1e12)) for_speed = 8;
    if (source.size_bytes > uint64_t(4e12)) for_speed = 16;
    if (target == Target::gantry) {
        out.stripes = for_speed;
        out.stripes_reason =
            for_speed == 1 ? "small enough for one file" : "written and read side by side";
        return;
    }
    // Of the size before compression: it fits whatever compression gives.
    const uint64_t needed = (source.size_bytes + k_block_blob_bytes - 1) / k_block_blob_bytes;
    out.stripes = int(std::min<uint64_t>(std::max<uint64_t>(needed, uint64_t(for_speed)),
                                         uint64_t(k_stripes_max)));
    out.stripes_reason = fmt::format(
        "{} / 195 GB a block blob = {} at least{}", size_text(double(source.size_bytes)), needed,
        out.stripes > int(needed) ? "; more are written and read side by side" : "");
    if (needed > uint64_t(k_stripes_max)) {
        out.stripes_reason +=
            fmt::format("; 64 is the most there is, so that it must compress to below {}",
                        size_text(double(k_block_blob_bytes) * k_stripes_max));
    }
}

void choose_compression(const MethodSource& source, Target target, BackupShape& out) {
    if (!source.version || source.version->major < 10) {
        out.compression_reason = "SQL Server 2005 does not compress backups";
        if (!source.version) out.compression_reason = "the version is not known";
    } else if (source.encrypted && target == Target::azure_sql_mi && source.version->major < 13) {
        out.compression_reason = "encrypted pages do not compress before SQL Server 2016";
    } else if (source.version->major == 10 && source.version->minor == 0) {
        out.compression_reason =
            "of SQL Server 2008 only Enterprise Edition compresses: there add "
            "COMPRESSION";
    } else {
        out.compression = true;
        out.compression_reason = "less to send; not in Web and Express Edition";
    }
}

}  // namespace

BackupShape shape_of(const MethodSource& source, Target target, WayIn way) {
    BackupShape out;
    choose_stripes(source, target, way, out);
    choose_compression(source, target, out);
    const bool encrypted_pages = source.encrypted && target == Target::azure_sql_mi;
    if (way == WayIn::url_sas) {
        out.max_transfer_size = 4194304;
        out.block_size = 65536;
    } else if (encrypted_pages && out.compression && way != WayIn::url_credential) {
        out.max_transfer_size =
            4194304;  // above 64 KB: else an encrypted database is not compressed
    }
    if (encrypted_pages && out.compression && out.max_transfer_size == 0) {
        out.compression = false;
        out.compression_reason =
            "an encrypted database compresses with MAXTRANSFERSIZE only, "
            "which a page blob does not take";
    }
    out.backup_bytes =
        uint64_t(double(source.size_bytes) * (out.compression ? k_compressed_share : 1.0));
    return out;
}

void estimate(const MethodSource& source, WayIn way, const BackupShape& shape, ModeAdvice& mode) {
    if (source.size_bytes == 0) {
        mode.arithmetic.push_back("the size of the database is not known");
        return;
    }
    const double size = double(source.size_bytes), moved = double(shape.backup_bytes);
    const double line = std::max(source.megabits_per_second, 0.001) * 1e6 / 8;
    const double backup = size / k_backup_speed / 60, transfer = moved / line / 60;
    const double restore = size / k_restore_speed / 60;
    auto& lines = mode.arithmetic;
    lines.push_back(
        fmt::format("backup: {} at 200 MB/s (assumed) = {}", size_text(size), time_text(backup)));
    lines.push_back(fmt::format("to the target: {}{} at {:g} Mbit/s = {}", size_text(moved),
                                shape.compression ? " (compressed to 40 %, assumed)" : "",
                                source.megabits_per_second, time_text(transfer)));
    lines.push_back(
        fmt::format("restore: {} at 100 MB/s (assumed) = {}", size_text(size), time_text(restore)));
    const bool direct = is_direct(way);
    const double there = (direct ? std::max(backup, transfer) : backup + transfer);
    mode.total_minutes = there + restore;
    if (mode.mode == Mode::offline) {
        mode.downtime_minutes = mode.total_minutes;
        lines.push_back(fmt::format(
            "downtime: {} + restore = {}",
            direct ? "the longer of backup and transfer, which overlap," : "backup + transfer",
            time_text(mode.downtime_minutes)));
    } else if (mode.mode == Mode::differential) {
        const double share = k_changed_a_day;
        mode.downtime_minutes = (backup + transfer) * share + restore;
        mode.total_minutes += (backup + transfer) * share;
        lines.push_back(fmt::format(
            "downtime: 5 % changed since the full backup (assumed): {} for the differential + "
            "restore of both = {}",
            time_text((backup + transfer) * share), time_text(mode.downtime_minutes)));
    } else {
        const double tail = size * k_changed_a_day * k_log_minutes / 1440;
        const double minutes = tail / k_backup_speed / 60 + tail / line / 60 +
                               tail / k_restore_speed / 60 + k_cut_over_minutes;
        mode.downtime_minutes = minutes;
        mode.total_minutes += minutes;
        lines.push_back(fmt::format(
            "downtime: the tail of the log, {} (5 % of the data a day, 15 minutes, assumed), "
            "backed up, sent, restored, and 5 min for the cut-over = {}",
            size_text(tail), time_text(minutes)));
    }
}

}  // namespace gantry::assess
