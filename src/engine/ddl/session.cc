#include "engine/ddl/session.h"

#include <fmt/format.h>

#include "base/utf.h"
#include "engine/bind/errors.h"
#include "engine/engine.h"
#include "types/collation.h"

namespace gantry::engine::ddl {

Work::Work(const CompileContext& context, pg::Executor& executor, std::string_view batch)
    : context_(context), executor_(executor), batch_(batch), binder_(context, pool_) {}

DdlNames Work::names() {
    DdlNames names;
    names.type = [this](const tsql::DataType& type) { return binder_.data_type(type, false); };
    names.table_type = [this](const tsql::DataType& type) -> std::optional<types::SqlType> {
        const catalog::Table* table = binder_.table_type(type);
        if (table == nullptr) return std::nullopt;
        types::SqlType out;
        out.id = types::TypeId::table;
        out.length = types::k_max_length;
        out.user_type = table->object_id;
        return out;
    };
    names.alias_nullable = [this](const types::SqlType& type) {
        const catalog::UserType* alias =
            binder_.current_database().user_type_by_id(type.user_type);
        return alias == nullptr || alias->nullable;
    };
    names.table = [this](const tsql::ObjectName& name) {
        return binder_.find_object_raw(name).object.table;
    };
    names.collation = [this](std::string_view name) -> uint32_t {
        if (ascii_iequals(name, "database_default")) return binder_.database_collation();
        auto id = types::collation_by_name(name);
        if (!id) throw SqlError(448, fmt::format("Invalid collation '{}'.", name));
        return *id;
    };
    names.same_name = [this](std::string_view a, std::string_view b) {
        return same_name(a, b, binder_.database_collation());
    };
    return names;
}

const DatabaseCatalog& Work::database(const tsql::ObjectName& name) {
    if (name.database().empty()) return binder_.current_database();
    const DatabaseCatalog* database = context_.catalog.find(name.database());
    if (database == nullptr) {
        bind::fail(2702, 16, static_cast<int>(name.range.line),
                   fmt::format("Database '{}' does not exist.", name.database()));
    }
    return *database;
}

const catalog::Schema& Work::schema(const DatabaseCatalog& database,
                                    const tsql::ObjectName& name) {
    std::string_view wanted = name.schema().empty() ? std::string_view(context_.default_schema)
                                                    : name.schema();
    const catalog::Schema* schema = database.find_schema(wanted);
    if (schema == nullptr) {
        bind::fail(2760, 16, static_cast<int>(name.range.line),
                   fmt::format("The specified schema name \"{}\" either does not exist or you do "
                               "not have permission to use it.",
                               wanted));
    }
    return *schema;
}

void Work::require_free(const DatabaseCatalog& database, const catalog::Schema& schema,
                        std::string_view name, int line) {
    if (!database.find_object(schema.id, name)) return;
    bind::fail(2714, 16, line,
               fmt::format("There is already an object named '{}' in the database.", name));
}

store::Target Work::target(const DatabaseCatalog& database) {
    changed_ = database.name();
    return {executor_, database.model().id, database.model(), store::engine_compiler()};
}

DdlResult Work::result() {
    DdlResult out;
    out.database = changed_;
    out.temporary = temporary_;
    if (!changed_.empty()) {
        out.snapshot = context_.catalog.with_database(load_from_store(executor_, changed_));
    }
    return out;
}

void Work::type_computed_columns(const DatabaseCatalog& database, catalog::Table& table) {
    for (catalog::Column& column : table.columns) {
        if (!column.is_computed() || column.type.id != types::TypeId::none) continue;
        CompileContext context = context_;
        context.database = database.name();
        bind::Binder binder(context, pool_);
        bind::Scope scope;
        scope.relations.push_back(binder.row_of_table(database, table));
        bind::Expr* expr = binder.catalog_expression(column.computed_text, false, &scope);
        column.type = expr->type.id == types::TypeId::none ? types::int_type() : expr->type;
        column.nullable = expr->nullable;
    }
}

void Work::check_expressions(const DatabaseCatalog& database, const catalog::Table& table) {
    for (const catalog::Column& column : table.columns) {
        if (column.default_constraint) {
            compile_default(database.model(), table, column, column.default_constraint->text);
        }
    }
    for (const catalog::CheckConstraint& check : table.checks) {
        compile_check(database.model(), table, check.text);
    }
}

}  // namespace gantry::engine::ddl
