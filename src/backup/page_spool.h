#pragma once
// Pages that are made here and not read in place: repaired or changed ones. Blocks that double from
// 1 MB lie in memory; the pages of larger databases land in files (spool.h), so memory is bounded.
// Not thread-safe but for release().

#include <memory>
#include <string>
#include <vector>

#include "backup/spool.h"
#include "storage/log/page_overlay.h"

namespace gantry::backup {

class PageSpool final : public storage::log::PageMemory {
  public:
    // `purpose` is named in the IoError when there is no room.
    explicit PageSpool(std::string purpose) : purpose_(std::move(purpose)) {}

    uint8_t* allocate() override;
    // Pages in files stop counting as this process's memory until they are read again.
    void release() const;

  private:
    std::string purpose_;
    std::vector<std::unique_ptr<Spool>> blocks_;
    uint64_t used_ = 0;
};

}  // namespace gantry::backup
