#pragma once
// The pages that say what a database file is: file header (1:0) and boot page (1:9). Pure.
// Facts: both pages of a backup of 2012; docs/formats/catalog.md.

#include "backup/backup_header.h"
#include "storage/page.h"

namespace gantry::catalog {

struct BootFacts {
    std::string database_name;
    std::string logical_name;
    uint16_t version = 0;
    uint16_t created_version = 0;
    uint8_t compatibility_level = 0;
    uint16_t database_id = 0;
    uint32_t status = 0;
    uint32_t collation = 0;
    uint32_t next_object_id = 0;
    uint64_t created = 0;  // datetime: ticks | days << 32
    uint64_t next_rowversion = 0;
    uint32_t software = 0;  // SCIN 18: build, minor, major
    storage::Lsn checkpoint;
    storage::PageId first_sysallocunits;
    backup::Guid binding_id, family_guid, recovery_fork_id, file_guid;
    uint32_t page_count = 0;
    uint32_t growth_pages = 0;
};

// Fill 8192 bytes; the caller stores them (LSN and checksum are not set).
void make_file_header_page(const BootFacts& facts, uint8_t* page);
void make_boot_page(const BootFacts& facts, uint8_t* page);

}  // namespace gantry::catalog
