#pragma once
// What a file is, from its first bytes; no guessing by name.

#include <cstdint>
#include <memory>

#include "base/byte_source.h"

namespace gantry::backup {

enum class ContainerKind : uint8_t {
    mtf,        // uncompressed backup
    mssqlbak,   // compressed backup
    data_file,  // .mdf, .ndf
    log_file,   // .ldf
    zip,        // bacpac or dacpac
    unknown,
};

ContainerKind detect_container(const ByteSource& source);

// One line for a person about a file that is no backup: what it looks like instead.
std::string describe_foreign_file(const ByteSource& source);

// `source` itself when it is mapped, else a spooled copy of all its bytes.
std::unique_ptr<ByteSource> ensure_mapped(std::unique_ptr<ByteSource> source);

}  // namespace gantry::backup
