// CREATE, ALTER and DROP INDEX.

#include <fmt/format.h>

#include "engine/bind/errors.h"
#include "engine/ddl/session.h"
#include "engine/unsupported.h"

namespace gantry::engine::ddl {

namespace {

bind::Binder::Found table_of(Work& work, const tsql::ObjectName& name) {
    bind::Binder::Found found = work.binder().find_object_raw(name);
    if (found.object.table == nullptr) {
        if (found.object.module != nullptr) {
            throw unsupported("an index on a view", static_cast<int>(name.range.line));
        }
        bind::fail(1088, 16, static_cast<int>(name.range.line),
                   fmt::format("Cannot find the object \"{}\" because it does not exist or you do "
                               "not have permissions.",
                               bind::dotted(name)));
    }
    return found;
}

const catalog::Index* index_named(const DatabaseCatalog& database, const catalog::Table& table,
                                  std::string_view name) {
    for (const catalog::Index& index : table.indexes) {
        if (same_name(index.name, name, database.collation())) return &index;
    }
    return nullptr;
}

}  // namespace

void create_index(Work& work, const tsql::CreateIndexStatement& statement) {
    int line = static_cast<int>(statement.range.line);
    bind::Binder::Found found = table_of(work, statement.table);
    const catalog::Table& table = *found.object.table;
    if (index_named(*found.database, table, statement.index->name.name) != nullptr) {
        bind::fail(1913, 16, line,
                   fmt::format("The operation failed because an index or statistics with name '{}' "
                               "already exists on table '{}'.",
                               statement.index->name.name, bind::dotted(statement.table)));
    }
    catalog::Index index =
        index_from_definition(table, *statement.index, work.batch(), work.names());
    if (found.temporary) {
        throw unsupported("CREATE INDEX on a temporary table", line);
    }
    store::create_index(work.target(*found.database), table.object_id, std::move(index));
}

void alter_index(Work& work, const tsql::AlterIndexStatement& statement) {
    int line = static_cast<int>(statement.range.line);
    bind::Binder::Found found = table_of(work, statement.table);
    const catalog::Table& table = *found.object.table;
    using tsql::AlterIndexAction;
    if (statement.action == AlterIndexAction::reorganize ||
        statement.action == AlterIndexAction::set) {
        return;  // storage only
    }
    if (statement.action != AlterIndexAction::rebuild &&
        statement.action != AlterIndexAction::disable) {
        throw unsupported("this form of ALTER INDEX", line);
    }
    bool disable = statement.action == AlterIndexAction::disable;
    bool any = false;
    for (const catalog::Index& index : table.indexes) {
        if (index.name.empty()) continue;
        bool named = !statement.name ||
                     same_name(index.name, statement.name.name, found.database->collation());
        if (!named) continue;
        any = true;
        if (index.disabled != disable) {
            store::set_index_disabled(work.target(*found.database), table.object_id, index.id,
                                      disable);
        }
    }
    if (!any && statement.name) {
        bind::fail(2727, 11, line, fmt::format("Cannot find index '{}'.", statement.name.name));
    }
}

void drop_index(Work& work, const tsql::DropIndexStatement& statement) {
    for (const tsql::DropIndexItem* item : statement.items) {
        int line = static_cast<int>(item->range.line);
        tsql::ObjectName table_name = item->table;
        std::string_view index_name = item->name.object();
        if (!table_name) {  // DROP INDEX table.index
            table_name = item->name;
            table_name.parts = tsql::List<tsql::Identifier>(item->name.parts.begin(),
                                                            item->name.parts.size() - 1);
        }
        bind::Binder::Found found = work.binder().find_object_raw(table_name);
        const catalog::Index* index =
            found.object.table == nullptr
                ? nullptr : index_named(*found.database, *found.object.table, index_name);
        if (index == nullptr) {
            if (statement.if_exists) continue;
            bind::fail(3701, 11, line,
                       fmt::format("Cannot drop the index '{}.{}', because it does not exist or "
                                   "you do not have permission.",
                                   bind::dotted(table_name), index_name));
        }
        if (index->object_id != 0) {
            bind::fail(3723, 16, line,
                       fmt::format("An explicit DROP INDEX is not allowed on index '{}.{}'. It is "
                                   "being used for {} constraint enforcement.",
                                   bind::dotted(table_name), index_name,
                                   index->primary_key ? "PRIMARY KEY" : "UNIQUE KEY"));
        }
        store::drop_index(work.target(*found.database), found.object.table->object_id, index->id);
    }
}

}  // namespace gantry::engine::ddl
