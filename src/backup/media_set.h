#pragma once
// Opened backup media: files grouped into media sets by what their headers say, whatever their
// names or order. Lists headers; opens a set's pages.
//
// A MediaSet owns its files; pages opened from it must not outlive it. Headers are read at open,
// data only when pages are. Const functions are thread-safe; open_pages() is for one thread.
// Errors carry SQL Server's numbers: 3201 cannot open, 3241/3242/3143 not a backup, 3227 one family
// twice, 3132 a family is missing, 4038 no such set, 3203 file ends early, 3256 never finished.

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "backup/indexed_pages.h"
#include "backup/mssqlbak.h"
#include "backup/mtf.h"
#include "base/byte_source.h"
#include "storage/log/log_reader.h"

namespace gantry::backup {

// One family member (stripe).
struct MediaFile {
    std::unique_ptr<ByteSource> file;           // as it lies on disk
    std::unique_ptr<MssqlbakSource> container;  // over it, when compressed
    MediaContents contents;

    const std::string& name() const { return file->name(); }
    // The MTF stream.
    const ByteSource& stream() const { return container ? *container : *file; }
};

// One extent as it lies in a set's page streams, copies that a later one replaces among them.
struct ExtentOnMedia {
    storage::PageId first;  // null: no header tells where it belongs
    const uint8_t* bytes = nullptr;
    uint32_t page_count = 0;
    uint32_t file = 0;    // index into MediaSet::files()
    bool filler = false;  // padding of a transfer unit, no extent of the database
};

// Called for everything that is looked at in the streams' order. What was visited stays mapped:
// whoever visits releases it.
using VisitExtent = std::function<void(const ExtentOnMedia&)>;

// Called now and then while much is read, with how much of it is done. What it throws ends the
// work.
using Look = std::function<void(uint64_t done, uint64_t total)>;

class MediaSet {
  public:
    explicit MediaSet(std::vector<MediaFile> files);

    const std::vector<MediaFile>& files() const { return files_; }
    const MediaHeader& label(size_t file = 0) const { return files_[file].contents.media; }
    std::vector<MediaLabel> labels() const;
    // Backup sets in order of position, as the first file tells them.
    const std::vector<BackupSetHeader>& sets() const { return sets_; }
    // Index into sets() of HEADERONLY Position `position`; 0 means the first. Throws 4038.
    size_t set_index(uint16_t position) const;

    // Throws 3132 when members are missing.
    void require_complete() const;
    // Throws 3203 or 3256 when the set's data is not all there.
    void require_whole(size_t set) const;

    // Pages of a set that has any. Also require_complete() and require_whole().
    std::unique_ptr<IndexedPages> open_pages(size_t set, bool verify);
    // Places a set's pages over those already in `pages`: a differential over its base.
    // `only`: of these files, the others' pages are passed over.
    void place_pages(size_t set, IndexedPages& pages, const VisitExtent& visit = {},
                     const std::set<uint16_t>* only = nullptr);
    // The same by the allocation map where the backup allows it: most extents are not looked at
    // before one of their pages is asked for. For who reads a part of a database.
    void place_by_map(size_t set, IndexedPages& pages);
    // Drops decompressed copies of the files, which open_pages() makes again when it is asked to,
    // what is in memory of mapped files, and what was fetched. No pages opened here may be left.
    void forget();
    // Streams of a set that are not read, of all its files.
    std::vector<OtherStream> other_streams(size_t set) const;
    // Sets of one family as they lie on `file`; throws 3258 when it lacks the set.
    const SetOnMedia& on_media(size_t file, size_t set) const;
    // The transaction log a set carries, of any type: where it lies, to be read in place. Also
    // require_complete() and require_whole().
    std::vector<storage::log::LogPiece> log_pieces(size_t set);
    // True when the set holds pages: all but log backups do, and those of bulk-logged databases.
    bool has_pages(size_t set) const;
    // Verifies the stream checksums (CSUM) of a set. False when it has none.
    bool verify_stream_checksums(size_t set, const Look& look = {});

    // What RESTORE VERIFYONLY checks of a set: whole, stream checksums, and of a full or
    // differential set every page in use. Returns the number of pages; throws what is wrong.
    uint64_t verify(size_t set, const Look& look = {});

    // Extents that no page header tells the place of: allocated, never formatted.
    uint64_t unplaced_extents() const { return unplaced_extents_; }

  private:
    struct Placing;
    void place(size_t set, IndexedPages& pages, bool by_map, const VisitExtent& visit,
               const std::set<uint16_t>* only);
    std::set<uint16_t> data_files_of(size_t set) const;
    void place_stream(const MediaFile& file, const StreamExtent& stream, Placing& placing);
    void refuse_encrypted(size_t set, const IndexedPages& pages) const;
    void map_file(MediaFile& file);

    std::vector<MediaFile> files_;
    std::vector<BackupSetHeader> sets_;
    uint64_t unplaced_extents_ = 0;
    uint64_t encrypted_pages_ = 0;
};

// Opens one backup file and reads its headers. Throws 3201, 3241, ... `when`: of a compressed one.
using Decompress = MssqlbakSource::Decompress;
MediaFile open_media_file(const std::string& path);
MediaFile open_media_file(std::unique_ptr<ByteSource> file,
                          Decompress when = Decompress::when_needed);

// Opens the files and groups them: one MediaSet for each media set and backup-set GUID found.
std::vector<MediaSet> open_media(const std::vector<std::string>& paths);
std::vector<MediaSet> group_media(std::vector<MediaFile> files);

}  // namespace gantry::backup
