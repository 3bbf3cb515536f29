#include "storage/log/ghosts.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "storage/record.h"

namespace gantry::storage::log {

namespace {

// Byte 0 of a record: bit 0 set means row- or page-compressed, with the type in bits 2-4 and the
// version tag in bit 1; else the type is in bits 1-3 and the tag in bit 6.
struct TypeBits {
    uint8_t mask, row, ghost;
};
constexpr TypeBits k_plain[] = {{0x0E, 0 << 1, 6 << 1}, {0x0E, 3 << 1, 5 << 1}};
constexpr TypeBits k_compressed[] = {
    {0x1C, 0 << 2, 3 << 2}, {0x1C, 6 << 2, 7 << 2}, {0x1C, 4 << 2, 5 << 2}};

std::span<const TypeBits> types_of(uint8_t status) {
    if (status & 1) return k_compressed;
    return k_plain;
}

uint8_t ghost_status(uint8_t status) {
    for (const TypeBits& t : types_of(status)) {
        if ((status & t.mask) == t.row) return uint8_t((status & ~t.mask) | t.ghost);
    }
    return status;
}

// The status as that of a row without a tag, so that two can be compared.
uint8_t plain_status(uint8_t status) {
    for (const TypeBits& t : types_of(status)) {
        if ((status & t.mask) == t.ghost) status = uint8_t((status & ~t.mask) | t.row);
    }
    return uint8_t(status & (status & 1 ? ~0x02 : ~k_record_has_version_tag));
}

bool has_tag(uint8_t status) {
    return (status & (status & 1 ? 0x02 : k_record_has_version_tag)) != 0;
}

}  // namespace

bool is_ghost(const PageEditor& page, uint32_t slot) {
    uint8_t status = page.record(slot)[0];
    auto types = types_of(status);
    return std::any_of(types.begin(), types.end(),
                       [&](const TypeBits& t) { return (status & t.mask) == t.ghost; });
}

void make_ghost(PageEditor& page, uint32_t slot) {
    uint8_t& status = page.record(slot)[0];
    uint8_t ghost = ghost_status(status);
    if (ghost == status) return;
    status = ghost;
    page.add_to_ghost_count(1);
}

bool is_same_row(const PageEditor& page, uint32_t slot, ByteSpan row) {
    if (!page.has_record(slot) || row.empty()) return false;
    ByteSpan there = page.record(slot);
    if (there.empty() || plain_status(there[0]) != plain_status(row[0])) return false;
    // Tags tell versions apart, not rows, and either side may carry one that the other has not.
    size_t common = std::min(there.size(), row.size());
    size_t longer = std::max(there.size(), row.size());
    if (longer != common && longer != common + k_version_tag_size) return false;
    if (longer == common && has_tag(there[0]) && common > k_version_tag_size) {
        common -= k_version_tag_size;
    }
    return std::equal(there.begin() + 1, there.begin() + std::ptrdiff_t(common), row.begin() + 1);
}

bool revive_ghost(PageEditor& page, uint32_t slot, ByteSpan row) {
    if (!page.has_record(slot) || !is_ghost(page, slot) || !is_same_row(page, slot, row)) {
        return false;
    }
    uint8_t& status = page.record(slot)[0];
    for (const TypeBits& t : types_of(status)) {
        if ((status & t.mask) == t.ghost) {
            status = uint8_t((status & ~t.mask) | t.row);
            break;
        }
    }
    page.add_to_ghost_count(-1);
    return true;
}

void require_same_row(const PageEditor& page, uint32_t slot, ByteSpan row) {
    if (row.empty() || is_same_row(page, slot, row)) return;
    throw FormatError(
        fmt::format("slot {} does not hold the row of {} bytes that the log says it "
                    "had",
                    slot, row.size()));
}

uint32_t find_row(const PageEditor& page, uint32_t slot, ByteSpan row) {
    if (is_same_row(page, slot, row)) return slot;
    uint32_t count = page.view().usable_slot_count();
    uint32_t found = count;
    for (uint32_t i = 0; i < count; ++i) {
        if (!is_same_row(page, i, row)) continue;
        if (found != count) {
            throw FormatError(fmt::format("slots {} and {} both hold the row", found, i));
        }
        found = i;
    }
    if (found == count) {
        throw FormatError(
            fmt::format("no slot holds the row of {} bytes that was in slot {}", row.size(), slot));
    }
    return found;
}

}  // namespace gantry::storage::log
