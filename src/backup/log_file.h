#pragma once
// A transaction log file (.ldf): the virtual log files in it and the log they hold. Borrows the
// bytes of its source, which must be mapped and outlive it. FormatError 5172-like when the file is
// no log file. Facts: docs/formats/log.md.

#include <vector>

#include "base/byte_source.h"
#include "storage/log/log_reader.h"

namespace gantry::backup {

struct VirtualLogFile {
    uint32_t sequence = 0;  // 0: never used
    uint8_t parity = 0;     // 0x40 or 0x80
    uint64_t at = 0;        // in the file
    uint64_t size = 0;
};

class LogFile {
  public:
    explicit LogFile(const ByteSource& source);

    const std::vector<VirtualLogFile>& virtual_files() const { return virtual_files_; }
    // The log of all virtual log files in use.
    std::vector<storage::log::LogPiece> pieces() const;

  private:
    const ByteSource& source_;
    std::vector<VirtualLogFile> virtual_files_;
};

}  // namespace gantry::backup
