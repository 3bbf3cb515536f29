#pragma once
// A database's pages as of the end of a chain, or of a point in it: pages of the full backup and
// its differential, or of backups of files that are put together (file_cover.h), the log of what
// follows replayed over them, what was open there taken back.
//
// Opening is for one thread, reading for any number. The media or sources must outlive the pages.
// Errors as in media_set.h and storage/log/replay.h; 4322/4329 the mark is not in the log, 4341
// no stopping inside a bulk-logged log.

#include <memory>

#include "backup/chain.h"
#include "backup/data_file_pages.h"
#include "backup/file_cover.h"
#include "backup/media_set.h"
#include "storage/log/replay.h"

namespace gantry::backup {

struct RecoveryOptions {
    bool verify = true;  // page checksums, as pages are read
    storage::log::StopPoint stop;
    Look look;         // as the log is replayed
    bool undo = true;  // false: as WITH NORECOVERY leaves it, ready for more log
};

// What one step of the chain did.
struct RecoveryStep {
    size_t set = 0;                              // index into the sets planned
    std::vector<storage::PageId> changed_pages;  // by its log, in order of file and page
};

// Whole seconds of a time in the log, which lies in 1753 to 9999.
LocalTime local_time(const storage::log::LogTime& time);

class RecoveredPages final : public storage::PageSource {
  public:
    // Replays a usable chain (require_usable). `sets` are what was planned, `media` where they lie.
    // `placed`: the chain's pages, full and differential, when they were placed before.
    RecoveredPages(std::vector<MediaSet>& media, const std::vector<ChainSet>& sets,
                   const Chain& chain, const RecoveryOptions& options,
                   std::shared_ptr<IndexedPages> placed = nullptr);
    // Data files and their log: redo from where the log starts, undo of what was open.
    RecoveredPages(std::unique_ptr<DataFilePages> data,
                   std::vector<std::unique_ptr<ByteSource>> logs, const RecoveryOptions& options);
    ~RecoveredPages() override;

    storage::PageView page(storage::PageId id) const override { return top_->page(id); }
    uint64_t page_limit(uint16_t file) const override { return top_->page_limit(file); }
    std::vector<uint16_t> files() const override { return top_->files(); }
    const std::string& name() const override { return top_->name(); }
    std::vector<const ByteSource*> byte_sources() const override { return base_->byte_sources(); }
    void will_need(std::span<const storage::ExtentPages> extents) const override {
        base_->will_need(extents);
    }

    // Pages as the backups hold them, below everything replayed.
    const IndexedPages& stored() const { return *base_; }
    // Which set each file is of, when the chain starts from backups of files; else no files in it.
    const FileCover& cover() const { return cover_; }
    const std::vector<RecoveryStep>& steps() const { return steps_; }
    // By taking back open transactions.
    std::vector<storage::PageId> undone_pages() const;
    // Pages in use whose changes could not be followed: why, naming LSN, operation and page. Asking
    // for one of them is error 3456; everything else is as it should be. And operations in no list.
    const std::vector<std::string>& problems() const { return problems_; }
    const storage::log::ReplayCounts& counts() const { return counts_; }
    // Rows that came and went since the catalog's counts were written, by rowset id.
    const std::unordered_map<uint64_t, int64_t>& row_deltas() const { return row_deltas_; }
    // The stop point was inside the log. True when none was set.
    bool stop_reached() const { return stop_reached_; }
    // The first LSN not replayed, and when the last transaction before it committed.
    Lsn end() const { return end_; }
    storage::log::LogTime last_commit() const { return last_commit_; }

  private:
    void replay(std::vector<MediaSet>& media, const std::vector<ChainSet>& sets, const Chain& chain,
                const RecoveryOptions& options);
    void place_steps(std::vector<MediaSet>& media, const std::vector<ChainSet>& sets,
                     const Chain& chain, bool verify);
    void redo_steps(std::vector<MediaSet>& media, const std::vector<ChainSet>& sets,
                    const Chain& chain, size_t first, storage::log::Replay& replay,
                    storage::log::LogReader& reader);
    void add_bulk_pages(MediaSet& media, size_t set);
    void finish(storage::log::Replay& replay, storage::log::LogReader& reader, bool undo);

    std::shared_ptr<IndexedPages> base_;
    FileCover cover_;
    std::vector<std::unique_ptr<ByteSource>> logs_;
    std::unique_ptr<storage::log::PageOverlay> redone_, undone_;
    const storage::PageSource* top_ = nullptr;
    std::vector<RecoveryStep> steps_;
    std::vector<std::string> problems_;
    storage::log::ReplayCounts counts_;
    std::unordered_map<uint64_t, int64_t> row_deltas_;
    bool stop_reached_ = true;
    Lsn end_;
    storage::log::LogTime last_commit_;
};

}  // namespace gantry::backup
