#include "restore/restore_chain.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "backup/container.h"
#include "backup/file_cover.h"
#include "backup/recovery.h"
#include "base/log.h"
#include "engine/store/pg_names.h"
#include "engine/store/store.h"
#include "restore/backup_source.h"
#include "restore/clean_up.h"
#include "restore/kept_chain.h"
#include "restore/replay_progress.h"
#include "restore/restorer.h"
#include "restore/set_checks.h"
#include "restore/stage_messages.h"

namespace gantry::restore {
namespace {

using backup::BackupSetHeader;
using Clock = std::chrono::steady_clock;

constexpr int k_mark_not_in_log = 4329;
constexpr int k_log_missing = 4305;
constexpr int k_copied_percent = 50;  // the rest is verifying

// Of a chain of backups of files.
void require_all_files(const catalog::DatabaseImage& image) {
    if (image.recovery() == nullptr) return;
    for (const backup::FileState& file : image.recovery()->cover().files) {
        if (!file.is_missing()) continue;
        throw SqlError(4320, 16, 1,
                       fmt::format("The file \"{}\" was not fully restored by a database or file "
                                   "restore. The entire file must be successfully restored before "
                                   "applying this backup set.",
                                   file.name),
                       fmt::format("no backup of this file, of filegroup {}, was restored: restore "
                                   "one WITH NORECOVERY before RECOVERY",
                                   file.group));
    }
}

class ChainStep {
  public:
    ChainStep(const RestoreRequest& request, const ConnectionFactory& connect,
              ProgressSink& progress, std::stop_token stop,
              const store::ExpressionCompiler& compiler)
        : request_(request),
          connect_(connect),
          progress_(progress),
          stop_(std::move(stop)),
          compiler_(compiler),
          kept_(request.keep_directory, request.storage_room),
          started_(Clock::now()) {}

    RestoreReport recover_alone();
    RestoreReport run(std::vector<std::unique_ptr<ByteSource>> sources);
    const ReadSet& read_set() const { return *read_; }

  private:
    void load_state();
    NextRestore how() const;
    std::unique_ptr<catalog::DatabaseImage> open(const StopPoint& stop);
    std::unique_ptr<catalog::DatabaseImage> open_to_stop();
    bool leaves_files_out() const;
    RestoreReport load(std::unique_ptr<catalog::DatabaseImage> image);
    RestoreReport keep(backup::MediaSet media, bool stop_reached);
    store::KeptStep copy(const backup::MediaSet& media, bool stop_reached);
    void verify_copies(const backup::MediaSet& media, const store::KeptStep& step);
    void show(Progress& shown);
    bool turned_out_kept();
    RestoreReport kept_report(bool stop_reached) const;
    std::vector<int32_t> step_ids() const;

    const RestoreRequest& request_;
    const ConnectionFactory& connect_;
    ProgressSink& progress_;
    std::stop_token stop_;
    const store::ExpressionCompiler& compiler_;
    KeptBackups kept_;

    std::string name_;
    std::unique_ptr<pg::Connection> connection_;
    std::optional<store::DatabaseInfo> database_;
    std::vector<store::KeptStep> steps_;
    std::shared_ptr<KeptChain> chain_;  // with the row source, which may outlive run()
    std::optional<ReadSet> read_;       // what the statement restores
    NextSet next_;
    store::RestoreTicket ticket_;
    int percent_done_ = 0;
    Clock::time_point started_, told_;
};

void ChainStep::load_state() {
    if (request_.keep_directory.empty()) {
        throw Error("backups are kept for a later step by a running instance only");
    }
    connection_ = connect_();
    store::drop_unfinished_restores(*connection_);
    database_ = store::find_database(*connection_, name_);
    if (database_) steps_ = store::load_kept_steps(*connection_, database_->id);
    chain_ = std::make_shared<KeptChain>(kept_, database_ ? database_->id : 0, steps_);
}

NextRestore ChainStep::how() const {
    NextRestore out;
    out.database = name_;
    out.device = request_.devices.empty() ? "" : request_.devices[0].name;
    out.log = request_.log;
    out.replace = request_.replace;
    if (database_) {
        out.presence = steps_.empty() ? DatabasePresence::online : DatabasePresence::restoring;
    }
    if (!request_.stop.at.empty()) {
        out.stop_at = backup::local_time(parse_stop_time(request_.stop.at));
    }
    return out;
}

std::vector<int32_t> ChainStep::step_ids() const {
    std::vector<int32_t> out;
    for (const store::KeptStep& step : steps_)
        out.push_back(step.id);
    return out;
}

RestoreReport ChainStep::recover_alone() {
    name_ = request_.name;
    load_state();
    if (!database_) {
        BackupSetHeader none;
        none.type = 'L';
        check_next_set({}, none, how());  // throws 3118
    }
    if (database_->state == store::DatabaseState::online) {
        throw SqlError(3153, 16, 2, "The database is already fully recovered.");
    }
    if (steps_.empty()) {
        store::continue_restore(*connection_, name_, {});  // says by whom it is in use
    }
    const store::KeptStep& last = steps_.back();
    StopPoint stop;
    if (last.is_partial) {
        stop = {last.stop_at, last.stop_mark, last.mark_after, last.stop_before_mark};
    }
    return load(open(stop));
}

RestoreReport ChainStep::run(std::vector<std::unique_ptr<ByteSource>> sources) {
    backup::MediaSet media = open_statement_media(std::move(sources));
    size_t set = media.set_index(uint16_t(std::max(request_.file_position, 0)));
    read_ = ReadSet{media.sets()[set], media.labels()};
    const BackupSetHeader& header = read_->header;
    require_media_name(read_->media.front(), request_.media_name);
    name_ = request_.name.empty() ? header.database_name : request_.name;
    check_restored_name(name_);
    check_set(header, request_, name_);
    load_state();
    next_ = check_next_set(chain_->restored(), header, how());
    media.require_complete();
    media.require_whole(media.set_index(header.position));
    if (next_.starts_over) {
        chain_->clear();
    } else if (next_.replaces_last) {
        chain_->drop_last();
    }
    chain_->add(std::move(media), header.position);
    bool log_with_stop = request_.stop.is_set() && header.type == 'L';
    std::unique_ptr<catalog::DatabaseImage> image;
    if (log_with_stop) {
        image = open_to_stop();
    } else if (request_.recovery) {
        image = open(request_.stop);
    }
    if (request_.recovery && image != nullptr) return load(std::move(image));
    bool stop_reached = image != nullptr;
    image.reset();  // it reads what is taken out of the chain
    return keep(chain_->take_last(), stop_reached);
}

std::unique_ptr<catalog::DatabaseImage> ChainStep::open(const StopPoint& stop) {
    ReplayProgress replay(progress_, stop_, name_);
    auto image = chain_->open(stop, request_.verify_checksums,
                              [&](uint64_t done, uint64_t total) { replay.look(done, total); });
    percent_done_ = std::max(percent_done_, replay.percent_done());
    return image;
}

// Only the log itself tells whether the point is in it. Null when it is not.
std::unique_ptr<catalog::DatabaseImage> ChainStep::open_to_stop() {
    try {
        auto image = open(request_.stop);
        bool reached = image->recovery() == nullptr || image->recovery()->stop_reached();
        return reached ? std::move(image) : nullptr;
    } catch (const FormatError& error) {
        // A gap is behind this log, which follows: before a file that was backed up later.
        if (error.number() != k_mark_not_in_log && error.number() != k_log_missing) throw;
        return nullptr;
    }
}

// PARTIAL is said by the statement that begins the chain.
bool ChainStep::leaves_files_out() const {
    if (request_.partial) return true;
    return !next_.starts_over &&
           std::any_of(steps_.begin(), steps_.end(),
                       [](const store::KeptStep& step) { return step.leaves_files_out; });
}

RestoreReport ChainStep::load(std::unique_ptr<catalog::DatabaseImage> image) {
    if (!leaves_files_out()) require_all_files(*image);
    std::vector<BackupSetHeader> told;
    if (read_) told.push_back(read_->header);
    std::unique_ptr<RowSource> source = image_source(std::move(image), chain_, std::move(told));
    RestoreRequest request = request_;
    request.name = name_;
    // Where a chain was begun its database is there: a new full backup takes its place.
    request.replace = request_.replace || !steps_.empty();
    Restorer restorer(request, *source, connect_, progress_, stop_, compiler_);
    if (!next_.starts_over) restorer.continue_chain(step_ids());
    restorer.started_at(started_);
    restorer.begin_at(percent_done_);
    RestoreReport report = restorer.run();
    for (int32_t step : step_ids())
        kept_.remove_step(report.database_id, step);
    return report;
}

RestoreReport ChainStep::keep(backup::MediaSet media, bool stop_reached) {
    if (next_.starts_over) {
        uint32_t collation = store::find_database(*connection_, "master")->collation;
        ticket_ = store::begin_restore(*connection_, name_, collation,
                                       request_.replace || !steps_.empty());
    } else {
        ticket_ = store::continue_restore(*connection_, name_, step_ids());
    }
    int32_t replaced = next_.replaces_last ? steps_.back().id : 0;
    bool asked = false;  // PostgreSQL, which may have done it whatever comes back
    try {
        store::KeptStep step = copy(media, stop_reached);
        verify_copies(media, step);
        if (stop_.stop_requested()) throw Stopped();
        asked = true;
        store::keep_step(*connection_, ticket_, step, next_.starts_over, replaced);
    } catch (...) {
        if (!asked) kept_.remove_step(ticket_.database_id, ticket_.id);
        if (!turned_out_kept()) throw;
    }
    for (const store::KeptStep& step : steps_) {
        bool gone = next_.starts_over || step.id == replaced;
        if (gone) kept_.remove_step(ticket_.database_id, step.id);
    }
    return kept_report(stop_reached);
}

void ChainStep::show(Progress& shown) {
    Clock::time_point now = Clock::now();
    if (now - told_ < progress_.interval()) return;
    told_ = now;
    progress_.show(shown);
}

store::KeptStep ChainStep::copy(const backup::MediaSet& media, bool stop_reached) {
    store::KeptStep step;
    step.id = ticket_.id;
    step.position = std::max(request_.file_position, 1);
    step.file_count = int(media.files().size());
    step.stop_at = request_.stop.at;
    step.stop_mark = request_.stop.mark;
    step.mark_after = request_.stop.mark_after;
    step.stop_before_mark = request_.stop.before_mark;
    step.is_partial = stop_reached;
    step.leaves_files_out = request_.partial;
    Progress shown;
    shown.database = name_;
    shown.step = shown.step_count = 1;
    shown.step_name = "keep the backup";
    shown.percent_begin = percent_done_;
    if (request_.verify_checksums) shown.percent_end = k_copied_percent;
    for (const backup::MediaFile& file : media.files())
        shown.bytes_total += file.file->size();
    kept_.require_space(shown.bytes_total);
    progress_.begin_step(shown);
    int number = 0;
    for (const backup::MediaFile& file : media.files()) {
        std::string path = kept_.path(ticket_.database_id, ticket_.id, ++number);
        auto copied = [&](uint64_t bytes) {
            shown.bytes_done += bytes;
            show(shown);
        };
        kept_.copy(*file.file, path, copied, stop_);
    }
    kept_.sync(ticket_.database_id);
    percent_done_ = shown.percent_end;
    return step;
}

// What is kept must be readable when nobody has the source any more. Damage is said of the source,
// which has it, too.
void ChainStep::verify_copies(const backup::MediaSet& media, const store::KeptStep& step) {
    std::vector<std::string> names;
    for (const backup::MediaFile& file : media.files())
        names.push_back(file.name());
    backup::MediaSet copies =
        open_copies(kept_.paths(ticket_.database_id, step.id, step.file_count), names);
    size_t set = copies.set_index(uint16_t(step.position));
    if (!request_.verify_checksums) return copies.require_whole(set);
    Progress shown;
    shown.database = name_;
    shown.step = shown.step_count = 1;
    shown.step_name = "verify the backup";
    shown.percent_begin = percent_done_;
    progress_.begin_step(shown);
    copies.verify(set, [&](uint64_t done, uint64_t total) {
        if (stop_.stop_requested()) throw Stopped();
        shown.bytes_done = done;
        shown.bytes_total = total;
        show(shown);
    });
}

// Otherwise what there is of it is taken back. Where PostgreSQL does not tell, the copies stay for
// the next start to look at.
bool ChainStep::turned_out_kept() {
    const Ending ending = settle_patiently(connection_, connect_, ticket_, name_, stop_);
    if (ending == Ending::taken_back) kept_.remove_step(ticket_.database_id, ticket_.id);
    return ending == Ending::committed;
}

RestoreReport ChainStep::kept_report(bool stop_reached) const {
    RestoreReport report;
    report.database = name_;
    report.database_id = ticket_.database_id;
    report.duration =
        std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started_);
    add_file_messages(stage_files(read_->header), report);
    if (request_.stop.is_set() && read_->header.type == 'L' && !stop_reached) {
        bool mark = !request_.stop.mark.empty();
        report.messages.push_back(
            {mark ? k_mark_not_in_log : 4322, 10, 1,
             mark ? "This log file contains records logged before the designated mark. The "
                    "database is being left in the Restoring state so you can apply another log "
                    "file."
                  : "This backup set contains records that were logged before the designated "
                    "point in time. The database is being left in the restoring state so that "
                    "more roll forward can be performed."});
    }
    add_end_message(request_.log, report);
    return report;
}

// From the beginning of a compressed backup, where its first set says it: the sets of the whole
// file are known when all of it was read, which may be far away.
std::optional<char> type_at_beginning(const RestoreRequest& request, const ByteSource& source) {
    constexpr uint64_t k_beginning = uint64_t(1) << 20;
    if (source.size() <= k_beginning || !source.fetches()) return std::nullopt;
    ReadingPart part({&source});
    source.will_need(0, k_beginning);
    std::unique_ptr<ByteSource> beginning = first_bytes(source, k_beginning);
    try {
        backup::MediaFile file = backup::open_media_file(std::move(beginning));
        for (const backup::SetOnMedia& set : file.contents.sets) {
            bool described = !set.header.files.empty();
            if (described && set.header.position == request.file_position) return set.header.type;
        }
    } catch (const FormatError&) {
        // What is wrong is said by who reads all of it.
    }
    return std::nullopt;
}

// The type of the set that FILE names, on the first device; nothing where the media have no such
// set, which the reader says better.
std::optional<char> type_of_set(const RestoreRequest& request, std::unique_ptr<ByteSource>& source,
                                backup::ContainerKind kind) {
    if (kind == backup::ContainerKind::mssqlbak) {
        std::optional<char> type = type_at_beginning(request, *source);
        if (type) return type;
    }
    backup::MediaFile file = backup::open_media_file(std::move(source));
    std::optional<char> type;
    for (const backup::SetOnMedia& set : file.contents.sets) {
        if (set.header.position == request.file_position) type = set.header.type;
    }
    file.container.reset();
    source = std::move(file.file);
    return type;
}

bool has_kept_steps(pg::Executor& executor, const std::string& name) {
    std::optional<store::DatabaseInfo> info = store::find_database(executor, name);
    return info && !store::load_kept_steps(executor, info->id).empty();
}

// Before the rest of the backup is read, which may take long.
void refuse_name_in_use(pg::Executor& executor, const RestoreRequest& request) {
    if (request.replace || request.name.empty()) return;
    std::optional<store::DatabaseInfo> info = store::find_database(executor, request.name);
    if (info && info->state == store::DatabaseState::online) throw_database_exists(request.name);
}

}  // namespace

bool is_chain_step(const RestoreRequest& request, std::vector<std::unique_ptr<ByteSource>>& sources,
                   const ConnectionFactory& connect) {
    bool plain = !request.log && request.recovery && !request.only_parts &&
                 !request.require_checksums && request.moved_files.empty() &&
                 request.media_name.empty();
    if (sources.empty() || !plain) return true;
    // All that the files hold at once, up to the point to stop at; nothing was kept before.
    const bool stops = request.stop.is_set();
    if (request.file_position == 0 && (!stops || request.keep_directory.empty())) return false;
    if (stops) return true;
    backup::ContainerKind kind = backup::detect_container(*sources[0]);
    // A data file is attached as it is.
    if (kind != backup::ContainerKind::mtf && kind != backup::ContainerKind::mssqlbak) return false;
    std::optional<char> type = type_of_set(request, sources[0], kind);
    if (!type) return false;
    if (*type != 'D') return true;
    std::unique_ptr<pg::Connection> connection = connect();
    if (has_kept_steps(*connection, request.name)) return true;
    refuse_name_in_use(*connection, request);
    return false;
}

RestoreReport restore_chain_step(const RestoreRequest& request,
                                 std::vector<std::unique_ptr<ByteSource>> sources,
                                 const ConnectionFactory& connect, ProgressSink& progress,
                                 std::stop_token stop, const store::ExpressionCompiler& compiler) {
    ChainStep step(request, connect, progress, std::move(stop), compiler);
    if (sources.empty()) return step.recover_alone();
    RestoreReport report = step.run(std::move(sources));
    write_history(connect, {step.read_set()}, request, report.database);
    return report;
}

}  // namespace gantry::restore
