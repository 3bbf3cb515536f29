#pragma once
// The databases of one assessment as Gantry's engine would have them after their restores: what a
// cross-database name finds. Nothing is loaded before a name asks for it; a few databases are kept
// for the next asker, so memory is bounded whatever the number of backups.
//
// add() first, then everything else from any thread.

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "engine/snapshot/snapshot.h"

namespace gantry::assess {

class EngineDatabases {
  public:
    // The schema model; throws Error when the backup cannot be read.
    using Loader = std::function<catalog::Database()>;

    void add(const std::string& name, Loader load);

    size_t size() const { return names_.size(); }
    const std::vector<std::string>& names() const { return names_; }

    // A catalog in which `own` (may be null) stands beside the others and the system databases.
    // It must not outlive this object.
    std::shared_ptr<const engine::CatalogSnapshot> snapshot(
        std::shared_ptr<const engine::DatabaseCatalog> own) const;

  private:
    using Catalog = std::shared_ptr<const engine::DatabaseCatalog>;

    Catalog load(const std::string& name) const;

    std::vector<std::string> names_;
    std::vector<Loader> loaders_;
    mutable std::mutex mutex_;
    mutable std::list<std::pair<std::string, Catalog>> kept_;  // the latest first
};

// The model after a restore: gaps are what restore would record of it.
std::shared_ptr<const engine::DatabaseCatalog> restored(catalog::Database model,
                                                        std::vector<store::Gap> gaps);

}  // namespace gantry::assess
