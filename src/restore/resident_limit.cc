#include "restore/resident_limit.h"

#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <memory>

#include <sys/mman.h>
#include <unistd.h>

namespace gantry::restore {
namespace {

constexpr uint64_t k_mapping_bytes_min = uint64_t(16) << 20;
// Reading a mapped backup's headers from the page cache maps 100 MB in a few milliseconds.
constexpr std::chrono::milliseconds k_period(2);

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

}  // namespace

ResidentLimit::ResidentLimit(uint64_t bytes_max)
    : thread_([bytes_max](std::stop_token stop) {
          while (!stop.stop_requested()) {
              std::this_thread::sleep_for(k_period);
              if (shared_resident_bytes() > bytes_max) trim();
          }
      }) {}

uint64_t ResidentLimit::shared_resident_bytes() {
    File file(std::fopen("/proc/self/statm", "re"));
    uint64_t size = 0, resident = 0, shared = 0;
    if (!file) return 0;
    if (std::fscanf(file.get(), "%" SCNu64 " %" SCNu64 " %" SCNu64, &size, &resident, &shared) != 3) {
        return 0;
    }
    return shared * uint64_t(sysconf(_SC_PAGESIZE));
}

void ResidentLimit::trim() {
    File file(std::fopen("/proc/self/maps", "re"));
    if (!file) return;
    // "7f12-7f34 r--s 00000000 fe:00 12345 /path": s is a shared mapping, inode 0 has no file.
    char line[4400];
    while (std::fgets(line, sizeof line, file.get())) {
        uintptr_t begin = 0, end = 0;
        char permissions[5] = {};
        unsigned long inode = 0;
        if (std::sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %4s %*s %*s %lu", &begin, &end,
                        permissions, &inode) != 4) {
            continue;
        }
        if (permissions[3] != 's' || inode == 0 || end - begin < k_mapping_bytes_min) continue;
        // It may have been unmapped meanwhile: then this fails, which is as well.
        madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
    }
}

}  // namespace gantry::restore
