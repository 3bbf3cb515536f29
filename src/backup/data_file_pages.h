#pragma once
// Pages of data files (.mdf, .ndf) that were detached or copied from a cleanly shut database: page
// n lies at n * 8192. Owns the mapped files. Thread-safe after opening.

#include <memory>
#include <vector>

#include "backup/indexed_pages.h"
#include "backup/media_set.h"
#include "base/byte_source.h"

namespace gantry::backup {

class DataFilePages final : public IndexedPages {
  public:
    // Every source must be detect_container() data_file. Throws FormatError 5173-like messages when
    // two files carry one file id, or files belong to different databases.
    DataFilePages(std::vector<std::unique_ptr<ByteSource>> files, bool verify);

    const std::vector<std::unique_ptr<ByteSource>>& sources() const { return files_; }
    // All extents, those behind the last page in use too.
    std::vector<ExtentOnMedia> extents_on_media() const;
    // A sentence when the files were copied from a running or crashed server: their log was not
    // applied. Empty when the database was shut down cleanly.
    std::string state_warning() const;

  private:
    void refuse_encrypted() const;

    std::vector<std::unique_ptr<ByteSource>> files_;
};

}  // namespace gantry::backup
