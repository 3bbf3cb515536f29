// Extended properties: sp_addextendedproperty with the levels that name the owner of each
// (sys.extended_properties.class; the levels are those of sp_addextendedproperty's reference).

#include <fmt/format.h>

#include <optional>

#include "catalog/script/parts.h"
#include "catalog/script/quote.h"

namespace gantry::catalog::script {
namespace {

struct Level {
    std::string type;  // SCHEMA, TABLE, COLUMN; without a quote by its grammar
    std::string name;
};
using Levels = std::vector<Level>;  // none: the database

std::string_view level_word(std::string_view type) {
    if (type == "U" || type == "IT") return "TABLE";
    if (type == "V") return "VIEW";
    if (type == "P" || type == "PC" || type == "X" || type == "RF") return "PROCEDURE";
    if (type == "FN" || type == "IF" || type == "TF" || type == "FS" || type == "FT") {
        return "FUNCTION";
    }
    if (type == "AF") return "AGGREGATE";
    if (type == "SN") return "SYNONYM";
    if (type == "SO") return "SEQUENCE";
    if (type == "SQ") return "QUEUE";
    if (type == "TT") return "TYPE";
    if (type == "R") return "RULE";
    if (type == "D") return "DEFAULT";
    return {};
}

class LevelFinder {
  public:
    explicit LevelFinder(const Context& context) : context_(context) {}

    std::optional<Levels> find(const ExtendedProperty& p) const {
        switch (p.object_class) {
            case 0:
                return Levels{};
            case 1:
                return of_object(p);
            case 2:
                return of_parameter(p);
            case 3:
                return named("SCHEMA", context_.names.schema(p.major_id));
            case 4:
                return named("USER", context_.names.principal_name(p.major_id));
            case 5: {
                const Assembly* assembly = context_.names.assembly(p.major_id);
                if (assembly == nullptr) return std::nullopt;
                return named("ASSEMBLY", assembly->name);
            }
            case 6: {
                if (const UserType* type = context_.names.user_type(p.major_id)) {
                    return Levels{schema_level(type->schema_id), {"TYPE", type->name}};
                }
                const Table* table = context_.names.table_type(p.major_id);
                if (table == nullptr) return std::nullopt;
                return Levels{schema_level(table->schema_id), {"TYPE", table->name}};
            }
            case 7:
                return of_index(p);
            case 8:
                return of_type_column(p);
            case 10: {
                const auto* collection = context_.names.xml_collection(p.major_id);
                if (collection == nullptr) return std::nullopt;
                return Levels{schema_level(collection->schema_id),
                              {"XML SCHEMA COLLECTION", collection->name}};
            }
            case 15:
                return listed("MESSAGE TYPE", context_.db.message_types, p.major_id);
            case 16:
                return listed("CONTRACT", context_.db.service_contracts, p.major_id);
            case 17:
                return listed("SERVICE", context_.db.services, p.major_id);
            case 18:
                return listed("REMOTE SERVICE BINDING", context_.db.remote_service_bindings,
                              p.major_id);
            case 19:
                return listed("ROUTE", context_.db.routes, p.major_id);
            case 20: {
                auto scheme = listed("PARTITION SCHEME", context_.db.partition_schemes, p.major_id);
                return scheme ? scheme : listed("FILEGROUP", context_.db.filegroups, p.major_id);
            }
            case 21:
                return listed("PARTITION FUNCTION", context_.db.partition_functions, p.major_id);
            case 22:
                return of_file(p.major_id);
            case 27:
                return listed("PLAN GUIDE", context_.db.plan_guides, p.major_id);
            default:
                return std::nullopt;
        }
    }

  private:
    Level schema_level(int32_t id) const {
        return {"SCHEMA", std::string(context_.names.schema(id))};
    }

    static std::optional<Levels> named(std::string type, std::string_view name) {
        if (name.empty()) return std::nullopt;
        return Levels{{std::move(type), std::string(name)}};
    }

    template <typename T>
    static std::optional<Levels> listed(std::string type, const std::vector<T>& list, int32_t id) {
        for (const T& item : list) {
            if (item.id == id) return named(std::move(type), item.name);
        }
        return std::nullopt;
    }

    std::optional<Levels> of_file(int32_t id) const {
        for (const DatabaseFile& file : context_.db.files) {
            if (file.id != id) continue;
            if (file.type == "LOG") return named("LOGICAL FILE NAME", file.name);
            for (const Filegroup& group : context_.db.filegroups) {
                if (group.id == file.filegroup_id) {
                    return Levels{{"FILEGROUP", group.name}, {"LOGICAL FILE NAME", file.name}};
                }
            }
        }
        return std::nullopt;
    }

    std::optional<Levels> of_object(const ExtendedProperty& p) const {
        const NamedObject* object = context_.names.object(p.major_id);
        if (object == nullptr) return std::nullopt;
        if (object->module != nullptr && is_trigger(*object->module)) return of_trigger(*object);
        // A constraint stands below its table.
        if (object->table != nullptr && object->table->object_id != object->id) {
            return Levels{schema_level(object->table->schema_id),
                          {"TABLE", object->table->name},
                          {"CONSTRAINT", std::string(object->name)}};
        }
        std::string_view word = level_word(object->type);
        if (word.empty()) return std::nullopt;
        Levels out{schema_level(object->schema_id), {std::string(word), std::string(object->name)}};
        if (p.minor_id == 0) return out;
        const std::vector<Column>* columns = object->table != nullptr    ? &object->table->columns
                                             : object->module != nullptr ? &object->module->columns
                                                                         : nullptr;
        const Column* column = columns == nullptr ? nullptr : column_by_id(*columns, p.minor_id);
        if (column == nullptr) return std::nullopt;
        out.push_back({"COLUMN", column->name});
        return out;
    }

    std::optional<Levels> of_trigger(const NamedObject& object) const {
        if (is_database_trigger(*object.module)) return named("TRIGGER", object.name);
        const NamedObject* parent = context_.names.object(object.module->parent_object_id);
        if (parent == nullptr) return std::nullopt;
        return Levels{schema_level(parent->schema_id),
                      {std::string(level_word(parent->type)), std::string(parent->name)},
                      {"TRIGGER", std::string(object.name)}};
    }

    std::optional<Levels> of_parameter(const ExtendedProperty& p) const {
        const NamedObject* object = context_.names.object(p.major_id);
        if (object == nullptr || object->module == nullptr) return std::nullopt;
        for (const Parameter& parameter : object->module->parameters) {
            if (parameter.id != p.minor_id) continue;
            return Levels{schema_level(object->schema_id),
                          {std::string(level_word(object->type)), std::string(object->name)},
                          {"PARAMETER", parameter.name}};
        }
        return std::nullopt;
    }

    std::optional<Levels> of_index(const ExtendedProperty& p) const {
        const NamedObject* object = context_.names.object(p.major_id);
        if (object == nullptr) return std::nullopt;
        const std::vector<Index>* indexes = object->table != nullptr    ? &object->table->indexes
                                            : object->module != nullptr ? &object->module->indexes
                                                                        : nullptr;
        if (indexes == nullptr) return std::nullopt;
        for (const Index& index : *indexes) {
            if (index.id != p.minor_id) continue;
            // A key's property on its index is a property of the constraint for the procedure.
            return Levels{schema_level(object->schema_id),
                          {std::string(level_word(object->type)), std::string(object->name)},
                          {"INDEX", index.name}};
        }
        return std::nullopt;
    }

    std::optional<Levels> of_type_column(const ExtendedProperty& p) const {
        const Table* table = context_.names.table_type(p.major_id);
        const Column* column =
            table == nullptr ? nullptr : column_by_id(table->columns, p.minor_id);
        if (column == nullptr) return std::nullopt;
        return Levels{
            schema_level(table->schema_id), {"TABLE_TYPE", table->name}, {"COLUMN", column->name}};
    }

    const Context& context_;
};

// A parameter takes a constant; other types go through a variable.
std::string value_text(const Context& context, const ExtendedProperty& p, std::string& before) {
    using types::TypeId;
    switch (p.type.id) {
        case TypeId::none:
        case TypeId::nvarchar:
        case TypeId::nchar:
            return literal(p.value);
        case TypeId::sql_variant:
            return "NULL";
        case TypeId::varchar:
        case TypeId::char_:
            return literal(p.value).substr(1);  // 'text'
        case TypeId::int_:
            return p.value;
        default:
            break;
    }
    std::string constant =
        types::is_numeric(p.type.id) || types::is_binary(p.type.id) ? p.value : literal(p.value);
    before = fmt::format("DECLARE @value sql_variant = CAST({} AS {});\n", constant,
                         context.names.type(p.type));
    return "@value";
}

std::string exists_text(const ExtendedProperty& property, const Levels& levels) {
    std::string out = fmt::format("NOT EXISTS (SELECT 1 FROM sys.fn_listextendedproperty({}",
                                  literal(property.name));
    for (size_t i = 0; i < 3; ++i) {
        out += i < levels.size()
                   ? fmt::format(", N'{}', {}", levels[i].type, literal(levels[i].name))
                   : std::string(", NULL, NULL");
    }
    return out + "))";
}

}  // namespace

void script_properties(Context& context) {
    context.out.heading("Extended properties");
    LevelFinder finder(context);
    for (const ExtendedProperty& property : context.db.extended_properties) {
        if (context.only_object != 0 &&
            (property.object_class != 1 || property.major_id != context.only_object)) {
            continue;
        }
        std::optional<Levels> levels = finder.find(property);
        if (!levels) {
            const NamedObject* object = context.names.object(property.major_id);
            if (object != nullptr && object->is_system) continue;
            context.out.cannot(
                fmt::format("extended property {}", bracket(property.name)),
                fmt::format("its owner (class {}, ids {} and {}) was not found",
                            property.object_class, property.major_id, property.minor_id));
            continue;
        }
        std::string before;
        std::string value = value_text(context, property, before);
        std::string text = fmt::format("{}EXEC sys.sp_addextendedproperty @name = {}, @value = {}",
                                       before, literal(property.name), value);
        for (size_t i = 0; i < levels->size(); ++i) {
            text += fmt::format(",\n    @level{0}type = N'{1}', @level{0}name = {2}", i,
                                (*levels)[i].type, literal((*levels)[i].name));
        }
        context.out.create(text, {exists_text(property, *levels), false});
    }
}

}  // namespace gantry::catalog::script
