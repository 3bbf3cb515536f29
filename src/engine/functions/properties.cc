#include "engine/functions/properties.h"

#include <fmt/format.h>

#include "base/utf.h"
#include "engine/bind/type_rules.h"
#include "engine/store/pg_names.h"
#include "pg/executor.h"
#include "types/collation.h"

namespace gantry::engine::functions {
namespace {

using bind::Expr;

struct ServerProperty {
    std::string_view name;
    std::string_view type;
    std::string_view value;  // empty: NULL
};

// What drivers, Management Studio and ORMs ask for.
constexpr ServerProperty k_server[] = {
    {"productversion", "nvarchar(128)", "16.0.4003.1"},
    {"productlevel", "nvarchar(128)", "RTM"},
    {"productmajorversion", "nvarchar(128)", "16"},
    {"productminorversion", "nvarchar(128)", "0"},
    {"productbuild", "nvarchar(128)", "4003"},
    {"productupdatelevel", "nvarchar(128)", ""},
    {"edition", "nvarchar(128)", "Developer Edition (64-bit)"},
    {"editionid", "bigint", "-2117995310"},
    {"engineedition", "int", "3"},
    {"instancename", "nvarchar(128)", ""},
    {"machinename", "nvarchar(128)", "gantry"},
    {"servername", "nvarchar(128)", "gantry"},
    {"computernamephysicalnetbios", "nvarchar(128)", "gantry"},
    {"isclustered", "int", "0"},
    {"ishadrenabled", "int", "0"},
    {"isfulltextinstalled", "int", "0"},
    {"isintegratedsecurityonly", "int", "0"},
    {"issingleuser", "int", "0"},
    {"islocaldb", "int", "0"},
    {"isxtpsupported", "int", "0"},
    {"ispolybaseinstalled", "int", "0"},
    {"isadvancedanalyticsinstalled", "int", "0"},
    {"licensetype", "nvarchar(128)", "DISABLED"},
    {"numlicenses", "int", ""},
    {"filestreamconfiguredlevel", "int", "0"},
    {"filestreameffectivelevel", "int", "0"},
    {"sqlcharset", "tinyint", "1"},
    {"sqlcharsetname", "nvarchar(128)", "iso_1"},
    {"sqlsortorder", "tinyint", "52"},
    {"sqlsortordername", "nvarchar(128)", "nocase_iso"},
    {"comparisonstyle", "int", "196609"},
    {"lcid", "int", "1033"},
    {"resourceversion", "nvarchar(128)", "16.00.4003"},
};

types::SqlType variant() { return named_type("sql_variant", 0); }

Expr* as_variant(Call& call, Expr* value) {
    types::SqlType type = named_type(call.rule.result, call.binder.database_collation());
    if (type.id != types::TypeId::sql_variant) return call.binder.convert(value, type);
    return call.binder.explicit_cast(value, type, types::k_default_style, false);
}

Expr* typed(Call& call, std::string_view type, std::string_view value) {
    uint32_t collation = call.binder.database_collation();
    return as_variant(
        call, call.binder.constant(
                  types::convert(types::Value::of_nvarchar(std::string(value), collation),
                                 named_type(type, collation))));
}

Expr* nothing(Call& call) {
    return call.binder.null_of(named_type(call.rule.result, call.binder.database_collation()));
}

std::string wanted_property(Call& call, size_t index) {
    auto name = constant_text(call.args[index]);
    if (!name) unsupported_argument(call);
    return ascii_lower(*name);
}

}  // namespace

Expr* server_property(Call& call) {
    std::string wanted = wanted_property(call, 0);
    if (wanted == "servername" || wanted == "machinename") {
        Expr* name = call.binder.parameter(
            "@@servername", types::nvarchar_type(128, call.binder.database_collation()));
        return call.binder.explicit_cast(name, variant(), types::k_default_style, false);
    }
    if (wanted == "collation") {
        const DatabaseSummary* master = call.binder.context().catalog.find_summary("master");
        uint32_t id = master && master->collation ? master->collation : types::k_default_collation;
        return typed(call, "nvarchar(128)", types::collation_name(id));
    }
    for (const ServerProperty& property : k_server) {
        if (property.name == wanted && !property.value.empty()) {
            return typed(call, property.type, property.value);
        }
    }
    return nothing(call);
}

Expr* database_property(Call& call) {
    auto name = constant_text(call.args[0]);
    if (!name) unsupported_argument(call);
    std::string wanted = wanted_property(call, 1);
    const DatabaseSummary* database = call.binder.context().catalog.find_summary(*name);
    if (database == nullptr) return nothing(call);
    uint32_t collation = database->collation ? database->collation : types::k_default_collation;
    if (wanted == "collation") return typed(call, "nvarchar(128)", types::collation_name(collation));
    if (wanted == "status") return typed(call, "nvarchar(128)", database->state);
    if (wanted == "updateability") {
        return typed(call, "nvarchar(128)", database->read_only ? "READ_ONLY" : "READ_WRITE");
    }
    if (wanted == "useraccess") return typed(call, "nvarchar(128)", "MULTI_USER");
    if (wanted == "recovery") return typed(call, "nvarchar(128)", database->recovery_model);
    if (wanted == "version") return typed(call, "int", "957");
    if (wanted == "comparisonstyle") return typed(call, "int", "196609");
    if (wanted == "lcid") return typed(call, "int", std::to_string(types::lcid_of(collation)));
    if (wanted == "sqlsortorder") return typed(call, "tinyint", "52");
    if (wanted == "edition") return typed(call, "nvarchar(128)", "Developer Edition (64-bit)");
    static constexpr std::string_view k_on[] = {"isautocreatestatistics", "isautoupdatestatistics"};
    for (std::string_view on : k_on) {
        if (wanted == on) return typed(call, "int", "1");
    }
    if (wanted.starts_with("is")) return typed(call, "int", "0");
    return nothing(call);
}

Expr* object_property(Call& call) {
    auto id = constant_int(call.args[0]);
    std::string wanted = wanted_property(call, 1);
    if (!id) return call.args[0]->kind == bind::ExprKind::constant ? nothing(call)
                                                                   : unsupported_argument(call);
    ObjectRef object = call.binder.current_database().object_by_id(static_cast<int32_t>(*id));
    if (!object) return nothing(call);
    std::string_view type = object.type();
    auto flag = [&](bool value) { return typed(call, "int", value ? "1" : "0"); };
    if (wanted == "istable" || wanted == "isusertable") return flag(type == "U");
    if (wanted == "isview") return flag(type == "V");
    if (wanted == "isprocedure") return flag(type == "P" || type == "PC");
    if (wanted == "istrigger") return flag(type == "TR");
    if (wanted == "isscalarfunction") return flag(type == "FN");
    if (wanted == "isinlinefunction") return flag(type == "IF");
    if (wanted == "istablefunction") return flag(type == "IF" || type == "TF");
    if (wanted == "ismsshipped") return flag(object.table ? object.table->is_system
                                                          : object.module && object.module->is_system);
    if (wanted == "schemaid") return typed(call, "int", std::to_string(object.schema_id()));
    if (object.table != nullptr) {
        const catalog::Table& table = *object.table;
        bool identity = false;
        for (const catalog::Column& c : table.columns) identity = identity || c.identity.has_value();
        bool primary = false;
        bool clustered = false;
        for (const catalog::Index& index : table.indexes) {
            primary = primary || index.primary_key;
            clustered = clustered || index.kind == catalog::IndexKind::clustered;
        }
        if (wanted == "tablehasidentity") return flag(identity);
        if (wanted == "tablehasprimarykey") return flag(primary);
        if (wanted == "tablehasclustindex") return flag(clustered);
        if (wanted == "tablehasforeignkey") return flag(!table.foreign_keys.empty());
    }
    return wanted.starts_with("is") || wanted.starts_with("table") || wanted.starts_with("exec")
               ? flag(false) : nothing(call);
}

Expr* has_access(Call& call) {
    auto name = constant_text(call.args[0]);
    if (!name) return call.binder.integer(1);
    bool known = call.binder.context().catalog.find_summary(*name) != nullptr;
    return known ? call.binder.integer(1) : nothing(call);
}

// Permissions come with logins and users of their own; until then whoever is in may do everything.
Expr* is_member(Call& call) { return call.binder.integer(1); }

std::string identity_current_form(const bind::Binder::Found& found) {
    std::string schema = store::pg_schema(found.database->name(), found.schema->name);
    std::string sequence = store::quoted(
        schema, store::pg_identity_sequence(found.object.table->object_id));
    return fmt::format("(SELECT last_value::numeric FROM {})", sequence);
}

std::string next_value_form(const bind::Binder::Found& found) {
    std::string name = store::pg_qualified(found.database->name(), found.schema->name,
                                           found.object.sequence->name);
    return fmt::format("nextval({}::regclass)", pg::quote_literal(name));
}

}  // namespace gantry::engine::functions
