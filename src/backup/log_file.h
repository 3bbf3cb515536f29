#pragma once
// A transaction log file (.ldf): the virtual log files in it and the log they hold. Borrows the
// bytes of its source, which must be mapped and outlive it. FormatError 5172-like when the file is
// no log file. Facts: docs/formats/log.md.

#include <vector>

#include "backup/backup_header.h"
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
    // BindingID of the database it belongs to; null when its header page does not say.
    const Guid& binding_id() const { return binding_id_; }
    // The log of all virtual log files in use.
    std::vector<storage::log::LogPiece> pieces() const;

  private:
    const ByteSource& source_;
    std::vector<VirtualLogFile> virtual_files_;
    Guid binding_id_;
};

// BindingID in a file header page (page 0 of data and log files); null when it is not there.
Guid binding_id_of(ByteSpan header_page);

}  // namespace gantry::backup
