// GRANT and DENY. Column grants of one permission and grantee become one statement.

#include <fmt/format.h>

#include <algorithm>
#include <compare>
#include <map>
#include <optional>

#include "catalog/script/parts.h"
#include "catalog/script/quote.h"

namespace gantry::catalog::script {
namespace {

template <typename T>
std::string listed(std::string_view word, const std::vector<T>& list, int32_t id) {
    for (const T& item : list) {
        if (item.id == id) return fmt::format(" ON {}::{}", word, bracket(item.name));
    }
    return {};
}

// " ON SCHEMA::[x]"; nothing for the database; no value when the securable is not there.
std::optional<std::string> securable(const Context& context, const Permission& p) {
    const Database& db = context.db;
    auto or_none = [](std::string text) -> std::optional<std::string> {
        if (text.empty()) return std::nullopt;
        return text;
    };
    switch (p.securable_class) {
        case 0:
            return std::string();
        case 1: {
            std::string name = context.names.object_name(p.major_id);
            return or_none(name.empty() ? name : " ON " + name);
        }
        case 3:
            return or_none(listed("SCHEMA", db.schemas, p.major_id));
        case 4: {
            const Principal* target = context.names.principal(p.major_id);
            if (target == nullptr) return std::nullopt;
            std::string_view word = target->type == 'R'   ? "ROLE"
                                    : target->type == 'A' ? "APPLICATION ROLE"
                                                          : "USER";
            return fmt::format(" ON {}::{}", word, bracket(target->name));
        }
        case 5:
            return or_none(listed("ASSEMBLY", db.assemblies, p.major_id));
        case 6: {
            std::string name = context.names.type_name(p.major_id);
            return or_none(name.empty() ? name : " ON TYPE::" + name);
        }
        case 10: {
            const XmlSchemaCollection* c = context.names.xml_collection(p.major_id);
            if (c == nullptr) return std::nullopt;
            return " ON XML SCHEMA COLLECTION::" + context.names.qualified(c->schema_id, c->name);
        }
        case 15:
            return or_none(listed("MESSAGE TYPE", db.message_types, p.major_id));
        case 16:
            return or_none(listed("CONTRACT", db.service_contracts, p.major_id));
        case 17:
            return or_none(listed("SERVICE", db.services, p.major_id));
        case 18:
            return or_none(
                listed("REMOTE SERVICE BINDING", db.remote_service_bindings, p.major_id));
        case 19:
            return or_none(listed("ROUTE", db.routes, p.major_id));
        case 23:
            return or_none(listed("FULLTEXT CATALOG", db.fulltext_catalogs, p.major_id));
        case 24:
            return or_none(listed("SYMMETRIC KEY", db.symmetric_keys, p.major_id));
        case 25:
            return or_none(listed("CERTIFICATE", db.certificates, p.major_id));
        case 26:
            return or_none(listed("ASYMMETRIC KEY", db.asymmetric_keys, p.major_id));
        case 29:
            return or_none(listed("FULLTEXT STOPLIST", db.fulltext_stoplists, p.major_id));
        case 31:
            return or_none(listed("SEARCH PROPERTY LIST", db.search_property_lists, p.major_id));
        case 32:
            return or_none(listed("DATABASE SCOPED CREDENTIAL", db.scoped_credentials, p.major_id));
        default:
            return std::nullopt;
    }
}

std::string column_name(const Context& context, const Permission& p) {
    const NamedObject* object = context.names.object(p.major_id);
    const std::vector<Column>* columns = object == nullptr           ? nullptr
                                         : object->table != nullptr  ? &object->table->columns
                                         : object->module != nullptr ? &object->module->columns
                                                                     : nullptr;
    const Column* column = columns == nullptr ? nullptr : column_by_id(*columns, p.minor_id);
    return column == nullptr ? std::string() : bracket(column->name);
}

std::string title(const Context& context, const Permission& p) {
    return fmt::format("permission {} of {}", p.name,
                       bracket(context.names.principal_name(p.grantee_id)));
}

// What every database has from its creation: rights that public holds on the system's own objects,
// and CONNECT of dbo and of each user, which CREATE USER gives.
bool comes_by_itself(const Context& context, const Permission& p) {
    if (context.names.principal_name(p.grantee_id).starts_with("##MS_")) return true;
    if (p.state == 'G' && p.securable_class == 0 && p.type == "CO") {
        const Principal* grantee = context.names.principal(p.grantee_id);
        return grantee != nullptr && p.grantee_id != 2 && grantee->type != 'R';
    }
    if (p.securable_class == 0 && p.grantee_id == 0 && p.state == 'G' &&
        (p.type == "VWCK" || p.type == "VWCM")) {
        return true;  // VIEW ANY COLUMN ENCRYPTION KEY / MASTER KEY DEFINITION of public, 2016
    }
    if (p.securable_class != 1) return false;
    const NamedObject* object = context.names.object(p.major_id);
    return p.major_id < 0 || (object != nullptr && object->is_system);
}

struct Key {
    uint8_t securable_class;
    int32_t major_id, grantee_id;
    std::string name;
    char state;
    auto operator<=>(const Key&) const = default;
};

std::string statement(const Context& context, const Permission& p, const std::string& on,
                      const std::vector<std::string>& columns) {
    std::string out = p.state == 'D' ? "DENY " : p.state == 'R' ? "REVOKE " : "GRANT ";
    out += p.name;
    if (!columns.empty()) out += fmt::format(" ({})", join(columns));
    out += fmt::format("{} {} {}", on, p.state == 'R' ? "FROM" : "TO",
                       bracket(context.names.principal_name(p.grantee_id)));
    if (p.state == 'W') out += " WITH GRANT OPTION";
    if (p.grantor_id > 1) {
        std::string_view grantor = context.names.principal_name(p.grantor_id);
        if (!grantor.empty()) out += " AS " + bracket(grantor);
    }
    return out + ";\n";
}

}  // namespace

// Objects whose owner is not that of their schema.
void script_owners(Context& context) {
    context.out.heading("Owners");
    std::string text;
    auto own = [&](int32_t id, int32_t owner, bool is_system) {
        std::string_view name = context.names.principal_name(owner);
        if (owner == 0 || name.empty() || is_system || !context.chosen(id)) return;
        text += fmt::format("ALTER AUTHORIZATION ON OBJECT::{} TO {};\n",
                            context.names.object_name(id), bracket(name));
    };
    for (const Table* each : context.tables) {
        const Table& table = *each;
        if (!table.is_table_type) own(table.object_id, table.options.owner_id, table.is_system);
    }
    for (const Module* each : context.modules) {
        const Module& module = *each;
        if (!is_trigger(module)) own(module.object_id, module.owner_id, module.is_system);
    }
    for (const Sequence& sequence : context.db.sequences)
        own(sequence.object_id, sequence.owner_id, false);
    if (!text.empty()) context.out.batch(text);
}

void script_permissions(Context& context) {
    context.out.heading("Permissions");
    // In the order of their first row; columns gathered.
    std::map<Key, size_t> place;
    struct Entry {
        const Permission* permission;
        std::string on;
        std::vector<std::string> columns;
    };
    std::vector<Entry> entries;
    for (const Permission& p : context.db.permissions) {
        if (comes_by_itself(context, p)) continue;
        if (context.only_object != 0 &&
            (p.securable_class != 1 || p.major_id != context.only_object)) {
            continue;
        }
        std::optional<std::string> on = securable(context, p);
        if (!on || context.names.principal_name(p.grantee_id).empty()) {
            context.out.cannot(title(context, p),
                               fmt::format("its securable (class {}, id {}) or grantee {} was not "
                                           "found",
                                           p.securable_class, p.major_id, p.grantee_id));
            continue;
        }
        std::string column;
        if (p.securable_class == 1 && p.minor_id != 0) {
            column = column_name(context, p);
            if (column.empty()) {
                context.out.cannot(title(context, p), "its column was not found");
                continue;
            }
            Key key{p.securable_class, p.major_id, p.grantee_id, p.name, p.state};
            auto [found, fresh] = place.emplace(key, entries.size());
            if (!fresh) {
                entries[found->second].columns.push_back(column);
                continue;
            }
        }
        entries.push_back({&p, *on, {}});
        if (!column.empty()) entries.back().columns.push_back(column);
    }
    // Who grants by a right of his own must have been given it before.
    std::stable_partition(entries.begin(), entries.end(),
                          [](const Entry& entry) { return entry.permission->grantor_id <= 1; });
    std::string text;
    for (const Entry& entry : entries) {
        text += statement(context, *entry.permission, entry.on, entry.columns);
    }
    if (!text.empty()) context.out.batch(text);
}

}  // namespace gantry::catalog::script
