#include "backup/recovery.h"

#include <fmt/format.h>

#include <algorithm>

#include "backup/container.h"
#include "backup/data_file_header.h"
#include "backup/log_file.h"
#include "base/error.h"

namespace gantry::backup {

using storage::log::LogPiece;
using storage::log::LogReader;
using storage::log::PageOverlay;
using storage::log::Replay;
using storage::log::StopPoint;

namespace {

std::unique_ptr<PageOverlay> make_overlay(const storage::PageSource& base) {
    return std::make_unique<PageOverlay>(
        base, std::make_unique<PageSpool>("pages that the transaction log changed"));
}

void require_stop_reached(const StopPoint& stop, const std::string& database) {
    if (stop.mark.empty()) return;
    throw FormatError(
        "This log file contains records logged before the designated mark. The database is being "
        "left in the Restoring state so you can apply another log file.",
        4329, fmt::format("mark '{}' is not in the log of {}", stop.mark, database));
}

// Of a chain that starts from backups of files; nothing in it for others.
FileCover cover_of(const std::vector<ChainSet>& sets, const Chain& chain) {
    std::vector<size_t> data;
    bool by_files = false;
    for (const ChainStep& step : chain.steps) {
        if (step.role == ChainRole::log) continue;
        data.push_back(step.set);
        by_files = by_files || is_file_type(sets[step.set].header.type);
    }
    return by_files ? cover_files(sets, data) : FileCover();
}

// Of the boot page: everything logged before it is in the pages.
Lsn checkpoint_of(const storage::PageSource& pages) {
    constexpr uint32_t k_checkpoint_at = 0x15C;
    storage::PageView boot = pages.page({1, storage::k_boot_page});
    if (!boot || boot.type() != storage::PageType::boot) return {};
    return storage::load_lsn(boot.data() + storage::k_page_header_size + k_checkpoint_at);
}

// The newest log that is without a hole: a log file keeps remains of virtual log files that are to
// be used again.
std::vector<LogPiece> newest_run(std::vector<LogPiece> pieces) {
    std::sort(pieces.begin(), pieces.end(),
              [](const LogPiece& a, const LogPiece& b) { return a.vlf < b.vlf; });
    size_t first = pieces.empty() ? 0 : pieces.size() - 1;
    while (first > 0 && pieces[first - 1].vlf + 1 == pieces[first].vlf)
        --first;
    pieces.erase(pieces.begin(), pieces.begin() + std::ptrdiff_t(first));
    return pieces;
}

}  // namespace

LocalTime local_time(const storage::log::LogTime& time) {
    std::string text = to_string(time);
    auto number = [&](size_t at, size_t size) {
        return uint16_t(std::stoul(text.substr(at, size)));
    };
    return {number(0, 4),           uint8_t(number(5, 2)),  uint8_t(number(8, 2)),
            uint8_t(number(11, 2)), uint8_t(number(14, 2)), uint8_t(number(17, 2))};
}

RecoveredPages::~RecoveredPages() = default;

RecoveredPages::RecoveredPages(std::vector<MediaSet>& media, const std::vector<ChainSet>& sets,
                               const Chain& chain, const RecoveryOptions& options,
                               std::shared_ptr<IndexedPages> placed)
    : base_(std::move(placed)) {
    GANTRY_ASSERT(!chain.steps.empty() && chain.steps[0].role == ChainRole::full);
    cover_ = cover_of(sets, chain);
    if (!base_) place_steps(media, sets, chain, options.verify);
    top_ = base_.get();
    replay(media, sets, chain, options);
}

void RecoveredPages::place_steps(std::vector<MediaSet>& media, const std::vector<ChainSet>& sets,
                                 const Chain& chain, bool verify) {
    const ChainSet& full = sets[chain.steps[0].set];
    base_ = std::make_unique<IndexedPages>(media[full.media].files()[0].name(),
                                           full.header.database_name, verify);
    for (const ChainStep& step : chain.steps) {
        if (step.role == ChainRole::log) continue;
        const ChainSet& set = sets[step.set];
        if (cover_.files.empty()) {
            media[set.media].place_by_map(set.set, *base_);
            continue;
        }
        std::set<uint16_t> files = cover_.files_of(step.set);
        media[set.media].place_pages(set.set, *base_, {}, &files);
    }
}

void RecoveredPages::replay(std::vector<MediaSet>& media, const std::vector<ChainSet>& sets,
                            const Chain& chain, const RecoveryOptions& options) {
    bool by_files = !cover_.files.empty();
    // Log before a differential's own is in its pages.
    size_t first = 0;
    Lsn from, pages_to, to;
    for (size_t i = 0; i < chain.steps.size(); ++i) {
        const BackupSetHeader& header = sets[chain.steps[i].set].header;
        to = std::max(to, chain.steps[i].to);
        if (chain.steps[i].role == ChainRole::log) continue;
        first = i;
        from = header.first_lsn;
        pages_to = header.last_lsn;
    }
    std::vector<LogPiece> pieces;
    for (size_t i = by_files ? 0 : first; i < chain.steps.size(); ++i) {
        const ChainStep& step = chain.steps[i];
        // Files that needed no log may be of any time.
        if (by_files && step.role != ChainRole::log && !cover_.needs_log_of(step.set)) continue;
        const ChainSet& set = sets[step.set];
        auto more = media[set.media].log_pieces(set.set);
        pieces.insert(pieces.end(), more.begin(), more.end());
    }
    if (by_files) {
        from = cover_.redo_from;
        pages_to = to = cover_.redo_to;
        for (const ChainStep& step : chain.steps) {
            if (step.role == ChainRole::log) to = std::max(to, step.to);
        }
    }
    const std::string& database = sets[chain.steps[0].set].header.database_name;
    end_ = pages_to;
    if (pieces.empty()) {
        for (const ChainStep& step : chain.steps)
            steps_.push_back({step.set, {}});
        if (options.stop.is_set()) {
            stop_reached_ = false;
            require_stop_reached(options.stop, database);
        }
        return;
    }
    LogReader reader(std::move(pieces));
    redone_ = make_overlay(*base_);
    Replay replay(*redone_, database);
    std::set<uint16_t> absent;
    for (const FileState& file : cover_.files) {
        if (file.is_missing()) absent.insert(uint16_t(file.id));
    }
    replay.set_absent_files(std::move(absent));
    replay.set_look(options.look);
    replay.scan(reader, from, to, options.stop);
    stop_reached_ = replay.stopped() || !options.stop.is_set();
    // A log that was backed up behind the time holds all that was committed before.
    const BackupSetHeader& last = sets[chain.steps.back().set].header;
    if (options.stop.time && local_time(*options.stop.time) <= last.start) stop_reached_ = true;
    if (!stop_reached_) require_stop_reached(options.stop, database);
    if (replay.stopped() && replay.end() < pages_to) {
        throw FormatError(
            "The specified STOPAT time is too early. All or part of the database is "
            "already rolled forward beyond that point.",
            4335);
    }
    redo_steps(media, sets, chain, first, replay, reader);
    finish(replay, reader, options.undo);
    for (const MediaSet& set : media) {
        for (const MediaFile& file : set.files())
            file.stream().release(0, file.stream().size());
    }
}

void RecoveredPages::redo_steps(std::vector<MediaSet>& media, const std::vector<ChainSet>& sets,
                                const Chain& chain, size_t first, Replay& replay,
                                LogReader& reader) {
    bool by_files = !cover_.files.empty();
    for (size_t i = 0; i < chain.steps.size(); ++i) {
        const ChainStep& step = chain.steps[i];
        const ChainSet& set = sets[step.set];
        RecoveryStep done{step.set, {}};
        // The log that backups of files carry themselves fills what is between the log backups.
        if (i >= first && !(by_files && step.role != ChainRole::log)) {
            redone_->begin_step();
            if (step.role == ChainRole::log && media[set.media].has_pages(set.set)) {
                if (replay.stopped() && replay.end() < step.to) {
                    throw FormatError(
                        "This log backup contains bulk-logged changes. It cannot be "
                        "used to stop at an arbitrary point in time.",
                        4341, set.device);
                }
                add_bulk_pages(media[set.media], set.set);
            }
            replay.redo(reader, step.to);
            done.changed_pages = redone_->changed_in_step();
        }
        steps_.push_back(std::move(done));
    }
    if (by_files) replay.redo(reader);
}

// The log backup of a bulk-logged database holds the extents whose changes were not logged.
void RecoveredPages::add_bulk_pages(MediaSet& media, size_t set) {
    IndexedPages bulk(media.files()[0].name(), media.sets()[set].database_name, true);
    media.place_pages(set, bulk);
    bulk.for_each_page([&](storage::PageId id) {
        storage::PageView page;
        try {
            page = bulk.page(id);
        } catch (const FormatError&) {
            return;  // never formatted
        }
        if (!page || page.header_version() == 0) return;
        storage::PageView known = redone_->peek(id);
        if (known && known.lsn() >= page.lsn()) return;
        uint8_t* bytes = redone_->fresh(id);
        std::memcpy(bytes, page.data(), storage::k_page_size);
        uint16_t flags = page.flags();
        flags &= uint16_t(~(storage::k_page_flag_torn_bits | storage::k_page_flag_checksum));
        store_le<uint16_t>(bytes + storage::k_page_flags_at, flags);
    });
}

void RecoveredPages::finish(Replay& replay, LogReader& reader, bool undo) {
    if (redone_->changed_count() != 0 || !redone_->broken().empty()) top_ = redone_.get();
    if (undo && replay.counts().open_transactions != 0) {
        undone_ = make_overlay(*redone_);
        replay.undo(reader, *undone_);
        if (undone_->changed_count() != 0 || !undone_->broken().empty()) top_ = undone_.get();
    }
    counts_ = replay.counts();
    end_ = replay.end();
    last_commit_ = replay.last_commit();
    row_deltas_ = replay.row_deltas();
    problems_ = storage::log::broken_in_use(*redone_);
    problems_.insert(problems_.end(), replay.notes().begin(), replay.notes().end());
    if (undone_) {
        for (std::string& reason : storage::log::broken_in_use(*undone_))
            problems_.push_back(std::move(reason));
    }
}

RecoveredPages::RecoveredPages(std::unique_ptr<DataFilePages> data,
                               std::vector<std::unique_ptr<ByteSource>> logs,
                               const RecoveryOptions& options) {
    Guid binding;
    if (!data->sources().empty()) {
        binding = read_data_file_header(*data->sources()[0]).binding_id;
    }
    std::string name = data->name();
    base_ = std::move(data);
    top_ = base_.get();
    bool same_binding = !binding.is_null();
    std::vector<LogPiece> pieces;
    for (auto& source : logs) {
        source = ensure_mapped(std::move(source));
        LogFile file(*source);
        same_binding = same_binding && read_data_file_header(*source).binding_id == binding;
        auto more = file.pieces();
        pieces.insert(pieces.end(), more.begin(), more.end());
    }
    logs_ = std::move(logs);
    pieces = newest_run(std::move(pieces));
    if (pieces.empty()) return;
    LogReader reader(std::move(pieces));
    redone_ = make_overlay(*base_);
    Replay replay(*redone_, name);
    replay.scan(reader, {}, {}, options.stop);
    Lsn checkpoint = checkpoint_of(*base_);
    Lsn begin{reader.pieces()[0].vlf, reader.pieces()[0].first_block, 1};
    if (!same_binding && checkpoint < begin) {
        throw FormatError(
            fmt::format("One or more files do not match the primary file of the database. {} is "
                        "not the log of {}.",
                        logs_[0]->name(), name),
            5173, "leave the log file out to read the data files as they are");
    }
    stop_reached_ = replay.stopped() || !options.stop.is_set();
    if (!stop_reached_) require_stop_reached(options.stop, name);
    // Log from before the checkpoint that the data files know: nothing of it is missing in them,
    // and what was open at its end is not any more.
    end_ = replay.end();
    if (replay.end() < checkpoint) return;
    replay.redo(reader);
    finish(replay, reader, options.undo);
}

std::vector<storage::PageId> RecoveredPages::undone_pages() const {
    return undone_ ? undone_->changed_in_step() : std::vector<storage::PageId>();
}

}  // namespace gantry::backup
