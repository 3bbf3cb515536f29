#include "assess/engine_check/memory_ddl.h"

#include <fmt/format.h>

#include <algorithm>

#include "assess/engine_check/offline_executor.h"
#include "base/utf.h"
#include "engine/bind/errors.h"
#include "engine/ddl/session.h"
#include "engine/ddl_model.h"

namespace gantry::assess {
namespace {

using catalog::Database;

int32_t free_id(const Database& model) {
    // Below zero: never an id of the source.
    int32_t id = -2;
    for (const catalog::Table& one : model.tables)
        id = std::min(id, one.object_id - 1);
    for (const catalog::Module& one : model.modules)
        id = std::min(id, one.object_id - 1);
    for (const catalog::Synonym& one : model.synonyms)
        id = std::min(id, one.object_id - 1);
    for (const catalog::Sequence& one : model.sequences)
        id = std::min(id, one.object_id - 1);
    return id;
}

class MemoryDdl {
  public:
    MemoryDdl(Database& model, std::string_view batch, const engine::CompileContext& context)
        : model_(model), batch_(batch), context_(context), work_(context, executor_, batch) {}

    bool run(const tsql::Statement& statement) {
        if (const auto* create = statement.try_as<tsql::CreateTableStatement>()) {
            return create_table(*create);
        }
        if (const auto* alter = statement.try_as<tsql::AlterTableStatement>()) {
            return alter_table(*alter);
        }
        if (const auto* create = statement.try_as<tsql::CreateTypeStatement>()) {
            return create_type(*create);
        }
        if (const auto* create = statement.try_as<tsql::CreateSchemaStatement>()) {
            return create_schema(*create);
        }
        if (const auto* create = statement.try_as<tsql::CreateSynonymStatement>()) {
            return create_synonym(*create);
        }
        if (const auto* create = statement.try_as<tsql::SequenceStatement>()) {
            return create_sequence(*create);
        }
        return define_module(statement);
    }

  private:
    int32_t schema_id(const tsql::ObjectName& name) const {
        const std::string_view wanted =
            name.schema().empty() ? std::string_view(context_.default_schema) : name.schema();
        for (const catalog::Schema& schema : model_.schemas) {
            if (engine::same_name(schema.name, wanted, model_.collation)) return schema.id;
        }
        throw SqlError(2760, fmt::format("The specified schema name \"{}\" either does not exist "
                                         "or you do not have permission to use it.",
                                         wanted));
    }

    template <class T>
    T* find(std::vector<T>& list, int32_t schema, std::string_view name) {
        for (T& one : list) {
            if (one.schema_id == schema && engine::same_name(one.name, name, model_.collation)) {
                return &one;
            }
        }
        return nullptr;
    }

    template <class T>
    void put(std::vector<T>& list, T made) {
        if (T* old = find(list, made.schema_id, made.name)) {
            made.object_id = old->object_id;
            *old = std::move(made);
            return;
        }
        made.object_id = free_id(model_);
        list.push_back(std::move(made));
    }

    bool create_table(const tsql::CreateTableStatement& create) {
        if (create.definition == nullptr || create.external || create.name.object()[0] == '#') {
            return false;
        }
        catalog::Table table = engine::table_from_definition(*create.definition,
                                                             create.name.object(), batch_, names());
        table.name = create.name.object();
        table.schema_id = schema_id(create.name);
        work_.type_computed_columns(work_.binder().current_database(), table);
        put(model_.tables, std::move(table));
        return true;
    }

    bool alter_table(const tsql::AlterTableStatement& alter) {
        catalog::Table* table = find(model_.tables, schema_id(alter.name), alter.name.object());
        if (table == nullptr || alter.action != tsql::AlterTableAction::add) return false;
        for (const tsql::TableElement* element : alter.elements)
            engine::add_table_element(*table, *element, batch_, names());
        work_.type_computed_columns(work_.binder().current_database(), *table);
        return true;
    }

    bool create_type(const tsql::CreateTypeStatement& create) {
        if (create.table != nullptr) {
            catalog::Table table =
                engine::table_from_definition(*create.table, create.name.object(), batch_, names());
            table.name = create.name.object();
            table.schema_id = schema_id(create.name);
            table.is_table_type = true;
            put(model_.tables, std::move(table));
            return true;
        }
        if (create.from == nullptr) return false;
        catalog::UserType type;
        type.schema_id = schema_id(create.name);
        type.name = create.name.object();
        type.base = work_.binder().data_type(*create.from, false);
        type.nullable = create.nullable != tsql::Parameter::Nullable::not_null;
        type.id = 257;  // the first of users' types
        for (const catalog::UserType& other : model_.user_types) {
            if (other.schema_id == type.schema_id && other.name == type.name) return false;
            type.id = std::max(type.id, other.id + 1);
        }
        model_.user_types.push_back(std::move(type));
        return true;
    }

    bool create_schema(const tsql::CreateSchemaStatement& create) {
        std::string name(create.name ? create.name.name : create.owner.name);
        int32_t id = 5;
        for (const catalog::Schema& schema : model_.schemas) {
            if (engine::same_name(schema.name, name, model_.collation)) return false;
            id = std::max(id, schema.id + 1);
        }
        model_.schemas.push_back({id, std::move(name), 1});
        return true;
    }

    bool create_synonym(const tsql::CreateSynonymStatement& create) {
        catalog::Synonym synonym;
        synonym.schema_id = schema_id(create.name);
        synonym.name = create.name.object();
        for (const tsql::Identifier& part : create.target.parts) {
            synonym.target += (synonym.target.empty() ? "[" : ".[") + std::string(part.name) + "]";
        }
        put(model_.synonyms, std::move(synonym));
        return true;
    }

    bool create_sequence(const tsql::SequenceStatement& create) {
        if (create.verb != tsql::DefineVerb::create) return false;
        catalog::Sequence sequence;
        sequence.schema_id = schema_id(create.name);
        sequence.name = create.name.object();
        sequence.type = create.type == nullptr ? *types::type_by_name("bigint")
                                               : work_.binder().data_type(*create.type, false);
        put(model_.sequences, std::move(sequence));
        return true;
    }

    bool define_module(const tsql::Statement& statement) {
        auto module = engine::module_from_statement(statement, batch_, names_without_types());
        if (!module) return false;
        const tsql::ObjectName* name = engine::created_name(statement);
        if (module->kind == catalog::ModuleKind::trigger) {
            const auto& trigger = statement.as<tsql::CreateTriggerStatement>();
            if (trigger.scope != tsql::TriggerScope::table) return false;
            module->parent_object_id =
                work_.binder().find_object_raw(trigger.target).object.object_id();
        }
        module->schema_id = schema_id(*name);
        module->quoted_identifier = context_.settings.quoted_identifier;
        module->ansi_nulls = context_.settings.ansi_nulls;
        put(model_.modules, std::move(*module));
        return true;
    }

    // Tables of the model, which may be newer than the catalog.
    engine::DdlNames names() {
        engine::DdlNames names = work_.names();
        names.table = [this, table = names.table](const tsql::ObjectName& name) {
            const catalog::Table* found = name.database().empty()
                                              ? find(model_.tables, schema_id(name), name.object())
                                              : nullptr;
            return found != nullptr ? found : table(name);
        };
        return names;
    }

    // A parameter of a type that is not known is told where the module is compiled.
    engine::DdlNames names_without_types() {
        engine::DdlNames names = this->names();
        names.type = [type = names.type](const tsql::DataType& declared) {
            try {
                return type(declared);
            } catch (const SqlError&) {
                return types::SqlType();
            }
        };
        return names;
    }

    Database& model_;
    std::string_view batch_;
    const engine::CompileContext& context_;
    AcceptingExecutor executor_;
    engine::ddl::Work work_;
};

}  // namespace

bool apply_ddl(Database& model, const tsql::Statement& statement, std::string_view batch,
               const engine::CompileContext& context) {
    return MemoryDdl(model, batch, context).run(statement);
}

}  // namespace gantry::assess
