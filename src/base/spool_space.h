#pragma once
// Room on disk for what cannot be read in place: files without a name in $GANTRY_SPOOL_DIR, else
// $TMPDIR, else /var/tmp, which vanish with their owner, even after a crash. $GANTRY_SPOOL_MAX_MB
// limits each backup that is being read; without it the volume's free space is the limit, less a
// reserve. Any thread.

#include <cstdint>
#include <string>

namespace gantry {

std::string spool_directory();
// Open for reading and writing; -1 and errno when it cannot be made.
int open_unnamed_file(const std::string& directory);
// How many bytes more may be taken there by somebody who has taken `used`.
uint64_t spool_bytes_left(const std::string& directory, uint64_t used);

// SQL Server's error for a full volume, 3257. `purpose` as the end of "... to hold".
[[noreturn]] void throw_no_spool_space(const std::string& directory, uint64_t needed,
                                       uint64_t available, const std::string& purpose);

}  // namespace gantry
