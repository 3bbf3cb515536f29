// Schemas, types, sequences and synonyms.

#include <fmt/format.h>

#include "base/utf.h"
#include "engine/bind/errors.h"
#include "engine/ddl/session.h"
#include "engine/unsupported.h"

namespace gantry::engine::ddl {

void create_schema(Work& work, const tsql::CreateSchemaStatement& statement) {
    int line = static_cast<int>(statement.range.line);
    if (!statement.elements.empty()) throw unsupported("CREATE SCHEMA with elements", line);
    const DatabaseCatalog& database = work.binder().current_database();
    std::string_view name = statement.name ? statement.name.name : statement.owner.name;
    if (database.find_schema(name) != nullptr) {
        bind::fail(2714, 16, line,
                   fmt::format("There is already an object named '{}' in the database.", name));
    }
    catalog::Schema schema;
    schema.name = name;
    for (const catalog::Principal& principal : database.model().principals) {
        if (same_name(principal.name, statement.owner.name, database.collation())) {
            schema.owner_id = principal.id;
        }
    }
    store::create_schema(work.target(database), std::move(schema));
}

void alter_schema(Work& work, const tsql::AlterSchemaStatement& statement) {
    int line = static_cast<int>(statement.range.line);
    if (!statement.object_class.empty() && statement.object_class != "OBJECT") {
        throw unsupported("ALTER SCHEMA ... TRANSFER of types", line);
    }
    const DatabaseCatalog& database = work.binder().current_database();
    const catalog::Schema* schema = database.find_schema(statement.name.name);
    if (schema == nullptr) {
        bind::fail(15151, 16, line,
                   fmt::format("Cannot alter the schema '{}', because it does not exist or you do "
                               "not have permission.",
                               statement.name.name));
    }
    bind::Binder::Found found = work.binder().find_object_raw(statement.object);
    if (!found.object) {
        bind::fail(15151, 16, line,
                   fmt::format("Cannot find the object '{}', because it does not exist or you do "
                               "not have permission.",
                               statement.object.object()));
    }
    work.require_free(database, *schema, found.object.name(), line);
    store::transfer_object(work.target(database), found.object.object_id(), schema->id);
}

void create_type(Work& work, const tsql::CreateTypeStatement& statement) {
    int line = static_cast<int>(statement.range.line);
    if (statement.external != nullptr) throw unsupported("CLR types", line);
    const DatabaseCatalog& database = work.database(statement.name);
    const catalog::Schema& schema = work.schema(database, statement.name);
    std::string_view name = statement.name.object();
    if (database.find_user_type(schema.id, name) || database.find_table_type(schema.id, name)) {
        bind::fail(219, 16, line,
                   fmt::format("The type '{}' already exists, or you do not have permission to "
                               "create it.",
                               bind::dotted(statement.name)));
    }
    if (statement.table != nullptr) {
        catalog::Table type =
            table_from_definition(*statement.table, name, work.batch(), work.names());
        type.name = name;
        type.schema_id = schema.id;
        type.is_table_type = true;
        work.type_computed_columns(database, type);
        store::create_table_type(work.target(database), std::move(type));
        return;
    }
    catalog::UserType type;
    type.name = name;
    type.schema_id = schema.id;
    type.base = work.binder().data_type(*statement.from, false);
    type.nullable = statement.nullable != tsql::Parameter::Nullable::not_null;
    store::create_user_type(work.target(database), std::move(type));
}

namespace {

std::string number_of(const tsql::Option& option) {
    std::string sign;
    const tsql::Expr* value = option.value;
    while (const auto* unary = tsql::try_as<tsql::UnaryExpr>(value)) {
        if (unary->op == tsql::UnaryOp::minus) sign = sign.empty() ? "-" : "";
        value = unary->operand;
    }
    const auto* literal = tsql::try_as<tsql::Literal>(value);
    if (literal == nullptr) {
        bind::fail(11701, 16, static_cast<int>(option.range.line),
                   fmt::format("The value of option {} of a sequence must be a number.",
                               option.name));
    }
    return sign + std::string(literal->text);
}

struct Limits {
    std::string_view minimum, maximum;
};

Limits limits_of(const types::SqlType& type) {
    switch (type.id) {
        case types::TypeId::tinyint: return {"0", "255"};
        case types::TypeId::smallint: return {"-32768", "32767"};
        case types::TypeId::int_: return {"-2147483648", "2147483647"};
        default: return {"-9223372036854775808", "9223372036854775807"};
    }
}

}  // namespace

void define_sequence(Work& work, const tsql::SequenceStatement& statement) {
    int line = static_cast<int>(statement.range.line);
    if (statement.verb != tsql::DefineVerb::create) throw unsupported("ALTER SEQUENCE", line);
    const DatabaseCatalog& database = work.database(statement.name);
    const catalog::Schema& schema = work.schema(database, statement.name);
    work.require_free(database, schema, statement.name.object(), line);
    catalog::Sequence sequence;
    sequence.schema_id = schema.id;
    sequence.name = statement.name.object();
    sequence.type = statement.type == nullptr ? types::bigint_type()
                                              : work.binder().data_type(*statement.type, false);
    Limits limits = limits_of(sequence.type);
    sequence.minimum = limits.minimum;
    sequence.maximum = limits.maximum;
    sequence.increment = "1";
    for (const tsql::Option* option : statement.options) {
        if (option->name == "START WITH") sequence.start = number_of(*option);
        if (option->name == "INCREMENT BY") sequence.increment = number_of(*option);
        if (option->name == "MINVALUE") sequence.minimum = number_of(*option);
        if (option->name == "MAXVALUE") sequence.maximum = number_of(*option);
        if (option->name == "CYCLE") sequence.cycles = true;
    }
    if (sequence.start.empty()) {
        sequence.start =
            sequence.increment.starts_with('-') ? sequence.maximum : sequence.minimum;
    }
    sequence.current = sequence.start;
    store::create_sequence(work.target(database), std::move(sequence));
}

void create_synonym(Work& work, const tsql::CreateSynonymStatement& statement) {
    int line = static_cast<int>(statement.range.line);
    const DatabaseCatalog& database = work.database(statement.name);
    const catalog::Schema& schema = work.schema(database, statement.name);
    work.require_free(database, schema, statement.name.object(), line);
    catalog::Synonym synonym;
    synonym.schema_id = schema.id;
    synonym.name = statement.name.object();
    for (const tsql::Identifier& part : statement.target.parts) {
        if (!synonym.target.empty()) synonym.target += '.';
        if (part.name.empty()) continue;
        synonym.target += '[';
        for (char c : part.name) {
            synonym.target += c;
            if (c == ']') synonym.target += ']';
        }
        synonym.target += ']';
    }
    store::create_synonym(work.target(database), std::move(synonym));
}

}  // namespace gantry::engine::ddl
