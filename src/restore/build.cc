#include "restore/build.h"

#include <algorithm>

#include <fmt/format.h>

#include "restore/errors.h"

namespace gantry::restore {
namespace {

using store::Gap;
using store::GapKind;

// True when the statement was done; a refusal is handed to `refused`.
bool attempt(pg::Executor& executor, const std::string& sql, const std::string& what,
             const std::function<void(const pg::PgError&)>& refused) {
    try {
        executor.execute(sql);
        return true;
    } catch (const pg::PgError& error) {
        if (!is_refusal(error)) rethrow_pg(error, what);
        refused(error);
        return false;
    }
}

std::string reason_of(const pg::PgError& error) {
    std::string reason = error.what();
    if (!error.detail().empty()) reason += ": " + error.detail();
    while (reason.ends_with('.')) reason.pop_back();
    return reason;
}

void build_index(const store::DdlWriter& ddl, const catalog::Table& table,
                 const catalog::Index& index, pg::Executor& executor, GapList& gaps) {
    store::IndexDdl made = ddl.index(table, index);
    gaps.add(std::move(made.gaps));
    if (made.sql.empty()) return;
    std::string name = ddl.display_name(table) + "." + index.name;
    std::string what = "index " + name;
    auto gap = [&](std::string reason) {
        gaps.add(Gap{GapKind::index, table.object_id, index.id, name, std::move(reason)});
    };
    bool built = attempt(executor, made.sql, what, [&](const pg::PgError& error) {
        if (made.sql_without_include.empty()) gap(reason_of(error));
    });
    if (!built && !made.sql_without_include.empty()) {
        built = attempt(executor, made.sql_without_include, what,
                        [&](const pg::PgError& error) { gap(reason_of(error)); });
        if (built) gap("built without its included columns: their values are too long");
    }
    if (built && !made.attach_sql.empty()) {
        attempt(executor, made.attach_sql, what,
                [&](const pg::PgError& error) { gap(reason_of(error)); });
    }
}

void finish_table(const store::DdlWriter& ddl, const catalog::Table& table,
                  pg::Executor& executor, GapList& gaps) {
    std::string name = ddl.display_name(table);
    std::vector<Gap> uncompiled;
    for (const catalog::CheckConstraint& check : table.checks) {
        if (check.disabled) continue;
        std::optional<std::string> sql = ddl.add_check(table, check, uncompiled);
        if (!sql) continue;
        auto refused = [&](const pg::PgError& error) {
            gaps.add(Gap{GapKind::check, table.object_id, check.object_id,
                         name + "." + check.name, reason_of(error)});
        };
        std::string what = "check constraint " + name + "." + check.name;
        if (!attempt(executor, *sql, what, refused) || check.not_trusted) continue;
        attempt(executor, ddl.validate_constraint(table, check.name), what, refused);
    }
    for (const catalog::Column& column : table.columns) {
        std::optional<std::string> sql = ddl.set_default(table, column, uncompiled);
        if (!sql) continue;
        attempt(executor, *sql, "default of " + name + "." + column.name,
                [&](const pg::PgError& error) {
                    gaps.add(Gap{GapKind::default_value, table.object_id, column.id,
                                 name + "." + column.name, reason_of(error)});
                });
    }
    gaps.add(std::move(uncompiled));
    std::string position = ddl.identity_position(table);
    if (!position.empty()) executor.execute(position);
    executor.execute("ANALYZE " + ddl.table_name(table));
}

}  // namespace

void GapList::add(Gap gap) {
    std::lock_guard lock(mutex_);
    gaps_.push_back(std::move(gap));
}

void GapList::add(std::vector<Gap> gaps) {
    std::lock_guard lock(mutex_);
    for (Gap& gap : gaps) gaps_.push_back(std::move(gap));
}

std::vector<Gap> GapList::take() {
    std::lock_guard lock(mutex_);
    std::sort(gaps_.begin(), gaps_.end(), [](const Gap& a, const Gap& b) {
        return std::tie(a.kind, a.name) < std::tie(b.kind, b.name);
    });
    return std::move(gaps_);
}

void create_table(const store::DdlWriter& ddl, TableLoad& load, pg::Executor& executor,
                  GapList& gaps) {
    const catalog::Table& table = *load.table;
    store::TableDdl made = ddl.table(table);
    gaps.add(std::move(made.gaps));
    try {
        std::string sql;
        for (const std::string& statement : made.before) sql += statement + ";";
        sql += made.create + ";";
        for (const std::string& statement : made.after) sql += statement + ";";
        executor.execute(sql);
    } catch (const pg::PgError& error) {
        rethrow_pg(error, "table " + load.display_name);
    }
    for (const auto& generated : made.generated) {
        bool done = false;
        std::string what = "a computed column of table " + load.display_name;
        if (!generated.sql.empty()) {
            done = attempt(executor, generated.sql, what, [&](const pg::PgError& error) {
                const catalog::Column* column = store::find_column(table, generated.column_id);
                gaps.add(Gap{GapKind::computed_column, table.object_id, generated.column_id,
                             load.display_name + "." + (column ? column->name : "?"),
                             reason_of(error)});
            });
        }
        if (done) {
            load.generated_columns.push_back(generated.column_id);
        } else if (!generated.fallback_sql.empty()) {
            executor.execute(generated.fallback_sql);
        }
    }
}

std::vector<WorkerPool::Task> index_tasks(const store::DdlWriter& ddl, const Tables& tables,
                                          GapList& gaps, Counters& counters) {
    std::vector<WorkerPool::Task> tasks;
    for (const auto& load : tables) {
        for (const catalog::Index& index : load->table->indexes) {
            if (index.kind == catalog::IndexKind::heap) continue;
            tasks.push_back([&, table = load->table, &index = index](WorkerPool::Worker& worker) {
                worker.check();
                build_index(ddl, *table, index, worker.connection, gaps);
                ++counters.parts_done;
            });
        }
    }
    return tasks;
}

std::vector<WorkerPool::Task> table_tasks(const store::DdlWriter& ddl, const Tables& tables,
                                          GapList& gaps, Counters& counters) {
    std::vector<WorkerPool::Task> tasks;
    for (const auto& load : tables) {
        tasks.push_back([&, table = load->table](WorkerPool::Worker& worker) {
            worker.check();
            finish_table(ddl, *table, worker.connection, gaps);
            ++counters.parts_done;
        });
    }
    return tasks;
}

std::vector<WorkerPool::Task> foreign_key_tasks(const store::DdlWriter& ddl, const Tables& tables,
                                                pg::Executor& executor, GapList& gaps,
                                                Counters& counters) {
    std::vector<WorkerPool::Task> tasks;
    for (const auto& load : tables) {
        const catalog::Table& table = *load->table;
        std::vector<const catalog::ForeignKey*> unchecked;
        for (const catalog::ForeignKey& key : table.foreign_keys) {
            if (key.disabled) continue;
            std::vector<Gap> found;
            std::optional<std::string> sql = ddl.add_foreign_key(table, key, found);
            gaps.add(std::move(found));
            if (!sql) continue;
            bool added = attempt(executor, *sql, "foreign key " + key.name,
                                 [&](const pg::PgError& error) {
                gaps.add(Gap{GapKind::foreign_key, table.object_id, key.object_id,
                             load->display_name + "." + key.name, reason_of(error)});
            });
            if (added && !key.not_trusted) unchecked.push_back(&key);
        }
        if (unchecked.empty()) continue;
        tasks.push_back([&, &table = table, unchecked](WorkerPool::Worker& worker) {
            for (const catalog::ForeignKey* key : unchecked) {
                worker.check();
                std::string name = ddl.display_name(table) + "." + key->name;
                attempt(worker.connection, ddl.validate_constraint(table, key->name),
                        "foreign key " + name, [&](const pg::PgError& error) {
                            gaps.add(Gap{GapKind::foreign_key, table.object_id, key->object_id,
                                         name, "its rows were not all valid: " +
                                                   reason_of(error)});
                        });
            }
            ++counters.parts_done;
        });
    }
    return tasks;
}

}  // namespace gantry::restore
