// One- to four-part names against the catalog.

#include "base/utf.h"
#include "engine/bind/binder.h"
#include "engine/bind/errors.h"
#include "engine/unsupported.h"
#include "tsql/parser.h"

namespace gantry::engine::bind {

Binder::Found Binder::find_object_raw(const tsql::ObjectName& name) {
    int line = static_cast<int>(name.range.line);
    if (!name.server().empty()) {
        fail(7202, 11, line,
             fmt::format("Could not find server '{}' in sys.servers. Verify that the correct "
                         "server name was specified.",
                         name.server()));
    }
    Found found;
    std::string_view object = name.object();
    if (object.starts_with('#') || object.starts_with('@')) {
        if (context_.temporary == nullptr) return found;
        found.object = context_.temporary->find_object(1, object);
        if (found.object) {
            found.database = context_.temporary;
            found.schema = context_.temporary->schema_by_id(1);
            found.temporary = true;
        }
        return found;
    }
    const DatabaseCatalog* database =
        name.database().empty() ? &current_database() : context_.catalog.find(name.database());
    if (database == nullptr) {
        return found;
    }
    found.database = database;
    std::string_view schema_name = name.schema();
    if (!schema_name.empty()) {
        found.schema = database->find_schema(schema_name);
        if (found.schema != nullptr) found.object = database->find_object(found.schema->id, object);
        return found;
    }
    bool own = same_name(database->name(), context_.database, 0);
    for (std::string_view candidate : {own ? std::string_view(context_.default_schema)
                                           : std::string_view("dbo"),
                                       std::string_view("dbo")}) {
        found.schema = database->find_schema(candidate);
        if (found.schema == nullptr) continue;
        found.object = database->find_object(found.schema->id, object);
        if (found.object) break;
    }
    return found;
}

Binder::Found Binder::follow_synonym(const Found& found, int line) {
    Found current = found;
    for (int depth = 0; current.object.synonym != nullptr; ++depth) {
        const catalog::Synonym& synonym = *current.object.synonym;
        tsql::ParseResult parsed = tsql::parse_data_type(synonym.target);
        if (depth > 8 || !parsed.ok() || parsed.type == nullptr) {
            fail(5313, 16, line,
                 fmt::format("Synonym '{}' refers to an invalid object.", synonym.name));
        }
        CompileContext context = context_;
        context.database = current.database->name();
        context.default_schema = current.schema->name;
        Binder inner(context, pool_, nesting_ + 1);
        Found next = inner.find_object_raw(parsed.type->name);
        if (!next.object) {
            fail(5313, 16, line,
                 fmt::format("Synonym '{}' refers to an invalid object.", synonym.name));
        }
        current = next;
    }
    return current;
}

Binder::Found Binder::find_object(const tsql::ObjectName& name) {
    Found found = find_object_raw(name);
    int line = static_cast<int>(name.range.line);
    if (!found.object) invalid_object(line, dotted(name));
    return found.object.synonym != nullptr ? follow_synonym(found, line) : found;
}

}  // namespace gantry::engine::bind
