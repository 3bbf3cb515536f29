// The MQCI stream: SCIN (the set), SFGI (filegroups), SFIN (files), each {char4 tag, u32 length}
// with strings at its end: read_backup_metadata() of mtf.h.

#include <fmt/format.h>

#include <algorithm>

#include "backup/encryption.h"
#include "backup/file_cover.h"
#include "backup/mtf.h"
#include "base/error.h"
#include "base/utf.h"

namespace gantry::backup {

namespace {

// One record; every accessor gives zero outside of it, since older versions write shorter ones.
class MetadataRecord {
  public:
    MetadataRecord(ByteSpan bytes, size_t strings_at) : bytes_(bytes), limit_(strings_at) {}
    explicit MetadataRecord(ByteSpan bytes) : MetadataRecord(bytes, bytes.size()) {}

    template <typename T>
    T get(size_t offset) const {
        return offset + sizeof(T) <= limit_ ? load_le<T>(bytes_.data() + offset) : T{};
    }
    uint8_t u8(size_t offset) const { return get<uint8_t>(offset); }
    uint16_t u16(size_t offset) const { return get<uint16_t>(offset); }
    uint32_t u32(size_t offset) const { return get<uint32_t>(offset); }
    uint64_t u64(size_t offset) const { return get<uint64_t>(offset); }
    Lsn lsn(size_t offset) const {
        return offset + 10 <= limit_ ? storage::load_lsn(bytes_.data() + offset) : Lsn{};
    }
    Guid guid(size_t offset) const {
        Guid out;
        if (offset + 16 <= limit_) std::memcpy(out.bytes.data(), bytes_.data() + offset, 16);
        return out;
    }
    LocalTime time(size_t offset) const {
        return offset + 5 <= limit_ ? mtf_time(bytes_.subspan(offset, 5)) : LocalTime{};
    }
    // The fixed part from `offset` on.
    ByteSpan from(size_t offset) const {
        return offset < limit_ ? bytes_.subspan(offset, limit_ - offset) : ByteSpan();
    }
    std::string text(size_t offset) const {
        size_t size = u16(offset);
        size_t at = u16(offset + 2);
        if (at + size > bytes_.size()) return {};
        std::string out = utf16le_to_utf8(bytes_.subspan(at, size));
        while (!out.empty() && out.back() == '\0')
            out.pop_back();
        return out;
    }
    // Lowest offset of the strings named at `offsets`: fixed fields end there.
    MetadataRecord with_strings_at(std::initializer_list<size_t> offsets) const {
        size_t lowest = bytes_.size();
        for (size_t offset : offsets) {
            size_t at = u16(offset + 2);
            if (u16(offset) != 0 && at < lowest) lowest = at;
        }
        return {bytes_, lowest};
    }

  private:
    ByteSpan bytes_;
    size_t limit_;
};

void read_scin(const MetadataRecord& raw, BackupSetHeader& h) {
    MetadataRecord r = raw.with_strings_at({0x68, 0x6C});
    h.flags = r.u32(0x08);
    if (h.flags & k_flag_copy_only) h.copy_only = true;
    h.software_build = r.u16(0x18);
    h.software_minor = r.u8(0x1A);
    h.software_major = r.u8(0x1B);
    h.first_lsn = r.lsn(0x20);
    h.last_lsn = r.lsn(0x2A);
    h.checkpoint_lsn = r.lsn(0x34);
    h.database_backup_lsn = r.lsn(0x3E);
    h.database_creation = r.time(0x48);
    h.start = r.time(0x4D);
    h.finish = r.time(0x52);
    h.type = char(r.u8(0x57));
    h.sort_order = r.u8(0x58);
    h.compatibility_level = r.u8(0x5B);
    h.database_id = r.u16(0x5C);
    h.database_version = r.u16(0x5E);
    h.backup_size = r.u64(0x60);
    h.database_name = r.text(0x68);
    h.server_name = r.text(0x6C);
    h.locale_id = r.u32(0x74);
    h.comparison_style = r.u32(0x78);
    h.binding_id = r.guid(0x7C);
    h.recovery_fork_id = r.guid(0x9C);
    h.fork_point_lsn = r.lsn(0xAC);
    h.first_recovery_fork_id = r.guid(0xB8);
    if (h.first_recovery_fork_id.is_null()) h.first_recovery_fork_id = h.recovery_fork_id;
    h.collation_lcid = r.u32(0xD8);
    h.collation_sort_id = r.u32(0xDC);
    h.family_guid = r.guid(0xE0);
    h.status = r.u32(0xF4);
    h.differential_base_lsn = r.lsn(0x104);
    h.differential_base_guid = r.guid(0x110);
    h.compressed_size = r.u64(0x158);
    if (h.compressed_size == 0) h.compressed_size = h.backup_size;
}

void read_file_group(const MetadataRecord& r, BackupSetHeader& h) {
    FileGroup group;
    group.is_default = (r.u32(0x08) & 0x10) != 0;
    group.id = r.u32(0x0C);
    group.name = r.text(0x10);
    group.type = r.u32(0x14);
    group.guid = r.guid(0x18);
    h.file_groups.push_back(std::move(group));
}

char file_type(uint32_t type) {
    switch (type) {
        case 1:
            return 'D';
        case 2:
            return 'L';
        case 3:
            return 'S';
        default:
            return 'F';
    }
}

void read_file(const MetadataRecord& raw, BackupSetHeader& h) {
    MetadataRecord r = raw.with_strings_at({0x30, 0x34});
    DatabaseFile file;
    uint32_t flags = r.u32(0x08);
    file.growth_is_percent = (flags & 0x08) != 0;
    file.file_id = r.u32(0x14);
    file.type = file_type(r.u32(0x1C));
    file.sector_size = r.u32(0x20);
    file.file_group_id = r.u32(0x24);
    file.size = r.u64(0x28);
    file.logical_name = r.text(0x30);
    file.physical_name = r.text(0x34);
    file.size_max = r.u64(0x56);
    file.growth = r.u64(0x5E);
    file.differential_base_lsn = r.lsn(0x9E);
    file.differential_base_guid = r.guid(0xAA);
    file.unique_id = r.guid(0xBA);
    file.backup_size = r.u64(0xFA);
    file.tde_thumbprint = find_thumbprint(r.from(0x10E));
    h.files.push_back(std::move(file));
}

}  // namespace

void read_backup_metadata(ByteSpan mqci, const std::string& device, BackupSetHeader& header) {
    size_t at = 0;
    bool found = false;
    while (mqci.size() - at >= 8) {
        uint32_t length = load_le<uint32_t>(mqci.data() + at + 4);
        std::string_view tag = as_text(mqci.subspan(at, 4));
        if (length < 8 || length > mqci.size() - at) {
            throw_invalid_set(device,
                              fmt::format("metadata record at {:#x} of {} bytes", at, length));
        }
        MetadataRecord record(mqci.subspan(at, length));
        if (tag == "SCIN") {
            read_scin(record, header);
            found = true;
        } else if (tag == "SFGI") {
            read_file_group(record, header);
        } else if (tag == "SFIN") {
            read_file(record, header);
        }
        at += length;
    }
    if (!found) throw_invalid_set(device, "backup metadata has no set description");
    // A backup of files names all that the database has; bytes were written for those it holds.
    bool sizes = std::any_of(header.files.begin(), header.files.end(), [](const auto& file) {
        return file.type == 'D' && file.backup_size != 0;
    });
    for (DatabaseFile& file : header.files) {
        if (sizes && is_file_type(header.type) && file.type == 'D') {
            file.is_present = file.backup_size != 0;
        }
        for (const FileGroup& group : header.file_groups) {
            if (group.id == file.file_group_id) file.file_group_name = group.name;
        }
    }
}

}  // namespace gantry::backup
