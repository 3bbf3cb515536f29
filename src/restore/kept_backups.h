#pragma once
// Copies of the backups that RESTORE ... WITH NORECOVERY has taken in, so that the files they came
// from may go: <data directory>/restoring/<database id>/<step id>-<n>.bak, n from 1 for each
// stripe. They are on the disk when copy() returns; which of them count is in the catalog
// (engine/store/kept_steps.h), and what is in no row is removed when the instance starts. Where the
// file system can, a copy of a file shares its blocks (FICLONE), and costs neither time nor disk.
//
// Errors: 3257 when a copy would fill the volume, 3202 when it cannot be written, 3203 when the
// source has become shorter, IoError, Stopped.

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "base/byte_source.h"

namespace gantry::restore {

class KeptBackups {
  public:
    // `room`: RestoreRequest::storage_room.
    explicit KeptBackups(std::string directory, std::function<uint64_t()> room = {})
        : directory_(std::move(directory)), room_(std::move(room)) {}

    std::string path(int32_t database_id, int32_t step_id, int number) const;
    std::vector<std::string> paths(int32_t database_id, int32_t step_id, int count) const;

    // Throws 3257 when so many bytes do not fit beside a reserve.
    void require_space(uint64_t bytes) const;
    // Calls `copied` with the bytes of each piece.
    void copy(const ByteSource& source, const std::string& path,
              const std::function<void(uint64_t)>& copied, std::stop_token stop) const;
    // Makes the names of a database's copies durable.
    void sync(int32_t database_id) const;

    // What cannot be removed is left for the next start.
    void remove_step(int32_t database_id, int32_t step_id) const;
    void remove_database(int32_t database_id) const;
    // Everything but the files of these (database id, step id).
    void remove_orphans(const std::vector<std::pair<int32_t, int32_t>>& kept) const;

  private:
    std::string folder(int32_t database_id) const;

    std::string directory_;
    std::function<uint64_t()> room_;
};

}  // namespace gantry::restore
