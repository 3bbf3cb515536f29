#pragma once
// Values of max types in columnstores, which are in place or a pointer to a blob. Pure but for the
// blob. Facts: docs/formats/columnstore.md.

#include "storage/arena.h"
#include "storage/columnstore/fault.h"
#include "storage/page_source.h"

namespace gantry::storage::columnstore {

// What stands for a value of more than 8000 bytes: {u8 11, u8 1, u32 size, u64 blob id, RID}.
bool is_large_value(ByteSpan bytes);

// The value behind it, in pages or in `arena`. Throws FormatError.
ByteSpan read_large_value(ByteSpan pointer, const PageSource& source, Arena& arena,
                          const SegmentName& name);

// True when the byte that stands before values in place does. UTF-16 (`wide`) has an even size
// without it.
bool has_in_place_tag(ByteSpan bytes, bool wide);

}  // namespace gantry::storage::columnstore
