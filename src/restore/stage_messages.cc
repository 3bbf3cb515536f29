#include "restore/stage_messages.h"

#include <fmt/format.h>

#include <algorithm>

#include "storage/page.h"

namespace gantry::restore {

std::vector<SourceFile> stage_files(const backup::BackupSetHeader& set) {
    std::vector<SourceFile> out;
    for (bool log : {false, true}) {
        for (const backup::DatabaseFile& file : set.files) {
            if (log != (file.type == 'L')) continue;
            if (!log && !file.is_present && set.type != 'L') continue;
            uint64_t pages = (file.backup_size + storage::k_page_size - 1) / storage::k_page_size;
            out.push_back({file.logical_name, pages, set.position});
        }
    }
    return out;
}

void add_file_messages(const std::vector<SourceFile>& files, RestoreReport& report) {
    for (const SourceFile& file : files) {
        report.pages += file.pages;
        report.messages.push_back(
            {4035, 0, 1,
             fmt::format("Processed {} pages for database '{}', file '{}' on file {}.", file.pages,
                         report.database, file.logical_name, file.position)});
    }
    report.bytes = report.pages * storage::k_page_size;
}

void add_end_message(bool log, RestoreReport& report) {
    double seconds = std::max(double(report.duration.count()) / 1000.0, 0.001);
    report.messages.push_back(
        {3014, 0, 1,
         fmt::format("{} successfully processed {} pages in {:.3f} seconds ({:.3f} MB/sec).",
                     log ? "RESTORE LOG" : "RESTORE DATABASE", report.pages, seconds,
                     double(report.bytes) / seconds / 1048576)});
}

}  // namespace gantry::restore
