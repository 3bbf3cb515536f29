// Functions about databases and objects. With literal arguments they are worked out while the
// statement is bound (the catalog's version is part of a cached statement's key); by a column of
// ids they look into a list made from the catalog.

#include "base/utf.h"
#include "engine/bind/errors.h"
#include "engine/functions/properties.h"
#include "engine/functions/registry.h"
#include "engine/unsupported.h"
#include "pg/executor.h"
#include "tsql/parser.h"
#include "types/collation.h"
#include "types/pg_binary.h"

namespace gantry::engine::functions {
namespace {

using bind::Binder;
using bind::Expr;
using types::SqlType;

SqlType sysname(Call& call) { return named_type("nvarchar(128)", call.binder.database_collation()); }

Expr* null_int(Call& call) { return call.binder.null_of(types::int_type()); }
Expr* null_name(Call& call) { return call.binder.null_of(sysname(call)); }

Expr* name_constant(Call& call, std::string_view name) {
    SqlType type = sysname(call);
    Expr* out = call.binder.constant(types::Value(type, std::string(name)));
    return out;
}

std::string quote(std::string_view text) { return pg::quote_literal(text); }

using Names = std::vector<std::pair<int64_t, std::string>>;

// The name that belongs to a number, as a subquery over a list.
Expr* name_lookup(Call& call, Expr* id, const Names& names) {
    if (auto constant = constant_int(id)) {
        for (const auto& [key, name] : names) {
            if (key == *constant) return name_constant(call, name);
        }
        return null_name(call);
    }
    if (names.empty()) return null_name(call);
    std::string form = "(SELECT v.n FROM (VALUES ";
    for (size_t i = 0; i < names.size(); ++i) {
        if (i > 0) form += ", ";
        form += fmt::format("({}, {}::sys.nvarchar)", names[i].first, quote(names[i].second));
    }
    form += ") AS v(i, n) WHERE v.i = {0})";
    return call.binder.call(form, {id}, sysname(call), true);
}

Expr* db_name(Call& call) {
    if (call.args.empty()) {
        const DatabaseSummary* summary =
            call.binder.context().catalog.find_summary(call.binder.context().database);
        return name_constant(call, summary ? summary->name : call.binder.context().database);
    }
    Names names;
    for (const DatabaseSummary& summary : call.binder.context().catalog.databases()) {
        names.emplace_back(summary.id, summary.name);
    }
    return name_lookup(call, call.args[0], names);
}

Expr* db_id(Call& call) {
    std::string name = call.binder.context().database;
    SqlType smallint = named_type("smallint", 0);
    if (!call.args.empty()) {
        auto given = constant_text(call.args[0]);
        if (!given) {
            if (call.args[0]->kind == bind::ExprKind::constant) return call.binder.null_of(smallint);
            std::string form = "(SELECT v.i FROM (VALUES ";
            bool first = true;
            for (const DatabaseSummary& summary : call.binder.context().catalog.databases()) {
                form += fmt::format("{}({}::smallint, {}::sys.nvarchar)", first ? "" : ", ",
                                    summary.id, quote(summary.name));
                first = false;
            }
            if (first) return call.binder.null_of(smallint);
            return call.binder.call(form + ") AS v(i, n) WHERE v.n = {0})", call.args, smallint,
                                    true);
        }
        name = *given;
    }
    const DatabaseSummary* summary = call.binder.context().catalog.find_summary(name);
    if (summary == nullptr) return call.binder.null_of(smallint);
    return call.binder.constant(types::Value(smallint, int64_t(summary->id)));
}

// The object a text names: OBJECT_ID('db.schema.object').
std::optional<Binder::Found> object_named(Call& call, const std::string& text) {
    tsql::ParseResult parsed = tsql::parse_data_type(text);  // a name of one to three parts
    if (!parsed.ok() || parsed.type == nullptr) return std::nullopt;
    try {
        return call.binder.find_object_raw(parsed.type->name);
    } catch (const SqlError&) {
        return std::nullopt;
    }
}

// Of a name that is known only when the statement runs.
constexpr std::string_view k_object_id =
    "(SELECT o.object_id FROM sys.objects AS o JOIN sys.schemas AS s ON s.schema_id = o.schema_id "
    "WHERE o.name = PARSENAME(@1, 1) AND s.name = ISNULL(PARSENAME(@1, 2), SCHEMA_NAME()) AND "
    "ISNULL(PARSENAME(@1, 3), DB_NAME()) = DB_NAME()";

Expr* object_id(Call& call) {
    auto text = constant_text(call.args[0]);
    if (!text) {
        if (call.args[0]->kind == bind::ExprKind::constant) return null_int(call);
        std::string look_up(k_object_id);
        if (call.args.size() == 2) look_up += " AND o.type = @2";
        return call.binder.from_text(look_up + ")", call.args);
    }
    auto found = object_named(call, *text);
    if (!found || !found->object) return null_int(call);
    if (call.args.size() == 2) {
        auto kind = constant_text(call.args[1]);
        std::string wanted = kind ? ascii_upper(*kind) : "";
        while (wanted.ends_with(' ')) wanted.pop_back();
        if (wanted != found->object.type()) return null_int(call);
    }
    return call.binder.constant(types::Value::of_int(found->object.object_id()));
}

const DatabaseCatalog* database_of(Call& call, size_t argument) {
    if (call.args.size() <= argument) return &call.binder.current_database();
    auto id = constant_int(call.args[argument]);
    if (!id) return nullptr;
    const DatabaseSummary* summary =
        call.binder.context().catalog.summary_by_id(static_cast<int32_t>(*id));
    return summary ? call.binder.context().catalog.find(summary->name) : nullptr;
}

Names object_names(const DatabaseCatalog& database, bool schema_of) {
    Names names;
    auto add = [&](int32_t id, int32_t schema_id, const std::string& name) {
        const catalog::Schema* schema = database.schema_by_id(schema_id);
        names.emplace_back(id, schema_of ? (schema ? schema->name : "") : name);
    };
    const catalog::Database& model = database.model();
    for (const catalog::Table& table : model.tables) {
        add(table.object_id, table.schema_id, table.name);
        if (schema_of) continue;
        for (const catalog::Index& index : table.indexes) {
            if (index.object_id != 0) names.emplace_back(index.object_id, index.name);
        }
        for (const catalog::ForeignKey& key : table.foreign_keys) {
            names.emplace_back(key.object_id, key.name);
        }
    }
    for (const catalog::Module& module : model.modules) {
        add(module.object_id, module.schema_id, module.name);
    }
    return names;
}

Expr* object_name(Call& call) {
    const DatabaseCatalog* database = database_of(call, 1);
    if (database == nullptr) return null_name(call);
    return name_lookup(call, call.args[0],
                       object_names(*database, call.rule.name == "object_schema_name"));
}

Expr* schema_name(Call& call) {
    if (call.args.empty()) return name_constant(call, call.binder.context().default_schema);
    Names names;
    for (const catalog::Schema& schema : call.binder.current_database().model().schemas) {
        names.emplace_back(schema.id, schema.name);
    }
    return name_lookup(call, call.args[0], names);
}

Expr* schema_id(Call& call) {
    std::string name = call.binder.context().default_schema;
    if (!call.args.empty()) {
        auto given = constant_text(call.args[0]);
        if (!given) {
            return call.binder.from_text(
                "(SELECT s.schema_id FROM sys.schemas AS s WHERE s.name = @1)", call.args);
        }
        name = *given;
    }
    const catalog::Schema* schema = call.binder.current_database().find_schema(name);
    return schema ? call.binder.constant(types::Value::of_int(schema->id)) : null_int(call);
}

Expr* type_name(Call& call) {
    Names names;
    for (int id = 1; id < 256; ++id) {
        SqlType type;
        type.id = static_cast<types::TypeId>(id);
        if (id == 128 || id == 129 || id == 130) {
            type.id = types::TypeId::clr;
            type.user_type = id;
        }
        std::string name(types::base_type_name(type));
        if (!name.empty()) names.emplace_back(id, name == "rowversion" ? "timestamp" : name);
    }
    names.emplace_back(256, "sysname");
    for (const catalog::UserType& type : call.binder.current_database().model().user_types) {
        names.emplace_back(type.id, type.name);
    }
    return name_lookup(call, call.args[0], names);
}

const catalog::Table* table_argument(Call& call, size_t index) {
    auto id = constant_int(call.args[index]);
    return id ? call.binder.current_database().object_by_id(static_cast<int32_t>(*id)).table
              : nullptr;
}

Expr* col_name(Call& call) {
    const catalog::Table* table = table_argument(call, 0);
    if (table == nullptr) return null_name(call);
    Names names;
    for (const catalog::Column& column : table->columns) names.emplace_back(column.id, column.name);
    return name_lookup(call, call.args[1], names);
}

Expr* col_length(Call& call) {
    auto text = constant_text(call.args[0]);
    auto column_name = constant_text(call.args[1]);
    if (!text || !column_name) {
        return call.binder.from_text(
            "(SELECT c.max_length FROM sys.columns AS c WHERE c.object_id = " +
                std::string(k_object_id) + ") AND c.name = @2)",
            call.args);
    }
    SqlType smallint = named_type("smallint", 0);
    auto found = object_named(call, *text);
    if (!found || found->object.table == nullptr) return call.binder.null_of(smallint);
    const catalog::Column* column =
        found->database->find_column(*found->object.table, *column_name);
    if (column == nullptr) return call.binder.null_of(smallint);
    return call.binder.constant(types::Value(smallint, int64_t(column->type.length)));
}

Expr* column_property(Call& call) {
    const catalog::Table* table = table_argument(call, 0);
    auto name = constant_text(call.args[1]);
    auto property = constant_text(call.args[2]);
    if (table == nullptr || !name || !property) return null_int(call);
    const catalog::Column* column = call.binder.current_database().find_column(*table, *name);
    if (column == nullptr) return null_int(call);
    std::string wanted = ascii_lower(*property);
    int64_t value = -1;
    if (wanted == "allowsnull") value = column->nullable;
    if (wanted == "columnid" || wanted == "ordinal") value = column->id;
    if (wanted == "iscomputed") value = column->is_computed();
    if (wanted == "isidentity") value = column->identity.has_value();
    if (wanted == "isrowguidcol") value = column->rowguidcol;
    if (wanted == "issparse") value = column->sparse;
    if (wanted == "precision") value = column->type.precision;
    if (wanted == "scale") value = column->type.scale;
    if (wanted == "charmaxlen") {
        value = types::is_unicode(column->type.id) && column->type.length > 0
                    ? column->type.length / 2 : column->type.length;
    }
    return value < 0 && wanted != "charmaxlen" ? null_int(call)
                                               : call.binder.constant(types::Value::of_int(value));
}

Expr* ident_function(Call& call) {
    auto text = constant_text(call.args[0]);
    if (!text) return unsupported_argument(call);
    auto found = object_named(call, *text);
    SqlType type = types::decimal_type(38, 0);
    if (!found || found->object.table == nullptr) return call.binder.null_of(type);
    for (const catalog::Column& column : found->object.table->columns) {
        if (!column.identity) continue;
        if (call.rule.name == "ident_current") {
            return call.binder.call(identity_current_form(*found), {}, type, true);
        }
        const std::string& value =
            call.rule.name == "ident_seed" ? column.identity->seed : column.identity->increment;
        return call.binder.constant(types::convert(
            types::Value::of_varchar(value, call.binder.database_collation()), type));
    }
    return call.binder.null_of(type);
}

// Members of sysadmin are in every role. NULL of a role or a login that is not there.
Expr* is_server_role_member(Call& call) {
    std::vector<Expr*> args = call.args;
    const bool of_session = args.size() == 1;
    if (of_session) args.push_back(call.binder.parameter("suser_id()", types::int_type()));
    const std::string form = fmt::format(
        "(SELECT CASE WHEN r.role_id = 2 OR EXISTS (SELECT 1 FROM gantry.server_role_members m "
        "WHERE m.member_id = l.principal_id AND m.role_id IN (r.role_id, 3)) THEN 1 ELSE 0 END "
        "FROM gantry.server_roles r, gantry.logins l WHERE r.name_key = lower(({{0}})::text) AND "
        "{})",
        of_session ? "l.principal_id = {1}" : "l.name_key = lower(({1})::text)");
    return call.binder.call(form, args, types::int_type(), true);
}

using enum Rule::Null;
constexpr Rule k_rules[] = {
    {"db_name", 0, 1, "i", "nvarchar(128)", "", always, false, db_name},
    {"db_id", 0, 1, "n", "smallint", "", always, false, db_id},
    {"object_id", 1, 2, "nn", "int", "", always, false, object_id},
    {"object_name", 1, 2, "ii", "nvarchar(128)", "", always, false, object_name},
    {"object_schema_name", 1, 2, "ii", "nvarchar(128)", "", always, false, object_name},
    {"schema_name", 0, 1, "i", "nvarchar(128)", "", always, false, schema_name},
    {"schema_id", 0, 1, "n", "int", "", always, false, schema_id},
    {"type_name", 1, 1, "i", "nvarchar(128)", "", always, false, type_name},
    {"col_name", 2, 2, "ii", "nvarchar(128)", "", always, false, col_name},
    {"col_length", 2, 2, "nn", "smallint", "", always, false, col_length},
    {"columnproperty", 3, 3, "inn", "int", "", always, false, column_property},
    {"ident_current", 1, 1, "n", "numeric", "", always, true, ident_function},
    {"ident_seed", 1, 1, "n", "numeric", "", always, false, ident_function},
    {"ident_incr", 1, 1, "n", "numeric", "", always, false, ident_function},
    {"serverproperty", 1, 1, "n", "sql_variant", "", always, false, server_property},
    {"databasepropertyex", 2, 2, "nn", "sql_variant", "", always, false, database_property},
    {"databaseproperty", 2, 2, "nn", "int", "", always, false, database_property},
    {"objectproperty", 2, 2, "in", "int", "", always, false, object_property},
    {"objectpropertyex", 2, 2, "in", "sql_variant", "", always, false, object_property},
    {"has_dbaccess", 1, 1, "n", "int", "", always, false, has_access},
    {"is_srvrolemember", 1, 2, "nn", "int", "", always, false, is_server_role_member},
    {"is_member", 1, 1, "n", "int", "", always, false, is_member},
    {"is_rolemember", 1, 2, "nn", "int", "", always, false, is_member},
    {"has_perms_by_name", 3, 5, "n", "int", "", always, false, is_member},
    {"permissions", 0, 2, "a", "int", "", always, false, is_member},
};

}  // namespace

std::span<const Rule> metadata_functions() { return k_rules; }

}  // namespace gantry::engine::functions
