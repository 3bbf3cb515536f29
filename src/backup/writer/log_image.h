#pragma once
// The piece of transaction log that a full backup carries so that it can be recovered: here the
// begin and end records of one checkpoint in one log block, with nothing to redo or undo.
// Facts: log blocks and checkpoint records of backups of 2012 and 2016.

#include "backup/backup_header.h"
#include "base/bytes.h"

namespace gantry::backup {

// Where in the log file a written backup says its log is.
struct LogGeometry {
    uint32_t vlf = 30;         // sequence number
    uint32_t block = 0x20;     // of the checkpoint, in 512-byte units from the VLF's start
    uint64_t vlf_at = 0x2000;  // in the log file
    uint64_t vlf_size = 0x3F800;
    uint32_t vlf_count = 4;
    uint32_t block_count = 1;  // 512-byte units of log in the backup

    uint64_t file_size() const { return vlf_at + vlf_count * vlf_size; }
    Lsn first_lsn() const { return {vlf, block, 1}; }
    // The next record's, not there yet.
    Lsn last_lsn() const { return {vlf, block + block_count, 1}; }
    uint64_t start_at() const { return vlf_at + uint64_t(block) * 512; }
    uint64_t end_at() const { return start_at() + uint64_t(block_count) * 512; }
};

// The log block, 512 bytes as it stands on disk. `time` is the checkpoint's.
Bytes checkpoint_log_block(const LogGeometry& log, uint16_t database_version,
                           const LocalTime& time);

}  // namespace gantry::backup
