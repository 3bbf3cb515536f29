#include "catalog/writer/boot_pages.h"

#include <algorithm>
#include <array>

#include "base/utf.h"
#include "storage/record.h"
#include "storage/writer/page_builder.h"

namespace gantry::catalog {
namespace {

constexpr uint64_t k_allocation_object = uint64_t(99) << 16;
constexpr size_t k_boot_record_size = 0x5E0;
constexpr uint16_t k_header_fixed_end = 8;
constexpr uint16_t k_header_columns = 49;

// Sizes of the variable columns of a file header record; the name, number 27, varies.
constexpr std::array<uint16_t, 46> k_header_sizes = {
    16, 0,  2,  2,  4, 4, 4, 4, 10, 10, 10, 0, 4,  4,  4,  4,  10, 28, 10, 10, 10, 16, 10,
    16, 4, 10, 0, 0, 16, 0, 0, 0, 0, 0, 0, 16, 0, 0, 10, 10, 28, 10, 16, 28, 8, 600};
constexpr size_t k_header_name = 27;

void copy_page(storage::PageBuilder& builder, uint8_t* page) {
    std::memcpy(page, builder.finish(), storage::k_page_size);
}

void put_guid(uint8_t* at, const backup::Guid& guid) {
    std::memcpy(at, guid.bytes.data(), guid.bytes.size());
}

Bytes u32_bytes(uint32_t value) {
    Bytes out(4);
    store_le<uint32_t>(out.data(), value);
    return out;
}

Bytes guid_bytes(const backup::Guid& guid) { return {guid.bytes.begin(), guid.bytes.end()}; }

}  // namespace

void make_file_header_page(const BootFacts& facts, uint8_t* page) {
    std::array<Bytes, k_header_sizes.size()> columns;
    for (size_t i = 0; i < columns.size(); ++i) columns[i].resize(k_header_sizes[i]);
    columns[0] = guid_bytes(facts.binding_id);
    columns[2] = columns[3] = {1, 0};  // file id, filegroup id
    columns[4] = columns[12] = u32_bytes(facts.page_count);
    columns[5] = columns[14] = u32_bytes(0xFFFFFFFF);  // no largest size
    columns[6] = u32_bytes(facts.growth_pages);
    columns[15] = u32_bytes(storage::k_sector_size);
    storage::store_lsn(columns[20].data(), facts.checkpoint);
    columns[23] = guid_bytes(facts.file_guid);
    columns[k_header_name] = utf8_to_utf16le(facts.logical_name);

    Bytes record(k_header_fixed_end + 2 + (k_header_columns + 7) / 8 + 2 + 2 * columns.size());
    record[0] = storage::k_record_has_null_bitmap | storage::k_record_has_variable;
    store_le<uint16_t>(record.data() + 2, k_header_fixed_end);
    store_le<uint16_t>(record.data() + k_header_fixed_end, k_header_columns);
    size_t ends_at = record.size() - 2 * columns.size();
    store_le<uint16_t>(record.data() + ends_at - 2, uint16_t(columns.size()));
    for (size_t i = 0; i < columns.size(); ++i) {
        record.insert(record.end(), columns[i].begin(), columns[i].end());
        store_le<uint16_t>(record.data() + ends_at + 2 * i, uint16_t(record.size()));
    }
    storage::PageBuilder builder;
    builder.start(storage::PageType::file_header, {1, storage::k_file_header_page},
                  k_allocation_object, 0, 0);
    builder.append(record);
    copy_page(builder, page);
}

void make_boot_page(const BootFacts& facts, uint8_t* page) {
    Bytes record(k_boot_record_size);
    uint8_t* p = record.data();
    store_le<uint16_t>(p + 0x02, uint16_t(record.size()));
    store_le<uint16_t>(p + 0x04, facts.version);
    store_le<uint16_t>(p + 0x06, facts.created_version);
    store_le<uint32_t>(p + 0x24, facts.status);
    store_le<uint32_t>(p + 0x28, facts.next_object_id);
    store_le<uint64_t>(p + 0x2C, facts.created);
    Bytes name = utf8_to_utf16le(facts.database_name);
    for (size_t i = 0; i < 256; i += 2) store_le<uint16_t>(p + 0x34 + i, ' ');
    std::memcpy(p + 0x34, name.data(), std::min<size_t>(name.size(), 256));
    store_le<uint32_t>(p + 0x134, 8);
    store_le<uint16_t>(p + 0x138, facts.database_id);
    store_le<uint16_t>(p + 0x13A, facts.compatibility_level);
    store_le<uint64_t>(p + 0x13C, facts.next_rowversion);
    storage::store_lsn(p + 0x15C, facts.checkpoint);
    store_le<uint16_t>(p + 0x166, 2);
    storage::store_lsn(p + 0x174, facts.checkpoint);
    store_le<uint32_t>(p + 0x188, facts.collation);
    put_guid(p + 0x198, facts.recovery_fork_id);
    put_guid(p + 0x1C8, facts.family_guid);
    storage::store_page_id(p + 0x204, facts.first_sysallocunits);
    store_le<uint64_t>(p + 0x2A4, facts.created);
    store_le<uint32_t>(p + 0x2AC, facts.software);
    put_guid(p + 0x2B4, facts.binding_id);
    store_le<uint32_t>(p + 0x2C4, 1);
    storage::PageBuilder builder;
    builder.start(storage::PageType::boot, {1, storage::k_boot_page}, k_allocation_object, 0, 0);
    builder.append(record);
    copy_page(builder, page);
}

}  // namespace gantry::catalog
