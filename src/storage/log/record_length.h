#pragma once
// How many bytes the record in a slot takes, its version tag included: what moving or growing it
// needs. Pure. Facts: docs/formats/records.md.

#include "storage/page.h"

namespace gantry::storage::log {

// Zero for an empty slot. Where the record's own lengths make no sense, it ends where the next one
// on the page starts, so the result never reaches into another record or the slot array.
uint32_t record_length(const uint8_t* page, uint32_t slot);

// Of one record of page type `type`, starting at `area`; zero when its lengths leave `area`.
uint32_t parsed_record_length(ByteSpan area, PageType type, uint16_t pminlen);

}  // namespace gantry::storage::log
