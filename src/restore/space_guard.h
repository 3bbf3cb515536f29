#pragma once
// Keeps a restore from filling the volume of PostgreSQL's data directory: PostgreSQL without room
// for its log stops, and the whole instance with it. The restore ends with error 3257 while there
// is still room to clean up. The same when the instance's own storage is used up. Does nothing
// where the directory is not on this machine and there is no limit.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "pg/executor.h"

namespace gantry::restore {

class SpaceGuard {
  public:
    // Left alone for the log and for cleaning up.
    static constexpr uint64_t k_reserve_bytes = uint64_t(256) << 20;

    // Asks PostgreSQL where its data is. `room`: RestoreRequest::storage_room.
    explicit SpaceGuard(pg::Executor& executor, std::function<uint64_t()> room = {});
    // Of any directory, for tests.
    explicit SpaceGuard(std::string directory, std::function<uint64_t()> room = {})
        : directory_(std::move(directory)), room_(std::move(room)) {}

    // Throws 3257 when `bytes` more do not fit beside the reserve.
    void require(uint64_t bytes) const;
    // Throws 3257 when the reserve is touched. `bytes` is what the restore still needs.
    void check(uint64_t bytes) const;

  private:
    std::optional<uint64_t> available() const;
    [[noreturn]] void fail(uint64_t wanted, uint64_t available, std::string hint) const;
    void fail_of_disk(uint64_t bytes, uint64_t available) const;

    std::string directory_;
    std::function<uint64_t()> room_;
};

}  // namespace gantry::restore
