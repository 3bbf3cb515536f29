// Expressions of the catalog: check constraints, defaults, computed columns, filters.

#include <fmt/format.h>

#include "engine/bind/binder.h"
#include "engine/emit/emitter.h"
#include "engine/engine.h"
#include "engine/unsupported.h"

namespace gantry::engine {

namespace {

using bind::Binder;
using bind::Expr;

// A catalog of one database, for expressions that see nothing but their table.
struct Surroundings {
    Surroundings(const catalog::Database& database, const catalog::Table& table,
                 std::string_view text)
        : catalog(std::make_shared<DatabaseCatalog>(only(database, table, calls_function(text)))),
          snapshot(0, {catalog}),
          context{snapshot, database.name, {}, nullptr, nullptr, "dbo"} {}

    // A user's function is called with its schema's name: a point that no digit follows.
    static bool calls_function(std::string_view text) {
        for (size_t i = 0; i + 1 < text.size(); ++i) {
            if (text[i] == '.' && (text[i + 1] < '0' || text[i + 1] > '9')) return true;
        }
        return false;
    }

    // Restores call this for every expression: only the table itself is copied, and functions for
    // one that may call them.
    static catalog::Database only(const catalog::Database& database, const catalog::Table& table,
                                  bool with_functions) {
        catalog::Database copy;
        copy.name = database.name;
        copy.id = database.id;
        copy.collation = database.collation;
        copy.compatibility_level = database.compatibility_level;
        copy.schemas = database.schemas;
        copy.user_types = database.user_types;
        copy.sequences = database.sequences;
        copy.tables.push_back(table);
        for (const catalog::Module& module : database.modules) {
            if (!with_functions) break;
            if (module.kind == catalog::ModuleKind::scalar_function) copy.modules.push_back(module);
        }
        return copy;
    }

    std::shared_ptr<const DatabaseCatalog> catalog;
    CatalogSnapshot snapshot;
    CompileContext context;
    bind::Pool pool;
};

std::string print(const Expr& expr) {
    emit::Emitter emitter;
    std::string text = emitter.expression(expr);
    if (!emitter.parameters().empty()) {
        throw unsupported(fmt::format("{} in an expression of the catalog",
                                      emitter.parameters()[0].variable));
    }
    return text;
}

}  // namespace

std::string compile_check(const catalog::Database& database, const catalog::Table& table,
                          std::string_view text) {
    Surroundings around(database, table, text);
    Binder binder(around.context, around.pool);
    bind::Scope scope;
    scope.relations.push_back(
        binder.row_of_table(*around.catalog, around.catalog->model().tables[0]));
    return print(*binder.catalog_expression(text, true, &scope));
}

std::string compile_filter(const catalog::Database& database, const catalog::Table& table,
                           std::string_view text) {
    return compile_check(database, table, text);
}

std::string compile_default(const catalog::Database& database, const catalog::Table& table,
                            const catalog::Column& column, std::string_view text) {
    Surroundings around(database, table, text);
    Binder binder(around.context, around.pool);
    Expr* value = binder.catalog_expression(text, false, nullptr);
    return print(*binder.convert_for_assignment(value, column.type));
}

std::string compile_computed(const catalog::Database& database, const catalog::Table& table,
                             const catalog::Column& column, std::string_view text) {
    Surroundings around(database, table, text);
    Binder binder(around.context, around.pool);
    bind::Scope scope;
    scope.relations.push_back(
        binder.row_of_table(*around.catalog, around.catalog->model().tables[0]));
    return print(*binder.convert(binder.catalog_expression(text, false, &scope), column.type));
}

}  // namespace gantry::engine
