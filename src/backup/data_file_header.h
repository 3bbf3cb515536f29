#pragma once
// Whose file a data or log file is: from its header page (page 0). Two files of one database carry
// one binding id, which its backups name too. Facts: docs/formats/pages.md.

#include <cstdint>

#include "backup/backup_header.h"
#include "base/byte_source.h"

namespace gantry::backup {

struct DataFileHeader {
    uint16_t file_id = 0;
    Guid binding_id;  // null when the page is too damaged to tell
};

// Of a file that detect_container() calls data_file or log_file. Never throws for its bytes.
DataFileHeader read_data_file_header(const ByteSource& source);

}  // namespace gantry::backup
