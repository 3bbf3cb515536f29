// From MTF blocks to label and sets: read_media() of mtf.h.

#include <fmt/format.h>

#include <algorithm>

#include "backup/mtf.h"
#include "base/error.h"

namespace gantry::backup {

using storage::k_page_size;

namespace {

constexpr uint16_t k_vendor_sql_server = 0x1200;
constexpr uint32_t k_raid_mark = 0xF00000AD;
// MQCI holds names and files; with 32,767 files of long names it stays below this.
constexpr uint64_t k_metadata_size_max = uint64_t(64) << 20;
constexpr size_t k_sets_max = 1 << 16;
constexpr size_t k_listed_max = 100'000;
constexpr uint32_t k_end_blocks = 2;
constexpr uint16_t k_os_windows = 0x010E;  // OS id 0E, version 1: every block has it

Guid load_guid(const uint8_t* p) {
    Guid out;
    std::memcpy(out.bytes.data(), p, 16);
    return out;
}

class MediaReader {
  public:
    explicit MediaReader(const ByteSource& source) : source_(source), walker_(source) {}

    MediaContents run() {
        read_label();
        while (take_next()) {
        }
        if (out_.sets.empty() && out_.media.software_vendor_id != k_vendor_sql_server) {
            throw FormatError(fmt::format("The data set on device '{}' is not a SQL Server "
                                          "backup set.",
                                          source_.name()),
                              3143);
        }
        return std::move(out_);
    }

  private:
    // False at the end of what can be read.
    bool take_next() {
        MtfBlock block;
        uint64_t at = walker_.position();
        switch (walker_.next(block)) {
            case MtfEnd::end:
                // The filemark behind the last set is gone.
                if (!out_.sets.empty() && out_.sets.back().end_blocks > 0) mark_truncated();
                return false;
            case MtfEnd::truncated:
                if (!note_trailing(at)) mark_truncated();
                return false;
            case MtfEnd::malformed:
                return skip_malformed(at);
            case MtfEnd::more:
                break;
        }
        if (block.is("EOTM")) return false;
        if (block.is("TAPE")) return skip_malformed(at);
        // Of a block that is cut, what is there still helps to tell what the file was.
        take(block);
        if (!block.whole) {
            mark_truncated();
            return false;
        }
        if (block.is("SFMB")) end_set();
        return true;
    }

    bool inside_set() const { return !out_.sets.empty() && !out_.sets.back().header.complete; }

    // Bytes behind a finished set (or behind the label of empty media) that are no block.
    bool note_trailing(uint64_t at) {
        if (inside_set()) return false;
        out_.trailing_at = at;
        out_.trailing_size = source_.size() - at;
        uint8_t buffer[4096];
        for (uint64_t from = at; from < source_.size() && out_.trailing_is_zero;) {
            size_t count = source_.read_at(from, buffer);
            if (count == 0) break;
            out_.trailing_is_zero =
                std::all_of(buffer, buffer + count, [](uint8_t b) { return b == 0; });
            from += count;
        }
        return true;
    }

    // Behind a finished set: the rest of something else, or a set that lost its first block.
    void judge_trailing(const std::string& problem) {
        if (out_.sets.empty() && !out_.trailing_is_zero) {
            throw_invalid_set(source_.name(), problem);
        }
        uint8_t header[k_mtf_block_header_size];
        if (source_.read_at(out_.trailing_at, header) < sizeof header) return;
        bool named = std::memcmp(header, "SSET", 4) == 0;
        bool system = load_le<uint16_t>(header + 0x0A) == k_os_windows;
        if (named || system) out_.trailing_problem = problem;
    }

    // What stands at `at` is no block: the set ends here, damaged or never finished. Another may
    // follow it.
    bool skip_malformed(uint64_t at) {
        std::string problem = walker_.problem();
        if (problem.empty()) problem = fmt::format("offset {:#x}: a second media label", at);
        uint64_t next = find_set(at + 1);
        if (next < source_.size()) {
            if (inside_set()) {
                note_damage(problem);
            } else {
                out_.trailing_problem = problem;
            }
            walker_.seek(next);
            return true;
        }
        if (note_trailing(at)) {
            judge_trailing(problem);
        } else {
            note_damage(problem);
        }
        return false;
    }

    void note_damage(const std::string& problem) {
        if (out_.sets.empty()) throw_invalid_set(source_.name(), problem);
        if (out_.sets.back().damage.empty()) out_.sets.back().damage = problem;
    }

    // Offset of the next SSET block, or the source's size. Blocks of disk media start at multiples
    // of 512.
    uint64_t find_set(uint64_t from) const {
        constexpr uint64_t k_step = 512;
        ByteSpan bytes = source_.mapped();
        uint64_t limit = source_.size();
        for (uint64_t at = (from + k_step - 1) / k_step * k_step;
             at + k_mtf_block_header_size <= limit; at += k_step) {
            uint8_t header[k_mtf_block_header_size];
            const uint8_t* p = bytes.empty() ? header : bytes.data() + at;
            if (bytes.empty()) {
                source_.read_at(at, header);
            } else {
                source_.need(at, sizeof header);
            }
            if (std::memcmp(p, "SSET", 4) == 0 && is_mtf_block_header(p)) return at;
        }
        return limit;
    }

    void read_label() {
        MtfBlock tape;
        MtfEnd end = walker_.next(tape);
        if (end != MtfEnd::more || !tape.is("TAPE")) {
            std::string detail = walker_.problem();
            if (detail.empty()) detail = "the file does not start with a whole TAPE block";
            throw_malformed_media(source_.name(), std::move(detail));
        }
        if (tape.u8(0x5D) != 1) {
            throw FormatError(
                fmt::format("The media family on device '{}' was created using "
                            "Microsoft Tape Format version {}.{}. SQL Server supports "
                            "version 1.0.",
                            source_.name(), tape.u8(0x5D), 0),
                3243);
        }
        MediaHeader& m = out_.media;
        m.media_family_id = tape.u32(0x34);
        m.media_sequence_number = tape.u16(0x3C);
        m.media_name = tape.tape_text(0x44);
        m.media_description = tape.tape_text(0x48);
        m.has_password = !tape.tape_bytes(0x4C).empty();
        m.software_name = tape.tape_text(0x50);
        m.software_vendor_id = tape.u16(0x56);
        m.media_date = tape.time(0x58);
        for (const MtfStream& stream : tape.streams) {
            if (stream.is("RAID") && stream.whole) read_raid(stream);
        }
        walker_.set_filemark_size(uint32_t(tape.u16(0x40)) * 512);
    }

    void read_raid(const MtfStream& stream) {
        uint8_t raid[0x20];
        if (stream.length < sizeof raid || source_.read_at(stream.data_at, raid) < sizeof raid ||
            load_le<uint32_t>(raid + 0x10) != k_raid_mark) {
            throw_malformed_media(source_.name(), "the media set description is not whole");
        }
        MediaHeader& m = out_.media;
        m.media_set_id = load_guid(raid);
        m.family_count = load_le<uint16_t>(raid + 0x14);
        m.mirror_count = load_le<uint16_t>(raid + 0x16);
        m.family_number = load_le<uint16_t>(raid + 0x18);
        m.mirror_number = load_le<uint16_t>(raid + 0x1A);
        if (m.family_count == 0 || m.family_number == 0 || m.family_number > m.family_count) {
            throw_malformed_media(source_.name(), fmt::format("media family {} of {}",
                                                              m.family_number, m.family_count));
        }
    }

    void mark_truncated() {
        if (!out_.sets.empty() && !out_.sets.back().header.complete) {
            out_.sets.back().truncated = true;
        }
    }

    void take(const MtfBlock& block) {
        if (block.is("SSET")) {
            start_set(block);
            return;
        }
        if (out_.sets.empty()) return;
        SetOnMedia& set = out_.sets.back();
        if (block.is("VOLB")) {
            set.header.machine_name = block.tape_text(0x40);
        } else if (block.is("MSCI")) {
            take_metadata(block, set);
        } else if (block.is("MSLS")) {
            take_metadata(block, set);
            set.has_last_metadata = block.whole;
        } else if (block.is("MSDA")) {
            take_pages(block, set);
        } else if (block.is("MSTL")) {
            take_log(block, set);
        } else if (block.is("ESET")) {
            if (block.whole) ++set.end_blocks;
        } else if (!block.is("SFMB")) {
            take_others(block, set);
        }
    }

    // Page streams are two pad bytes and whole pages. A stream of another length is whole too (the
    // walk went on behind it): bytes of a container that is not in pages.
    static bool holds_pages(const StreamExtent& stream) {
        return !stream.whole || (stream.length >= 2 && (stream.length - 2) % k_page_size == 0);
    }

    void take_pages(const MtfBlock& block, SetOnMedia& set) {
        std::vector<StreamExtent> pages;
        for (const StreamExtent& stream : streams_of(block, "MQDA")) {
            if (holds_pages(stream)) {
                pages.push_back(stream);
            } else if (set.others.size() < k_listed_max) {
                set.others.push_back({block.type, "MQDA", stream.at, stream.length});
            }
        }
        set.data_passes.push_back(std::move(pages));
    }

    void take_others(const MtfBlock& block, SetOnMedia& set) {
        for (const MtfStream& stream : block.streams) {
            if (stream.is("SPAD") || stream.is("APAD") || stream.is("CSUM")) continue;
            if (set.others.size() >= k_listed_max) return;
            set.others.push_back({block.type, stream.id, stream.data_at, stream.length});
        }
    }

    // A set ends with its metadata, a filemark, two ESET blocks and a filemark. Whatever of them is
    // missing, the writer or a copy of the file stopped early.
    void end_set() {
        if (out_.sets.empty()) return;
        SetOnMedia& set = out_.sets.back();
        if (set.has_last_metadata && set.end_blocks >= k_end_blocks) set.header.complete = true;
    }

    void start_set(const MtfBlock& block) {
        if (out_.sets.size() >= k_sets_max) throw_invalid_set(source_.name(), "too many sets");
        SetOnMedia set;
        BackupSetHeader& h = set.header;
        h.copy_only = (block.u32(0x34) & 2) != 0;
        h.position = block.u16(0x3E);
        h.name = block.tape_text(0x40);
        h.description = block.tape_text(0x44);
        h.has_password = !block.tape_bytes(0x48).empty();
        h.user_name = block.tape_text(0x4C);
        h.time_zone = int8_t(block.u8(0x5F));
        ByteSpan os = block.tape_bytes(0x2C);
        if (os.size() >= 16) h.set_guid = load_guid(os.data());
        if (os.size() >= 21) h.expiration = mtf_time(os.subspan(16, 5));
        out_.sets.push_back(std::move(set));
    }

    void take_metadata(const MtfBlock& block, SetOnMedia& set) {
        for (const MtfStream& stream : block.streams) {
            if (!stream.is("MQCI") || !stream.whole) continue;
            // Of two copies one may be damaged; the other still tells what the set is.
            BackupSetHeader header = set.header;
            header.file_groups.clear();
            header.files.clear();
            try {
                if (stream.length > k_metadata_size_max) {
                    throw_invalid_set(source_.name(), "backup metadata is impossibly large");
                }
                Bytes mqci(stream.length);
                source_.read_at(stream.data_at, mqci);
                read_backup_metadata(mqci, source_.name(), header);
                set.header = std::move(header);
            } catch (const FormatError& error) {
                if (set.damage.empty()) {
                    set.damage = fmt::format("offset {:#x}: {}", stream.data_at, error.hint());
                }
            }
        }
    }

    std::vector<StreamExtent> streams_of(const MtfBlock& block, std::string_view id) {
        std::vector<StreamExtent> out;
        for (const MtfStream& stream : block.streams) {
            if (stream.is(id) && stream.length > 0) {
                uint64_t available = source_.size() - std::min(source_.size(), stream.data_at);
                out.push_back({stream.data_at, std::min(stream.length, available), std::nullopt,
                               stream.whole});
            } else if (stream.is("CSUM") && stream.length == 4 && stream.whole && !out.empty()) {
                uint8_t sum[4];
                source_.read_at(stream.data_at, sum);
                out.back().checksum = load_le<uint32_t>(sum);
            }
        }
        return out;
    }

    void take_log(const MtfBlock& block, SetOnMedia& set) {
        LogExtent log;
        log.start_at = block.u64(0x3C);
        log.end_at = block.u64(0x44);
        log.file_id = block.u32(0x4C);
        log.sequence = block.u32(0x5C);
        log.vlf_size = block.u64(0x60);
        log.vlf_at = block.u64(0x68);
        std::vector<StreamExtent> streams = streams_of(block, "MQTL");
        if (streams.empty()) {
            set.logs.push_back(log);
            return;
        }
        for (const StreamExtent& stream : streams) {
            log.data = stream;
            set.logs.push_back(log);
        }
    }

    const ByteSource& source_;
    MtfWalker walker_;
    MediaContents out_;
};

}  // namespace

MediaContents read_media(const ByteSource& source) {
    return MediaReader(source).run();
}

}  // namespace gantry::backup
