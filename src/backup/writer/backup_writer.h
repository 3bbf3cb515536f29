#pragma once
// Writes native backups: MTF media of one or more files (stripes), mirrored or not, compressed or
// not, one or more sets one after the other: of databases, files or differences, by the type in
// their headers and the extents they are given. What the sets say of themselves is the caller's
// BackupSetHeader, the same structure that reading gives; places, sizes and checksums are the
// writer's.
//
// Pages come as whole 64 KB extents in ascending order and are handed on without a copy of more
// than one transfer unit, so memory is constant. Not thread-safe. Throws IoError.
// Facts: docs/formats/mtf.md; values as in backups of 2012.

#include <memory>
#include <string>
#include <vector>

#include "backup/backup_header.h"
#include "backup/writer/log_image.h"
#include "backup/writer/media_output.h"
#include "base/bytes.h"

namespace gantry::backup {

// The allocated extents of one data file.
class ExtentSource {
  public:
    virtual ~ExtentSource() = default;
    virtual uint64_t extent_count() const = 0;
    // Fills `out`, a whole number of extents, from extent `first` of those there are.
    virtual void read(uint64_t first, std::span<uint8_t> out) const = 0;
};

struct BackupSetContents {
    // Position, sizes and flags of checksums are set by the writer; the rest is taken as it is.
    // Its files: one data file for each source, in order, between them those that are not present
    // in the set (types F, G, P, Q), then one log file. Of a differential set (types I, G, Q) the
    // header, and each file in it, names its base, and the sources give the extents that changed.
    BackupSetHeader header;
    std::vector<const ExtentSource*> data;  // none in a log backup
    LogGeometry log;
    Bytes log_bytes;        // whole log blocks, log.block_count of them; empty: one checkpoint
    bool checksum = false;  // WITH CHECKSUM
};

struct WriterOptions {
    MediaFormat format;
    uint16_t mirrors = 1;  // copies of every family, 1 to 4
};

class BackupWriter {
  public:
    // Creates or truncates the files: one media family each; with mirrors all families of the
    // first, then all of the next. From `label` the names and the media set id are taken.
    BackupWriter(const std::vector<std::string>& paths, MediaHeader label,
                 const WriterOptions& options = {});
    ~BackupWriter();

    void add_set(const BackupSetContents& contents);
    // Flushes and closes. Without it the media end where they end.
    void close();

  private:
    struct SetEntry;
    struct Family;

    void write_label(Family& family);
    void write_set_start(Family& family, const BackupSetHeader& header);
    void write_data(const BackupSetContents& contents);
    void write_logs(Family& family, const BackupSetContents& contents, bool with_log);
    void write_set_end(Family& family, const BackupSetHeader& header);

    MediaHeader label_;
    size_t family_count_ = 1;
    std::vector<std::unique_ptr<Family>> families_;
    uint16_t set_count_ = 0;
};

}  // namespace gantry::backup
