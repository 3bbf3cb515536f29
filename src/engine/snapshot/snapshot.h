#pragma once
// What the binder knows of the instance: the schema models of all databases with quick lookup by
// name. A snapshot never changes once seen: DDL makes a new one. Databases are loaded on first use
// through a loader, so a session that touches one database pays for one.
//
// Threads: everything here may be used from any thread at once. Pointers returned by lookups live
// as long as the snapshot (or DatabaseCatalog) they came from.

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "catalog/model.h"
#include "engine/store/gap.h"
#include "pg/executor.h"

namespace gantry::engine {

// The form of a name under which it is looked up: case-folded unless the collation is sensitive
// to case. `collation` is that of the database (types/collation.h), 0 for the server's default.
std::string fold_name(std::string_view name, uint32_t collation);
// Equality of two names under the collation.
bool same_name(std::string_view a, std::string_view b, uint32_t collation);

// What a name in a schema stands for; exactly one pointer is set, or none when nothing was found.
struct ObjectRef {
    const catalog::Table* table = nullptr;
    const catalog::Module* module = nullptr;
    const catalog::Sequence* sequence = nullptr;
    const catalog::Synonym* synonym = nullptr;

    explicit operator bool() const { return table || module || sequence || synonym; }
    int32_t object_id() const;
    int32_t schema_id() const;
    std::string_view name() const;
    // sys.objects.type, trimmed: U, V, P, FN, IF, TF, TR, SO, SN, ...
    std::string_view type() const;
};

class DatabaseCatalog {
  public:
    explicit DatabaseCatalog(catalog::Database model, std::vector<store::Gap> gaps = {});

    const catalog::Database& model() const { return model_; }
    const std::string& name() const { return model_.name; }
    uint32_t collation() const { return model_.collation; }

    const catalog::Schema* find_schema(std::string_view name) const;
    const catalog::Schema* schema_by_id(int32_t id) const;
    // Tables (not table types), modules, sequences and synonyms share one name space.
    ObjectRef find_object(int32_t schema_id, std::string_view name) const;
    ObjectRef object_by_id(int32_t object_id) const;
    const catalog::UserType* find_user_type(int32_t schema_id, std::string_view name) const;
    const catalog::UserType* user_type_by_id(int32_t id) const;
    const catalog::Table* find_table_type(int32_t schema_id, std::string_view name) const;
    // What PostgreSQL does not have of this object; nullptr when nothing is amiss.
    const store::Gap* find_gap(store::GapKind kind, int32_t object_id, int32_t minor_id) const;
    // nullptr when the table has no such column.
    const catalog::Column* find_column(const catalog::Table& table, std::string_view name) const;

  private:
    std::string key(int32_t schema_id, std::string_view name) const;

    catalog::Database model_;
    std::vector<store::Gap> gaps_;
    std::unordered_map<std::string, const catalog::Schema*> schemas_;
    std::unordered_map<std::string, ObjectRef> objects_;
    std::unordered_map<int32_t, ObjectRef> by_id_;
    std::unordered_map<std::string, const catalog::UserType*> user_types_;
    std::unordered_map<std::string, const catalog::Table*> table_types_;
};

// One row of sys.databases; cheap to have for all databases.
struct DatabaseSummary {
    std::string name;
    int32_t id = 0;
    uint32_t collation = 0;
    uint8_t compatibility_level = 150;
    std::string state = "ONLINE";  // ONLINE, RESTORING, OFFLINE, RECOVERY_PENDING
    std::string recovery_model = "FULL";
    std::string created;  // ISO text, empty when not known
    bool read_only = false;
};

// 927 of a database that is being restored, 942 of one that is offline.
SqlError not_open(const DatabaseSummary& database);

class CatalogSnapshot {
  public:
    using Loader = std::function<std::shared_ptr<const DatabaseCatalog>(const std::string& name)>;

    CatalogSnapshot(uint64_t version, std::vector<DatabaseSummary> databases, Loader loader);
    // For tests and private snapshots: all models are given.
    CatalogSnapshot(uint64_t version, std::vector<std::shared_ptr<const DatabaseCatalog>> loaded);

    uint64_t version() const { return version_; }
    const std::vector<DatabaseSummary>& databases() const { return summaries_; }
    // Names of databases are compared without case, as in SQL Server's default installation.
    const DatabaseSummary* find_summary(std::string_view name) const;
    const DatabaseSummary* summary_by_id(int32_t id) const;
    // Loads the model on first use; nullptr when there is no such database. Throws SqlError 942
    // when it is not online, and what the loader throws.
    const DatabaseCatalog* find(std::string_view name) const;

    // A snapshot that differs in one database: what a session sees of its own uncommitted DDL.
    std::shared_ptr<const CatalogSnapshot> with_database(
        std::shared_ptr<const DatabaseCatalog> database) const;
    std::shared_ptr<const CatalogSnapshot> without_database(std::string_view name) const;

  private:
    struct Slot {
        std::mutex mutex;
        std::shared_ptr<const DatabaseCatalog> catalog;
    };

    CatalogSnapshot(uint64_t version, std::vector<DatabaseSummary> summaries, Loader loader,
                    std::map<std::string, std::shared_ptr<Slot>> slots);

    uint64_t version_;
    std::vector<DatabaseSummary> summaries_;
    Loader loader_;
    std::map<std::string, std::shared_ptr<Slot>> slots_;  // by lower-case name

    friend class CatalogCache;
};

// What the loaders of a cache call: both read schema `gantry` through the executor.
std::vector<DatabaseSummary> list_from_store(pg::Executor& executor);
std::shared_ptr<const DatabaseCatalog> load_from_store(pg::Executor& executor,
                                                       const std::string& name);
// In a transaction of its own, so that the model is that of one moment; throws 927 or 942 where the
// database is not online by now. Not inside a transaction.
std::shared_ptr<const DatabaseCatalog> load_as_of_now(pg::Executor& executor,
                                                      const std::string& name);

// The instance's shared snapshot. DDL, CREATE/DROP DATABASE and RESTORE call an invalidate after
// their commit; sessions call current() at the start of each batch or statement.
class CatalogCache {
  public:
    struct Source {
        std::function<std::vector<DatabaseSummary>()> list;
        CatalogSnapshot::Loader load;
        // Another number whenever notices of changes may have been lost: starts of PostgreSQL.
        std::function<uint64_t()> epoch = {};
    };

    explicit CatalogCache(Source source);

    std::shared_ptr<const CatalogSnapshot> current();
    // The list of databases and the model of `database` are read anew at the next current();
    // an empty name forgets every model.
    void invalidate(std::string_view database = {});
    // Who hears of changes says when that begins and when it has ended: in between every current()
    // reads anew, and so it does once Source::epoch() is another than the one heard in, which was
    // read before.
    void follow(uint64_t epoch);
    void lose_track() { followed_ = false; }
    uint64_t epoch() const { return source_.epoch ? source_.epoch() : 0; }
    // Whether there are other databases, in other states or made anew, than in `seen`; current()
    // has them then. Reads the list: for who is about to refuse a database by its state, since the
    // notice of a change that somebody else has seen already may still be on its way.
    bool has_moved_on(const CatalogSnapshot& seen);
    uint64_t version() const { return version_.load(); }

  private:
    Source source_;
    std::atomic<uint64_t> version_{1};
    std::mutex mutex_;
    std::shared_ptr<const CatalogSnapshot> snapshot_;
    std::map<std::string, bool> stale_;  // lower-case names; "" stands for all
    std::atomic<bool> followed_{true};
    uint64_t followed_epoch_;
};

}  // namespace gantry::engine
