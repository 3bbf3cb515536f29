#include "engine/snapshot/snapshot.h"
#include "engine/store/store.h"

namespace gantry::engine {

std::vector<DatabaseSummary> list_from_store(pg::Executor& executor) {
    std::vector<DatabaseSummary> out;
    for (const store::DatabaseInfo& info : store::list_databases(executor)) {
        DatabaseSummary summary;
        summary.name = info.name;
        summary.id = info.id;
        summary.collation = info.collation;
        summary.compatibility_level = info.compatibility_level;
        summary.state = store::state_name(info.state);
        summary.recovery_model = info.recovery_model;
        summary.created = info.created;
        out.push_back(std::move(summary));
    }
    return out;
}

std::shared_ptr<const DatabaseCatalog> load_from_store(pg::Executor& executor,
                                                       const std::string& name) {
    catalog::Database model = store::load_database(executor, name);
    int32_t id = model.id;
    return std::make_shared<DatabaseCatalog>(std::move(model), store::load_gaps(executor, id));
}

std::shared_ptr<const DatabaseCatalog> load_as_of_now(pg::Executor& executor,
                                                      const std::string& name) {
    std::shared_ptr<const DatabaseCatalog> out;
    pg::in_transaction(executor, [&] {
        executor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        for (const DatabaseSummary& database : list_from_store(executor)) {
            if (same_name(database.name, name, 0) && database.state != "ONLINE") {
                throw not_open(database);
            }
        }
        out = load_from_store(executor, name);
    });
    return out;
}

}  // namespace gantry::engine
