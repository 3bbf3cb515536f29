#pragma once
// Rows of B-trees are deleted by making them ghosts: same place, another record type. Finding a row
// again, making it a ghost, and bringing it back. FormatError where the page is not as it must be.

#include "storage/log/page_editor.h"

namespace gantry::storage::log {

bool is_ghost(const PageEditor& page, uint32_t slot);
// Record type to its ghost, header count up. A ghost stays one.
void make_ghost(PageEditor& page, uint32_t slot);
// When the slot holds the ghost of `row`, makes it a row again: true. Else changes nothing: false.
bool revive_ghost(PageEditor& page, uint32_t slot, ByteSpan row);

// Is the record in the slot `row`, apart from being a ghost and from a version tag?
bool is_same_row(const PageEditor& page, uint32_t slot, ByteSpan row);
// Throws unless the record is `row`, which may be empty: not known.
void require_same_row(const PageEditor& page, uint32_t slot, ByteSpan row);
// `slot` when it holds the row; else the only other slot that does. Throws when there is none, or
// several.
uint32_t find_row(const PageEditor& page, uint32_t slot, ByteSpan row);

}  // namespace gantry::storage::log
