#include "backup/writer/backup_writer.h"

#include <algorithm>

#include "backup/writer/metadata_writer.h"
#include "base/error.h"
#include "base/utf.h"

namespace gantry::backup {
namespace {

constexpr uint16_t k_vendor = 0x1200;
constexpr uint32_t k_raid_mark = 0xF00000AD;
constexpr std::string_view k_software_name("Microsoft SQL Server\0\0", 22);

// Media attributes of streams.
constexpr uint16_t k_variable_length = 0x0002;
constexpr uint16_t k_last_part = 0x0004;
constexpr uint16_t k_checksum_follows = 0x0100;

// One piece of data for one stripe: as much as the server hands to a device at a time.
constexpr uint64_t k_transfer_extents = 16;
constexpr uint64_t k_log_unit = 0x10000;
constexpr uint32_t k_set_attribute_copy = 2;
constexpr uint32_t k_set_attribute_normal = 4;
constexpr uint32_t k_set_attribute_differential = 8;

bool is_differential(char type) {
    return type == 'I' || type == 'G' || type == 'Q';
}

uint32_t set_attributes(const BackupSetHeader& h) {
    if (is_differential(h.type)) return k_set_attribute_differential;
    return h.copy_only ? k_set_attribute_copy : k_set_attribute_normal;
}

}  // namespace

// What the set map at the end of each set says of the sets so far.
struct BackupWriter::SetEntry {
    uint64_t start = 0;
    uint64_t size = 0;
    uint32_t attributes = 0;
    uint16_t number = 0;
    std::string name, description, user, machine;
    LocalTime time;
    int8_t time_zone = 0;
};

struct BackupWriter::Family {
    Family(std::string path, const MediaFormat& format) : file(std::move(path), format) {}
    MediaOutput file;
    uint16_t number = 1;  // 1-based
    uint16_t mirror = 0;
    uint32_t id = 0;
    std::vector<SetEntry> sets;
};

BackupWriter::BackupWriter(const std::vector<std::string>& paths, MediaHeader label,
                           const WriterOptions& options)
    : label_(std::move(label)) {
    if (options.mirrors < 1 || options.mirrors > 4) throw Error("a backup has 1 to 4 mirrors");
    if (paths.empty() || paths.size() > 64 || paths.size() % options.mirrors != 0) {
        throw Error("a backup goes to 1 to 64 files, as many for each mirror, not " +
                    std::to_string(paths.size()));
    }
    family_count_ = paths.size() / options.mirrors;
    label_.family_count = uint16_t(family_count_);
    label_.mirror_count = options.mirrors;
    for (size_t i = 0; i < paths.size(); ++i) {
        families_.push_back(std::make_unique<Family>(paths[i], options.format));
        families_.back()->number = uint16_t(i % family_count_ + 1);
        families_.back()->mirror = uint16_t(i / family_count_);
        write_label(*families_.back());
    }
}

BackupWriter::~BackupWriter() = default;

void BackupWriter::close() {
    for (auto& family : families_)
        family->file.close();
}

void BackupWriter::write_label(Family& family) {
    family.id = label_.media_family_id + family.number - 1;
    BlockBody tape("TAPE", 0x5E, true);
    tape.put<uint32_t>(0x34, family.id);
    tape.put<uint32_t>(0x38, 5);
    tape.put<uint16_t>(0x3C, 1);
    tape.put<uint16_t>(0x40, uint16_t(family.file.block_size() / 512));
    tape.put<uint16_t>(0x42, 3);
    tape.put_text(0x44, label_.media_name);
    tape.put_text(0x48, label_.media_description);
    tape.put_text(0x50, k_software_name);
    tape.put<uint16_t>(0x54, uint16_t(k_logical_block_size));
    tape.put<uint16_t>(0x56, k_vendor);
    tape.put_time(0x58, label_.media_date);
    tape.put<uint8_t>(0x5D, 1);
    family.file.begin_block(tape, 0x00030000);

    uint8_t raid[0x20] = {};
    std::memcpy(raid, label_.media_set_id.bytes.data(), 16);
    store_le<uint32_t>(raid + 0x10, k_raid_mark);
    store_le<uint16_t>(raid + 0x14, label_.family_count);
    store_le<uint16_t>(raid + 0x16, label_.mirror_count);
    store_le<uint16_t>(raid + 0x18, family.number);
    store_le<uint16_t>(raid + 0x1A, family.mirror);
    store_le<uint32_t>(raid + 0x1C, 1);
    family.file.stream("RAID", raid);
    family.file.end_block();
    family.file.soft_filemark();
}

void BackupWriter::write_set_start(Family& family, const BackupSetHeader& h) {
    family.file.start_set();
    SetEntry entry;
    entry.start = family.file.position();
    entry.attributes = set_attributes(h);
    entry.number = h.position;
    entry.name = h.name;
    entry.description = h.description;
    entry.user = h.user_name;
    entry.machine = h.machine_name;
    entry.time = h.start;
    entry.time_zone = h.time_zone;
    family.sets.push_back(entry);

    BlockBody sset("SSET", 0x64, true);
    sset.put<uint32_t>(0x34, entry.attributes);
    sset.put<uint16_t>(0x3C, k_vendor);
    sset.put<uint16_t>(0x3E, h.position);
    Bytes os(h.set_guid.bytes.begin(), h.set_guid.bytes.end());
    append_mtf_time(h.expiration, os);
    sset.put_tape_bytes(0x2C, os);
    sset.bytes().push_back(0);  // texts start at an even place
    sset.put_text(0x40, h.name);
    sset.put_text(0x44, h.description);
    sset.put_text(0x4C, h.user_name);
    sset.put<uint64_t>(0x50, family.file.position());
    sset.put_time(0x58, h.start);
    sset.put<uint8_t>(0x5D, uint8_t(h.software_major));
    sset.put<uint8_t>(0x5E, uint8_t(h.software_minor));
    sset.put<int8_t>(0x5F, h.time_zone);
    sset.put<uint8_t>(0x61, 2);
    family.file.begin_block(sset);
    family.file.end_block();

    BlockBody volb("VOLB", 0x49, true);
    volb.put<uint32_t>(0x34, 2);
    volb.put_text(0x38, "C:");
    volb.put_text(0x40, h.machine_name);
    volb.put_time(0x44, h.start);
    family.file.begin_block(volb);
    family.file.end_block();

    BlockBody msci("MSCI", 0x38, true);
    family.file.begin_block(msci);
    family.file.stream("MQCI", backup_metadata(h, false));
    family.file.end_block();
}

// Deals the extents out to the families, a transfer unit at a time, each family's ascending.
void BackupWriter::write_data(const BackupSetContents& contents) {
    if (contents.data.empty()) return;
    struct Piece {
        const ExtentSource* source;
        uint64_t first;
        uint64_t count;
    };
    std::vector<std::vector<Piece>> shares(family_count_);
    size_t turn = 0;
    for (const ExtentSource* source : contents.data) {
        for (uint64_t first = 0; first < source->extent_count(); first += k_transfer_extents) {
            uint64_t count = std::min(k_transfer_extents, source->extent_count() - first);
            shares[turn++ % shares.size()].push_back({source, first, count});
        }
    }
    Bytes buffer;
    for (size_t i = 0; i < families_.size(); ++i) {
        MediaOutput& file = families_[i]->file;
        BlockBody msda("MSDA", 0x3C, false);
        msda.put<uint32_t>(0x38, 0x10000);
        file.begin_block(msda);
        file.align_data();
        const std::vector<Piece>& share = shares[families_[i]->number - 1u];
        uint64_t extents = 0;
        for (const Piece& piece : share)
            extents += piece.count;
        uint16_t attributes = k_variable_length;
        if (contents.checksum) attributes |= k_checksum_follows;
        file.begin_stream("MQDA", 2 + extents * storage::k_extent_size, attributes);
        file.write(Bytes(2));
        uint32_t sum = 0;
        for (const Piece& piece : share) {
            buffer.resize(piece.count * storage::k_extent_size);
            piece.source->read(piece.first, buffer);
            if (contents.checksum) sum = storage::sql_sum(buffer, sum);
            file.write(buffer);
        }
        file.end_stream();
        if (contents.checksum) {
            uint8_t bytes[4];
            store_le<uint32_t>(bytes, sum);
            file.stream("CSUM", bytes);
        }
        file.stream("MQDA", {}, k_variable_length | k_last_part);
        file.end_block();
    }
}

// One MSTL block a virtual log file; the first holds the checkpoint, in one family only.
void BackupWriter::write_logs(Family& family, const BackupSetContents& contents, bool with_log) {
    const LogGeometry& log = contents.log;
    MediaOutput& file = family.file;
    uint32_t file_id = 0;
    for (const DatabaseFile& f : contents.header.files) {
        if (f.type == 'L') file_id = f.file_id;
    }
    constexpr size_t k_vlf_info_size = 0x1F8;
    for (uint32_t i = 0; i < log.vlf_count; ++i) {
        bool holds_log = i == 0 && with_log;
        BlockBody mstl("MSTL", 0x5C, false);
        mstl.put<uint32_t>(0x38, 0x10000);
        if (holds_log) {
            mstl.put<uint64_t>(0x3C, log.start_at());
            mstl.put<uint64_t>(0x44, log.end_at());
        }
        mstl.put<uint32_t>(0x4C, file_id);
        Bytes info(k_vlf_info_size);
        store_le<uint32_t>(info.data(), i == 0 ? log.vlf : 0);
        store_le<uint64_t>(info.data() + 4, log.vlf_size);
        store_le<uint64_t>(info.data() + 0x0C, log.vlf_at + i * log.vlf_size);
        store_le<uint16_t>(info.data() + 0x14, uint16_t(file_id));
        store_le<uint16_t>(info.data() + 0x16, 0x40);
        store_le<uint16_t>(info.data() + 0x22, 5);
        mstl.put_tape_bytes(0x50, info);
        file.begin_block(mstl);
        if (holds_log) {
            file.align_data();
            Bytes blocks = contents.log_bytes;
            if (blocks.empty()) {
                blocks = checkpoint_log_block(log, contents.header.database_version,
                                              contents.header.start);
            }
            GANTRY_ASSERT(blocks.size() == log.end_at() - log.start_at());
            Bytes data(2 + (blocks.size() + k_log_unit - 1) / k_log_unit * k_log_unit);
            std::memcpy(data.data() + 2, blocks.data(), blocks.size());
            file.stream("MQTL", data, contents.checksum ? k_checksum_follows : 0);
            if (contents.checksum) {
                uint8_t bytes[4];
                store_le<uint32_t>(bytes, storage::sql_sum(ByteSpan(data).subspan(2)));
                file.stream("CSUM", bytes);
            }
        }
        file.end_block();
    }
}

namespace {

void append_map_text(Bytes& entry, size_t start, size_t offset, std::string_view text) {
    Bytes utf16 = utf8_to_utf16le(text);
    if (utf16.empty()) return;
    store_le<uint16_t>(entry.data() + start + offset, uint16_t(utf16.size()));
    store_le<uint16_t>(entry.data() + start + offset + 2, uint16_t(entry.size() - start));
    entry.insert(entry.end(), utf16.begin(), utf16.end());
}

void put_map_time(Bytes& map, size_t at, const LocalTime& time) {
    Bytes bytes;
    append_mtf_time(time, bytes);
    std::memcpy(map.data() + at, bytes.data(), bytes.size());
}

}  // namespace

void BackupWriter::write_set_end(Family& family, const BackupSetHeader& h) {
    MediaOutput& file = family.file;
    SetEntry& entry = family.sets.back();
    entry.size = file.position() - entry.start;
    file.end_set();
    file.soft_filemark();

    // The set map: an entry for each set so far, and one for its only volume.
    constexpr size_t k_set_fixed = 0x5C;
    constexpr size_t k_volume_fixed = 0x3E;
    Bytes map(8);
    store_le<uint32_t>(map.data(), family.id);
    store_le<uint16_t>(map.data() + 4, uint16_t(family.sets.size()));
    for (const SetEntry& set : family.sets) {
        size_t at = map.size();
        map.resize(at + k_set_fixed);
        store_le<uint16_t>(map.data() + at + 0x02, 1);
        store_le<uint32_t>(map.data() + at + 0x08, set.attributes);
        store_le<uint64_t>(map.data() + at + 0x0C, set.start);
        store_le<uint16_t>(map.data() + at + 0x1E, set.number);
        store_le<uint64_t>(map.data() + at + 0x34, set.size);
        store_le<uint16_t>(map.data() + at + 0x3C, 1);
        put_map_time(map, at + 0x50, set.time);
        map[at + 0x55] = uint8_t(set.time_zone);
        map[at + 0x56] = 0x0E;
        map[at + 0x57] = 1;
        map[at + 0x58] = 2;
        map[at + 0x5A] = 2;
        append_map_text(map, at, 0x40, set.name);
        append_map_text(map, at, 0x48, set.description);
        append_map_text(map, at, 0x4C, set.user);
        store_le<uint16_t>(map.data() + at, uint16_t(map.size() - at));

        size_t volume = map.size();
        map.resize(volume + k_volume_fixed);
        std::memcpy(map.data() + volume + 2, "VOLB", 4);
        store_le<uint16_t>(map.data() + volume + 0x06, 1);
        store_le<uint64_t>(map.data() + volume + 0x0C, 1);
        map[volume + 0x20] = 0x0E;
        map[volume + 0x21] = 1;
        map[volume + 0x22] = 2;
        map[volume + 0x24] = 2;
        append_map_text(map, volume, 0x28, "C:");
        append_map_text(map, volume, 0x30, set.machine);
        put_map_time(map, volume + 0x38, set.time);
        store_le<uint16_t>(map.data() + volume, uint16_t(map.size() - volume));
    }

    uint64_t first_at = file.position();
    for (bool first : {true, false}) {
        BlockBody eset("ESET", 0x58, false);
        eset.put<uint32_t>(0x34, 4);
        if (!first) eset.put<uint64_t>(0x3C, first_at);
        eset.put<uint16_t>(0x4E, h.position);
        eset.put_time(0x50, h.finish);
        file.begin_block(eset);
        if (first) {
            file.pad_block("OTCP");
            file.stream("TSMP", map);
        }
        file.end_block();
    }
    file.soft_filemark();
}

void BackupWriter::add_set(const BackupSetContents& given) {
    BackupSetContents contents = given;
    BackupSetHeader& h = contents.header;
    h.position = ++set_count_;
    h.flags |= k_flag_always;
    if (contents.checksum) h.flags |= k_flag_checksum;
    if (h.copy_only) h.flags |= k_flag_copy_only;
    if (is_differential(h.type)) h.flags |= k_flag_differential;
    uint64_t data_size = k_log_unit;
    size_t data_index = 0;
    for (DatabaseFile& file : h.files) {
        if (file.type == 'L') {
            file.backup_size = contents.log.end_at() - contents.log.start_at();
        } else if (!file.is_present || data_index == contents.data.size()) {
            file.backup_size = 0;
        } else {
            file.backup_size = contents.data[data_index++]->extent_count() * storage::k_extent_size;
            data_size += file.backup_size;
        }
    }
    h.backup_size = h.compressed_size = data_size;
    for (auto& family : families_)
        write_set_start(*family, h);
    write_data(contents);
    for (size_t i = 0; i < families_.size(); ++i)
        write_logs(*families_[i], contents, families_[i]->number == 1);

    // MSLS stands where the set ends but for its own size, the same in every family.
    h.backup_size = 0;
    for (auto& family : families_) {
        if (family->mirror != 0) continue;
        uint64_t at = family->file.position() - family->file.set_start();
        uint64_t own = 0x38 + 2 * 0x16 + backup_metadata(h, true).size() + 3;
        h.backup_size +=
            at + (own + k_logical_block_size - 1) / k_logical_block_size * k_logical_block_size;
    }
    h.compressed_size = h.backup_size;
    for (DatabaseFile& file : h.files) {
        if (file.type == 'L' || h.type == 'L' || is_differential(h.type)) continue;
        if (!file.is_present) continue;
        file.differential_base_lsn = h.checkpoint_lsn;
        file.differential_base_guid = h.set_guid;
    }
    for (auto& family : families_) {
        BlockBody msls("MSLS", 0x38, true);
        family->file.begin_block(msls);
        family->file.stream("MQCI", backup_metadata(h, true));
        family->file.end_block();
        write_set_end(*family, h);
    }
}

}  // namespace gantry::backup
