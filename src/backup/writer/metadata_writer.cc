#include "backup/writer/metadata_writer.h"

#include "backup/writer/media_output.h"
#include "base/utf.h"

namespace gantry::backup {
namespace {

// Where the texts of each record start in 2012 and later.
constexpr size_t k_set_fixed = 0x190;
constexpr size_t k_file_group_fixed = 0xE0;
constexpr size_t k_file_fixed = 0x404;

constexpr uint64_t k_size_unlimited = 0x1FFFFFFFE000;
constexpr uint32_t k_page_bytes = 0x2000;
constexpr uint32_t k_file_flag_always = 0x04;
constexpr uint32_t k_file_flag_percent = 0x08;
constexpr uint32_t k_file_flag_data_in_full = 0x80;
constexpr uint64_t k_filetime_unix_epoch = 116444736000000000ull;

// One record: fixed fields, then texts.
class Record {
  public:
    Record(std::string_view tag, size_t fixed_size) : bytes_(fixed_size) {
        std::memcpy(bytes_.data(), tag.data(), 4);
    }
    template <std::integral T>
    void put(size_t offset, T value) {
        store_le<T>(bytes_.data() + offset, value);
    }
    void put_lsn(size_t offset, Lsn lsn) { storage::store_lsn(bytes_.data() + offset, lsn); }
    void put_guid(size_t offset, const Guid& guid) {
        std::memcpy(bytes_.data() + offset, guid.bytes.data(), 16);
    }
    void put_time(size_t offset, const LocalTime& time) {
        Bytes bytes;
        append_mtf_time(time, bytes);
        std::memcpy(bytes_.data() + offset, bytes.data(), bytes.size());
    }
    void put_text(size_t offset, std::string_view text) {
        if (text.empty()) return;
        Bytes utf16 = utf8_to_utf16le(text);
        put<uint16_t>(offset, uint16_t(utf16.size()));
        put<uint16_t>(offset + 2, uint16_t(bytes_.size()));
        bytes_.insert(bytes_.end(), utf16.begin(), utf16.end());
    }
    void append_to(Bytes& out) {
        put<uint32_t>(4, uint32_t(bytes_.size()));
        out.insert(out.end(), bytes_.begin(), bytes_.end());
    }

  private:
    Bytes bytes_;
};

uint64_t filetime(const LocalTime& t, int8_t time_zone) {
    // Days since 1970-01-01 of the civil calendar.
    int y = t.year - (t.month <= 2);
    int era = y / 400;
    unsigned year_of_era = unsigned(y - era * 400);
    unsigned day_of_year = (153u * (t.month + (t.month > 2 ? -3 : 9)) + 2) / 5 + t.day - 1u;
    unsigned day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    int64_t days = int64_t(era) * 146097 + day_of_era - 719468;
    int64_t seconds = days * 86400 + t.hour * 3600 + t.minute * 60 + t.second;
    if (time_zone != 127) seconds -= int64_t(time_zone) * 900;
    return k_filetime_unix_epoch + uint64_t(seconds) * 10'000'000;
}

void append_set(const BackupSetHeader& h, bool final_copy, Bytes& out) {
    Record r("SCIN", k_set_fixed);
    uint32_t logs = 0;
    for (const DatabaseFile& file : h.files)
        logs += file.type == 'L';
    r.put<uint32_t>(0x08, h.flags);
    r.put<uint32_t>(0x0C, uint32_t(h.files.size()) - logs);
    r.put<uint32_t>(0x10, logs);
    r.put<uint16_t>(0x18, h.software_build);
    r.put<uint8_t>(0x1A, uint8_t(h.software_minor));
    r.put<uint8_t>(0x1B, uint8_t(h.software_major));
    r.put<uint32_t>(0x1C, 9);
    r.put_lsn(0x20, h.first_lsn);
    r.put_lsn(0x2A, h.last_lsn);
    r.put_lsn(0x34, h.checkpoint_lsn);
    r.put_lsn(0x3E, h.database_backup_lsn);
    r.put_time(0x48, h.database_creation);
    r.put_time(0x4D, h.start);
    if (final_copy) r.put_time(0x52, h.finish);
    r.put<uint8_t>(0x57, uint8_t(h.type));
    r.put<uint8_t>(0x58, h.sort_order);
    r.put<uint16_t>(0x59, 1);  // in every backup seen
    r.put<uint8_t>(0x5B, h.compatibility_level);
    r.put<uint16_t>(0x5C, uint16_t(h.database_id));
    r.put<uint16_t>(0x5E, h.database_version);
    r.put<uint64_t>(0x60, h.backup_size);
    r.put_text(0x68, h.database_name);
    r.put_text(0x6C, h.server_name);
    r.put<uint32_t>(0x74, h.locale_id);
    r.put<uint32_t>(0x78, h.comparison_style);
    r.put_guid(0x7C, h.binding_id);
    r.put_lsn(0x90, h.last_lsn);
    r.put_guid(0x9C, h.recovery_fork_id);
    r.put_lsn(0xAC, h.fork_point_lsn);
    r.put_guid(0xB8, h.first_recovery_fork_id);
    r.put<uint32_t>(0xD8, h.collation_lcid);
    r.put<uint32_t>(0xDC, h.collation_sort_id);
    r.put_guid(0xE0, h.family_guid);
    r.put<uint32_t>(0xF0, 0x10000);
    r.put<uint32_t>(0xF4, h.status);
    r.put_lsn(0x104, h.differential_base_lsn);
    r.put_guid(0x110, h.differential_base_guid);
    r.put<uint64_t>(0x158, h.compressed_size);
    r.put<uint32_t>(0x174, 1);
    r.append_to(out);
}

void append_file_group(const BackupSetHeader& h, const FileGroup& group, Bytes& out) {
    Record r("SFGI", k_file_group_fixed);
    if (group.is_default) r.put<uint32_t>(0x08, 0x10);
    r.put<uint32_t>(0x0C, group.id);
    r.put_text(0x10, group.name);
    r.put<uint32_t>(0x14, group.type);
    r.put_guid(0x18, group.guid);
    r.put<uint32_t>(0x28, 4);
    r.put_lsn(0x34, h.checkpoint_lsn);
    r.put_lsn(0x40, h.last_lsn);
    r.put_lsn(0x4C, h.checkpoint_lsn);
    r.put_lsn(0x80, h.last_lsn);
    r.put_guid(0x8C, h.recovery_fork_id);
    r.append_to(out);
}

void append_file(const BackupSetHeader& h, const DatabaseFile& file, bool final_copy, Bytes& out) {
    bool is_log = file.type == 'L';
    Record r("SFIN", k_file_fixed);
    uint32_t flags = k_file_flag_always;
    if (!is_log) flags |= k_file_flag_data_in_full;
    if (file.growth_is_percent) flags |= k_file_flag_percent;
    r.put<uint32_t>(0x08, flags);
    r.put<uint32_t>(0x10, k_page_bytes);
    r.put<uint32_t>(0x14, file.file_id);
    uint64_t written = is_log && !final_copy ? 0 : file.backup_size;
    r.put<uint32_t>(0x18, uint32_t((written + k_page_bytes - 1) / k_page_bytes));
    r.put<uint32_t>(0x1C, is_log ? 2 : 1);
    r.put<uint32_t>(0x20, file.sector_size);
    r.put<uint32_t>(0x24, file.file_group_id);
    r.put<uint64_t>(0x28, file.size);
    r.put_text(0x30, file.logical_name);
    r.put_text(0x34, file.physical_name);
    r.put<uint64_t>(0x56, file.size_max);
    r.put<uint64_t>(0x5E, file.growth);
    r.put<uint64_t>(0x72, file.size);
    r.put<uint64_t>(0x7A, k_size_unlimited);
    r.put<uint64_t>(0x82, file.size);
    r.put_lsn(0x9E, file.differential_base_lsn);
    r.put_guid(0xAA, file.differential_base_guid);
    r.put_guid(0xBA, file.unique_id);
    r.put_lsn(0xCA, h.checkpoint_lsn);
    r.put_lsn(0xDA, h.last_lsn);
    r.put_lsn(0xEA, h.checkpoint_lsn);
    r.put<uint64_t>(0xFA, written);
    if (!is_log) r.put<uint64_t>(0x106, filetime(h.start, h.time_zone));
    r.put<uint32_t>(0x400, 0x400000);
    r.append_to(out);
}

}  // namespace

Bytes backup_metadata(const BackupSetHeader& header, bool final_copy) {
    Bytes out;
    append_set(header, final_copy, out);
    for (const FileGroup& group : header.file_groups)
        append_file_group(header, group, out);
    for (const DatabaseFile& file : header.files)
        append_file(header, file, final_copy, out);
    return out;
}

}  // namespace gantry::backup
