// System views as relations of a query.

#include <fmt/format.h>

#include <set>
#include <unordered_map>

#include "base/utf.h"
#include "engine/bind/binder.h"
#include "engine/bind/errors.h"
#include "engine/functions/registry.h"
#include "engine/system/system_view.h"
#include "pg/executor.h"
#include "types/collation.h"
#include "types/pg_binary.h"

namespace gantry::engine {

namespace system {

const SystemView* find_view(std::string_view schema, std::string_view name) {
    static const auto index = [] {
        std::unordered_map<std::string, const SystemView*> out;
        for (auto table : {database_views(), object_views(), file_views(), security_views(),
                           column_views(), index_views(),
                           constraint_views(), module_views(), server_views(),
                           session_views(), lock_views(), resource_views(),
                           information_schema_views(), legacy_views(), backup_history_views()}) {
            for (const SystemView& view : table) {
                out.emplace(ascii_lower(fmt::format("{}.{}", view.schema, view.name)), &view);
            }
        }
        return out;
    }();
    auto it = index.find(ascii_lower(fmt::format("{}.{}", schema, name)));
    return it == index.end() ? nullptr : it->second;
}

}  // namespace system

namespace bind {

namespace {

void replace_all(std::string& text, std::string_view what, std::string_view with) {
    for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at)) {
        text.replace(at, what.size(), with);
        at += with.size();
    }
}

// "name type [null], ..." into columns.
std::vector<Column> parse_columns(std::string_view spec, uint32_t collation) {
    std::vector<Column> out;
    while (!spec.empty()) {
        size_t end = spec.find(", ");
        std::string_view item = spec.substr(0, end);
        spec = end == std::string_view::npos ? std::string_view() : spec.substr(end + 2);
        Column column;
        column.nullable = item.ends_with(" null");
        if (column.nullable) item.remove_suffix(5);
        size_t space = item.find(' ');
        column.name = item.substr(0, space);
        column.type = functions::named_type(item.substr(space + 1), collation);
        column.pg_name = fmt::format("c{}", out.size() + 1);
        if (types::is_character(column.type.id)) {
            column.coercibility = Coercibility::implicit;
            column.pg_collated = false;
        }
        out.push_back(std::move(column));
    }
    return out;
}

// The collations in use, as rows (id, name).
std::string collation_list(const CatalogSnapshot& catalog, const DatabaseSummary& database) {
    std::set<uint32_t> ids = {types::k_default_collation};
    for (const DatabaseSummary& summary : catalog.databases()) ids.insert(summary.collation);
    if (const DatabaseCatalog* loaded = catalog.find(database.name)) {
        auto add = [&](const std::vector<catalog::Column>& columns) {
            for (const catalog::Column& column : columns) ids.insert(column.type.collation);
        };
        for (const catalog::Table& table : loaded->model().tables) add(table.columns);
        for (const catalog::Module& module : loaded->model().modules) add(module.columns);
    }
    std::string out;
    for (uint32_t id : ids) {
        std::string name = types::collation_name(id);
        if (id == 0 || name.empty()) continue;
        out += fmt::format("{}({}::bigint, {})", out.empty() ? "(VALUES " : ", ", id,
                           pg::quote_literal(name));
    }
    return out + ")";
}

}  // namespace

// {runtime:NAME} becomes an argument of the relation: {0}, {1}, as form() reads them. {arg:0} is one
// that is there already. Other braces there are none.
void Binder::take_runtime_sources(std::string& sql, Relation& relation) {
    constexpr std::string_view k_open = "{runtime:";
    constexpr std::string_view k_argument = "{arg:";
    size_t at = 0;
    while ((at = sql.find('{', at)) != std::string::npos) {
        std::string_view rest = std::string_view(sql).substr(at);
        size_t end = sql.find('}', at);
        GANTRY_ASSERT(end != std::string::npos);
        if (rest.starts_with(k_argument)) {
            sql.erase(at + 1, k_argument.size() - 1);
            at += 1;
            continue;
        }
        GANTRY_ASSERT(rest.starts_with(k_open));
        std::string name = "#runtime:" + sql.substr(at + k_open.size(), end - at - k_open.size());
        std::string place = fmt::format("({{{}}}::text::json)", relation.args.size());
        relation.args.push_back(parameter(name, types::nvarchar_type(-1, database_collation())));
        sql.replace(at, end + 1 - at, place);
        at += place.size();
        is_volatile_ = true;
    }
}

Relation* Binder::system_relation(const tsql::ObjectName& name, std::string_view alias) {
    std::string_view schema = name.schema();
    const system::SystemView* view = nullptr;
    if (!schema.empty()) {
        view = system::find_view(schema, name.object());
    } else {
        view = system::find_view("dbo", name.object());
    }
    if (view == nullptr && ascii_iequals(schema, "sys")) {
        view = system::find_view("dbo", name.object());  // sys.sysobjects
    }
    if (view == nullptr) return nullptr;
    std::string_view wanted = name.database().empty() ? std::string_view(context_.database)
                                                      : name.database();
    const DatabaseSummary* database = context_.catalog.find_summary(wanted);
    if (database == nullptr) return nullptr;
    bool elsewhere = !view->only_in.empty() && !ascii_iequals(database->name, view->only_in);
    if (elsewhere) return nullptr;
    Relation* out = pool_.relation();
    fill_system_relation(*out, *view, alias, database->name);
    return out;
}

std::vector<Column> Binder::system_columns(std::string_view spec) {
    return parse_columns(spec, database_collation());
}

void Binder::fill_system_relation(Relation& relation, const system::SystemView& view,
                                  std::string_view alias, std::string_view database_name) {
    const DatabaseSummary* database = context_.catalog.find_summary(
        database_name.empty() ? std::string_view(context_.database) : database_name);
    const DatabaseSummary* master = context_.catalog.find_summary("master");
    if (database == nullptr) database = master;  // the session's own was dropped
    GANTRY_ASSERT(database != nullptr);
    uint32_t collation = database->collation ? database->collation : types::k_default_collation;
    relation.kind = RelationKind::function;
    relation.pg_alias = new_alias();
    relation.object = view.name;
    relation.schema = view.schema;
    relation.database = database->name;
    relation.has_alias = !alias.empty();
    relation.alias = relation.has_alias ? std::string(alias) : relation.object;
    relation.columns = parse_columns(view.columns, collation);
    std::string sql(view.sql);
    uint32_t server = master && master->collation ? master->collation : types::k_default_collation;
    replace_all(sql, "{db}", std::to_string(database->id));
    replace_all(sql, "{name}", pg::quote_literal(database->name));
    replace_all(sql, "{collation}", pg::quote_literal(types::collation_name(collation)));
    replace_all(sql, "{master}", pg::quote_literal(types::collation_name(server)));
    if (sql.find("{collations}") != std::string::npos) {
        replace_all(sql, "{collations}", collation_list(context_.catalog, *database));
    }
    take_runtime_sources(sql, relation);
    std::string casts;
    std::string names;
    for (const Column& column : relation.columns) {
        casts += fmt::format("{}v.{}::{}", casts.empty() ? "" : ", ", column.pg_name,
                             types::pg_type_name(column.type));
        names += (names.empty() ? "" : ", ") + column.pg_name;
    }
    relation.pg_source = fmt::format("(SELECT {} FROM ({}) AS v({}))", casts, sql, names);
}

}  // namespace bind
}  // namespace gantry::engine
