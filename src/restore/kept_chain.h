#pragma once
// The backups of a chain, opened: those kept in the instance, and the one a statement brings. Used
// by restore_chain.cc alone; one thread.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "backup/chain.h"
#include "backup/media_set.h"
#include "catalog/database_image.h"
#include "engine/store/kept_steps.h"
#include "restore/chain_rules.h"
#include "restore/kept_backups.h"
#include "restore/restore.h"

namespace gantry::restore {

class KeptChain {
  public:
    // Opens the copies. What is wrong with them is the instance's fault: IoError names the file.
    KeptChain(const KeptBackups& backups, int32_t database_id,
              const std::vector<store::KeptStep>& steps);

    // The sets in order, as headers.
    const std::vector<RestoredSet>& restored() const { return restored_; }

    // One more media set; `position` as HEADERONLY has it.
    void add(backup::MediaSet media, uint16_t position);
    void drop_last();
    void clear();
    backup::MediaSet& last_media() { return media_.back(); }
    const backup::ChainSet& last_set() const { return sets_.back(); }
    // Takes it out again.
    backup::MediaSet take_last();

    // The database as of the chain's end or `stop`; this must live as long. Throws as
    // catalog::DatabaseImage::open() does.
    std::unique_ptr<catalog::DatabaseImage> open(const StopPoint& stop, bool verify,
                                                 const backup::Look& look);

  private:
    std::vector<backup::MediaSet> media_;
    std::vector<backup::ChainSet> sets_;  // one of each media
    std::vector<RestoredSet> restored_;
};

// The copies of one step, as `names` calls them in messages; all there are when it is empty.
backup::MediaSet open_copies(const std::vector<std::string>& paths,
                             const std::vector<std::string>& names = {});

// The statement's media set: all stripes of one backup. Throws 3258 for files of several.
backup::MediaSet open_statement_media(std::vector<std::unique_ptr<ByteSource>> sources);

// A time of the source's clock; SqlError 241 when it is none.
storage::log::LogTime parse_stop_time(const std::string& text);
catalog::OpenOptions image_options(const StopPoint& stop, bool verify, const backup::Look& look);

}  // namespace gantry::restore
