#pragma once
// COLUMNSTORE_ARCHIVE: segments and dictionaries under XPRESS, in blocks of 64 KB. Pure and
// thread-safe. Facts: docs/formats/columnstore.md.

#include "base/bytes.h"
#include "storage/columnstore/fault.h"

namespace gantry::storage::columnstore {

// True when the blob begins as archived ones do and its blocks fill it exactly. A plain blob begins
// with its version, 1.
bool is_archived(ByteSpan blob);

// The plain blob. Throws FormatError.
Bytes expand_archive(ByteSpan blob, const SegmentName& name);

}  // namespace gantry::storage::columnstore
