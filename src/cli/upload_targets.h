#pragma once
// Which file of an upload becomes which blob.
//
//   sales.bak  -> URL of a container or a folder in it (ends in '/'):  .../sales.bak
//   sales.bak  -> URL of a blob:                                       that blob
//   backups/   -> URL of a container or a folder:                      .../north/a.bak, ...
//
// Several files or a directory want a folder: its '/' is added when it is missing.
// Errors: UsageError (two files for one blob, nothing to upload, names no blob can have).

#include <string>
#include <vector>

#include "blob/url.h"

namespace gantry::cli {

struct UploadTarget {
    std::string path;
    std::string blob;  // decoded name
};

std::vector<UploadTarget> upload_targets(const std::vector<std::string>& words,
                                         const blob::BlobUrl& url);

}  // namespace gantry::cli
