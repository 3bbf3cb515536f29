#pragma once
// What Gantry's own engine says of a database or a script, for the target gantry: every module,
// check, default, computed column and index filter is compiled against the backup's schema by the
// code that would run it. What fails is a finding:
//   Gantry.Engine.NotSupported  a feature is not built; grouped by the feature
//   Gantry.Engine.DoesNotBind   a name, column or type is wrong; mostly broken on the source too
//   Gantry.Engine.NotRestored   an index or a key that a restore does not build
//   Gantry.Engine.RowsNotRestored, Gantry.Engine.NotInForce   see table_properties.h
// What depends on things outside of the backups (temporary tables of a caller, other databases) is
// told as not analysed.
//
// Nothing is shared between calls but EngineDatabases; any thread. One module's failure never stops
// the others; statements, time and copies of one text are bounded (body_check.h).

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "assess/engine_check/engine_databases.h"
#include "assess/finding.h"

namespace gantry::assess {

// `others` may be null: then cross-database names cannot be told.
void check_database(const catalog::Database& database, const EngineDatabases* others,
                    Findings& findings, EngineSummary& summary);

// Scripts of one run: what any of them creates is there for all of them, whatever the order, and
// USE chooses the database. Of a database that is in no backup only what they create is known: what
// is not among that cannot be told.
class EngineScripts {
  public:
    // `databases` must outlive this; scripts without USE run in its only database if it has one,
    // else in one of their own.
    explicit EngineScripts(const EngineDatabases& databases) : databases_(databases) {}

    // Every script first ...
    void add(std::string_view text);
    // ... then each; any thread once the last was added.
    void check(const std::string& name, std::string_view text, Findings& findings,
               EngineSummary& summary) const;

  private:
    using Catalog = std::shared_ptr<const engine::CatalogSnapshot>;

    std::string first_database() const;
    Catalog catalog() const;

    const EngineDatabases& databases_;
    // Texts of DDL by database, to be put into its model.
    struct Change {
        std::string database, text;
        bool quoted_identifier = true;
    };
    std::vector<Change> changes_;
    std::set<std::string> used_;  // names of USE and CREATE DATABASE, in lower case
    mutable std::mutex mutex_;
    mutable Catalog catalog_;
    mutable std::set<std::string> partial_;  // with catalog_
};

}  // namespace gantry::assess
