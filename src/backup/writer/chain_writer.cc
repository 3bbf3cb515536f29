#include "backup/writer/chain_writer.h"

#include <algorithm>
#include <fstream>

#include "base/error.h"
#include "storage/writer/data_file_writer.h"

namespace gantry::backup {

using storage::k_extent_size;
using storage::k_page_size;

namespace {

// Some extents of pages in memory, with checksums as they are copied.
class ListedExtents final : public ExtentSource {
  public:
    ListedExtents(const Bytes& pages, std::vector<uint32_t> extents)
        : pages_(pages), extents_(std::move(extents)) {}

    uint64_t extent_count() const override { return extents_.size(); }
    void read(uint64_t first, std::span<uint8_t> out) const override {
        for (size_t i = 0; i * k_extent_size < out.size(); ++i) {
            const uint8_t* from = pages_.data() + uint64_t(extents_[first + i]) * k_extent_size;
            std::memcpy(out.data() + i * k_extent_size, from, k_extent_size);
        }
        for (size_t at = 0; at < out.size(); at += k_page_size) {
            uint8_t* page = out.data() + at;
            if (page[0] == 0) continue;
            uint16_t flags = load_le<uint16_t>(page + storage::k_page_flags_at);
            if (!(flags & storage::k_page_flag_checksum)) continue;
            store_le<uint32_t>(page + storage::k_page_checksum_at, storage::page_checksum(page));
        }
    }

  private:
    const Bytes& pages_;
    std::vector<uint32_t> extents_;
};

// A null LSN: all there are.
std::vector<uint32_t> changed_extents(const Bytes& pages, Lsn since) {
    std::vector<uint32_t> out;
    for (uint32_t e = 0; uint64_t(e) * k_extent_size < pages.size(); ++e) {
        // The first two extents hold file header, allocation pages and boot page.
        bool changed = e < 2 || since.is_null();
        for (uint32_t i = 0; i < storage::k_pages_per_extent; ++i) {
            storage::PageView page(pages.data() + uint64_t(e) * k_extent_size + i * k_page_size);
            changed = changed || (page.header_version() == 1 && page.lsn() >= since);
        }
        if (changed) out.push_back(e);
    }
    return out;
}

std::vector<uint32_t> all_files(const std::map<uint32_t, Bytes>& pages) {
    std::vector<uint32_t> out;
    for (const auto& [file, bytes] : pages)
        out.push_back(file);
    return out;
}

void write_file(const std::string& path, ByteSpan bytes) {
    std::ofstream file(path, std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()), std::streamsize(bytes.size()));
    file.close();
    if (!file) throw IoError("cannot write " + path);
}

Bytes read_all(const ExtentSource& database) {
    Bytes out(database.extent_count() * k_extent_size);
    database.read(0, out);
    return out;
}

}  // namespace

ChainWriter::ChainWriter(const ExtentSource& database, const BackupSetHeader& header,
                         const LogGeometry& log)
    : header_(header),
      geometry_(log),
      writer_(log.last_lsn()),
      transactions_(writer_, [this](storage::PageId id) { return page(id); }),
      log_from_(log.last_lsn()) {
    pages_[storage::k_written_file] = read_all(database);
}

void ChainWriter::add_file(DatabaseFile file, const FileGroup& group, Bytes pages) {
    GANTRY_ASSERT(pages.size() % k_extent_size == 0);
    pages_[file.file_id] = std::move(pages);
    file.size = pages_[file.file_id].size();
    header_.file_groups.push_back(group);
    header_.files.insert(header_.files.end() - 1, std::move(file));  // the log file stays last
}

uint8_t* ChainWriter::page(storage::PageId id) {
    auto file = pages_.find(id.file);
    GANTRY_ASSERT(file != pages_.end());
    GANTRY_ASSERT((uint64_t(id.page) + 1) * k_page_size <= file->second.size());
    return file->second.data() + uint64_t(id.page) * k_page_size;
}

Guid ChainWriter::new_guid() {
    Guid out = header_.set_guid;
    out.bytes[0] ^= ++guids_;
    out.bytes[8] ^= 0x5A;
    return out;
}

ChainWriter::Copy ChainWriter::take_copy() {
    writer_.end_block();
    Copy out;
    out.pages = pages_;
    out.checkpoint = writer_.end();
    Lsn oldest = transactions_.oldest_open();
    out.first = !oldest.is_null() && oldest < out.checkpoint ? oldest : out.checkpoint;
    storage::LogRecord checkpoint;
    checkpoint.operation = storage::log::Operation::begin_checkpoint;
    writer_.append(checkpoint.build(0x60, false));
    writer_.end_block();
    return out;
}

void ChainWriter::copy_pages() {
    copy_ = take_copy();
}

BackupSetContents ChainWriter::contents(char type, Lsn first, LocalTime start, LocalTime finish) {
    writer_.end_block();
    BackupSetContents out;
    out.header = header_;
    out.header.type = type;
    out.header.start = start;
    out.header.finish = finish;
    out.header.set_guid = new_guid();
    out.header.first_lsn = first;
    out.header.last_lsn = writer_.end();
    if (!last_full_.checkpoint.is_null()) {
        out.header.database_backup_lsn = last_full_.checkpoint;
        out.header.checkpoint_lsn = last_full_.checkpoint;
    }
    ByteSpan bytes = writer_.bytes_from(first);
    out.log_bytes.assign(bytes.begin(), bytes.end());
    out.log = geometry_;
    out.log.block = first.block;
    out.log.block_count = writer_.end().block - first.block;
    GANTRY_ASSERT(uint64_t(writer_.end().block) * 512 < geometry_.vlf_size);
    return out;
}

void ChainWriter::write(const std::string& path, const BackupSetContents& set) {
    MediaHeader label;
    label.media_date = set.header.start;
    label.media_set_id = set.header.set_guid;
    label.media_set_id.bytes[15] ^= 1;
    label.media_family_id = load_le<uint32_t>(label.media_set_id.bytes.data());
    BackupWriter writer({path}, label);
    writer.add_set(set);
    writer.close();
}

void ChainWriter::write_pages(const std::string& path, char type,
                              const std::vector<uint32_t>& files, LocalTime start,
                              LocalTime finish) {
    if (!copy_) copy_pages();
    Copy copy = std::move(*copy_);
    copy_.reset();
    bool differential = type == 'I' || type == 'G' || type == 'Q';
    BackupSetContents set = contents(type, copy.first, start, finish);
    set.header.checkpoint_lsn = copy.checkpoint;
    std::vector<std::unique_ptr<ListedExtents>> sources;
    for (DatabaseFile& file : set.header.files) {
        if (file.type == 'L') continue;
        file.is_present = std::count(files.begin(), files.end(), file.file_id) > 0;
        if (!file.is_present) continue;
        const Bytes& pages = copy.pages[file.file_id];
        Base& base = bases_[file.file_id];
        GANTRY_ASSERT(!differential || !base.set.is_null());
        sources.push_back(std::make_unique<ListedExtents>(
            pages, changed_extents(pages, differential ? base.checkpoint : Lsn{})));
        set.data.push_back(sources.back().get());
        if (differential) {
            file.differential_base_guid = set.header.differential_base_guid = base.set;
            file.differential_base_lsn = set.header.differential_base_lsn = base.checkpoint;
        } else {
            base = {set.header.set_guid, copy.checkpoint};
        }
    }
    write(path, set);
    if (type == 'D') last_full_ = {set.header.set_guid, copy.checkpoint};
}

void ChainWriter::write_full(const std::string& path, LocalTime start, LocalTime finish) {
    write_pages(path, 'D', all_files(pages_), start, finish);
}

void ChainWriter::write_differential(const std::string& path, LocalTime start, LocalTime finish) {
    write_pages(path, 'I', all_files(pages_), start, finish);
}

void ChainWriter::write_files(const std::string& path, char type,
                              const std::vector<uint32_t>& files, LocalTime start,
                              LocalTime finish) {
    write_pages(path, type, files, start, finish);
}

void ChainWriter::write_log(const std::string& path, LocalTime start, LocalTime finish) {
    BackupSetContents set = contents('L', log_from_, start, finish);
    write(path, set);
    log_from_ = writer_.end();
}

void ChainWriter::write_data_file(const std::string& path) const {
    const Bytes& pages = pages_.at(storage::k_written_file);
    Bytes out(pages.size());
    ListedExtents(pages, changed_extents(pages, {})).read(0, out);
    write_file(path, out);
}

// A file header page and one virtual log file. What the log was before this writer took over is
// filled with checkpoints.
void ChainWriter::write_log_file(const std::string& path) {
    constexpr uint32_t k_first_block = 0x10;
    writer_.end_block();
    storage::LogWriter before({geometry_.vlf, k_first_block, 1});
    storage::LogRecord checkpoint;
    checkpoint.operation = storage::log::Operation::begin_checkpoint;
    while (before.end().block < writer_.start().block) {
        before.append(checkpoint.build(0x60, false));
        before.end_block();
    }
    GANTRY_ASSERT(before.end() == writer_.start());
    Bytes out(geometry_.vlf_at + geometry_.vlf_size);
    out[storage::k_page_version_at] = 1;
    out[storage::k_page_type_at] = uint8_t(storage::PageType::file_header);
    store_le<uint16_t>(out.data() + storage::k_page_id_at + 4, uint16_t(2));
    uint8_t* vlf = out.data() + geometry_.vlf_at;
    vlf[0] = 0xAB;
    vlf[1] = 0x40;
    vlf[2] = 4;
    store_le<uint32_t>(vlf + 0x04, geometry_.vlf);
    store_le<uint64_t>(vlf + 0x10, geometry_.vlf_size);
    store_le<uint64_t>(vlf + 0x18, geometry_.vlf_at);
    uint8_t* at = vlf + uint64_t(k_first_block) * storage::log::k_log_sector_size;
    for (ByteSpan part : {before.bytes_from(before.start()), writer_.bytes_from(writer_.start())}) {
        std::memcpy(at, part.data(), part.size());
        at += part.size();
    }
    write_file(path, out);
}

void ChainWriter::fork() {
    writer_.end_block();
    header_.first_recovery_fork_id = header_.recovery_fork_id;
    header_.fork_point_lsn = writer_.end();
    header_.recovery_fork_id = new_guid();
}

}  // namespace gantry::backup
