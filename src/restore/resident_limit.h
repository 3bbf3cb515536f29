#pragma once
// Keeps mapped files from counting as this process's memory. Backups are read where the kernel
// maps them; each page touched stays in the process's resident set until memory is short, which
// on a machine with room is never: a restore would seem to need as much memory as its backup has
// bytes. While one of these lives, a thread looks at the resident set 500 times a second, and when
// the file-backed part is above the limit it unmaps the pages (MADV_DONTNEED) of large shared file
// mappings. Their bytes stay in the page cache; touching one again costs a minor fault.
//
// Safe for any shared mapping of a file, whoever made it: nothing but residency changes. Private
// and anonymous mappings are left alone.

#include <cstdint>
#include <thread>

namespace gantry::restore {

class ResidentLimit {
  public:
    explicit ResidentLimit(uint64_t bytes_max = uint64_t(64) << 20);
    ~ResidentLimit() = default;  // ends the thread
    ResidentLimit(const ResidentLimit&) = delete;
    ResidentLimit& operator=(const ResidentLimit&) = delete;

    // File-backed and shared memory of this process that is resident now; 0 when not known.
    static uint64_t shared_resident_bytes();
    // One round: unmaps the pages of large shared file mappings.
    static void trim();

  private:
    std::jthread thread_;
};

}  // namespace gantry::restore
