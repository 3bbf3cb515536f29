// DROP TABLE, VIEW, PROCEDURE, FUNCTION, TRIGGER, SCHEMA, TYPE, SEQUENCE, SYNONYM.

#include <array>

#include <fmt/format.h>

#include "base/utf.h"
#include "engine/bind/errors.h"
#include "engine/ddl/session.h"
#include "engine/unsupported.h"

namespace gantry::engine::ddl {

namespace {

struct Class {
    std::string_view words;    // DROP words
    std::string_view message;  // in 3701
    std::array<std::string_view, 6> types;
};

constexpr Class k_classes[] = {
    {"TABLE", "table", {"U"}},
    {"VIEW", "view", {"V"}},
    {"PROCEDURE", "procedure", {"P", "PC"}},
    {"PROC", "procedure", {"P", "PC"}},
    {"FUNCTION", "function", {"FN", "IF", "TF", "FS", "FT", "AF"}},
    {"TRIGGER", "trigger", {"TR", "TA"}},
    {"SEQUENCE", "sequence object", {"SO"}},
    {"SYNONYM", "synonym", {"SN"}},
};

[[noreturn]] void missing(const Class& kind, const tsql::ObjectName& name) {
    bind::fail(3701, 11, static_cast<int>(name.range.line),
               fmt::format("Cannot drop the {} '{}', because it does not exist or you do not have "
                           "permission.",
                           kind.message, bind::dotted(name)));
}

void drop_object(Work& work, const Class& kind, const tsql::ObjectName& name, bool if_exists) {
    bind::Binder::Found found = work.binder().find_object_raw(name);
    bool fits = false;
    for (std::string_view type : kind.types) {
        fits = fits || (!type.empty() && found.object && found.object.type() == type);
    }
    if (!found.object || (!fits && if_exists)) {
        if (if_exists) return;
        missing(kind, name);
    }
    if (!fits) {
        bind::fail(3705, 16, static_cast<int>(name.range.line),
                   fmt::format("Cannot use DROP {} with '{}' because '{}' is not a {}. Use the "
                               "matching DROP statement.",
                               kind.words, bind::dotted(name), bind::dotted(name), kind.message));
    }
    if (found.temporary) {
        work.set_temporary(drop_temporary(name.object(), work.context(), work.executor()));
        return;
    }
    store::Target target = work.target(*found.database);
    int32_t id = found.object.object_id();
    if (found.object.table) {
        store::drop_table(target, id);
    } else if (found.object.module) {
        store::drop_module(target, id);
    } else if (found.object.sequence) {
        store::drop_sequence(target, id);
    } else {
        store::drop_synonym(target, id);
    }
}

void drop_schema(Work& work, const tsql::ObjectName& name, bool if_exists) {
    const DatabaseCatalog& database = work.binder().current_database();
    const catalog::Schema* schema = database.find_schema(name.object());
    int line = static_cast<int>(name.range.line);
    if (schema == nullptr) {
        if (if_exists) return;
        bind::fail(15151, 16, line,
                   fmt::format("Cannot drop the schema '{}', because it does not exist or you do "
                               "not have permission.",
                               name.object()));
    }
    const catalog::Database& model = database.model();
    std::string_view blocking;
    for (const catalog::Table& t : model.tables) {
        if (t.schema_id == schema->id) blocking = t.name;
    }
    for (const catalog::Module& m : model.modules) {
        if (m.schema_id == schema->id) blocking = m.name;
    }
    if (!blocking.empty()) {
        bind::fail(3729, 16, line,
                   fmt::format("Cannot drop schema '{}' because it is being referenced by object "
                               "'{}'.",
                               schema->name, blocking));
    }
    store::drop_schema(work.target(database), schema->id);
}

void drop_type(Work& work, const tsql::ObjectName& name, bool if_exists) {
    const DatabaseCatalog& database = work.database(name);
    const catalog::Schema& schema = work.schema(database, name);
    if (const catalog::UserType* type = database.find_user_type(schema.id, name.object())) {
        for (const catalog::Table& table : database.model().tables) {
            for (const catalog::Column& column : table.columns) {
                if (column.type.user_type != type->id) continue;
                bind::fail(3732, 16, static_cast<int>(name.range.line),
                           fmt::format("Cannot drop type '{}' because it is being referenced by "
                                       "object '{}'. There may be other objects that reference "
                                       "this type.",
                                       bind::dotted(name), table.name));
            }
        }
        store::drop_user_type(work.target(database), type->id);
    } else if (const catalog::Table* table = database.find_table_type(schema.id, name.object())) {
        store::drop_table_type(work.target(database), table->object_id);
    } else if (!if_exists) {
        bind::fail(218, 16, static_cast<int>(name.range.line),
                   fmt::format("Could not find the type '{}'. Either it does not exist or you do "
                               "not have the necessary permission.",
                               bind::dotted(name)));
    }
}

}  // namespace

void drop_objects(Work& work, const tsql::DropStatement& statement) {
    int line = static_cast<int>(statement.range.line);
    if (statement.has_trigger_scope && statement.trigger_scope != tsql::TriggerScope::table) {
        throw unsupported("DDL triggers", line);
    }
    for (const tsql::ObjectName& name : statement.names) {
        if (statement.object_class == "SCHEMA") {
            drop_schema(work, name, statement.if_exists);
            continue;
        }
        if (statement.object_class == "TYPE") {
            drop_type(work, name, statement.if_exists);
            continue;
        }
        const Class* kind = nullptr;
        for (const Class& candidate : k_classes) {
            if (candidate.words == statement.object_class) kind = &candidate;
        }
        if (kind == nullptr) {
            throw unsupported(fmt::format("DROP {}", statement.object_class), line);
        }
        drop_object(work, *kind, name, statement.if_exists);
    }
}

}  // namespace gantry::engine::ddl
